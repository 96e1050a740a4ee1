"""The commands that read Wix's documentation pages: `wixgen import` and `wixgen drift`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from wixgen.catalogue.catalogue import Catalogue, open_catalogue
from wixgen.cli.decisions import DecisionFile
from wixgen.cli.exit_codes import BAD_INPUT, NOT_SO
from wixgen.cli.messages import display_path, plural, with_display_paths
from wixgen.cli.options import (
    Format,
    FormatOption,
    JobsOption,
    ProjectOption,
    QuietOption,
    SchemasOption,
    VerboseOption,
    fail,
    open_or_fail,
    print_findings,
    root_of,
    summary,
)
from wixgen.cli.page_files import (
    facts_and_specs,
    lock_or_fail,
    read_pages,
)
from wixgen.cli.published import bring_types, open_types, summed_up
from wixgen.cli.spec_writing import alone_in, is_written
from wixgen.cli.type_files import TypeFiles
from wixgen.diagnostics import Diagnostic, Diagnostics, Place, Severity, visible
from wixgen.files import clear_staged_of
from wixgen.pages.differences import Difference
from wixgen.pages.drift import compare_pages
from wixgen.pages.importer import Imported, Mode, import_pages
from wixgen.pages.transcribe.event_types import EventTypes
from wixgen.project import Project
from wixgen.workers import worthwhile

PAGES_PER_JOB = 50  # a process costs about as much as this many pages
_REMEDY = "import with `--prune` to follow the pages, or explain it by `source` or `correction`"
OptionalPages = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PAGE", help="Pages, or folders that are searched for *.md."
    ),
]
TypesOption = Annotated[
    Path | None,
    typer.Option(
        "--types",
        metavar="NODE_MODULES",
        help="A node_modules folder with Wix's type packages: read them, too.",
    ),
]
FactsOption = Annotated[
    Path | None, typer.Option("--facts", help="A YAML file of more event types.")
]
GuessOption = Annotated[
    bool,
    typer.Option(
        "--guess",
        help="Read pages that have lost their lines as drafts; every doubt is a warning.",
    ),
]


def import_(
    pages: OptionalPages = None,
    types: TypesOption = None,
    schemas: SchemasOption = None,
    descriptions: Annotated[
        str, typer.Option(help="copy: copy the pages' sentences; none: facts only.")
    ] = "copy",
    facts: FactsOption = None,
    report_file: Annotated[
        Path | None,
        typer.Option(
            "--report", help="Write each decision on a doubt to this file, as JSON."
        ),
    ] = None,
    prune: Annotated[
        bool,
        typer.Option(
            "--prune", help="Remove from the specs what the pages no longer say."
        ),
    ] = False,
    guess: GuessOption = False,
    lock: Annotated[
        bool,
        typer.Option(
            "--lock", help="Refuse pages that aren't what schemas/pages.lock says."
        ),
    ] = False,
    jobs: JobsOption = 0,
    format: FormatOption = Format.TEXT,
    project: ProjectOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Bring what pages or Wix's published types say into the specs."""
    run = _Import(
        open_or_fail(root_of(project), schemas, None),
        describes=is_copy(descriptions),
        mode=Mode.PRUNE if prune else Mode.KEEP,
        is_draft=guess,
        is_locked=lock,
        jobs=jobs,
        format=format,
    )
    if not pages and types is None:
        fail("nothing to import", "name pages, or --types NODE_MODULES", BAD_INPUT)
    type_files = open_types(types)
    catalogue = open_catalogue()
    with alone_in(run.place.schemas, quiet=quiet), DecisionFile() as decisions:
        known = facts_and_specs(facts, catalogue, run.place.schemas, format)
        tell = decisions.add if report_file else None
        imported = run.bring(pages or [], type_files, known, catalogue, tell)
        findings = run.findings(imported)
        findings = findings if verbose else summed_up(findings)
        print_findings(findings, format, to_stdout=False, quiet=quiet)
        files: dict[Path, str | Iterable[str]] = {
            run.place.schemas / path: text for path, text in imported.specs.items()
        }
        if report_file is not None:
            files[report_file] = decisions.parts()
            clear_staged_of(report_file)
        written = run.write(files, imported.removed)
    if not quiet and format is Format.TEXT:
        named = "".join(f"wrote {display_path(path)}\n" for path in written)
        typer.echo(named if verbose else "", nl=False)
        changed = plural(sum(path != report_file for path in written), "spec")
        read = " and ".join(_read(imported))
        typer.echo(f"{read}: {changed} changed, {summary(findings)}")
        if left := len(imported.differences):
            typer.echo(f"{plural(left, 'fact')} left as in the specs: {_REMEDY}")
    if imported.has_failed or run.report.has_errors or len(written) < len(files):
        raise typer.Exit(BAD_INPUT)


