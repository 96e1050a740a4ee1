"""Matches types of a page with types of a spec: by the fields that refer to them, then by name.

A person may have renamed a type; then the field that refers to it tells which one it is. A page shows
a view of a type, so a type matches if what the page shows of it is, by and large, in the spec.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from wixgen.pages.reconcile.owners import Owners
from wixgen.pages.reconcile.records import Covered, is_fixed
from wixgen.pages.spec_data import (
    declared,
    fields_of,
    flat,
    groups_of,
    members,
    unwrapped,
    wrapped,
)
from wixgen.spec.limits import FLAGS, LIMITS_BY_NAME
from wixgen.spec.types import KINDS
from wixgen.spec_text.text_tree import Data

COMMON = "common."

#: The share of the members shown on a page that a type of the spec must have if its name is another
#: one, or if another type of the page has been matched with it. A page shows a view of a type, and a
#: type gains fields over the years, so less than all is enough; with less than a half, two types that
#: share `id` and `name` would be taken for one.
_ENOUGH = 0.5
#: Facts of a field that a page may state and a common type has to have, too.
_FACTS = (
    *LIMITS_BY_NAME,
    "default",
    "format",
    "attributes",
    *(flag.name for flag in FLAGS if flag.name != "undocumented"),
)

#: Marks of fields and values that a page may leave out.
_LEFT_OUT = frozenset({"read_only", "always", "deprecated", "undocumented", "half"})

#: What a page may print for a field that the spec knows more about.
_PRINTED: dict[str, frozenset[str]] = {
    "guid": frozenset({"string"}),
    "datetime": frozenset({"string"}),
    "decimal": frozenset({"string"}),
    "int64": frozenset({"string", "integer"}),
    "int32": frozenset({"integer"}),
    "json": frozenset({"object"}),
    "object": frozenset({"json"}),
}


class Types:
    """The types of a page, of its spec and of common.yaml, and which are the same.

    Attributes:
        shown: The types of the page, by name.
        local: The types of the spec, by name.
        common: The types of common.yaml, by name.
        pairs: The references that stand in the spec where the page has a type, by the page's name.
        outgrown: The common type that the page says more than, by the page's name.
        names: The reference to write for a type of the page, by the page's name.
    """

    def __init__(
        self,
        shown: Data,
        local: Data,
        common: Mapping[str, Any],
        *,
        is_strict: bool = False,
        adds_only: bool = False,
    ) -> None:
        """Take the types; if strict, no common type stands for one that the page says otherwise.

        If it `adds_only`, each field of the spec keeps its type.
        """
        self.is_strict = is_strict
        self.adds_only = adds_only
        self.shown = shown
        self.local = local
        self.common = common
        self.pairs: dict[str, list[str]] = {}
        self.outgrown: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.known: list[Data] = []  # the fields of the spec's methods
        self.replaced: set[tuple[int, str]] = set()  # fields that get another type

    def match(
        self, starts: list[tuple[Data, Data]], payloads: list[tuple[str, str]]
    ) -> None:
        """Match from pairs of fields and of type expressions on, and what is left by name."""
        waiting = list(starts)
        self.known = [known for _, known in starts]
        for shown, known in payloads:
            waiting += self._pair(shown, known, "")
        self._follow(waiting)
        for name in self.shown:
            if name not in self.pairs and (own := self._by_name(name)):
                self.pairs[name] = [own]
                self._follow(
                    [(fields_of(self.shown[name]), fields_of(self.local[own]))]
                )
        for name in self.shown:
            self.names[name] = self._reference(name)

    def _follow(self, waiting: list[tuple[Data, Data]], prefix: str = "") -> None:
        while waiting:
            shown, known = waiting.pop(0)
            fields = {name: declared(decl) for name, decl in flat(known)}
            for name, decl in flat(shown):
                if name in fields:
                    expression, field = declared(decl).get("type", ""), fields[name]
                    waiting += self._pair(expression, field.get("type", ""), prefix)
                    if self._is_replaced(expression, field):
                        self.replaced.add((id(known), name))

    def _is_replaced(self, shown: str, known: Data) -> bool:
        """Return whether a field loses its common type, since the page says otherwise; not a person's."""
        reference, name = unwrapped(known.get("type", ""))[1], unwrapped(shown)[1]
        is_other = name in self.shown and reference not in self.pairs.get(name, [])
        is_kept = self.adds_only or bool({"source", "correction"} & known.keys())
        return reference.startswith(COMMON) and is_other and not is_kept

    def _pair(self, shown: str, known: str, prefix: str) -> list[tuple[Data, Data]]:
        """Match the types that two expressions name; return the pairs of fields to compare next."""
        (wrappers, name), (others, other) = unwrapped(shown), unwrapped(known)
        if wrappers != others or name not in self.shown:
            return []
        reference = (
            other if other.startswith(COMMON) or other in KINDS else prefix + other
        )
        if reference in self.pairs.get(name, []) or not self._accepts(name, reference):
            return []
        self.pairs.setdefault(name, []).append(reference)
        known_type = self.decl(reference)
        assert known_type is not None
        pair = (fields_of(self.shown[name]), fields_of(known_type))
        if reference.startswith(COMMON):
            self._follow([pair], COMMON)
            return []
        return [pair]

    def decl(self, reference: str) -> Data | None:
        """Return the declaration of a type of the spec or of common.yaml."""
        if reference.startswith(COMMON):
            return self.common.get(reference.removeprefix(COMMON))
        return self.local.get(reference)

    def _accepts(self, name: str, reference: str) -> bool:
        """Return whether a type that stands where the page has `name` is that type."""
        shown, known = self.shown[name], self.decl(reference)
        if known is None or not _same_kind(shown, known):
            return False
        if reference.startswith(COMMON):
            common = reference.removeprefix(COMMON)
            has_all = members(shown) <= members(known)
            if has_all and (not self.is_strict or self._agrees(name, common, set())):
                return True
            if members(shown) & members(known):
                self.outgrown.setdefault(name, common)
            return False
        if reference == name or not members(shown):
            return True
        if reference in self.shown:  # the page has that type, too, and it isn't this
            return False
        share = _share(shown, known)
        rival = self.local.get(name)
        is_better = (
            rival is not None
            and _same_kind(shown, rival)
            and _share(shown, rival) > share
        )
        return share >= _ENOUGH and not is_better

    def _by_name(self, name: str) -> str | None:
        """Find the type of the spec that has the page's name, or the name that it got instead."""
        shown = self.shown[name]
        for number, own in enumerate(self._proposals(name)):
            known = self.local.get(own)
            if known is None and number > 1:
                break
            if known is None or not _same_kind(shown, known):
                continue
            share = _share(shown, known) if members(known) else 1.0
            is_taken = any(own in pairs for pairs in self.pairs.values())
            if share and share >= (1.0 if number else _ENOUGH if is_taken else 0.0):
                return own
        return None

    def _reference(self, name: str) -> str:
        """Choose the reference to write for the page's type `name`: a type that is there, or a new one."""
        pairs = self.pairs.get(name, [])
        own = [reference for reference in pairs if not reference.startswith(COMMON)]
        if own or pairs:
            return name if name in own else (own or pairs)[0]
        if name not in self.outgrown and self.is_common(name, set()):
            return COMMON + name
        taken = {*self.local, *self.names.values(), *self._common_in_use()}
        return next(
            proposal for proposal in self._proposals(name) if proposal not in taken
        )

    def _common_in_use(self) -> set[str]:
        """Return the names of the common types that the spec goes on using, beside its own ones."""
        waiting = {
            one.removeprefix(COMMON)
            for one in self._references()
            if one.startswith(COMMON)
        }
        found: set[str] = set()
        while waiting := waiting - found:
            name = waiting.pop()
            found.add(name)
            waiting |= _inner_types(fields_of(self.common.get(name) or {}))
        return found

    def _references(self) -> Iterator[str]:
        """Yield the names of the types that the spec goes on referring to, or will."""
        fixed = [
            dict(fields_of(decl)) for decl in self.local.values() if is_fixed(decl)
        ]
        for fields in [*self.known, *map(fields_of, self.local.values()), *fixed]:
            kept = {
                wire: decl
                for wire, decl in flat(fields)
                if (id(fields), wire) not in self.replaced
            }
            yield from _inner_types(kept)
        for name, common in self.outgrown.items():  # a copy goes on referring to these
            fields = dict(flat(fields_of(self.common[common])))
            unseen = fields.keys() - members(self.shown[name])
            inner = _inner_types({wire: fields[wire] for wire in unseen})
            yield from (COMMON + one for one in inner if one in self.common)
        for pairs in self.pairs.values():
            yield from pairs

    def _proposals(self, name: str) -> Iterator[str]:
        """Yield the names that a type of the page may get, the best first."""
        yield name
        yield self._owner(name) + name
        yield from (f"{name}{number}" for number in count(2))

    def _owner(self, name: str) -> str:
        """Find the first type of the page with a field of the type `name`."""
        for owner, decl in self.shown.items():
            for _, field in flat(fields_of(decl)):
                if unwrapped(declared(field).get("type", ""))[1] == name:
                    return owner
        return "Other"

    def is_common(self, name: str, seen: set[str]) -> bool:
        """Return whether common.yaml has just this type, or more of it than the page shows.

        If strict, it has no more than what pages leave out.
        """
        if name in seen:
            return True
        enough = 1.0 if self.is_strict else _ENOUGH
        if (
            not self._agrees(name, name, set())
            or _shown_part(self.shown[name], self.common[name]) < enough
        ):
            return False
        known = dict(flat(fields_of(self.common[name])))
        for wire, decl in flat(fields_of(self.shown[name])):
            _, inner = unwrapped(declared(decl)["type"])
            _, other = unwrapped(declared(known[wire])["type"])
            if inner in self.shown and not (
                inner == other and self.is_common(inner, seen | {name})
            ):
                return False
        return True

    def _agrees(self, name: str, common: str, seen: set[tuple[str, str]]) -> bool:
        """Return whether a common type has all that the page says of the type `name`."""
        if (name, common) in seen:
            return True
        shown, known = self.shown[name], self.common.get(common)
        if known is None or not _same_kind(shown, known) or is_fixed(known):
            return is_fixed(known)
        if not members(shown) <= members(known) or not _same_groups(shown, known):
            return False
        fields = dict(flat(fields_of(known)))
        return all(
            self._field_agrees(
                declared(decl), declared(fields[wire]), seen | {(name, common)}
            )
            for wire, decl in flat(fields_of(shown))
        )

    def _field_agrees(
        self, shown: Data, known: Data, seen: set[tuple[str, str]]
    ) -> bool:
        """Return whether a field of a common type has all that the page says of it."""
        if is_fixed(known):
            return True
        covered = Covered(known)
        if any(
            key in shown and shown[key] != known.get(key) and key not in covered
            for key in _FACTS
        ):
            return False
        (wrappers, name), (others, other) = unwrapped(shown["type"]), unwrapped(
            known["type"]
        )
        if "type" in covered:
            return True
        if name in self.shown:
            if not members(self.shown[name]):
                return True
            return wrappers == others and self._agrees(name, other, seen)
        if other in self.common and wrappers == others:
            return name in _vague_words(self.common[other])
        return other in KINDS and not contradicts(known["type"], shown["type"])

    def translated(self, expression: str) -> str:
        """Translate a type expression of the page into the names of the spec."""
        wrappers, name = unwrapped(expression)
        return wrapped(wrappers, self.names.get(name, name))

    def contradicted(self, known: str, shown: str) -> bool:
        """Return whether the page's type of a field is really another one than the spec's."""
        (wrappers, name), (others, other) = unwrapped(shown), unwrapped(known)
        if name in self.shown:
            is_known = other in self.pairs.get(name, []) or other == self.names[name]
            is_vague = not members(self.shown[name]) and (
                other not in KINDS or "map" in others
            )
            return not (is_vague or (wrappers == others and is_known))
        if other not in KINDS and wrappers == others:
            decl = self.decl(other) or self.shown.get(other)
            return name not in {*_vague_words(decl or {}), *self.local}
        return contradicts(known, shown)


