"""Random values by the tables of a spec, in the form in which they travel: arguments of methods, and answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from wixgen.spec.api import (
    EnumType,
    Field,
    Kind,
    ListOf,
    MapOf,
    Method,
    ObjectType,
    Type,
)
from wixgen.spec.demands import NO_DEMAND, Demand, demand_of, demanded
from wixgen.spec.types import kind_of_format

DEPTH = 4  # of objects in each other; what is demanded goes deeper
MOST_ITEMS = 3
_TEXTS = ("x", "a, b", "Grüße & co", "50 % +1", 'quote " and \\', "日本/語?", "a=b;c#d")
_FREE: tuple[Any, ...] = (
    {"a": {"b": [1]}},
    {"flag": True, "text": "x & y"},
    {"list": [{"n": 1.5}, {"n": None}]},
)
_NAMED = {"_id": "a", "n": 1}  # a name of the SDK's, in a caller's own JSON
_NEW = {"id": "1", "list": [True, None]}  # what no spec tells
_OF_FLAGS = {"$exists", "$isEmpty"}
_OF_LISTS = {"$in", "$nin", "$hasAll", "$hasSome"}
_START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class Values:
    """Makes values, the same ones for the same seed.

    Args:
        seed: Any text.
        fullness: How likely it is, from 0 to 1, that what may be left out is there.
        answers: Whether what Wix sends is made: read-only fields too, and now and then what no spec tells.
    """

    def __init__(self, seed: str, fullness: float, *, answers: bool = False) -> None:
        self._random = Random(seed)
        self._fullness = fullness
        self._answers = answers

    def arguments(self, method: Method) -> dict[str, Any]:
        """Return arguments that a method takes, by wire name."""
        made = self._fields(method.parameters, demand_of(method), 0)
        owners = [made, *(value for value in made.values() if isinstance(value, dict))]
        for owner in owners:
            if method.query:
                self._ask_for_known_fields(owner, method)
        for path in method.path_parameters:
            _make_plain(made, path)
        return made

    def answer(self, owner: ObjectType, *, always: str = "") -> dict[str, Any]:
        """Return an object as Wix answers with it, the field `always` included; a full one has what no spec tells."""
        demand = demanded([always] if always else [], [])
        made = self._fields(owner, demand, 0)
        return made | ({"newOfWix": dict(_NEW)} if self._fullness == 1 else {})

    def _ask_for_known_fields(self, query: dict[str, Any], method: Method) -> None:
        """Filter and sort by fields that the spec knows."""
        choice = self._random.choice
        if "filter" in query:
            query["filter"] = {}
            if known := [one for one in method.query if one.operators]:
                one = choice(known)
                operator = choice(one.operators)
                value: Any = operator in _OF_FLAGS or "x"
                value = ["x", "y"] if operator in _OF_LISTS else value
                query["filter"] = {one.path: {operator: value}}
        if "sort" in query:
            known = [one for one in method.query if one.sort]
            one = choice(known) if known else None
            row = {"fieldName": one.path, "order": choice(one.sort)} if one else {}
            query["sort"] = [row] if row else []

    def _fields(self, owner: ObjectType, demand: Demand, depth: int) -> dict[str, Any]:
        unset = self._unset(owner, demand)
        made: dict[str, Any] = {}
        for field in owner.fields:
            is_demanded = self._is_demanded(field, owner, demand)
            if field.wire not in unset and (is_demanded or self._wants(field, depth)):
                below = demand.below(field.wire)
                made[field.wire] = self._value(field, field.type, below, depth + 1)
                is_single = not isinstance(field.type, ListOf | MapOf)
                if is_single and not is_demanded and self._surprises():
                    made[field.wire] = None
        return made | ({"newOfWix": dict(_NEW)} if self._surprises() else {})

    def _surprises(self) -> bool:
        """Return whether to be odd: seldom, and only in answers."""
        return self._answers and self._random.random() < 0.03

    def _wants(self, field: Field, depth: int) -> bool:
        if depth >= DEPTH or field.undocumented:
            return False
        if field.read_only and not self._answers:
            return False
        return self._random.random() < self._fullness

    @staticmethod
    def _is_demanded(field: Field, owner: ObjectType, demand: Demand) -> bool:
        groups = [group for group in owner.groups if group.name in demand.exactly_one]
        return field.wire in demand.required or any(
            field.wire in group.members for group in groups
        )

    def _unset(self, owner: ObjectType, demand: Demand) -> set[str]:
        """Return the members of one-of groups that aren't set, since another one is."""
        unset: set[str] = set()
        for group in owner.groups:
            asked = [wire for wire in group.members if wire in demand.required]
            unset |= {*group.members} - {self._random.choice(asked or group.members)}
        return unset

    def _value(self, field: Field, type_: Type, demand: Demand, depth: int) -> Any:
        if field.format == "FIELD_MASK":
            return "name,info.title"
        match type_:
            case ListOf():
                least = int(field.limits.get("min_items", 0 if self._answers else 1))
                most = int(field.limits.get("max_items", least + MOST_ITEMS))
                count = self._random.randint(
                    least, max(least, min(most, MOST_ITEMS, least + 2))
                )
                return [
                    self._value(field, type_.item, demand, depth) for _ in range(count)
                ]
            case MapOf():
                return {"aKey": self._value(field, type_.item, NO_DEMAND, depth)}
            case ObjectType():
                return self._fields(type_, demand, depth)
            case EnumType():
                known = self._random.choice(type_.values).value
                return "NEW_OF_WIX" if self._surprises() else known
            case Kind():
                return self._single(field, type_)

    def _single(self, field: Field, kind: Kind) -> Any:
        choose = self._random.choice
        match kind:
            case Kind.STRING:
                return self._text(field)
            case Kind.GUID:
                return str(UUID(int=self._random.getrandbits(128), version=4))
            case Kind.BOOLEAN:
                return choose([True, False])
            case Kind.DATETIME:
                return self._moment()
            case Kind.OBJECT:
                return choose([*_FREE, *([] if self._answers else [_NAMED])])
            case Kind.JSON:
                return choose([*_FREE, "x", 2, True, ["x", 2]])
            case Kind.INT64:
                return str(self._number(field))
            case Kind.DECIMAL:
                return str(self._number(field))
            case _:
                return self._number(field)

    def _moment(self) -> str:
        moment = _START + timedelta(milliseconds=self._random.randrange(10**10))
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _text(self, field: Field) -> str:
        kind = kind_of_format(field.format) if field.format else None
        if kind is not None and kind is not Kind.STRING:
            return str(self._single(field, kind))
        text = self._random.choice(_TEXTS)
        least = int(field.limits.get("min_length", 1))
        most = int(field.limits.get("max_length", 1000))
        return text.ljust(least, "x")[: max(most, 1)]

    def _number(self, field: Field) -> int | float:
        """Return a number between the bounds of a field."""
        limits: Mapping[str, Any] = field.limits
        least = limits.get("min", limits.get("exclusive_min"))
        low = float(least) if least is not None else 1.0
        low += 1 if "exclusive_min" in limits and "min" not in limits else 0
        most = limits.get("max", limits.get("exclusive_max"))
        high = max(low, min(low + 5, float(most))) if most is not None else low + 5
        if float(most or high) < low and least is None:
            low = high = float(most or 0)
        found = self._random.choice([low, high])
        return int(found) if found.is_integer() else found


def _make_plain(wire: Any, path: str) -> None:
    """Put a text without signs where a path takes one: the SDK doesn't escape them."""
    *above, last = path.split(".")
    for name in above:
        wire = wire[name]
    value = wire[last]
    values = value if isinstance(value, list) else [value]
    plain = [_plain(one) if isinstance(one, str) else one for one in values]
    wire[last] = plain if isinstance(value, list) else plain[0]


def _plain(text: str) -> str:
    """Return a text as long without signs; GUIDs and words have none."""
    is_plain = text.isalnum() or text.count("-") == 4
    return text if is_plain else "a-1".ljust(len(text), "x")
