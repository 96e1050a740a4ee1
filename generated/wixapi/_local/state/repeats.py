"""Idempotency keys: a call that comes twice with one has been done once, and gets the same answer."""

from __future__ import annotations

import json
from typing import Any

from wixapi._http.request import lookup
from wixapi._local.calls import Call, Done
from wixapi._local.state.store import Store

_GET = "SELECT answer, answered_by FROM repeats WHERE method = ? AND key = ?"
_ADD = "INSERT OR REPLACE INTO repeats (method, key, answer, answered_by) VALUES (?, ?, ?, ?)"


def first_answer(call: Call, store: Store) -> tuple[Done, str] | None:
    """Return the answer that the same call got before, which changes nothing, and who gave it; None: it is the first one."""
    rows = store.execute(_GET, (call.name, key)) if (key := _key(call)) else []
    if not rows:
        return None
    [(answer, answered_by)] = rows
    return Done(json.loads(answer)), answered_by


def remember(call: Call, store: Store, body: Any, answered_by: str) -> None:
    """Keep the answer for when the call comes again; without an idempotency key that can't be known."""
    if key := _key(call):
        store.execute(_ADD, (call.name, key, json.dumps(body), answered_by))


def _key(call: Call) -> str:
    """Return the idempotency key of a call; empty: it has none."""
    path = call.operation.idempotency_key
    key = lookup(call.arguments, path) if path else None
    return key if isinstance(key, str) else ""
