"""Dotted paths into random parameters: what a method requires, and where its groups are."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from support.random_types import Decl, TypeMaker, flat, inner_name
from support.random_words import Prose

COMMON_FIELDS = {
    "common.ExtendedFields": {"namespaces": {"type": "object"}},
    "common.CursorPaging": {"limit": {"type": "integer"}, "cursor": {"type": "string"}},
    "common.Paging": {"limit": {"type": "integer"}, "offset": {"type": "integer"}},
}
MAX_REQUIRED_DEPTH = 4


class Paths:
    """Finds paths in the declared types of a resource."""

    def __init__(self, rng: Random, prose: Prose, types: TypeMaker) -> None:
        self.rng = rng
        self.prose = prose
        self.types = types

    def below(self, roots: list[str], parameters: Decl) -> list[str]:
        """The roots, and some paths below them, a few of which lead nowhere."""
        found: list[str] = []
        for root in roots:
            found.append(root)
            fields = self._fields(parameters[root]["type"])
            found += self._descend(root, fields, 1)
        if found and self.rng.random() < 0.08:
            found.append(f"{found[0]}.{self.prose.field_name()}Old")
        return found

    def _descend(self, path: str, fields: Decl, depth: int) -> list[str]:
        rng = self.rng
        found: list[str] = []
        usable = [
            (name, one)
            for name, one in flat(fields).items()
            if not one.get("read_only") and not one.get("undocumented")
        ]
        if depth > MAX_REQUIRED_DEPTH or not usable:
            return found
        in_groups = {name for one in fields.values() for name in one.get("one_of", {})}
        for name, one in rng.sample(
            usable, min(len(usable), rng.choice((0, 1, 1, 2, 4)))
        ):
            below = f"{path}.{name}"
            if name not in in_groups and rng.random() < 0.9:
                found.append(below)
            if not one["type"].startswith("map["):
                found += self._descend(below, self._fields(one["type"]), depth + 1)
        return found

    def _fields(self, expression: str) -> Decl:
        """The declared fields of an object type, groups as they are."""
        if expression.startswith("map["):
            return {}
        name = inner_name(expression)
        declared = self.types.types.declared.get(name, {})
        return COMMON_FIELDS.get(name, declared.get("fields", {}))

    def groups_in(self, parameters: Decl) -> Iterator[str]:
        """The paths of groups, down to the second level."""
        yield from (one for one in parameters if "one_of" in parameters[one])
        for wire, decl in flat(parameters).items():
            if decl.get("deprecated"):
                continue
            fields = self._fields(decl["type"])
            yield from (f"{wire}.{one}" for one in fields if "one_of" in fields[one])
            for inner, below in flat(fields).items():
                deeper = self._fields(below["type"])
                is_shown = not (below.get("read_only") or below.get("deprecated"))
                if is_shown:
                    yield from (
                        f"{wire}.{inner}.{one}"
                        for one in deeper
                        if "one_of" in deeper[one]
                    )