@dataclass
class _Import:
    """One import into one project.

    Attributes:
        place: The project.
        describes: Whether sentences are written.
        mode: What is done with what is no longer said.
        is_draft: Whether pages are imported of which nothing proves the structure.
        is_locked: Whether pages are refused that aren't what the lock says.
        jobs: The number of processes.
        format: The format of findings.
        report: What is wrong with pages, or in doubt.
    """

    place: Project
    describes: bool
    mode: Mode
    is_draft: bool
    is_locked: bool
    jobs: int
    format: Format
    report: Diagnostics = field(default_factory=Diagnostics)

    def bring(
        self,
        pages: list[Path],
        types: TypeFiles | None,
        known: tuple[EventTypes, dict[str, bytes]],
        catalogue: Catalogue,
        tell: Callable[[Iterable[dict[str, Any]]], None] | None,
    ) -> Imported:
        """Bring pages and published types into the specs; write nothing.

        Args:
            pages: Files and folders of pages.
            types: The published types; None without any.
            known: Facts that no page prints, and the specs.
            catalogue: What is known of all of Wix.
            tell: Takes how doubts were settled.
        """
        event_types, specs = known
        imported = Imported()
        if pages:
            lock = lock_or_fail(self.place.schemas) if self.is_locked else None
            texts = read_pages(pages, self.report, lock)
            imported = import_pages(
                texts,
                specs,
                event_types,
                self.report,
                descriptions=self.describes,
                tell=tell,
                jobs=self.jobs or worthwhile(len(texts), PAGES_PER_JOB),
                mode=self.mode,
                catalogue=catalogue,
                is_draft=self.is_draft,
            )
        if types is None:
            return imported
        before = imported.over(specs)
        later = bring_types(
            types,
            before,
            self.report,
            self.jobs,
            self.mode,
            descriptions=self.describes,
        )
        return imported.then(later)

    def findings(self, imported: Imported) -> list[Diagnostic]:
        """Return all that there is to tell of an import."""
        left = [_left(difference, self.format) for difference in imported.differences]
        of_specs = [*imported.faults, *imported.unused, *left]
        return [*self.report, *with_display_paths(of_specs, self.place.schemas)]

    def write(
        self, files: Mapping[Path, str | Iterable[str]], removed: Iterable[str]
    ) -> list[Path]:
        """Write files and remove specs that have moved; return the files that could be written."""
        schemas = self.place.schemas
        written = [
            path for path, text in files.items() if is_written(path, text, schemas)
        ]
        if len(written) == len(files):
            for path in removed:  # what was in it has been written elsewhere
                (schemas / path).unlink(missing_ok=True)
        return written


