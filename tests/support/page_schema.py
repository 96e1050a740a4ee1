"""The lines of a schema fence: fields, one-of groups, enums, at Wix's columns.

The field of level n stands in column `base + 3 n`, the enum of a field in `base + 3 + 4 n`;
members of a ONE-OF are one level deeper than its line. Under a top-level object parameter that
is broken: the ONE-OF line stands in column 4, its members in 5 and all other fields in 8.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Literal

from support.page_facts import (
    Facts,
    facts_on_page,
    marked_facts,
    printed_facts,
    said_with_units,
)
from support.page_style import OLD, Style, some
from support.page_words import Half, odd_word_of, word_of
from wixgen.spec.api import (
    EnumType,
    Field,
    Kind,
    ListOf,
    ObjectType,
    OneOfGroup,
    Type,
)

View = Literal["request", "response"]

SDK_NAMES = {
    "id": "_id",
    "createdDate": "_createdDate",
    "updatedDate": "_updatedDate",
}
_FREE = {Kind.OBJECT, Kind.JSON}
_CODE = '\n```json\n{ "a": [1] }\n```\nThat is how.'
_ONE_OF_COLUMN = 4  # under a top-level object parameter
_MEMBER_LEVEL = 1
_OTHER_LEVEL = 2
_ITEM_LEVEL = 4  # the fields of a list parameter's items


def on_one_line(text: str) -> str:
    """Descriptions in a schema have a space for every line break."""
    return text.strip().replace("\r\n", " ").replace("\n", " ")


def in_sdk(path: str) -> str:
    """A dotted wire path in the SDK's names."""
    return ".".join(SDK_NAMES.get(one, one) for one in path.split("."))


def through_lists(type_: Type) -> Type:
    """The type inside all lists."""
    while isinstance(type_, ListOf):
        type_ = type_.item
    return type_


@dataclass
class Printed:
    """What pages show at all: nothing else can be read from them.

    Attributes:
        fields: (owner, wire name); the owner is `<package>.<module>.<Type>`, `common.<Type>`, or
            `<package>.<module>.<method> parameters` and `… returns`.
        groups: (owner, group).
        required_groups: (`<package>.<module>.<method>`, dotted path) of groups that a REST half calls
            required at that very place.
        enums: Owners whose values are printed.
        payloads: `<package>.<module>.<webhook>` of webhooks whose page shows an entity or a body.
        examples: Page -> the requests that its examples send.
        sdk_fields: Of the fields, those that a JavaScript half shows: only there a date is one.
        returned: Methods whose JavaScript half shows what it hands back.
        told: Of the fields, those whose type is said to the end: of what a list is, or a map.
        queried: Methods whose page says what can be filtered and sorted.
        facts: By resource, owner and wire name, what stands behind their descriptions; none on older pages.
    """

    fields: set[tuple[str, str]] = field(default_factory=set)
    sdk_fields: set[tuple[str, str]] = field(default_factory=set)
    groups: set[tuple[str, str]] = field(default_factory=set)
    required_groups: set[tuple[str, str]] = field(default_factory=set)
    enums: set[str] = field(default_factory=set)
    payloads: set[str] = field(default_factory=set)
    examples: dict[str, list[object]] = field(default_factory=dict)
    returned: set[str] = field(default_factory=set)
    told: set[tuple[str, str]] = field(default_factory=set)
    queried: set[str] = field(default_factory=set)
    facts: dict[tuple[str, str, str], Facts] = field(default_factory=dict)


