"""A small sample of examples for each run, and a large one for the slow tests."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from random import Random
from typing import TypeVar

import pytest

T = TypeVar("T")


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


def sample(every: Sequence[T], few: int) -> list[T]:
    """Choose a few values by `WIXGEN_SAMPLE`, of which `.ci/run` makes another one for each commit."""
    seed = os.environ.get("WIXGEN_SAMPLE", "")
    return (
        [*every] if seed == "all" else Random(seed).sample(every, min(few, len(every)))
    )
