"""`wixgen fmt` on the command line, and what `wixgen lint` says of the format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from wixgen.cli.app import app

FORMATTED = """\
# yaml-language-server: $schema=../resource.schema.json
package: demo
module: things

types:
  Thing:
    fields:
      id: guid  # which one
      size: {type: int32, min: 1}

methods:
  getThing:
    http: GET /demo/things
    returns:
      thing: Thing
"""
MESSY = """\
# yaml-language-server: $schema=../resource.schema.json
module: others
package: 'demo'
methods: {getOther: {returns: {other: {type: json}}, # anything
  http: GET /demo/others}}
"""
TIDY = """\
# yaml-language-server: $schema=../resource.schema.json
package: demo
module: others

methods:
  getOther:
    http: GET /demo/others
    returns:  # anything
      other: {type: json}
"""
COMMON = "types: {Money: {fields: {amount: string}}}\n"
UNREADABLE = "package: demo\npackage: demo\n"


@pytest.fixture
def schemas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The specs of a project, one formatted and one not; the project is the current folder."""
    (tmp_path / "pyproject.toml").write_text("[tool.wixgen]\n", encoding="utf-8")
    folder = tmp_path / "schemas" / "demo"
    folder.mkdir(parents=True)
    (folder / "things.yaml").write_text(FORMATTED, encoding="utf-8")
    (folder / "others.yaml").write_text(MESSY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "schemas"


def run(*arguments: str) -> Result:
    """Call `wixgen` with arguments."""
    return CliRunner().invoke(app, list(arguments))


def text_of(path: Path) -> str:
    """What a spec says."""
    return path.read_text(encoding="utf-8")


def test_specs_are_formatted(schemas: Path) -> None:
    """The one that isn't is written; the other one isn't touched."""
    before = (schemas / "demo" / "things.yaml").stat()
    result = run("fmt")

    assert (0, "", "2 specs: 1 formatted, 0 errors\n") == (
        result.exit_code,
        result.stdout,
        result.stderr,
    )
    assert TIDY == text_of(schemas / "demo" / "others.yaml")
    assert before == (schemas / "demo" / "things.yaml").stat()
    assert "2 specs: 0 formatted, 0 errors\n" == run("fmt").stderr


def test_a_check_writes_nothing(schemas: Path) -> None:
    """It exits with 1 and points to the first line that differs."""
    result = run("fmt", "--check")

    assert 1 == result.exit_code
    assert result.stdout.startswith(
        "schemas/demo/others.yaml:2:1: error[not-formatted]: "
    )
    assert result.stdout.endswith("help: run `wixgen fmt`\n")
    assert "2 specs: 1 not formatted, 0 errors\n" == result.stderr
    assert MESSY == text_of(schemas / "demo" / "others.yaml")


@pytest.mark.usefixtures("schemas")
def test_a_check_of_formatted_specs_is_silent() -> None:
    """It exits with 0."""
    run("fmt")
    result = run("fmt", "--check")

    assert (0, "") == (result.exit_code, result.stdout)


def test_only_what_was_asked_about(schemas: Path) -> None:
    """Paths are specs or folders of them; others stay as they are."""
    assert 0 == run("fmt", "--check", "schemas/demo/things.yaml").exit_code
    assert 0 == run("fmt", "schemas/demo/things.yaml").exit_code
    assert MESSY == text_of(schemas / "demo" / "others.yaml")
    assert 0 == run("fmt", "schemas/demo").exit_code
    assert TIDY == text_of(schemas / "demo" / "others.yaml")


def test_common_types_are_formatted(schemas: Path) -> None:
    """`common.yaml` is a spec like others."""
    (schemas / "common.yaml").write_text(COMMON, encoding="utf-8")
    run("fmt")

    expected = "types:\n  Money:\n    fields:\n      amount: string\n"
    assert expected == text_of(schemas / "common.yaml")


def test_a_spec_that_cant_be_read_is_left_alone(schemas: Path) -> None:
    """It is a diagnostic and exit code 2; the others are formatted."""
    (schemas / "demo" / "bad.yaml").write_text(UNREADABLE, encoding="utf-8")
    result = run("fmt")

    assert 2 == result.exit_code
    assert result.stderr.startswith("schemas/demo/bad.yaml:2:1: error[duplicate-key]: ")
    assert result.stderr.endswith("3 specs: 1 formatted, 1 error\n")
    assert UNREADABLE == text_of(schemas / "demo" / "bad.yaml")
    assert TIDY == text_of(schemas / "demo" / "others.yaml")


def test_what_cant_be_read_weighs_more_than_the_format(schemas: Path) -> None:
    """`--check` exits with 2 then, and tells both."""
    (schemas / "demo" / "bad.yaml").write_text(UNREADABLE, encoding="utf-8")
    result = run("fmt", "--check", "--format", "json")
    found = [
        (finding["path"], finding["code"]) for finding in json.loads(result.stdout)
    ]

    assert 2 == result.exit_code
    assert [
        ("schemas/demo/bad.yaml", "duplicate-key"),
        ("schemas/demo/others.yaml", "not-formatted"),
    ] == found


@pytest.mark.usefixtures("schemas")
def test_json_has_what_all_commands_tell() -> None:
    """Path, line, column, severity, code, message, help."""
    result = run("fmt", "--check", "--format", "json")
    finding = json.loads(result.stdout)[0]

    assert (1, "") == (result.exit_code, result.stderr)
    assert ["path", "line", "column", "severity", "code", "message", "help"] == list(
        finding
    )
    assert "[]\n" == run("fmt", "--format", "json").stdout


@pytest.mark.usefixtures("schemas")
def test_verbose_names_files() -> None:
    """Those that are written; with `--check` all that were looked at."""
    checked = run("fmt", "--check", "-v").stderr
    written = run("fmt", "-v").stderr

    assert [
        "schemas/demo/others.yaml",
        "schemas/demo/things.yaml",
    ] == checked.splitlines()[:-1]
    assert ["schemas/demo/others.yaml"] == written.splitlines()[:-1]


@pytest.mark.usefixtures("schemas")
def test_quiet_prints_nothing_but_errors() -> None:
    """To be not formatted is one where that was asked."""
    assert "error[not-formatted]" in run("fmt", "--check", "-q").output
    assert "" == run("fmt", "-q").output


def test_a_spec_that_cant_be_written(
    schemas: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays as it is, nothing is left beside it, and the exit code is 2."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("wixgen.files.os.replace", refuse)
    before = sorted(schemas.rglob("*"))
    result = run("fmt")

    assert 2 == result.exit_code
    assert "error[unwritable]: can't be written: Permission denied" in result.stderr
    assert MESSY == text_of(schemas / "demo" / "others.yaml")
    assert before == sorted(schemas.rglob("*"))


@pytest.mark.parametrize(
    "arguments", [["fmt", "nowhere.yaml"], ["fmt", "--project", "nowhere"]]
)
@pytest.mark.usefixtures("schemas")
def test_bad_usage(arguments: list[str]) -> None:
    """What isn't there is no finding: 2."""
    assert 2 == run(*arguments).exit_code


@pytest.mark.usefixtures("schemas")
def test_lint_warns_of_the_format() -> None:
    """A warning, with the remedy; it is no reason to fail."""
    result = run("lint", "--format", "json")
    found = json.loads(result.stdout)

    assert 0 == result.exit_code
    assert [
        ("schemas/demo/others.yaml", "warning", "not-formatted", "run `wixgen fmt`")
    ] == [(one["path"], one["severity"], one["code"], one["help"]) for one in found]
    run("fmt")
    assert [] == json.loads(run("lint", "--format", "json").stdout)


def test_lint_is_silent_about_the_format_of_what_cant_be_read(schemas: Path) -> None:
    """Its errors come first."""
    (schemas / "demo" / "others.yaml").write_text(UNREADABLE, encoding="utf-8")
    found = json.loads(run("lint", "--format", "json").stdout)

    assert "not-formatted" not in {finding["code"] for finding in found}


def test_mistakes_are_no_reason_not_to_format(schemas: Path) -> None:
    """What lint finds wrong is formatted all the same, as long as it can be read."""
    path = schemas / "demo" / "others.yaml"
    path.write_text("package: demo\nwhatever:   1\n", encoding="utf-8")

    assert 0 == run("fmt").exit_code
    assert "package: demo\nwhatever: 1\n" == text_of(path)


def test_line_ends_and_mark_stay(schemas: Path) -> None:
    """CRLF and a byte order mark are no matter of the format."""
    path = schemas / "demo" / "others.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + MESSY.replace("\n", "\r\n").encode())
    run("fmt")

    assert b"\xef\xbb\xbf" + TIDY.replace("\n", "\r\n").encode() == path.read_bytes()
