"""Fits `generator/wixgen/pages/nesting/folded/weights.py`: `python tests/benchmarks/fit_weights.py NODE_MODULES`.

`NODE_MODULES` is a folder with Wix's published type packages (see the README beside this file); NumPy is
needed. Their pages are printed, read with their line structure, and then without it along the way that
lines show; the weights are those of a conditional logit model of which open object an entry belongs to.
Pages of a package are read with the vocabulary of all others. `--without PACKAGE` leaves one package out
and measures on it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests")]

from benchmarks.choices import Choice, choices_of
from benchmarks.make_vocabulary import shared
from support.pages import api_of, render_pages
from support.published_types import published
from support.random_api import RandomApi
from wixgen.pages.nesting.folded.shared_types import Vocabulary

TARGET = ROOT / "generator/wixgen/pages/nesting/folded/weights.py"
HEADER = '''\
"""The weights of the prior's features; written by tests/benchmarks/fit_weights.py."""

WEIGHTS: dict[str, float] = {
'''
RIDGE = 0.5
STEPS = 25
ENOUGH = 1e-4  # a step that changes nothing


def fit(choices: Sequence[Choice]) -> dict[str, float]:
    """The weights under which the right choices are likeliest (Newton's method, with a ridge)."""
    names = sorted({name for choice in choices for row in choice.rows for name in row})
    table = _table(choices, names)
    sizes = np.array([len(choice.rows) for choice in choices])
    starts = np.cumsum(sizes) - sizes
    group = np.repeat(np.arange(len(choices)), sizes)
    right = np.zeros(len(table))
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
        if np.abs(step).max() < ENOUGH:
            break
    return dict(zip(names, weights.tolist(), strict=True))


def _table(choices: Sequence[Choice], names: Sequence[str]) -> np.ndarray:
    """A row for every place of every choice, a column for every feature."""
    column = {name: number for number, name in enumerate(names)}
    rows = [row for choice in choices for row in choice.rows]
    table = np.zeros((len(rows), len(names)))
    for number, row in enumerate(rows):
        for name, value in row.items():
            table[number, column[name]] = value
    return table


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


def choices_by_package(made: RandomApi, *, twice: bool) -> dict[str, list[Choice]]:
    """The choices of all packages, each as if it were new; `twice`: and as it is, too."""
    api = api_of(made.texts())
    everything = [Vocabulary.of(shared(api))] if twice else []
    resources: dict[str, dict[str, str]] = {}
    for path, text in render_pages(api, made.hints).files.items():
        resources.setdefault(path.rpartition("/")[0], {})[path] = text
    vocabularies: dict[str, list[Vocabulary]] = {}
    found: dict[str, list[Choice]] = {}
    for folder, files in resources.items():
        package = folder.partition("/")[0]
        if package not in vocabularies:
            others = Vocabulary.of(shared(api, without=package))
            vocabularies[package] = [others, *everything]
        found.setdefault(package, []).extend(choices_of(files, vocabularies[package]))
    return found


def main() -> None:
    """Fit, and write the weights or, without a package, measure on it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", type=Path)
    parser.add_argument("--without", default="", metavar="PACKAGE")
    given = parser.parse_args()
    found = choices_by_package(published(given.modules), twice=not given.without)
    held = found.pop(given.without, [])
    kept = [choice for choices in found.values() for choice in choices]
    weights = fit(kept)
    print(f"{len(kept):,} choices: {share_right(kept, weights):.4f} right")
    if given.without:
        share = share_right(held, weights)
        print(f"{len(held):,} of {given.without}: {share:.4f} right")
        return
    lines = [f'    "{name}": {weight:.2f},\n' for name, weight in weights.items()]
    TARGET.write_text(HEADER + "".join(lines) + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
