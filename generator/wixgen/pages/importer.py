"""Imports pages into specs: groups them by resource, resolves, transcribes and reconciles them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from wixgen.acceptances import Teller
from wixgen.catalogue.catalogue import Catalogue
from wixgen.diagnostics import Diagnostic, Diagnostics, Place
from wixgen.diff.judging import judgement_of
from wixgen.pages.accepted import Accepted
from wixgen.pages.concerned_specs import ConcernedSpecs, folded
from wixgen.pages.differences import Difference, Sides, differences, unknown
from wixgen.pages.doubts import decisions, tell_kept, told_once, warn_of_doubts
from wixgen.pages.duplicates import without_duplicates
from wixgen.pages.existing_specs import ExistingSpecs, Move
from wixgen.pages.grouping import PagesByResource, ScannedPages
from wixgen.pages.isolate import Problem, RejectedError, isolate_faulty
from wixgen.pages.known_types import KnownTypes
from wixgen.pages.lost_structure import problem_of, without_lost
from wixgen.pages.nesting.resolve_pages import ResolvedPage, recover
from wixgen.pages.parse.tree import Kind, Page
from wixgen.pages.placing import Key
from wixgen.pages.reconcile.extent import Extent
from wixgen.pages.reconcile.update import Reconciled, UpdateError, reconcile
from wixgen.pages.shown import Shown
from wixgen.pages.spec_checks import SpecText, loaded, new_problems
from wixgen.pages.transcribe.event_types import EventTypes
from wixgen.pages.transcribe.examples import check_examples
from wixgen.pages.transcribe.transcriber import Options, Transcriber
from wixgen.spec.api import Api, Resource
from wixgen.spec.load import COMMON_FILE
from wixgen.spec.source import plain_yaml
from wixgen.workers import mapped

FACTS = Path(__file__).parents[1] / "facts"


class Mode(StrEnum):
    """What is done with what pages no longer say."""

    KEEP = "keep"  # it stays in the spec, and is told
    PRUNE = "prune"  # it is removed
    COMPARE = "compare"  # nothing is written: all differences are told


@dataclass(frozen=True)
class ReadPages:
    """The pages that an import read for one resource.

    Attributes:
        paths: Their paths.
        has_failed: Whether one of them could not be read, or the spec not be updated.
        moved_from: The path that the spec had before, if it has moved.
    """

    paths: tuple[str, ...]
    has_failed: bool = False
    moved_from: str = ""


@dataclass
class Imported:
    """The result of `wixgen import`.

    Attributes:
        specs: The texts of the specs that change, by path.
        removed: The paths of specs that have moved to another path.
        pages: The number of pages that were read.
        modules: The number of modules of which published types were read.
        has_failed: Whether something could not be read; the rest was.
        faults: Errors of specs that can't be updated; paths are below the schemas folder.
        differences: What the pages still say otherwise than the specs.
        read: The pages of each resource, by the path of its spec.
        unused: Warnings of what the specs accept, though there is nothing of it; paths likewise.
    """

    specs: dict[str, str] = field(default_factory=dict[str, str])
    removed: list[str] = field(default_factory=list[str])
    pages: int = 0
    modules: int = 0
    has_failed: bool = False
    faults: list[Diagnostic] = field(default_factory=list[Diagnostic])
    differences: list[Difference] = field(default_factory=list[Difference])
    read: dict[str, ReadPages] = field(default_factory=dict[str, ReadPages])
    unused: list[Diagnostic] = field(default_factory=list[Diagnostic])

    def over(self, specs: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return the specs as they are after it."""
        kept = {path: data for path, data in specs.items() if path not in self.removed}
        return kept | {path: text.encode() for path, text in self.specs.items()}

    def then(self, later: Imported) -> Imported:
        """Return the result of this import and of a later one, of the specs that this one leaves."""
        specs = self.specs | later.specs
        return Imported(
            specs={k: v for k, v in specs.items() if k not in later.removed},
            removed=[
                *(path for path in self.removed if path not in later.specs),
                *later.removed,
            ],
            pages=self.pages + later.pages,
            modules=self.modules + later.modules,
            has_failed=self.has_failed or later.has_failed,
            faults=[*self.faults, *later.faults],
            differences=[*self.differences, *later.differences],
            read=self.read | later.read,
            unused=[*self.unused, *later.unused],
        )


@dataclass(frozen=True)
class _ImportContext:
    """The input of `wixgen import` that all resources share.

    Attributes:
        gathered: The pages.
        known: The specs.
        common: The text of common.yaml; "" if there is none.
        shared: The data of common.yaml.
        event_types: Facts that no page prints.
        descriptions: Whether the pages' sentences are written.
        tells: Whether it is to be reported how doubts were settled.
        mode: What is done with what pages no longer say.
        types: The types that are known.
        is_draft: Whether pages are imported of which nothing proves the structure.
    """

    gathered: PagesByResource
    known: ExistingSpecs
    common: str
    shared: Any
    event_types: EventTypes
    descriptions: bool
    tells: bool
    mode: Mode
    types: KnownTypes
    is_draft: bool


