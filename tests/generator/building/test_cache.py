"""The cache of a build: it saves time, changes nothing that git sees, and is never trusted."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from support.projects import ROOT, files_below
from wixgen.building import fingerprint
from wixgen.building.cache import CACHE_FOLDER
from wixgen.building.manifest import MANIFEST_NAME
from wixgen.cli.app import app
from wixgen.main import _is_idle


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of this repository's project, as git brings it: without a cache."""
    folder = tmp_path / "project"
    folder.mkdir()
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(ROOT / "schemas", folder / "schemas")
    shutil.copytree(
        ROOT / "generated",
        folder / "generated",
        ignore=shutil.ignore_patterns(CACHE_FOLDER, "__pycache__"),
    )
    return folder


def build(project: Path, *options: str) -> str:
    """Build, and return what is printed."""
    result = CliRunner().invoke(app, ["build", "--project", str(project), *options])
    assert result.exit_code == 0, result.output
    return result.stdout


def is_idle(project: Path) -> bool:
    """Return whether a build has nothing to do."""
    return _is_idle(["build", "-q", "--project", str(project)])


def test_a_build_of_a_fresh_clone_changes_nothing_that_git_sees(project: Path) -> None:
    """After cloning and building, `git status` is empty."""

    def git(*arguments: str) -> str:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
        done = subprocess.run(
            command, cwd=project, check=True, capture_output=True, text=True
        )
        return done.stdout

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "all")
    build(project)

    assert (project / "generated" / CACHE_FOLDER).is_dir()
    assert git("status", "--porcelain") == ""


@pytest.mark.parametrize("library", fingerprint.LIBRARIES)
def test_another_release_of_a_library_changes_no_file(
    project: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    """What depends on the environment stands in no file but the cache."""
    build(project)
    before = files_below(project / "generated")
    known = fingerprint.library_versions()
    monkeypatch.setattr(
        fingerprint, "library_versions", lambda: {**known, library: "99.0"}
    )

    assert not is_idle(project)
    build(project)
    assert before == files_below(project / "generated")
    assert is_idle(project)


def test_a_build_with_its_cache_has_nothing_to_do(project: Path) -> None:
    """The second build is idle, also where the first one found every file in place."""
    build(project)

    assert is_idle(project)


@pytest.mark.parametrize(
    "damage",
    [
        shutil.rmtree,
        lambda cache: (cache / "state.json").write_bytes(b""),
        lambda cache: (cache / "state.json").write_bytes(b"[1]"),
        lambda cache: (cache / "state.json").write_bytes(b"[" * 100_000),
        lambda cache: (cache / "state.json").write_bytes(
            (cache / "state.json").read_bytes()[:500]
        ),
    ],
    ids=["gone", "empty", "no object", "deep", "cut off"],
)
def test_a_cache_that_is_no_good_costs_time_only(
    project: Path, damage: Callable[[Path], object]
) -> None:
    """Without a usable cache everything is made anew, to the same bytes."""
    build(project)
    before = files_below(project / "generated")
    damage(project / "generated" / CACHE_FOLDER)

    assert not is_idle(project)
    build(project)
    assert before == files_below(project / "generated")
    assert is_idle(project)


def test_a_cache_counts_for_its_own_manifest_only(project: Path) -> None:
    """Files of another revision beside the cache of this one are compared, not believed."""
    build(project)
    manifest = project / "generated" / MANIFEST_NAME
    manifest.write_bytes(manifest.read_bytes().replace(b"\n", b"\n\n", 1))

    assert not is_idle(project)


def test_check_needs_no_cache(project: Path) -> None:
    """`build --check` succeeds in a fresh clone, and leaves no cache behind."""
    build(project, "--check")

    assert not (project / "generated" / CACHE_FOLDER).exists()


def test_a_link_in_place_of_the_cache_is_left_alone(
    project: Path, tmp_path: Path
) -> None:
    """Nothing is read or written through a link."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (project / "generated" / CACHE_FOLDER).symlink_to(elsewhere)
    build(project)

    assert [] == list(elsewhere.iterdir())


def test_an_ignore_file_of_the_user_stays(project: Path) -> None:
    """A `.gitignore` that stands in the cache's folder already is not overwritten."""
    ignore = project / "generated" / CACHE_FOLDER / ".gitignore"
    ignore.parent.mkdir()
    ignore.write_text("*\n!keep\n", encoding="utf-8")
    build(project)

    assert ignore.read_text(encoding="utf-8") == "*\n!keep\n"
