"""Decide which resource each page belongs to.

The decision is the same whether pages come together, one by one, or again. What a spec keeps of its pages
are their addresses; so these link pages of later runs to it, and a resource whose first pages didn't tell
its name gets it when a later page does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from wixgen.diagnostics import Place
from wixgen.pages.parse.tree import Kind
from wixgen.spec.api import Api, Resource

Key = tuple[str, str]  # package and module

_MENU = re.compile(r"https?://[^/]+/(?:docs/)?(?P<path>.+)")
#: Portals, whose pages have nothing in common.
_PORTALS = {"docs", "api-reference", "rest", "sdk", "velo"}
_ALIKE = 0.9  # how alike two spellings of one word are at least


@dataclass(frozen=True)
class PageRef:
    """A reference to a usable page, with the clues to the resource that it belongs to."""

    path: str
    number: int  # among the pages of the file
    kind: Kind
    imported: Key | None  # the resource that its example imports
    package_and_namespace: tuple[str, str]  # as printed; object pages have neither
    link: str
    named: Key | None  # the resource by Package and Namespace
    at: Place

    @property
    def address(self) -> str:
        """The address of the page, by which specs name it; empty if it prints none."""
        return self.link.removesuffix(".md")

    @property
    def menu(self) -> str:
        """The address of the menu page above it; empty if the page has no address."""
        return menu_of(self.link)


@dataclass(frozen=True)
class Renaming:
    """A better name for the resource of a spec, which another one may have, and the page that tells it."""

    old: Key
    new: Key
    at: Place


@dataclass
class Placement:
    """Which page belongs where.

    Attributes:
        keys: The resource of each page; None if nothing tells.
        renamings: The better names for resources of specs.
    """

    keys: dict[PageRef, Key | None] = field(
        default_factory=dict["PageRef", "Key | None"]
    )
    renamings: list[Renaming] = field(default_factory=list["Renaming"])


def menu_of(link: str) -> str:
    """Return the address of the menu page above a page; empty if no resource has a menu there."""
    menu = link.removesuffix(".md").rpartition("/")[0]
    found = _MENU.fullmatch(menu)
    return menu if found and found["path"] not in _PORTALS else ""


def decide_places(refs: Sequence[PageRef], api: Api) -> Placement:
    """Decide where pages belong.

    Args:
        refs: The pages of this run, in any order.
        api: The specs that exist.
    """
    placer = _Placer(refs, api)
    placer.name_resources()
    placer.place_pages()
    return placer.placement


class _Placer:
    """One decision about all pages of a run."""

    def __init__(self, refs: Sequence[PageRef], api: Api) -> None:
        self.refs = refs
        self.ordered = sorted(refs, key=lambda ref: (ref.link, ref.path, ref.number))
        self.specs = {
            (resource.package, resource.module): resource for resource in api.resources
        }
        self.by_link: dict[str, Key] = {}
        self.by_menu: dict[str, Key] = {}
        self._index_addresses()
        self.imported = {ref.imported for ref in refs if ref.imported}
        self.aliases: dict[Key, Key] = {}  # what pages import -> what a person calls it
        self.placement = Placement()

    def _index_addresses(self) -> None:
        """Index the addresses of the specs' pages and of the menus above them; `docs` comes first."""
        for key, resource in sorted(self.specs.items()):
            if resource.docs:
                self.by_menu.setdefault(resource.docs.rstrip("/"), key)
        for key, resource in sorted(self.specs.items()):
            for link in _links(resource):
                self.by_link.setdefault(link, key)
                if menu := menu_of(link):
                    self.by_menu.setdefault(menu, key)

    def name_resources(self) -> None:
        """Rename the resources of specs whose names were guesses, where a page tells the name."""
        for ref in self.ordered:
            owner = self._owner(ref)
            if owner is None or owner == ref.imported:
                continue
            if ref.imported is None:
                self._name_after_service(ref, owner)
            elif self._is_guess(owner, ref):
                self._rename(owner, ref.imported, ref)
            elif ref.imported not in self.specs and ref.address in self.by_link:
                self.aliases.setdefault(ref.imported, owner)

    def _owner(self, ref: PageRef) -> Key | None:
        """Return the resource whose spec names the page, or else its menu."""
        return self.by_link.get(ref.address) or self.by_menu.get(ref.menu)

    def _is_guess(self, owner: Key, ref: PageRef) -> bool:
        """Return whether the name of a spec's resource was made of what pages print, for want of a better.

        Then it is that of the menu or of the service. A webhook's page doesn't print the service: there
        it is enough that the page is new to the spec, and that this has nothing of a JavaScript half, which
        could have told the name.
        """
        if owner in self.imported:
            return False
        named = {other.named for other in self.refs if other.menu == ref.menu}
        is_new = ref.address not in self.by_link
        is_nameless = ref.kind is Kind.WEBHOOK and is_new
        return (
            owner[1] == _name_of_menu(ref.menu)
            or owner in named
            or (is_nameless and not _has_sdk(self.specs[owner]))
        )

    def _name_after_service(self, ref: PageRef, owner: Key) -> None:
        """Rename a resource that has webhooks only, and is named after the menu, after its service."""
        if (
            ref.kind is Kind.METHOD
            and ref.named
            and ref.named not in self.specs
            and owner not in self.imported
            and not self.specs[owner].methods
            and owner[1] == _name_of_menu(ref.menu)
        ):
            self._rename(owner, ref.named, ref)

    def _rename(self, old: Key, new: Key, ref: PageRef) -> None:
        """Rename the resource of a spec; a name that it got in this run already counts no more."""
        renamings = self.placement.renamings
        earlier = next((known for known in renamings if known.new == old), None)
        resource = self.specs.pop(old)
        if earlier:
            renamings.remove(earlier)
        renamings.append(Renaming(earlier.old if earlier else old, new, ref.at))
        self.specs.setdefault(new, resource)
        for table in (self.by_link, self.by_menu):
            table.update({word: new for word, key in table.items() if key == old})

    def place_pages(self) -> None:
        """Find the resource of each page.

        That is, in this order: the one whose spec names the page; the one that its example imports; that
        of pages with its menu, Package and Namespace; the one whose spec names its menu; that of pages
        with its menu, or of those with its Package and Namespace. Else all pages of its menu go where the
        first method's Package and Namespace say. An object page without these goes where any page of its
        menu goes.
        """
        by_clue: dict[tuple[str, ...], Key] = {}
        for ref in self.ordered:
            if key := self._certain(ref):
                for clue in _clues(ref):
                    by_clue.setdefault(clue, key)
        named: dict[str, Key] = {}
        for ref in sorted(self.ordered, key=lambda ref: ref.kind is not Kind.METHOD):
            if ref.named and ref.menu:
                named.setdefault(ref.menu, ref.named)
        keys = self.placement.keys
        same_menu: dict[str, Key] = {}
        for ref in self.ordered:
            key = keys[ref] = self._certain(ref) or self._by_clues(ref, by_clue, named)
            if key:
                same_menu.setdefault(ref.menu, key)
        for ref in self.refs:
            keys[ref] = keys[ref] or same_menu.get(ref.menu)

    def _certain(self, ref: PageRef) -> Key | None:
        """Return the resource that the page itself tells."""
        known = self.by_link.get(ref.address)
        if known or ref.imported is None:
            return known
        return self.aliases.get(ref.imported, ref.imported)

    def _by_clues(
        self,
        ref: PageRef,
        by_clue: dict[tuple[str, ...], Key],
        named: dict[str, Key],
    ) -> Key | None:
        """Return the resource that other pages tell, those of this run and those of specs."""
        found = [by_clue.get(clue) for clue in _clues(ref)]
        if ref.menu:
            found.insert(1, self.by_menu.get(ref.menu))
        elsewhere = by_clue.get(ref.package_and_namespace)
        if elsewhere and _is_other_spelling(ref, elsewhere):
            found.pop()
        found += [named.get(ref.menu) if ref.named else None, ref.named]
        return next((key for key in found if key), None)