@dataclass(kw_only=True)
class Section:
    """One section of one half: every type is printed once in it.

    Attributes:
        half: Which names and types are used.
        view: Requests leave out read-only fields that aren't required.
        name_of: The name that a page prints for a type.
        key: The resource's key, for `printed`.
        method: The method's name, for `printed`.
        required: The required dotted paths, in wire names.
        exactly_one: The dotted paths of groups of which one member is required.
        required_groups: `<Type>.<group>` of groups that are required wherever they stand.
        hidden: Dotted paths that are left out.
        inline_enums: Enums that are listed in one line in any case.
        repeats_enums: Whether an enum's values stand at each of its uses.
        keeps_breaks: Descriptions keep their line breaks.
        mark: What stands behind the description of some fields.
        base: The column of the outermost fields.
        style: Which way all of it is printed.
        is_object: It is that of an object page of today.
        printed: Takes what was shown.
    """

    half: Half
    view: View
    name_of: Callable[[ObjectType | EnumType], str]
    key: str
    method: str = ""
    required: frozenset[str] = frozenset()
    exactly_one: frozenset[str] = frozenset()
    required_groups: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    inline_enums: frozenset[str] = frozenset()
    repeats_enums: bool = False
    keeps_breaks: bool = False
    mark: str = ""
    base: int = 2
    style: Style = OLD
    is_object: bool = False
    printed: Printed = field(default_factory=Printed)
    lines: list[str] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def wire(self, name: str) -> str:
        """A field's name in this half."""
        return SDK_NAMES.get(name, name) if self.half == "sdk" else name

    def word(self, type_: Type, name: str = "") -> str:
        """What stands behind `type:`."""
        if self.style.odd_words:
            return odd_word_of(type_, self.half, self.name_of, name)
        return word_of(type_, self.half, self.name_of)

    def text(self, description: str, name: str = "") -> str:
        """A description as this section prints it."""
        keeps = self.keeps_breaks
        text = description.strip() if keeps else on_one_line(description)
        if self._is_marked(name):
            text = f"{text} | {self.mark}"
        if name and self.style.fences and some(name, "fences", 4):
            text = f"{text}{_CODE}"
        return text

    def shows(self, one: Field, path: str) -> bool:
        """Whether a field is part of what this section shows of its type."""
        if one.undocumented or path in self.hidden:
            return False
        if one.deprecated and not self.style.deprecated:
            return False
        if one.half is not None and one.half != self.half:
            return False
        return not (
            one.read_only and self.view == "request" and not self._is_needed(path)
        )

    def fields(self, owner: ObjectType, level: int, path: str) -> None:
        """All of an object's fields: its groups first, as everywhere but among parameters."""
        self._groups(owner, path, self._column(level), level + 1)
        self._others(owner, level, path)

    def parameter_fields(self, owner: ObjectType, path: str) -> None:
        """The fields of a top-level object parameter, with the quirk of its ONE-OF."""
        column = " " * _ONE_OF_COLUMN
        self._groups(owner, path, column, _MEMBER_LEVEL, is_parameter=True)
        self._others(owner, _OTHER_LEVEL, path)

    def parameter_children(self, type_: Type, path: str) -> None:
        """What stands below a top-level parameter."""
        inner = through_lists(type_)
        if isinstance(inner, ObjectType) and self._is_new(inner):
            if isinstance(type_, ListOf):
                self.fields(inner, _ITEM_LEVEL, path)
            else:
                self.parameter_fields(inner, path)
        elif isinstance(inner, EnumType):
            self._enum_of_parameter(inner)

    def field_line(
        self, one: Field, level: int, path: str, description: str = ""
    ) -> None:
        """One field, and what its type consists of if that wasn't printed before."""
        said, facts = self.facts(one)
        text = description or self.text(one.description, one.wire) + said
        mark = "| required: true" if path in self.required else ""
        name, word = self.wire(one.wire), self.word(one.type, one.wire)
        column, gap = self._column(level), " " * (2 if self.is_object else 1)
        self.lines.append(
            f"{column}- name: {name}{gap}| type: {word} | description: {text} {mark}"
            f"{facts}"
        )
        if self.is_wrapped(one):
            inside = f"{column}{' ' * (4 if self.is_object else 3)}"
            self.lines.append(
                f"{inside}- name: value{gap}| type: {word} | description: "
            )
        self.children(one.type, level, path)

    def facts(self, one: Field, *, is_described: bool = True) -> tuple[str, str]:
        """What the description says of a field's limits, and what stands behind it.

        Where no description is printed, all of it stands there.
        """
        if not self.style.facts:
            return "", ""
        said, facts = "", facts_on_page(one, self.style)
        if is_described:
            said, facts = said_with_units(facts, self.style, one)
        if self.half == "sdk" and one.type is Kind.DATETIME:
            facts = {name: fact for name, fact in facts.items() if name != "format"}
        shown = printed_facts(facts, self.style)
        return said, f" {shown}"

    def is_wrapped(self, one: Field) -> bool:
        """Whether a primitive shows the `value` that it is wrapped around."""
        is_primitive = isinstance(one.type, Kind) and one.type not in _FREE
        return self.style.wrappers and is_primitive and some(one.wire, "wrapped", 4)

    def children(self, type_: Type, level: int, path: str) -> None:
        """What stands below a field of that type."""
        inner = through_lists(type_)
        if isinstance(inner, ObjectType) and self._is_new(inner):
            self.fields(inner, level + 1, path)
        elif isinstance(inner, EnumType) and (
            self._is_new(inner) or self.repeats_enums
        ):
            self._enum(inner, " " * (self.base + 3 + 4 * level))

    def one_of_line(self, column: str, is_required: bool) -> None:
        """The line above a group's members."""
        mark = "- required: true" if is_required else ""
        self.lines.append(f"{column}- ONE-OF: {mark}")

    def is_required_group(
        self, owner: ObjectType, group: OneOfGroup, path: str
    ) -> bool:
        """Whether one of the group's members has to be set."""
        dotted = f"{path}.{group.name}" if path else group.name
        if self.half == "rest" and dotted in self.exactly_one:
            self.printed.required_groups.add((f"{self.key}.{self.method}", dotted))
        by_type = f"{owner.name}.{group.name}"
        return dotted in self.exactly_one or by_type in self.required_groups

    def note(self, owner: ObjectType, names: Collection[str]) -> None:
        """Remember that fields of a type were shown."""
        shown = {(self._owner(owner), name) for name in names}
        self.printed.fields |= shown
        if self.half == "sdk":
            self.printed.sdk_fields |= shown
        if self.style.odd_words:
            self.printed.told |= shown
        if self.style.facts:
            for one in filter(None, map(owner.field_named, names)):
                key = (self.key, self._owner(owner), one.wire)
                known = self.printed.facts.get(key, {})
                marks = marked_facts(self.mark if self._is_marked(one.wire) else "")
                facts = {**known, **facts_on_page(one, self.style), **marks}
                self.printed.facts[key] = facts

    def visible_members(
        self, owner: ObjectType, group: OneOfGroup, path: str
    ) -> list[Field]:
        """The group's members that this section shows."""
        members = [one for one in owner.fields if one.wire in group.members]
        return [one for one in members if self.shows(one, _below(path, one.wire))]

    def _is_marked(self, name: str) -> bool:
        return bool(self.mark) and len(name) % 5 == 0

    def _groups(
        self,
        owner: ObjectType,
        path: str,
        column: str,
        level: int,
        is_parameter: bool = False,
    ) -> None:
        for group in owner.groups:
            members = self.visible_members(owner, group, path)
            if not members:
                continue
            if not (is_parameter and len(members) == 1):
                is_required = self.is_required_group(owner, group, path)
                self.one_of_line(column, is_required)
                self.printed.groups.add((self._owner(owner), group.name))
            self.note(owner, [one.wire for one in members])
            for one in members:
                self.field_line(one, level, _below(path, one.wire))

    def _others(self, owner: ObjectType, level: int, path: str) -> None:
        grouped = {name for group in owner.groups for name in group.members}
        for one in owner.fields:
            below = _below(path, one.wire)
            if one.wire not in grouped and self.shows(one, below):
                self.note(owner, [one.wire])
                self.field_line(one, level, below)

    def _enum(self, type_: EnumType, column: str) -> None:
        values = [one for one in type_.values if not one.deprecated]
        self.printed.enums.add(self._owner(type_))
        if self._is_inline(type_):
            self.lines.append(
                f"{column}- enum: {', '.join(one.value for one in values)}"
            )
            return
        self.lines.append(f"{column}- enum:")
        self.lines += [
            f"{column}-     {one.value}: {self.text(one.description)}" for one in values
        ]

    def _enum_of_parameter(self, type_: EnumType) -> None:
        values = [one for one in type_.values if not one.deprecated]
        self.printed.enums.add(self._owner(type_))
        if self._is_inline(type_):
            self.lines.append(
                f"        - enum: {', '.join(one.value for one in values)}"
            )
            return
        self.lines.append("        - enum:")
        self.lines += [
            f"            {one.value} - {self.text(one.description)}" for one in values
        ]

    def _is_inline(self, type_: EnumType) -> bool:
        is_described = any(one.description for one in type_.values)
        return not is_described or type_.name in self.inline_enums

    def _is_new(self, type_: ObjectType | EnumType) -> bool:
        is_new = id(type_) not in self.seen
        self.seen.add(id(type_))
        return is_new

    def _is_needed(self, path: str) -> bool:
        below = f"{path}."
        return path in self.required or any(
            one.startswith(below) for one in self.required
        )

    def _column(self, level: int) -> str:
        return " " * (self.base + 3 * level)

    def _owner(self, type_: ObjectType | EnumType) -> str:
        return f"common.{type_.name}" if type_.is_common else f"{self.key}.{type_.name}"


def _below(path: str, wire: str) -> str:
    return f"{path}.{wire}" if path else wire
