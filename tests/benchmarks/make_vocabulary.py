"""Writes `generator/wixgen/facts/shared-types.yaml`: `python tests/benchmarks/make_vocabulary.py NODE_MODULES`.

`NODE_MODULES` is a folder with Wix's published type packages (see the README beside this file). Kept is
what at least two resources declare under the same name with the same fields in the same order.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests")]

import itertools

from support.pages import api_of
from support.published_types import published
from wixgen.pages.nesting.folded.shared_types import Shape, Vocabulary
from wixgen.spec.api import Api, ObjectType

TARGET = ROOT / "generator/wixgen/facts/shared-types.yaml"
LEAST = 2  # resources
HEADER = """\
# What several of Wix's resources have in common, as their published packages declare it: only names,
# and only of what at least two resources share. Written by tests/benchmarks/make_vocabulary.py.
#
# types: types with the same fields in the same order; members of a one-of group in parentheses.
# fields: further fields that types of one name have in common.
# follows: further names that follow one another in objects.
"""
Shared = dict[str, dict[str, Any]]


def shared(api: Api, *, without: str = "") -> Shared:
    """What resources share, all but those of one package."""
    shapes: Seen = defaultdict(set)
    fields: Seen = defaultdict(set)
    follows: Seen = defaultdict(set)
    for resource in api.resources:
        for type_ in resource.types:
            is_kept = isinstance(type_, ObjectType) and resource.package != without
            if is_kept and (shape := shape_of(type_)):
                order = Shape.parse(shape).order
                shapes[type_.name, shape].add(resource.key)
                for one in order:
                    fields[type_.name, one].add(resource.key)
                for pair in itertools.pairwise(order):
                    follows[pair].add(resource.key)
    types = _kept(shapes)
    told = Vocabulary.of({"types": types, "fields": {}, "follows": {}})
    more = _kept(fields, told.of_type)
    after = _kept(follows, told.follows)
    return {
        "types": types,
        "fields": {name: " ".join(names) for name, names in more.items()},
        "follows": {name: " ".join(names) for name, names in after.items()},
    }


Seen = dict[tuple[str, str], set[str]]


def _kept(seen: Seen, told: Collection[tuple[str, str]] = ()) -> dict[str, list[str]]:
    """What enough resources have, and isn't told yet."""
    kept: dict[str, list[str]] = {}
    for (name, other), resources in sorted(seen.items()):
        if len(resources) >= LEAST and (name, other) not in told:
            kept.setdefault(name, []).append(other)
    return kept


def shape_of(type_: ObjectType) -> str:
    """`(one two) three`: what pages print of a type."""
    shown = [one.wire for one in type_.fields if not one.deprecated]
    words: list[str] = []
    grouped: set[str] = set()
    for group in type_.groups:
        if members := [name for name in group.members if name in shown]:
            words.append(f"({' '.join(members)})")
            grouped |= {*members}
    return " ".join([*words, *(name for name in shown if name not in grouped)])


def main() -> None:
    """Write what all packages of the folder share."""
    made = shared(api_of(published(Path(sys.argv[1])).texts()))
    text = yaml.safe_dump(made, width=100, sort_keys=False)
    TARGET.write_text(HEADER + text, encoding="utf-8")


if __name__ == "__main__":
    main()
