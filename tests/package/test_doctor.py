"""`wixapi doctor`: what it finds, what it says to do, and what it never shows."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tomllib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import wixapi
from support.server import Answer, LoopbackServer, Recorded, loopback_server
from support.webhooks import public_pem
from wixapi._doctor import network
from wixapi._doctor.command import main

KEY = "IST.hush1.hush2.hush3"
SITE = "0b7a7c2e-8f0a-4d0e-9a55-1c2d3e4f5a6b"
ACCOUNT = "11111111-2222-3333-4444-555555555555"
VARIABLES = ("WIX_API_KEY", "WIX_SITE_ID", "WIX_ACCOUNT_ID", "WIX_BASE_URL")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")

Doctor = Callable[..., dict[str, list[tuple[str, str]]]]


@pytest.fixture
def wix(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackServer]:
    """Wix, and an environment with which calls work."""
    for name in (*VARIABLES, *PROXIES):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("WIX_API_KEY", KEY)
    monkeypatch.setenv("WIX_SITE_ID", SITE)
    with loopback_server() as server:
        monkeypatch.setenv("WIX_BASE_URL", server.url)
        yield server


@pytest.fixture
def doctor(wix: LoopbackServer, capsys: pytest.CaptureFixture[str]) -> Doctor:
    """Runs the command: (outcome, message and fix) of each check by its name; the exit code as "exit"."""
    del wix

    def run(*arguments: str) -> dict[str, list[tuple[str, str]]]:
        code = main(["doctor", "--json", "--timeout", "5", *arguments])
        printed = capsys.readouterr().out
        assert "hush" not in printed
        found: dict[str, list[tuple[str, str]]] = {"exit": [(str(code), "")]}
        for one in json.loads(printed):
            text = f"{one['message']}; {one['fix']}"
            found.setdefault(one["check"], []).append((one["outcome"], text))
        return found

    return run


def outcomes(found: dict[str, list[tuple[str, str]]]) -> dict[str, str]:
    """The outcomes of each check, without what is said."""
    return {check: " ".join(o for o, _ in rows) for check, rows in found.items()}


def refuse(server: LoopbackServer, status: int, body: Any = None) -> None:
    """Wix answers calls so."""
    server.by = lambda _: Answer(status, {}, body or {})


HEALTHY = {
    "exit": "0",
    "versions": "ok",
    "key": "ok",
    "site": "ok",
    "address": "ok",
    "reach": "ok",
    "clock": "ok",
    "credentials": "ok",
}


def test_all_is_well(wix: LoopbackServer, doctor: Doctor) -> None:
    """Nothing to say: exit 0, one call without the key and one that reads with it."""
    assert HEALTHY == outcomes(doctor())
    assert [
        ("GET", "/", None, None),
        ("GET", "/site-properties/v4/properties", KEY, SITE),
    ] == [
        (
            *(one.verb, one.path),
            *(one.headers.get(name) for name in ("authorization", "wix-site-id")),
        )
        for one in wix.requests
    ]


def test_lines(wix: LoopbackServer, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json, there is a line for each check, which says what to do."""
    refuse(wix, 401)
    assert 1 == main(["doctor"])

    lines = capsys.readouterr().out.splitlines()
    assert len(HEALTHY) - 1 == len(lines)
    assert lines[1] == "ok    key: WIX_API_KEY is set, 21 characters"
    assert lines[-1].startswith("FAIL  credentials: properties of the site answers 401")
    assert f"isn't of another account than the site {SITE}" in lines[-1]


# The environment ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "outcome", "told"),
    [
        (None, "fail", "isn't set"),
        (" ", "fail", "isn't set"),
        ("Bearer IST.hush.hush.hush", "fail", "must come alone"),
        ("IST.hush hush.a.b", "fail", "white space"),
        ("IST.hush.hush", "fail", "seems cut"),
        ("hush", "warn", "doesn't begin with IST."),
        (f' "{KEY}"\n', "ok", "is set, 21 characters"),
    ],
)
def test_keys(
    doctor: Doctor,
    monkeypatch: pytest.MonkeyPatch,
    key: str | None,
    outcome: str,
    told: str,
) -> None:
    """A key that is missing, cut, or written wrong is told, and never shown."""
    monkeypatch.delenv("WIX_API_KEY")
    if key is not None:
        monkeypatch.setenv("WIX_API_KEY", key)
    found = doctor()

    assert outcome == found["key"][0][0]
    assert told in found["key"][0][1]
    assert "ok" == outcomes(found)["reach"]


