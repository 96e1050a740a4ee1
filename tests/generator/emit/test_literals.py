"""Pieces of Python that templates place."""

from __future__ import annotations

import itertools

import pytest

from wixgen.emit.literals import imports

NAMES = [("things.models", name) for name in ("Fact", "FAct", "fact", "FACT", "Facts")]


@pytest.mark.parametrize("wanted", [*itertools.permutations(NAMES)])
def test_names_that_differ_in_case_have_one_order(
    wanted: tuple[tuple[str, str], ...],
) -> None:
    """Imports don't depend on the order in which names were found, as that of a set."""
    line = "from things.models import FACT, FAct, Fact, Facts, fact"

    assert line == imports(dict.fromkeys(wanted), "things.client")
