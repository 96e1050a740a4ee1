"""Import published types into specs: read each module, reconcile it with its spec, print that.

A spec that was made from types alone follows them, as one made from pages follows pages. Where pages were
imported, too, they decide: types add what pages don't print, and what they say otherwise is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from wixgen.acceptances import Teller
from wixgen.diagnostics import Diagnostic, Diagnostics
from wixgen.pages.accepted import Accepted
from wixgen.pages.differences import Difference
from wixgen.pages.importer import FACTS, Imported, Mode
from wixgen.pages.reconcile.extent import Extent
from wixgen.pages.reconcile.update import Reconciled, UpdateError, reconcile
from wixgen.pages.spec_checks import SpecText, new_problems
from wixgen.pages.spec_data import declared
from wixgen.published.comparison import Comparison
from wixgen.published.homes import Homes, faults_in, homes_of
from wixgen.published.packages import Files, Key, Package, find_packages
from wixgen.published.resource import PublishedResource, read_resource
from wixgen.spec.load import COMMON_FILE
from wixgen.spec.source import plain_yaml
from wixgen.workers import mapped

SOURCE = "the published types"
NO_PUBLIC_ADDRESS = "no-public-address"


@dataclass(frozen=True)
class _Run:
    """What all resources share: the files, the packages by resource, the specs, the options."""

    files: Files
    packages: Mapping[Key, Sequence[Package]]
    specs: Mapping[str, bytes]
    homes: Homes
    common: str
    descriptions: bool
    mode: Mode


@dataclass
class _Result:
    """The result of one resource; made by one process and used by another."""

    text: str | None = None
    is_read: bool = False
    has_webhooks: bool = False
    found: list[Diagnostic] = field(default_factory=list[Diagnostic])
    faults: list[Diagnostic] = field(default_factory=list[Diagnostic])  # of the spec
    differences: list[Difference] = field(default_factory=list[Difference])
    unused: list[Diagnostic] = field(default_factory=list[Diagnostic])


def import_types(
    files: Files,
    specs: Mapping[str, bytes],
    report: Diagnostics,
    *,
    descriptions: bool,
    jobs: int = 1,
    mode: Mode = Mode.KEEP,
) -> Imported:
    """Bring what the type packages below a `node_modules` folder say into specs.

    Args:
        files: The files below `node_modules`.
        specs: The specs that exist, by their path below the schemas folder.
        report: Takes what can't be read; of a package that can't, nothing changes.
        descriptions: Whether the packages' sentences are written, too.
        jobs: How many processes share the work.
        mode: What is done with what the packages no longer say.
    """
    found = find_packages(files, report)
    packages = {package.key: (package,) for package in found}
    common = specs.get(COMMON_FILE, b"").decode("utf-8", "replace")
    had_common = bool(common)
    if not had_common:
        common = (FACTS / COMMON_FILE).read_text(encoding="utf-8")
    imported = Imported(has_failed=report.has_errors)
    homes = homes_of(specs)
    if faults := faults_in(SpecText(COMMON_FILE, common, "")):
        return Imported(faults=faults, has_failed=True)
    run = _Run(files, packages, specs, homes, common, descriptions, mode)
    keys = list(packages)
    needs_common = False
    for key, result in zip(
        keys, mapped(_result, run, keys, jobs, chunk=1), strict=True
    ):
        report.take(result.found)
        imported.faults += result.faults
        imported.has_failed |= bool(result.faults) or any(
            finding.is_error for finding in result.found
        )
        imported.modules += result.is_read
        needs_common |= result.has_webhooks
        if result.text is not None:
            imported.specs[homes.path_of(key)] = result.text
        imported.differences += result.differences
        imported.unused += result.unused
    if needs_common and not had_common and mode is not Mode.COMPARE:
        imported.specs = {COMMON_FILE: common, **imported.specs}
    return imported


def _result(run: _Run, key: Key) -> _Result:
    """Import one resource."""
    report = Diagnostics()
    result = _Result()
    path = run.homes.path_of(key)
    data = run.specs.get(path)
    text = data.decode("utf-8", "replace") if data is not None else None
    old = SpecText(path, text, run.common)
    resource = read_resource(key, run.packages[key], run.files, report)
    if resource is not None:
        result.is_read = True
        result.faults = [*run.homes.faults_of(key)] or faults_in(old)
        _tell_unmapped(resource, None if result.faults else text, report)
        if not result.faults:
            _bring(run, resource, old, result, report)
    result.found = list(report)
    if resource is not None and run.mode is not Mode.COMPARE:
        _leave_out_accepted(path, result, text)
    return result


def _leave_out_accepted(path: str, result: _Result, text: str | None) -> None:
    """Take from a result what the spec accepts; add what it accepts though there is nothing of it."""
    accepted = Accepted(path, text if result.text is None else result.text)
    result.found = accepted.without(result.found)
    result.differences = accepted.without_left(result.differences)
    if not any(finding.is_error for finding in result.found):
        result.unused = accepted.unused([Teller.TYPES])


def _bring(
    run: _Run,
    resource: PublishedResource,
    old: SpecText,
    result: _Result,
    report: Diagnostics,
) -> None:
    """Bring a resource into its spec, if it can be; put into `result` what came of it."""
    try:
        text = _imported(run, resource, old, result)
        problems = list(new_problems(old, text, "package"))
    except UpdateError as error:
        message = f"the spec has no place for this package: {error}"
        report.error(resource.start, "unusable-types", message)
        return
    for problem in problems:
        message, help = problem.message, problem.help
        report.error(resource.start, "unusable-types", message, help=help)
    if problems:
        result.differences = []
    elif run.mode is not Mode.COMPARE:
        result.text = text if text != old.text else None
        result.has_webhooks = bool(resource.documented.get("webhooks"))


def _imported(
    run: _Run, resource: PublishedResource, old: SpecText, result: _Result
) -> str:
    """Return the new text of a spec; put into `result` what it still says otherwise.

    In a comparison that is all that would change.
    """
    adds_only = old.text is not None and not _is_of_types(old.text)
    documented = _marked(resource.documented) if adds_only else resource.documented
    common = plain_yaml(run.common)

    def brought(text: str | None, extent: Extent | None, *, adds: bool) -> Reconciled:
        return reconcile(
            text,
            documented,
            descriptions=run.descriptions,
            common=common,
            extent=extent,
            adds_only=adds,
            is_strict=not adds,
        )

    whole = _extent(documented)
    prunes = run.mode is Mode.PRUNE and not adds_only
    made = brought(old.text, whole if prunes else None, adds=adds_only).text
    comparison = Comparison(old, resource)
    follow = partial(brought, extent=whole, adds=False)
    if run.mode is Mode.COMPARE and old.text is None:
        result.differences = comparison.unknown()
    elif run.mode is Mode.COMPARE and old.text is not None:
        add = partial(brought, extent=None, adds=True)
        added = comparison.of(old.text, add) if adds_only else []
        left = comparison.of(old.text, follow, only_contradictions=adds_only)
        result.differences = list(dict.fromkeys([*added, *left]))
    elif not prunes and old.text is not None:
        left = comparison.of(made, follow, only_contradictions=adds_only)
        result.differences = left
    return made


def _is_of_types(text: str) -> bool:
    """Return whether types decide what a spec says: they are the first of its sources."""
    spec: Mapping[str, Any] = plain_yaml(text) or {}
    sources: list[object] = spec.get("sources") or []
    return bool(sources) and str(sources[0]).startswith("@")


def _tell_unmapped(
    resource: PublishedResource, text: str | None, report: Diagnostics
) -> None:
    """Warn of methods without a public address, but for those that the spec lists: they are no news."""
    names: list[str] = resource.documented.get("unmapped") or []
    if names and text is not None:
        spec: Mapping[str, Any] = plain_yaml(text) or {}
        names = [name for name in names if name not in (spec.get("unmapped") or [])]
    if names:
        listed = ", ".join(f"`{name}`" for name in names[:5])
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        message = f"no public address: {listed}{more}"
        help = "they are listed under `unmapped` and not generated"
        report.warn(resource.start, NO_PUBLIC_ADDRESS, message, help=help)


def _marked(documented: Mapping[str, Any]) -> dict[str, Any]:
    """Return a resource, each declaration saying that types are where it is known from."""
    made = dict(documented)
    made["types"] = {
        name: {
            **decl,
            "source": SOURCE,
            **({"fields": _fields(decl["fields"])} if "fields" in decl else {}),
        }
        for name, decl in documented.get("types", {}).items()
    }
    made["methods"] = {
        name: {
            **decl,
            "source": SOURCE,
            **{
                key: _fields(decl[key])
                for key in ("parameters", "returns")
                if key in decl
            },
        }
        for name, decl in documented.get("methods", {}).items()
    }
    made["webhooks"] = {
        name: {**decl, "source": SOURCE}
        for name, decl in documented.get("webhooks", {}).items()
    }
    if plugin := documented.get("service_plugin"):
        parts = {
            part: {name: {**decl, "source": SOURCE} for name, decl in known.items()}
            for part, known in plugin.items()
            if part in {"methods", "errors"}
        }
        made["service_plugin"] = {**plugin, **parts}
    return made


def _fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for wire, decl in fields.items():
        if "one_of" in declared(decl):
            made[wire] = {**decl, "one_of": _fields(decl["one_of"])}
        else:
            made[wire] = {"source": SOURCE, **declared(decl)}
    return made


def _extent(documented: Mapping[str, Any]) -> Extent:
    """Return how much types show: everything."""
    names: dict[str, dict[str, Any]] = {
        part: documented.get(part) or {} for part in ("types", "methods", "webhooks")
    }
    parts = frozenset((part, name) for part, known in names.items() for name in known)
    return Extent(
        whole=frozenset(names["types"]),
        marked=parts,
        with_sdk=frozenset(names["methods"]),
        with_payload=frozenset(
            name
            for name, hook in names["webhooks"].items()
            if {"entity", "data"} & hook.keys()
        ),
        is_all=True,
    )
