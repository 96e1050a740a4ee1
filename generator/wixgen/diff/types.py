"""Compares types: their fields, one-of groups and values."""

from __future__ import annotations

from collections.abc import Sequence

from wixgen.diff.alike import fields_alike, pairs
from wixgen.diff.context import Context, Where
from wixgen.diff.rules import ANY_TO, PAIRS, RULES, Consumer, Verdict, Verdicts
from wixgen.diff.words import attribute_of, class_of, spelt_type
from wixgen.package import names
from wixgen.spec.api import (
    EnumType,
    EnumValue,
    Field,
    Kind,
    ListOf,
    MapOf,
    Named,
    ObjectType,
    OneOfGroup,
    Type,
)
from wixgen.spec.limits import LIMITS, exact

#: The rules of a field that isn't documented, which comes or goes.
UNDOCUMENTED = ("undocumented-field-added", "undocumented-field-removed")
_LETTERS = {
    "B": Verdict.BREAKING,
    "R": Verdict.RISKY,
    "A": Verdict.ADDITIVE,
    "D": Verdict.DOCS,
}


def compare_named(context: Context, resource: str, old: Named, new: Named) -> None:
    """Compare two types of one meaning."""
    where = Where(resource, new.name, class_of(new), context.reach(old, new))
    places = (old.note.at, new.note.at)
    if old.name == new.name and class_of(old) != class_of(new):
        rule = "type-python-name-changed"
        classes = (class_of(old), class_of(new))
        context.tell(rule, where, classes, places, names=classes)
    if isinstance(old, EnumType) and isinstance(new, EnumType):
        context.notes(where, old.note, new.note)
        _compare_values(context, where, old, new)
    elif isinstance(old, ObjectType) and isinstance(new, ObjectType):
        context.notes(where, old.note, new.note)
        compare_fields(context, where, old, new)
    else:
        kinds, classes = (_kind(old), _kind(new)), (class_of(old), class_of(new))
        context.tell("type-kind-changed", where, kinds, places, names=classes)


def _kind(type_: Named) -> str:
    return "enum" if isinstance(type_, EnumType) else "object"


def _compare_values(
    context: Context, where: Where, old: EnumType, new: EnumType
) -> None:
    before = {value.value: value for value in old.values}
    after = {value.value: value for value in new.values}
    for wire, value in after.items():
        here = where.below(wire, _member(value))
        if wire not in before:
            context.tell(
                "enum-value-added", here, (None, wire), (old.note.at, value.at)
            )
            continue
        known = before[wire]
        places = (known.at, value.at)
        if _member(known) != _member(value):
            rule = "enum-value-python-name-changed"
            members = (_member(known), _member(value))
            context.tell(rule, here, members, places, names=members)
        context.notes(here, known, value)
    for wire, value in before.items():
        if wire not in after:
            here = where.below(wire, _member(value))
            context.tell(
                "enum-value-removed", here, (wire, None), (value.at, new.note.at)
            )


def _member(value: EnumValue) -> str:
    return names.member_name(value.value, value.python_name)


def compare_fields(
    context: Context, where: Where, old: ObjectType, new: ObjectType
) -> None:
    """Compare the fields and the one-of groups of two objects."""
    gone = [field for field in old.fields if new.field_named(field.wire) is None]
    came = [field for field in new.fields if old.field_named(field.wire) is None]
    renamed = pairs(gone, came, fields_alike(old.fields, new.fields))
    for before, after in renamed:
        context.renamed_fields[id(old), before.wire] = after.wire
        here = where.below(before.wire, attribute_of(before))
        attributes = (attribute_of(before), attribute_of(after))
        tell_renamed(context, "field-renamed", here, (before, after), attributes)
    moved = {id(field) for pair in renamed for field in pair}
    for field in new.fields:
        known = old.field_named(field.wire)
        if known is not None and is_unchanged(context, where.resource, known, field):
            continue
        here = where.below(field.wire, attribute_of(field))
        if known is not None:
            compare_field(context, here, known, field, attribute_of(known))
        elif id(field) not in moved:
            value = spelt_type(field.type)
            rule = UNDOCUMENTED[0] if field.undocumented else "field-added"
            context.tell(rule, here, (None, value), (old.note.at, field.at))
    for field in gone:
        if id(field) not in moved:
            here = where.below(field.wire, attribute_of(field))
            value = spelt_type(field.type)
            rule = UNDOCUMENTED[1] if field.undocumented else "field-removed"
            context.tell(rule, here, (value, None), (field.at, new.note.at))
    compare_groups(context, where, old, new)


