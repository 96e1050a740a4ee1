"""The required paths of a method as a tree along their dotted wire names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from wixgen.spec.api import Method


@dataclass
class Demand:
    """The required fields and groups of one object; `children` leads to the objects in its fields."""

    required: dict[str, None] = field(default_factory=dict[str, None])  # page's order
    exactly_one: set[str] = field(default_factory=set[str])  # names of one-of groups
    children: dict[str, Demand] = field(default_factory=dict[str, "Demand"])

    def at(self, wires: Iterable[str]) -> Demand:
        """Return the node at a path, made where it is missing."""
        node = self
        for wire in wires:
            node = node.children.setdefault(wire, Demand())
        return node

    def below(self, wire: str) -> Demand:
        """Return what is demanded inside the field `wire`."""
        return self.children.get(wire, NO_DEMAND)

    @property
    def requires_nothing(self) -> bool:
        """Return whether no field is required here or further below."""
        return not self.required and all(
            child.requires_nothing for child in self.children.values()
        )


NO_DEMAND = Demand()


def demand_of(method: Method) -> Demand:
    """Return the method's demands: required paths that lead somewhere, groups, what its URL needs.

    A dotted placeholder takes its value out of the body, so the body can't do without it.
    """
    paths = [required.path for required in method.required if required.reachable]
    for placeholder in method.path_parameters:
        steps = placeholder.split(".")
        paths += [".".join(steps[:count]) for count in range(1, len(steps) + 1)]
    return demanded(paths, method.exactly_one)


def demanded(required: Iterable[str], exactly_one: Iterable[str]) -> Demand:
    """Return the demands of required paths, and of paths of groups, as a tree."""
    root = Demand()
    for path in required:
        *above, last = path.split(".")
        root.at(above).required[last] = None
    for path in exactly_one:
        *above, group = path.split(".")
        root.at(above).exactly_one.add(group)
    return root
