"""Merges fields, one-of groups, enums and types of a page into those of a spec."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from wixgen.pages.reconcile.records import (
    MAX_DEPTH,
    Covered,
    first_anchor,
    insert,
    is_fixed,
    suits,
)
from wixgen.pages.reconcile.type_matching import COMMON, Types, refines
from wixgen.pages.spec_data import (
    declared,
    fields_of,
    flat,
    groups_of,
    members,
    unwrapped,
    wrapped,
)
from wixgen.spec.limits import LIMITS_BY_NAME
from wixgen.spec.types import KINDS
from wixgen.spec_text.scalars import depth
from wixgen.spec_text.text_tree import Data, Moves, Tree, UpdateError, is_record

_FLAGS = ("undocumented", "half")  # never added: another page may know better
_REVIEW = ("name", "source", "correction")  # a person's
_SENTENCES = {"title", "description"}
#: What any declaration may say beside its facts.
NOTES = ("replaced_by", "removal_date", "maturity")


class FieldMerger:
    """Merges types, parameters and returns; `moves` takes the fields that a group takes up."""

    def __init__(
        self,
        types: Types,
        tree: Tree,
        moves: Moves,
        *,
        describe: bool,
        adds_only: bool = False,
    ) -> None:
        self.types = types
        self.tree = tree
        self.moves = moves
        self.describe = describe
        self.adds_only = adds_only

    def fill(self, record: Data, shown: Data) -> None:
        """Add sentences and the note of deprecation where there are none, a source to what is new."""
        if shown.get("source") and not record:
            record["source"] = shown["source"]
        for key in ("title", "description"):
            if self.describe and shown.get(key) and not record.get(key):
                record[key] = shown[key]
        if shown.get("deprecated") and not record.get("deprecated"):
            value = shown["deprecated"]
            record["deprecated"] = value if self.describe else True
        covered = Covered(record, adds_only=self.adds_only)
        for key in NOTES:
            if key in shown and (key not in record or key not in covered):
                record[key] = shown[key]

    def merge_type(self, record: Data, shown: Data, excluded: set[str]) -> None:
        """Merge a type; `excluded` members are not added: a person has put them elsewhere."""
        if is_fixed(record):
            return
        is_new = not record
        self.fill(record, shown)
        if "fields" in shown:
            if "fields" not in record:
                record["fields"] = Data()
            fields = shown["fields"]
            if is_new and record.get("source"):  # it is said of the type already
                fields = _without_sources(fields)
            self.merge_fields(record["fields"], fields, excluded)
        if "enum" in shown:
            if "enum" not in record:
                record["enum"] = Data()
            self._merge_values(record["enum"], shown["enum"], excluded)

    def copy_of_common(self, name: str) -> Data:
        """Copy the common type that the page says more than; an empty record if there is none."""
        if name not in self.types.outgrown:
            return {}
        record: Data = deepcopy(self.types.common[self.types.outgrown[name]])
        for owner in (
            fields_of(record),
            *map(_members, groups_of(fields_of(record)).values()),
        ):
            for wire, decl in owner.items():
                if is_record(decl) and "one_of" in decl:
                    continue
                wrappers, inner = unwrapped(declared(decl)["type"])
                if inner not in KINDS:
                    expression = wrapped(wrappers, COMMON + inner)
                    owner[wire] = {**declared(decl), "type": expression}
        return record

    def _merge_values(self, known: Data, shown: Data, excluded: set[str]) -> None:
        anchor = first_anchor(known, shown)
        for value, decl in shown.items():
            if value in excluded and value not in known:
                continue
            if value not in known:
                insert(known, anchor, value, None)
            anchor = value
            if is_fixed(known[value]):
                continue
            record = _value_record(known[value])
            before = dict(record)
            self.fill(record, _value_record(decl))
            if record != before:
                is_short = set(record) == {"description"}
                known[value] = record["description"] if is_short else record

    def merge_fields(self, known: Data, shown: Data, excluded: set[str]) -> None:
        """Merge the fields of a type, the parameters of a method, or what it returns."""
        anchor = first_anchor(known, self._shown_in_spec(known, shown))
        for name, decl in shown.items():
            if "one_of" in declared(decl):
                anchor = self._merge_group(known, shown, name, anchor, excluded)
                continue
            owner, group = owner_of(known, name)
            if owner is None:
                if name in excluded:
                    continue
                if name in known:
                    raise UpdateError(
                        f"the one-of group `{name}` has the name of a field: rename it"
                    )
                insert(known, anchor, name, {})
                owner = known
            self._merge_field(owner, name, decl, is_frozen=is_fixed(known.get(group)))
            anchor = group or name

    def _shown_in_spec(self, known: Data, shown: Data) -> list[str]:
        """Return the entries of `known` that the page shows: fields, and groups of shown fields."""
        owners = (owner_of(known, name) for name, _ in flat(shown))
        names = [name for name, _ in flat(shown) if name in known]
        return names + [group for _, group in owners if group]

    def _merge_group(
        self,
        known: Data,
        shown: Data,
        name: str,
        anchor: str | None,
        excluded: set[str],
    ) -> str | None:
        """Merge a group; return the entry that the next field goes after."""
        decl = shown[name]
        wanted = {
            wire: member
            for wire, member in decl["one_of"].items()
            if wire not in excluded
        }
        group = group_like(known, set(decl["one_of"]))
        if group is None:
            plain = [
                wire for wire in known if wire in wanted and not is_fixed(known[wire])
            ]
            if plain:
                group = self._group_up(known, shown, name, plain)
            elif any(owner_of(known, wire)[0] is None for wire in wanted):
                group = add_group(known, shown, name, anchor)
            else:  # all of them are corrected, or there are none
                return anchor
        if is_fixed(known[group]):
            self._merge_around(known, wanted)
        else:
            self.fill(known[group], decl)
            self._merge_members(known, known[group]["one_of"], wanted)
        return group

    def _merge_around(self, known: Data, wanted: Data) -> None:
        """Merge the members of a corrected group that a person has put elsewhere."""
        for wire, decl in wanted.items():
            owner, group = owner_of(known, wire)
            if owner is not None and not is_fixed(known.get(group)):
                self._merge_field(owner, wire, decl)

    def _merge_members(self, known: Data, one_of: Data, wanted: Data) -> None:
        anchor = first_anchor(one_of, wanted)
        for wire, decl in wanted.items():
            owner, _ = owner_of(known, wire)
            if owner is known and not is_fixed(known[wire]):
                self._move(known, wire, one_of, anchor)
            owner, group = owner_of(known, wire)
            if owner is None:
                insert(one_of, anchor, wire, {})
                owner = one_of
            if owner is one_of:
                anchor = wire
            self._merge_field(owner, wire, decl, is_frozen=is_fixed(known.get(group)))

    def _group_up(self, known: Data, shown: Data, name: str, plain: list[str]) -> str:
        """Make a group of fields that the spec has one by one; return its name."""
        place = list(known).index(plain[0])
        anchor = list(known)[place - 1] if place else None
        group = add_group(known, shown, name, anchor)
        for wire in plain:
            self._move(known, wire, known[group]["one_of"], None)
        return group

    def _move(self, known: Data, name: str, one_of: Data, anchor: str | None) -> None:
        """Move a field into a group, after `anchor`, or to its end."""
        if anchor is None:
            anchor = last_of(one_of)
        move_entry(self.tree, self.moves, (known, name), (one_of, name), anchor)

    def _merge_field(
        self, owner: Data, name: str, decl: Any, *, is_frozen: bool = False
    ) -> None:
        known, shown = owner[name], declared(decl)
        if is_fixed(known) or is_frozen:
            return
        record: Data = known if is_record(known) else declared(known)
        is_short = not record or not is_record(known)
        if record:
            self._update_field(record, shown, Covered(record, adds_only=self.adds_only))
        else:
            self._create_field(record, shown)
        if is_short:
            owner[name] = record["type"] if set(record) == {"type"} else record

    def _create_field(self, record: Data, shown: Data) -> None:
        for key, value in shown.items():
            if key == "type":
                record[key] = self.types.translated(value)
            elif (
                key not in {*_SENTENCES, *NOTES, "deprecated", "correction"}
                and depth(value) <= MAX_DEPTH
            ):
                record[key] = value
        self.fill(record, shown)

    def _update_field(self, record: Data, shown: Data, covered: Covered) -> None:
        printed = shown["type"]
        is_open = "type" not in covered or (
            self.adds_only and refines(record["type"], printed)
        )
        if self.types.contradicted(record["type"], printed) and is_open:
            record["type"] = self.types.translated(printed)
            for key in list(record):
                is_lost = (
                    key == "default"
                    and key not in shown
                    and not self._enum(record["type"])
                )
                if is_lost or not self._suits(
                    record["type"], printed, key, record[key]
                ):
                    del record[key]
        for key in () if self.adds_only else _FLAGS:
            if key in record and key not in shown:
                del record[key]
        for key, value in shown.items():
            if key in {"type", "deprecated", *NOTES, *_SENTENCES, *_FLAGS, *_REVIEW}:
                continue
            if key in record:
                if key not in covered and _differ(record[key], value):
                    is_map = key == "attributes"
                    record[key] = {**record[key], **value} if is_map else value
            elif (
                self._suits(record["type"], printed, key, value)
                and depth(value) <= MAX_DEPTH
            ):
                record[key] = value
        self.fill(record, shown)

    def _suits(self, type_: str, printed: str, key: str, value: Any) -> bool:
        """Return whether a field of this type can have a limit or a default."""
        wrappers, inner = unwrapped(type_)
        if key in LIMITS_BY_NAME:
            return suits(type_, key, value)
        if key == "format":
            return inner in KINDS
        if key != "default" or wrappers:
            return True
        decl = self.types.decl(inner) or self.types.shown.get(unwrapped(printed)[1])
        if decl and "enum" in decl:
            return value in members(decl)
        return inner not in KINDS or inner == printed

    def _enum(self, expression: str) -> set[str]:
        """Return the values of an enum; none if the type is no enum."""
        decl = self.types.decl(expression) or self.types.shown.get(expression) or {}
        return members(decl) if "enum" in decl else set()


def add_group(known: Data, shown: Data, name: str, anchor: str | None) -> str:
    """Add an empty group after `anchor`, named `name` if nothing in spec and page is; return its name."""
    taken = {*known, *dict(flat(known)), *dict(flat(shown))}
    proposals = (name, f"{name}Group", *(f"{name}Group{n}" for n in range(2, 1000)))
    group = next(proposal for proposal in proposals if proposal not in taken)
    insert(known, anchor, group, {"one_of": {}})
    return group


def move_entry(
    tree: Tree,
    moves: Moves,
    origin: tuple[Data, str],
    target: tuple[Data, str],
    anchor: str | None,
) -> None:
    """Move an entry with its comments, each place given as a mapping and a key, to after `anchor`."""
    (source, old), (record, new) = origin, target
    entry = tree.entry_of(source, old, moves)
    insert(record, anchor, new, source[old])
    del source[old]
    if entry is not None:
        moves.add(record, new, entry)


def last_of(record: Data) -> str | None:
    """Return the last key of a mapping; None if it is empty."""
    return next(reversed(record), None)


def group_like(fields: Data, wanted: set[str]) -> str | None:
    """Find the group that shares most members with `wanted`: the first, if several do."""
    groups = groups_of(fields)
    shares = {name: len(wanted & set(decl["one_of"])) for name, decl in groups.items()}
    best = max(shares, key=lambda name: shares[name], default=None)
    return best if best is not None and shares[best] else None


def owner_of(fields: Data, name: str) -> tuple[Data | None, str]:
    """Find the mapping that declares a field, and the name of its group; "" without one."""
    if name in fields and "one_of" not in declared(fields[name]):
        return fields, ""
    for group, decl in fields.items():
        if is_record(decl) and name in decl.get("one_of", ()):
            return decl["one_of"], group
    return None, ""


def _members(group: Data) -> Data:
    members: Data = group["one_of"]
    return members


def _without_sources(fields: Data) -> Data:
    """Return fields and groups without what says where they come from."""
    return {
        wire: {
            key: _without_sources(value) if key == "one_of" else value
            for key, value in declared(decl).items()
            if key != "source"
        }
        for wire, decl in fields.items()
    }


def _value_record(decl: Any) -> Data:
    """Return an enum value's declaration as a record; in a spec it may be a text or nothing."""
    if is_record(decl):
        return decl
    return {"description": decl} if decl else {}


def _differ(known: Any, shown: Any) -> bool:
    return type(known) is not type(shown) or known != shown
