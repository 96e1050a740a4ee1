"""Brings the pages of one resource into its spec: resolves, transcribes and reconciles them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any

from wixgen.acceptances import Teller
from wixgen.diagnostics import Diagnostic, Diagnostics
from wixgen.pages.accepted import Accepted
from wixgen.pages.differences import Difference, Sides, differences, unknown
from wixgen.pages.doubts import decisions, tell_kept, warn_of_doubts
from wixgen.pages.duplicates import without_duplicates
from wixgen.pages.existing_specs import ExistingSpecs
from wixgen.pages.grouping import PagesByResource
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


class Mode(StrEnum):
    """What is done with what pages no longer say."""

    KEEP = "keep"  # it stays in the spec, and is told
    PRUNE = "prune"  # it is removed
    COMPARE = "compare"  # nothing is written: all differences are told


@dataclass(frozen=True)
class ImportContext:
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
class ResourceResult:
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


def resource_result(run: ImportContext, key: Key) -> ResourceResult:
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
    outcome = ResourceResult(has_failed=has_lost or bool(admitted.rejected))
    for page, problems in admitted.rejected:
        for problem in problems:
            place = problem.at or page.at
            report.error(place, problem.code, problem.message, help=problem.help)
    made = admitted.merged
    if made is not None:
        report.take(made.report)
        _take_spec(run, target, made, outcome)
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


def _take_spec(
    run: ImportContext, target: _ResourceInput, made: _Merged, outcome: ResourceResult
) -> None:
    """Put into the result of a resource what pages have made of its spec."""
    text = made.reconciled.text
    outcome.pages = len(made.readings)
    outcome.text = text if text != target.text else None
    has_webhooks = any(reading.page.kind is Kind.WEBHOOK for reading in made.readings)
    outcome.needs_common = bool(run.common) and (has_webhooks or "common." in text)
    for reading in made.readings if run.tells else ():
        outcome.decisions += decisions(reading)
    outcome.differences = _differences(target, made)


def _target(run: ImportContext, key: Key) -> _ResourceInput:
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