@pytest.mark.parametrize(
    ("site", "account", "check", "outcome", "told"),
    [
        (SITE, ACCOUNT, "site", "ok", "WIX_ACCOUNT_ID counts for nothing"),
        (None, ACCOUNT, "account", "ok", f"about the account {ACCOUNT}"),
        (None, None, "site", "warn", "neither WIX_SITE_ID nor WIX_ACCOUNT_ID"),
        ("my-site", None, "site", "fail", "WIX_SITE_ID is no ID"),
        (None, "hush", "account", "fail", "WIX_ACCOUNT_ID is no ID"),
        (SITE, SITE, "site", "ok fail", "are the same"),
    ],
)
def test_sites_and_accounts(
    doctor: Doctor,
    monkeypatch: pytest.MonkeyPatch,
    site: str | None,
    account: str | None,
    check: str,
    outcome: str,
    told: str,
) -> None:
    """It is said what calls are about, and whether the IDs look like some."""
    monkeypatch.delenv("WIX_SITE_ID")
    for name, value in {"WIX_SITE_ID": site, "WIX_ACCOUNT_ID": account}.items():
        if value is not None:
            monkeypatch.setenv(name, value)
    found = doctor()

    assert outcome == outcomes(found)[check]
    assert told in found[check][-1][1]


