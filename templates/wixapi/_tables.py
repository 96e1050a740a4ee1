"""Tables: which fields an object may have. One table checks and writes models and dicts alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from pydantic.alias_generators import to_camel

from wixapi._walk import (
    MAX_DEPTH,
    NO_DEMAND,
    Abort,
    Demand,
    Key,
    Place,
    Violations,
    Write,
    abort,
    kind_of,
    path_of,
    refuse,
    spelt,
)
from wixapi.errors import FieldViolation

if TYPE_CHECKING:
    from wixapi._model import Model

_LONGEST_HINTED_KEY = 100
Entry: TypeAlias = tuple[str, Write, bool]
"""Wire name, writer, and whether it is read-only."""
Items: TypeAlias = Iterable[tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a table, as the functions of `wixapi._schema` make it."""

    writer: Callable[[Tables], Write]
    """Called once, when the first value of the table's type comes along."""
    model: type[Model] | None = None
    """The model of an object field."""
    wire: str | None = None
    """The wire name, where it isn't the camelCase of the Python name."""
    read_only: bool = False
    """From a model, it is sent only if the method requires it."""
    undocumented: bool = False
    """Accepted, never proposed."""


@dataclass(frozen=True, slots=True)
class Group:
    """A one-of: at most one of these fields (Python names) may be set, exactly one if demanded."""

    members: tuple[str, ...]
    wire: str | None = None
    """The name by which methods demand it, where it isn't the camelCase of the key."""


Table: TypeAlias = Mapping[str, Field | Group]


class Part:
    """Some of the fields of an object that was given."""

    __slots__ = ("from_model", "items")

    def __init__(self, items: Items, *, from_model: bool) -> None:
        self.items = items
        self.from_model = from_model


class Tables:
    """The tables of one resource: every type that its requests can reach.

    Args:
        tables: the table of each model; more are set as items.
        extends: where the tables of shared models are.
    """

    def __init__(
        self, tables: Mapping[type[Any], Table] = {}, *, extends: Tables | None = None
    ) -> None:
        self._tables = dict(tables)
        self._extends = extends
        self._writers: dict[type[Any], ObjectWriter] = {}

    def __setitem__(self, model: type[Any], table: Table) -> None:
        self._tables[model] = table

    def writer(self, model: type[Any]) -> ObjectWriter:
        """The writer of one model's objects. Raises LookupError for a model without a table."""
        found = self._writers.get(model)
        if found is not None:
            return found
        if model in self._tables:
            new = ObjectWriter(model, self._tables[model], self)
            return self._writers.setdefault(model, new)
        if self._extends is None:
            raise LookupError(f"{model.__name__} has no table")
        return self._extends.writer(model)


