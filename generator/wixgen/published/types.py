"""Turn the types of a package into types of a spec: those that methods and webhooks reach."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any

from tree_sitter import Node

from wixgen.diagnostics import Place
from wixgen.pages.names import plain_name, rest_name
from wixgen.pages.spec_data import unwrapped, wrapped
from wixgen.pages.transcribe.field_facts import refined_kind, spec_facts
from wixgen.published.syntax import Declared, Doc, Member, unnumbered
from wixgen.published.type_words import NUMBER, expression_of
from wixgen.spec.language import ENUM_VALUE, WIRE
from wixgen.spec.types import KINDS

Decl = dict[str, Any]

#: Tags of a field, by the words in which documentation pages print the same facts.
_PRINTED = {
    "readonly": "readOnly",
    "immutable": "immutable",
    "format": "format",
    "minLength": "minLength",
    "maxLength": "maxLength",
    "min": "minimum",
    "max": "maximum",
    "minSize": "minItems",
    "maxSize": "maxItems",
}
_OPTION = re.compile(r"(\w+):\s*(-?[\d.]+)")
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_ONE_OF = "OneOf"
_FIELD_MASK = "FIELD_MASK"
_DEEPEST = 50  # types in types that are read at once; the recursion has an end
_MOST_PARENTS = 100


@dataclass
class Fields:
    """The fields of an object: those outside of groups, and the members of each one-of group."""

    plain: dict[str, Any] = field(default_factory=dict[str, Any])
    groups: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])

    @property
    def flat(self) -> dict[str, Any]:
        """Return all fields by wire name."""
        return {
            **self.plain,
            **{k: v for group in self.groups.values() for k, v in group.items()},
        }

    def as_spec(self) -> Decl:
        """Return the fields as a spec has them, groups first."""
        shaped: Decl = {
            name: {"one_of": members}
            for name, members in self.groups.items()
            if members
        }
        return shaped | self.plain


class TypeReader:
    """A reader of the types of one package.

    Attributes:
        specs: The types that were asked for, and all that they refer to, by the spec's names.
        places: Where types, and fields of types, are declared.
        left_out: The names that no spec can have, and where they stand.
    """

    def __init__(self, declared: Mapping[str, Declared]) -> None:
        self.declared = declared
        self.specs: dict[str, Decl] = {}
        self.places: dict[tuple[str, ...], Place] = {}
        self.left_out: dict[str, Place] = {}
        self.names: dict[str, str] = {}  # the spec's, by those of the package
        self.floats: set[tuple[str, str]] = set()  # type of the package, field
        self.masks: set[tuple[str, str]] = set()  # likewise
        self.whole: set[str] = set()  # types of the package whose fractions are known
        self._lineages: dict[str, list[str]] = {}
        self._depth = 0  # of types that are being read, one in another
        self._waiting: list[tuple[str, str]] = []  # too deep inside; read afterwards

    def learn_floats(self, name: str, paths: Iterable[str]) -> None:
        """Learn which numbers inside of a type may be no integers.

        Args:
            name: A type that a call sends or receives: of all numbers inside, the others are integers.
            paths: The dotted paths of those that may be fractions.
        """
        self.floats |= self._at(name, paths)
        waiting = [name]
        while waiting:
            one = waiting.pop()
            if one not in self.whole and one in self.declared:
                self.whole.add(one)
                members = self._members(one)
                waiting += [owner for owner, _ in members]
                waiting += [
                    inner for _, member in members for inner in self._named(member)
                ]

    def learn_masks(self, name: str, paths: Iterable[str]) -> None:
        """Learn which lists of texts inside of a type are field masks, by their dotted paths."""
        self.masks |= self._at(name, paths)

    def _at(self, name: str, paths: Iterable[str]) -> set[tuple[str, str]]:
        """Return the fields at dotted paths below a type, each with the type that has it.

        A step `*` stands for the keys of a map, and is no field.
        """
        found: set[tuple[str, str]] = set()
        for path in paths:
            steps = [step for step in path.split(".") if step != "*"]
            owners = {name}
            for step in steps[:-1]:
                owners = {
                    inner for owner in owners for inner in self._inner(owner, step)
                }
            members = [found for owner in owners for found in self._members(owner)]
            found |= {
                (owner, wire)
                for owner, one in members
                if (wire := rest_name(one.name)) in steps[-1:]
            }
        return found

    def fields(self, name: str) -> Fields:
        """Return the fields of a type, in order, and its groups; none if it isn't declared."""
        return self._fields(name, set(), 0)

    def _fields(self, name: str, seen: set[str], depth: int) -> Fields:
        """Return the fields of a type without those of parents that were `seen`, which would be endless."""
        found = Fields()
        declared = self.declared.get(name)
        if declared is None or name in seen or depth > _DEEPEST:
            return found
        seen.add(name)
        grouped: set[str] = set()
        for parent in declared.parents:
            if parent.endswith(_ONE_OF) and parent in self.declared:
                members = self._own(parent)
                group = _group_name(parent, name, {*self._wires(name), *found.groups})
                found.groups[group] = members
                grouped |= members.keys()
            else:
                inherited = self._fields(parent, seen, depth + 1)
                found.plain |= inherited.plain
                found.groups |= inherited.groups
        found.plain |= {k: v for k, v in self._own(name).items() if k not in grouped}
        return found

    def reference(self, name: str) -> str | None:
        """Return the spec's name for a type of the package, and read it; None if it isn't declared."""
        declared = self.declared.get(name)
        if declared is None:
            return None
        if name in self.names:
            return self.names[name]
        if declared.type is not None:
            return self._alias(name, declared.type)
        own = self.names[name] = self._free(plain_name(unnumbered(name)) or "Unnamed")
        self.places[(own,)] = declared.at
        self.specs[own] = Decl()
        self._waiting.append((own, name))
        if self._depth < _DEEPEST:
            self._read(*self._waiting.pop())
        while self._waiting and not self._depth:
            self._read(*self._waiting.pop(0))
        return own

    def _alias(self, name: str, type_: Node) -> str:
        """Return what an alias stands for."""
        self.names[name] = "json"  # while it is read: it may be about itself
        if self._depth < _DEEPEST:
            self._depth += 1
            self.names[name] = expression_of(type_, self.reference)
            self._depth -= 1
        return self.names[name]

    def _read(self, own: str, name: str) -> None:
        """Read a type into its place among the specs."""
        self._depth += 1
        declared, made = self.declared[name], self.specs[own]
        made |= notes_of(declared.doc)
        if declared.is_enum:
            made["enum"] = {
                value: _value(doc)
                for value, doc in declared.values
                if is_public(doc) and self._can_be(ENUM_VALUE, value, declared.at)
            }
        else:
            made["fields"] = self.fields(name).as_spec()
            for wire, (_, member) in self._first_members(name).items():
                self.places[own, wire] = member.at
        self._depth -= 1

    def _free(self, name: str) -> str:
        """Return a name that no other type has; also `_Door` is called `Door` in a spec."""
        proposals = chain([name], (f"{name}{n}" for n in count(2)))
        return next(
            one for one in proposals if one not in self.specs and one not in KINDS
        )

    def _own(self, name: str) -> Decl:
        """Return the fields that an interface itself has."""
        declared = self.declared[name]
        shown = (
            member
            for member in declared.members
            if is_public(member.doc) and self._can_be(WIRE, member.name, member.at)
        )
        return {rest_name(one.name): self._field(name, one) for one in shown}

    def _can_be(self, pattern: str, name: str, at: Place) -> bool:
        """Return whether a spec can have such a name; remember what can't."""
        is_one = re.fullmatch(pattern, name) is not None
        if not is_one:
            self.left_out.setdefault(name, at)
        return is_one

    def _field(self, owner: str, member: Member) -> Decl | str:
        expression = expression_of(member.type, self.reference)
        wrappers, inner = unwrapped(expression)
        printed = printed_by(member.doc)
        if inner == NUMBER:
            inner = self._number(owner, member, printed)
        kind = refined_kind(inner, printed, is_sure=True) if inner in KINDS else ""
        kind = kind if inner in KINDS else inner
        values: Decl = self.specs.get(inner, {}).get("enum") or {}
        scalar = kind if kind in KINDS else ""
        facts = spec_facts(
            printed, scalar, tuple(values), is_list=wrappers[:1] == ("list",)
        )
        made: Decl = {"type": wrapped(wrappers, kind), **facts, **notes_of(member.doc)}
        if kind == "string" and (owner, rest_name(member.name)) in self.masks:
            made["format"] = _FIELD_MASK
        return made if len(made) > 1 else made["type"]

    def _number(self, owner: str, member: Member, printed: Mapping[str, str]) -> str:
        """Return which kind a number is: `number` unless it is known that it has no fractions."""
        bounds = printed.get("minimum", "") + printed.get("maximum", "")
        is_float = (owner, rest_name(member.name)) in self.floats or "." in bounds
        return "number" if is_float or owner not in self.whole else "integer"

    def _lineage(self, name: str) -> list[str]:
        """Return a type and all that it extends, each once."""
        if name not in self._lineages:
            found: dict[str, None] = {}
            waiting = [name]
            while waiting and len(found) <= _MOST_PARENTS:
                one = waiting.pop()
                if one in self.declared and one not in found:
                    found[one] = None
                    waiting += reversed(self.declared[one].parents)
            self._lineages[name] = list(found)
        return self._lineages[name]

    def _members(self, name: str) -> list[tuple[str, Member]]:
        """Return all fields of a type, also those of what it extends, each with the type that has it."""
        return [
            (one, member)
            for one in self._lineage(name)
            for member in self.declared[one].members
        ]

    def _first_members(self, name: str) -> dict[str, tuple[str, Member]]:
        """Return the fields of a type by wire name, each with the type that has it."""
        found: dict[str, tuple[str, Member]] = {}
        for owner, member in self._members(name):
            found.setdefault(rest_name(member.name), (owner, member))
        return found

    def _wires(self, name: str) -> list[str]:
        return list(self._first_members(name))

    def _inner(self, owner: str, wire: str) -> list[str]:
        """Return the types of the package that a field of a type holds."""
        members = (
            member
            for _, member in self._members(owner)
            if rest_name(member.name) == wire
        )
        return [name for member in members for name in self._named(member)]

    def _named(self, member: Member) -> list[str]:
        """Return the declared types in the type of a field."""
        found: list[str] = []

        def take(name: str) -> None:
            if name in self.declared:
                found.append(name)

        expression_of(member.type, take)
        return found


