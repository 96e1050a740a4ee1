"""Entities of one collection, as the store keeps them: JSON in wire names, in the order of creation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wixapi._local.state.schema import SLUG
from wixapi._local.state.store import Store

_GET = "SELECT body FROM entities WHERE collection = ? AND id = ?"
_ALL = "SELECT body FROM entities WHERE collection = ? ORDER BY place"
_ID = (
    "SELECT id FROM entities WHERE collection = ? AND CAST(json_extract(body, ?) AS TEXT) = ? "
    "ORDER BY place LIMIT 1"
)
_WHERE = "SELECT id FROM entities WHERE collection = ? AND"
_BY_SLUG = f"SELECT 1 FROM entities WHERE collection = ? AND {SLUG} = ? LIMIT 1"
_ADD = "INSERT INTO entities (collection, id, body) VALUES (?, ?, ?)"
_CHANGE = "UPDATE entities SET body = ? WHERE collection = ? AND id = ?"
_REMOVE = "DELETE FROM entities WHERE collection = ? AND id = ?"
_SIZES = (
    "SELECT collection, count(*) FROM entities GROUP BY collection ORDER BY min(place)"
)


_ENCODE = json.JSONEncoder(separators=(",", ":")).encode


class Entities:
    """The entities of one collection.

    Args:
        store: what keeps them.
        collection: the name of the collection.
    """

    def __init__(self, store: Store, collection: str) -> None:
        self._store = store
        self.collection = collection

    def get(self, id_: str) -> dict[str, Any] | None:
        """Return one entity; None if there is none of that id."""
        rows = self._store.execute(_GET, (self.collection, id_))
        return json.loads(rows[0][0]) if rows else None

    def all(self) -> list[dict[str, Any]]:
        """Return all of them, the oldest first."""
        rows = self._store.execute(_ALL, (self.collection,))
        return [json.loads(body) for (body,) in rows]

    def id_by(self, field: str, value: str) -> str:
        """Return the id of the oldest entity that has a text or number in a field; empty if there is none."""
        path = f'$."{field}"'
        rows = self._store.execute(_ID, (self.collection, path, value))
        return rows[0][0] if rows else ""

    def id_having(self, wanted: Mapping[str, str | None]) -> str:
        """Return the id of the oldest entity whose fields have these texts, or nothing; empty if there is none."""
        conditions = " AND ".join(["json_extract(body, ?) IS ?"] * len(wanted))
        values = [x for name, text in wanted.items() for x in (f'$."{name}"', text)]
        rows = self._store.execute(
            f"{_WHERE} {conditions} ORDER BY place LIMIT 1", (self.collection, *values)
        )
        return rows[0][0] if rows else ""

    def has_slug(self, slug: str) -> bool:
        """Return whether an entity has the slug."""
        return bool(self._store.execute(_BY_SLUG, (self.collection, slug)))

    def add(self, id_: str, entity: Mapping[str, Any]) -> None:
        """Keep a new entity, of whose id there is none yet."""
        self._store.execute(_ADD, (self.collection, id_, _text(entity)))

    def put(self, id_: str, entity: Mapping[str, Any]) -> None:
        """Keep an entity, whether there is one of its id or not."""
        if self.get(id_) is None:
            self.add(id_, entity)
        else:
            self.change(id_, entity)

    def change(self, id_: str, entity: Mapping[str, Any]) -> None:
        """Keep another state of an entity; its place among the others stays."""
        self._store.execute(_CHANGE, (_text(entity), self.collection, id_))

    def remove(self, id_: str) -> None:
        """Keep an entity no longer."""
        self._store.execute(_REMOVE, (self.collection, id_))


def sizes(store: Store) -> dict[str, int]:
    """Return how many entities each collection has, of those that have any."""
    return dict(store.execute(_SIZES))


def _text(entity: Mapping[str, Any]) -> str:
    """Return the JSON of an entity, in ASCII: no text of a caller is too odd for it."""
    return _ENCODE(entity)
