"""What pages say and specs don't once an update is written: nothing of that is left untold."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from wixgen.diagnostics import Diagnostics, Place
from wixgen.pages.differences import Difference
from wixgen.pages.drift import compare_pages
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
        compared = compare_pages(
            texts,
            specs,
            Diagnostics(),
            catalogue=importer.catalogue,
            event_types=importer.event_types,
        )
        found += compared.differences
    found += _without_page(pages, importer, specs)
    return sorted({*found})


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
