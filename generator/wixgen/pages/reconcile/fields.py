"""Merges fields, one-of groups, enums and types of a page into those of a spec."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from wixgen.pages.reconcile.owners import Owners
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
        owners, page = Owners(known), Owners(shown)
        anchor = first_anchor(known, self._shown_in_spec(owners, shown))
        for name, decl in shown.items():
            if "one_of" in declared(decl):
                anchor = self._merge_group(owners, page, name, anchor, excluded)
                continue
            owner, group = owners.owner_of(name)
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

    def _shown_in_spec(self, owners: Owners, shown: Data) -> list[str]:
        """Return the entries of the spec that the page shows: fields, and groups of shown fields."""
        found = (owners.owner_of(name) for name, _ in flat(shown))
        names = [name for name, _ in flat(shown) if name in owners.fields]
        return names + [group for _, group in found if group]

    def _merge_group(
        self,
        owners: Owners,
        page: Owners,
        name: str,
        anchor: str | None,
        excluded: set[str],
    ) -> str | None:
        """Merge a group; return the entry that the next field goes after."""
        known, decl = owners.fields, page.fields[name]
        wanted = {
            wire: member
            for wire, member in decl["one_of"].items()
            if wire not in excluded
        }
        group = owners.group_like(decl["one_of"])
        if group is None:
            plain = {
                wire for wire in wanted if wire in known and not is_fixed(known[wire])
            }
            if plain:
                group = self._group_up(owners, page, name, plain)
            elif any(owners.owner_of(wire)[0] is None for wire in wanted):
                group = owners.add_group(page, name, anchor)
            else:  # all of them are corrected, or there are none
                return anchor
        if is_fixed(known[group]):
            self._merge_around(owners, wanted)
        else:
            self.fill(known[group], decl)
            self._merge_members(owners, group, wanted)
        return group

    def _merge_around(self, owners: Owners, wanted: Data) -> None:
        """Merge the members of a corrected group that a person has put elsewhere."""
        for wire, decl in wanted.items():
            owner, group = owners.owner_of(wire)
            if owner is not None and not is_fixed(owners.fields.get(group)):
                self._merge_field(owner, wire, decl)

    def _merge_members(self, owners: Owners, name: str, wanted: Data) -> None:
        """Merge the members of the group `name` of the spec."""
        known = owners.fields
        one_of: Data = known[name]["one_of"]
        anchor = first_anchor(one_of, wanted)
        for wire, decl in wanted.items():
            owner, _ = owners.owner_of(wire)
            if owner is known and not is_fixed(known[wire]):
                self._move(owners, wire, name, anchor)
            owner, group = owners.owner_of(wire)
            if owner is None:
                insert(one_of, anchor, wire, {})
                owners.join(wire, name)
                owner = one_of
            if owner is one_of:
                anchor = wire
            self._merge_field(owner, wire, decl, is_frozen=is_fixed(known.get(group)))

    def _group_up(
        self, owners: Owners, page: Owners, name: str, plain: set[str]
    ) -> str:
        """Make a group of fields that the spec has one by one; return its name."""
        order = list(owners.fields)
        places = [place for place, wire in enumerate(order) if wire in plain]
        anchor = order[places[0] - 1] if places[0] else None
        group = owners.add_group(page, name, anchor)
        for place in places:
            self._move(owners, order[place], group, None)
        return group

    def _move(self, owners: Owners, name: str, group: str, anchor: str | None) -> None:
        """Move a field into a group, after `anchor`, or to its end."""
        known = owners.fields
        one_of: Data = known[group]["one_of"]
        if anchor is None:
            anchor = last_of(one_of)
        move_entry(self.tree, self.moves, (known, name), (one_of, name), anchor)
        owners.join(name, group)

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
