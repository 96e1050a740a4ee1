"""Modules, classes, methods and events of resources that are drawn from all: each is used once.

All of them are used by `tests/benchmarks/whole_package.py`.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.committed import committed_specs
from support.whole_package import (
    Caller,
    Part,
    build_classes,
    dispatch_events,
    import_all,
    parts_of,
)


@pytest.fixture(scope="module")
def parts() -> list[Part]:
    """The resources that this run looks at."""
    return parts_of(committed_specs())


@pytest.mark.parametrize(
    "used", [import_all, build_classes, Caller().call_all, dispatch_events]
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_everything_can_be_used(
    parts: list[Part], used: Callable[[Part], list[str]]
) -> None:
    """Modules export what they say, classes keep their values, calls and events are as the specs say."""
    assert [] == [wrong for part in parts for wrong in used(part)]