def tell_renamed(
    context: Context,
    rule: str,
    where: Where,
    fields: tuple[Field, Field],
    called: tuple[str, str],
) -> None:
    """Tell of a field with another name on the wire, and of what else is new about it.

    `called` are its Python names. Where that is kept, only those feel it who write names of the wire.
    """
    old, new = fields
    verdicts = dict(RULES[rule].verdicts)
    if called[0] == called[1]:
        verdicts = dict.fromkeys(verdicts, Verdict.DOCS)
        verdicts[Consumer.SENDS] = Verdict.RISKY
    change, places = (old.wire, new.wire), (old.at, new.at)
    context.tell(rule, where, change, places, verdicts, names=called)
    compare_field(context, where, old, new, where.python.rpartition(".")[2])


def is_unchanged(context: Context, resource: str, old: Field, new: Field) -> bool:
    """Return whether two fields of one name say the same, wherever they stand: so do nearly all."""
    sides = [{**vars(one), "at": None, "type": None} for one in (old, new)]
    if sides[0] != sides[1]:
        return False
    return type_change(context, resource, old.type, new.type) is None


def compare_field(
    context: Context,
    where: Where,
    old: Field,
    new: Field,
    old_python: str,
    *,
    is_parameter: bool = False,
) -> None:
    """Compare two fields of one name, or two parameters; `old_python` is what Python called it.

    Calls take parameters that aren't documented like any other, so to them it is a matter of words.
    """
    places = (old.at, new.at)
    python = where.python.rpartition(".")[2]
    if old_python != python:
        called = (old_python, python)
        context.tell("python-name-changed", where, called, places, names=called)
    if old.undocumented != new.undocumented:
        state = "undocumented" if new.undocumented else "documented"
        old_new = (old.undocumented, new.undocumented)
        change = (old_new[0], old_new[1])
        verdicts = {Consumer.SENDS: Verdict.DOCS} if is_parameter else None
        context.tell(f"field-became-{state}", where, change, places, verdicts)
    _compare_type(context, where, old, new)
    _compare_limits(context, where, old, new)
    _compare_flags(context, where, old, new)
    context.notes(where, old, new)


def _compare_flags(context: Context, where: Where, old: Field, new: Field) -> None:
    places = (old.at, new.at)
    flags = [
        ("read-only", old.read_only, new.read_only),
        ("immutable", old.immutable, new.immutable),
        ("always", old.always, new.always),
    ]
    for name, before, after in flags:
        if before != after:
            state = "set" if after else "unset"
            context.tell(f"{name}-{state}", where, (before, after), places)
    defaults = [field.default.value if field.default else None for field in (old, new)]
    if defaults[0] != defaults[1]:
        added = "default-added" if defaults[0] is None else "default-changed"
        rule = "default-removed" if defaults[1] is None else added
        context.tell(rule, where, (defaults[0], defaults[1]), places)


def _compare_limits(context: Context, where: Where, old: Field, new: Field) -> None:
    """Compare each limit; a narrower one refuses what was right."""
    for limit in LIMITS:
        before, after = old.limits.get(limit.name), new.limits.get(limit.name)
        if before == after:
            continue
        if before is None or after is None:
            rule = "limit-added" if before is None else "limit-removed"
        else:
            grows = exact(after) > exact(before)
            is_tighter = grows == (limit.side == "lower")
            rule = "limit-tightened" if is_tighter else "limit-loosened"
        places = (old.at, new.at)
        context.tell(rule, where, (before, after), places, fact=limit.name)


def _compare_type(context: Context, where: Where, old: Field, new: Field) -> None:
    verdicts = type_change(context, where.resource, old.type, new.type)
    if verdicts is None:
        return
    before, after = spelt_type(old.type), spelt_type(new.type)
    rule = (
        "format-added"
        if (before, after) == ("string", "guid")
        else "field-type-changed"
    )
    context.tell(rule, where, (before, after), (old.at, new.at), verdicts)


