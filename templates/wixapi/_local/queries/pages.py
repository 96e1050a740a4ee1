"""Pages of entities: one statement for the items, others only for what a page has to tell beside them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wixapi._local.queries.field_types import FieldTypes
from wixapi._local.queries.filters import where
from wixapi._local.queries.operands import SCALARS, is_of
from wixapi._local.queries.searching import found_in
from wixapi._local.queries.sorting import Order, Position, after, order_by, orders
from wixapi._local.queries.statement import Statement, items_at

if TYPE_CHECKING:
    from wixapi._local.queries.asked import Asked
    from wixapi._local.state.store import Store

_BODY = "body"


@dataclass(frozen=True, slots=True)
class Row:
    """An entity and where it stands."""

    entity: dict[str, Any]
    position: Position


class Selection:
    """The entities of a collection that a query is about.

    Args:
        store: what has them.
        collection: their collection.
        asked: filter, sort orders, and text to search for.
        types: of the entity's fields.

    Raises:
        Refusal: the query can't be understood.
    """

    def __init__(
        self, store: Store, collection: str, asked: Asked, types: FieldTypes
    ) -> None:
        self._store, self._types = store, types
        self._statement = Statement()
        name = self._statement.bind(collection)
        conditions = [
            f"collection = {name}",
            where(
                self._statement, asked.filter, types, json=_BODY, path=asked.filter_path
            ),
            where(self._statement, asked.parameters, types, json=_BODY, path=""),
            found_in(self._statement, asked.text, types, json=_BODY),
        ]
        self._where = " AND ".join(one for one in conditions if one != "1")
        self.orders: Sequence[Order] = orders(asked.sort, types, asked.sort_path)
        self._keys = [one.key(self._statement, types, _BODY) for one in self.orders]

    def count(self) -> int:
        """Return how many there are."""
        text = f"SELECT count(*) FROM entities WHERE {self._where}"
        [(number,)] = self._store.execute(text, self._statement.values)
        return int(number)

    def values(self, path: str) -> list[tuple[int, Any]]:
        """Return the texts, numbers and flags at a path, each with the place of its entity: of lists, the items."""
        nodes = items_at(self._statement, self._types.find(path), _BODY)
        tables = ", ".join(("entities", *nodes.tables))
        text = (
            f"SELECT place, {nodes.type}, {nodes.value} FROM {tables} WHERE {self._where} "
            f"AND {is_of(nodes.type, SCALARS)} ORDER BY place"
        )
        found = self._store.execute(text, self._statement.values)
        flags = {"true": True, "false": False}
        return [(place, flags.get(type_, value)) for place, type_, value in found]

    def rows(
        self,
        *,
        limit: int,
        offset: int = 0,
        position: Position | None = None,
        backwards: bool = False,
    ) -> list[Row]:
        """Return some of them, in their order.

        Args:
            limit: how many at most.
            offset: how many are passed over first.
            position: after which they stand; backwards: before which.
            backwards: whether the last ones are wanted, rather than the first.
        """
        places = self._places(limit, offset, position, backwards)
        text = (  # bodies are fetched when it is known whose
            f"SELECT body, place{self._names} FROM ({places}) JOIN entities USING (place) "
            f"ORDER BY {order_by(self.orders, backwards=backwards)}"
        )
        found = self._store.execute(text, self._statement.values)
        rows = [
            Row(json.loads(body), Position(tuple(keys), place))
            for body, place, *keys in found
        ]
        return rows[::-1] if backwards else rows

    def any(self, position: Position, *, backwards: bool) -> bool:
        """Return whether there is any after a position; backwards: before it."""
        text = self._places(1, 0, position, backwards)
        return bool(self._store.execute(text, self._statement.values))

    @property
    def _names(self) -> str:
        """The columns of the sort keys."""
        return "".join(f", k{index}" for index in range(len(self._keys)))

    def _places(
        self, limit: int, offset: int, position: Position | None, backwards: bool
    ) -> str:
        """Return the statement of the places and sort keys of some of the entities."""
        bind = self._statement.bind
        beyond = "1"
        if position is not None:
            beyond = after(self._statement, position, self.orders, backwards=backwards)
        keys = "".join(f", {key} AS k{index}" for index, key in enumerate(self._keys))
        return (
            f"SELECT place{self._names} FROM "
            f"(SELECT place{keys} FROM entities WHERE {self._where}) "
            f"WHERE {beyond} ORDER BY {order_by(self.orders, backwards=backwards)} "
            f"LIMIT {bind(limit)} OFFSET {bind(offset)}"
        )