@dataclass(frozen=True)
class _ResourceInput:
    """A resource before pages are brought into its spec."""

    key: Key
    path: str
    text: str | None
    common: str
    shared: Any
    known: ExistingSpecs
    options: Options
    descriptions: bool
    mode: Mode
    types: KnownTypes
    is_draft: bool


@dataclass
class _ResourceResult:
    """The result of a resource's pages; made by one process and used by another.

    Attributes:
        text: The text of the spec; None if it doesn't change.
        pages: The number of pages that were read.
        has_failed: Whether some page could not be read.
        needs_common: Whether the spec needs a common.yaml.
        found: Diagnostics.
        decisions: How doubts were settled.
        differences: What the pages still say otherwise.
        unused: Warnings of what the spec accepts, though there is nothing of it.
    """

    text: str | None = None
    pages: int = 0
    has_failed: bool = False
    needs_common: bool = False
    found: list[Diagnostic] = field(default_factory=list[Diagnostic])
    decisions: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    differences: list[Difference] = field(default_factory=list[Difference])
    unused: list[Diagnostic] = field(default_factory=list[Diagnostic])


@dataclass
class _Merged:
    """A spec with pages brought into it, and what was found in doing so."""

    reconciled: Reconciled
    documented: dict[str, Any]
    shown: Shown
    readings: list[ResolvedPage]
    report: Diagnostics


def import_pages(
    files: Mapping[str, str],
    specs: Mapping[str, bytes],
    event_types: EventTypes,
    report: Diagnostics,
    *,
    descriptions: bool,
    tell: Callable[[Iterable[dict[str, Any]]], None] | None = None,
    jobs: int = 1,
    mode: Mode = Mode.KEEP,
    catalogue: Catalogue | None = None,
    is_draft: bool = False,
) -> Imported:
    """Bring what pages say into specs.

    Args:
        files: The pages' texts by path; a file may hold several.
        specs: The specs that exist, by their path below the schemas folder.
        event_types: Facts that no page prints.
        report: Takes what is wrong or in doubt; a page that can't be read changes nothing.
        descriptions: Whether the pages' sentences are written, too.
        tell: Takes how doubts of a resource were settled, resource by resource.
        jobs: How many processes share the work.
        mode: What is done with what the pages no longer say.
        catalogue: What is known of all of Wix; types of it are as good as those of other pages.
        is_draft: Whether pages without lines are imported whose structure nothing proves.
    """
    scanned = ScannedPages(files, report, jobs)
    known = ExistingSpecs(specs, ConcernedSpecs(scanned.refs))
    if mode is Mode.COMPARE and known.errors:  # then nothing can be compared
        return Imported(has_failed=True, faults=known.errors)
    gathered = PagesByResource(scanned, known.api, report)
    known, moves = known.renamed(gathered.renamings, event_types)
    imported = Imported(has_failed=scanned.has_failed)
    common = known.texts.get(COMMON_FILE, "")
    if COMMON_FILE not in known.texts and scanned.has_webhooks:
        common = (FACTS / COMMON_FILE).read_text(encoding="utf-8")
    shared = None if known.is_common_faulty else plain_yaml(common)
    tells = tell is not None
    if catalogue is not None:
        catalogue.read()
    run = _ImportContext(
        gathered,
        known,
        common,
        shared,
        event_types,
        descriptions,
        tells,
        mode,
        KnownTypes(known, catalogue),
        is_draft,
    )
    keys = _usable_keys(gathered, known, moves, imported, report)
    for key in gathered.keys:
        paths = gathered.paths(key)
        imported.read[known.path_of(key)] = ReadPages(paths, has_failed=True)
    needs_common, told = False, set[str]()
    outcomes = mapped(_resource_result, run, keys, jobs, chunk=1)
    for key, outcome in zip(keys, outcomes, strict=True):
        report.take(list(told_once(outcome.found, told)))
        imported.has_failed |= outcome.has_failed
        imported.pages += outcome.pages
        needs_common |= outcome.needs_common
        path = known.path_of(key)
        read = ReadPages(gathered.paths(key), outcome.has_failed)
        if outcome.text is not None:
            imported.specs[path] = outcome.text
        found = outcome.differences
        for move in moves:
            if move.renaming.new == key and mode is Mode.COMPARE:
                found = list(_before_move(found, move, path))
            elif move.renaming.new == key and outcome.pages:
                _move(move, path, known, imported, report)
                read = replace(read, moved_from=move.path if move.is_done else "")
        imported.read[path] = read
        imported.differences += found
        imported.unused += outcome.unused
        if tell is not None:
            tell(outcome.decisions)
    if needs_common and COMMON_FILE not in known.texts:
        imported.specs = {COMMON_FILE: common, **imported.specs}
    return imported


