"""An update from pages to what is to be written: import, lint, build and diff, resource by resource."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from wixgen.building.builder import Built
from wixgen.diagnostics import COMMON_FILE, Diagnostic, visible
from wixgen.diff.api import diff
from wixgen.diff.finding import Finding
from wixgen.diff.report import counts
from wixgen.diff.versions import bump_of, raised
from wixgen.fetching.lock import Lock
from wixgen.spec.api import Api
from wixgen.updating.bringing import (
    Brought,
    Importer,
    Specs,
    api_of,
    part_of,
)
from wixgen.updating.homes import Homes
from wixgen.updating.making import (
    Build,
    Lint,
    Proposal,
    build_what_can_be,
    leave_what_is_wrong,
)
from wixgen.updating.outcome import (
    Cause,
    Passed,
    Reason,
    ResourceState,
    Stage,
    Update,
    Waiting,
    counted,
    stage_of,
)
from wixgen.updating.pages import NO_TEXT, PageNow, accepted_texts, lock_of
from wixgen.updating.settling import Settling
from wixgen.updating.unapplied import not_applied

#: Codes of findings that are about no fact.
_NO_DOUBTS = {"nothing-to-import"}


@dataclass(frozen=True)
class Inputs:
    """What an update begins with.

    Attributes:
        specs: The specs as they are.
        lock: The lock as it is.
        pages: The pages as they are now.
        fetched: How the fetch ended.
        importer: How pages are imported.
        settling: How often changes must be seen.
        lint: Checks specs.
        build: Makes the package.
        is_built: Whether the package is there, and is what the specs say.
        version: The version of the package.
        import_name: By what code imports it.
        accept: Marks the findings that people have accepted.
        today: The day.
    """

    specs: Specs
    lock: Lock
    pages: Sequence[PageNow]
    fetched: Stage
    importer: Importer
    settling: Settling
    lint: Lint
    build: Build
    is_built: bool
    version: str
    import_name: str
    accept: Callable[[list[Finding]], list[Finding]]
    today: date


@dataclass(frozen=True)
class Made:
    """What an update makes; nothing of it is written yet.

    Attributes:
        update: What it comes to.
        specs: The new content of the specs that change; None: removed.
        lock: The new lock.
        texts: The pages to keep, by their path below the folder of pages.
        removed: The pages to keep no longer, likewise.
        built: The package.
    """

    update: Update
    specs: Mapping[str, bytes | None]
    lock: Lock
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    removed: tuple[str, ...] = ()
    built: Built = field(default_factory=Built)


def propose(inputs: Inputs) -> Made:
    """Take pages all the way to a package; what is wrong leaves its resource as it was."""
    return _Run(inputs).made()


class _Run:
    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.before = api_of(inputs.specs)
        self.brought = inputs.importer.bring(inputs.pages, inputs.specs)
        self.homes = self._homes()
        self.waiting = self._waiting()
        if self.waiting:
            pages = [page for page in inputs.pages if page.address not in self.waiting]
            self.brought = inputs.importer.bring(pages, inputs.specs)
        self.proposal = Proposal(
            inputs.specs,
            _units(self.brought),
            self.brought.changed.get(COMMON_FILE),
        )
        self.stray: dict[str, str] = {}

    def made(self) -> Made:
        """Run the stages, and return what comes of them."""
        inputs, proposal = self.inputs, self.proposal
        self._leave_faults()
        stages = [inputs.fetched, self._import_stage()]
        count, known = len(proposal.units), len(proposal.left)
        leave_what_is_wrong(proposal, inputs.lint)
        stages.append(stage_of("lint", count, len(proposal.left) - known))
        built, building = self._built()
        findings = inputs.accept(self._findings())
        says = counts(findings) if findings else "no spec changes"
        compared = Passed.PASSED if findings else Passed.SKIPPED
        stages += [Stage("diff", compared, says), building]
        left = self._left_pages()
        lock = lock_of(
            inputs.lock,
            inputs.pages,
            left,
            {address: page.times for address, page in self.waiting.items()},
            inputs.today,
        )
        bump = bump_of(findings, inputs.version)
        return Made(
            update=Update(
                cause=Cause.DOCS,
                version=raised(inputs.version, bump),
                bump=bump,
                import_name=inputs.import_name,
                stages=tuple(stages),
                resources=tuple(self._resources()),
                findings=findings,
                doubts=tuple(self._doubts(left)),
                left=tuple(
                    not_applied(
                        inputs.pages,
                        self.homes,
                        inputs.importer,
                        proposal.after,
                        left=proposal.left.keys(),
                        waiting=self.waiting.keys(),
                        told=self.brought.differences,
                    )
                ),
                faults=self.stray,
                waiting=tuple(self.waiting.values()),
            ),
            specs=proposal.changed,
            lock=lock,
            texts=dict(accepted_texts(inputs.pages, left)),
            removed=tuple(_no_longer_kept(inputs.lock, lock)),
            built=built,
        )

    def _built(self) -> tuple[Built, Stage]:
        """Make the package, unless it is there and nothing of it changes."""
        proposal = self.proposal
        if not proposal.after or (self.inputs.is_built and not proposal.units):
            return Built(), Stage(
                "build", Passed.SKIPPED, "nothing of the package changes"
            )
        count, known = len(proposal.units), len(proposal.left)
        built = build_what_can_be(proposal, self.inputs.build)
        if self.inputs.is_built and not proposal.units:
            built = Built()  # all that would have changed is left as it was
        if not self.inputs.is_built and not count:
            return built, Stage("build", Passed.PASSED, "there was no package")
        return built, stage_of("build", count, len(proposal.left) - known)

    def _homes(self) -> Homes:
        inputs = self.inputs
        return Homes(
            inputs.pages, self.brought.read, self.before, inputs.importer.portal
        )

    def _pages_of(self, spec: str) -> list[PageNow]:
        """Return the pages that belong to a spec."""
        return [page for page in self.inputs.pages if spec in self.homes.specs_of(page)]

    def _waiting(self) -> dict[str, Waiting]:
        """Return the pages whose changes must be seen more often, by address."""
        inputs, found = self.inputs, dict[str, Waiting]()
        settling = inputs.settling
        if settling.needed == 1:
            return found

        def change(pages: Sequence[PageNow]) -> Mapping[str, bytes | None]:
            return inputs.importer.bring(pages, inputs.specs).changed

        specs = {
            spec
            for page in inputs.pages
            if settling.may_wait(page)
            for spec in self.homes.specs_of(page)
        }
        for spec in sorted(specs):
            for page in settling.waiting(self._pages_of(spec), inputs.specs, change):
                found[page.address] = Waiting(
                    page.address, settling.times(page), settling.needed
                )
        return found

    def _leave_faults(self) -> None:
        """Leave the resources of which a page, or the spec, is at fault.

        A page that could not be read when it was accepted, and still says the same, leaves nothing.
        """
        for page in self.inputs.pages:
            if page.fault:
                self._leave(page, page.fault)
        pages = {page.path: page for page in self.inputs.pages}
        errors = [
            one
            for one in self.brought.found
            if one.is_error and _is_of_now(pages.get(one.place.path))
        ]
        placed: set[str] = set()
        for spec, read in self.brought.read.items():
            placed |= {*read.paths}
            paths = {*read.paths, spec, read.moved_from}
            own = [one for one in errors if one.place.path in paths]
            for error in own if read.has_failed else ():
                at = pages.get(error.place.path)
                reason = Reason(_words(error), page=at.address if at else "")
                self.proposal.leave(spec, reason)
        for error in errors:
            at = pages.get(error.place.path)
            if at and at.path not in placed:
                self._leave(at, _words(error))

    def _leave(self, page: PageNow, words: str) -> None:
        """Leave the resources that a page belongs to; one of no resource is told by itself."""
        specs = self.homes.specs_of(page)
        for spec in specs:
            told = f"the page {page.address}: {words}" if page.fault else words
            self.proposal.leave(spec, Reason(told, page=page.address))
        if not specs:
            self.stray[page.address] = words

    def _import_stage(self) -> Stage:
        read = sum(page.can_be_imported for page in self.inputs.pages)
        if not read and not self.proposal.units:
            return Stage(
                "import", Passed.SKIPPED, "there are no pages of methods or webhooks"
            )
        left = len(self.proposal.left)
        changed = counted(len(self.proposal.units), "spec")
        says = (
            f"{counted(read, 'page')} read, {changed} changed, {left} left as they were"
        )
        has_faults = bool(left or self.stray)
        return Stage("import", Passed.FAILED if has_faults else Passed.PASSED, says)

    def _findings(self) -> list[Finding]:
        changed = self.proposal.changed
        if not changed:
            return []
        before = api_of(part_of(self.inputs.specs, changed))
        return diff(before, api_of(part_of(self.proposal.after, changed)))

    def _left_pages(self) -> set[str]:
        """Return the addresses of the pages that stay as they were."""
        left = {*self.waiting}
        for page in self.inputs.pages:
            specs = self.homes.specs_of(page)
            if page.fault or not self.proposal.left.keys().isdisjoint(specs):
                left.add(page.address)
        return left

    def _resources(self) -> list[ResourceState]:
        """Return what became of each resource that changes or is left, by name."""
        changed = {*self.proposal.changed, *self.brought.changed}
        brought = part_of(self.brought.over(self.inputs.specs), changed)
        names = _names(self.before) | _names(api_of(brought))
        waits = {
            spec: Reason("a change of its pages is waited for", is_fault=False)
            for page in self.inputs.pages
            if page.address in self.waiting
            for spec in self.homes.specs_of(page)
        }
        states = [
            ResourceState(
                names.get(spec, spec), spec, tuple(reasons), self._changed_pages(spec)
            )
            for spec, reasons in self.proposal.left.items()
        ]
        states += [
            ResourceState(names.get(spec, spec), spec, (), self._changed_pages(spec))
            for spec in self.proposal.units
        ]
        told = {state.spec for state in states}
        states += [
            ResourceState(
                names.get(spec, spec), spec, (reason,), self._changed_pages(spec)
            )
            for spec, reason in waits.items()
            if spec not in told
        ]
        return sorted(states, key=lambda state: (state.resource, state.spec))

    def _changed_pages(self, spec: str) -> tuple[str, ...]:
        return tuple(
            page.address for page in self._pages_of(spec) if page.is_new or page.fault
        )

    def _doubts(self, left: set[str]) -> list[Diagnostic]:
        """Return what the importer was not sure of, about pages that changed or whose spec does."""
        wanted = {
            page.path
            for page in self.inputs.pages
            if page.address not in left | self.stray.keys()
            and (
                page.is_new
                or not self.proposal.units.keys().isdisjoint(self.homes.specs_of(page))
            )
        }
        return [
            one
            for one in self.brought.found
            if one.code not in _NO_DOUBTS and one.place.path in wanted
        ]


def _units(brought: Brought) -> dict[str, Mapping[str, bytes | None]]:
    """Return the specs that change, resource by resource: one that moves, with what it leaves."""
    changed = {
        path: text for path, text in brought.changed.items() if path != COMMON_FILE
    }
    units: dict[str, Mapping[str, bytes | None]] = {}
    for path, read in brought.read.items():
        unit = {
            one: changed.pop(one) for one in (path, read.moved_from) if one in changed
        }
        if unit:
            units[path] = unit
    return units | {path: {path: text} for path, text in changed.items()}


def _is_of_now(page: PageNow | None) -> bool:
    """Return whether something is wrong now that was not when a page was accepted; None: it is no page."""
    return page is None or page.is_new or bool(page.fault)


def _words(error: Diagnostic) -> str:
    return visible(f"{error.place}: {error.message} [{error.code}]")


def _names(api: Api) -> dict[str, str]:
    return {resource.at.path: resource.key for resource in api.resources}


def _no_longer_kept(before: Lock, after: Lock) -> Iterable[str]:
    """Yield the paths of pages that the lock no longer has, sorted."""
    kept = {page.path for page in after.pages.values()}
    known = (page for page in before.pages.values() if page.sha256 != NO_TEXT)
    return sorted({page.path for page in known} - kept)


def with_cause(
    update: Update, written: Sequence[str], package: Sequence[str]
) -> Update:
    """Return an update with the files that it writes, and why.

    Args:
        update: The update.
        written: The paths of specs, the lock and kept pages.
        package: The paths of files of the package.
    """
    cause = Cause.DOCS if written else Cause.TOOL if package else Cause.NONE
    return replace(update, cause=cause, written=tuple(sorted([*written, *package])))
