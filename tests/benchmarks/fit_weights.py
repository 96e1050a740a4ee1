"""Fits `generator/wixgen/pages/weights.py`: `python tests/benchmarks/fit_weights.py NODE_MODULES`.

`NODE_MODULES` is a folder with Wix's published type packages (see the README beside this file); NumPy is
needed. Their pages are printed, read with their line structure, and then without it along the way that
lines show; the weights are those of a conditional logit model of which open object an entry belongs to.
Pages of a package are read with the vocabulary of all others. `--without PACKAGE` leaves one package out
and measures on it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/benchmarks")]

from make_vocabulary import shared

from support.pages import api_of, flatten, render_pages
from support.published_types import published
from wixgen.pages.evidence import PathEvidence, standard_knowledge
from wixgen.pages.frames import Frame, Place, State
from wixgen.pages.places import closing, group_moves, moves
from wixgen.pages.read import read_pages
from wixgen.pages.recover import halves, known_of, recover, section_key
from wixgen.pages.resolve import Resolver
from wixgen.pages.tree import Item, OneOf
from wixgen.pages.vocabulary import Vocabulary

RIDGE = 0.5
STEPS = 25
Row = dict[str, float]


@dataclass
class Choice:
    """One choice among places: the features of each, and which one is right."""

    rows: list[Row]
    right: int


class Follower(Resolver):
    """Goes where the lines of the same section tell, and notes every choice."""

    true: Mapping[int, int]
    choices: list[Choice]
    done: set[object]

    def _grow(self, state: State, index: int, part: Item | OneOf) -> Iterator[State]:
        frames = self._places(state, index, part)
        if len(frames) > 1:
            self._note(frames, state, index, part)
        wanted = self.true[index]
        for ups, frame in enumerate(state.top.outwards()):
            if frame.index == wanted:
                place = Place(frame, ups)
                if isinstance(part, OneOf):
                    yield State(0.0, frame.with_group(index))
                else:
                    yield State(0.0, self._put(place, index, part, -2))
                return
        raise LookupError(part)

    def _note(
        self,
        frames: Sequence[tuple[Frame, int]],
        state: State,
        index: int,
        part: Item | OneOf,
    ) -> None:
        right = [n for n, one in enumerate(frames) if one[0].index == self.true[index]]
        said = (
            (part.name, part.type, part.description) if isinstance(part, Item) else ()
        )
        key = (said, tuple((one.key, one.before) for one, _ in frames[:4]), *right)
        if not right or key in self.done:
            return
        self.done.add(key)
        rows: list[Row] = []
        ended: Row = {}
        for frame, ups in frames:
            row: Row = dict(ended)
            if isinstance(part, Item):
                row.update(self.scale.place(frame, index))
                row.update(moves(frame, part, ups, state.top.is_fresh))
            else:
                row.update(group_moves(frame, ups))
            rows.append(row)
            for name, value in closing(frame):
                ended[name] = ended.get(name, 0.0) + value
        self.choices.append(Choice(rows, right[0]))


def choices_of(
    files: Mapping[str, str], vocabularies: Sequence[Vocabulary]
) -> list[Choice]:
    """Every choice that the pages of one resource pose without their lines."""
    lined = [read_pages(path, text)[0] for path, text in files.items()]
    folded = [read_pages(path, flatten(text))[0] for path, text in files.items()]
    known = known_of(folded, standard_knowledge())
    choices: list[Choice] = []
    done: list[set[object]] = [set() for _ in vocabularies]
    for reading, page in zip(recover(lined, standard_knowledge()), folded, strict=True):
        flat = dict(halves(page))
        for name, half in halves(reading.page):
            for section in half.schema.sections if half.schema else []:
                schema = flat[name].schema
                twin = schema.section(section.word) if schema else None
                if twin is None:
                    continue
                true = _parents(reading.tree(name, section.word), section)
                for vocabulary, noted in zip(vocabularies, done, strict=True):
                    follower = Follower(known, PathEvidence())
                    follower.vocabulary, follower.true = vocabulary, true
                    follower.choices, follower.done = choices, noted
                    with suppress(LookupError):  # a type's first use may be in a list
                        key = section_key(reading, name, section)
                        follower.resolve(twin.entries, key)
    return choices


def _parents(tree: Any, section: Any) -> dict[int, int]:
    """Where lines put every entry: the entry of its object, or -1."""
    parts = [one for one in section.entries if isinstance(one, Item | OneOf)]
    number = {id(one): index for index, one in enumerate(parts)}
    parents: dict[int, int] = {}

    def walk(fields: Any, groups: Any, parent: int) -> None:
        for one in fields:
            parents[number[id(one.item)]] = parent
            walk(one.children, one.groups, number[id(one.item)])
        for one in groups:
            if one.marker is not None:
                parents[number[id(one.marker)]] = parent

    walk(tree.fields, tree.groups, -1)
    return parents


def fit(choices: Sequence[Choice], names: Sequence[str]) -> dict[str, float]:
    """The weights under which the right choices are likeliest (Newton's method, with a ridge)."""
    column = {name: number for number, name in enumerate(names)}
    rows = [row for choice in choices for row in choice.rows]
    table = np.zeros((len(rows), len(names)))
    for number, row in enumerate(rows):
        for name, value in row.items():
            table[number, column[name]] = value
    sizes = [len(choice.rows) for choice in choices]
    group = np.repeat(np.arange(len(choices)), sizes)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    right = np.zeros(len(rows))
    right[starts + np.array([choice.right for choice in choices])] = 1
    weights = np.zeros(len(names))
    for _ in range(STEPS):
        scores = table @ weights
        scores = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        shares = scores / np.add.reduceat(scores, starts)[group]
        weighted = table * shares[:, None]
        means = np.add.reduceat(weighted, starts, axis=0)
        slope = table.T @ (right - shares) - RIDGE * weights
        curve = table.T @ weighted - means.T @ means + RIDGE * np.eye(len(names))
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-4:
            break
    return dict(zip(names, weights.tolist(), strict=True))


def share_right(choices: Sequence[Choice], weights: Mapping[str, float]) -> float:
    """How many single choices the weights get right."""
    hits = 0
    for choice in choices:
        scores = [
            sum(weights.get(name, 0.0) * value for name, value in row.items())
            for row in choice.rows
        ]
        hits += scores.index(max(scores)) == choice.right
    return hits / len(choices)


def main() -> None:
    """Fit, and write the weights, or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", type=Path)
    parser.add_argument("--without", default="")
    given = parser.parse_args()
    made = published(given.modules)
    api = api_of(made.texts())
    everything = Vocabulary.of(shared(api))
    vocabularies: dict[str, Vocabulary] = {}
    by_package: dict[str, list[Choice]] = {}
    resources: dict[str, dict[str, str]] = {}
    for path, text in render_pages(api, made.hints).files.items():
        resources.setdefault(path.rpartition("/")[0], {})[path] = text
    for folder, files in resources.items():
        package = folder.partition("/")[0]
        if package not in vocabularies:
            vocabularies[package] = Vocabulary.of(shared(api, without=package))
        # Once as if the package were new, once as it is.
        both = [vocabularies[package], *([] if given.without else [everything])]
        by_package.setdefault(package, []).extend(choices_of(files, both))
    kept = [
        one
        for name, all_ in by_package.items()
        if name != given.without
        for one in all_
    ]
    names = sorted({name for choice in kept for row in choice.rows for name in row})
    weights = fit(kept, names)
    print(f"{len(kept):,} choices: {share_right(kept, weights):.4f} right")
    if given.without:
        held = by_package[given.without]
        print(
            f"{len(held):,} of {given.without}: {share_right(held, weights):.4f} right"
        )
    target = ROOT / "generator/wixgen/pages/weights.py"
    lines = [f'    "{name}": {weights[name]:.2f},\n' for name in names]
    target.write_text(HEADER + "".join(lines) + "}\n")


HEADER = '''\
"""How much each feature of a place weighs; written by tests/benchmarks/fit_weights.py."""

WEIGHTS: dict[str, float] = {
'''

if __name__ == "__main__":
    main()