def _usable_keys(
    gathered: PagesByResource,
    known: ExistingSpecs,
    moves: Iterable[Move],
    imported: Imported,
    report: Diagnostics,
) -> list[Key]:
    """Return the resources of pages that have no spec or one that can be updated; tell of the others."""
    faulty = {
        move.renaming.new
        for move in moves
        if not move.is_done and _is_faulty(known, move.renaming.old, imported)
    }
    keys = (key for key in gathered.keys if not _is_faulty(known, key, imported))
    keys = (key for key in keys if key not in faulty)
    return list(_without_lookalikes(keys, gathered, report))


def _without_lookalikes(
    keys: Iterable[Key], gathered: PagesByResource, report: Diagnostics
) -> Iterator[Key]:
    """Yield the resources but those that have the name of another one but for case, dashes and the like.

    These would have one file where the case of letters doesn't count, and one module in Python.
    """
    known: dict[Key, Key] = {}
    for key in keys:
        first = known.setdefault(folded(key), key)
        if first == key:
            yield key
            continue
        names = f"`{'.'.join(key)}` differs from `{'.'.join(first)}`"
        message = f"{names} in case or dashes alone: its pages are not imported"
        help = "import them into a project of their own"
        report.error(gathered.at(key), "taken", message, help=help)


def _move(
    move: Move, path: str, known: ExistingSpecs, imported: Imported, report: Diagnostics
) -> None:
    """Add the spec of a renamed resource to `imported`, and tell what it is called now."""
    old, new = (".".join(key) for key in (move.renaming.old, move.renaming.new))
    if not move.is_done:
        message = f"the specs of `{old}` and `{new}` are about one resource, as this page says"
        help = f"move what you wrote in {move.path} to {path}, and delete it"
        report.warn(move.renaming.at, "split-resource", message, help=help)
        return
    imported.specs.setdefault(path, known.texts[path])
    if move.path != path:
        imported.removed.append(move.path)
    message = f"the resource `{old}` is `{new}`, as this page says: its spec is renamed"
    help = f"its methods are called as those of `{new}` from the next build on"
    report.warn(move.renaming.at, "renamed-resource", message, help=help)


def _before_move(
    found: Iterable[Difference], move: Move, path: str
) -> Iterator[Difference]:
    """Yield the differences of a resource that pages call otherwise, its spec still where it is."""
    what = f"the page says that the resource is `{'.'.join(move.renaming.new)}`"
    spec = Place(move.path, 1, 1)
    judgement = judgement_of((), "resource-moved")
    old = ".".join(move.renaming.old)
    yield Difference(old, what, move.renaming.at, spec, judgement)
    for difference in found:
        place = difference.spec
        if place.path == path:
            place = replace(place, path=move.path)
        yield replace(difference, spec=place)


def _is_faulty(known: ExistingSpecs, key: Key, imported: Imported) -> bool:
    """Return whether the spec of a resource can't be updated; add the reasons to `imported`."""
    faults = known.faults_of(key)
    imported.faults += [fault for fault in faults if fault not in imported.faults]
    imported.has_failed |= bool(faults)
    return bool(faults)


def _resource_result(run: _ImportContext, key: Key) -> _ResourceResult:
    """Import the pages of one resource."""
    target = _target(run, key)
    report = Diagnostics()
    run.gathered.add_sources(key, report)
    pages = without_duplicates(
        run.gathered.pages(key), resource_of(run.known.api, key), report
    )
    read, given = _Reader(target), len(pages)
    with suppress(Exception):  # what isolation finds the page at fault for
        if not run.is_draft:
            read.ready = without_lost(pages, read.resolved, report)
            pages = [resolved.page for resolved in read.ready]
    admitted = isolate_faulty(pages, partial(_merge_pages, target, read))
    has_lost = len(pages) < given
    outcome = _ResourceResult(has_failed=has_lost or bool(admitted.rejected))
    for page, problems in admitted.rejected:
        for problem in problems:
            place = problem.at or page.at
            report.error(place, problem.code, problem.message, help=problem.help)
    made = admitted.merged
    if made is not None:
        report.take(made.report)
        text = made.reconciled.text
        outcome.pages = len(made.readings)
        outcome.text = text if text != target.text else None
        has_webhooks = any(
            reading.page.kind is Kind.WEBHOOK for reading in made.readings
        )
        outcome.needs_common = bool(run.common) and (has_webhooks or "common." in text)
        for reading in made.readings if run.tells else ():
            outcome.decisions += decisions(reading)
        outcome.differences = _differences(target, made)
    if run.mode is Mode.COMPARE:
        outcome.found = [finding for finding in report if finding.is_error]
        return outcome
    accepted = Accepted(target.path, made.reconciled.text if made else target.text)
    outcome.found = accepted.without(report, pages)
    outcome.differences = accepted.without_left(outcome.differences)
    if made is not None and not outcome.has_failed:
        shown = [reading.page for reading in made.readings]
        outcome.unused = accepted.unused((Teller.PAGES, Teller.LEFT), shown)
    return outcome