def _inner_types(fields: Data) -> set[str]:
    """Return the names of the types in the fields of an object."""
    types = (str(declared(decl).get("type", "")) for _, decl in flat(fields))
    return {unwrapped(type_)[1] for type_ in types}


def _vague_words(decl: Data) -> set[str]:
    """Return the primitives that a page may print where it doesn't know a type."""
    return {"string", "json"} if "enum" in decl else {"object", "json"}


def contradicts(known: str, shown: str) -> bool:
    """Return whether a primitive that a page prints is another kind than the spec's type."""
    (wrappers, name), (others, other) = unwrapped(shown), unwrapped(known)
    if name == "json" and wrappers == others[: len(wrappers)]:
        return False  # nothing is known
    if wrappers != others:
        is_map = len(others) > len(wrappers) and others[len(wrappers)] == "map"
        return not (name == "object" and is_map and wrappers == others[: len(wrappers)])
    return name != other and name not in _PRINTED.get(other, ())


def refines(known: str, shown: str) -> bool:
    """Return whether a type is a spec's vaguer one made more exact: `guid` for `string`."""
    (wrappers, _), (others, other) = unwrapped(shown), unwrapped(known)
    if other in {"json", "object"} and wrappers[: len(others)] == others:
        return shown != known
    return wrappers == others and other in KINDS and not contradicts(shown, known)


def _shown_part(shown: Data, known: Data) -> float:
    """Return how much a page shows of a type, not counting what pages leave out.

    Requests lack what is read-only, a half of a page what the other half alone prints.
    """
    entries: Data = known.get("enum") or dict(flat(fields_of(known)))
    own = members(shown)
    missing = [
        name
        for name, decl in entries.items()
        if name not in own and not declared(decl).keys() & _LEFT_OUT
    ]
    return 1 - len(missing) / len(entries) if entries else 1.0


def _same_kind(shown: Data, known: Data) -> bool:
    return ("enum" in shown) == ("enum" in known)


def _same_groups(shown: Data, known: Data) -> bool:
    """Return whether each group of the page lies in one group of the other type."""
    others = Owners(fields_of(known))
    own = groups_of(fields_of(shown)).values()
    return all(others.has_group_of(group["one_of"]) for group in own)


def _share(shown: Data, known: Data) -> float:
    wanted = members(shown)
    return len(wanted & members(known)) / len(wanted) if wanted else 1.0
