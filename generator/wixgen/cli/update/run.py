"""One run of `wixgen update`: reads and writes what the stages need and make."""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from wixgen import __version__
from wixgen.catalogue.catalogue import open_catalogue
from wixgen.cli.diff import with_accepted
from wixgen.cli.exit_codes import BAD_INPUT, DISTRUSTED, INTERRUPTED, NOT_SO
from wixgen.cli.fetch import FetchRun
from wixgen.cli.linting import lint_findings
from wixgen.cli.messages import display_path
from wixgen.cli.options import Format, fail
from wixgen.cli.page_files import facts_and_specs, specs_or_fail
from wixgen.cli.spec_writing import alone_in
from wixgen.cli.update.output import Printer
from wixgen.cli.update.package import PackageRun
from wixgen.cli.update.writing import Files, UpdateWriter
from wixgen.diagnostics import Diagnostic, Diagnostics, text_report
from wixgen.diff.finding import Finding
from wixgen.fetching.lock import BadLockError, parse_lock
from wixgen.fetching.outcome import State
from wixgen.fetching.portal import Portal
from wixgen.fetching.specs import roots_of
from wixgen.project import Project
from wixgen.reading import read_plain
from wixgen.updating.bringing import Importer
from wixgen.updating.outcome import Cause, Passed, Stage, Update
from wixgen.updating.pages import PageNow, fetched_pages, kept_pages
from wixgen.updating.run import Inputs, Made, propose, with_cause
from wixgen.updating.seen import with_seen
from wixgen.updating.settling import Settling

if TYPE_CHECKING:
    from wixgen.building.writer import Plan
    from wixgen.fetching.run import Trust

_SKIPPED = ("fetch", "import", "lint", "diff")


@dataclass(frozen=True)
class Options:
    """What the command line says; see the command's help."""

    urls: tuple[str, ...]
    into: Path
    portal: Portal
    patterns: tuple[tuple[str, ...], tuple[str, ...]]
    limit: int | None
    rate: float
    trust: Trust
    is_offline: bool
    describes: bool
    facts: Path | None
    keeps: bool
    report: Path | None
    changelog: Path | None
    seen: Path | None
    is_check: bool
    jobs: int
    format: Format
    is_quiet: bool
    is_verbose: bool
    commands: tuple[str, ...]


def _today() -> date:
    """Return the day, the same one everywhere."""
    return datetime.now(UTC).date()


