"""The same specs give the same bytes, whatever surrounds the build."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import pytest

from support.projects import GOLDEN, SCHEMAS, generated, specs_below

DIGEST = """
import hashlib, sys
sys.path.insert(0, {tests!r})
from support.projects import GOLDEN, generated, specs_below
files = generated(specs_below(GOLDEN), jobs={jobs})
print(hashlib.sha256(repr(list(files.items())).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def expected() -> str:
    """The digest of the package that this process makes."""
    files = generated(specs_below(GOLDEN))
    return hashlib.sha256(repr(list(files.items())).encode()).hexdigest()


@pytest.mark.parametrize(
    ("jobs", "environment"),
    [
        (1, {"PYTHONHASHSEED": "0"}),
        (2, {"PYTHONHASHSEED": "4242"}),
        (3, {"LC_ALL": "C", "LANG": "C", "TZ": "Asia/Kathmandu", "PYTHONUTF8": "0"}),
    ],
)
def test_surroundings_do_not_matter(
    expected: str, jobs: int, environment: dict[str, str]
) -> None:
    """Hash seed, locale, time zone and number of processes change nothing."""
    script = DIGEST.format(tests=str(GOLDEN.parent), jobs=jobs)
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert expected == done.stdout.strip()


def test_the_order_of_files_does_not_matter() -> None:
    """Specs given in another order make the same package."""
    specs = specs_below(SCHEMAS)

    assert generated(specs) == generated(dict(reversed(specs.items())))


def test_a_resource_does_not_depend_on_its_neighbours() -> None:
    """The files of a resource are the same whichever other resources are built with it."""
    specs = specs_below(SCHEMAS)
    alone = {name: text for name, text in specs.items() if name != "events/guests.yaml"}
    folder = "wixapi/calendar/participations/"

    assert {
        path: text for path, text in generated(specs).items() if path.startswith(folder)
    } == {
        path: text for path, text in generated(alone).items() if path.startswith(folder)
    }
