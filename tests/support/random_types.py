"""Random types of one resource: a forest of objects and enums that refer to each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from support.random_words import (
    Prose,
    limits_of_list,
    limits_of_number,
    limits_of_text,
)

Decl = dict[str, Any]

_LEAVES = (
    *["string"] * 32,
    *["integer"] * 10,
    *["boolean"] * 8,
    *["list[string]"] * 4,
    *["number"] * 2,
    *["datetime"] * 2,
    *["object"] * 3,
    "decimal",
    "int64",
    "int32",
    "map[string]",
    "list[integer]",
    "json",
)
GROUP_SIZES = (1, 1, 1, *[2] * 6, 3, 3, 4, 5, 8, 11, 14)
LEAF_COUNTS = (1, 1, 2, 2, 3, 3, 4, 6, 9)
_ENUM_SIZES = (2, 2, 3, 3, 4, 5, 6, 10, 18, 40)


@dataclass
class Types:
    """The types of a resource as spec data.

    Attributes:
        declared: Name -> declaration, in the order they are declared.
        page_names: Types whose pages print another name.
    """

    declared: dict[str, Decl] = field(default_factory=dict)
    page_names: dict[str, str] = field(default_factory=dict)

    def is_object(self, name: str) -> bool:
        """Whether that type has fields."""
        return "fields" in self.declared.get(name, {})

    def fields_of(self, name: str) -> dict[str, Decl]:
        """Wire name -> field of an object type, members of groups included."""
        return flat(self.declared[name]["fields"]) if self.is_object(name) else {}


def flat(fields: Decl) -> dict[str, Decl]:
    """The fields, with the members of groups in place of the groups."""
    found: dict[str, Decl] = {}
    for name, decl in fields.items():
        found.update(decl.get("one_of", {name: decl}))
    return found


def inner_name(expression: str) -> str:
    """The name inside `list[…]` and `map[…]`."""
    return expression.rsplit("[", 1)[-1].rstrip("]")


class TypeMaker:
    """Makes the types of one resource.

    Args:
        rng: Random numbers.
        prose: Names and descriptions.
        depth: How deep types nest.
        reserved: Type names that are taken.

    Attributes:
        leaf_counts: How many fields of no type of ours an object has, drawn evenly.
        group_sizes: How many members a group has, drawn evenly.
        group_weights: How often an object has no group, one, two.
    """

    def __init__(
        self, rng: Random, prose: Prose, depth: int, reserved: set[str]
    ) -> None:
        self.rng = rng
        self.prose = prose
        self.depth = depth
        self.names = set(reserved)
        self.leaf_counts = LEAF_COUNTS
        self.group_sizes = GROUP_SIZES
        self.group_weights = (70, 25, 5)
        self.types = Types()
        self._children: dict[str, list[str]] = {}

    def entity(self, name: str, count: int) -> str:
        """An entity's type and all that it consists of; gives its name."""
        self.names.add(name)
        self._tree(name, count)
        fields = self.types.declared[name]["fields"]
        own = {
            "id": {"type": "string", "read_only": True, "description": "Its GUID."},
            "revision": {
                "type": "int64",
                "read_only": True,
                "description": self.prose.sentence(),
            },
            "createdDate": _date(self.prose),
            "updatedDate": _date(self.prose),
        }
        groups = {key: one for key, one in fields.items() if "one_of" in one}
        others = {key: one for key, one in fields.items() if "one_of" not in one}
        merged = {**groups, **own, **others}
        if self.rng.random() < 0.5:
            merged["extendedFields"] = {
                "type": "common.ExtendedFields",
                "description": self.prose.sentence(),
            }
        self.types.declared[name]["fields"] = merged
        return name

    def object(self, name: str, count: int) -> str:
        """A further object type with a tree of its own, sharing what exists."""
        name = self.unique(lambda: name, name)
        self._tree(name, count)
        return name

    def plain(self, name: str, fields: Decl) -> str:
        """A type with given fields."""
        name = self.unique(lambda: name, name)
        self.types.declared[name] = {
            "description": self.prose.sentence(),
            "fields": fields,
        }
        return name

    def enum(self) -> str:
        """A new enum, with or without descriptions of its values."""
        name = self.unique(self.prose.type_name)
        count = self.rng.choice(_ENUM_SIZES)
        is_described = self.rng.random() < 0.6
        values: Decl = {}
        while len(values) < count:
            text = self.prose.description() if is_described else None
            values[self.prose.value()] = text
        self.types.declared[name] = {
            "description": self.prose.sentence(),
            "enum": values,
        }
        return name

    def unique(self, make: Callable[[], str], fallback: str = "") -> str:
        """A type name that nothing has yet."""
        for _ in range(3):
            name = make()
            if name not in self.names:
                break
        else:
            base, number = fallback or make(), 2
            while (name := f"{base}{number}") in self.names:
                number += 1
        self.names.add(name)
        return name

    def share_a_name(self) -> None:
        """Let pages print one name for two types with different fields."""
        names = [one for one in self.types.declared if self.types.is_object(one)]
        if len(names) < 4:
            return
        first, second = self.rng.sample(names[1:], 2)
        fields = set(self.types.fields_of(first)), set(self.types.fields_of(second))
        if fields[0] != fields[1] and not (
            fields[0] <= fields[1] or fields[0] >= fields[1]
        ):
            self.types.page_names[second] = first

    def leaf(self) -> Decl:
        """A field of no type of ours, perhaps with limits or a default."""
        rng = self.rng
        decl: Decl = {"type": rng.choice(_LEAVES), "description": ""}
        limits, prose = self._limits(decl["type"])
        decl.update(limits)
        described = self.prose.description(is_limited=bool(prose))
        decl["description"] = described + prose
        if rng.random() < 0.05:
            decl["description"] = "" if not limits else prose.strip()
        if rng.random() < 0.06:
            decl["read_only"] = True
        elif rng.random() < 0.05:
            decl["deprecated"] = True
        elif rng.random() < 0.01:
            decl["undocumented"] = True
        return decl

    def _limits(self, type_: str) -> tuple[Decl, str]:
        rng = self.rng
        if rng.random() < 0.75:
            return {}, self.prose.decoy() if rng.random() < 0.05 else ""
        if type_ == "string":
            return limits_of_text(rng)
        if type_ in {"integer", "int32", "number"}:
            limits, prose = limits_of_number(rng)
            if rng.random() < 0.3:
                limits["default"] = limits.get("min", limits.get("max", 1))
                prose += f"\nDefault: `{limits['default']}`"
            return limits, prose
        if type_.startswith("list["):
            return limits_of_list(rng)
        if type_ == "boolean":
            return {"default": False}, "\n\nDefault: `false`"
        return {}, ""

    def _tree(self, root: str, count: int) -> None:
        levels: list[list[str]] = [[root]]
        self._children.setdefault(root, [])
        made = [root]
        for _ in range(max(0, count - 1)):
            level = self.rng.randint(1, max(1, min(self.depth - 1, len(levels))))
            parent = self.rng.choice(levels[level - 1])
            if self.rng.random() < 0.2:
                self._children[parent].append(self.enum())
                continue
            name = self.unique(self.prose.type_name)
            self._children[parent].append(name)
            self._children[name] = []
            if len(levels) == level:
                levels.append([])
            levels[level].append(name)
            made.append(name)
        known = list(self.types.declared)
        for name in made:
            self._share(name, made, known)
            self._declare(name)

    def _share(self, name: str, made: list[str], known: list[str]) -> None:
        """Some types are used more than once, some by themselves."""
        rng = self.rng
        if len(made) > 2 and rng.random() < 0.25:
            self._children[name].append(rng.choice(made[1:]))
        if known and rng.random() < 0.3:
            self._children[name].append(rng.choice(known))
        if rng.random() < 0.03:
            self._children[name].append(name)

    def _declare(self, name: str) -> None:
        rng = self.rng
        fields: Decl = {}
        for child in self._children[name]:
            self._add(fields, self._use(child))
        for _ in range(rng.choice(self.leaf_counts)):
            self._add(fields, self.leaf())
        items = list(fields.items())
        rng.shuffle(items)
        description = self.prose.sentence()
        self.types.declared[name] = {
            "description": description,
            "fields": self._grouped(dict(items)),
        }

    def _use(self, name: str) -> Decl:
        """A field of a named type."""
        rng = self.rng
        wrapper = rng.choice(("{}", "{}", "{}", "{}", "list[{}]", "list[{}]"))
        if rng.random() < 0.03:
            wrapper = "map[{}]"
        values = self.types.declared.get(name, {}).get("enum")
        described = self.prose.description(is_limited=bool(values))
        text = "" if rng.random() < 0.08 else described
        decl: Decl = {"type": wrapper.format(name), "description": text}
        if values and wrapper == "{}" and rng.random() < 0.2:
            decl["default"] = next(iter(values))
            decl["description"] += f"\n\nDefault: `{decl['default']}`"
        if rng.random() < 0.06:
            decl["read_only"] = True
        elif rng.random() < 0.04:
            decl["deprecated"] = True
        return decl

    def _add(self, fields: Decl, decl: Decl) -> None:
        fields[self.free_name(fields)] = decl

    def free_name(self, fields: Decl) -> str:
        """A wire name that neither a field nor a member of a group has."""
        taken, name = flat(fields), self.prose.field_name()
        while name in taken:
            name = f"{name}{self.rng.choice('ABCDEFGH')}"
        return name

    def _grouped(self, fields: Decl) -> Decl:
        """Some of the fields become members of groups, which stand first."""
        rng = self.rng
        groups: Decl = {}
        for _ in range(rng.choices((0, 1, 2), self.group_weights)[0]):
            free = [
                name
                for name, one in fields.items()
                if not one.get("read_only") and not one.get("undocumented")
            ]
            size = rng.choice(self.group_sizes)
            while len(free) < size:
                name = self.free_name({**groups, **fields})
                fields[name] = {"type": "string", "description": self.prose.sentence()}
                free.append(name)
            members = sorted(rng.sample(free, size), key=list(fields).index)
            if len(fields) == size and len(members) > 1 and rng.random() < 0.8:
                members = members[:-1]
            groups[group_name(members)] = {
                "one_of": {one: fields.pop(one) for one in members}
            }
        return {**groups, **fields}


def group_name(members: list[str]) -> str:
    """The name that an import proposes: `<first>Or<Second>`."""
    if len(members) == 1:
        return f"{members[0]}Only"
    return f"{members[0]}Or{members[1][0].upper()}{members[1][1:]}"


def _date(prose: Prose) -> Decl:
    text = f"{prose.sentence(3, 8)} In `YYYY-MM-DDThh:mm:ss.sssZ` format."
    return {"type": "datetime", "read_only": True, "description": text}
