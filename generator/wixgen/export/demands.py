"""What one method demands of its parameters, as a tree along the dotted wire paths."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from wixgen.spec.api import Method


@dataclass
class Demand:
    """What must be set in one object; `below` leads to the objects in its fields."""

    required: dict[str, None] = field(
        default_factory=dict[str, None]
    )  # in the page's order
    exactly_one: set[str] = field(default_factory=set[str])  # names of one-of groups
    below: dict[str, Demand] = field(default_factory=dict[str, "Demand"])

    def at(self, wires: Iterable[str]) -> Demand:
        """The node at a path, made where it is missing."""
        node = self
        for wire in wires:
            node = node.below.setdefault(wire, Demand())
        return node

    def of(self, wire: str) -> Demand:
        """What is demanded inside the field `wire`."""
        return self.below.get(wire, NO_DEMAND)


NO_DEMAND = Demand()


def demand_of(method: Method) -> Demand:
    """The method's demands: required paths that lead somewhere, groups, and what its URL needs.

    A dotted placeholder takes its value out of the body, so the body can't do without it.
    """
    root = Demand()
    paths = [one.path for one in method.required if one.reachable]
    for placeholder in method.path_parameters:
        steps = placeholder.split(".")
        paths += [".".join(steps[:count]) for count in range(1, len(steps) + 1)]
    for path in paths:
        *above, last = path.split(".")
        root.at(above).required[last] = None
    for path in method.exactly_one:
        *above, group = path.split(".")
        root.at(above).exactly_one.add(group)
    return root
