"""Specs and pages as many and as large as all of Wix's: `python tests/benchmarks/corpus.py FOLDER`.

162 resources, 1,263 methods, 335 webhooks and 10,000 types, spread over the resources as in Wix's published
type packages: most are small, a few are huge. Half of the types are declared alike by several resources,
as Wix does with its shared ones. The same seed gives the same files, byte by byte.

    made = corpus(seed=1)
    made.texts()            # {"package/module.yaml": YAML, "common.yaml": YAML}
"""

from __future__ import annotations

import argparse
import copy
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests")]

from support.pages import api_of, write_pages
from support.random_api import DONE, RandomApi, ResourceMaker, Scale, common_types
from support.random_types import GROUP_SIZES, Decl, TypeMaker, flat
from support.random_words import Prose

RESOURCES, METHODS, WEBHOOKS, TYPES = 162, 1_263, 335, 10_000
_SHARES = (0.0, 0.1, 0.5, 0.75, 0.9, 0.99, 1.0)
_METHODS = (1, 1, 6, 10, 18, 32, 33)
_WEBHOOKS = (0, 0, 2, 3, 5, 9, 10)
_TYPES = (4, 5, 26, 75, 170, 290, 301)
_DEPTHS = (1, 2, 3, 3, 4, 5, 5, 6, 7, 7, 8, 10, 12, 14)
_LEAVES = (1, 1, 1, 1, 1, 2, 2, 4)
_GROUPS = (*GROUP_SIZES, *GROUP_SIZES, 18, 34)
_FAMILIES = 30
_FAMILY_USES = (24, 16, 10, 8, 6, 4, 4, 3, 3, 2)
_LONG = 5_000  # characters of the longest descriptions


@dataclass
class Counts:
    """How large one resource is."""

    methods: int
    webhooks: int
    types: int
    families: list[dict[str, Decl]] = field(default_factory=list)


def corpus(seed: int = 1, resources: int = RESOURCES) -> RandomApi:
    """All of Wix's size, or a part of it: the first `resources` of the same ones."""
    made = RandomApi()
    made.specs["common.yaml"] = common_types()
    excess = 0  # some resources need more types than they shall have: others get less
    for number, counts in enumerate(_counts(Random(seed))[:resources]):
        less = min(excess, max(0, _room(counts)))
        counts.types -= less
        maker = _Sized(made, Random(f"{seed}/{number}"), number, counts)
        maker.make()
        excess += len(maker.spec["types"]) - counts.types - less
    return made


def _counts(rng: Random) -> list[Counts]:
    """What every resource has; the sums are exact."""
    methods = _spread(_METHODS, METHODS, least=1)
    webhooks = _spread(_WEBHOOKS, WEBHOOKS, least=0)
    types = _spread(_TYPES, TYPES - len(common_types()["types"]), least=4)
    # What has many methods has many types, though not strictly so.
    order = sorted(range(RESOURCES), key=lambda one: one + rng.uniform(-20, 20))
    pairs = [
        Counts(methods[number], webhooks[other], types[number])
        for number, other in enumerate(order)
    ]
    for family, uses in _families(rng):
        fitting = [
            one
            for one in pairs
            if _room(one) >= len(family) and not _shares(one, family)
        ]
        for chosen in rng.sample(fitting, min(uses, len(fitting))):
            chosen.families.append(family)
    rng.shuffle(pairs)
    return pairs


def _room(counts: Counts) -> int:
    own = counts.types - 4 * counts.methods - 6
    return own - sum(len(one) for one in counts.families)


def _shares(counts: Counts, family: dict[str, Decl]) -> bool:
    return any(family.keys() & one.keys() for one in counts.families)


def _families(rng: Random) -> Iterator[tuple[dict[str, Decl], int]]:
    """Types that several resources declare alike, and by how many; the largest first."""
    reserved = set(common_types()["types"])
    sizes = sorted(rng.choice((8, 12, 20, 30, 45, 60)) for _ in range(_FAMILIES))
    for size in reversed(sizes):
        maker = TypeMaker(rng, _Short(rng), rng.choice(_DEPTHS[6:]), set(reserved))
        _shape(maker)
        root = maker.object(maker.prose.type_name(), size)
        own = {"type": f"list[{root}]", "description": maker.prose.sentence()}
        declared = maker.types.declared
        declared[root]["fields"]["nodes"] = own  # as rich content, which nests freely
        yield declared, rng.choice(_FAMILY_USES) * 2


def _shape(maker: TypeMaker) -> None:
    maker.leaf_counts = _LEAVES
    maker.group_sizes, maker.group_weights = _GROUPS, (88, 10, 2)


def _spread(percentiles: tuple[int, ...], total: int, least: int) -> list[int]:
    """A figure for each resource, ascending, with these percentiles and that sum."""
    figures: list[int] = []
    for number in range(RESOURCES):
        share = number / (RESOURCES - 1)
        upper = next(i for i, one in enumerate(_SHARES) if one >= share and i)
        low, high = _SHARES[upper - 1], _SHARES[upper]
        part = (share - low) / (high - low)
        below, above = percentiles[upper - 1], percentiles[upper]
        figures.append(round(below + part * (above - below)))
    middle = [i for i in range(RESOURCES) if 0.2 < i / RESOURCES < 0.97]
    step = 1 if sum(figures) < total else -1
    while sum(figures) != total:
        for i in middle:
            if sum(figures) != total and figures[i] + step >= least:
                figures[i] += step
    return sorted(figures)


