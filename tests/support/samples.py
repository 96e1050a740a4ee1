"""A small sample of examples for each run, and a large one for the slow tests."""

from __future__ import annotations

from collections.abc import Iterable

import pytest


def few_or_many(few: int, many: int) -> pytest.MarkDecorator:
    """Give `examples` to a test twice: `few` in each run, `many` where slow tests are run."""
    return pytest.mark.parametrize(
        "examples", [few, pytest.param(many, marks=pytest.mark.slow)]
    )


def slow_but(usual: Iterable[object], every: Iterable[object]) -> list[object]:
    """Mark all values of a test slow but the usual ones."""
    kept = [*usual]
    return [
        value if value in kept else pytest.param(value, marks=pytest.mark.slow)
        for value in every
    ]
