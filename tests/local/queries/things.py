"""Entities with fields of all kinds, and random filters over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from wixapi._local.state.entities import Entities
from wixapi._local.state.store import Store
from wixapi._model import Datetime, DecimalText, Int64, Model


class Part(Model):
    """A part of a thing."""

    name: str | None = None
    weight: float | None = None
    marks: list[str] | None = None


class Owner(Model):
    """Whose it is."""

    name: str | None = None
    since: Datetime | None = None


class Thing(Model):
    """An entity."""

    id: str | None = None
    name: str | None = None
    size: int | None = None
    price: DecimalText | None = None
    revision: Int64 | None = None
    at: Datetime | None = None
    open: bool | None = None
    tags: list[str] | None = None
    parts: list[Part] | None = None
    owner: Owner | None = None
    labels: dict[str, str] | None = None
    data: dict[str, Any] | None = None


class Things(Store):
    """A store of things."""

    def __init__(self, entities: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__()
        kept = Entities(self, "things")
        for entity in entities:
            kept.add(entity["id"], entity)


_TEXTS = ["", "a", "Ann", "anna", "ANN", "Bob", "5", "ä", "Ärger", "漢字", "a'b", "10%"]
_NUMBERS = [0, 1, -1, 2, 2.5, 1e3, 10**15]
_DECIMALS = [
    "0",
    "-0.00",
    "5",
    "5.00",
    "10",
    "-10.5",
    "0.1",
    "0.10",
    "123456789012345678901.5",
]
_DATES = [
    "2026-01-01T00:00:00Z",
    "2026-01-01T01:00:00+01:00",
    "2025-12-31T23:59:59.999Z",
    "2026-01-01T00:00:00.000001Z",
    "1969-12-31T23:00:00-01:00",
    "2026-06-01T12:00:00.500Z",
]
_POOLS: dict[str, list[Any]] = {
    "text": _TEXTS,
    "number": _NUMBERS,
    "decimal": _DECIMALS,
    "moment": _DATES,
    "flag": [True, False],
}


def thing(random: Random, number: int) -> dict[str, Any]:
    """Return a random entity."""

    def one(kind: str) -> Any:
        return random.choice(_POOLS[kind])

    def some(kind: str) -> list[Any]:
        return [one(kind) for _ in range(random.randrange(4))]

    fields: dict[str, Any] = {
        "name": one("text"),
        "size": one("number"),
        "price": one("decimal"),
        "revision": str(random.randrange(12)),
        "at": one("moment"),
        "open": one("flag"),
        "tags": some("text"),
        "parts": [
            {"name": one("text"), "weight": one("number"), "marks": some("text")}
            for _ in range(random.randrange(3))
        ],
        "owner": {"name": one("text"), "since": one("moment")},
        "labels": {"en": one("text")},
        "data": {
            "any": random.choice([*_TEXTS, *_NUMBERS, True, False, [1, "a"], {"b": 1}]),
            "when": {"$date": one("moment")},
            "rows": [{"b": one("number")}, one("text"), {"b": some("number")}],
        },
    }
    kept = {name: x for name, x in fields.items() if random.random() < 0.8}
    return {"id": f"{number:04}"} | {
        name: None if random.random() < 0.1 else x for name, x in kept.items()
    }


FIELDS: dict[str, str] = {
    "name": "text",
    "size": "number",
    "price": "decimal",
    "revision": "decimal",
    "at": "moment",
    "open": "flag",
    "tags": "text",
    "parts.name": "text",
    "parts.weight": "number",
    "parts.marks": "text",
    "owner.name": "text",
    "owner.since": "moment",
    "labels.en": "text",
    "data.any": "text",
    "data.when": "date",
    "data.rows": "text",
    "data.rows.b": "number",
    "nowhere.at.all": "number",
}
_OPERATORS = [
    "$eq",
    "$ne",
    "$lt",
    "$lte",
    "$gt",
    "$gte",
    "$in",
    "$nin",
    "$hasSome",
    "$hasAll",
    "$startsWith",
    "$contains",
    "$exists",
    "$isEmpty",
]


def a_filter(random: Random, depth: int = 2) -> dict[str, Any]:
    """Return a random filter."""
    result: dict[str, Any] = {}
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        if depth and random.random() < 0.3:
            name = random.choice(["$and", "$or", "$not"])
            many = random.randrange(4)
            filters = [a_filter(random, depth - 1) for _ in range(many)]
            alone = name == "$not" and random.random() < 0.5
            result[name] = a_filter(random, depth - 1) if alone else filters
        elif depth and random.random() < 0.05:
            inner = [
                {
                    "name": a_condition(random, "text"),
                    "weight": a_condition(random, "number"),
                }
            ]
            result["parts"] = {"$matchItems": inner}
        else:
            path, kind = random.choice([*FIELDS.items()])
            result[path] = a_condition(random, kind)
    return result


def a_value(random: Random, kind: str) -> Any:
    """Return a value for a field of a kind."""
    if kind == "date":
        return {"$date": random.choice(_DATES)}
    return random.choice(_POOLS[kind])


def a_condition(random: Random, kind: str) -> Any:
    """Return what a filter says of a field."""
    if random.random() < 0.2:
        return None if random.random() < 0.2 else a_value(random, kind)
    chosen = random.sample(_OPERATORS, random.choice([1, 1, 2]))
    given = {operator: _operand(random, operator, kind) for operator in chosen}
    return {"$not": given} if random.random() < 0.1 else given


def _operand(random: Random, operator: str, kind: str) -> Any:
    """Return what an operator is given."""
    if operator in {"$in", "$nin", "$hasSome", "$hasAll"}:
        return [a_value(random, kind) for _ in range(random.randrange(4))] + (
            [None] if random.random() < 0.1 else []
        )
    if operator == "$contains" and kind not in {"text", "date"}:
        return a_value(random, kind)
    if operator in {"$startsWith", "$contains"}:
        return random.choice(["", "a", "An", "B", "ä", "ÄR", "%", "'", "漢"])
    if operator in {"$exists", "$isEmpty"}:
        return random.random() < 0.5
    return a_value(random, kind)


ODD: list[dict[str, Any]] = [
    {"id": "x1", "name": 5, "size": "a", "price": {"a": 1}, "at": 17, "tags": "red"},
    {"id": "x2", "parts": {"name": "a"}, "owner": [{"name": "q"}], "data": [1, 2]},
    {
        "id": "x3",
        "name": ["a"],
        "price": ["1"],
        "open": [True],
        "parts": [[{"name": 1}]],
    },
    {
        "id": "x4",
        "labels": "t",
        "at": "2026-99-99T00:00:00.000Z",
        "revision": "1e99999",
    },
]
"""Entities that aren't as their model says."""
_ODD_VALUES: list[Any] = [
    *[None, True, 0, -1.5, 10**30, -(10**400), "", "a", "\x00", "nan", "1e999999999"],
    *["2026-01-01T00:00:00Z", "2026", {"$date": "x"}, {"$date": 5}, [], {}],
]
_ODD_NAMES = [*FIELDS, "", "a.b", "parts", "owner", "data", 'a"b', "[0]", "$", "é.漢"]
_ODD_OPERATORS = [
    *_OPERATORS,
    "$and",
    "$or",
    "$not",
    "$matchItems",
    "$foo",
    "$date",
    "$",
]


def any_json(random: Random, depth: int) -> Any:
    """Return JSON that resembles a part of a filter."""
    kind = random.random()
    if depth == 0 or kind < 0.45:
        return random.choice(_ODD_VALUES)
    if kind < 0.65:
        return [any_json(random, depth - 1) for _ in range(random.randrange(4))]
    return any_filter(random, depth - 1)


def any_filter(random: Random, depth: int) -> dict[str, Any]:
    """Return an object that resembles a filter."""
    names = (random.choice([_ODD_NAMES, _ODD_OPERATORS]) for _ in range(2))
    return {random.choice(known): any_json(random, depth) for known in names}
