"""Writes `generator/wixgen/facts/shared-types.yaml`: `python tests/benchmarks/make_vocabulary.py NODE_MODULES`.

`NODE_MODULES` is a folder with Wix's published type packages (see the README beside this file). Kept is
what at least two resources declare under the same name with the same fields in the same order.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests")]

from support.pages import api_of
from support.published_types import published
from wixgen.spec.api import Api, ObjectType

TARGET = ROOT / "generator/wixgen/facts/shared-types.yaml"
LEAST = 2  # resources
HEADER = """\
# Types that several of Wix's resources share, as their published packages declare them: the fields
# that pages print, in order, the members of a one-of group in parentheses. Only names, and only of
# what at least two resources have in common. Written by tests/benchmarks/make_vocabulary.py.
"""


def shared(api: Api, least: int = LEAST, *, without: str = "") -> dict[str, list[str]]:
    """Name -> shapes of types that so many resources have; `without` one package."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for resource in api.resources:
        for type_ in resource.types:
            is_kept = isinstance(type_, ObjectType) and resource.package != without
            if is_kept and (shape := shape_of(type_)):
                found[type_.name, shape].add(resource.key)
    shapes: dict[str, list[str]] = {}
    for (name, shape), resources in sorted(found.items()):
        if len(resources) >= least:
            shapes.setdefault(name, []).append(shape)
    return shapes


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
    """Write the types that all packages of the folder share."""
    api = api_of(published(Path(sys.argv[1])).texts())
    lines = [HEADER]
    for name, shapes in shared(api).items():
        lines += [f"{name}:\n", *(f"- {shape}\n" for shape in shapes)]
    TARGET.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
