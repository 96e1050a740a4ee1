"""`wixgen diff` over the committed specs: nothing where nothing changed, and one finding for one shared type."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from support.committed import COMMON, committed_specs
from support.projects import SCHEMAS, specs_below
from wixgen.diagnostics import Diagnostics
from wixgen.diff.api import diff
from wixgen.diff.report import as_text
from wixgen.spec.api import Api
from wixgen.spec.check import check
from wixgen.spec.load import load

MONEY = r"(\n  Money:\n(?:    .*\n)*?    fields:\n)"


def api_of(specs: Mapping[str, bytes]) -> Api:
    """The API of specs."""
    report = Diagnostics()
    return check(load(specs, report), report)


def with_another_field(specs: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The specs with one more field in a common type."""
    text = specs[COMMON].decode()
    changed, count = re.subn(MONEY, r"\1      freshField: string\n", text)
    assert 1 == count
    return {**specs, COMMON: changed.encode()}


def assert_quiet(specs: Mapping[str, bytes]) -> None:
    """Nothing is told of specs and themselves, and little of one shared type."""
    before = api_of(specs)
    assert [] == diff(before, api_of(specs))

    findings = diff(before, api_of(with_another_field(specs)))
    assert [("field-added", "Money.freshField")] == [
        (finding.rule.id, finding.path) for finding in findings
    ]
    assert len([*as_text(findings)]) < 40


def test_a_sample() -> None:
    """A sample of Wix's specs differs in nothing from itself, and in one finding where one shared type changed."""
    assert_quiet(committed_specs())


@pytest.mark.slow
def test_all_of_wix() -> None:
    """All of Wix likewise."""
    assert_quiet(specs_below(SCHEMAS))
