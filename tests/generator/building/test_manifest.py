"""The manifest: files and hashes, and nothing that another build of the same specs would say otherwise."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from difflib import ndiff
from pathlib import Path

import pytest

from support.projects import built, files_below, write_files
from support.random_api import Scale, random_api
from wixgen import __version__
from wixgen.building.cache import CACHE_FOLDER
from wixgen.building.manifest import MANIFEST_NAME, digest

SMALL = Scale(methods=(1, 2), webhooks=1, types=2, max_types=4, depth=(1, 2))


@pytest.fixture(scope="module")
def built_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two resources and their package."""
    folder = tmp_path_factory.mktemp("built")
    write_files(folder, {"pyproject.toml": "[tool.wixgen]\n"})
    write_files(folder / "schemas", random_api(3, 2, SMALL).texts())
    built(folder)
    return folder


@pytest.fixture
def project(tmp_path: Path, built_project: Path) -> Path:
    """A copy of it, with its cache."""
    return shutil.copytree(built_project, tmp_path / "project")


def a_spec(project: Path) -> Path:
    """One of the project's specs, that of a resource."""
    return next(
        path
        for path in sorted((project / "schemas").rglob("*.yaml"))
        if path.stem != "common"
    )


def _comment(project: Path) -> None:
    path = a_spec(project)
    path.write_text(f"{path.read_text(encoding='utf-8')}# a word\n", encoding="utf-8")


def _forget(project: Path) -> None:
    shutil.rmtree(project / "generated" / CACHE_FOLDER)


def _another_release(project: Path) -> None:
    """Spoil what the cache says of the environment, as another release of a library does."""
    path = project / "generated" / CACHE_FOLDER / "state.json"
    path.write_bytes(
        path.read_bytes().replace(b'"fingerprint": "', b'"fingerprint": "0', 1)
    )


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    "change", [_comment, _forget, _another_release], ids=["comment", "clone", "release"]
)
def test_a_build_that_changes_no_file_touches_none(
    project: Path, change: Callable[[Path], None], jobs: int
) -> None:
    """Whatever makes a build work again, it writes nothing that git tracks if nothing is new."""
    before = files_below(project / "generated")
    for path in before:
        os.utime(project / "generated" / path, (1, 1))
    change(project)
    after = built(project, jobs)

    assert before == after
    assert {1} == {(project / "generated" / path).stat().st_mtime for path in after}


def test_a_build_elsewhere_changes_nothing(project: Path, tmp_path: Path) -> None:
    """A clone in another folder, in another environment, has the same bytes after its build."""
    before = files_below(project)
    elsewhere = tmp_path / "some where" / "else"
    shutil.copytree(project, elsewhere, ignore=shutil.ignore_patterns(CACHE_FOLDER))
    command = [sys.executable, "-m", "wixgen", "build", "-q"]
    environment = os.environ | {"PYTHONHASHSEED": "7", "CI": "true", "TZ": "UTC-9"}
    subprocess.run(command, cwd=elsewhere, env=environment, check=True)

    assert before == files_below(elsewhere)


def test_it_holds_files_and_hashes_alone(project: Path) -> None:
    """A manifest is a function of the files that it lists."""
    files = files_below(project / "generated")
    document = json.loads(files.pop(MANIFEST_NAME))

    assert {
        "version": 3,
        "generator": __version__,
        "files": {path: digest(content) for path, content in files.items()},
    } == document


def test_its_difference_has_a_line_for_each_file_that_changed(project: Path) -> None:
    """After a change of a spec, the manifest differs in the lines of the files that differ."""
    before = files_below(project / "generated")
    path = a_spec(project)
    text = path.read_text(encoding="utf-8")
    added = "".join(f"      added{number}: string\n" for number in range(10))
    assert "    fields:\n" in text
    path.write_text(
        text.replace("    fields:\n", f"    fields:\n{added}", 1), encoding="utf-8"
    )
    after = built(project)
    changed = {path for path in after if after[path] != before.get(path)} - {
        MANIFEST_NAME
    }
    texts = (files[MANIFEST_NAME].decode().splitlines() for files in (before, after))
    lines = [line for line in ndiff(*texts) if line[:1] in {"+", "-"}]

    assert 0 < len(changed) < 10
    assert sorted(changed) == sorted(
        line.split('"')[1] for line in lines if line[0] == "+"
    )
    assert 2 * len(changed) == len(lines)