def type_change(
    context: Context, resource: str, old: Type, new: Type
) -> Verdicts | None:
    """Return what it means that a value is of another type; None if it is of the same."""
    match old, new:
        case (ListOf(item=one), ListOf(item=other)):
            return type_change(context, resource, one, other)
        case (MapOf(item=one), MapOf(item=other)):
            return type_change(context, resource, one, other)
        case (ObjectType() | EnumType(), ObjectType() | EnumType()):
            name = context.renamed.get((resource, old.name), old.name)
            same = name == new.name and type(old) is type(new)
            return None if same else RULES["field-type-changed"].verdicts
        case _ if old == new:
            return None
        case _:
            unknown = ANY_TO.get(_class(new), ("B", "B"))
            pair = PAIRS.get((_class(old), _class(new)), unknown)
            sends, gets = (_LETTERS[letter] for letter in pair)
            return {Consumer.SENDS: sends, Consumer.GETS: gets, Consumer.EVENTS: gets}


def _class(type_: Type) -> str:
    """Return what `PAIRS` knows a type by."""
    match type_:
        case ListOf():
            return "list"
        case MapOf():
            return "map"
        case EnumType():
            return "enum"
        case ObjectType():
            return "named"
        case Kind():
            return str(type_)


def compare_groups(
    context: Context, where: Where, old: ObjectType, new: ObjectType
) -> None:
    """Compare the one-of groups of two objects."""
    before = {group.name: group for group in old.groups}
    after = {group.name: group for group in new.groups}
    gone = [group for name, group in before.items() if name not in after]
    came = [group for name, group in after.items() if name not in before]
    renamed = pairs(gone, came, _groups_alike)
    for one, other in renamed:
        context.renamed_fields[id(old), one.name] = other.name
        here = where.below(one.name, names.field_name(one.name))
        places = (one.at, other.at)
        called = (names.field_name(one.name), names.field_name(other.name))
        change = (one.name, other.name)
        context.tell("group-renamed", here, change, places, names=called)
        _compare_members(context, here, one, other, (old, new))
    moved = {id(group) for pair in renamed for group in pair}
    for name, group in after.items():
        here = where.below(name, names.field_name(name))
        if name in before:
            _compare_members(context, here, before[name], group, (old, new))
        elif id(group) not in moved:
            present = sum(
                old.field_named(member) is not None for member in group.members
            )
            verdicts = dict(RULES["group-added"].verdicts)
            if present <= 1:  # no request that was right has two of them
                verdicts[Consumer.SENDS] = Verdict.ADDITIVE
            members = list(group.members)
            context.tell(
                "group-added", here, (None, members), (old.note.at, group.at), verdicts
            )
    for group in gone:
        if id(group) not in moved:
            here = where.below(group.name, names.field_name(group.name))
            places = (group.at, new.note.at)
            context.tell("group-removed", here, (list(group.members), None), places)


def _groups_alike(one: OneOfGroup, other: OneOfGroup) -> float:
    first, second = {*one.members}, {*other.members}
    share = len(first & second) / len(first | second)
    return share if share >= 0.5 else 0


def _compare_members(
    context: Context,
    where: Where,
    old: OneOfGroup,
    new: OneOfGroup,
    owners: tuple[ObjectType, ObjectType],
) -> None:
    places = (old.at, new.at)
    for member in _without(new.members, old.members):
        is_new = owners[0].field_named(member) is None
        rule = "group-member-added" if is_new else "group-member-drawn-in"
        context.tell(
            rule, where.below(member, names.field_name(member)), (None, member), places
        )
    for member in _without(old.members, new.members):
        if (
            owners[1].field_named(member) is not None
        ):  # else that the field is gone says it
            here = where.below(member, names.field_name(member))
            context.tell("group-member-left", here, (member, None), places)
    context.notes(where, old, new)


def _without(members: Sequence[str], others: Sequence[str]) -> list[str]:
    return [member for member in members if member not in others]
