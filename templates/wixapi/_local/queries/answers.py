"""What list, query, search and count answer: items, and what their response has to tell of pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wixapi._http.operation import Operation
from wixapi._local.calls import Call
from wixapi._local.facts import CollectionFacts
from wixapi._local.queries import cursors
from wixapi._local.queries.asked import LIMIT, Asked, asked
from wixapi._local.queries.cursors import Cursor
from wixapi._local.queries.field_types import FieldTypes, wire_name
from wixapi._local.queries.pages import Row, Selection
from wixapi._local.queries.sorting import Position

if TYPE_CHECKING:
    from wixapi._local.core import Core

_METADATA = (
    "pagingMetadata",
    "metadata",
    "metaData",
    "paging",
    "pagingMetadataV2",
    "cursorPagingMetadata",
)
_TOTALS = frozenset({"total", "totalResults", "totalCount"})
_COUNTS = ("count", *sorted(_TOTALS))
_EVERY = 2**62
"""More items than there can be."""


def found(call: Call, core: Core, collection: CollectionFacts) -> dict[str, Any]:
    """Return the answer of a method that lists, queries or searches the entities of a collection.

    Raises:
        Refusal: what is asked can't be understood.
    """
    types = FieldTypes(call.resource.model(collection.model))
    what = asked(call)
    cursor = None
    if what.wanted.cursor:
        cursor = cursors.find(core.store, what, call.name)
        what = _resumed(what, cursor)
    selection = Selection(core.store, collection.name, what, types)
    page = _Page(call, core, selection, what, cursor)
    response = FieldTypes(call.operation.response)
    body: dict[str, Any] = {_items_name(call): [row.entity for row in page.rows]}
    if name := _metadata_name(call.operation, response):
        below = response.below(response.find(name))
        body[name] = page.told(below)
        body |= page.told(response, _TOTALS)
    else:
        body |= page.told(response, but=_items_name(call))
    return body


def counted(
    call: Call, core: Core, collection: CollectionFacts
) -> dict[str, Any] | None:
    """Return the answer of a method that counts the entities of a collection; None: it has no place for a number.

    Raises:
        Refusal: what is asked can't be understood.
    """
    types = FieldTypes(call.resource.model(collection.model))
    what = asked(call)
    response = FieldTypes(call.operation.response)
    names = [call.method.answer or "", *_COUNTS]
    for name in [*names, *(f"{one}.{name}" for one in _METADATA for name in _COUNTS)]:
        if name and response.find(name).kind == "number":
            number = Selection(core.store, collection.name, what, types).count()
            outer, _, inner = name.rpartition(".")
            return {outer: {inner: number}} if outer else {inner: number}
    return None


def _resumed(what: Asked, cursor: Cursor) -> Asked:
    """Return what is asked for by a cursor: that of the call for its first page, and the call's own parameters."""
    return Asked(
        wanted=what.wanted,
        filter=cursor.filter,
        filter_path=what.filter_path,
        sort=cursor.sort,
        sort_path=what.sort_path,
        text=cursor.text,
        parameters={**cursor.parameters, **what.parameters},
    )


