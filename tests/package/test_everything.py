"""Modules, classes, methods and events of resources that are drawn from all: each is used once.

All of them are used by `tests/benchmarks/whole_package.py`.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from support.projects import SCHEMAS
from support.whole_package import (
    Caller,
    Part,
    build_classes,
    dispatch_events,
    import_all,
    parts_of,
)
from wixgen.diagnostics import COMMON_FILE
from wixgen.project import spec_paths

SAMPLE = 12


@pytest.fixture(scope="module")
def parts() -> list[Part]:
    """Some resources, the same in every run."""
    paths = {path.relative_to(SCHEMAS).as_posix(): path for path in spec_paths(SCHEMAS)}
    resources = sorted(paths.keys() - {COMMON_FILE})
    drawn = random.Random(14).sample(resources, min(SAMPLE, len(resources)))
    return parts_of({name: paths[name].read_bytes() for name in [*drawn, COMMON_FILE]})


@pytest.mark.parametrize(
    "used", [import_all, build_classes, Caller().call_all, dispatch_events]
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_everything_can_be_used(
    parts: list[Part], used: Callable[[Part], list[str]]
) -> None:
    """Modules export what they say, classes keep their values, calls and events are as the specs say."""
    assert [] == [wrong for part in parts for wrong in used(part)]
