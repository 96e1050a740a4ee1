"""Warnings that a spec accepts: which are silenced where, and what accepts nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from support.projects import write_files
from support.specs import in_format
from wixgen.cli.app import app

SPEC = """\
package: demo
module: things
accepted: {not-formatted: (resource)}

types:
  Thing:
    removal_date: "2027-02-01"
    accepted: {removal-date: (type)}
    fields:
      id: guid
      size: {type: int32, removal_date: "2027-02-01", accepted: {removal-date: (field)}}

methods:
  createThing:
    http: POST /demo/things
    accepted: {unreachable-required: (method)}
    parameters:
      thing: Thing
    required: [thing, thing.colour]
  uploadThing:
    http: POST /demo/things/upload
    media_type: multipart/form-data
"""
DATE, PATH, MEDIA = "removal-date", "unreachable-required", "media-type"
UNUSED = "unused-acceptance"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project; the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CI", raising=False)
    write_files(tmp_path, {"pyproject.toml": "[tool.wixgen]\n"})
    return tmp_path


def run(*arguments: str) -> Result:
    """Call `wixgen` with arguments."""
    return CliRunner().invoke(app, list(arguments))


def linted(text: str, *options: str) -> list[tuple[int, str]]:
    """Line and code of what lint says of a spec."""
    write_files(Path(), {"schemas/things.yaml": text})
    found = json.loads(run("lint", *options, "--format", "json").stdout)
    return [(one["line"], one["code"]) for one in found]


def without(reason: str) -> str:
    """The spec without one of its acceptances."""
    key = next(key for key in SPEC.split("{") if f"{reason}}}" in key).split(":")[0]
    text = SPEC.replace(f"{{{key}: {reason}}}", "{}")
    assert text != SPEC
    return text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(SPEC, [], id="all"),
        pytest.param(
            without("(type)"), [(7, DATE)], id="not by the field for the type"
        ),
        pytest.param(without("(field)"), [], id="by the type for the field"),
        pytest.param(
            without("(method)"), [(19, PATH)], id="not by another declaration"
        ),
    ],
)
def test_warnings_are_accepted_where_they_are(
    text: str, expected: list[tuple[int, str]]
) -> None:
    """An acceptance is about its declaration and what stands in it."""
    assert [*expected, (22, MEDIA)] == linted(text)


def test_the_resource_accepts_for_all_of_it() -> None:
    """Its own acceptances are about the whole file; of two that fit, the inner one counts."""
    both = SPEC.replace(
        "{not-formatted", f"{{{MEDIA}: (resource), {PATH}: (resource), not-formatted"
    )

    assert [(3, UNUSED)] == linted(both)
    assert [] == linted(
        both.replace("accepted: {unreachable-required: (method)}", "title: T")
    )


def test_errors_can_not_be_accepted() -> None:
    """An error stays; then nobody knows what would be needed."""
    text = SPEC.replace("guid", "guild").replace(
        "{not-f", "{undefined-type: no error, not-f"
    )

    assert [(10, "undefined-type"), (22, MEDIA)] == linted(text)
    assert [(3, UNUSED), (22, MEDIA)] == linted(text.replace("guild", "guid"))


def test_a_layout_is_accepted() -> None:
    """A team that doesn't format says so; in a spec that is formatted, that is no longer needed."""
    plain = SPEC.replace("accepted: {not-formatted: (resource)}\n", "")

    assert [] == [one for one in linted(SPEC) if one[1] == "not-formatted"]
    assert [] != [one for one in linted(plain) if one[1] == "not-formatted"]
    assert [(4, UNUSED), (24, MEDIA)] == linted(in_format(SPEC))


def _shares(project: Path, accepting: str) -> list[tuple[str, str]]:
    """What `lint --shared` says of four specs with the same type, and their names that accept it."""
    text = """\
package: {0}
module: things
accepted: {{not-formatted: So be it.{1}}}
types:
  Price: {{fields: {{value: decimal, unit: string}}}}
methods:
  makeThing: {{http: POST /{0}, parameters: {{price: Price}}}}
"""
    for name in "abcd":
        accepted = ", shared-type: It will change." if name in accepting else ""
        write_files(project, {f"schemas/{name}.yaml": text.format(name, accepted)})
    found = json.loads(run("lint", "--shared", "--format", "json").stdout)
    return [(one["path"], one["code"]) for one in found]


def test_shared_types_are_accepted(project: Path) -> None:
    """Who accepts that a type isn't shared keeps it, and the others may share it; --fix does the same."""
    assert [("schemas/a.yaml", "shared-type")] == _shares(project, "")
    assert [] == _shares(project, "ab")
    assert [("schemas/b.yaml", "shared-type")] == _shares(project, "a")
    run("lint", "--shared", "--fix")

    assert "Price" in Path("schemas/a.yaml").read_text(encoding="utf-8")
    assert "Price" in Path("schemas/common.yaml").read_text(encoding="utf-8")
    assert "shared-type" not in run("lint", "--shared").stdout
    for name in ("b", "c", "d", "common"):
        Path(f"schemas/{name}.yaml").unlink()
    assert f"[{UNUSED}]" in run("lint", "--shared").stdout
    assert "" == run("lint").stdout


def test_common_types_accept() -> None:
    """common.yaml accepts as resources do, whoever reads it."""
    types = 'types: {Money: {removal_date: "2027-02-01", fields: {value: decimal}}}\n'
    accepted = f"accepted: {{{DATE}: It is known., {MEDIA}: There is none.}}\n"
    write_files(Path(), {"schemas/common.yaml": f"{accepted}{types}"})
    found = linted(SPEC)

    assert [(1, UNUSED)] == [
        one for one in found if one[0] == 1 and one[1] != "not-formatted"
    ]
    assert DATE not in {code for _, code in found}
    built = run("build").stderr
    assert (0, 1) == (built.count(f"[{DATE}]"), built.count(f"[{UNUSED}]"))


def test_builds_tell_what_lint_tells(project: Path) -> None:
    """A build, one that knows the spec already and a check: what is accepted in none, the others in all of them."""
    write_files(project, {"schemas/things.yaml": SPEC})
    for command in (["build"], ["build"], ["build", "--check"]):
        result = run(*command)
        assert 0 == result.exit_code
        assert [MEDIA] == [
            code for code in (DATE, PATH, MEDIA, UNUSED) if code in result.stderr
        ]
    write_files(project, {"schemas/things.yaml": without("(method)")})

    assert f"schemas/things.yaml:19:23: warning[{PATH}]" in run("build").stderr


def test_acceptances_change_nothing_else(project: Path) -> None:
    """The package is the same without them, formatting keeps them, and a diff doesn't see them."""
    plain = SPEC
    for reason in ("(resource)", "(type)", "(field)", "(method)"):
        key = next(part for part in plain.split("accepted: {") if f"{reason}}}" in part)
        plain = plain.replace(
            f"accepted: {{{key.split('}')[0]}}}",
            "title: T" if reason == "(method)" else "",
            1,
        )
    plain = plain.replace('"2027-02-01", }', '"2027-02-01"}').replace("title: T", "")
    write_files(project, {"schemas/things.yaml": SPEC, "old/things.yaml": plain})
    with_them = run("fmt", "schemas", "old")
    text = Path("schemas/things.yaml").read_text(encoding="utf-8")
    same = run("diff", "old", "--format", "json")

    assert (0, 0) == (with_them.exit_code, same.exit_code)
    assert "accepted" not in Path("old/things.yaml").read_text(encoding="utf-8")
    assert 4 == text.count("accepted: {")
    assert [] == json.loads(same.stdout)
