"""The cache of a build: it saves time, changes nothing that git sees, and is never trusted."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from support.projects import files_below, write_files
from support.random_api import Scale, random_api
from wixgen.building import fingerprint
from wixgen.building.cache import CACHE_FOLDER
from wixgen.building.manifest import MANIFEST_NAME
from wixgen.cli.app import app
from wixgen.main import _is_idle

SMALL = Scale(methods=(1, 2), webhooks=1, types=2, max_types=4, depth=(1, 2))


@pytest.fixture(scope="module")
def built_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two resources and their package."""
    folder = tmp_path_factory.mktemp("built")
    write_files(folder, {"pyproject.toml": "[tool.wixgen]\n"})
    write_files(folder / "schemas", random_api(1, 2, SMALL).texts())
    build(folder)
    return folder


@pytest.fixture
def project(tmp_path: Path, built_project: Path) -> Path:
    """A project with a package, as git brings it: without a cache."""
    folder = tmp_path / "project"
    shutil.copytree(built_project, folder, ignore=shutil.ignore_patterns(CACHE_FOLDER))
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
        lambda cache: (cache / "state.json").write_bytes(
            (cache / "state.json").read_bytes().replace(b'title": "', b'title": "X', 1)
        ),
    ],
    ids=["gone", "empty", "no object", "deep", "cut off", "another word"],
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


def retitle(project: Path, title: str) -> None:
    """Give a resource another title, which the README and its module repeat."""
    spec = min((project / "schemas").glob("*/*.yaml"))
    lines = spec.read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if not line.startswith("title:")]
    spec.write_text("\n".join([*lines, f"title: {title}", ""]), encoding="utf-8")


def test_the_cache_of_another_project_is_not_believed(
    project: Path, tmp_path: Path
) -> None:
    """A cache that was copied from elsewhere changes no byte of what a build makes."""
    other = tmp_path / "other"
    shutil.copytree(project, other)
    retitle(other, "Other")
    build(other)
    build(project)
    expected = files_below(project / "generated")
    shutil.copytree(
        other / "generated" / CACHE_FOLDER,
        project / "generated" / CACHE_FOLDER,
        dirs_exist_ok=True,
    )

    assert not is_idle(project)
    build(project)
    assert expected == files_below(project / "generated")


def test_another_revision_beside_the_cache_is_made_anew(project: Path) -> None:
    """Where git brings other specs and files, the cache that stayed behind is not believed."""
    specs, files = project / "schemas", project / "generated"
    first = {folder: files_below(folder) for folder in (specs, files)}
    retitle(project, "Second")
    build(project)
    for folder, content in first.items():
        write_files(folder, content)

    assert not is_idle(project)
    build(project)
    assert first[files] == files_below(files)
    assert is_idle(project)


KILLED_BUILD = """
import os, signal, sys
from pathlib import Path
from wixgen.cli.app import app

project, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
replace, done = os.replace, []

def replace_or_die(source, target):
    if Path(target).name == name:
        done.append(target)
        if len(done) == count:
            os.kill(os.getpid(), signal.SIGKILL)
    replace(source, target)

os.replace = replace_or_die
app(["build", "-q", "--jobs", "1", "--project", project])
"""


@pytest.mark.parametrize(
    ("name", "count"),
    [(MANIFEST_NAME, 1), ("README.md", 1), (MANIFEST_NAME, 2), ("state.json", 1)],
    ids=["journal", "file", "manifest", "cache"],
)
def test_a_build_that_is_killed_is_completed_by_the_next(
    project: Path, tmp_path: Path, name: str, count: int
) -> None:
    """Not even kill -9 between manifest and cache leaves what the next build would believe."""
    build(project)
    retitle(project, "New")
    expected = tmp_path / "expected"
    shutil.copytree(project, expected)
    build(expected)
    command = [sys.executable, "-c", KILLED_BUILD, str(project), name, str(count)]

    assert -signal.SIGKILL == subprocess.run(command, check=False).returncode
    assert not is_idle(project)
    build(project)
    assert files_below(expected / "generated") == files_below(project / "generated")
    assert is_idle(project)


def test_a_cache_that_cannot_be_written_is_no_error(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a disk that refuses the cache, a build with nothing else to write succeeds."""

    def refuse(*_paths: object) -> None:
        raise OSError(30, "Read-only file system")

    before = files_below(project / "generated")
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refuse)
        build(project)

    assert before == files_below(project / "generated")
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