class _Short(Prose):
    """Descriptions of fields as long as Wix's: 70 characters in the mean."""

    def description(self, *, is_limited: bool = False) -> str:
        """Mostly one plain sentence."""
        if self.rng.random() < 0.15:
            return super().description(is_limited=is_limited)
        return self.sentence(6, 20)


class _Sized(ResourceMaker):
    """A resource with given counts."""

    def __init__(
        self, made: RandomApi, rng: Random, number: int, counts: Counts
    ) -> None:
        super().__init__(made, rng, Scale(), number)
        self.prose = _Short(rng)
        self.counts = counts
        self._verbs = rng.sample(DONE, len(DONE))

    def make(self) -> None:
        """Try until the resource has about as many types as it shall, then fill it up."""
        state = self.rng.getstate()
        self._own = max(1, self.counts.types - 4 * self.counts.methods)
        for _ in range(3):
            self.rng.setstate(state)
            self._verbs = self.rng.sample(DONE, len(DONE))
            super().make()
            missing = self.counts.types - len(self.spec["types"])
            if 0 <= missing <= 3:
                break
            self._own = max(1, self._own + missing - 1)
        self._fill(self.spec["types"])
        for one in self.spec[
            "types"
        ].values():  # Wix's pages describe fields, not types
            one.pop("description", None)
        self._lengthen(self.spec)
        for method in self.spec["methods"].values():  # what leads nowhere is a warning
            required = method.get("required", [])
            method["required"] = [one for one in required if not one.endswith("Old")]

    @property
    def spec(self) -> Decl:
        """What was made."""
        return self.made.specs[f"{self.package}/{self.module}.yaml"]

    def types(self) -> TypeMaker:
        """The entity, which uses the families, and its other types."""
        reserved = set(self.made.specs["common.yaml"]["types"]) | {self.entity}
        reserved |= {name for one in self.counts.families for name in one}
        maker = TypeMaker(self.rng, self.prose, self.rng.choice(_DEPTHS), reserved)
        _shape(maker)
        shared = sum(len(one) for one in self.counts.families)
        maker.entity(self.entity, max(1, self._own - shared))
        fields = maker.types.declared[self.entity]["fields"]
        for family in self.counts.families:
            maker.types.declared |= copy.deepcopy(family)
            root = next(iter(family))
            decl = {"type": root, "description": self.prose.sentence()}
            fields[maker.free_name(fields)] = decl
        return maker

    def method_count(self) -> int:
        """As many as it shall have."""
        return self.counts.methods

    def webhook_kinds(self) -> list[str]:
        """As many as it shall have."""
        firsts = ["created", "updated", "deleted"][: self.counts.webhooks]
        return firsts + ["action"] * (self.counts.webhooks - len(firsts))

    def verb(self) -> str:
        """No verb twice."""
        return self._verbs.pop()

    def _fill(self, types: Decl) -> None:
        """The last few types that are missing, in the entity."""
        fields = types[self.entity]["fields"]
        number = 0
        while len(types) < self.counts.types:
            number += 1
            name = f"{self.entity}Part{number}"
            text = {"type": "string", "description": self.prose.sentence()}
            types[name] = {"fields": {"text": text}}
            fields[f"part{number}"] = {
                "type": name,
                "description": self.prose.sentence(),
            }

    def _lengthen(self, spec: Decl) -> None:
        """Some descriptions are very long."""
        described = [*spec["types"].values(), *spec["methods"].values()]
        for one in self.rng.sample(described, len(described) // 60):
            parts: list[str] = []
            while sum(map(len, parts)) < self.rng.choice((1_000, 2_000, _LONG)):
                parts.append(self.prose.description())
            one["description"] = "\n\n".join(parts)


def shape(made: RandomApi) -> str:
    """What there is, to compare with Wix's figures."""
    specs = [one for path, one in made.specs.items() if path != "common.yaml"]
    types = [one for spec in made.specs.values() for one in spec["types"].values()]
    texts = Counter(repr(one) for one in types)
    objects = [one for one in types if "fields" in one]
    texts_of_fields = [
        len(field.get("description", ""))
        for one in objects
        for field in flat(one["fields"]).values()
    ]
    return (
        f"{len(specs)} resources, {sum(len(one['methods']) for one in specs):,} methods, "
        f"{sum(len(one.get('webhooks', {})) for one in specs)} webhooks, "
        f"{len(types):,} types ({len(types) - len(objects):,} enums, {len(texts):,} different), "
        f"{sum(len(flat(one['fields'])) for one in objects):,} properties, "
        f"{sum(texts_of_fields) // len(texts_of_fields)} characters to describe one, "
        f"{sum(map(len, made.texts().values())) / 1e6:.1f} MB of YAML"
    )


def write(folder: Path, made: RandomApi) -> None:
    """A project with these specs."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text("[tool.wixgen]\n")
    for path, text in made.texts().items():
        target = folder / "schemas" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def main() -> None:
    """Writes a project, with `--pages` the pages of its API as well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resources", type=int, default=RESOURCES)
    parser.add_argument("--pages", action="store_true", help="pages as well")
    given = parser.parse_args()
    made = corpus(given.seed, given.resources)
    write(given.folder, made)
    if given.pages:
        write_pages(given.folder / "pages", api_of(made.texts()), made.hints)
    print(shape(made))


if __name__ == "__main__":
    main()
