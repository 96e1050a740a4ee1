"""`wixgen diff`: what changed between two states of the specs, and what it means for whom."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from wixgen.cli.exit_codes import BAD_INPUT, NOT_SO
from wixgen.cli.messages import with_display_paths
from wixgen.cli.options import (
    Format,
    ProjectOption,
    QuietOption,
    SchemasOption,
    fail,
    open_or_fail,
    print_findings,
    root_of,
)
from wixgen.cli.spec_writing import alone_in
from wixgen.cli.states import SpecState, state_named, state_of_project
from wixgen.diagnostics import Diagnostics, Place, Severity
from wixgen.diff.accepted import FILE, accept, entry_text, parse_accepted
from wixgen.diff.api import diff as compare
from wixgen.diff.changelog import with_entry
from wixgen.diff.finding import Finding
from wixgen.diff.report import as_changelog, as_github, as_markdown, as_text, counts
from wixgen.diff.rules import Verdict
from wixgen.diff.versions import Bump, bump_of, is_enough
from wixgen.files import with_line_ends_of, write
from wixgen.project import Project, find_project
from wixgen.reading import read_plain
from wixgen.spec.api import Api
from wixgen.spec.check import check
from wixgen.spec.load import load

#: What is wrong with examples alone stops no comparison: they are no part of the API.
_HARMLESS = {"bad-example"}


class Report(StrEnum):
    """A format of the report."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    GITHUB = "github"
    CHANGELOG = "changelog"

    @property
    def of_problems(self) -> Format:
        """Return the format of what stands in the way of a report, or beside it."""
        return Format.GITHUB if self is Report.GITHUB else Format.TEXT


class FailOn(StrEnum):
    """The least verdict with which the command exits with 1."""

    BREAKING = "breaking"
    RISKY = "risky"
    ADDITIVE = "additive"
    ANY = "any"
    NONE = "none"


def diff(
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD", help="A folder of specs, a project, or a revision of git."
        ),
    ],
    new: Annotated[
        str | None,
        typer.Argument(metavar="NEW", help="Likewise; default: the project's specs."),
    ] = None,
    format: Annotated[
        Report, typer.Option("--format", help="The format of the report.")
    ] = Report.TEXT,
    changelog: Annotated[
        Path | None,
        typer.Option(
            "--changelog", metavar="FILE", help="Add the entry to this changelog."
        ),
    ] = None,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="The least verdict to exit with 1 for.")
    ] = FailOn.BREAKING,
    bump: Annotated[
        bool,
        typer.Option(
            "--bump", help="Print the part of the version to raise, and nothing else."
        ),
    ] = False,
    check_version: Annotated[
        bool,
        typer.Option(
            "--check-version", help="Exit with 1 if the version wasn't raised enough."
        ),
    ] = False,
    accept_: Annotated[
        str | None,
        typer.Option(
            "--accept", metavar="FINGERPRINT", help="Accept a change; needs --reason."
        ),
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", help="Why the change is accepted.")
    ] = "",
    schemas: SchemasOption = None,
    project: ProjectOption = None,
    quiet: QuietOption = False,
    verbose: Annotated[
        bool,
        typer.Option(
            "--verbose", "-v", help="Also show what concerns documentation alone."
        ),
    ] = False,
) -> None:
    """Tell what changed between two states of the specs, and for whom.

    Verdicts are for callers of the generated package, which reads answers
    liberally and whose integers have no width.

    A type counts as renamed if it shares two thirds of its fields or values
    with one that is new; a field, if type and limits are the same and names
    are alike, or the fields around it; a method, if its address is the same;
    a webhook, if its event type is.
    """
    place = _place(project, schemas, needs_project=new is None)
    report = Diagnostics()
    is_told = schemas is not None
    before = state_named(old, place, report, is_told=is_told)
    after = (
        state_of_project(place, report)
        if new is None
        else state_named(new, place, report, is_told=is_told)
    )
    apis = [_api(before, report), _api(after, report)]
    _fail_if_wrong(report, format)
    findings = _accepted_or_fail(compare(*apis), place, format, quiet=quiet)
    if accept_ is not None:
        _accept(accept_, reason, findings, place)
        return
    raised = bump_of(findings, before.version)
    if bump:
        typer.echo(str(raised))
        return
    if check_version:
        _check_version(before, after, raised)
        return
    version = after.version or "Unreleased"
    import_name = place.distribution.import_name
    if changelog is not None and findings:
        entry = as_changelog(findings, version, import_name)
        add_to_changelog(changelog, "\n".join(entry))
    if not quiet or format is Report.JSON:
        shown = _Shown(version, import_name, after.annotated)
        _print(findings, format, shown, is_verbose=verbose)
    if _fails(findings, fail_on):
        raise typer.Exit(NOT_SO)


def _place(
    project: Path | None, schemas: Path | None, *, needs_project: bool
) -> Project:
    """Return the project; where two folders are compared and there is none, that of the working directory."""
    if project is None and not needs_project and find_project(Path.cwd()) is None:
        return open_or_fail(Path.cwd(), schemas, None)
    return open_or_fail(root_of(project), schemas, None)


