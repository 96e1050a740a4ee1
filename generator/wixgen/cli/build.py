"""The command `wixgen build`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from wixgen.building.builder import Built, Settings
from wixgen.building.builder import build as make
from wixgen.building.interrupt import held_back
from wixgen.building.lock import locked
from wixgen.building.staleness import REMEDY, stale_findings
from wixgen.building.state import State, is_distrustful, look, stored_manifest
from wixgen.building.writer import Plan, apply, plan
from wixgen.cli.exit_codes import BAD_INPUT, INTERRUPTED, NOT_SO
from wixgen.cli.messages import build_summary, display_path, plural, with_display_paths
from wixgen.cli.options import (
    Format,
    FormatOption,
    JobsOption,
    OutOption,
    ProjectOption,
    QuietOption,
    SchemasOption,
    VerboseOption,
    fail,
    open_or_fail,
    print_findings,
    root_of,
    specs_or_fail,
)
from wixgen.cli.progress import watched
from wixgen.diagnostics import Diagnostics
from wixgen.emit.errors import EditedFiles, OutputError
from wixgen.emit.home import Home
from wixgen.package.model import ResourceSummary
from wixgen.project import Project, templates_folder

MOST_ROWS = 20  # of the table of resources; more are counted


def build(
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Make everything from nothing, write nothing; exit with 1 if the package is another.",
        ),
    ] = False,
    schemas: SchemasOption = None,
    out: OutOption = None,
    jobs: JobsOption = 0,
    force: Annotated[
        bool,
        typer.Option("--force", help="Overwrite generated files that were edited."),
    ] = False,
    format: FormatOption = Format.TEXT,
    project: ProjectOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Generate the package from the specs."""
    place = open_or_fail(root_of(project), schemas, out)
    run = _Run(place, jobs, format, quiet=quiet, check=check)
    try:
        built = run.make()
        stale = run.plan(built) if check and not built.has_errors else None
        findings = with_display_paths(built.found, place.schemas)
        if stale and format.is_for_machines:
            findings += with_display_paths(stale_findings(stale), place.out)
        print_findings(findings, format, to_stdout=False, quiet=quiet)
        if built.has_errors:
            raise typer.Exit(BAD_INPUT)
        if stale:
            _fail_if_stale(stale, place, format, quiet=quiet)
            return
        built, made = run.write(built, force=force)
    except EditedFiles as error:
        fail(str(error), error.help, NOT_SO)
    except OutputError as error:
        fail(str(error), error.help, BAD_INPUT)
    except KeyboardInterrupt:
        fail("interrupted; no file was changed", "", INTERRUPTED)
    if not quiet and format is Format.TEXT:
        folder = Home.of(place.distribution).file
        resources = [
            resource
            for path, resource in built.summaries.items()
            if path in built.made and made.changes(folder(resource.folder))
        ]
        _print_made(resources, made, verbose=verbose)


class _Run:
    """One build of one project."""

    def __init__(
        self,
        place: Project,
        jobs: int,
        format: Format,
        *,
        quiet: bool,
        check: bool,
    ) -> None:
        self.place = place
        self.is_check = check
        self.settings = Settings(place.distribution, templates_folder(), jobs)
        self.is_silent = quiet or format.is_for_machines
        self.state: State

    def make(self) -> Built:
        """Make all files from the specs as they are now; write nothing."""
        report = Diagnostics()
        specs = specs_or_fail(self.place, report)
        if report.has_errors:
            return Built(found=tuple(report))
        self.state = look(
            specs,
            self.place,
            self.settings.templates,
            from_nothing=is_distrustful(check=self.is_check),
        )
        # nobody waits for lines of a check: they would be all that it prints of a package as it should be
        is_silent = self.is_silent or (self.is_check and not sys.stderr.isatty())
        with watched(is_silent=is_silent) as progress:
            return make(self.state, self.settings, progress)

    def plan(self, built: Built) -> Plan:
        """Compare what was made with the output folder."""
        return plan(self.place.out, built.files, self.state.fingerprint, built.sources)

    def write(self, built: Built, *, force: bool) -> tuple[Built, Plan]:
        """Write what was made while no other build is at work.

        If another build wrote to the folder since it was read, everything is made again.
        """
        made = self.plan(built)
        with locked(self.place.out, self._say_waiting):
            if stored_manifest(self.place.out) != self.state.stored:
                built = self.make()
                made = self.plan(built)
            with held_back():
                apply(made, force=force)
        return built, made

    def _say_waiting(self) -> None:
        if not self.is_silent:
            typer.echo(
                f"another build is at work in {display_path(self.place.out)}; waiting for it",
                err=True,
            )


def _fail_if_stale(plan: Plan, place: Project, format: Format, *, quiet: bool) -> None:
    """End the program if a build would change something, with the diff where people read it.

    A job's log gets no diff: its runner would take lines of it for commands.
    """
    if plan.is_stale:
        if not quiet and format is not Format.GITHUB:
            typer.echo(plan.diff(), err=format is Format.JSON)
        fail(f"{display_path(place.out)} is out of date", REMEDY, NOT_SO)


def _print_table(resources: Iterable[ResourceSummary]) -> None:
    """Print a line for each resource; nothing if there is none."""
    table = Table("resource", "methods", "events", "types", box=None, pad_edge=False)
    for resource in resources:
        counts = (len(resource.methods), len(resource.events), resource.types)
        table.add_row(f"{resource.package}.{resource.name}", *map(str, counts))
    if table.row_count:
        Console().print(table)


def _print_counts(resources: Sequence[ResourceSummary]) -> None:
    """Print what all resources have together."""
    methods = sum(len(resource.methods) for resource in resources)
    events = sum(len(resource.events) for resource in resources)
    counts = f"{plural(methods, 'method')}, {plural(events, 'event')}"
    typer.echo(
        f"made {plural(len(resources), 'resource')}: {counts} (--verbose lists them)"
    )


def _print_made(
    resources: Sequence[ResourceSummary], plan: Plan, *, verbose: bool
) -> None:
    written = sorted((*plan.writes, *plan.edited))  # edited ones were written by force
    if verbose or len(resources) <= MOST_ROWS:
        _print_table(resources)
    else:
        _print_counts(resources)
    if verbose:
        for path in written:
            typer.echo(f"wrote {path}")
        for path in plan.removals:
            typer.echo(f"removed {path}")
    for path in plan.kept:
        typer.echo(f"kept {path}: it is no longer generated, but was edited", err=True)
    typer.echo(
        build_summary(
            plan.out,
            files=len(plan.after),
            written=len(written),
            unchanged=len(plan.unchanged),
            removed=len(plan.removals),
        )
    )
