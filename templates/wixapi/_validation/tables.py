"""Tables: which fields an object may have. One table checks and writes models and dicts alike."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from pydantic.alias_generators import to_camel

from wixapi._validation.walker import (
    MAX_DEPTH,
    NO_DEMAND,
    Demand,
    Refused,
    TooDeep,
    Write,
    did_you_mean,
    kind_of,
    spelt,
)

if TYPE_CHECKING:
    from wixapi._model import Model

_FEW = 8
"""As many members of a one-of are looked up sooner than found in common with the given fields."""
Entry: TypeAlias = tuple[str, Write]
"""Wire name and writer."""
Items: TypeAlias = Collection[tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a table, as the functions of `wixapi._validation.schema` make it."""

    writer: Callable[[Tables, Demand], Write]
    """Called for each place with its own demands, when the first value comes along."""
    model: type[Model] | None = None
    """The model of an object field."""
    item: Field | None = None
    """What the items of a list or a map are."""
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
        extends: where the tables of the shared models are that these refer to.
    """

    def __init__(
        self, tables: Mapping[type[Any], Table] = {}, *, extends: Sequence[Tables] = ()
    ) -> None:
        self._tables = dict(tables)
        self._extends = extends
        self._writers: dict[tuple[type[Any], Demand], ObjectWriter] = {}

    def __setitem__(self, model: type[Any], table: Table) -> None:
        self._tables[model] = table

    def table(self, model: type[Any]) -> Table | None:
        """Return the table of one model; None if it has none."""
        if model in self._tables:
            return self._tables[model]
        found = (shared.table(model) for shared in self._extends)
        return next((table for table in found if table is not None), None)

    def writer(self, model: type[Any], demand: Demand) -> ObjectWriter:
        """Return the writer of one model's objects where a method demands something of them.

        Raises:
            LookupError: the model has no table.
        """
        found = self._writers.get((model, demand))
        if found is not None:
            return found
        if model in self._tables:
            new = ObjectWriter(model, self._tables[model], self, demand)
            return self._writers.setdefault((model, demand), new)
        for shared in self._extends:
            if model in shared._tables:
                return shared.writer(model, demand)
        raise LookupError(f"{model.__name__} has no table")


class ObjectWriter:
    """Writes an object that has a table: a model, a mapping, or the parameters of a method."""

    __slots__ = (
        "_demand",
        "_entries",
        "_entries_of_model",
        "_groups",
        "_model",
        "_required",
        "_table",
        "_tables",
    )

    def __init__(
        self, model: type[Any] | None, table: Table, tables: Tables, demand: Demand
    ) -> None:
        self._model = model
        self._table = table
        self._tables = tables
        self._demand = demand
        self._entries: dict[Any, Entry] | None = None
        self._entries_of_model: dict[Any, Entry] = {}
        self._required: list[str] = []
        self._groups: list[tuple[dict[str, None], bool]] = []

    def write(  # noqa: PLR0912 - in one piece, since calls would take a tenth of its time
        self, value: Any, depth: int
    ) -> dict[str, Any]:
        """Return a `Write`: the fields that were given, by wire name."""
        if depth >= MAX_DEPTH:
            raise TooDeep(value)
        depth += 1
        entries, strict = self._entries or self._compile(), True
        items: Items
        if value.__class__ is dict:
            items = value.items()
        else:
            items, strict = self._part(value)
            entries = entries if strict else self._entries_of_model
        result: dict[str, Any] = {}
        wrong: Refused | None = None
        for name, x in items:
            try:
                wire, write = entries[name]
            except KeyError:
                if strict:
                    wrong = self._unknown(name).below(spelt(name), value, wrong)
                continue
            try:
                result[wire] = None if x is None else write(x, depth)
            except Refused as error:
                wrong = error.below(wire, value, wrong)
                result[wire] = error.written
        if strict and len(result) < len(items):
            wrong = self._given_twice(value, items, wrong)
        for wire in self._required:
            if result.get(wire) is None:
                missing = Refused(None, "REQUIRED", "is required")
                wrong = missing.below(wire, value, wrong)
        for members, demanded in self._groups:
            count = 0
            few = len(members) <= _FEW
            for wire in members if few else members.keys() & result.keys():
                if wire in result and result[wire] is not None:
                    count += 1
            if count > 1 or count < demanded:
                refused = _wrong_group(members, demanded, result)
                wrong = refused if wrong is None else wrong.and_(refused)
        if wrong is not None:
            wrong.written = result
            raise wrong
        return result

    def given(self, value: object) -> Part | None:
        """Return what a model or mapping sets; None for anything else."""
        if isinstance(value, Mapping):
            items = [*cast("Mapping[object, Any]", value).items()]
            return Part(items, from_model=False)
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

    def _part(self, value: object) -> tuple[Items, bool]:
        """Return what a value sets that is no plain dict, and whether unknown keys are refused in it."""
        part = self.given(value)
        if part is None:
            name = self._model.__name__ if self._model else "object"
            description = f"must be {name} or a mapping, is {kind_of(value)}"
            raise Refused(value, "TYPE", description)
        # a model's subclass may have fields of its own, for its own purposes
        return part.items, not part.from_model

    def wire_name(self, name: str) -> str:
        """Return the wire name of a field."""
        return (self._entries or self._compile())[name][0]

    def changed(self, new: Part, old: Part) -> Part:
        """Return the fields of `new` whose wire form isn't that of `old`, and those that are demanded."""
        entries = self._entries or self._compile()
        kept = {*self._required}
        for members, demanded in self._groups:
            if demanded:
                kept.update(members)
        before = self._undemanded(old)
        unchanged: set[str] = set()
        wires: set[str] = set()
        for name, x in new.items:
            if (entry := entries.get(name)) is None:
                continue
            wire, write = entry
            if x is not None:
                wires.add(wire)
            if wire not in kept and wire in before:
                after = None if x is None else _as_far_as_possible(write, x)
                if _same(after, before[wire]):
                    unchanged.add(wire)
        for members, _ in self._groups:  # a group is checked as a whole, or not at all
            if not wires.intersection(members) <= unchanged:
                unchanged.difference_update(members)
        items = [
            (name, x)
            for name, x in new.items
            if name not in entries or entries[name][0] not in unchanged
        ]
        return Part(items, from_model=new.from_model)

    def _undemanded(self, part: Part) -> dict[str, Any]:
        """Return the wire form of all fields, also of read-only ones, whatever is wrong with them."""
        writer = ObjectWriter(self._model, self._table, self._tables, NO_DEMAND)
        whole = Part(part.items, from_model=False)
        return _as_far_as_possible(writer.write, whole) or {}

    def _compile(self) -> dict[Any, Entry]:
        fields = {
            name: field
            for name, field in self._table.items()
            if isinstance(field, Field)
        }
        wires = {name: field.wire or to_camel(name) for name, field in fields.items()}
        demand = self._demand
        by_name: dict[Any, Entry] = {
            name: (
                wire := wires[name],
                demand.finished(
                    wire,
                    field.writer(self._tables, demand.nested.get(wire, NO_DEMAND)),
                ),
            )
            for name, field in fields.items()
        }
        # a path that leads nowhere demands nothing
        known = {*wires.values()}
        self._required = [wire for wire in demand.required if wire in known]
        self._groups = [
            (
                dict.fromkeys(wires[member] for member in group.members),
                (group.wire or to_camel(name)) in demand.groups,
            )
            for name, group in self._table.items()
            if isinstance(group, Group)
        ]
        self._entries_of_model = {
            name: entry
            for name, entry in by_name.items()
            if not fields[name].read_only or demand.wants(entry[0])
        }
        # a Python name beats another field's wire name; set last: whoever sees it sees all
        self._entries = {
            wires[name]: entry for name, entry in by_name.items()
        } | by_name
        return self._entries

    def _unknown(self, key: object) -> Refused:
        known = (
            name
            for name, field in self._table.items()
            if isinstance(field, Field) and not field.undocumented
        )
        hint = did_you_mean(key, known)
        return Refused(key, "UNKNOWN_FIELD", f"is no field here{hint}")

    def _given_twice(
        self, value: object, items: Items, wrong: Refused | None
    ) -> Refused | None:
        """Adds the fields that are given in both spellings."""
        entries = self._entries or self._compile()
        seen: set[str] = set()
        for name, _ in items:
            if (entry := entries.get(name)) is None:
                continue
            wire = entry[0]
            if wire in seen:
                twice = Refused(
                    None, "UNKNOWN_FIELD", "is given twice, in both spellings"
                )
                wrong = twice.below(wire, value, wrong)
            seen.add(wire)
        return wrong


def _as_far_as_possible(write: Write, value: Any) -> Any:
    """Return what `write` makes of a value, whatever is wrong with it."""
    try:
        return write(value, 0)
    except Refused as error:
        return error.written


def _wrong_group(
    members: Iterable[str], demanded: bool, result: Mapping[str, Any]
) -> Refused:
    """Return what is wrong with a one-of of the object that `result` is the wire form of."""
    given = [wire for wire in members if result.get(wire) is not None]
    rule = f"{'exactly' if demanded else 'at most'} one of {', '.join(members)} must be set"
    found = f"{', '.join(given)} are" if given else "none is"
    return Refused(result, "ONE_OF", f"{rule}; {found}")


def _same(one: Any, other: Any) -> bool:
    """Return whether two wire values are the same JSON; unlike ==, tells 1 from True."""
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