class ObjectWriter:
    """Writes an object that has a table: a model, a mapping, or the parameters of a method."""

    def __init__(self, model: type[Any] | None, table: Table, tables: Tables) -> None:
        self._model = model
        self._table = table
        self._tables = tables
        self._entries: dict[Any, Entry] | None = None
        self._wires: frozenset[str] = frozenset()
        self._groups: list[tuple[str, dict[str, None]]] = []

    def write(
        self, value: Any, at: Place, key: Key, demand: Demand, out: Violations
    ) -> Any:
        """A `Write`: the fields that were given, by wire name."""
        items: Items
        if value.__class__ is dict:
            items, from_model = value.items(), False
        elif (given := self.given(value)) is not None:
            items, from_model = given.items, given.from_model
        else:
            name = self._model.__name__ if self._model else "object"
            description = f"must be {name} or a mapping, is {kind_of(value)}"
            return refuse(value, at, key, out, "TYPE", description)
        here = (at, key, at[2] + 1, value)
        if here[2] > MAX_DEPTH:
            abort(here, out)
        # elements of a list are bound by what is demanded of the list
        mine = demand if key.__class__ is int else demand.nested.get(key, NO_DEMAND)
        return self.write_items(items, here, mine, out, from_model=from_model)

    def given(self, value: object) -> Part | None:
        """What a model or mapping sets; None for anything else."""
        if isinstance(value, Mapping):
            return Part(cast("Mapping[object, Any]", value).items(), from_model=False)
        if self._model is not None and isinstance(value, self._model):
            model = cast("Model", value)
            names, extra = model.model_fields_set, model.model_extra or ()
            # an unknown key of an answer, spelt like a field's Python name, is in `names` as well
            items = [
                (name, x)
                for name, x in model.__dict__.items()
                if name in names and not (x is None and name in extra)
            ]
            return Part(items, from_model=True)
        return value if isinstance(value, Part) else None

    def write_items(
        self,
        items: Items,
        here: Place,
        demand: Demand,
        out: Violations,
        *,
        from_model: bool,
    ) -> dict[str, Any]:
        """The wire form of some fields; `here` is the object's place, `demand` its own."""
        entries = self._entries or self._compile()
        result: dict[str, Any] = {}
        for name, x in items:
            entry = entries.get(name)
            if entry is None:
                if (
                    not from_model
                ):  # a subclass may have fields of its own, for its own purposes
                    self._refuse_unknown(name, here, out)
                continue
            wire, write, read_only = entry
            if from_model:
                if read_only and not demand.wants(wire):
                    continue
            elif wire in result:
                refuse(
                    x,
                    here,
                    wire,
                    out,
                    "UNKNOWN_FIELD",
                    "is given twice, in both spellings",
                )
                continue
            result[wire] = None if x is None else write(x, here, wire, demand, out)
        for wire in demand.required:
            # a path that leads nowhere demands nothing
            if result.get(wire) is None and wire in self._wires:
                refuse(None, here, wire, out, "REQUIRED", "is required")
        for group, members in self._groups:
            if members.keys().isdisjoint(result) and group not in demand.groups:
                continue  # as most are, and some have many members
            given = [wire for wire in members if result.get(wire) is not None]
            if len(given) > 1 or (not given and group in demand.groups):
                _refuse_group(members, given, group in demand.groups, here, out)
        return result

    def wire_name(self, name: str) -> str:
        """The wire name of a field."""
        return (self._entries or self._compile())[name][0]

    def changed(self, new: Part, old: Part, here: Place, demand: Demand) -> Part:
        """The fields of `new` whose wire form isn't that of `old`, and those that are demanded."""
        entries = self._entries or self._compile()
        kept = set(demand.required)
        for name, members in self._groups:
            if name in demand.groups:
                kept.update(members)
        ignored: Violations = []
        try:
            before = self.write_items(
                old.items, here, NO_DEMAND, ignored, from_model=False
            )
        except Abort:
            return new
        unchanged: set[str] = set()
        wires: set[str] = set()
        given = list(new.items)
        for name, x in given:
            entry = entries.get(name)
            if entry is None:
                continue
            wire, write, _ = entry
            if x is not None:
                wires.add(wire)
            if wire not in kept and wire in before:
                after = None if x is None else write(x, here, wire, demand, ignored)
                if _same(after, before[wire]):
                    unchanged.add(wire)
        for _, members in self._groups:  # a group is checked as a whole, or not at all
            if not wires.intersection(members) <= unchanged:
                unchanged.difference_update(members)
        items = [
            (name, x)
            for name, x in given
            if name not in entries or entries[name][0] not in unchanged
        ]
        return Part(items, from_model=new.from_model)

    def _compile(self) -> dict[Any, Entry]:
        fields = {
            name: field
            for name, field in self._table.items()
            if isinstance(field, Field)
        }
        wires = {name: field.wire or to_camel(name) for name, field in fields.items()}
        self._wires = frozenset(wires.values())
        by_name: dict[Any, Entry] = {
            name: (wires[name], field.writer(self._tables), field.read_only)
            for name, field in fields.items()
        }
        self._groups = [
            (
                group.wire or to_camel(name),
                dict.fromkeys(wires[member] for member in group.members),
            )
            for name, group in self._table.items()
            if isinstance(group, Group)
        ]
        # a Python name beats another field's wire name; set last: whoever sees it sees all
        self._entries = {
            wires[name]: entry for name, entry in by_name.items()
        } | by_name
        return self._entries

    def _refuse_unknown(self, key: object, here: Place, out: Violations) -> None:
        from difflib import get_close_matches

        text, hint = spelt(key), ""
        if isinstance(key, str) and len(key) <= _LONGEST_HINTED_KEY:
            known = [
                name
                for name, field in self._table.items()
                if isinstance(field, Field) and not field.undocumented
            ]
            close = get_close_matches(text, known, n=1, cutoff=0.7)
            hint = f"; did you mean {close[0]}?" if close else ""
        refuse(key, here, text, out, "UNKNOWN_FIELD", f"is no field here{hint}")


def _refuse_group(
    members: Iterable[str],
    given: list[str],
    demanded: bool,
    here: Place,
    out: Violations,
) -> None:
    rule = f"{'exactly' if demanded else 'at most'} one of {', '.join(members)} must be set"
    found = f"{', '.join(given)} are" if given else "none is"
    out.append(FieldViolation(path_of(here), f"{rule}; {found}", "ONE_OF"))


def _same(one: Any, other: Any) -> bool:
    """Whether two wire values are the same JSON; unlike ==, tells 1 from True."""
    if one.__class__ is not other.__class__:
        return False
    if isinstance(one, dict):
        new, old = cast("dict[str, Any]", one), cast("dict[str, Any]", other)
        return new.keys() == old.keys() and all(
            _same(new[key], old[key]) for key in new
        )
    if isinstance(one, list):
        items, others = cast("list[object]", one), cast("list[object]", other)
        return len(items) == len(others) and all(map(_same, items, others))
    return one is other or (isinstance(one, str | int | float) and one == other)
