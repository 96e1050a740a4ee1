"""The command: what is asked, which checks are made, and how their findings are shown."""

from __future__ import annotations

import json
import platform
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from wixapi._auth.environment import from_environment
from wixapi._doctor.access import credentials_finding, scope_findings
from wixapi._doctor.calls import OF_A_SITE, OF_AN_ACCOUNT, Probe, answers
from wixapi._doctor.finding import Finding, fail, ok
from wixapi._doctor.identity import identity_findings, strategy_or_none
from wixapi._doctor.network import address_findings, reach_findings
from wixapi._doctor.operations import Asked, UnknownNameError, find
from wixapi._http.client import SyncClient
from wixapi._http.settings import base_url_or_default
from wixapi._version import __version__
from wixapi.errors import ConfigurationError

_LIBRARIES = ("httpx2", "pydantic", "PyJWT")
_PUBLIC_KEY = "wixapi._doctor.public_key"  # there only if Wix calls the app


class _Nobody:
    """The identity of calls that need none."""

    def headers(self) -> Mapping[str, str]:
        """Return nothing."""
        return {}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: Those behind the command's name; by default the process's own.

    Returns:
        0 if nothing is wrong, 1 if something is. Wrong usage ends the process with 2.
    """
    options = _parser().parse_args(arguments)
    secret = from_environment("WIX_API_KEY") or ""
    findings: list[Finding] = []
    for finding in _findings(options):
        findings.append(finding.without(secret) if secret else finding)
        if not options.json:
            print(findings[-1].line(), flush=True)
    if options.json:
        print(json.dumps([asdict(one) for one in findings], indent=2))
    return 1 if any(one.outcome == "fail" for one in findings) else 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="wixapi", description="Calls Wix's REST API.")
    parser.add_argument("--version", action="version", version=f"wixapi {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    doctor = commands.add_parser(
        "doctor",
        help="say what keeps calls from working",
        description="Checks what the environment says (WIX_API_KEY, WIX_SITE_ID, WIX_ACCOUNT_ID, "
        "WIX_BASE_URL), the way to Wix, the clock, and the key, by calls that only read. Prints a line for "
        "each check; ends with 1 if one of them fails. Secrets are never shown.",
    )
    doctor.add_argument(
        "--for",
        dest="asked",
        type=_asked,
        action="append",
        default=[],
        metavar="NAME",
        help="also check the permissions of a resource or a method: calendar.participations, or "
        "calendar.participations.create_participation (may be repeated)",
    )
    doctor.add_argument(
        "--get",
        dest="paths",
        type=_path,
        action="append",
        default=[],
        metavar="PATH",
        help="check the key by a GET of this path, such as /members/v1/members (may be repeated)",
    )
    if find_spec(_PUBLIC_KEY) is not None:
        doctor.add_argument(
            "--public-key",
            metavar="KEY",
            help="also check this key of webhooks, or the file with it",
        )
    doctor.add_argument("--timeout", type=_seconds, default=10.0, metavar="SECONDS")
    doctor.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _asked(name: str) -> Asked:
    try:
        return find(name)
    except UnknownNameError as error:
        raise ArgumentTypeError(str(error)) from None


def _path(path: str) -> Probe:
    if not path.startswith("/"):
        raise ArgumentTypeError("a path begins with /")
    return Probe(f"GET {path}", "GET", path)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 3600:
        raise ArgumentTypeError("a number of seconds above 0")
    return seconds


def _findings(options: Namespace) -> Iterator[Finding]:
    """Yield what all checks find, those of the environment before those that need Wix."""
    yield _versions()
    yield from identity_findings()
    key = getattr(options, "public_key", None)
    if key is not None:
        yield import_module(_PUBLIC_KEY).key_finding(key)
    try:
        base_url = base_url_or_default(None)
    except ConfigurationError as error:
        yield fail(
            "address", str(error), "set it to the URL of a server, or to nothing"
        )
        return
    yield from _online(options, base_url)


def _versions() -> Finding:
    """Return which versions are at work: the first thing that whoever helps asks for."""
    found = [f"wixapi {__version__}", f"Python {platform.python_version()}"]
    for name in _LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} (version unknown)")
    return ok("versions", ", ".join(found))


def _online(options: Namespace, base_url: str) -> Iterator[Finding]:
    """Yield the findings that need Wix, as far as it can be reached."""
    strategy = strategy_or_none()
    with SyncClient(
        auth=strategy or _Nobody(),
        base_url=base_url,
        timeout=options.timeout,
        max_retries=0,
    ) as client:
        for find_out in (address_findings(base_url), reach_findings(client)):
            for finding in find_out:
                yield finding
                if finding.outcome == "fail":
                    return
        if strategy is not None:
            yield from _access(options, client, "wix-account-id" in strategy.headers())


def _access(
    options: Namespace, client: SyncClient, is_account: bool
) -> Iterator[Finding]:
    """Yield what the key may do; where it may do nothing, one call is enough to tell."""
    usual = OF_AN_ACCOUNT if is_account else OF_A_SITE
    own = [(asked, answers(client, asked.probes())) for asked in options.asked]
    named = answers(
        client, options.paths or ([] if any(found for _, found in own) else usual)
    )
    yield credentials_finding([*named, *(one for _, found in own for one in found)])
    for asked, found in own:
        yield from scope_findings(asked, found)
