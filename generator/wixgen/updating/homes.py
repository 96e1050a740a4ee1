"""Which spec a page belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from wixgen.fetching.portal import Portal
from wixgen.pages.importer import ReadPages
from wixgen.spec.api import Api, Resource
from wixgen.updating.pages import PageNow


class Homes:
    """The specs of pages.

    A page that could be imported belongs where the import has placed it. Of others, the specs tell that name
    them; of those that no spec names, and that said something before, their neighbours in the menu.
    """

    def __init__(
        self,
        pages: Iterable[PageNow],
        read: Mapping[str, ReadPages],
        api: Api,
        portal: Portal,
    ) -> None:
        """Find the specs.

        Args:
            pages: All pages.
            read: What the import has placed, by the path of the spec.
            api: The specs as they were.
            portal: Where the pages are.
        """
        placed = {path: spec for spec, found in read.items() for path in found.paths}
        named: defaultdict[str, set[str]] = defaultdict(set)
        for resource in api.resources:
            for address in _addresses(resource, portal):
                named[address].add(resource.at.path)
        menus: defaultdict[str, set[str]] = defaultdict(set)
        for address, specs in named.items():
            menus[_menu(address)] |= specs
        known = [*pages]
        for page in known:
            if page.path in placed:
                menus[_menu(page.address)].add(placed[page.path])
        self._specs: dict[str, tuple[str, ...]] = {}
        for page in known:
            before = {*page.replaces, page.address}
            found = {spec for address in before for spec in named.get(address, ())}
            if page.path in placed:
                found.add(placed[page.path])
            elif not found and page.documented_before:
                found = menus.get(_menu(page.address), set())
            self._specs[page.address] = tuple(sorted(found))

    def specs_of(self, page: PageNow) -> tuple[str, ...]:
        """Return the paths of the specs that a page belongs to; none if it is about no resource."""
        return self._specs[page.address]


def _menu(address: str) -> str:
    return address.rpartition("/")[0]


def _addresses(resource: Resource, portal: Portal) -> Iterator[str]:
    """Yield the addresses of the pages that a spec names."""
    links = [method.docs for method in resource.methods]
    links += [webhook.docs for webhook in resource.webhooks]
    links += [skipped.docs for skipped in resource.skipped]
    for link in links:
        address = portal.address(link) if link else None
        if address:
            yield address
