"""One page of entities, and what a response tells of it and of the pages beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from wixapi._local.calls import Call
from wixapi._local.queries import cursors
from wixapi._local.queries.asked import LIMIT, Asked
from wixapi._local.queries.cursors import Cursor
from wixapi._local.queries.field_types import FieldTypes
from wixapi._local.queries.pages import Row, Selection
from wixapi._local.queries.sorting import Position

if TYPE_CHECKING:
    from wixapi._local.core import Core


class PageAnswer:
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
        if more:
            rows = rows[1:] if backwards else rows[:-1]
        self.rows: Sequence[Row] = rows
        more = more and bool(rows)  # nobody gets on from a page of no items
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

    def count(self, _types: FieldTypes) -> int:
        """Return how many items the page has."""
        return len(self.rows)

    def offset(self, _types: FieldTypes) -> int | None:
        """Return how many items were passed over; None: a cursor says where the page begins."""
        return None if self._what.wanted.style == "cursor" else self._what.wanted.offset

    def limited(self, _types: FieldTypes) -> int:
        """Return how many items the page may have."""
        return self._limit

    def next(self, _types: FieldTypes) -> bool:
        """Return whether another page follows."""
        return self._has_next

    def counted(self, types: FieldTypes) -> bool | None:
        """Return that there are not too many items to count; None: they aren't counted."""
        return None if self.total(types) is None else False

    def total(self, types: FieldTypes) -> int | None:
        """Return how many items all pages have; with cursors only where they are counted as well."""
        if self._what.wanted.style == "cursor" and types.has("tooManyToCount"):
            return None
        return self._all

    @cached_property
    def _all(self) -> int:
        """How many items all pages have."""
        return self._selection.count()

    def cursors(self, _types: FieldTypes) -> dict[str, str] | None:
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

    def next_cursor(self, types: FieldTypes) -> str | None:
        """Return the cursor of the next page; None: there is none."""
        return (self.cursors(types) or {}).get("next")

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
    "count": PageAnswer.count,
    "offset": PageAnswer.offset,
    "limit": PageAnswer.limited,
    "hasNext": PageAnswer.next,
    "total": PageAnswer.total,
    "totalResults": PageAnswer.total,
    "totalCount": PageAnswer.total,
    "tooManyToCount": PageAnswer.counted,
    "cursors": PageAnswer.cursors,
    "cursor": PageAnswer.next_cursor,
    "nextCursor": PageAnswer.next_cursor,
}
"""How a page tells what each field of a response is about."""
