"""SQL over the JSON of entities: values are bound by name, and none of them becomes part of the text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from json import dumps as to_json
from typing import Any, TypeAlias

from wixapi._local.queries.field_types import Place, Step

Test: TypeAlias = Callable[[str, str], str]
"""Makes a condition of the SQL of a JSON type and of the value that has it."""

_FURTHEST = 2**63
_UNWRITABLE = frozenset('"\\')
_MOST_NAMES = 60
"""Names of a path that leads anywhere: SQLite joins no more than 64 tables."""
_NOWHERE = (Step('"', fans=False),)


@dataclass
class Statement:
    """What one statement binds."""

    values: dict[str, Any] = field(default_factory=dict[str, Any])
    """By name."""
    _names: dict[tuple[type, Any], str] = field(default_factory=dict[Any, str])
    _aliases: int = 0

    def bind(self, value: str | float | None) -> str:
        """Return the SQL of a value."""
        if isinstance(value, int) and not -_FURTHEST <= value < _FURTHEST:
            value = float(f"{value}")  # of which only the magnitude counts
        if isinstance(value, str):
            value = value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        name = self._names.get((type(value), value))
        if name is None:
            name = self._names[type(value), value] = f"v{len(self.values)}"
            self.values[name] = value
        return f":{name}"

    def alias(self) -> str:
        """Return a new name for a table."""
        self._aliases += 1
        return f"t{self._aliases}"


@dataclass(frozen=True)
class Nodes:
    """The nodes of JSON to which a path leads: SQL."""

    tables: tuple[str, ...]
    """Joined, of lists on the way; none if there is one node at most."""
    type: str
    value: str

    def any(self, test: Test) -> str:
        """Return the condition that any of them passes a test."""
        condition = test(self.type, self.value)
        if not self.tables:
            return f"ifnull({condition}, 0)"
        return f"EXISTS (SELECT 1 FROM {', '.join(self.tables)} WHERE {condition})"

    def best(self, test: str, key: str, function: str) -> str:
        """Return the smallest or largest key (`min`, `max`) of those that pass a test."""
        if not self.tables:
            return f"CASE WHEN {test} THEN {key} END"
        tables = ", ".join(self.tables)
        return f"(SELECT {function}({key}) FROM {tables} WHERE {test})"


def items_at(statement: Statement, place: Place, json: str) -> Nodes:
    """Return the nodes at a place below the JSON; the items of a list that is there, rather than itself."""
    return _nodes(statement, place.steps, json)


def whole_at(statement: Statement, place: Place, json: str) -> Nodes:
    """Return the nodes at a place below the JSON; a list that is there as a whole."""
    *steps, last = place.steps
    return _nodes(statement, (*steps, Step(last.name, fans=False)), json)


def _nodes(statement: Statement, steps: Sequence[Step], json: str) -> Nodes:
    """Return the nodes at the end of the steps; none at the end of too many."""
    if len(steps) > _MOST_NAMES:
        steps = _NOWHERE
    tables: list[str] = []
    names: list[str] = []
    node = Nodes((), "'object'", json)
    for index, step in enumerate(steps):
        names.append(step.name)
        if step.fans:
            table = statement.alias()
            tables.append(_items(statement.bind(_path(names)), json, table))
            names = []
            node = Nodes(tuple(tables), f"{table}.type", f"{table}.value")
            json = (
                f"(CASE {table}.type WHEN 'object' THEN {table}.value ELSE '{{}}' END)"
            )
        elif index == len(steps) - 1:
            path = statement.bind(_path(names))
            node = Nodes(
                tuple(tables),
                f"json_type({json}, {path})",
                f"json_extract({json}, {path})",
            )
    return node


def _items(path: str, json: str, alias: str) -> str:
    """Return the table of the items of a list, or of the one thing that is there instead."""
    one = f"json_type({json}, {path}) = 'object'"
    return (
        f"json_each(CASE WHEN {one} THEN json_array(json_extract({json}, {path})) ELSE {json} END, "
        f"CASE WHEN {one} THEN '$' ELSE {path} END) AS {alias}"
    )


def _path(names: Sequence[str]) -> str:
    """Return names as a path of SQLite's, in ASCII as the bodies of entities.

    SQLite has no way to write a quote or a backslash in a name: such names lead nowhere.
    """
    plain = all(_UNWRITABLE.isdisjoint(name) for name in names)
    return "$" + "".join(f".{to_json(name)}" for name in names) if plain else "$[0]"
