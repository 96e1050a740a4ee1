"""Imports pages into specs: groups them by resource, and has each resource's brought into its spec."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from wixgen.catalogue.catalogue import Catalogue
from wixgen.diagnostics import Diagnostic, Diagnostics, Place
from wixgen.diff.judging import judgement_by
from wixgen.pages.concerned_specs import ConcernedSpecs, folded
from wixgen.pages.differences import Difference
from wixgen.pages.doubts import told_once
from wixgen.pages.existing_specs import ExistingSpecs, Move
from wixgen.pages.grouping import PagesByResource, ScannedPages
from wixgen.pages.known_types import KnownTypes
from wixgen.pages.placing import Key
from wixgen.pages.resource_import import (
    ImportContext,
    Mode,
    ResourceResult,
    resource_result,
)
from wixgen.pages.transcribe.event_types import EventTypes
from wixgen.spec.load import COMMON_FILE
from wixgen.spec.source import plain_yaml
from wixgen.workers import mapped

__all__ = ["FACTS", "Imported", "Mode", "ReadPages", "import_pages"]

FACTS = Path(__file__).parents[1] / "facts"


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
    if catalogue is not None:
        catalogue.read()
    common = _common(known, has_webhooks=scanned.has_webhooks)
    run = ImportContext(
        gathered=gathered,
        known=known,
        common=common,
        shared=None if known.is_common_faulty else plain_yaml(common),
        event_types=event_types,
        descriptions=descriptions,
        tells=tell is not None,
        mode=mode,
        types=KnownTypes(known, catalogue),
        is_draft=is_draft,
    )
    bringing = _Bringing(run, moves, Imported(has_failed=scanned.has_failed), report)
    bringing.run(jobs, tell)
    return bringing.imported


def _common(known: ExistingSpecs, *, has_webhooks: bool) -> str:
    """Return the text of common.yaml: what webhooks need where there is none yet; "" without any."""
    if COMMON_FILE not in known.texts and has_webhooks:
        return (FACTS / COMMON_FILE).read_text(encoding="utf-8")
    return known.texts.get(COMMON_FILE, "")


@dataclass
class _Bringing:
    """Brings the pages of all resources into their specs, and puts together what comes of it.

    Attributes:
        context: What all resources share.
        moves: The specs of resources that have another name by now.
        imported: The result.
        report: Takes what is wrong or in doubt.
    """

    context: ImportContext
    moves: Sequence[Move]
    imported: Imported
    report: Diagnostics

    def run(
        self, jobs: int, tell: Callable[[Iterable[dict[str, Any]]], None] | None
    ) -> None:
        """Bring in everything; `tell` takes how doubts were settled."""
        gathered, known = self.context.gathered, self.context.known
        keys = _usable_keys(gathered, known, self.moves, self.imported, self.report)
        for key in gathered.keys:
            paths = gathered.paths(key)
            self.imported.read[known.path_of(key)] = ReadPages(paths, has_failed=True)
        needs_common, told = False, set[str]()
        results = mapped(resource_result, self.context, keys, jobs, chunk=1)
        for key, result in zip(keys, results, strict=True):
            self.report.take(list(told_once(result.found, told)))
            needs_common |= result.needs_common
            self._take(key, result)
            if tell is not None:
                tell(result.decisions)
        if needs_common and COMMON_FILE not in known.texts:
            self.imported.specs = {
                COMMON_FILE: self.context.common,
                **self.imported.specs,
            }

    def _take(self, key: Key, result: ResourceResult) -> None:
        """Add the result of one resource."""
        known, imported = self.context.known, self.imported
        path = known.path_of(key)
        read = ReadPages(self.context.gathered.paths(key), result.has_failed)
        imported.has_failed |= result.has_failed
        imported.pages += result.pages
        if result.text is not None:
            imported.specs[path] = result.text
        found = result.differences
        for move in self.moves:
            if move.renaming.new != key:
                continue
            if self.context.mode is Mode.COMPARE:
                found = list(_before_move(found, move, path))
            elif result.pages:
                _move(move, path, known, imported, self.report)
                read = replace(read, moved_from=move.path if move.is_done else "")
        imported.read[path] = read
        imported.differences += found
        imported.unused += result.unused


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
    judgement = judgement_by("resource-moved")
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
