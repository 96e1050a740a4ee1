"""What specs say of the portal: the pages that they were made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from wixgen.diagnostics import Diagnostics, Place
from wixgen.fetching.portal import Portal
from wixgen.spec.api import Api, Resource


def roots_of(api: Api, portal: Portal, known: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the addresses at which the pages of specs are found, and new ones of their resources.

    They are the menu that a spec names, and those above the pages that it names. `known` are others to begin at.
    """
    found: set[str] = {*known}
    for resource in api.resources:
        pages = [*_addresses(_pages(resource), portal)]
        menus = [*_addresses([resource.docs], portal)]
        found |= {*menus, *(page.rpartition("/")[0] for page in pages)}
    checked = {address for address in found if portal.checked(address)}
    return tuple(sorted(_outermost(checked)))


def moved_docs(
    api: Api, portal: Portal, moved: Mapping[str, str], report: Diagnostics
) -> None:
    """Report each spec that names a page which has moved.

    `moved` has the new address by the old one.
    """
    for resource in api.resources:
        for link in (resource.docs, *_pages(resource)):
            address = portal.address(link) if link else None
            if address is not None and address in moved:
                report.warn(
                    Place(resource.at.path, resource.at.line, resource.at.column),
                    "moved-page",
                    f"names {address}, which has moved to {moved[address]}",
                    help="put the new address into `docs`",
                )


def _pages(resource: Resource) -> Iterator[str]:
    yield from (method.docs for method in resource.methods)
    yield from (webhook.docs for webhook in resource.webhooks)
    yield from (skipped.docs for skipped in resource.skipped)


def _addresses(links: Iterable[str], portal: Portal) -> Iterator[str]:
    for link in links:
        address = portal.address(link) if link else None
        if address is not None:
            yield address


def _outermost(addresses: set[str]) -> Iterator[str]:
    """Yield the addresses that stand below no other of them."""
    for address in addresses:
        above = address.rpartition("/")[0]
        while above and above not in addresses:
            above = above.rpartition("/")[0]
        if not above:
            yield address