def _links(resource: Resource) -> Iterator[str]:
    """Yield the addresses of the pages that a spec names."""
    yield from (method.docs for method in resource.methods if method.docs)
    yield from (webhook.docs for webhook in resource.webhooks if webhook.docs)
    yield from (skipped.docs for skipped in resource.skipped if skipped.docs)


def _has_sdk(resource: Resource) -> bool:
    """Return whether a spec has facts that only the JavaScript half of a page has."""
    return any(
        method.sdk.method != method.name
        or method.sdk.options
        or method.sdk.returns
        or method.sdk.returns_nothing
        for method in resource.methods
    )


def _name_of_menu(menu: str) -> str:
    """Return the name that webhook pages make of their menu: `…/polls-v1` -> `pollsV1`."""
    first, *others = menu.rpartition("/")[2].split("-")
    return first + "".join(word[:1].upper() + word[1:] for word in others)


def _clues(ref: PageRef) -> Iterator[tuple[str, ...]]:
    """Yield the clues to a page's resource, the best first: pages that share one belong together."""
    if ref.menu:
        yield (ref.menu, *ref.package_and_namespace)
        yield (ref.menu,)
    if any(ref.package_and_namespace):
        yield ref.package_and_namespace


def _is_other_spelling(ref: PageRef, key: Key) -> bool:
    """Return whether the page's menu has the name of a module, but for its spelling: then it is another one."""
    name, module = _name_of_menu(ref.menu), key[1]
    is_longer = name.startswith(module) or module.startswith(name)
    alike = SequenceMatcher(None, name.lower(), module.lower()).ratio()
    return not is_longer and alike >= _ALIKE