class _Page:
    """One page of a selection.

    Args:
        call: that asks for it.
        core: keeps its cursors.
        selection: the entities on all pages.
        what: what is asked for.
        cursor: where the page begins or ends; None: it is the first one, or an offset says so.
    """

    def __init__(
        self,
        call: Call,
        core: Core,
        selection: Selection,
        what: Asked,
        cursor: Cursor | None,
    ) -> None:
        self._call = call
        self._core = core
        self._selection = selection
        self._what = what
        self._cursor = cursor
        wanted = what.wanted
        known = LIMIT if cursor is None else cursor.limit
        self._limit = known if wanted.limit is None else wanted.limit
        backwards = cursor is not None and cursor.backwards
        rows = selection.rows(
            limit=self._limit + 1,
            offset=wanted.offset,
            position=None if cursor is None else cursor.position,
            backwards=backwards,
        )
        more = len(rows) > self._limit
        self.rows: Sequence[Row] = (
            (rows[1:] if backwards else rows[:-1]) if more else rows
        )
        self._has_next = self._beyond(-1, backwards=False) if backwards else more
        self._has_previous = more if backwards else self._beyond(0, backwards=True)

    def _beyond(self, index: int, *, backwards: bool) -> bool:
        """Return whether there is anything on the side from which the page was reached."""
        if self._cursor is None or not self.rows:
            return False
        return self._selection.any(self.rows[index].position, backwards=backwards)

    def told(
        self, types: FieldTypes, only: frozenset[str] = frozenset(), but: str = ""
    ) -> dict[str, Any]:
        """Return what an object tells of the page.

        Args:
            types: of the object's fields.
            only: which of them are wanted; empty: all.
            but: a field that has something else.
        """
        result: dict[str, Any] = {}
        for name, tell in _TOLD.items():
            if name != but and types.has(name) and (not only or name in only):
                value = tell(self, types)
                if value is not None:
                    result[name] = value
        return result

    def _count(self, _types: FieldTypes) -> int:
        return len(self.rows)

    def _offset(self, _types: FieldTypes) -> int | None:
        return None if self._what.wanted.style == "cursor" else self._what.wanted.offset

    def _limited(self, _types: FieldTypes) -> int:
        return self._limit

    def _next(self, _types: FieldTypes) -> bool:
        return self._has_next

    def _counted(self, types: FieldTypes) -> bool | None:
        return None if self._total(types) is None else False

    def _total(self, types: FieldTypes) -> int | None:
        """Return how many items all pages have; with cursors only where they are counted as well."""
        if self._what.wanted.style == "cursor" and types.has("tooManyToCount"):
            return None
        return self._selection.count()

    def _cursors(self, _types: FieldTypes) -> dict[str, str] | None:
        """Return the cursors of the pages beside this one; None: these pages go by offset."""
        paging = self._call.operation.paging
        by_cursor = paging is not None and paging.control.endswith("cursorPaging")
        if by_cursor and self._what.wanted.style == "offset":
            return None
        around: dict[str, str] = {}
        if self.rows and self._has_next:
            around["next"] = self._kept(self.rows[-1].position, backwards=False)
        if self.rows and self._has_previous:
            around["prev"] = self._kept(self.rows[0].position, backwards=True)
        return around

    def _next_cursor(self, types: FieldTypes) -> str | None:
        return (self._cursors(types) or {}).get("next")

    def _kept(self, position: Position, *, backwards: bool) -> str:
        """Return the cursor of a page that begins after a position; backwards: that ends before it."""
        cursor = Cursor(
            method=self._call.name,
            filter=self._what.filter,
            sort=self._what.sort,
            text=self._what.text,
            parameters=self._what.parameters,
            limit=self._limit,
            position=position,
            backwards=backwards,
        )
        return cursors.keep(self._core.store, cursor)


_TOLD = {
    "count": _Page._count,
    "offset": _Page._offset,
    "limit": _Page._limited,
    "hasNext": _Page._next,
    "total": _Page._total,
    "totalResults": _Page._total,
    "totalCount": _Page._total,
    "tooManyToCount": _Page._counted,
    "cursors": _Page._cursors,
    "cursor": _Page._next_cursor,
    "nextCursor": _Page._next_cursor,
}
"""How a page tells what each field of a response is about."""


def _items_name(call: Call) -> str:
    """Return the wire name of the field that has the items: where pagers look for them, if there are pages."""
    operation = call.operation
    if operation.paging is not None and operation.response is not None:
        return wire_name(operation.response, operation.paging.items)
    return call.method.answer or "items"


def _metadata_name(operation: Operation[Any], response: FieldTypes) -> str:
    """Return the wire name of the field that tells of pages; empty: the response itself does."""
    if operation.paging is not None and operation.response is not None:
        name = operation.paging.metadata
        return wire_name(operation.response, name) if name else ""
    known = (name for name in _METADATA if response.has(name))
    return next(known, "")
