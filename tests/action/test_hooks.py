"""The hooks for pre-commit: their form, and that each does what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result
from typer.testing import CliRunner

from support.action import git
from support.projects import ROOT, write_files
from wixgen.cli.app import app

SPEC = """\
package: demo
module: things
title: Things
docs: https://dev.wix.com/docs/api-reference/things

types:
  Thing:
    fields:
      name: {type: string, max_length: 20}

methods:
  createThing:
    http: POST /things/v1/things
    parameters: {thing: Thing}
    returns: {thing: Thing}
"""
HOOKS: list[dict[str, Any]] = yaml.load(
    (ROOT / ".pre-commit-hooks.yaml").read_bytes(), yaml.CSafeLoader
)
BY_ID = {hook["id"]: hook for hook in HOOKS}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that is built and committed, on a branch that left origin/main."""
    folder = tmp_path_factory.mktemp("project")
    write_files(
        folder,
        {"pyproject.toml": "[tool.wixgen]\n", "schemas/demo/things.yaml": SPEC},
    )
    built = CliRunner().invoke(app, ["build", "-q", "--project", str(folder)])
    assert 0 == built.exit_code, built.output
    git(folder, "init", "-q", "-b", "feature")
    git(folder, "add", "-A")
    git(
        folder, "-c", "user.name=A", "-c", "user.email=a@b.test", "commit", "-qm", "all"
    )
    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    return folder


@pytest.fixture
def spec(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The project's spec, which is put back in the end; hooks run at the top of the repository."""
    monkeypatch.chdir(project)
    path = project / "schemas" / "demo" / "things.yaml"
    yield path
    path.write_text(SPEC, encoding="utf-8")


def run(hook: str) -> Result:
    """Run a hook's command line, as pre-commit does."""
    command = [*BY_ID[hook]["entry"].split(), *BY_ID[hook].get("args", [])]
    assert "wixgen" == command[0]
    return CliRunner().invoke(app, command[1:])


def test_hooks_have_what_pre_commit_asks_for() -> None:
    """Each has an id, a name, words, and is installed with wixgen."""
    assert ["wixgen-lint", "wixgen-build-check", "wixgen-diff"] == [*BY_ID]
    assert [("python", False)] * 3 == [
        (hook["language"], hook["pass_filenames"]) for hook in HOOKS
    ]
    assert all(hook["name"] and hook["description"] for hook in HOOKS)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            "schemas/demo/things.yaml",
            ["wixgen-lint", "wixgen-build-check", "wixgen-diff"],
        ),
        (
            "sdk/schemas/common.yaml",
            ["wixgen-lint", "wixgen-build-check", "wixgen-diff"],
        ),
        ("generated/wixapi/demo/client.py", ["wixgen-build-check"]),
        ("pyproject.toml", ["wixgen-lint", "wixgen-build-check"]),
        ("src/app.py", []),
        ("docs/schemas.yaml", []),
    ],
)
def test_hooks_run_where_it_matters(path: str, expected: list[str]) -> None:
    """A commit that touches neither specs nor the package is not checked."""
    assert expected == [hook["id"] for hook in HOOKS if re.search(hook["files"], path)]


@pytest.mark.parametrize("hook", BY_ID)
def test_hooks_pass_where_all_is_well(spec: Path, hook: str) -> None:
    """The committed state has no faults."""
    assert spec.is_file()
    assert 0 == run(hook).exit_code


@pytest.mark.parametrize(
    ("hook", "old", "new", "says"),
    [
        ("wixgen-lint", "thing: Thing}", "thing: Thong}", "Thong"),
        ("wixgen-build-check", "20", "30", "generated is out of date"),
        ("wixgen-diff", "20", "10", "[limit-tightened]"),
    ],
)
def test_hooks_fail_where_it_is_not(
    spec: Path, hook: str, old: str, new: str, says: str
) -> None:
    """Each finds what it is for, and says it."""
    spec.write_text(SPEC.replace(old, new), encoding="utf-8")
    result = run(hook)

    assert 1 == result.exit_code
    assert says in result.output
