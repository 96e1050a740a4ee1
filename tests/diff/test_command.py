"""`wixgen diff`: states, formats, exit codes, versions, changelog and what is accepted."""

from __future__ import annotations

import json
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from diff.test_rules import COMMON, SPEC
from wixgen.cli.app import app


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in a repository, at version 0.3.0; its specs are as they were committed."""
    folder = tmp_path / "app"
    specs = folder / "schemas"
    (specs / "demo").mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[tool.wixgen]\nversion = "0.3.0"\n')
    (specs / "common.yaml").write_text(COMMON, encoding="utf-8")
    (specs / "demo" / "things.yaml").write_text(SPEC, encoding="utf-8")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "Specs")
    git(folder, "tag", "v0.3.0")
    return folder


def git(folder: Path, *arguments: str) -> None:
    """Run git there."""
    person = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    subprocess.run(["git", *person, "-C", str(folder), *arguments], check=True)


def edit(project: Path, old: str, new: str) -> None:
    """Replace something in the spec."""
    path = project / "schemas" / "demo" / "things.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def run(project: Path, *arguments: str) -> Result:
    """Run `wixgen diff`."""
    return CliRunner().invoke(app, ["diff", *arguments, "--project", str(project)])


@pytest.mark.parametrize("old", ["main", "HEAD", "v0.3.0", "main:schemas"])
def test_a_revision(project: Path, old: str) -> None:
    """Specs of a revision are compared with those of the working tree."""
    same = run(project, old)
    edit(project, "max: 10,", "max: 9,")
    changed = run(project, old)

    assert (0, 1) == (same.exit_code, changed.exit_code)
    assert "0 breaking, 0 risky, 0 additive, 0 docs\n" == same.stdout
    assert "breaking: Thing.size (max) [limit-tightened]" in changed.stdout
    assert "1 breaking, 0 risky, 0 additive, 0 docs" in changed.stdout


def test_where_a_branch_began(project: Path) -> None:
    """`main...` is the commit where the branch left main: what main did since then is no change of the branch."""
    git(project, "checkout", "-q", "-b", "feature")
    git(project, "checkout", "-q", "main")
    edit(project, "max: 10,", "max: 11,")
    git(project, "commit", "-qam", "main goes on")
    git(project, "checkout", "-q", "feature")
    own = run(project, "main...")
    other = run(project, "main")

    assert "0 breaking, 0 risky, 0 additive, 0 docs\n" == own.stdout
    assert 1 == other.exit_code


def test_branches_that_have_nothing_in_common(project: Path) -> None:
    """Without a commit of both there is no such state."""
    git(project, "checkout", "-q", "--orphan", "other")
    git(project, "commit", "-qm", "begins anew")
    result = run(project, "main...")

    assert 2 == result.exit_code
    assert "no commit where HEAD's branch left it" in result.stderr.replace("\n", " ")


def test_a_project_that_began_later(project: Path) -> None:
    """At a revision from before the project, there was nothing: all of it is an addition."""
    git(project, "checkout", "-q", "--orphan", "before")
    git(project, "rm", "-rqf", "--cached", ".")
    (project / "notes.md").write_text("nothing yet", encoding="utf-8")
    git(project, "add", "notes.md")
    git(project, "commit", "-qm", "before")
    result = run(project, "before")

    assert 0 == result.exit_code, result.output
    assert "0 breaking, 0 risky, 4 additive, " in result.stdout


def test_folders(project: Path, tmp_path: Path) -> None:
    """A folder of specs and a project can be compared, in both directions."""
    other = tmp_path / "other"
    (other / "demo").mkdir(parents=True)
    (other / "common.yaml").write_text(COMMON, encoding="utf-8")
    text = SPEC.replace("      owner: string\n", "")
    (other / "demo" / "things.yaml").write_text(text, encoding="utf-8")
    gone = run(project, str(project), str(other))
    came = run(project, str(other), str(project / "schemas"))

    assert (1, 0) == (gone.exit_code, came.exit_code)
    assert "[field-removed]" in gone.stdout
    assert "[field-added]" in came.stdout


@pytest.mark.parametrize(
    ("old", "words"),
    [
        ("nowhere", "git knows no such revision"),
        ("--upload-pack=x", "No such option"),
        ("main:src", "it has no specs in src"),
        ("main\nx", "git knows no such revision"),
    ],
)
def test_what_is_no_state(project: Path, old: str, words: str) -> None:
    """What is neither a folder nor a revision with specs is told, with exit code 2."""
    result = run(project, old)

    assert 2 == result.exit_code
    assert words in result.stderr.replace("\n", " ")


def test_specs_that_are_wrong(project: Path) -> None:
    """Errors in either state are told; examples that no longer pass stop nothing."""
    edit(
        project,
        "    deprecated: true\n",
        "    examples:\n      - {request: {nothing: 1}}\n",
    )
    examples = run(project, "main")
    edit(project, "color: Color", "color: Colour")
    broken = run(project, "main")

    assert 0 == examples.exit_code, examples.output
    assert 2 == broken.exit_code
    assert "error[" in broken.stderr


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (("max: 10,", "max: 9,"), {"breaking": 1, "risky": 1, "additive": 1, "any": 1}),
        (
            ("default: 5", "default: 6"),
            {"breaking": 0, "risky": 1, "additive": 1, "any": 1},
        ),
        (
            ("max: 10,", "max: 11,"),
            {"breaking": 0, "risky": 0, "additive": 1, "any": 1},
        ),
        (("A thing.", "One."), {"breaking": 0, "risky": 0, "additive": 0, "any": 1}),
    ],
)
def test_fail_on(project: Path, change: tuple[str, str], codes: dict[str, int]) -> None:
    """`--fail-on` names the least verdict for which the exit code is 1."""
    edit(project, *change)
    found = {name: run(project, "main", "--fail-on", name).exit_code for name in codes}

    assert codes == found
    assert 0 == run(project, "main", "--fail-on", "none").exit_code


@pytest.mark.parametrize(
    ("change", "version", "bump", "is_enough"),
    [
        (("max: 10,", "max: 9,"), "0.3.1", "minor", False),
        (("max: 10,", "max: 9,"), "0.4.0", "minor", True),
        (("max: 10,", "max: 11,"), "0.3.9", "minor", False),
        (("A thing.", "One."), "0.3.1", "patch", True),
        (("A thing.", "One."), "0.3.0", "patch", False),
        (("A thing.", "A thing."), "0.3.0", "none", True),
    ],
)
def test_versions(
    project: Path, change: tuple[str, str], version: str, bump: str, is_enough: bool
) -> None:
    """`--bump` prints the part to raise; `--check-version` tells whether it was."""
    edit(project, *change)
    (project / "pyproject.toml").write_text(f'[tool.wixgen]\nversion = "{version}"\n')

    assert f"{bump}\n" == run(project, "main", "--bump").stdout
    assert (0 if is_enough else 1) == run(project, "main", "--check-version").exit_code


def test_json(project: Path) -> None:
    """JSON has all findings, those about words too."""
    edit(project, "max: 10,", "max: 9,")
    edit(project, "A thing.", "One.")
    told = json.loads(run(project, "main", "--format", "json").stdout)

    assert ["limit-tightened", "words-changed"] == [one["rule"] for one in told]
    assert ("breaking", "docs", "docs", 10, 9) == tuple(
        told[0][key] for key in ("sends", "gets", "events", "old", "new")
    )


def test_github(project: Path) -> None:
    """Annotations name file and line, and escape what GitHub would read as its own."""
    edit(project, "max: 10,", "max: 9,")
    (line,) = run(project, "main", "--format", "github").stdout.splitlines()

    assert line.startswith("::error file=")
    assert (
        "schemas/demo/things.yaml,line=12,col=7,title=breaking%3A limit-tightened"
        in line
    )
    assert line.endswith("::Thing.size (max): the limit is narrower (10 -> 9)")


def test_markdown_is_a_table(project: Path) -> None:
    """What specs say can't leave its cell."""
    edit(project, "RED: Red., ", "")
    edit(project, "A thing.", '"A | <b>thing</b>"')
    lines = run(project, "main", "--format", "markdown").stdout.splitlines()

    assert "| verdict | what | change | for whom | reaches |" == lines[0]
    assert {5} == {line.replace("\\|", "").count("|") - 1 for line in lines[:4]}
    assert not any("<b>" in line for line in lines)


