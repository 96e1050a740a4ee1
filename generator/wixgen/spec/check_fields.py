"""Checks of fields: types, limits, defaults, groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wixgen.diagnostics import Diagnostics
from wixgen.spec.api import (
    EnumType,
    Field,
    Group,
    Kind,
    Limits,
    ListOf,
    Named,
    Note,
    ObjectType,
    Type,
)
from wixgen.spec.language import FieldDecl, Fields, GroupDecl, Reviewed
from wixgen.spec.shapes import hint
from wixgen.spec.source import Text
from wixgen.spec.types import KINDS, resolve

INT32 = range(-(2**31), 2**31)
COMMON_PREFIX = "common."


class Scope:
    """What a type name means in one file: a primitive, a type of the file, `common.<Type>`."""

    def __init__(
        self, local: Mapping[str, Named], common: Mapping[str, Named], report: Diagnostics
    ) -> None:
        self.local = local
        self.common = common
        self.report = report

    def type(self, expression: Text) -> Type | None:
        """The type that `expression` names; None after reporting that there is none."""
        if resolved := resolve(expression, self._lookup):
            return resolved
        name = expression.replace("list[", "").replace("map[", "").rstrip("]")
        message = f"there is no type `{name[:80]}`"
        if expression.count("[") != expression.count("]"):
            message = f"the brackets of `{expression[:80]}` don't match"
        names = [*KINDS, *self.local, *(COMMON_PREFIX + one for one in self.common)]
        self.report.error(expression.place, "undefined-type", message, help=hint(name, names))
        return None

    def object_type(self, expression: Text) -> ObjectType | None:
        """The object type that `expression` names; None after reporting that it is none."""
        resolved = self.type(expression)
        if isinstance(resolved, ObjectType):
            return resolved
        if resolved is not None:
            message = f"`{expression}` is not an object type"
            self.report.error(expression.place, "not-an-object", message)
        return None

    def _lookup(self, name: str) -> Named | None:
        if name.startswith(COMMON_PREFIX):
            return self.common.get(name.removeprefix(COMMON_PREFIX))
        return self.local.get(name)


def note(decl: Reviewed) -> Note:
    """The part of a declaration that every node carries."""
    return Note(
        at=decl.at,
        description=decl.description or "",
        deprecated=decl.deprecated or False,
        python_name=decl.name or "",
    )


def fill(target: ObjectType, declared: Fields, scope: Scope) -> None:
    """Add the declared fields and groups to `target`."""
    seen: dict[str, Text] = {}
    for name, field_decl in _flat(declared):
        if name in seen:
            message = f"the field `{name}` is already declared at line {seen[name].place.line}"
            scope.report.error(name.place, "duplicate-field", message)
        elif made := _field(name, field_decl, scope):
            seen[name] = name
            target.fields.append(made)
    for name, decl in declared.items():
        if isinstance(decl, GroupDecl):
            _add_group(target, name, decl, seen, scope.report)


def _flat(declared: Fields) -> Iterator[tuple[Text, FieldDecl]]:
    for name, decl in declared.items():
        if isinstance(decl, GroupDecl):
            yield from decl.one_of.items()
        else:
            yield name, decl


def _add_group(
    target: ObjectType, name: Text, decl: GroupDecl, seen: Mapping[str, Text], report: Diagnostics
) -> None:
    if name in seen:
        message = f"the group `{name}` has the name of a field"
        report.error(name.place, "duplicate-field", message, help="give the group another name")
        return
    if not decl.one_of:
        report.error(decl.place("one_of"), "empty-group", f"the group `{name}` has no members")
        return
    target.groups.append(
        Group(
            at=name.place,
            description=decl.description or "",
            name=name,
            members=tuple(str(member) for member in decl.one_of),
        )
    )


def _field(name: Text, decl: FieldDecl, scope: Scope) -> Field | None:
    resolved = scope.type(decl.type)
    if resolved is None:
        return None
    limits = Limits(
        decl.min, decl.max, decl.min_length, decl.max_length, decl.min_items, decl.max_items
    )
    _check_limits(decl, resolved, limits, scope.report)
    _check_default(decl, resolved, limits, scope.report)
    base = note(decl)
    return Field(
        at=name.place,
        description=base.description,
        deprecated=base.deprecated,
        python_name=base.python_name,
        wire=name,
        type=resolved,
        limits=limits,
        default=decl.default,
        read_only=decl.read_only,
        immutable=decl.immutable,
        undocumented=decl.undocumented,
        half="rest" if decl.half == "rest" else "sdk" if decl.half == "sdk" else None,
    )


def _check_limits(decl: FieldDecl, type_: Type, limits: Limits, report: Diagnostics) -> None:
    families = (
        ("min", "max", isinstance(type_, Kind) and type_.is_number, "numbers"),
        ("min_length", "max_length", isinstance(type_, Kind) and type_.is_text, "texts"),
        ("min_items", "max_items", isinstance(type_, ListOf), "lists"),
    )
    for low, high, fits, what in families:
        least, most = getattr(limits, low), getattr(limits, high)
        for key, value in ((low, least), (high, most)):
            if value is None:
                continue
            if not fits:
                message = f"`{key}` is for {what}, this is `{decl.type}`"
                report.error(decl.place(key), "limit-type", message)
            elif not _representable(type_, value):
                message = f"`{value}` is no {type_}"
                report.error(decl.place(key), "limit-range", message)
        if least is not None and most is not None and least > most:
            message = f"`{low}` ({least}) is above `{high}` ({most})"
            report.error(decl.place(low), "limit-order", message)


def _representable(type_: Type, value: float) -> bool:
    if type_ is Kind.INT32:
        return isinstance(value, int) and value in INT32
    if type_ in {Kind.INTEGER, Kind.INT64}:
        return isinstance(value, int)
    return True


def _check_default(decl: FieldDecl, type_: Type, limits: Limits, report: Diagnostics) -> None:
    if decl.default is None:
        return
    value = decl.default.value
    if isinstance(type_, EnumType):
        known = [one.value for one in type_.values]
        if value not in known:
            message = f"the default `{value}` is not a value of `{type_.name}`"
            report.error(
                decl.place("default"), "bad-default", message, help=hint(str(value), known)
            )
    elif not _fits(type_, value):
        message = f"the default `{value}` is no `{decl.type}`"
        report.error(decl.place("default"), "bad-default", message)
    elif isinstance(value, int | float) and not _within(value, limits.min, limits.max):
        message = f"the default `{value}` is outside the limits"
        report.error(decl.place("default"), "bad-default", message)
    elif isinstance(value, str) and not _within(len(value), limits.min_length, limits.max_length):
        message = "the default's length is outside the limits"
        report.error(decl.place("default"), "bad-default", message)


def _fits(type_: Type, value: object) -> bool:
    match type_:
        case Kind.JSON:
            return True
        case Kind.BOOLEAN:
            return isinstance(value, bool)
        case Kind.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Kind() if type_.is_number:
            return isinstance(value, int) and not isinstance(value, bool)
        case Kind() if type_ is not Kind.OBJECT:
            return isinstance(value, str)
        case _:
            return isinstance(value, list if isinstance(type_, ListOf) else dict)


def _within(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)
