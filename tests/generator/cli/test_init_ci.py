"""`wixgen init --ci`: the workflow that follows the documentation and checks pull requests."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result
from typer.testing import CliRunner

from support.catalogue import catalogue_in
from support.projects import ROOT, files_below, write_files
from wixgen.catalogue.workflow import Home, home_of, workflow
from wixgen.cli.app import app

COMMIT = "0123456789abcdef0123456789abcdef01234567"
WORKFLOW = ".github/workflows/wixgen.yml"
ACTION = ROOT / ".github" / "actions" / "wixgen-update"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, a small catalogue, and a wixgen from nowhere."""
    catalogue = catalogue_in(tmp_path / "catalogue")
    monkeypatch.setattr("wixgen.cli.init.open_catalogue", lambda: catalogue)
    monkeypatch.setattr("wixgen.cli.init.installed_home", lambda: None)
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: str) -> Result:
    """The result of `wixgen init --ci github`."""
    return CliRunner().invoke(app, ["init", "--ci", "github", *arguments])


def jobs(text: str) -> dict[str, Any]:
    """The jobs of a workflow."""
    found: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)["jobs"]
    return found


def test_the_workflow_is_written_on_request(folder: Path) -> None:
    """Without the option there is none; with it, its address is told, and what to put in."""
    CliRunner().invoke(app, ["init"])
    before = files_below(folder)
    result = run()

    assert WORKFLOW not in before
    assert {WORKFLOW} == files_below(folder).keys() - before.keys()
    assert f"wrote {WORKFLOW}" in result.stdout
    assert "for OWNER/wixgen and REVISION" in result.stdout


def test_a_workflow_that_is_there_stays(folder: Path) -> None:
    """No file is overwritten."""
    write_files(folder, {WORKFLOW: "mine"})
    result = run()

    assert b"mine" == files_below(folder)[WORKFLOW]
    assert f"left {WORKFLOW} as it is" in result.stdout


def test_the_workflow_belongs_to_the_repository(folder: Path) -> None:
    """For a project in a folder of one it stands at the top, and names the folder."""
    (folder / ".git").mkdir()
    run("packages/my sdk")
    found = jobs((folder / WORKFLOW).read_text(encoding="utf-8"))

    assert "packages/my sdk" == found["update"]["steps"][-1]["with"]["project"]
    assert "packages/my sdk" == found["check"]["defaults"]["run"]["working-directory"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://github.com/acme/wixgen", Home("acme/wixgen", COMMIT)),
        ("https://github.com/acme/wixgen.git", Home("acme/wixgen", COMMIT)),
        ("ssh://git@github.com/acme/my.gen.git", Home("acme/my.gen", COMMIT)),
        ("https://git.acme.test/acme/wixgen", None),
        ("file:///home/me/wixgen", None),
    ],
)
def test_the_action_is_of_the_wixgen_that_wrote_it(
    url: str, expected: Home | None
) -> None:
    """pip notes the commit that a package comes from; the workflow uses the same."""
    noted = {"url": url, "vcs_info": {"vcs": "git", "commit_id": COMMIT}}
    home = home_of(json.dumps(noted))
    text = workflow(".", home)

    assert expected == home
    name = f"{expected.repository}" if expected else "OWNER/wixgen"
    revision = COMMIT if expected else "REVISION"
    assert f"{name}/.github/actions/wixgen-update@{revision}" == (
        jobs(text)["update"]["steps"][-1]["uses"]
    )
    assert f"github.com/{name}@{revision}" in text


def test_a_folder_is_no_commit() -> None:
    """Of an installation from a folder nothing is known."""
    noted = {"url": "file:///home/me/wixgen", "dir_info": {"editable": True}}

    assert home_of(json.dumps(noted)) is None


def test_no_shell_reads_an_expression() -> None:
    """What a person may choose, such as a branch's name, reaches a command by a variable."""
    steps = [
        step for job in jobs(workflow(".", None)).values() for step in job["steps"]
    ]
    runs = [step["run"] for step in steps if "run" in step]

    assert [] == [text for text in runs if "${{" in text]
    assert ["lint", "fmt", "build", "diff"] == [
        text.split()[1] for text in runs if text.startswith("wixgen")
    ]


def test_what_is_used_is_pinned() -> None:
    """Each action by its full commit, the same one everywhere in this project."""
    texts = [workflow(".", None)]
    texts += [
        (ACTION / name).read_text("utf-8") for name in ("action.yml", "README.md")
    ]
    used = re.findall(r"uses: (actions/\S+)@([0-9a-f]{40} # v[\d.]+)\n", "".join(texts))
    all_uses = re.findall(r"uses: actions/", "".join(texts))

    assert len(all_uses) == len(used)
    assert len(dict(used)) == len(set(used))


def test_the_action_is_given_inputs_that_it_has() -> None:
    """The workflow and the action are of one mind."""
    action = yaml.load((ACTION / "action.yml").read_bytes(), yaml.CSafeLoader)
    given = jobs(workflow(".", None))["update"]["steps"][-1]["with"]

    assert given.keys() <= action["inputs"].keys()
