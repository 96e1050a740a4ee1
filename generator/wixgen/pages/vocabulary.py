"""What is known of Wix's vocabulary: types that many resources share, and which names go together."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

SHARED_TYPES = Path(__file__).parents[1] / "facts/shared-types.yaml"
_PART = re.compile(r"\((?P<group>[^)]*)\)|(?P<name>\S+)")


@dataclass(frozen=True)
class Shape:
    """One type as several resources declare it."""

    order: tuple[str, ...]
    names: frozenset[str]
    groups: tuple[frozenset[str], ...]

    @classmethod
    def parse(cls, text: str) -> Shape:
        """`(one two) three` -> a shape whose first two fields are a one-of group."""
        order: list[str] = []
        groups: list[frozenset[str]] = []
        for part in _PART.finditer(text):
            if (members := part["group"]) is not None:
                groups.append(frozenset(members.split()))
                order += members.split()
            else:
                order.append(part["name"])
        return cls(tuple(order), frozenset(order), tuple(groups))


@dataclass
class Vocabulary:
    """Shapes of types by name, and what follows from them."""

    shapes: dict[str, list[Shape]] = field(default_factory=dict[str, list[Shape]])
    follows: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    of_type: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    followed: set[str] = field(default_factory=set[str])
    _grouped: dict[str, list[Shape]] = field(default_factory=dict[str, list[Shape]])

    @classmethod
    def of(cls, types: dict[str, list[str]]) -> Vocabulary:
        """The vocabulary of shapes by type name."""
        made = cls()
        for name, texts in types.items():
            made.shapes[name] = [Shape.parse(text) for text in texts]
            for shape in made.shapes[name]:
                made.follows.update(zip(shape.order, shape.order[1:], strict=False))
                made.of_type.update((name, one) for one in shape.order)
                made.followed.update(shape.order[:-1])
                if shape.groups:
                    for one in shape.order:
                        made._grouped.setdefault(one, []).append(shape)
        return made

    def with_names(self, names: frozenset[str]) -> list[Shape]:
        """The shapes with groups that have all these fields."""
        shortest = min((self._grouped.get(name, []) for name in names), key=len)
        return [one for one in shortest if names <= one.names]


@cache
def shared_types() -> Vocabulary:
    """The vocabulary that Wix's published types have in common."""
    text = SHARED_TYPES.read_text(encoding="utf-8")
    return Vocabulary.of(yaml.safe_load(text))
