"""Draft types from field trees: one view for each place that shows a type, both halves joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from wixgen.diagnostics import Place
from wixgen.pages.names import derived_name, is_type_name, plain_name
from wixgen.pages.nesting.field_tree import Field, OneOfGroup
from wixgen.pages.parse import prose
from wixgen.pages.parse.attributes import printed_facts
from wixgen.pages.parse.tree import EnumValue
from wixgen.pages.parse.type_words import TypeWord, type_word
from wixgen.pages.transcribe.field_facts import refined_kind


@dataclass(eq=False)
class DraftType:
    """One view of a type: the fields (or values) that one place of a page shows."""

    name: str  # as the page prints it, or derived from the field
    at: Place
    fields: dict[str, DraftField] = dataclass_field(
        default_factory=dict[str, "DraftField"]
    )
    groups: list[DraftGroup] = dataclass_field(default_factory=list["DraftGroup"])
    values: dict[str, str] = dataclass_field(default_factory=dict[str, str])
    owner: str = ""  # the type or method whose field shows it
    section: int = 0
    is_whole: bool = False  # a response shows all fields, a request leaves some out
    is_named: bool = True  # by the page
    of_field: str = ""  # the name that it would get from its field
    description: str = ""  # only an object page has one of the type itself

    @property
    def is_enum(self) -> bool:
        """True if it has values rather than fields."""
        return bool(self.values)


@dataclass
class DraftGroup:
    """A one-of group."""

    members: tuple[str, ...]
    is_required: bool
    is_guessed: bool = False  # which member is the last one is a guess


@dataclass
class Reference:
    """A type of which a place shows only the name; its fields are printed elsewhere in the section."""

    name: str
    section: int


@dataclass
class DraftField:
    """One field, with the facts that its description states, and those printed behind it.

    A primitive of which nothing is known is `json`, and not sure.
    """

    wire: str
    at: Place
    type: str | DraftType | Reference
    is_list: bool
    description: str
    is_required: bool
    inner: tuple[str, ...] = ()  # wrappers of the type, inside the list if it is one
    is_sure: bool = True  # False: the page does not print a type, ours is a guess
    is_any: bool = False  # the page says that it may be any JSON value
    is_guessed: bool = False  # it may belong to another object,
    rivals: tuple[str, ...] = ()  # of one of these types
    facts: dict[str, object] = dataclass_field(default_factory=dict[str, object])
    printed: dict[str, str] = dataclass_field(default_factory=dict[str, str])


class Drafter:
    """A drafter of one section; `views` collects the views of types, in order."""

    def __init__(
        self,
        section: int,
        owner: str,
        guessed: Mapping[int, tuple[str, ...]],
        *,
        is_whole: bool,
    ) -> None:
        self.section = section
        self.owner = owner
        self.guessed = guessed
        self.is_whole = is_whole
        self.views: list[DraftType] = []

    def drafted(
        self, fields: Iterable[Field], counterparts: Iterable[Field]
    ) -> dict[str, DraftField]:
        """Draft the fields of a section, by wire name.

        Args:
            fields: The fields of the half that counts.
            counterparts: The fields of the other half, which may print types that this half doesn't.
        """
        return self._fields(list(fields), list(counterparts), self.owner)

    def _fields(
        self, fields: list[Field], counterparts: list[Field], owner: str
    ) -> dict[str, DraftField]:
        by_name = {field.name: field for field in counterparts}
        drafted: dict[str, DraftField] = {}
        for field in fields:
            if field.name not in drafted:
                draft = self._field(field, by_name.get(field.name), owner)
                drafted[field.name] = draft
                if isinstance(draft.type, Reference) and field.item.indent is None:
                    self._name_a_list(draft.type.name, drafted.values())
        return drafted

    def _list_of(self, name: str) -> str:
        """Return the type of the items of a list without fields; empty if none is known.

        It is the one that the list's name ends with: `removedLocks` is a list of `Lock`.
        """
        single = derived_name(name, is_list=True)
        if single == derived_name(name, is_list=False):
            return ""  # `rowsHeight` is no list of heights
        printed = (view.name for view in self.views if view.fields or not view.values)
        matching = [
            type_name
            for type_name in printed
            if single.endswith(type_name) and type_name[:1].isupper()
        ]
        return max(matching, key=len, default="")

    def _name_a_list(self, name: str, siblings: Iterable[DraftField]) -> None:
        """Give a list whose type's name is lost the name of a type whose fields are printed nowhere.

        Without lines, `array<Lock>` reads `array`, and a later `Lock` seems to have no fields. The list
        is one that stands before it in the same object.
        """
        if any(view.name == name and view.is_named for view in self.views):
            return
        for view in (sibling.type for sibling in siblings if sibling.is_list):
            if isinstance(view, DraftType) and not view.is_named:
                view.name, view.is_named = name, True
                return

    def _field(self, field: Field, counterpart: Field | None, owner: str) -> DraftField:
        printed = self._word(field, counterpart)
        draft = DraftField(
            wire=field.name,
            at=field.item.at,
            type="",
            is_list=printed.wrappers[:1] == ("list",),
            inner=printed.wrappers[1 if printed.wrappers[:1] == ("list",) else 0 :],
            description=_description(field, counterpart),
            is_required=field.item.is_required,
            is_guessed=id(field.item) in self.guessed,
            rivals=self.guessed.get(id(field.item), ()),
            printed=_printed(counterpart) | _printed(field),
        )
        if _is_mask(field, counterpart):
            draft.printed.setdefault("format", "FIELD_MASK")
        draft.type = self._type(field, counterpart, printed, draft, owner)
        if isinstance(draft.type, str):
            kind = refined_kind(draft.type, draft.printed, is_sure=draft.is_sure)
            draft.is_sure = draft.is_sure or kind != draft.type
            draft.type = kind
        draft.facts = facts_of(draft)
        return draft

    def _word(self, field: Field, counterpart: Field | None) -> TypeWord:
        """Return the word for a field's type: that of the other half where this one's says less."""
        own = type_word(field.item.type)
        if counterpart is None or is_type_name(own.name):
            return own
        other = type_word(counterpart.item.type)
        says_nothing = own.is_vague or _is_own_name(own, field) or not own.kind
        more = other.kind or is_type_name(other.name) or other.wrappers != own.wrappers
        if (
            says_nothing
            and more
            and other.wrappers[: len(own.wrappers)] == own.wrappers
        ):
            return other
        if own.kind == "string" and other == TypeWord(own.wrappers, "Date"):
            return other
        return own

    def _type(
        self,
        field: Field,
        counterpart: Field | None,
        printed: TypeWord,
        draft: DraftField,
        owner: str,
    ) -> str | DraftType | Reference:
        name = plain_name(printed.name) if is_type_name(printed.name) else ""
        if field.values is not None or field.children or field.groups:
            return self._named(field, counterpart, name, owner)
        if name:
            return Reference(name, self.section)
        is_nameless = field.item.type == "array" and field.item.indent is None
        if is_nameless and (printed_before := self._list_of(field.name)):
            return Reference(printed_before, self.section)
        draft.is_any = printed.name == "object"
        draft.is_sure = bool(printed.kind) and not _is_own_name(printed, field)
        if draft.is_sure:
            return printed.kind
        if not (printed.is_vague or printed.name == field.name):
            draft.printed["type"] = field.item.type
        texts = _OWN_TEXTS if _is_own_name(printed, field) else _TEXTS
        names = _LISTS_OF_TEXTS if draft.is_list else texts
        is_text = names.search(field.name) and not draft.is_any
        is_text = is_text or _is_mask(field, counterpart)
        return "string" if is_text else "json"

    def _named(
        self, field: Field, counterpart: Field | None, printed: str, owner: str
    ) -> DraftType:
        """Add and return the view of a type that has fields or values here."""
        is_list = type_word(field.item.type).wrappers[:1] == ("list",)
        of_field = derived_name(field.name, is_list=is_list)
        view = DraftType(
            name=printed or of_field,
            at=field.item.at,
            owner=owner,
            section=self.section,
            is_whole=self.is_whole,
            is_named=bool(printed),
            of_field=of_field,
        )
        self.views.append(view)
        for value in field.values or []:
            if isinstance(value, EnumValue):
                view.values.setdefault(value.value, value.description)
            else:
                view.values.setdefault(value, "")
        view.fields = self._fields(
            field.children, counterpart.children if counterpart else [], view.name
        )
        view.groups = draft_groups(field.groups)
        return view


def _description(field: Field, counterpart: Field | None) -> str:
    """Return a field's description: that of the other half where this one prints none."""
    for half in (field, counterpart):
        if half and half.item.description not in {"", "none"}:
            return half.item.description
    return ""