def test_the_changelog(project: Path) -> None:
    """An entry is added below the title, above the last one, and once only."""
    path = project / "CHANGELOG.md"
    path.write_text("# Changes\n\nAll of them.\n\n## 0.3.0\n\n- Old.\n")
    edit(project, "RED: Red., ", "")
    edit(
        project,
        "      owner: string\n",
        "      owner: {type: string, deprecated: true}\n",
    )
    (project / "pyproject.toml").write_text('[tool.wixgen]\nversion = "0.4.0"\n')
    for _ in range(2):
        run(project, "main", "--changelog", str(path))

    assert """\
# Changes

All of them.

## 0.4.0

### Breaking

- `demo.things.Color.RED`: the value is gone: requests with it are refused, and its name is gone (was RED).

  ```python
  Color.RED  # before
  ```

### Deprecated

- `demo.things.Thing.owner`: it is deprecated: calls warn (false -> true).

## 0.3.0

- Old.
""" == path.read_text()


def test_what_is_accepted(project: Path) -> None:
    """`--accept` writes an entry with its reason; then the change is told, but doesn't count."""
    edit(project, "max: 10,", "max: 9,")
    (told,) = json.loads(run(project, "main", "--format", "json").stdout)
    without_reason = run(project, "main", "--accept", told["fingerprint"])
    unknown = run(project, "main", "--accept", "0" * 16, "--reason", "No.")
    accepted = run(
        project,
        "main",
        "--accept",
        told["fingerprint"],
        "--reason",
        "Nobody: sends it.",
    )
    again = run(project, "main", "--format", "json")

    assert (2, 2, 0) == (
        without_reason.exit_code,
        unknown.exit_code,
        accepted.exit_code,
    )
    assert 0 == again.exit_code
    assert "Nobody: sends it." == json.loads(again.stdout)[0]["accepted"]
    assert "0 breaking" in run(project, "main").stdout
    assert 0 == CliRunner().invoke(app, ["lint", "--project", str(project)]).exit_code