def _target(run: _ImportContext, key: Key) -> _ResourceInput:
    """Return what is known of a resource before its pages are read."""
    path = run.known.path_of(key)
    resource = resource_of(run.known.api, key)
    options = Options(
        True,
        run.event_types.get(".".join(key), {}),
        resource.docs if resource else "",
        frozenset(type_.name for type_ in resource.types) if resource else frozenset(),
    )
    return _ResourceInput(
        key,
        path,
        run.known.texts.get(path),
        run.common,
        run.shared,
        run.known,
        options,
        run.descriptions,
        run.mode,
        run.types,
        run.is_draft,
    )


class _Reader:
    """Resolves pages of one resource, whatever their order.

    Attributes:
        ready: Pages that are resolved already; they are transcribed once.
    """

    def __init__(self, target: _ResourceInput) -> None:
        self._target = target
        self.ready: list[ResolvedPage] = []

    def resolved(self, pages: Iterable[Page]) -> list[ResolvedPage]:
        """Return pages with the trees of their sections."""
        ready, self.ready = self.ready, []
        ordered = sorted(pages, key=lambda page: (page.link, page.name, page.at))
        if [id(page) for page in ordered] == [id(reading.page) for reading in ready]:
            return ready
        target = self._target
        return recover(ordered, target.types.table_of(target.key))


def _merge_pages(
    target: _ResourceInput, read: _Reader, pages: Sequence[Page]
) -> _Merged:
    """Bring pages into the spec of a resource; raise RejectedError if it would be wrong then."""
    report = Diagnostics()
    readings = read.resolved(pages)
    if not target.is_draft and (lost := [*filter(None, map(problem_of, readings))]):
        raise RejectedError(lost)
    transcriber = Transcriber(*target.key, target.options, _event_types(target))
    documented = transcriber.transcribe(readings)
    shown = Shown(readings, transcriber)
    warn_of_doubts(readings, report)
    tell_kept(transcriber.kept, report)
    check_examples(documented, readings, target.shared, report)
    extent = None if target.mode is Mode.KEEP else shown.extent
    try:
        reconciled = _reconciled(target, target.text, documented, extent)
    except UpdateError as error:
        message = f"the spec has no place for this page: {error}"
        raise RejectedError([Problem("unusable-page", message)]) from error
    old = SpecText(target.path, target.text, target.common)
    if problems := list(new_problems(old, reconciled.text)):
        raise RejectedError(problems)
    return _Merged(reconciled, documented, shown, readings, report)


def _reconciled(
    target: _ResourceInput,
    text: str | None,
    documented: Mapping[str, Any],
    extent: Extent | None,
) -> Reconciled:
    return reconcile(
        text,
        documented,
        descriptions=target.descriptions,
        common=target.shared,
        extent=extent,
    )


def _differences(target: _ResourceInput, made: _Merged) -> list[Difference]:
    """Return what the pages say otherwise than the spec, once it is written."""
    if target.mode is Mode.PRUNE:
        return []
    if target.mode is Mode.COMPARE:
        before, after = target.text, made.reconciled
    else:
        before = made.reconciled.text
        after = _reconciled(target, before, made.documented, made.shown.extent)
    if before is None:
        return [
            unknown(f"{'.'.join(target.key)}: {reading.page.name}", reading.page.at)
            for reading in made.readings
        ]
    if before == after.text:
        return []
    old, new = (loaded(target.path, text) for text in (before, after.text))
    if old is None or new is None:  # lint says why
        return []
    common = target.known.common
    return differences(
        Sides(old, new, common, after.renamed, after.matching, made.shown)
    )


def _event_types(target: _ResourceInput) -> dict[str, str]:
    """Return the event types in the spec of a resource, by the SDK's handlers."""
    resource = resource_of(target.known.api, target.key)
    webhooks = resource.webhooks if resource else []
    return {hook.handler: hook.event_type for hook in webhooks if hook.event_type}


def resource_of(api: Api, key: Key) -> Resource | None:
    """Return the resource of that package and module; None without a spec."""
    found = (spec for spec in api.resources if (spec.package, spec.module) == key)
    return next(found, None)