def _printed(field: Field | None) -> dict[str, str]:
    return printed_facts(field.item.attributes) if field else {}


#: Names of what is text all over Wix; a list of ids may be one of numbers (those of event guests are).
_LISTS_OF_TEXTS = re.compile(r"^(?:\w*[fF]ieldm|\w+M|m)ask$")
_TEXTS = re.compile(rf"(?:^i|I)d$|{_LISTS_OF_TEXTS.pattern}")
#: Parameters that print nothing but their own name, and are text.
_OWN_TEXTS = re.compile(rf"{_TEXTS.pattern}|^fields$")
_MASKS = re.compile(rf"{_LISTS_OF_TEXTS.pattern}|^fields$")


def _is_own_name(word: TypeWord, field: Field) -> bool:
    """Return whether a parameter prints its own name as its type, as primitive ones do."""
    return word.name == field.item.name and field.item.marker != "field"


def _is_mask(field: Field, counterpart: Field | None) -> bool:
    """Return whether a parameter is a text for REST and a list for the SDK, as field masks are."""
    if counterpart is None or not _MASKS.search(field.name):
        return False
    word, other = type_word(field.item.type), type_word(counterpart.item.type)
    is_one = _is_own_name(word, field) and not word.wrappers
    return is_one and other.wrappers == ("list",)


def draft_groups(groups: Iterable[OneOfGroup]) -> list[DraftGroup]:
    """Return drafts of the groups of an object that have members."""
    return [
        DraftGroup(
            tuple(dict.fromkeys(group.members)),
            bool(group.marker and group.marker.is_required),
            not group.is_evident,
        )
        for group in groups
        if group.members
    ]


def facts_of(draft: DraftField) -> dict[str, object]:
    """Return the facts that a field's description states: limits, default, deprecation.

    The type may still be a guess, so `Types.facts` leaves out those that don't fit the final one.
    """
    kind = draft.type if isinstance(draft.type, str) and not draft.inner else ""
    facts: dict[str, object] = {
        **prose.limits(draft.description, kind, is_list=draft.is_list)
    }
    values = draft.type.values if isinstance(draft.type, DraftType) else {}
    if (
        not draft.is_list
        and (default := prose.default(draft.description, kind or "name", list(values)))
        is not None
    ):
        facts["default"] = default
    if deprecated := prose.deprecation(draft.description):
        facts["deprecated"] = deprecated
    return facts