def printed_by(doc: Doc) -> dict[str, str]:
    """Return the facts in a comment's tags by the words in which pages print them."""
    found: dict[str, str] = {}
    for tag, value in doc.tags:
        if tag in _PRINTED:
            found.setdefault(_PRINTED[tag], value or "true")
        elif tag == "decimalValue":
            options = ",".join(
                f'"{name}":"{bound}"' for name, bound in _OPTION.findall(value)
            )
            found.setdefault("decimalValue", f"{{{options}}}")
    return found


def notes_of(doc: Doc) -> Decl:
    """Return what a comment says about anything: sentences, deprecation, how settled it is."""
    made: Decl = {"description": doc.text} if doc.text else {}
    if doc.has("deprecated"):
        made["deprecated"] = doc.first("deprecated") or True
        by = plain_name(
            re.sub(
                r"_(\w)",
                lambda one: one[1].upper(),
                doc.first("replacedBy").rsplit(".", 1)[-1],
            )
        )
        if by:
            made["replaced_by"] = by
        if _DAY.fullmatch(doc.first("targetRemovalDate")):
            made["removal_date"] = doc.first("targetRemovalDate")
    maturity = doc.first("documentationMaturity")
    if re.fullmatch(r"[a-z][a-z_-]{0,39}", maturity):
        made["maturity"] = maturity
    return made


def _value(doc: Doc) -> Decl | str | None:
    """Return the declaration of an enum's value: nothing, a sentence, or more."""
    notes = notes_of(doc)
    return notes if notes.keys() - {"description"} else notes.get("description")


def is_public(doc: Doc) -> bool:
    """Return whether what a comment is about is meant for the public."""
    return not doc.has("internal") and not doc.has("hidden")


def _group_name(parent: str, owner: str, taken: set[str]) -> str:
    """Return the name of a group: `DoorTargetOneOf` of `Door` is `target`."""
    name = plain_name(parent.removesuffix(_ONE_OF).removeprefix(owner)) or "group"
    name = name[:1].lower() + name[1:]
    while name in taken:
        name += "Choice"
    return name
