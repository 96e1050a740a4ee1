"""What pages say and specs don't once an update is written: nothing of that is left untold."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from wixgen.diagnostics import Diagnostics, Place
from wixgen.pages.differences import Difference
from wixgen.pages.drift import compare_pages
from wixgen.pages.reconcile.corrections import without_corrections
from wixgen.updating.bringing import Importer, Specs, api_of, documented_parts
from wixgen.updating.homes import Homes
from wixgen.updating.pages import PageNow


def not_applied(
    pages: Sequence[PageNow],
    homes: Homes,
    importer: Importer,
    specs: Specs,
    *,
    left: Collection[str],
    waiting: Collection[str],
    told: Sequence[Difference],
) -> list[Difference]:
    """Return what pages say and the specs don't.

    Args:
        pages: All pages.
        homes: The specs that they belong to.
        importer: How pages are imported.
        specs: The specs as they will be.
        left: The specs that are left as they were.
        waiting: The addresses of pages whose changes are waited for.
        told: The differences that the import has left.
    """
    behind = {*left}
    for page in pages:
        if page.address in waiting:
            behind |= {*homes.specs_of(page)}
    texts = {
        page.path: page.text or ""
        for page in pages
        if page.can_be_imported and not behind.isdisjoint(homes.specs_of(page))
    }
    found = [one for one in told if one.spec.path not in behind]
    if texts:
        found += _compared(texts, importer, specs)
    found += _explained(pages, homes, importer, specs, behind)
    found += _without_page(pages, importer, specs)
    return sorted({*found})


def _compared(
    texts: Mapping[str, str], importer: Importer, specs: Specs
) -> list[Difference]:
    compared = compare_pages(
        texts,
        specs,
        Diagnostics(),
        catalogue=importer.catalogue,
        event_types=importer.event_types,
    )
    return compared.differences


def _explained(
    pages: Sequence[PageNow],
    homes: Homes,
    importer: Importer,
    specs: Specs,
    behind: Collection[str],
) -> Iterator[Difference]:
    """Yield what pages say otherwise than a `correction`, if a page of the spec has changed.

    A person wrote the correction about what the page said then: it may be right no longer.
    """
    changed = {spec for page in pages if page.is_new for spec in homes.specs_of(page)}
    bare = {
        spec: text
        for spec in sorted(changed.difference(behind) & specs.keys())
        if (text := without_corrections(specs[spec])) is not None
    }
    texts = {
        page.path: page.text or ""
        for page in pages
        if page.can_be_imported and not bare.keys().isdisjoint(homes.specs_of(page))
    }
    if not texts:
        return
    known = {(one.where, one.what) for one in _compared(texts, importer, specs)}
    for one in _compared(texts, importer, {**specs, **bare}):
        if (one.where, one.what) not in known:
            what = f"{one.what}; the spec has a correction: look whether it still holds"
            yield replace(one, what=what, spec=Place(one.spec.path, 1, 1))


def _without_page(
    pages: Sequence[PageNow], importer: Importer, specs: Specs
) -> Iterator[Difference]:
    """Yield what specs have of pages that are gone."""
    gone = {page.address: page for page in pages if page.is_gone}
    for resource in api_of(specs).resources if gone else ():
        for (_, name), docs in documented_parts(resource):
            page = gone.get(importer.portal.address(docs) or "")
            if page is not None:
                at = Place(resource.at.path, resource.at.line, resource.at.column)
                where = f"{resource.key}.{name}"
                yield Difference(where, "its page is gone", Place(page.path), at)
