"""Removes from fields, one-of groups and enums of a spec what the pages no longer say of them.

A declaration that a person has explained stays (`correction`, `source`), and so does what pages leave
out without a word: what is deprecated, what only an example or only one half shows, and, in requests,
what is read-only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wixgen.pages.reconcile.fields import last_of, move_entry
from wixgen.pages.reconcile.owners import Owners
from wixgen.pages.reconcile.records import Covered, is_fixed, suits
from wixgen.pages.spec_data import declared, flat, groups_of, unwrapped
from wixgen.spec.limits import LIMITS_BY_NAME
from wixgen.spec_text.text_tree import Data, Moves, Tree, is_record

_ALWAYS_LEFT_OUT = ("deprecated", "undocumented", "half")
_EXPLAINED = ("source", "correction")
#: What pages of the older form don't print.
_MARKS = ("read_only", "immutable", "format", "attributes", "deprecated")
_FACTS = (*LIMITS_BY_NAME, "default", *_MARKS)
#: Kinds that a page prints when it doesn't know better: then it doesn't print facts either.
_VAGUE = {"json", "object"}


@dataclass(frozen=True)
class View:
    """What the pages of an import show of one object or enum of a spec.

    Attributes:
        fields: The fields, one mapping for each type of the pages that the object is.
        is_whole: Whether one of them shows all fields.
        is_marked: Whether one of them stands on a page that prints marks of today's form.
    """

    fields: tuple[Data, ...]
    is_whole: bool
    is_marked: bool

    def decls(self, wire: str) -> list[Data]:
        """Return the declarations of a field; none if no schema of a page shows it."""
        return [decl for decl in self._all(wire) if not decl.get("undocumented")]

    def is_in_example(self, wire: str) -> bool:
        """Return whether only an example has a field."""
        return bool(self._all(wire)) and not self.decls(wire)

    def _all(self, wire: str) -> list[Data]:
        found = (fields.get(wire) for fields in self._by_wire)
        return [declared(decl) for decl in found if decl is not None]

    @cached_property
    def _by_wire(self) -> tuple[Data, ...]:
        """The fields, those in one-of groups too, by their wire names."""
        return tuple(dict(flat(fields)) for fields in self.fields)

    def groups(self, wires: Iterable[str]) -> list[tuple[str, set[str]]]:
        """Return name and members of each one-of group with one of these fields, in their order."""
        places = {place for wire in wires for place in self._places.get(wire, ())}
        return [self._groups[place] for place in sorted(places)]

    @cached_property
    def _groups(self) -> list[tuple[str, set[str]]]:
        """Name and members of each one-of group."""
        return [
            (name, set(decl["one_of"]))
            for fields in self.fields
            for name, decl in groups_of(fields).items()
        ]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Where among all groups those of each field are."""
        found: dict[str, list[int]] = {}
        for place, (_, wires) in enumerate(self._groups):
            for wire in wires:
                found.setdefault(wire, []).append(place)
        return found


class FieldPruner:
    """Prunes the fields of types, parameters and answers; `moves` takes those that leave a group."""

    def __init__(self, tree: Tree, moves: Moves) -> None:
        self.tree = tree
        self.moves = moves

    def prune(self, known: Data, view: View, kept: frozenset[str]) -> None:
        """Remove fields, facts of fields and groups; a field named in `kept` stays."""
        owners = Owners(known)
        for wire, decl in [*flat(known)]:
            owner, group = owners.owner_of(wire)
            if owner is None or _is_explained(known.get(group)):
                continue
            shown = view.decls(wire)
            if shown:
                _prune_facts(owner, wire, shown, is_marked=view.is_marked)
            elif wire in kept or not _is_removable(decl, view):
                continue
            elif view.is_in_example(wire):
                owner[wire] = {**declared(decl), "undocumented": True}
            else:
                del owner[wire]
                if group and not owner:
                    del known[group]
        for name in [*groups_of(known)]:
            if not _is_explained(known[name]):
                self._split(owners, name, view)

    def _split(self, owners: Owners, name: str, view: View) -> None:
        """Take out of a group what the pages show beside it or in another group.

        Of a group without a counterpart nothing is left. If a single member of several is shown, the
        page may lack the line above it.
        """
        known = owners.fields
        one_of: Data = known[name]["one_of"]
        shown = {wire for wire in one_of if view.decls(wire)}
        if len(shown) < min(2, len(one_of)):
            return
        groups = view.groups(shown)
        nothing: tuple[str, set[str]] = ("", set())
        best = max(groups, key=lambda group: len(group[1] & shown), default=nothing)
        anchor = name
        for wire in [*one_of]:
            if wire in best[1] or is_fixed(one_of[wire]):
                continue
            other = next((group for group in groups if wire in group[1]), None)
            if other:
                self._regroup(owners, name, wire, other)
            elif wire in shown or not best[1]:
                pair = (one_of, wire), (known, wire)
                move_entry(self.tree, self.moves, *pair, anchor)
                anchor = wire
        if not one_of:
            del known[name]

    def _regroup(
        self, owners: Owners, name: str, wire: str, other: tuple[str, set[str]]
    ) -> None:
        """Move a member of a group into the one that is most like another group of the page."""
        known = owners.fields
        group = owners.group_like(other[1], but=name)
        if group is None:
            page = Owners(dict.fromkeys(other[1]))
            group = owners.add_group(page, other[0], name)
        target: Data = known[group]["one_of"]
        pair = (known[name]["one_of"], wire), (target, wire)
        move_entry(self.tree, self.moves, *pair, last_of(target))
        owners.join(wire, group)


def prune_values(known: Data, views: Iterable[Data]) -> None:
    """Remove the values of an enum that no page shows; pages leave out what is deprecated."""
    shown = {value for view in views for value in view}
    for value, decl in [*known.items()]:
        is_kept = _is_explained(decl) or (is_record(decl) and decl.get("deprecated"))
        if value not in shown and not is_kept:
            del known[value]


def _is_removable(decl: Any, view: View) -> bool:
    """Return whether a field that no page shows is there no longer."""
    record = declared(decl)
    keys = _ALWAYS_LEFT_OUT if view.is_whole else (*_ALWAYS_LEFT_OUT, "read_only")
    return not _is_explained(decl) and not any(record.get(key) for key in keys)


def _is_explained(decl: Any) -> bool:
    return is_record(decl) and any(decl.get(key) for key in _EXPLAINED)


def _prune_facts(owner: Data, wire: str, shown: list[Data], *, is_marked: bool) -> None:
    """Remove the facts of a field that no page states, unless no page could."""
    known = owner[wire]
    if not is_record(known) or is_fixed(known):
        return
    covered = Covered(known)
    for key in _FACTS:
        if key not in known or key in covered or any(key in decl for decl in shown):
            continue
        if is_marked if key in _MARKS else _is_printable(key, known[key], shown):
            del known[key]
    attributes = known.get("attributes")
    if is_record(attributes) and is_marked and "attributes" not in covered:
        words = {word for decl in shown for word in decl.get("attributes") or ()}
        for word in attributes.keys() - words:
            del attributes[word]
    if set(known) == {"type"}:
        owner[wire] = known["type"]


def _is_printable(key: str, value: Any, shown: list[Data]) -> bool:
    """Return whether a page could have stated a limit or a default, with the type that it prints."""
    if key in LIMITS_BY_NAME:
        return any(suits(decl["type"], key, value) for decl in shown)
    return any(unwrapped(decl["type"])[1] not in _VAGUE for decl in shown)
