"""Import, export and build give the same bytes in any surroundings: seeds, languages, zones, folders, jobs, orders."""

from __future__ import annotations

import hashlib
import locale
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.pages import api_of, render_pages
from support.projects import files_below, write_files
from support.random_api import random_api
from support.samples import slow_but

RUN = """
import sys
from wixgen.main import main
for line in sys.argv[1:]:
    sys.argv = ["wixgen", *line.split()]
    try:
        main()
    except SystemExit as ended:
        if ended.code:
            raise
"""
SURROUNDINGS: dict[str, dict[str, str]] = {
    "seed": {"PYTHONHASHSEED": "1"},
    "Turkish": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "77"},
    "no language": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "POSIX": {"LC_ALL": "POSIX", "LANGUAGE": "ar", "PYTHONHASHSEED": "4294967295"},
    "zone": {"TZ": "Pacific/Kiritimati"},
    "zone before": {"TZ": "America/St_Johns", "SOURCE_DATE_EPOCH": "1"},
    "optimised": {"PYTHONOPTIMIZE": "2", "PYTHONDONTWRITEBYTECODE": "1"},
    "narrow": {"COLUMNS": "20", "TERM": "dumb", "NO_COLOR": "1"},
    "coloured": {"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"},
}


def project_at(folder: Path, *, backwards: bool = False) -> Path:
    """A project with pages, written in one order or the other."""
    made = random_api(21, 2)
    pages = render_pages(api_of(made.texts()), made.hints, with_others=True).files
    write_files(folder, {"pyproject.toml": "[tool.wixgen]\n"})
    (folder / "schemas").mkdir()
    names = sorted(pages, reverse=backwards)
    write_files(folder / "pages", {name: pages[name] for name in names})
    return folder


def digest(project: Path, surroundings: dict[str, str], jobs: int) -> str:
    """What import, build and export make in a new process, as one hash; the pages go."""
    lines = [
        f"import pages -q --jobs {jobs} --report report.json",
        f"build -q --jobs {jobs}",
        "export openapi -q -o openapi.json",
    ]
    done = subprocess.run(
        [sys.executable, "-c", RUN, *lines],
        cwd=project,
        env={**os.environ, **surroundings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    shutil.rmtree(project / "pages")
    made = files_below(project)
    assert len(made) > 150
    return hashlib.sha256(repr(made).encode()).hexdigest()


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digest with a seed of its own."""
    project = project_at(tmp_path_factory.mktemp("expected"))
    return digest(project, {"PYTHONHASHSEED": "0"}, 1)


@pytest.mark.parametrize("name", slow_but(["Turkish"], SURROUNDINGS))
def test_surroundings(name: str, expected: str, tmp_path: Path) -> None:
    """Whatever the environment says, in a folder with another name."""
    if name == "Turkish" and os.environ.get("WIXGEN_REQUIRE_LOCALES"):
        locale.setlocale(locale.LC_ALL, "tr_TR.UTF-8")  # it must be there
        locale.setlocale(locale.LC_ALL, "")
    project = project_at(tmp_path / "ıİ another folder", backwards=name != "seed")

    assert expected == digest(project, SURROUNDINGS[name], 1)


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [2, 3, 7])
def test_jobs(jobs: int, expected: str, tmp_path: Path) -> None:
    """However many processes share the work."""
    assert expected == digest(project_at(tmp_path / "p"), {}, jobs)
