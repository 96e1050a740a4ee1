"""The way through the pages of a result: which request comes after which answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from wixapi._http.page import doubt, member, metadata_of
from wixapi._options import checked_text
from wixapi.errors import ConfigurationError, ValidationError

if TYPE_CHECKING:
    from wixapi._http.operation import Operation, Paging
    from wixapi._http.page import Page

T = TypeVar("T")
Wire: TypeAlias = dict[str, Any]

_ANY_TAKES = 50
"""Every method of Wix whose largest page is known takes this many items in one."""
_DOUBTED: set[str] = set()
"""The operations whose last pages were doubted: the log says so once for each."""


class Walk:
    """Which request comes next: `wire` holds its arguments, None at the end.

    Args:
        operation: a method with pages.
        wire: the arguments of the first request.
        limit: how many items are wanted in all; None for all that there are.
    """

    wire: Wire | None

    def __init__(
        self, operation: Operation[Any], wire: Wire, limit: int | None
    ) -> None:
        self._operation = operation
        self._paging = operation.pages
        self._left = limit
        self._seen = 0
        self._cursors: set[str] = set()
        self._items: list[Any] | None = None
        self._given_limit = _size(wire, self._paging)
        self.wire = None if limit == 0 else sized(operation, wire, limit)

    def take(self, page: Page[T]) -> Page[T]:
        """Goes on to the request after the one that gave this page.

        Returns:
            The page with as many of its items as are wanted, and with the count of all so far.
        """
        self._seen += len(page.items)
        if self._left is not None:
            self._left -= len(page.items)
            if self._left <= 0:
                self.wire = None
                items = page.items[: len(page.items) + self._left]
                return replace(page, items=items, seen=self._seen + self._left)
        self._advance(page)
        return replace(page, seen=self._seen)

    def _advance(self, page: Page[Any]) -> None:
        wire, paging = cast("Wire", self.wire), self._paging
        if paging.style == "cursor" and page.next_cursor is None:
            paging = by_offset(wire, paging) or paging
        if paging.style == "cursor":
            self.wire = self._after_cursor(wire, page)
        else:
            self.wire = self._after_offset(wire, page, paging)

    def _after_cursor(self, wire: Wire, page: Page[Any]) -> Wire | None:
        control = _control(wire, self._paging)
        if sent := control.get("cursor"):
            self._cursors.add(sent)
        cursor = page.next_cursor
        if not page.has_next or cursor is None:
            _warn(self._operation, page, control.get("limit"))
            return None
        if cursor in self._cursors:
            return None
        return at_cursor(wire, self._paging, cursor)

    def _after_offset(self, wire: Wire, page: Page[Any], paging: Paging) -> Wire | None:
        sent = _control(wire, paging)
        offset = _offset_after(sent.get("offset"), page, paging, self._given_limit)
        # a server that doesn't heed the offset would be asked for ever
        if offset is None or page.items == self._items:
            return None
        self._items = page.items
        return _with_control(wire, paging, sent | {"offset": offset})


def checked_limit(limit: object) -> int | None:
    """Return how many items are wanted; raises `ConfigurationError` for what is no number of items."""
    if limit is None or (type(limit) is int and limit >= 0):
        return limit
    raise ConfigurationError("limit must be a whole number of items, 0 or more")


def sized(operation: Operation[Any], wire: Wire, limit: int | None) -> Wire:
    """Return the arguments of a request for no more items than are wanted.

    A page is made smaller than it was asked for, and smaller than Wix makes it where nothing was asked
    for: only as far as it is certain that the method takes that.
    """
    if not limit:
        return wire
    given = _size(wire, operation.pages)
    if limit >= (_ANY_TAKES + 1 if given is None else given):
        return wire
    from wixapi._http.request import check

    paging = by_offset(wire, operation.pages) or operation.pages
    asked = _with_control(wire, paging, _control(wire, paging) | {"limit": limit})
    try:
        check(operation, asked)
    except ValidationError:
        return wire
    return asked


_REPLACED = frozenset({"filter", "sort", "paging", "cursorPaging"})
"""Members of a query that only the first request sends: the cursor stands for them in later ones."""


def at_cursor(wire: Wire, paging: Paging, cursor: str) -> Wire:
    """Return the arguments of the request for the page at a cursor; its limit is as it was given."""
    if isinstance(
        cursor, str
    ):  # pyright: ignore[reportUnnecessaryIsInstance]  # an answer may hold anything
        checked_text("the cursor", cursor)
    container, _, name = paging.control.rpartition(".")
    around: Wire = _at(wire, container)
    first: Wire = _at(around, name) or {}
    limit = first.get("limit", _at(around, "paging").get("limit"))
    control = {} if limit is None else {"limit": limit}
    if not name:
        return _without(wire, _REPLACED) | control | {"cursor": cursor}
    rest = _without(around, _REPLACED) | {name: control | {"cursor": cursor}}
    return wire | {container: rest} if container else rest


def resumed(wire: Wire, paging: Paging, cursor: str) -> Wire:
    """`at_cursor`, for a cursor that the user gives."""
    if paging.style != "cursor":
        where = f"{paging.control}.offset".removeprefix(".")
        raise ConfigurationError(f"these pages go by offset: go on with {where}")
    return at_cursor(wire, paging, checked_text("the cursor", cursor))


def by_offset(wire: Wire, paging: Paging) -> Paging | None:
    """Return the paging of a request that asks by offset, although its method has cursors."""
    container, _, name = paging.control.rpartition(".")
    around = _at(wire, container)
    if name != "cursorPaging" or around.get(name) or not around.get("paging"):
        return None
    return replace(paging, style="offset", control=f"{container}.paging".lstrip("."))


def _size(wire: Wire, paging: Paging) -> int | None:
    """Return how many items the arguments want of a page."""
    limit = _control(wire, by_offset(wire, paging) or paging).get("limit")
    return limit if isinstance(limit, int) else None


def _control(wire: Wire, paging: Paging) -> Wire:
    """Return what a request says about the page that it wants."""
    container, _, name = paging.control.rpartition(".")
    return _at(_at(wire, container), name)


def _with_control(wire: Wire, paging: Paging, control: Wire) -> Wire:
    container, _, name = paging.control.rpartition(".")
    if not name:
        return control
    around: Wire = _at(wire, container) | {name: control}
    return wire | {container: around} if container else around


def _at(wire: Wire, name: str) -> Wire:
    """Return the object of that name; the whole for no name."""
    return (wire.get(name) or {}) if name else wire


def _without(wire: Wire, names: frozenset[str]) -> Wire:
    return {name: value for name, value in wire.items() if name not in names}


def _offset_after(
    before: int | None, page: Page[Any], paging: Paging, limit: int | None
) -> int | None:
    """Return the offset of the next page, None if there is none, by the best of what the answer tells."""
    count = len(page.items)
    offset = (before or 0) + count
    has_next = member(metadata_of(page.response, paging), "has_next", "hasNext")
    if isinstance(has_next, bool):
        more = has_next
    elif page.total is not None:
        more = offset < page.total
    else:
        more = limit is None or count >= limit
    return offset if count and more else None


def _warn(operation: Operation[Any], page: Page[Any], limit: object) -> None:
    """Say once of an operation that pages may be missing: they would be so in silence."""
    reason = doubt(page, operation.pages, limit)
    if reason is None or operation.name in _DOUBTED:
        return
    from wixapi._log import LOGGER

    _DOUBTED.add(operation.name)
    LOGGER.warning("%s: %s; no further page is asked for", operation.name, reason)