class UpdateRun:
    """One update of one project."""

    def __init__(self, place: Project, options: Options) -> None:
        self.place = place
        self.options = options
        self.fetching = FetchRun(
            place,
            options.portal,
            options.into,
            options.format,
            is_quiet=options.is_quiet or options.format is not Format.TEXT,
            is_verbose=False,
        )
        self.package = PackageRun(place, options.jobs)
        self.printer = Printer(place, options)
        self.writer = UpdateWriter(place, self.fetching.store, self.package, options)

    def run(self) -> int:
        """Run it, and return the exit code."""
        try:
            with self.fetching.alone(writes=not self.options.is_check), self._closing():
                self._look_at_seen()
                return self._run()
        except KeyboardInterrupt:
            help = "the same command goes on from here"
            fail("interrupted", help, INTERRUPTED)

    def _look_at_seen(self) -> None:
        """Let what an earlier run has seen count; a lock of another version tells nothing."""
        path, run = self.options.seen, self.fetching
        if path is None:
            return
        try:
            earlier = parse_lock(read_plain(path).decode())
        except (OSError, UnicodeDecodeError) as error:
            fail(f"{path}: can't be read: {error}", "", BAD_INPUT)
        except BadLockError as error:
            typer.echo(f"{path} {error}: what it has seen doesn't count", err=True)
            return
        run.lock = with_seen(run.lock, earlier, self.place.settle)

    def _run(self) -> int:
        if not self.options.is_check:
            with self._alone():
                finished = self.writer.finish_killed()
            if finished is not None:
                self.printer.finished(finished)
                return finished.code
        with self._alone():
            stale = self.package.stale(specs_or_fail(self.place.schemas, Format.TEXT))
            if stale is not None:
                return self._regenerate(stale)
        fetched = self._fetch()
        if self._is_distrusted:
            return self._distrust(fetched)
        with self._alone():
            return self._update(fetched)

    @contextmanager
    def _closing(self) -> Generator[None]:
        """Close the fetch's journal in the end; what it tells is kept unless it has been written elsewhere."""
        try:
            yield
        finally:
            if self._has_asked:
                self.fetching.journal.close(remove=False)

    @contextmanager
    def _alone(self) -> Generator[None]:
        """Let no other command write specs; one that only checks need not wait."""
        if self.options.is_check:
            yield
            return
        with alone_in(self.place.schemas, quiet=self.fetching.is_quiet):
            yield

    @property
    def _is_distrusted(self) -> bool:
        return self._has_asked and bool(self.fetching.outcome.distrust)

    @property
    def _has_asked(self) -> bool:
        return hasattr(self.fetching, "outcome")

    def _fetch(self) -> Stage:
        """Ask the portal, and return how that ended."""
        run, options = self.fetching, self.options
        if options.is_offline:
            return Stage("fetch", Passed.SKIPPED, "the pages that are kept are used")
        roots = run.roots(list(options.urls)) if options.urls else self._known_roots()
        if not roots:
            says = "no spec names its pages: name them, as `wixgen update URL`"
            return Stage("fetch", Passed.SKIPPED, says)
        trust = (options.trust.confirm_gone, options.trust.accept_format)
        run.ask(
            roots,
            options.patterns,
            options.limit,
            options.rate,
            is_locked=False,
            is_by_specs=not options.urls,
            trust=trust,
        )
        lost = run.outcome.count(State.FAILED) + run.outcome.count(State.SUSPECT)
        verdict = Passed.FAILED if lost or run.outcome.distrust else Passed.PASSED
        return Stage("fetch", verdict, run.outcome.summary())

    def _known_roots(self) -> tuple[str, ...]:
        """Return where the pages of the specs begin, and those that were fetched before."""
        run = self.fetching
        known = [page.url for page in run.lock.pages.values() if not page.parent]
        return roots_of(run.api, run.portal, known)

    def _regenerate(self, plan: Plan) -> int:
        """Make the package anew, and nothing else."""
        stages = [
            Stage(name, Passed.SKIPPED, "left to the next run") for name in _SKIPPED
        ]
        update = Update(
            cause=Cause.TOOL,
            version=self.place.distribution.version,
            stages=(*stages, Stage("build", Passed.PASSED, "the package is made anew")),
            tool=f"wixgen {__version__}",
            written=tuple(self._package_paths(plan)),
        )
        code = NOT_SO if self.options.is_check else 0
        self._conclude(update, Files({}, package=plan), code)
        return code

    def _distrust(self, fetched: Stage) -> int:
        """Note what looks lost, and nothing else."""
        run = self.fetching
        update = Update(
            version=self.place.distribution.version,
            stages=(fetched,),
            distrust=run.outcome.distrust,
        )
        if not self.options.is_check:
            with self._alone():
                self.writer.write_lock(run.outcome.lock)
        self._conclude(update, Files({}), DISTRUSTED)
        run.journal.close(remove=True)
        return DISTRUSTED

    def _update(self, fetched: Stage) -> int:
        """Take the pages all the way, and write what comes of it."""
        made = self._made(fetched)
        if made.built.has_errors:
            found = [one for one in made.built.found if one.is_error]
            typer.echo(text_report(found), err=True)
            fail(
                "the specs have errors: no package can be made of them",
                "see `wixgen lint`",
                BAD_INPUT,
            )
        plan = self.package.plan(made.built) if made.built.files else None
        files = self.writer.files_of(made, plan)
        package = self._package_paths(plan) if plan else []
        update = with_cause(made.update, self.writer.names(files, made), package)
        code = 0
        if update.has_faults:
            code = BAD_INPUT
        elif self.options.is_check and update.is_changed:
            code = NOT_SO
        self._conclude(update, files, code)
        if self._has_asked:
            self.fetching.journal.close(remove=True)
        return code

    def _conclude(self, update: Update, files: Files, code: int) -> None:
        """Write what is to be written, and tell what became of it."""
        result = self.printer.result(update)
        if self.options.is_check:
            self.writer.write_report(update)
        else:
            self.writer.write(update, files, result, code)
        self.printer.update(update, result)

    def _made(self, fetched: Stage) -> Made:
        options, run = self.options, self.fetching
        catalogue = open_catalogue()
        event_types, specs = facts_and_specs(
            options.facts, catalogue, self.place.schemas, Format.TEXT
        )
        importer = Importer(
            run.portal,
            event_types,
            catalogue,
            descriptions=options.describes,
            prunes=not options.keeps,
            jobs=options.jobs,
        )
        made = propose(
            Inputs(
                specs=specs,
                lock=run.lock,
                pages=self._pages(),
                fetched=fetched,
                importer=importer,
                settling=Settling(
                    self.place.settle,
                    counts=not options.is_offline,
                    is_confirmed=options.trust.confirm_gone,
                ),
                lint=self._lint,
                build=self.package.make,
                is_built=self.package.is_there,
                version=self.place.distribution.version,
                accept=self._accept,
                today=_today(),
            )
        )
        if not self._has_asked:
            return made
        moved = [
            replace(
                one,
                place=replace(one.place, path=self._in_project(Path(one.place.path))),
            )
            for one in run.moved(run.outcome)
        ]
        doubts = (*moved, *made.update.doubts)
        return replace(made, update=replace(made.update, doubts=doubts))

    def _in_project(self, path: Path) -> str:
        """Return a path as a report has it, which is the same on each machine: from the project's folder."""
        absolute, root = path.absolute(), self.place.root
        is_below = absolute.is_relative_to(root)
        return (absolute.relative_to(root) if is_below else path).as_posix()

    def _pages(self) -> list[PageNow]:
        run = self.fetching
        folder = self._in_project(run.store.folder)
        if self._has_asked:
            return fetched_pages(run.outcome, run.lock, run.store.kept, folder)
        return kept_pages(run.lock, run.store.kept, folder)

    def _lint(
        self, specs: Mapping[str, bytes], paths: Collection[str]
    ) -> list[Diagnostic]:
        return lint_findings(specs, frozenset(paths), self.options.jobs)

    def _accept(self, findings: list[Finding]) -> list[Finding]:
        report = Diagnostics()
        accepted = with_accepted(findings, self.place, report)
        if report.has_errors:
            typer.echo(text_report(report.found), err=True)
            raise typer.Exit(BAD_INPUT)
        return accepted

    def _package_paths(self, plan: Plan) -> list[str]:
        paths = (*plan.writes, *plan.removals)
        return sorted(display_path(self.place.out / path) for path in paths)
