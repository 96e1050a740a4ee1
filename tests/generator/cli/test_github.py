"""`--format github`: findings as annotations, at paths from the root of the repository."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from support.projects import write_files
from wixgen.cli.app import app
from wixgen.cli.messages import repository_path

SPEC = """\
package: demo
module: things

types:
  Thing:
    removal_date: "2020-01-01"
    fields:
      id: guid
"""
OF_THE_DATE = (
    "line=6,col=19,title=wixgen%3A removal-date::there is a removal date, but it isn't deprecated"
    "%0Ahelp: add `deprecated: true`, or what to use instead"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in a folder of a repository; the current folder is that of its specs."""
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    (tmp_path / ".git").mkdir()
    files = {"sdk/pyproject.toml": "[tool.wixgen]\n", "sdk/schemas/a.yaml": SPEC}
    write_files(tmp_path, files)
    monkeypatch.chdir(tmp_path / "sdk" / "schemas")
    return tmp_path / "sdk"


def run(*arguments: str) -> Result:
    """Call `wixgen` with arguments."""
    return CliRunner().invoke(app, [*arguments, "--format", "github"])


@pytest.mark.usefixtures("project")
def test_warnings_of_specs() -> None:
    """Lint and build tell the same, at the file's path in the repository, and nothing else on stdout."""
    expected = [f"::warning file=sdk/schemas/a.yaml,{OF_THE_DATE}"]

    assert expected == run("lint").stdout.splitlines()
    assert expected == run("build").stdout.splitlines()
    assert "" == run("lint", "-q").output


def test_errors_of_specs(project: Path) -> None:
    """An error is an annotation, also with -q; exit codes are as ever."""
    write_files(project, {"schemas/a.yaml": SPEC.replace("guid", "gu::id")})
    results = [run("lint", "-q"), run("build", "-q")]

    assert [1, 2] == [result.exit_code for result in results]
    for result in results:
        (line,) = result.stdout.splitlines()
        assert line.startswith("::error file=sdk/schemas/a.yaml,line=8,col=11,title=")
        assert "gu::id" in line


def test_specs_that_are_not_formatted(project: Path) -> None:
    """`fmt --check` tells the first line that differs."""
    write_files(project, {"schemas/a.yaml": SPEC.replace("id: guid", "id:   guid")})
    result = run("fmt", "--check")

    assert 1 == result.exit_code
    assert [
        "::error file=sdk/schemas/a.yaml,line=8,col=1,title=wixgen%3A not-formatted::"
        "the spec is not formatted; this is the first line that differs%0Ahelp: run `wixgen fmt`"
    ] == result.stdout.splitlines()


def test_paths_start_at_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nearest folder upwards of git's; a worktree's too; else that of the job, else ours."""
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    write_files(tmp_path, {"work/in/.git": "gitdir: x\n", "work/in/a/b.yaml": ""})
    monkeypatch.chdir(tmp_path)
    inside, outside = Path("work/in/a/b.yaml"), Path("work/c.yaml")

    assert "a/b.yaml" == repository_path(inside)
    assert "a/b.yaml" == repository_path(tmp_path / "work/x/../in/a/b.yaml")
    assert "work/c.yaml" == repository_path(outside)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "work"))
    assert "c.yaml" == repository_path(outside)
    assert "/elsewhere/c.yaml" == repository_path(Path("/elsewhere/c.yaml"))
