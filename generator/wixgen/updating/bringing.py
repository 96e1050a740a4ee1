"""Brings pages into specs: an import that follows the pages, and what belongs to pages that are gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from wixgen.catalogue.catalogue import Catalogue
from wixgen.diagnostics import COMMON_FILE, Diagnostic, Diagnostics
from wixgen.fetching.portal import Portal
from wixgen.pages.differences import Difference
from wixgen.pages.importer import Imported, Mode, ReadPages, import_pages
from wixgen.pages.reconcile.extent import Part
from wixgen.pages.reconcile.update import UpdateError, without
from wixgen.pages.transcribe.event_types import EventTypes
from wixgen.spec.api import Api, Resource
from wixgen.spec.check import check
from wixgen.spec.load import load
from wixgen.updating.pages import PageNow
from wixgen.workers import worthwhile

PAGES_PER_JOB = 50  # a process costs about as much as this many pages
Specs = Mapping[str, bytes]


@dataclass(frozen=True)
class Brought:
    """What an import of pages makes of specs.

    Attributes:
        changed: The new content of each spec that changes, by path; None: the spec is removed.
        read: The pages of each resource, by the path of its spec.
        found: What is wrong with pages and specs, or in doubt.
        differences: What pages say and specs don't.
    """

    changed: Mapping[str, bytes | None]
    read: Mapping[str, ReadPages]
    found: tuple[Diagnostic, ...] = ()
    differences: tuple[Difference, ...] = ()

    def over(self, specs: Specs) -> dict[str, bytes]:
        """Return the specs as they are after it."""
        merged = {**specs, **self.changed}
        return {path: text for path, text in merged.items() if text is not None}


@dataclass(frozen=True)
class Importer:
    """How pages are imported.

    Attributes:
        portal: Where the pages are.
        event_types: Facts that no page prints.
        catalogue: What is known of all of Wix.
        descriptions: Whether the pages' sentences are written.
        prunes: Whether what the pages no longer say is removed.
        jobs: The number of processes; 0: as many as the work is worth.
    """

    portal: Portal
    event_types: EventTypes = field(default_factory=dict[str, "dict[str, str]"])
    catalogue: Catalogue | None = None
    descriptions: bool = False
    prunes: bool = True
    jobs: int = 0

    def bring(self, pages: Iterable[PageNow], specs: Specs) -> Brought:
        """Bring what pages say into specs.

        What only a page that is gone documented is removed, unless a person has explained it. Then the pages
        are imported again: with all methods of a type at hand, they may show that fields of it are gone, too.
        """
        found = [*pages]
        texts = {page.path: page.text or "" for page in found if page.can_be_imported}
        gone = {page.address for page in found if page.is_gone}
        report = Diagnostics()
        imported = self._imported(texts, specs, report)
        after = imported.over(specs)
        reduced = dict(self._without_gone(after, gone)) if gone and self.prunes else {}
        if reduced:
            after |= reduced
            report = Diagnostics()
            again = self._imported(texts, after, report)
            after = again.over(after)
            for path, read in again.read.items():
                known = imported.read.get(path, read)
                moved_from = read.moved_from or known.moved_from
                imported.read[path] = replace(read, moved_from=moved_from)
            imported.faults[:] = again.faults
        changed: dict[str, bytes | None] = {
            path: after.get(path)
            for path in sorted({*specs, *after})
            if after.get(path) != specs.get(path)
        }
        return Brought(
            changed,
            imported.read,
            (*report, *imported.faults),
            tuple(imported.differences),
        )

    def _imported(
        self, texts: Mapping[str, str], specs: Specs, report: Diagnostics
    ) -> Imported:
        if not texts:
            return Imported()
        return import_pages(
            texts,
            specs,
            self.event_types,
            report,
            descriptions=self.descriptions,
            jobs=self.jobs or worthwhile(len(texts), PAGES_PER_JOB),
            mode=Mode.PRUNE if self.prunes else Mode.KEEP,
            catalogue=self.catalogue,
        )

    def _without_gone(
        self, specs: Specs, gone: set[str]
    ) -> Iterator[tuple[str, bytes]]:
        """Yield each spec that has something of pages that are gone, without it."""
        for resource in api_of(specs).resources:
            parts = [
                part
                for part, docs in documented_parts(resource)
                if self.portal.address(docs) in gone
            ]
            if not parts:
                continue
            try:
                path = resource.at.path
                text = specs[path].decode("utf-8", "replace")
                yield path, without(text, parts).encode()
            except UpdateError:  # the lint says what is wrong with it
                continue


def documented_parts(resource: Resource) -> Iterator[tuple[Part, str]]:
    """Yield the methods and webhooks of a resource that name their pages, with these."""
    for key, entries in (
        ("methods", resource.methods),
        ("webhooks", resource.webhooks),
    ):
        for entry in entries:
            if entry.docs:
                yield (key, entry.name), entry.docs


def api_of(specs: Specs) -> Api:
    """Return what specs say, as far as they can be read."""
    report = Diagnostics()
    return check(load(specs, report), report)


def part_of(specs: Specs, paths: Iterable[str]) -> dict[str, bytes]:
    """Return some specs, and the common types."""
    return {path: specs[path] for path in (*paths, COMMON_FILE) if path in specs}
