"""Tables: which fields an object may have. One table checks and writes models and dicts alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from pydantic.alias_generators import to_camel

from wixapi._validation.free_json import write_json
from wixapi._validation.parts import (
    Items,
    Part,
    Returned,
    part_of,
    part_of_returned,
)
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


Make: TypeAlias = "Callable[[Tables, Demand], Write]"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a table, as the functions of `wixapi._validation.schema` make it."""

    writer: Make
    """Called for each place with its own demands, when the first value comes along."""
    keeper: Make = lambda _tables, _demand: write_json
    """The same for values that came from Wix: they go back as they came."""
    model: type[Model] | None = None
    """The model of an object, or of the objects in a list."""
    item: Field | None = None
    """What the items of a list or a map are."""
    kind: str = ""
    """The name of that function: `int32`."""
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


class Tables:
    """The tables of one resource: every type that its requests can reach.

    Args:
        tables: the table of each model; more are set as items.
        extends: where the tables of the shared models are that these refer to.
    """

    is_of_wire = False
    """Whether objects are read as they stand on the wire: Python names are no names there."""

    def __init__(
        self, tables: Mapping[type[Any], Table] = {}, *, extends: Sequence[Tables] = ()
    ) -> None:
        self._tables = dict(tables)
        self._extends = extends
        self._of_wire: Tables | None = None
        self._writers: dict[tuple[type[Any], Demand], ObjectWriter] = {}

    def __setitem__(self, model: type[Any], table: Table) -> None:
        self._tables[model] = table

    def of_wire(self) -> Tables:
        """Return the same tables, for JSON that a caller sent."""
        if self._of_wire is None:
            twin = Tables(extends=[shared.of_wire() for shared in self._extends])
            twin._tables, twin.is_of_wire = self._tables, True
            self._of_wire = twin
        return self._of_wire

    def table(self, model: type[Any]) -> Table | None:
        """Return the table of one model's objects; None if it has none here."""
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
            if shared.table(model) is not None:
                return shared.writer(model, demand)
        raise LookupError(f"{model.__name__} has no table")