def test_an_account(
    wix: LoopbackServer, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key for an account is tried on what accounts have."""
    monkeypatch.delenv("WIX_SITE_ID")
    monkeypatch.setenv("WIX_ACCOUNT_ID", ACCOUNT)

    assert "ok" == outcomes(doctor())["credentials"]
    assert "/site-list/v2/sites/query" == wix.last.path
    assert ACCOUNT == wix.last.headers["wix-account-id"]


def test_a_missing_app(wix: LoopbackServer, doctor: Doctor) -> None:
    """A read that answers 428 tells which app of Wix's the site lacks."""
    refuse(wix, 428)
    found = doctor("--for", "bookings.services.create_service")

    assert f"install Wix Bookings on the site {SITE}" in found["scopes"][1][1]


def test_no_answer(wix: LoopbackServer, doctor: Doctor) -> None:
    """A call with the key that gets no answer tells why, and what may be in the way."""

    def answer(request: Recorded) -> Answer:
        if request.path == "/":
            return Answer(404)
        raise ConnectionError

    wix.by = answer
    found = doctor()

    assert "fail" == outcomes(found)["credentials"]
    assert "see whether there is a network" in found["credentials"][0][1]


@pytest.mark.parametrize(("site", "outcome"), [(SITE, "ok warn"), (None, "ok fail")])
def test_a_key_of_another_account(
    doctor: Doctor,
    monkeypatch: pytest.MonkeyPatch,
    site: str | None,
    outcome: str,
) -> None:
    """A key says in which account it was made: that of another one is told before Wix is asked."""
    data = json.dumps({"tenant": {"type": "account", "id": SITE}})
    payload = urlsafe_b64encode(json.dumps({"data": data}).encode()).decode()
    monkeypatch.setenv("WIX_API_KEY", f"IST.hush.{payload}.hush")
    monkeypatch.setenv("WIX_ACCOUNT_ID", ACCOUNT)
    if site is None:
        monkeypatch.delenv("WIX_SITE_ID")
    found = doctor()

    ids = found.get("site", []) + found["account"]
    assert outcome == " ".join(outcome for outcome, _ in ids)
    assert f"made in the account {SITE}" in ids[-1][1]


def test_a_bad_base_url(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that is none ends the checks that need it."""
    monkeypatch.setenv("WIX_BASE_URL", "https://user:hush@wix.example")
    found = doctor()

    assert "fail" == outcomes(found)["address"]
    assert "WIX_BASE_URL" in found["address"][0][1]
    assert "reach" not in found


# The way to Wix ----------------------------------------------------------------------------------


def test_no_name_server(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name without an address is told, and nothing is tried."""

    def unknown(*_: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(network.socket, "getaddrinfo", unknown)
    found = doctor()

    assert ("fail", "1") == (outcomes(found)["address"], found["exit"][0][0])
    assert "127.0.0.1 has no address" in found["address"][0][1]
    assert "reach" not in found


def test_nobody_listens(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused connection is told, and no key is tried."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    monkeypatch.setenv("WIX_BASE_URL", f"http://127.0.0.1:{port}")
    found = doctor()

    assert ("fail", "1") == (outcomes(found)["reach"], found["exit"][0][0])
    assert "credentials" not in found


def test_no_tls(
    wix: LoopbackServer, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What TLS finds wrong is told with what certificates are good for."""
    monkeypatch.setenv("WIX_BASE_URL", wix.url.replace("http:", "https:"))

    assert "SSL_CERT_FILE" in doctor()["reach"][0][1]


def test_proxies(
    wix: LoopbackServer, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy of the environment is named, without its password."""
    monkeypatch.setenv("WIX_BASE_URL", "http://wix.example")
    monkeypatch.setenv("HTTP_PROXY", wix.url.replace("//", "//me:hush@"))
    found = doctor()

    assert "127.0.0.1" in found["proxy"][0][1]
    assert "ok" == outcomes(found)["reach"]
    assert "http://wix.example/" == wix.requests[0].path


def test_a_proxy_of_no_use(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """What of the environment keeps calls from being made at all is told."""
    monkeypatch.setenv("ALL_PROXY", "hush://proxy.example")
    found = doctor()

    assert ("fail", "1") == (outcomes(found)["reach"], found["exit"][0][0])
    assert "no call can be made: the proxy" in found["reach"][0][1]


@pytest.mark.parametrize(
    ("off", "outcome", "told"),
    [
        (3.0, "ok", "that of Wix"),
        (-3.0, "ok", "that of Wix"),
        (20.0, "warn", "ahead"),
        (-20.0, "warn", "behind"),
        (3600.0, "fail", "ahead"),
    ],
)
def test_clocks(
    doctor: Doctor,
    monkeypatch: pytest.MonkeyPatch,
    off: float,
    outcome: str,
    told: str,
) -> None:
    """A clock that is some seconds off is told; one that is far off fails."""
    real = network.time.time
    monkeypatch.setattr(network, "time", SimpleNamespace(time=lambda: real() + off))
    found = doctor()

    assert outcome == outcomes(found)["clock"]
    assert told in found["clock"][0][1]
    assert ("1" if outcome == "fail" else "0") == found["exit"][0][0]


# The key -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "outcome", "told"),
    [
        (401, "fail", "see that the key or token is whole"),
        (403, "fail", f"that the method needs, for the site {SITE}"),
        (404, "fail", "see whether the ID of the site"),
        (400, "fail", "answers 400"),
        (428, "fail", "install the app"),
        (429, "warn", "wait a minute"),
        (500, "fail", "the fault is on Wix's side"),
        (503, "fail", "the fault is on Wix's side"),
    ],
)
def test_refusals(
    wix: LoopbackServer, doctor: Doctor, status: int, outcome: str, told: str
) -> None:
    """Each way to say no has its advice; what Wix can't be blamed for is no failure."""
    refuse(wix, status)
    found = doctor()

    assert outcome == outcomes(found)["credentials"]
    assert told in found["credentials"][0][1]
    assert ("1" if outcome == "fail" else "0") == found["exit"][0][0]


def test_what_wix_echoes_stays_hidden(wix: LoopbackServer, doctor: Doctor) -> None:
    """Even an answer that quotes the key doesn't bring it to the screen."""
    refuse(wix, 401, {"message": f"bad key {KEY}"})

    assert "bad key ***" in doctor()["credentials"][0][1]


def test_calls_of_ones_own(wix: LoopbackServer, doctor: Doctor) -> None:
    """Other reads can be named; one that works is enough."""
    wix.by = lambda request: Answer(403 if "no" in request.path else 200)
    found = doctor("--get", "/v1/no", "--get", "/v1/yes?limit=1")

    assert "GET /v1/yes" in found["credentials"][0][1]
    assert ["/", "/v1/no", "/v1/yes?limit=1"] == [one.path for one in wix.requests]


# Permissions -------------------------------------------------------------------------------------

SCOPE = "Manage Calendars (SCOPE.DC-CALENDAR.MANAGE)"


def test_permissions_of_a_resource(wix: LoopbackServer, doctor: Doctor) -> None:
    """Each method's permission is listed, and reads are tried."""
    found = doctor("--for", "calendar.participations")["scopes"]

    assert ("ok", f"create_participation needs {SCOPE}; ") in found
    assert ("ok", "query_participations works; ") in found
    assert {"query": {"cursorPaging": {"limit": 1}}} == wix.last.json
    assert "/calendar/v3/participations/query" == wix.last.path


def test_a_missing_permission(wix: LoopbackServer, doctor: Doctor) -> None:
    """A read that answers 403 tells which permission is missing, though others tell that the key is good."""

    def answer(request: Recorded) -> Answer:
        return Answer(403 if "calendar" in request.path else 200)

    wix.by = answer
    found = doctor(
        *("--for", "calendar.participations.create_participation"),
        *("--get", "/site-properties/v4/properties"),
    )

    assert [
        ("ok", f"create_participation needs {SCOPE}; "),
        (
            "fail",
            "query_participations answers 403 FORBIDDEN: Forbidden; give the API key or the app the "
            f"permission {SCOPE}, for the site {SITE}; see what the key may do, and where, at "
            "https://manage.wix.com/account/api-keys",
        ),
    ] == found["scopes"]
    assert ("ok", "1") == (outcomes(found)["credentials"], found["exit"][0][0])


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("calendar.participation", "calendar.participations"),
        ("calendar.participations.create", "create_participation"),
        ("nowhere", "there is no nowhere"),
        ("..", "there is no"),
        ("calendar.participations.os.path", "there is no"),
    ],
)
def test_names_that_are_none(
    name: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name that is none is wrong usage, and near ones are named."""
    with pytest.raises(SystemExit) as caught:
        main(["doctor", "--for", name])

    assert 2 == caught.value.code
    assert meant in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["cure"], ["doctor", "--timeout", "0"]])
def test_wrong_usage(arguments: list[str]) -> None:
    """What can't be meant ends with 2."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)

    assert 2 == caught.value.code


# Webhooks ----------------------------------------------------------------------------------------


def test_public_keys(doctor: Doctor, tmp_path: Path) -> None:
    """A key for webhooks is checked, given itself or as a file."""
    file = tmp_path / "key.pem"
    file.write_text(public_pem(), "utf-8")

    for given in (public_pem(), str(file)):
        assert "2,048 bits" in doctor("--public-key", given)["webhooks"][0][1]
    for wrong in ("-----BEGIN hush", str(tmp_path / "none.pem"), "x" * 400):
        assert "fail" == outcomes(doctor("--public-key", wrong))["webhooks"]


# The command -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("wix")
def test_the_command_runs() -> None:
    """`python -m wixapi doctor` is the command."""
    done = subprocess.run(
        [sys.executable, "-m", "wixapi", "doctor"],
        cwd=Path(wixapi.__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "") == (done.returncode, done.stderr)
    assert len(HEALTHY) - 1 == len(done.stdout.splitlines())


def test_the_distribution_has_the_command() -> None:
    """Installed, it is called `wixapi`."""
    text = (Path(wixapi.__file__).parents[1] / "pyproject.toml").read_text("utf-8")

    assert {"wixapi": "wixapi.__main__:main"} == tomllib.loads(text)["project"][
        "scripts"
    ]