def test_entries_by_rule_and_path(project: Path) -> None:
    """An entry may name rule and path; expired and unused ones are warnings."""
    edit(project, "max: 10,", "max: 9,")
    yesterday, tomorrow = (date.today() + timedelta(days) for days in (-1, 1))
    path = project / "schemas" / "accepted.yaml"
    entry = "- rule: limit-tightened\n  path: Thing.size\n  reason: Known.\n"
    path.write_text(f"{entry}  until: {tomorrow}\n")
    valid = run(project, "main")
    path.write_text(f"{entry}  until: {yesterday}\n")
    expired = run(project, "main")
    path.write_text("- rule: field-removed\n  path: Thing.size\n  reason: Known.\n")
    unused = run(project, "main")

    assert (0, 1, 1) == (valid.exit_code, expired.exit_code, unused.exit_code)
    assert "warning[expired-acceptance]" in expired.stderr
    assert "warning[unused-acceptance]" in unused.stderr


@pytest.mark.parametrize(
    "text",
    [
        "- rule: x\n  reason: y\n",
        "- fingerprint: x\n",
        "{",
        "- 3\n",
        "- {fingerprint: a, reason: b, more: c}\n",
    ],
)
def test_bad_entries(project: Path, text: str) -> None:
    """An entry without a reason, or that names nothing, is an error."""
    (project / "schemas" / "accepted.yaml").write_text(text)
    result = run(project, "main")

    assert 2 == result.exit_code
    assert "error[bad-acceptance]" in result.stderr


def test_github_is_told_of_entries_as_of_changes(project: Path) -> None:
    """With --format github, nothing but commands is printed: an excerpt could begin one of its own."""
    text = "- fingerprint: x\n  reason: |-\n    x\n::error::y\n"
    (project / "schemas" / "accepted.yaml").write_text(text)
    wrong = run(project, "main", "--format", "github")
    text = '- fingerprint: "0123"\n  reason: "::error::y"\n'
    (project / "schemas" / "accepted.yaml").write_text(text)
    unused = run(project, "main", "--format", "github")

    assert ([2, 0], "", "") == (
        [wrong.exit_code, unused.exit_code],
        wrong.stderr,
        unused.stderr,
    )
    assert wrong.stdout.startswith("::error file=")
    assert "schemas/accepted.yaml,line=1," in unused.stdout
    assert 1 == len(unused.stdout.splitlines())