class ObjectWriter:
    """Writes an object that has a table: a model, a mapping, or the parameters of a method."""

    __slots__ = (
        "_demand",
        "_entries",
        "_kept",
        "_kept_visible",
        "_model",
        "_proposed",
        "_table",
        "_tables",
        "_visible",
        "groups",
        "read_only",
        "required",
    )

    def __init__(
        self, model: type[Any] | None, table: Table, tables: Tables, demand: Demand
    ) -> None:
        self._model = model
        self._table = table
        self._tables = tables
        self._demand = demand
        self._entries: dict[Any, Entry] | None = None
        self._visible: dict[Any, Entry] = {}
        self._kept: dict[Any, Entry] | None = None
        self._kept_visible: dict[Any, Entry] = {}
        self._proposed: list[str] = []
        self.read_only: set[str] = set()
        self.required: list[str] = []
        self.groups: list[tuple[dict[str, None], bool]] = []

    def write(  # noqa: PLR0912 - in one piece, since calls would take a tenth of its time
        self, value: Any, depth: int
    ) -> dict[str, Any]:
        """Return a `Write`: the fields that were given, by wire name."""
        if depth >= MAX_DEPTH:
            raise TooDeep(value)
        depth += 1
        entries, part = self._entries or self._compile(), None
        items: Items
        if value.__class__ is dict:
            items = value.items()
        else:
            part = self._part(value)
            items = part.items
            if part.by_hand is not None:
                entries = self.entries_of(part, hidden=part.is_returned)
        result: dict[str, Any] = {}
        wrong: Refused | None = None
        for name, x in items:
            try:
                wire, write = entries[name]
            except KeyError:
                # a model's subclass may have fields of its own, for its own purposes
                if part is None or part.by_hand is None or part.is_returned:
                    wrong = self._unknown(name).below(spelt(name), value, wrong)
                continue
            try:
                result[wire] = None if x is None else write(x, depth)
            except Refused as error:
                wrong = error.below(wire, value, wrong)
                result[wire] = error.written
        if part is None or part.by_hand is None:
            if len(result) < len(items):
                wrong = self._given_twice(value, items, wrong)
        elif part.unknown:
            wrong = _write_unknown(part.unknown, result, depth, wrong)
        for wire in self.required:
            if result.get(wire) is None:
                missing = Refused(None, "REQUIRED", "is required")
                wrong = missing.below(wire, value, wrong)
        for members, demanded in self.groups:
            count = 0
            few = len(members) <= _FEW
            for wire in members if few else members.keys() & result.keys():
                if wire in result and result[wire] is not None:
                    count += 1
            if count < demanded or (count > 1 and self._is_own_fault(part, members)):
                refused = _wrong_group(members, demanded, result)
                wrong = refused if wrong is None else wrong.and_(refused)
        if wrong is not None:
            wrong.written = result
            raise wrong
        return result

    def given(self, value: object) -> Part | None:
        """Return what a model or mapping sets; None for anything else."""
        if isinstance(value, Returned):
            return part_of_returned(value, (self._entries or self._compile()).keys())
        if isinstance(value, Mapping):
            items = [*cast("Mapping[object, Any]", value).items()]
            return Part(items)
        if self._model is not None and isinstance(value, self._model):
            return part_of(cast("Model", value))
        return value if isinstance(value, Part) else None

    def _part(self, value: object) -> Part:
        """Return what a value sets that is no plain dict."""
        part = self.given(value)
        if part is None:
            name = self._model.__name__ if self._model else "object"
            description = f"must be {name} or a mapping, is {kind_of(value)}"
            raise Refused(value, "TYPE", description)
        return part

    def entries_of(self, part: Part, *, hidden: bool = False) -> dict[Any, Entry]:
        """Return how each of the given fields is written: checked, or kept as it came.

        Args:
            part: what is given.
            hidden: also a model's read-only fields that the method doesn't require.
        """
        checked = self._entries or self._compile()
        if part.by_hand is None:
            return checked
        if part.is_by_hand and not hidden:
            return self._visible
        kept = self._kept or self._compile_kept()
        if not hidden:
            checked, kept = self._visible, self._kept_visible
        if not part.by_hand:
            return kept
        own = {name: checked[name] for name in part.by_hand if name in kept}
        return kept | own

    def _is_own_fault(self, part: Part | None, members: Iterable[str]) -> bool:
        """Return whether the caller has set any of the members, rather than Wix all of them."""
        if part is None or part.by_hand is None:
            return True
        entries = self._entries or self._compile()
        own = {entries[name][0] for name in part.by_hand if name in entries}
        return not own.isdisjoint(members)

    def wire_name(self, name: str) -> str:
        """Return the wire name of a field."""
        return (self._entries or self._compile())[name][0]

    def _compile(self) -> dict[Any, Entry]:
        fields, demand = self._fields(), self._demand
        wires = self._wires()
        by_name: dict[Any, Entry] = {
            name: self._entry(wires[name], field.writer)
            for name, field in fields.items()
        }
        # a path that leads nowhere demands nothing
        known = {*wires.values()}
        self.required = [wire for wire in demand.required if wire in known]
        self.groups = [
            (
                dict.fromkeys(wires[member] for member in group.members),
                (group.wire or to_camel(name)) in demand.groups,
            )
            for name, group in self._table.items()
            if isinstance(group, Group)
        ]
        of_wire = self._tables.is_of_wire
        self._proposed = [
            wires[name] if of_wire else name
            for name in fields
            if not fields[name].undocumented
        ]
        self.read_only = {wires[name] for name in fields if fields[name].read_only}
        self._visible = self._without_hidden(by_name)
        by_wire: dict[Any, Entry] = {entry[0]: entry for entry in by_name.values()}
        # a Python name beats another field's wire name; set last: whoever sees it sees all
        self._entries = by_wire if of_wire else by_wire | by_name
        return self._entries

    def _compile_kept(self) -> dict[Any, Entry]:
        """Return how fields are written whose values came from Wix: by Python name, as models have them, or by
        wire name."""
        wires, of_wire = self._wires(), self._tables.is_of_wire
        kept: dict[Any, Entry] = {
            wires[name] if of_wire else name: self._entry(wires[name], field.keeper)
            for name, field in self._fields().items()
        }
        self._kept_visible = self._without_hidden(kept)
        self._kept = kept  # set last: whoever sees it sees both
        return kept

    def _without_hidden(self, entries: dict[Any, Entry]) -> dict[Any, Entry]:
        """Return entries without those of read-only fields that the method doesn't require."""
        return {
            name: entry
            for name, entry in entries.items()
            if entry[0] not in self.read_only or self._demand.wants(entry[0])
        }

    def _fields(self) -> dict[str, Field]:
        """Return the fields of the table, without its groups."""
        return {
            name: field
            for name, field in self._table.items()
            if isinstance(field, Field)
        }

    def _wires(self) -> dict[str, str]:
        """Return the wire names of the fields."""
        fields = self._fields()
        return {name: field.wire or to_camel(name) for name, field in fields.items()}

    def _entry(self, wire: str, make: Make) -> Entry:
        """Return wire name and writer of a field, of which the method may demand something."""
        write = make(self._tables, self._demand.nested.get(wire, NO_DEMAND))
        return wire, self._demand.finished(wire, write)

    def _unknown(self, key: object) -> Refused:
        hint = did_you_mean(key, self._proposed)
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


def _write_unknown(
    unknown: Mapping[str, Any],
    result: dict[str, Any],
    depth: int,
    wrong: Refused | None,
) -> Refused | None:
    """Adds to `result` what came beside the fields; returns what is wrong with the object by now."""
    for wire, x in unknown.items():
        try:
            result.setdefault(wire, write_json(x, depth))
        except Refused as error:
            wrong = error.below(wire, unknown, wrong)
    return wrong


def _wrong_group(
    members: Iterable[str], demanded: bool, result: Mapping[str, Any]
) -> Refused:
    """Return what is wrong with a one-of of the object that `result` is the wire form of."""
    given = [wire for wire in members if result.get(wire) is not None]
    rule = f"{'exactly' if demanded else 'at most'} one of {', '.join(members)} must be set"
    found = f"{', '.join(given)} are" if given else "none is"
    return Refused(result, "ONE_OF", f"{rule}; {found}")
