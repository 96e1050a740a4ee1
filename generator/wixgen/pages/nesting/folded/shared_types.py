"""Wix's vocabulary: types that many resources share, and names that occur together."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

SHARED_TYPES = Path(__file__).parents[3] / "facts/shared-types.yaml"
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
    """Shapes of types by name, and what follows from them.

    Attributes:
        shapes: The shapes of a type; one name may have several.
        of_type: Types and names of their fields.
        follows: Names that follow each other in an object.
        beside: Names and those that are in the same objects.
        prefixes: How shapes go on: the first names in order -> the next, "" for the end.
    """

    shapes: dict[str, list[Shape]] = field(default_factory=dict[str, list[Shape]])
    of_type: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    follows: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    followed: set[str] = field(default_factory=set[str])
    prefixes: dict[tuple[str, ...], set[str]] = field(
        default_factory=dict[tuple[str, ...], set[str]]
    )
    beside: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    _grouped: dict[str, list[Shape]] = field(default_factory=dict[str, list[Shape]])

    @classmethod
    def of(cls, shared: Mapping[str, Mapping[str, Any]]) -> Vocabulary:
        """Return the vocabulary of a file: `types`, and `fields` and `follows` beyond those of the types."""
        made = cls()
        for name, texts in shared["types"].items():
            made.shapes[name] = [Shape.parse(text) for text in texts]
            for shape in made.shapes[name]:
                made._add(name, shape)
        for name, text in shared["fields"].items():
            made.of_type.update((name, word) for word in text.split())
        for name, text in shared["follows"].items():
            made.follows.update((name, word) for word in text.split())
        made.followed = {follow for follow, _ in made.follows}
        return made

    def _add(self, name: str, shape: Shape) -> None:
        order = shape.order
        self.follows.update(itertools.pairwise(order))
        self.of_type.update((name, one) for one in order)
        for one in order:
            self.beside.setdefault(one, set()).update(order)
        for number, following in enumerate([*order, ""]):
            self.prefixes.setdefault(order[:number], set()).add(following)
        if shape.groups:
            for one in order:
                self._grouped.setdefault(one, []).append(shape)

    def with_names(self, names: frozenset[str]) -> list[Shape]:
        """Return the shapes with groups that have all these fields."""
        shortest = min((self._grouped.get(name, []) for name in names), key=len)
        return [shape for shape in shortest if names <= shape.names]


@cache
def shared_types() -> Vocabulary:
    """Return the vocabulary that Wix's published types have in common."""
    text = SHARED_TYPES.read_text(encoding="utf-8")
    return Vocabulary.of(yaml.safe_load(text))
