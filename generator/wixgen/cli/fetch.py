"""`wixgen fetch`: fetches documentation pages, and tells what became of them."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wixgen.acceptances import Teller, tell_unused
from wixgen.cli.exit_codes import BAD_INPUT, DISTRUSTED, INTERRUPTED, NOT_SO
from wixgen.cli.messages import display_path, with_display_paths
from wixgen.cli.options import (
    Format,
    FormatOption,
    ProjectOption,
    QuietOption,
    SchemasOption,
    VerboseOption,
    fail,
    open_or_fail,
    print_findings,
    root_of,
)
from wixgen.cli.spec_writing import alone_in
from wixgen.diagnostics import Acceptance, Diagnostic, Diagnostics, Place, visible
from wixgen.fetching.portal import DEFAULT_PORTAL, BadAddressError, Portal, is_below
from wixgen.project import Project, read_files, spec_paths

if TYPE_CHECKING:
    from wixgen.fetching.journal import Journal
    from wixgen.fetching.lock import Lock
    from wixgen.fetching.outcome import Outcome
    from wixgen.spec.api import Api

FOLDER = ".wixgen-fetch"  # in the folder of pages: the journal, and the lock of a running fetch
JOURNAL = "journal.jsonl"  # in that folder
REMEDY = (
    "look at what the portal serves; if it is right, --confirm-gone believes that pages are gone, "
    "and --accept-format lines that wixgen can't read"
)
UrlsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="URL",
        help="Pages, with all below them; default: those that the specs name, and their menus.",
    ),
]
IntoOption = Annotated[
    Path, typer.Option("--into", help="The folder in which pages are kept.")
]
PortalOption = Annotated[str, typer.Option("--portal", help="The portal's address.")]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="GLOB", help="Keep only pages whose path fits."),
]
ExcludeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude", metavar="GLOB", help="Don't ask for pages whose path fits."
    ),
]
LimitOption = Annotated[
    int | None, typer.Option("--limit", min=1, help="Ask for so many pages at most.")
]
RateOption = Annotated[
    float, typer.Option("--rate", min=0.01, help="The most requests in a second.")
]
OfflineOption = Annotated[
    bool,
    typer.Option("--offline", help="Ask nobody: compare the kept pages with the lock."),
]
LockedOption = Annotated[
    bool,
    typer.Option(
        "--locked",
        help="Fetch what the lock says; exit with 1 if a page says something else.",
    ),
]
CheckOption = Annotated[
    bool,
    typer.Option("--check", help="Write nothing; exit with 1 if anything changed."),
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Write nothing; tell what would be written.")
]
ConfirmGoneOption = Annotated[
    bool, typer.Option("--confirm-gone", help="Believe that missing pages are gone.")
]
AcceptFormatOption = Annotated[
    bool,
    typer.Option("--accept-format", help="Accept schema lines that wixgen can't read."),
]


def fetch(
    urls: UrlsArgument = None,
    into: IntoOption = Path("pages"),
    portal: PortalOption = DEFAULT_PORTAL,
    only: OnlyOption = None,
    exclude: ExcludeOption = None,
    limit: LimitOption = None,
    rate: RateOption = 2.0,
    offline: OfflineOption = False,
    locked: LockedOption = False,
    check: CheckOption = False,
    dry_run: DryRunOption = False,
    confirm_gone: ConfirmGoneOption = False,
    accept_format: AcceptFormatOption = False,
    schemas: SchemasOption = None,
    format: FormatOption = Format.TEXT,
    project: ProjectOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Fetch pages from Wix's portal, and tell which changed, came or went."""
    place = open_or_fail(root_of(project), schemas, None)
    run = FetchRun(
        place, portal_or_fail(portal), into, format, is_quiet=quiet, is_verbose=verbose
    )
    writes = not (check or dry_run or offline)
    with run.alone(writes=writes):
        if offline:
            code = run.compare()
        else:
            run.ask(
                run.locked_roots(urls or []) if locked else run.roots(urls or []),
                (tuple(only or ()), tuple(exclude or ())),
                limit,
                rate,
                is_locked=locked,
                is_by_specs=not (urls or locked),
                trust=(confirm_gone, accept_format),
            )
            code = run.finish(
                writes=writes, is_locked=locked, must_be_same=check or locked
            )
    if code:
        raise typer.Exit(code)


