"""The action's inputs: what they mean, and what can't be meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.action import inputs

GIVEN = {
    "INPUT_PROJECT": ".",
    "INPUT_BRANCH": "wixgen/update",
    "INPUT_DRAFT": "breaking",
    "INPUT_AUTHOR": "A Bot <bot@acme.test>",
    "GITHUB_REF_TYPE": "branch",
    "GITHUB_REF_NAME": "main",
}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project, in which the step runs."""
    (tmp_path / "pyproject.toml").write_text("[tool.wixgen]\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("AUTHOR", "wixgen[bot]", "author: write it as `Name <address>`"),
        ("DRAFT", "sometimes", "draft: it can be `breaking`, `always` or `never`"),
        ("PROJECT", "elsewhere", "project: there is no pyproject.toml in "),
        ("BRANCH", "main", "branch: it can't be the branch to merge into"),
        ("ARGS", "'open", "args: No closing quotation"),
    ],
)
def test_what_cannot_be_meant_is_named(name: str, value: str, expected: str) -> None:
    """The message begins with the input's name and says what is wrong."""
    with pytest.raises(inputs.StepError) as caught:
        inputs.read_inputs(GIVEN | {f"INPUT_{name}": value})

    assert str(caught.value).startswith(expected)


def test_the_base_is_the_branch_that_the_run_is_for(tmp_path: Path) -> None:
    """For a tag it is the default branch, and an input names another."""
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"repository": {"default_branch": "trunk"}}), "utf-8")
    tag = {"GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": "v1"}
    tag |= {"GITHUB_EVENT_PATH": str(event)}
    cases = [GIVEN, GIVEN | tag, GIVEN | {"INPUT_BASE": "stable"}]

    assert ["main", "trunk", "stable"] == [
        inputs.read_inputs(case).base for case in cases
    ]


def test_arguments_say_where_folders_are(project: Path) -> None:
    """Those of settings and of options are known, since the package may be one that nobody commits."""
    given = GIVEN | {"INPUT_ARGS": "--out=made --into 'kept pages' --rate 1"}
    folders = inputs.folders_of(inputs.read_inputs(given))

    assert project / "schemas" / "pages.lock" == folders.lock
    assert (project / "made", project / "kept pages") == folders.uncommitted
