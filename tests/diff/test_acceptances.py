"""`wixgen diff --accept`, and the file of what is accepted."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from diff.test_command import edit, git, run
from diff.test_rules import COMMON, SPEC
from wixgen.cli.app import app


def test_what_is_accepted(project: Path) -> None:
    """`--accept` writes an entry with its reason; then the change is told, but isn't counted; it still breaks."""
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
    assert "minor\n" == run(project, "main", "--bump").stdout
    assert 0 == CliRunner().invoke(app, ["lint", "--project", str(project)]).exit_code


def test_an_acceptance_goes_with_its_type(project: Path) -> None:
    """What was accepted of a type stays so where the type moves to the shared ones."""
    edit(project, "price: decimal", "price: number")
    (told,) = json.loads(run(project, "main", "--format", "json").stdout)
    fingerprint = told["fingerprint"]
    run(project, "main", "--accept", fingerprint, "--reason", "Known.")
    part = "  Part:\n    fields: {weight: number, maker: string, price: number}\n"
    edit(project, part, "")
    edit(project, "part: Part", "part: common.Part")
    edit(project, "list[Part]", "list[common.Part]")
    (project / "schemas" / "common.yaml").write_text(COMMON + part, encoding="utf-8")
    result = run(project, "main")

    assert (0, "") == (result.exit_code, result.stderr)
    assert "1 accepted" in result.stdout


def test_types_that_changed_alike(project: Path) -> None:
    """A fingerprint that types of several resources share is accepted for all of them, one entry each."""
    other = project / "schemas" / "demo" / "stuff.yaml"
    text = SPEC.replace("module: things", "module: stuff").replace("/v1/th", "/v1/st")
    other.write_text(text.replace("wix.demo.v1.", "wix.demo.v2."), encoding="utf-8")
    git(project, "add", ".")
    git(project, "commit", "-qm", "Another one")
    for path in (other, other.with_name("things.yaml")):
        new = path.read_text(encoding="utf-8").replace("      owner: string\n", "")
        path.write_text(new, encoding="utf-8")
    told = json.loads(run(project, "main", "--format", "json").stdout)
    (fingerprint,) = {one["fingerprint"] for one in told}
    run(project, "main", "--accept", fingerprint, "--reason", "Known.")
    both = run(project, "main")
    entries = (project / "schemas" / "accepted.yaml").read_text(encoding="utf-8")
    (project / "schemas" / "accepted.yaml").write_text(
        entries[: entries.index("- ", 2)], encoding="utf-8"
    )
    one = run(project, "main")

    assert 2 == len(told)
    assert (0, 1) == (both.exit_code, one.exit_code)
    assert "1 breaking, 0 risky, 0 additive, 0 docs, 1 accepted" in one.stdout


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
    assert "accepted.yaml:1:3: warning[expired-acceptance]" in expired.stderr
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


def test_an_entry_is_added_to_what_people_wrote(project: Path) -> None:
    """A file without a last line's end, or with those of Windows, stays what it was; findings name the entry's line."""
    known = b'# ours\r\n- {rule: "limit-removed", path: Thing.size, reason: Old.}'
    path = project / "schemas" / "accepted.yaml"
    path.write_bytes(known)
    edit(project, "max: 10,", "max: 9,")
    (told,) = json.loads(run(project, "main", "--format", "json").stdout)
    run(
        project, "main", "--accept", told["fingerprint"], "--reason", "Nobody sends it."
    )
    result = run(project, "main", "--format", "github")
    content = path.read_bytes()

    assert content.startswith(known + b"\r\n- fingerprint: ")
    assert content.count(b"\n") == content.count(b"\r\n")
    assert 0 == result.exit_code
    assert "%0Aaccepted: Nobody sends it.\n" in result.stdout
    assert "schemas/accepted.yaml,line=2,col=3,title=wixgen%3A unused" in result.output


def test_a_changelog_keeps_its_line_ends(project: Path) -> None:
    """What Git for Windows checked out with CRLF is no other file after an entry was added."""
    path = project / "CHANGELOG.md"
    path.write_bytes(b"# Changes\r\n\r\n## 0.1.0\r\n\r\n- The first.\r\n")
    edit(project, "max: 10,", "max: 9,")
    run(project, "main", "--changelog", str(path))
    content = path.read_bytes()

    assert b"## 0.3.0\r\n" in content
    assert content.count(b"\n") == content.count(b"\r\n")
