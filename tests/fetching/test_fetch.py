"""`wixgen fetch`: what is asked for, what is kept, and what the lock says."""

from __future__ import annotations

import os
from datetime import date

import pytest

from fetching.conftest import Project
from support.portal import OTHER_HEADER, ROOT, Fault, LocalPortal, bomb
from wixgen.fetching.lock import parse_lock

ALL = 16  # pages: the root, two sections, twelve methods, an article


def _summary(output: str) -> str:
    return output.rstrip().splitlines()[-1]


def test_the_first_fetch(project: Project) -> None:
    """A root and all that stands below it are kept at their addresses' paths."""
    result = project.fetch()

    assert 0 == result.exit_code, result.output
    expected = "16 pages: 0 changed, 16 new, 0 gone, 0 unchanged, 0 suspect, 0 failed"
    assert expected == _summary(result.stdout)
    assert {f"{path}.md" for path in project.portal.pages} == {*project.kept()}
