"""Rendered pages of random APIs come back as the specs that they were rendered from.

`tests/benchmarks` measures the same with far more pages; here are enough of them to notice when
something gets worse.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from support.fidelity import CATEGORIES, Fidelity, imported, round_trip
from support.pages import api_of, flatten, render_pages, styled, unindent
from support.random_api import random_api
from support.samples import few_or_many
from support.workplace import Workplace

SEEDS = st.integers(0, 2**32)
#: A seed can't be made smaller: there is nothing to shrink.
QUICK: dict[str, Any] = {
    "derandomize": True,
    "phases": (Phase.explicit, Phase.generate),
}
FEW, MANY = 12, 60  # how many APIs are measured with lines; without, a quarter of them
SIZES = [FEW, pytest.param(MANY, marks=pytest.mark.slow)]
EXACT = ("operations", "webhooks", "required paths", "enum values", "limits")


@cache
def measured(apis: int, *, folded: bool, is_known: bool = False) -> Fidelity:
    """The figures of all seeds together."""
    total = Fidelity()
    for seed in range(apis // 4 if folded else apis):
        resources = 1 if folded else 2
        total.add(round_trip(seed, resources, folded=folded, is_known=is_known)[0])
    return total


def pages_of(seed: int, resources: int = 1) -> dict[str, str]:
    """The pages of a random API."""
    made = random_api(seed, resources)
    return render_pages(api_of(made.texts()), made.hints, with_others=True).files


@pytest.mark.parametrize("apis", SIZES)
@pytest.mark.parametrize("category", EXACT)
def test_nothing_of_lined_pages_is_lost(category: str, apis: int) -> None:
    """Operations, webhooks, required paths, and what is said of fields come back one and all."""
    tally = measured(apis, folded=False)[category]

    assert (tally.wanted, tally.wanted) == (tally.found, tally.right)


@pytest.mark.parametrize("apis", SIZES)
@pytest.mark.parametrize(
    "category",
    ["request fields", "answer fields", "groups", "required groups", "kinds"],
)
def test_lined_pages_keep_their_structure(category: str, apis: int) -> None:
    """Fields and one-of groups stand where they should: 995 of 1,000 are found, 5 are too many."""
    tally = measured(apis, folded=False)[category]

    assert tally.wanted >= {FEW: 6, MANY: 51}[apis]
    assert (tally.precision >= 0.995, tally.recall >= 0.995) == (True, True), tally


@pytest.mark.parametrize("apis", SIZES)
@pytest.mark.parametrize("category", CATEGORIES)
def test_folded_pages_of_known_types_keep_everything(category: str, apis: int) -> None:
    """With the types in the catalogue, the lines are not missed: 95 of 100 are right, in every way."""
    tally = measured(apis, folded=True, is_known=True)[category]

    assert (tally.precision >= 0.95, tally.recall >= 0.95) == (True, True), tally


@pytest.mark.parametrize("apis", SIZES)
@pytest.mark.parametrize("category", ["operations", "request fields", "answer fields"])
def test_nothing_wrong_is_made_of_folded_pages(category: str, apis: int) -> None:
    """Where no type is known, what nothing proves is refused, and what is imported is right."""
    tally = measured(apis, folded=True)[category]

    assert (1.0, True) == (tally.precision, tally.recall < 1.0), tally


@pytest.mark.parametrize("apis", SIZES)
def test_wrong_guesses_were_reported(apis: int) -> None:
    """Of what is wrong on pages with lines, 90 in 100 were called uncertain."""
    total = measured(apis, folded=False)

    assert total.share_reported >= 0.9, total.as_text()


@few_or_many(3, 12)
def test_import_is_stable(examples: int) -> None:
    """No crash, no lint errors, nothing new the second time, the same from one file, no drift."""

    @settings(**QUICK, max_examples=examples)
    @given(seed=SEEDS)
    @example(seed=151265)  # an article after a page, in one file
    def check(seed: int) -> None:
        check_stable(seed)

    check()


def check_stable(seed: int) -> None:
    """Import the pages of a random API in many ways."""
    files = pages_of(seed)
    read = imported(files)
    backwards = dict(reversed(files.items()))
    dump = {"llms-full.txt": "\n\n".join(files.values())}

    assert [one.as_text() for one in read.lint if one.severity == "error"] == []
    assert not read.has_failed
    assert imported(files, read.specs).specs == read.specs
    assert imported(backwards).specs == read.specs
    assert imported(dump).specs == read.specs
    with tempfile.TemporaryDirectory() as folder:
        place = Workplace.at(Path(folder) / "project", files, read.specs)
        assert place.drift_all() == []


@few_or_many(3, 12)
def test_one_page_at_a_time(examples: int) -> None:
    """Page by page gives specs without errors that the whole lot then changes nothing of."""

    @settings(**QUICK, max_examples=examples)
    @given(seed=SEEDS, descriptions=st.booleans())
    def check(seed: int, descriptions: bool) -> None:
        check_pages(seed, descriptions)

    check()


def check_pages(seed: int, descriptions: bool) -> None:
    """Import the pages of a random API one by one."""
    files = pages_of(seed)
    specs: dict[str, str] = {}
    for path, text in files.items():
        read = imported({path: text}, specs, descriptions=descriptions)
        specs = read.specs
    again = imported(files, specs, descriptions=descriptions)

    assert [one.as_text() for one in again.lint if one.severity == "error"] == []
    assert imported(files, again.specs, descriptions=descriptions).specs == again.specs


@few_or_many(3, 12)
def test_styles_of_lined_pages(examples: int) -> None:
    """The portal's header and Windows' line breaks change nothing."""

    @settings(**QUICK, max_examples=examples)
    @given(seed=SEEDS)
    def check(seed: int) -> None:
        files = pages_of(seed)
        odd = {
            path: styled(text, with_navigation=True, crlf=True)
            for path, text in files.items()
        }

        assert imported(odd).specs == imported(files).specs

    check()


@few_or_many(2, 6)
def test_pages_without_structure_give_valid_specs(examples: int) -> None:
    """Folded or unindented: no crash, no lint errors, and page order decides nothing."""

    @settings(**QUICK, max_examples=examples)
    @given(seed=SEEDS, lost=st.sampled_from([flatten, unindent]))
    def check(seed: int, lost: object) -> None:
        assert callable(lost)
        files = {path: lost(text) for path, text in pages_of(seed).items()}
        read = imported(files, is_draft=True)
        backwards = dict(reversed(files.items()))

        assert [one.as_text() for one in read.lint if one.severity == "error"] == []
        assert not read.has_failed
        assert imported(backwards, is_draft=True).specs == read.specs

    check()
