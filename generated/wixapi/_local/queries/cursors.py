"""Cursors: opaque texts, behind which the store keeps what they stand for."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from wixapi._local.queries.asked import Asked
from wixapi._local.queries.refusals import refused
from wixapi._local.queries.sorting import Position

if TYPE_CHECKING:
    from wixapi._local.state.store import Store

_FIND = "SELECT content FROM cursors WHERE token = ?"


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins, and in which query."""

    method: str
    filter: Any
    sort: Any
    text: Mapping[str, Any]
    parameters: Mapping[str, Any]
    limit: int
    position: Position
    backwards: bool
    """Whether the page ends there instead."""


def keep(store: Store, cursor: Cursor) -> str:
    """Return the text of a cursor: the same one for the same page."""
    content = json.dumps(
        {
            "method": cursor.method,
            "filter": cursor.filter,
            "sort": cursor.sort,
            "text": dict(cursor.text),
            "parameters": dict(cursor.parameters),
            "limit": cursor.limit,
            "keys": cursor.position.keys,
            "place": cursor.position.place,
            "backwards": cursor.backwards,
        }
    )
    token = urlsafe_b64encode(sha256(content.encode()).digest()).decode().rstrip("=")
    store.execute("INSERT OR IGNORE INTO cursors VALUES (?, ?)", (token, content))
    return token


def find(store: Store, asked: Asked, method: str) -> Cursor:
    """Return what the cursor of a call stands for.

    Raises:
        Refusal: it is none, it is that of another method, or a filter or a sort order stands beside it.
    """
    where = f"{asked.wanted.path}.cursor".removeprefix(".")
    if asked.is_new:
        what = "has filter and sort order in it: leave them out beside it"
        raise refused(where, "CURSOR", what)
    token = asked.wanted.cursor
    rows = token.isascii() and store.execute(_FIND, (token,))
    if not rows:
        raise refused(where, "CURSOR", "is no cursor of this Wix")
    content = json.loads(rows[0][0])
    if content["method"] != method:
        raise refused(where, "CURSOR", f"is a cursor of {content['method']}")
    position = Position(tuple(content.pop("keys")), content.pop("place"))
    return Cursor(position=position, **content)
