"""Tells which mapping declares a field: that of the type, or a one-of group in it.

An object may have thousands of fields and hundreds of groups: who looks for a field doesn't go through all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from itertools import chain, count

from wixgen.pages.reconcile.records import insert
from wixgen.pages.spec_data import declared, groups_of
from wixgen.spec_text.text_tree import Data


class Owners:
    """The fields of an object and its one-of groups, found by name.

    `fields` may change: who puts a field into a group says so with `join`; other changes are noticed.
    """

    def __init__(self, fields: Data) -> None:
        self.fields = fields
        self._groups: dict[str, list[str]] = {}
        for group, decl in groups_of(fields).items():
            for wire in decl["one_of"]:
                self.join(wire, group)

    def join(self, wire: str, group: str) -> None:
        """Remember that a field stands in a group from now on."""
        self._groups.setdefault(wire, []).append(group)

    def owner_of(self, name: str) -> tuple[Data | None, str]:
        """Find the mapping that declares a field, and the name of its group; "" without one."""
        if name in self.fields and "one_of" not in declared(self.fields[name]):
            return self.fields, ""
        for group in self._groups_of(name):
            return self.fields[group]["one_of"], group
        return None, ""

    def group_like(self, wanted: Collection[str], but: str = "") -> str | None:
        """Find the group that shares most members with `wanted`, other than `but`: the first, if several do."""
        shares = Counter(
            group for wire in wanted for group in self._groups_of(wire) if group != but
        )
        most = max(shares.values(), default=0)
        best = [group for group, share in shares.items() if share == most]
        if len(best) < 2:
            return best[0] if best else None
        return next(name for name in self.fields if name in best)

    def has_group_of(self, wires: Collection[str]) -> bool:
        """Return whether one group has all these fields."""
        shares = Counter(group for wire in wires for group in self._groups_of(wire))
        return len(wires) in {0, *shares.values()}

    def add_group(self, shown: Owners, name: str, anchor: str | None) -> str:
        """Add an empty group after `anchor`, named `name` if nothing in spec and page is; return its name."""
        more = (f"{name}Group{number}" for number in count(2))
        group = next(
            proposal
            for proposal in chain((name, f"{name}Group"), more)
            if proposal not in self.fields
            and self.owner_of(proposal)[0] is None
            and shown.owner_of(proposal)[0] is None
        )
        insert(self.fields, anchor, group, {"one_of": {}})
        return group

    def _groups_of(self, wire: str) -> list[str]:
        """Return the groups that a field stands in now."""
        return [
            group
            for group in self._groups.get(wire, ())
            if wire in declared(self.fields.get(group)).get("one_of", ())
        ]
