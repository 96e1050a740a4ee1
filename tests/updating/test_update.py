"""`wixgen update`: the whole way from changed pages to specs, a package and a report."""

from __future__ import annotations

from updating.conftest import Workplace


def test_a_second_run_does_nothing(workplace: Workplace) -> None:
    """What is up to date is left alone: no file is touched."""
    workplace.begin()
    before = workplace.files()
    result = workplace.update()

    assert (0, "nothing to do") == (result.exit_code, result.stdout.splitlines()[-1])
    assert before == workplace.files()
