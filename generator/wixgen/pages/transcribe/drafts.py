"""Resolved trees -> drafts of types: what each page shows of each type, REST and SDK half joined."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from wixgen.diagnostics import Place
from wixgen.pages.names import derived_name, is_type_name, plain_name
from wixgen.pages.nesting.field_tree import Field, OneOfGroup
from wixgen.pages.nesting.folded.shared_types import shared_types
from wixgen.pages.parse import prose
from wixgen.pages.parse.tree import EnumValue

_PRIMITIVES = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "Date": "datetime",
    "string (date-time)": "datetime",
    "none": "string",
    "object": "object",
    "array": "list[string]",
}


@dataclass(eq=False)
class DraftType:
    """One view of a type: the fields (or values) that one place of a page shows."""

    name: str  # the page's, or derived from the field
    at: Place
    fields: dict[str, DraftField] = field(default_factory=dict[str, "DraftField"])
    groups: list[DraftGroup] = field(default_factory=list["DraftGroup"])
    values: dict[str, str] = field(default_factory=dict[str, str])
    owner: str = ""  # the type or method whose field shows it
    section: int = 0
    is_whole: bool = (
        False  # an answer shows all fields, a request leaves out what isn't for it
    )
    is_named: bool = True  # by the page
    of_field: str = ""  # the name that it would get from its field
    description: str = ""  # only an object page has one of the type itself

    @property
    def is_enum(self) -> bool:
        """Return whether it has values rather than fields."""
        return bool(self.values)


@dataclass
class DraftGroup:
    """A one-of group."""

    members: tuple[str, ...]
    is_required: bool
    is_guessed: bool = False  # where it ends


@dataclass
class Reference:
    """A type of which a place shows only the name: it is printed elsewhere in the section."""

    name: str
    section: int


@dataclass
class DraftField:
    """One field: `type` inside `wrappers` (`list`), and what prose says of it."""

    wire: str
    at: Place
    type: str | DraftType | Reference
    is_list: bool
    description: str
    is_required: bool
    is_sure: bool = True  # False: the page does not print a type, ours is a guess
    is_guessed: bool = False  # that it belongs to its object
    facts: dict[str, object] = field(default_factory=dict[str, object])


class Drafter:
    """Makes the drafts of one section; `views` collects those of types, in order."""

    def __init__(
        self, section: int, owner: str, guessed: Container[int], *, is_whole: bool
    ) -> None:
        self.section = section
        self.owner = owner
        self.guessed = guessed
        self.is_whole = is_whole
        self.views: list[DraftType] = []

    def drafted(
        self, fields: Iterable[Field], counterparts: Iterable[Field]
    ) -> dict[str, DraftField]:
        """Return the fields of a section; `counterparts` are those of the other half."""
        return self._fields(list(fields), list(counterparts), self.owner)

    def _fields(
        self, fields: list[Field], counterparts: list[Field], owner: str
    ) -> dict[str, DraftField]:
        by_name = {counterpart.name: counterpart for counterpart in counterparts}
        drafted: dict[str, DraftField] = {}
        for one in fields:
            if one.name not in drafted:
                made = self._field(one, by_name.get(one.name), owner)
                drafted[one.name] = made
                if isinstance(made.type, Reference) and one.item.indent is None:
                    self._name_a_list(made.type.name, drafted.values())
        return drafted

    def _list_of(self, name: str) -> str:
        """Return the type that a list without fields is of: `removedLocks` is a list of what `locks` is."""
        single = derived_name(name, is_list=True)
        if single == derived_name(name, is_list=False):
            return ""  # `rowsHeight` is no list of heights
        known = (view.name for view in self.views if view.fields or not view.values)
        alike = [name for name in known if single.endswith(name) and name[:1].isupper()]
        return max(alike, key=len, default="")

    def _name_a_list(self, name: str, siblings: Iterable[DraftField]) -> None:
        """Without lines, `array<Thing>` reads `array`: a type of which nothing is printed may be its.

        It is that of a list which has the fields of a shared type with that name, or stands before it
        in the same object.
        """
        if any(view.name == name and view.is_named for view in self.views):
            return
        shapes = [shape.names for shape in shared_types().shapes.get(name, ())]
        known = (view for view in self.views if frozenset(view.fields) in shapes)
        near = (sibling.type for sibling in siblings if sibling.is_list)
        for view in (*known, *near):
            if isinstance(view, DraftType) and not view.is_named:
                view.name, view.is_named = name, True
                return

    def _field(self, one: Field, counterpart: Field | None, owner: str) -> DraftField:
        is_list = one.item.type.startswith("array")
        made = DraftField(
            wire=one.name,
            at=one.item.at,
            type="",
            is_list=is_list,
            description="" if one.item.description == "none" else one.item.description,
            is_required=one.item.is_required,
            is_guessed=id(one.item) in self.guessed,
        )
        made.type = self._type(one, counterpart, made, owner)
        if isinstance(made.type, str) and made.type.startswith("list["):
            made.type, made.is_list = made.type[5:-1], True
        limits = prose.decimal_limits(one.item.attributes.get("validation", ""))
        if limits and made.type == "string" and not made.is_list:
            made.type, made.is_sure = "decimal", True
            made.facts = dict(limits)
        made.facts |= facts_of(made)
        return made

    def _type(
        self, one: Field, counterpart: Field | None, made: DraftField, owner: str
    ) -> str | DraftType | Reference:
        inner = (
            one.item.type.removeprefix("array<").removesuffix(">")
            if made.is_list
            else one.item.type
        )
        printed = _printed(inner)
        if not printed and counterpart is not None:
            printed = _printed(
                counterpart.item.type.removeprefix("array<").removesuffix(">")
            )
        if one.values is not None or one.children or one.groups:
            return self._named(one, counterpart, printed, owner)
        if printed:
            return Reference(printed, self.section)
        if made.is_list and one.item.indent is None:
            if printed_before := self._list_of(one.name):
                return Reference(printed_before, self.section)
            made.is_sure = False  # it may be a list of what has been printed before
        kind = _PRIMITIVES.get("array" if made.is_list else inner)
        if counterpart is not None and (
            kind in {None, "string", "list[string]"} or inner == made.wire
        ):
            kind = _twin_kind(counterpart, kind)
        if kind is None:
            made.is_sure = False
            return "string"
        return kind.removeprefix("list[").removesuffix("]") if made.is_list else kind

    def _named(
        self, one: Field, counterpart: Field | None, printed: str, owner: str
    ) -> DraftType:
        """Return the view of a type that has fields or values here."""
        of_field = derived_name(one.name, is_list=one.item.type.startswith("array"))
        made = DraftType(
            name=printed or of_field,
            at=one.item.at,
            owner=owner,
            section=self.section,
            is_whole=self.is_whole,
            is_named=bool(printed),
            of_field=of_field,
        )
        self.views.append(made)
        for value in one.values or []:
            if isinstance(value, EnumValue):
                made.values.setdefault(value.value, value.description)
            else:
                made.values.setdefault(value, "")
        made.fields = self._fields(
            one.children, counterpart.children if counterpart else [], made.name
        )
        made.groups = draft_groups(one.groups)
        return made


def draft_groups(groups: Iterable[OneOfGroup]) -> list[DraftGroup]:
    """Return the groups of an object that have members."""
    return [
        DraftGroup(
            tuple(dict.fromkeys(group.members)),
            bool(group.marker and group.marker.is_required),
            not group.is_evident,
        )
        for group in groups
        if group.members
    ]


def _twin_kind(counterpart: Field, kind: str | None) -> str | None:
    """Return what the other half says of a field that this half calls a string, or nothing at all."""
    other = _PRIMITIVES.get(counterpart.item.type)
    if kind is None or (kind == "string" and other == "datetime"):
        return other or kind
    return kind


def facts_of(made: DraftField) -> dict[str, object]:
    """Return what the description says for certain, if it fits the type (`Types.facts`)."""
    facts: dict[str, object] = {}
    kind = made.type if isinstance(made.type, str) else "name"
    kind = "list" if made.is_list else kind
    values = made.type.values if isinstance(made.type, DraftType) else {}
    facts |= prose.limits(made.description, kind)
    if (
        not made.is_list
        and (default := prose.default(made.description, kind, list(values))) is not None
    ):
        facts["default"] = default
    if deprecated := prose.deprecation(made.description):
        facts["deprecated"] = deprecated
    return facts


def _printed(word: str) -> str:
    """Return the name of a type as the language has it; empty where the page names none."""
    if not is_type_name(word):
        return ""
    return plain_name(word)
