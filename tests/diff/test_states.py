"""`wixgen diff`: what its arguments can name, and where specs are found in it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from diff.test_command import git
from diff.test_rules import COMMON, SPEC
from support.projects import write_files
from wixgen.cli.app import app

SPECS = {"common.yaml": COMMON, "demo/things.yaml": SPEC}
NARROWER = SPEC.replace("max: 10,", "max: 9,")


def project_in(folder: Path, schemas: str = "schemas", version: str = "0.3.0") -> Path:
    """A project with specs in one of its folders."""
    settings = f'[tool.wixgen]\nversion = "{version}"\nschemas = "{schemas}"\n'
    files = {f"{schemas}/{path}": text for path, text in SPECS.items()}
    return write_files(folder, {"pyproject.toml": settings, **files})


def committed(repository: Path) -> Path:
    """A repository with all that is in the folder, and that as v1."""
    git(repository, "init", "-q", "-b", "main")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "Specs")
    git(repository, "tag", "v1")
    return repository


def run(project: Path, *arguments: str) -> Result:
    """Run `wixgen diff`."""
    return CliRunner().invoke(app, ["diff", *arguments, "--project", str(project)])


def assert_narrower(result: Result) -> None:
    """The limit that `NARROWER` has is found."""
    assert 1 == result.exit_code, result.output
    assert "breaking: Thing.size (max) [limit-tightened]" in result.stdout


@pytest.mark.parametrize("old", ["main", "main:my app", "main:my app/schemas"])
def test_a_project_below_the_repository(tmp_path: Path, old: str) -> None:
    """A project may be a folder of a repository, with spaces in its name; paths begin at the repository's top."""
    project = project_in(tmp_path / "my app")
    committed(tmp_path)
    (project / "schemas" / "demo" / "things.yaml").write_text(NARROWER)

    assert_narrower(run(project, old))


def test_another_folder_then(tmp_path: Path) -> None:
    """Specs of a revision are in the folder that the project named then."""
    project = project_in(tmp_path, "specs/of old")
    committed(tmp_path)
    git(tmp_path, "mv", "specs/of old", "schemas")
    project_in(tmp_path, "schemas")
    (project / "schemas" / "demo" / "things.yaml").write_text(NARROWER)

    assert_narrower(run(project, "v1"))
    assert_narrower(run(project, "v1:"))
    assert_narrower(run(project, "v1:specs/of old"))


def test_specs_at_the_top(tmp_path: Path) -> None:
    """`REV:` is the top of the repository, which may be a folder of specs itself."""
    specs = committed(write_files(tmp_path / "specs", SPECS))
    git(specs, "commit", "-q", "--allow-empty", "-m", "Again")
    project = write_files(specs, {"pyproject.toml": '[tool.wixgen]\nschemas = "."\n'})
    (specs / "demo" / "things.yaml").write_text(NARROWER)

    assert_narrower(run(project, "main:"))
    assert_narrower(run(project, "main"))


def test_a_worktree(tmp_path: Path) -> None:
    """A worktree of git is a repository like any other."""
    project_in(tmp_path / "app")
    committed(tmp_path / "app")
    other = tmp_path / "other"
    git(tmp_path / "app", "worktree", "add", "-q", "-b", "other", str(other))
    (other / "schemas" / "demo" / "things.yaml").write_text(NARROWER)

    assert_narrower(run(other, "main"))


def test_two_folders_without_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two folders can be compared wherever one is, also by relative paths with spaces."""
    write_files(tmp_path / "old specs", SPECS)
    write_files(tmp_path / "new specs", {**SPECS, "demo/things.yaml": NARROWER})
    monkeypatch.chdir(tmp_path)

    assert_narrower(CliRunner().invoke(app, ["diff", "old specs", "new specs"]))


def test_in_a_hook_of_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What git sets for its hooks leads to no other repository."""
    project = project_in(tmp_path / "app")
    committed(project)
    (project / "schemas" / "demo" / "things.yaml").write_text(NARROWER)
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))

    assert_narrower(run(project, "main"))


def test_a_shallow_clone(tmp_path: Path) -> None:
    """Where older revisions are missing, the remedy is to get them."""
    project = committed(project_in(tmp_path / "app"))
    git(project, "commit", "-q", "--allow-empty", "-m", "Again")
    clone = ["git", "clone", "-q", "--depth", "1", f"file://{project}"]
    subprocess.run([*clone, str(tmp_path / "clone")], check=True)
    result = run(tmp_path / "clone", "HEAD~1")

    assert 2 == result.exit_code
    assert "HEAD~1: git knows no such revision" in result.stderr
    assert "fetch-depth: 0" in result.stderr


def test_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without git, folders can be compared, and a revision is told to need it."""
    project = project_in(tmp_path / "app")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))

    assert 0 == run(project, str(project / "schemas")).exit_code
    result = run(project, "main")
    assert 2 == result.exit_code
    assert "git can't be run" in result.stderr


def test_outside_of_a_repository(tmp_path: Path) -> None:
    """A name that is no folder, where there is no repository, is told to be neither."""
    result = run(project_in(tmp_path), "man")

    assert 2 == result.exit_code
    words = "man: this is no folder, and the project is in no repository of git"
    assert words in " ".join(result.stderr.split())


def test_which_state_is_wrong(tmp_path: Path) -> None:
    """What is wrong with specs is told with the state that they are of."""
    project = committed(project_in(tmp_path / "app"))
    spec = project / "schemas" / "demo" / "things.yaml"
    spec.write_text(SPEC.replace("color: Color", "color: Colour"))
    git(project, "commit", "-q", "-a", "-m", "Wrong")
    spec.write_text(SPEC)
    result = run(project, "main")

    assert 2 == result.exit_code
    assert result.stderr.startswith("main:schemas/demo/things.yaml:13:14: error[")


def test_anchors_are_told(tmp_path: Path) -> None:
    """A spec with anchors of YAML is told to have them: it would be read otherwise elsewhere."""
    project = project_in(tmp_path / "app")
    other = write_files(tmp_path / "other", SPECS)
    text = SPEC.replace("part: Part", "part: &part Part")
    (other / "demo" / "things.yaml").write_text(text)
    result = run(project, str(other))

    assert 2 == result.exit_code
    assert "anchors" in result.stderr


def test_another_version_then(tmp_path: Path) -> None:
    """`--check-version` compares with the version that the project had then, whatever else it said."""
    project = committed(project_in(tmp_path / "app", version="1.2.0"))
    settings = project / "pyproject.toml"
    settings.write_text(f"{settings.read_text()}unheard_of = 1\n")
    git(project, "commit", "-q", "-a", "-m", "An older wixgen's")
    project_in(project, version="1.2.1")
    (project / "schemas" / "demo" / "things.yaml").write_text(NARROWER)
    result = run(project, "main", "--check-version")

    assert 1 == result.exit_code
    assert "1.2.1 is not enough after 1.2.0" in result.stderr
