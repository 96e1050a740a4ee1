"""The same specs give the same bytes, whatever surrounds the build."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.committed import committed_specs
from support.projects import (
    GOLDEN,
    built,
    generated,
    specs_below,
    write_files,
)

DIGEST = """
import hashlib, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from support.projects import built
files = built(Path({project!r}), jobs={jobs})
print(hashlib.sha256(repr(list(files.items())).encode()).hexdigest())
"""


def project_at(folder: Path) -> Path:
    """A project with the specs of all golden files."""
    write_files(folder / "schemas", specs_below(GOLDEN))
    (folder / "pyproject.toml").write_text("[tool.wixgen]\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digest of the package that this process makes."""
    files = built(project_at(tmp_path_factory.mktemp("expected")))
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
    expected: str, jobs: int, environment: dict[str, str], tmp_path: Path
) -> None:
    """Hash seed, locale, time zone and number of processes change nothing."""
    project = str(project_at(tmp_path))
    script = DIGEST.format(tests=str(GOLDEN.parent), project=project, jobs=jobs)
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert expected == done.stdout.strip()


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """The package of this run's committed specs."""
    return generated(committed_specs())


def test_the_order_of_files_does_not_matter(made: dict[str, str]) -> None:
    """Specs given in another order make the same package."""
    assert made == generated(dict(reversed(committed_specs().items())))


def test_a_resource_does_not_depend_on_its_neighbours(made: dict[str, str]) -> None:
    """The files of a resource are the same whichever other resources are built with it."""
    few = ("common.yaml", "calendar/participations.yaml")
    alone = generated({path: committed_specs()[path] for path in few})
    folder = "wixapi/calendar/participations/"

    assert {path: text for path, text in made.items() if path.startswith(folder)} == {
        path: text for path, text in alone.items() if path.startswith(folder)
    }
