"""Checks of fields: types, names, groups."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypedDict

from wixgen.diagnostics import Diagnostics, quoted
from wixgen.spec.api import (
    EnumType,
    Field,
    Kind,
    Named,
    ObjectType,
    OneOfGroup,
    Type,
)
from wixgen.spec.check_values import check_default, check_format, check_limits
from wixgen.spec.language import WORD, FieldDecl, Fields, GroupDecl, Reviewed
from wixgen.spec.messages import hint
from wixgen.spec.source import Text
from wixgen.spec.types import KINDS, innermost_name, resolve

COMMON_PREFIX = "common."


class Names(dict[str, Named | Kind]):
    """Types by name; UNKNOWN where a declaration was refused, which was reported.

    Not complete: some declarations could not even be told apart.
    """

    is_complete: bool = True

    def known(self) -> list[Named]:
        """Return the types that are whole."""
        return [
            declared
            for declared in self.values()
            if isinstance(declared, ObjectType | EnumType)
        ]


class Scope:
    """The meaning of type names in one file: a primitive, a type of the file, `common.<Type>`."""

    def __init__(self, local: Names, common: Names, report: Diagnostics) -> None:
        self.local = local
        self.common = common
        self.report = report

    def type(self, expression: Text) -> Type:
        """Return the type that `expression` names; UNKNOWN after reporting that there is none."""
        if resolved := resolve(expression, self._lookup):
            return resolved
        name, start = innermost_name(expression)
        if expression.count("[") != expression.count("]"):
            message = f"the brackets of {quoted(expression)} don't match"
            self.report.error(expression.place, "undefined-type", message)
        else:
            message = f"there is no type {quoted(name)}"
            self.report.error(
                expression.place_of(start),
                "undefined-type",
                message,
                help=lambda: self._hint(name),
            )
        return Kind.UNKNOWN

    def object_type(self, expression: Text) -> ObjectType | None:
        """Return the object type that `expression` names; None after reporting that it is none."""
        resolved = self.type(expression)
        if isinstance(resolved, ObjectType):
            return resolved
        if resolved is not Kind.UNKNOWN:
            message = f"{quoted(expression)} is not an object type"
            help = "name a type that has `fields`"
            self.report.error(expression.place, "not-an-object", message, help=help)
        return None

    def _lookup(self, name: str) -> Type | None:
        is_common = name.startswith(COMMON_PREFIX)
        names = self.common if is_common else self.local
        found = names.get(name.removeprefix(COMMON_PREFIX))
        return found if found or names.is_complete else Kind.UNKNOWN

    def _hint(self, name: str) -> str:
        if name in self.common:
            return f"did you mean `{COMMON_PREFIX}{name}`?"
        return hint(
            name,
            [*KINDS, *self.local, *(COMMON_PREFIX + common for common in self.common)],
        )


class Noted(TypedDict):
    """The facts of a `Note`, but for its place."""

    description: str
    deprecated: bool | str
    python_name: str
    source: str
    correction: str
    removal_date: str
    maturity: str


def noted(decl: Reviewed, report: Diagnostics) -> Noted:
    """Return the facts of a declaration that every node carries; a day that can't be meant is reported."""
    return Noted(
        description=decl.description or "",
        deprecated=_deprecation(decl),
        python_name=decl.name or "",
        source=decl.source or "",
        correction=decl.correction or "",
        removal_date=_removal_date(decl, report),
        maturity=decl.maturity or "",
    )


def _deprecation(decl: Reviewed) -> bool | str:
    """Return whether something is deprecated, or what to do about it, as far as that is said."""
    if decl.replaced_by and decl.deprecated is True:
        return f"Use `{decl.replaced_by}` instead."
    return decl.deprecated or False


def _removal_date(decl: Reviewed, report: Diagnostics) -> str:
    """Return the day after which it may be gone; empty if there is none, or no such day."""
    day = decl.removal_date
    if day is None:
        return ""
    try:
        date.fromisoformat(day)
    except ValueError:
        message = f"there is no day {quoted(day)}"
        report.error(day.place, "removal-date", message)
        return ""
    if not decl.deprecated:
        message = "there is a removal date, but it isn't deprecated"
        help = "add `deprecated: true`, or what to use instead"
        report.warn(day.place, "removal-date", message, help=help)
    return str(day)


def plain_texts(entries: Mapping[Text, Text]) -> dict[str, str]:
    """Return texts by name without their places."""
    return {str(name): str(text) for name, text in entries.items()}


def fill(target: ObjectType, declared: Fields, scope: Scope) -> None:
    """Add the declared fields and groups to `target`."""
    seen: dict[str, Text] = {}
    for name, field_decl in _flat(declared):
        if name in seen:
            message = f"the field {quoted(name)} is already declared at line {seen[name].place.line}"
            scope.report.error(name.place, "duplicate-field", message)
        else:
            seen[name] = name
            target.fields.append(_field(name, field_decl, scope))
    groups = _groups(declared).values()
    lost = (
        declared.unread.union(*(group.one_of.unread for group in groups)) - seen.keys()
    )
    target.fields += [
        Field(at=target.note.at, wire=name, type=Kind.UNKNOWN) for name in sorted(lost)
    ]
    target.is_partial = not (
        declared.is_whole and all(group.one_of.is_whole for group in groups)
    )
    for name, group in _groups(declared).items():
        _add_group(target, name, group, seen, scope.report)


def _groups(declared: Fields) -> dict[Text, GroupDecl]:
    return {
        name: entry for name, entry in declared.items() if isinstance(entry, GroupDecl)
    }


def _flat(declared: Fields) -> Iterator[tuple[Text, FieldDecl]]:
    for name, decl in declared.items():
        if isinstance(decl, GroupDecl):
            yield from decl.one_of.items()
        else:
            yield name, decl


def _add_group(
    target: ObjectType,
    name: Text,
    decl: GroupDecl,
    seen: Mapping[str, Text],
    report: Diagnostics,
) -> None:
    if name in seen:
        message = f"the group {quoted(name)} has the name of a field"
        report.error(
            name.place, "duplicate-field", message, help="give the group another name"
        )
        return
    if not re.fullmatch(WORD, name):
        message = f"{quoted(name)} is no name for a group"
        help = "it is a name of ours: a letter, then letters, digits and underscores"
        report.error(name.place, "bad-name", message, help=help)
    if not decl.one_of and decl.one_of.is_complete:
        report.error(
            decl.place("one_of"),
            "empty-group",
            f"the group {quoted(name)} has no members",
        )
    target.groups.append(
        OneOfGroup(
            at=name.place,
            description=decl.description or "",
            name=name,
            members=tuple(str(member) for member in decl.one_of),
        )
    )


def _field(name: Text, decl: FieldDecl, scope: Scope) -> Field:
    type_ = scope.type(decl.type)
    limits = check_limits(decl, type_, scope.report)
    check_default(decl, type_, limits, scope.report)
    return Field(
        at=name.place,
        **noted(decl, scope.report),
        wire=name,
        type=type_,
        limits=limits,
        default=decl.default,
        read_only=decl.read_only,
        immutable=decl.immutable,
        always=decl.always,
        undocumented=decl.undocumented,
        format=check_format(decl, type_, scope.report),
        attributes=plain_texts(decl.attributes),
        half="rest" if decl.half == "rest" else "sdk" if decl.half == "sdk" else None,
    )