class FetchRun:
    """One fetch of one project, as the commands `fetch` and `update` need it."""

    def __init__(
        self,
        place: Project,
        portal: Portal,
        into: Path,
        format: Format,
        *,
        is_quiet: bool,
        is_verbose: bool,
    ) -> None:
        from wixgen.fetching.lock import LOCK_NAME
        from wixgen.fetching.store import Store

        self.portal = portal
        self.format = format
        self.is_quiet = is_quiet
        self.is_verbose = is_verbose
        self.place = place
        self.store = Store(place.root / into, place.schemas / LOCK_NAME)
        self.api, self.accepted = _specs(place)
        self.journal_path: Path | None = None
        self.lock: Lock
        self.outcome: Outcome
        self.journal: Journal

    @contextmanager
    def alone(self, *, writes: bool) -> Generator[None]:
        """Read the lock; for a run that writes, wait first until no other is at work in the folder."""
        from filelock import FileLock, Timeout

        if not writes:
            self.lock = self._read_lock()
            yield
            return
        folder = self.store.folder / FOLDER
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / ".gitignore").write_text("*\n", encoding="utf-8")
            guard = FileLock(folder / "running.lock")
            try:
                guard.acquire(timeout=0)
            except Timeout:
                self._tell("another fetch is at work here: waiting for it")
                guard.acquire()
        except OSError as error:
            fail(f"{folder}: {error.strerror or error}", "", BAD_INPUT)
        self.journal_path = folder / JOURNAL
        try:
            self.store.clear()
            self.lock = self._read_lock()
            yield
        finally:
            guard.release()

    def _read_lock(self) -> Lock:
        from wixgen.fetching.lock import BadLockError

        try:
            lock = self.store.read_lock(self.portal.base)
        except (BadLockError, OSError) as error:
            help = "restore it from version control, or remove it"
            fail(f"{display_path(self.store.lock)}: {error}", help, BAD_INPUT)
        if lock.portal != self.portal.base:
            help = f"name it with --portal {lock.portal}"
            fail(
                f"{display_path(self.store.lock)} is of another portal", help, BAD_INPUT
            )
        return lock

    def roots(self, urls: list[str]) -> tuple[str, ...]:
        """Return the addresses to begin at; end the program if there are none."""
        from wixgen.fetching.specs import roots_of

        roots = self._named(urls) or roots_of(self.api, self.portal)
        if not roots:
            help = "name pages, or put their addresses into `docs` of the specs"
            fail("the specs name no pages", help, BAD_INPUT)
        return roots

    def locked_roots(self, urls: list[str]) -> tuple[str, ...]:
        """Return the addresses of the pages of the lock, below those named if any are; end the program without."""
        named = self._named(urls)
        if not self.lock.pages:
            help = "fetch without --locked first, and commit the lock"
            fail(f"{display_path(self.store.lock)} has no pages", help, BAD_INPUT)
        return tuple(
            url
            for url in sorted(self.lock.pages)
            if not named or any(is_below(url, root) for root in named)
        )

    def _named(self, urls: list[str]) -> tuple[str, ...]:
        """Return the addresses of pages that the user names; end the program if one is none."""
        found: set[str] = set()
        for url in urls:
            address = self.portal.address(url)
            if address is None:
                help = f"pages stand below {self.portal.base}/"
                fail(f"{visible(url)}: this is no page of the portal", help, BAD_INPUT)
            found.add(address)
        return tuple(sorted(found))

    def ask(
        self,
        roots: Iterable[str],
        patterns: tuple[tuple[str, ...], tuple[str, ...]],
        limit: int | None,
        rate: float,
        *,
        is_locked: bool,
        is_by_specs: bool,
        trust: tuple[bool, bool],
    ) -> None:
        """Ask the portal; end the program if that can't be done."""
        from wixgen.fetching.client import DisallowedError
        from wixgen.fetching.crawl import Selection, TooMuchError
        from wixgen.fetching.run import Trust, fetch

        selection = Selection(
            self.portal,
            tuple(roots),
            *patterns,
            limit,
            is_closed=is_locked,
            finds_menus=is_by_specs,
        )
        path = self.journal_path
        try:
            self.outcome, self.journal = fetch(
                selection, self.store, self.lock, path, rate, Trust(*trust)
            )
        except DisallowedError as error:
            help = "try again later: without it, nobody knows what may be asked"
            fail(f"robots.txt of the portal can't be read: {error}", help, BAD_INPUT)
        except TooMuchError as error:
            help = "name the part of the portal that is wanted, or leave out some with --exclude"
            fail(str(error), help, BAD_INPUT)
        except OSError as error:
            fail(f"{path}: {error.strerror or error}", "", BAD_INPUT)
        except KeyboardInterrupt:
            help = "what has come is kept: the same command goes on from here"
            fail("interrupted; no page was changed", help, INTERRUPTED)

    def finish(self, *, writes: bool, is_locked: bool, must_be_same: bool) -> int:
        """Write what was fetched, tell what became of the pages, and return the exit code."""
        from wixgen.fetching.outcome import State

        outcome = self.outcome
        try:
            if writes and not outcome.distrust:
                same = outcome.as_locked(self.lock) if is_locked else outcome
                self.store.write_pages(same)
            if writes and not is_locked:
                with alone_in(self.place.schemas, quiet=self.is_quiet):
                    self.store.write_lock(outcome.lock)
        except OSError as error:
            self.journal.close(remove=False)
            place = error.filename or self.store.folder
            fail(f"{place}: {error.strerror or error}", "", BAD_INPUT)
        self.journal.close(remove=True)
        self._print(outcome)
        if outcome.distrust:
            typer.echo(f"error: {outcome.distrust}\nhelp: {REMEDY}", err=True)
            return DISTRUSTED
        if outcome.count(State.FAILED):
            return BAD_INPUT
        return NOT_SO if must_be_same and outcome.is_changed else 0

    def compare(self) -> int:
        """Compare the pages that are kept with the lock, and return the exit code."""
        from wixgen.fetching.outcome import State, summary

        lost = [
            page.path
            for page in self.lock.pages.values()
            if self.store.kept(page) is None
        ]
        report = Diagnostics()
        for path in sorted(lost):
            words = "isn't kept as the lock says"
            help = "bring it back with `wixgen fetch --locked`"
            report.error(Place(path), "not-kept", words, help=help)
        self._print_findings(with_display_paths(report, self.store.folder))
        kept = len(self.lock.pages) - len(lost)
        self._tell_last(summary({State.UNCHANGED: kept, State.FAILED: len(lost)}))
        return BAD_INPUT if lost else 0

    def _print(self, outcome: Outcome) -> None:
        """Print what became of each page, what specs should know, and the summary."""
        from wixgen.fetching.outcome import State

        report = Diagnostics()
        for page in outcome.pages:
            path = self.portal.path(page.address)
            if page.problem:
                report.warn(Place(path), page.code or "not-fetched", page.problem)
            if page.state is not State.UNCHANGED or self.is_verbose:
                from_ = [self.portal.path(url) for url in page.replaces]
                moved = f" (moved from {', '.join(from_)})" if from_ else ""
                self._tell(f"{page.state:9} {path}{moved}")
        for address, note in outcome.notes.items():
            report.warn(Place(self.portal.path(address)), "passed-over", note)
        of_pages = with_display_paths(report, self.store.folder)
        self._print_findings([*of_pages, *self.moved(outcome)])
        self._tell_last(outcome.summary())

    def moved(self, outcome: Outcome) -> list[Diagnostic]:
        """Return what there is to tell of specs that name pages which have moved."""
        from wixgen.fetching.specs import moved_docs, specs_within

        moved = {
            old: page.page.url
            for page in outcome.pages
            if page.page
            for old in page.page.moved_from
        }
        report = Diagnostics()
        report.accept(self.accepted)
        moved_docs(self.api, self.portal, moved, report)
        asked = {page.address for page in outcome.pages} | moved.keys()
        whole = specs_within(self.api, self.portal, asked)
        tell_unused(report, Teller.FETCH, lambda one: one.at.path in whole)
        return with_display_paths(report, self.place.schemas)

    def _print_findings(self, findings: Iterable[Diagnostic]) -> None:
        print_findings([*findings], self.format, to_stdout=False, quiet=self.is_quiet)

    def _tell_last(self, line: str) -> None:
        """Print the line that ends a run; to stderr where stdout is for a program."""
        if not self.is_quiet:
            typer.echo(line, err=self.format is not Format.TEXT)

    def _tell(self, line: str) -> None:
        if not self.is_quiet and self.format is Format.TEXT:
            typer.echo(line)


def portal_or_fail(url: str) -> Portal:
    """Return the portal at an address; end the program if nothing can be fetched from there."""
    try:
        return Portal.at(url)
    except BadAddressError as error:
        fail(str(error), f"such as {DEFAULT_PORTAL}", BAD_INPUT)


def _specs(place: Project) -> tuple[Api, tuple[Acceptance, ...]]:
    """Return the specs of a project, of which only the addresses of pages are of interest, and what they accept."""
    from wixgen.spec.check import check
    from wixgen.spec.load import load

    report = Diagnostics()
    files = (
        read_files(spec_paths(place.schemas), place.schemas, report)
        if place.schemas.is_dir()
        else {}
    )
    return check(load(files, report), report), report.acceptances
