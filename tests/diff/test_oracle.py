"""The oracle of `wixgen diff`: whether a change breaks code is found out by trying, and the verdicts must agree.

Specs are edited at random, and the package is made of both states. What code that was right for the old one does with
the new one is found out in two ways, which `support/oracle` knows: recorded requests are sent again, and a program
that uses every name is checked. Where verdicts and findings may differ stands in `support/oracle/exceptions.py`, each
with its reason; nothing else may differ.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from support.oracle.breaks import found_by_griffe, found_by_pyright
from support.oracle.edits import random_edits
from support.oracle.exceptions import NOT_REFUSED, NOT_SEEN, REFUSED, SEEN
from support.oracle.programs import program_of
from support.oracle.requests import refused
from support.oracle.specs import own_specs, wix_specs
from support.oracle.states import State, state_of
from support.samples import few_or_many
from wixgen.diff.api import diff
from wixgen.diff.finding import Finding
from wixgen.diff.rules import Consumer, Verdict

FEW, MANY = 10, 240


@dataclass(frozen=True)
class Case:
    """A random edit: the package before and after it, and what `wixgen diff` finds."""

    name: str
    edits: str
    old: State
    new: State
    findings: list[Finding]

    def breaking(self, consumers: Iterable[Consumer] = Consumer) -> list[Finding]:
        """The findings that are breaking for one of these consumers."""
        return [
            finding
            for finding in self.findings
            if any(finding.verdicts.get(one) is Verdict.BREAKING for one in consumers)
        ]

    def told(self, found: Iterable[str]) -> str:
        """All that is known of it, for a test that fails."""
        verdicts = [
            f"{one.rule.id} {one.path}: {dict(one.verdicts)}" for one in self.findings
        ]
        return "\n".join([f"{self.name}: {self.edits}", *verdicts, *[*found][:5]])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder from which packages can be imported."""
    path = tmp_path_factory.mktemp("oracle")
    sys.path.insert(0, str(path))
    yield path
    sys.path.remove(str(path))
    _cases.cache_clear()


@cache
def _cases(folder: Path, count: int) -> list[Case]:
    """Random edits: of specs in which everything occurs, and of some of Wix's; each kind of edit in turn.

    Few are the same ones in each run; many are of Wix's specs, too, and others for each commit.
    """
    is_few = count == FEW
    bases = [*own_specs(), *([] if is_few else wix_specs())]
    seed = "" if is_few else os.environ.get("WIXGEN_SAMPLE", "")
    old = [state_of(specs, f"old{number}") for number, specs in enumerate(bases)]
    for state in old:
        assert state is not None
        state.write(folder)
    found: list[Case] = []
    for number, (base, edits, specs) in enumerate(random_edits(bases, count, seed)):
        before, after = old[base], state_of(specs, f"new{number}")
        assert before is not None
        assert after is not None
        after.write(folder)
        findings = diff(before.api, after.api)
        found.append(Case(f"{bases[base].keys()}", edits, before, after, findings))
    return found


@few_or_many(FEW, MANY)
def test_recorded_requests(folder: Path, examples: int) -> None:
    """Requests that were right are refused after a change that is breaking for who sends, and after no other."""
    wrong = [
        case.told(found)
        for case in _cases(folder, examples)
        if (found := _disputed_requests(case))
    ]

    assert "" == "\n\n".join(wrong)


def _disputed_requests(case: Case) -> list[str]:
    """What speaks against the verdicts for who sends; nothing if they are right."""
    found = refused(case.old, case.new)
    breaking = case.breaking([Consumer.SENDS])
    if found and not breaking:
        return [] if any(one.rule.id in REFUSED for one in case.findings) else found
    if breaking and not found:
        is_excepted = all(one.rule.id in NOT_REFUSED for one in breaking)
        return [] if is_excepted else ["no request is refused"]
    return []


@few_or_many(FEW, MANY)
def test_names_and_types(folder: Path, examples: int) -> None:
    """A program that uses all names no longer passes after a breaking change, and after no other; or griffe tells.

    With the package that it was written for, it passes.
    """
    cases = _cases(folder, examples)
    programs = {
        f"program{number}": program_of(case.old, case.new.name)
        for number, case in enumerate(cases)
    }
    bases = {case.old.name: case.old for case in cases}
    unchanged = {
        f"{name}_as_it_was": program_of(old, name) for name, old in bases.items()
    }
    by_pyright = found_by_pyright(folder, programs | unchanged)
    assert [] == [line for name in unchanged for line in by_pyright[name]]
    wrong = [
        case.told(disputed)
        for number, case in enumerate(cases)
        for found in [
            by_pyright[f"program{number}"] + found_by_griffe(folder, case.old, case.new)
        ]
        if (disputed := _disputed_names(case, found))
    ]

    assert "" == "\n\n".join(wrong)


def _disputed_names(case: Case, found: list[str]) -> list[str]:
    """What speaks against the verdicts by name or type; nothing if they are right."""
    breaking = case.breaking()
    if found and not breaking:
        # a type that nothing reaches is gone for who imports it, but concerns nobody
        excepted = [
            one for one in case.findings if one.rule.id in SEEN or not one.verdicts
        ]
        return [] if excepted else found
    if breaking and not found:
        is_excepted = all(one.rule.id in NOT_SEEN for one in breaking)
        return [] if is_excepted else ["no name is gone, and no type is another"]
    return []