def drift(
    pages: OptionalPages = None,
    types: TypesOption = None,
    schemas: SchemasOption = None,
    facts: FactsOption = None,
    guess: GuessOption = False,
    jobs: JobsOption = 0,
    format: FormatOption = Format.TEXT,
    project: ProjectOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show where pages or types differ from the specs.

    Exits with 1 if they do.
    """
    place = open_or_fail(root_of(project), schemas, None)
    if not pages and types is None:
        fail("nothing to compare", "name pages, or --types NODE_MODULES", BAD_INPUT)
    type_files = open_types(types)
    catalogue = open_catalogue()
    event_types, specs = facts_and_specs(facts, catalogue, place.schemas, format)
    report = Diagnostics()
    compared = Imported()
    if pages:
        texts = read_pages(pages, report)
        compared = compare_pages(
            texts,
            specs,
            report,
            jobs=jobs or worthwhile(len(texts), PAGES_PER_JOB),
            catalogue=catalogue,
            is_draft=guess,
            event_types=event_types,
        )
    if type_files is not None:
        compared = compared.then(
            bring_types(
                type_files, specs, report, jobs, Mode.COMPARE, descriptions=False
            )
        )
    findings = [
        finding for finding in report if finding.code != "nothing-to-import" or verbose
    ]
    if compared.faults:  # nothing was compared
        findings = with_display_paths(compared.faults, place.schemas)
    if compared.has_failed or report.has_errors:
        print_findings(findings, format, to_stdout=False, quiet=quiet)
        raise typer.Exit(BAD_INPUT)
    _print_drift(compared.differences, findings, format, place.schemas, quiet=quiet)
    if compared.differences:
        raise typer.Exit(NOT_SO)


def _print_drift(
    found: list[Difference],
    findings: list[Diagnostic],
    format: Format,
    schemas: Path,
    *,
    quiet: bool,
) -> None:
    """Print differences to stdout, and what else there is to say of pages."""
    if format is Format.GITHUB:
        findings = [*findings, *(_as_finding(one, schemas) for one in found)]
        print_findings(findings, format, to_stdout=True, quiet=quiet)
        return
    print_findings(findings, Format.TEXT, to_stdout=False, quiet=quiet)
    if format is Format.JSON:
        told = [difference_as_json(difference, schemas) for difference in found]
        typer.echo(json.dumps(told, indent=2))
    elif not quiet:
        for difference in found:
            typer.echo(_as_text(difference, schemas))
        typer.echo(f"{plural(len(found), 'difference')}", err=True)


def _read(imported: Imported) -> Iterator[str]:
    """Yield what was read, in words."""
    if imported.pages or not imported.modules:
        yield plural(imported.pages, "page")
    if imported.modules:
        yield plural(imported.modules, "module")


def is_copy(descriptions: str) -> bool:
    """Return whether sentences are copied, given `--descriptions`; end the program if it is neither word."""
    if descriptions not in {"copy", "none"}:
        fail(f"--descriptions must be copy or none, not {descriptions}", "", BAD_INPUT)
    return descriptions == "copy"


def _left(difference: Difference, format: Format) -> Diagnostic:
    """Return the finding that an import has left something as it is.

    In JSON, its remedy and what it means for callers have keys of their own; people read the one once, below, and
    the other in front.
    """
    message = f"{difference.where}: {difference.what}; it is left as it is"
    judgement, remedy = difference.judgement, _REMEDY
    if not format.is_for_machines:
        message, remedy = f"{judgement.verdict}: {message}", ""
    details = tuple(judgement.as_json().items())
    place = difference.spec
    return Diagnostic(place, Severity.WARNING, "left", message, remedy, details=details)


def _as_text(difference: Difference, schemas: Path) -> str:
    lines = (
        f"{difference.judgement.verdict}: {difference.where}: {difference.what}",
        f"  page {difference.page}",
        f"  spec {_spec_place(difference, schemas)}",
    )
    return "\n".join(map(visible, lines))


def _as_finding(difference: Difference, schemas: Path) -> Diagnostic:
    """Return a difference as a finding at the spec, which stands in the repository; the page may not."""
    what = f"{difference.where}: {difference.what} (page {difference.page})"
    message = f"{difference.judgement.verdict}: {what}"
    place = _spec_place(difference, schemas)
    place = place if place.path else difference.page
    return Diagnostic(place, Severity.ERROR, "drift", message)


def difference_as_json(difference: Difference, schemas: Path) -> dict[str, Any]:
    """Return a difference in the form of any finding, at the page, with both places and its parts."""
    places = (difference.page, _spec_place(difference, schemas))
    page, spec = (
        {"path": place.path, "line": place.line, "column": place.column}
        for place in places
    )
    where, what = difference.where, difference.what
    message = f"{where}: {what}"
    found = Diagnostic(difference.page, Severity.ERROR, "drift", message).as_json()
    parts = {"where": where, "what": what, "page": page, "spec": spec}
    return {**found, **parts, **difference.judgement.as_json()}


def _spec_place(difference: Difference, schemas: Path) -> Place:
    spec = difference.spec
    path = display_path(schemas / spec.path) if spec.path else ""
    return Place(path, spec.line, spec.column)