def _api(state: SpecState, report: Diagnostics) -> Api:
    """Return the API of a state; what is wrong with it, but for examples, goes to `report`.

    Both states may be wrong, so places tell of which one they are.
    """
    found = Diagnostics()
    api = check(load(state.files, found), found)
    report.found += [
        replace(finding, place=replace(finding.place, path=state.path(finding.place)))
        for finding in found
        if finding.severity is Severity.ERROR and finding.code not in _HARMLESS
    ]
    return api


def _fail_if_wrong(report: Diagnostics, format: Report) -> None:
    """End the program if specs have errors."""
    if report.has_errors:
        print_findings([*report], format.of_problems, to_stdout=False, quiet=False)
        raise typer.Exit(BAD_INPUT)


def _accepted_or_fail(
    found: list[Finding], place: Project, format: Report, *, quiet: bool
) -> list[Finding]:
    """Return the findings, those that the project accepts with the reason; end the program if that can't be read."""
    report = Diagnostics()
    findings = with_accepted(found, place, report)
    told = with_display_paths(report, place.schemas)
    print_findings(told, format.of_problems, to_stdout=False, quiet=quiet)
    if report.has_errors:
        raise typer.Exit(BAD_INPUT)
    return findings


def with_accepted(
    found: list[Finding], place: Project, report: Diagnostics
) -> list[Finding]:
    """Return findings, those marked that the project has accepted; what is wrong there goes to `report`."""
    path = place.schemas / FILE
    try:
        text = read_plain(path).decode()
    except FileNotFoundError:
        return found
    except (OSError, UnicodeDecodeError) as error:
        report.error(Place(FILE), "bad-acceptance", f"can't be read: {error}")
        return found
    return accept(found, parse_accepted(text, report), date.today(), report)


def _accept(
    fingerprint: str, reason: str, findings: list[Finding], place: Project
) -> None:
    """Add an entry to the file of what is accepted; for each, where types of several resources changed alike."""
    chosen = [finding for finding in findings if finding.fingerprint == fingerprint]
    if not chosen:
        fail(f"{fingerprint}: no change has this fingerprint", "", BAD_INPUT)
    if not reason.strip():
        fail("an acceptance needs a reason", "add --reason", BAD_INPUT)
    path = place.schemas / FILE
    with alone_in(place.schemas, quiet=False):
        known = path.read_bytes() if path.is_file() else b""
        end = "" if not known or known.endswith(b"\n") else "\n"
        entries = "".join(entry_text(finding, reason) for finding in chosen)
        write(f"{known.decode()}{with_line_ends_of(known, end + entries)}", path)


def _check_version(before: SpecState, after: SpecState, raised: Bump) -> None:
    if not (before.version and after.version):
        fail("the versions aren't known", "name projects or revisions", BAD_INPUT)
    if not is_enough(before.version, after.version, raised):
        message = f"{after.version} is not enough after {before.version}: the {raised} part has to be raised"
        fail(message, "set `version` in [tool.wixgen]", NOT_SO)


def add_to_changelog(path: Path, entry: str) -> None:
    """Put an entry into a changelog; once, and into the entry of its version if there is one."""
    standing = path.read_bytes() if path.is_file() else b""
    text = standing.decode().replace("\r\n", "\n")
    changed = with_entry(text, entry.splitlines())
    if changed != text:
        write(with_line_ends_of(standing, changed), path)


@dataclass(frozen=True)
class _Shown:
    """What a report says beside findings: a version, the package's name, and the folder of the specs."""

    version: str
    import_name: str
    folder: str


def _print(
    findings: list[Finding], format: Report, shown: _Shown, is_verbose: bool
) -> None:
    """Print the report in one format."""
    some = [one for one in findings if is_verbose or one.verdict is not Verdict.DOCS]
    match format:
        case Report.JSON:
            typer.echo(
                json.dumps([one.as_json() for one in findings], indent=2, default=str)
            )
        case Report.MARKDOWN:
            typer.echo("\n".join(as_markdown(findings)))
        case Report.GITHUB:
            lines = [*as_github(some, shown.folder)]
            typer.echo("\n".join(lines), nl=bool(lines))
        case Report.CHANGELOG:
            entry = as_changelog(findings, shown.version, shown.import_name)
            typer.echo("\n".join(entry))
        case Report.TEXT:
            lines = [*as_text(some)]
            typer.echo("\n".join([*lines[:-1], counts(findings)]))


def _fails(findings: list[Finding], fail_on: FailOn) -> bool:
    """Return whether a finding that isn't accepted is at least as bad as what was asked about."""
    if fail_on is FailOn.NONE:
        return False
    least = 0 if fail_on is FailOn.ANY else Verdict(fail_on.value).weight
    return any(
        not finding.accepted and finding.verdict.weight >= least for finding in findings
    )
