"""What came in an answer and comes back: it passes as it came, whatever the rules say.

Clients send back what they have read: fields and values that are newer than their tables, limits that were outgrown.
No mark on the wire tells these from what a caller made up, so that they are known by what was answered.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from wixapi._validation.free_json import write_json
from wixapi._validation.parts import Returned
from wixapi._validation.walker import Refused

if TYPE_CHECKING:
    from wixapi._local.log import Log
    from wixapi._local.messages import Answer
    from wixapi._local.state.store import Store

_MOST_OBJECTS = 20_000
"""Objects of answers that are remembered; then only those of the newest answers."""
_MOST_BYTES = 2_000_000
"""Of answers that are read at once."""
_MOST_MARKED = 10_000
"""Objects in a request: larger ones aren't looked at."""


class Returns:
    """The objects that were answered, and those of the state.

    Args:
        log: the requests and their answers.
        store: the state.
    """

    def __init__(self, log: Log, store: Store) -> None:
        self._log = log
        self._store = store
        self._seen = 0
        self._objects: list[dict[str, Any]] = []
        self._having: dict[tuple[str, str], list[int]] = {}

    def marked(self, given: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the arguments, each object in them marked with what of it is a caller's own; None if all is."""
        if sum(1 for _ in _objects(given)) > _MOST_MARKED:
            return None
        self._read()
        self._read_state(given)
        marked = {name: self._mark(value, None) for name, value in given.items()}
        return (
            marked if any(isinstance(x, Returned) for x in _objects(marked)) else None
        )

    def _read(self) -> None:
        """Remember the objects in the answers that came since the last time."""
        if len(self._objects) > _MOST_OBJECTS:
            self._seen, self._objects, self._having = 0, [], {}
        for answer in reversed([*self._unseen()]):
            with suppress(ValueError):  # a fault may have made a page of it
                self._remember(answer.json())

    def _unseen(self) -> Iterator[Answer]:
        """Yield the answers since the last time, the newest first, until they are too large together."""
        last, size = self._seen, 0
        for entry in reversed(self._log.entries):
            if entry.answer is None or not entry.answered_by:
                continue
            size += len(entry.answer.body)
            if entry.number <= last or size > _MOST_BYTES:
                return
            self._seen = max(self._seen, entry.number)
            yield entry.answer

    def _read_state(self, given: object) -> None:
        """Remember the entities of the state whose ids stand in a request."""
        ids = [x["id"] for x in _objects(given) if isinstance(x.get("id"), str)]
        having_them = (
            "SELECT body FROM entities WHERE id IN (SELECT value FROM json_each(?))"
        )
        for (body,) in self._store.execute(having_them, (json.dumps(ids),)):
            self._remember(json.loads(body))

    def _remember(self, value: object) -> None:
        """Remember the objects in a JSON value."""
        for found in _objects(value):
            self._objects.append(found)
            for name, x in found.items():
                having = self._having.setdefault((name, _key(x)), [])
                having.append(len(self._objects) - 1)

    def _mark(self, value: object, twin: object) -> Any:
        """Return a value with its objects marked; `twin` is what an answer had in its place, if that is known."""
        if isinstance(value, dict):
            return self._mark_object(cast("dict[str, Any]", value), twin)
        if not isinstance(value, list):
            return value
        twins = cast("list[object]", twin) if isinstance(twin, list) else []
        by_key = {_identity(one): one for one in twins}
        items = cast("list[object]", value)
        return [self._mark(item, by_key.get(_identity(item))) for item in items]

    def _mark_object(self, value: dict[str, Any], twin: object) -> dict[str, Any]:
        """Return an object with its members marked, and which of them are new."""
        is_known = isinstance(twin, dict)
        before = cast("dict[str, Any]", twin) if is_known else self._twin(value)
        if before is None:
            return {name: self._mark(x, None) for name, x in value.items()}
        changed = {
            name
            for name, x in value.items()
            if name not in before or _key(x) != _key(before[name])
        }
        members = {name: self._mark(x, before.get(name)) for name, x in value.items()}
        return Returned(members, changed)

    def _twin(self, value: dict[str, Any]) -> dict[str, Any] | None:
        """Return the answered object that has most in common with this one; None if none has anything.

        Of several the newest counts; if both have an id, it must be the same.
        """
        common: Counter[int] = Counter()
        for name, x in value.items():
            common.update(self._having.get((name, _key(x)), ()))
        id_ = value.get("id")
        fitting = [
            (count, index)
            for index, count in common.items()
            if id_ is None or self._objects[index].get("id", id_) == id_
        ]
        return self._objects[max(fitting)[1]] if fitting else None


def _identity(item: object) -> str:
    """Return by what an item of a list is known: its id, else all of it."""
    told: object = item
    if isinstance(item, dict) and "id" in item:
        told = {"id": cast("dict[str, object]", item)["id"]}
    return _key(told)


def _key(value: object) -> str:
    """Return a text that is the same for the same JSON, whether it is as it was answered or as clients write it."""
    with suppress(Refused):
        return json.dumps(write_json(value, 0), sort_keys=True)
    return json.dumps(value, sort_keys=True)


def _objects(value: object) -> Iterator[dict[str, Any]]:
    """Yield all objects in a JSON value, itself included."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            found = cast("dict[str, Any]", one)
            yield found
            waiting += found.values()
        elif isinstance(one, list):
            waiting += cast("list[object]", one)
