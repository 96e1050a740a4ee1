"""`wixgen export`: exit codes, endings, and what goes where."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from support.committed import committed_specs
from support.projects import write_files
from wixgen.cli.app import app
from wixgen.export.document import as_yaml

SPEC = """\
package: demo
module: things
types:
  Thing:
    description: "A thing \\u2028 \U0001f642 with é, \\"quotes\\" and a very long text, so that it must be folded."
    fields: {id: guid, state: State}
  State:
    enum: {"yes": , "1e3": , "0o17": , "null": , "12:30": }
methods:
  createThing:
    http: POST /demo/things
    parameters: {thing: Thing}
    required: [thing]
    returns: {thing: Thing}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one good spec; the current folder."""
    (tmp_path / "pyproject.toml").write_text(
        "[tool.wixgen]\nversion = '4.5.6'\n", "utf-8"
    )
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "things.yaml").write_text(SPEC, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    """Call `wixgen export` with arguments."""
    return CliRunner().invoke(app, ["export", *arguments])


@pytest.mark.parametrize(
    ("kind", "key"), [("openapi", "paths"), ("jsonschema", "$defs")]
)
def test_json_on_stdout(project: Path, kind: str, key: str) -> None:
    """Without -o, the document is JSON on stdout and nothing is written."""
    result = run(kind)

    assert result.exit_code == 0, result.stderr
    assert key in json.loads(result.stdout)
    assert result.stderr == ""
    assert sorted(path.name for path in project.iterdir()) == [
        "pyproject.toml",
        "schemas",
    ]


def test_the_files_have_one_content(project: Path) -> None:
    """The ending decides between JSON and YAML; both say the same, and end with a line break."""
    for name in ("made.json", "made.yaml", "made.yml"):
        assert run("openapi", "-o", name).exit_code == 0
    texts = {
        path.suffix: path.read_text(encoding="utf-8")
        for path in sorted(project.glob("made.*"))
    }

    assert texts[".json"] == run("openapi").stdout
    assert yaml.load(texts[".yaml"], yaml.CSafeLoader) == json.loads(texts[".json"])
    assert texts[".yml"] == texts[".yaml"]
    assert json.loads(texts[".json"])["info"]["version"] == "4.5.6"
    assert all(text.endswith("\n") for text in texts.values())


def test_yaml_is_read_alike_by_all_versions() -> None:
    """What YAML 1.2 or 1.1 takes for a number, a truth value or null is quoted; no anchors."""
    shared = {"a": ["x"]}
    words = ["1e3", "0o17", "12:30", "yes", "null", "~", ".5", "-", "=", ""]
    made = as_yaml({"one": shared, "two": shared, "words": words})

    assert yaml.load(made, yaml.CSafeLoader) == {
        "one": shared,
        "two": shared,
        "words": words,
    }
    assert "&" not in made
    assert "*" not in made
    assert '- "1e3"\n- "0o17"\n' in made


def test_result_is_told_on_stderr(project: Path) -> None:
    """What was written is told, with -v what was read, with -q nothing."""
    assert run("openapi", "-o", "a.json").stderr == "wrote a.json: 1 spec\n"
    assert run("openapi", "-o", "a.json", "-v").stderr == (
        f"{Path('schemas') / 'things.yaml'}\nwrote a.json: 1 spec\n"
    )
    quiet = run("openapi", "-o", "a.json", "-q")
    assert (quiet.stdout, quiet.stderr) == ("", "")
    assert (project / "a.json").is_file()


@pytest.mark.parametrize("name", ["made.txt", "made", "made.json.gz", ".json"])
def test_unknown_ending(project: Path, name: str) -> None:
    """An ending that says nothing is refused, and nothing is written."""
    result = run("openapi", "-o", name)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {name}: ")
    assert not (project / name).exists()


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("arguments", [[], ["swagger"], ["openapi", "--nonsense"]])
def test_bad_usage(arguments: list[str]) -> None:
    """A missing or unknown document or option exits with 2."""
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize("output", [[], ["-o", "made.json"]])
def test_bad_specs(project: Path, output: list[str]) -> None:
    """Bad specs exit with 2: diagnostics on stderr, nothing on stdout, the old file untouched."""
    (project / "made.json").write_text("old", encoding="utf-8")
    (project / "schemas" / "bad.yaml").write_text(
        "package: demo\nmodul: x\n", encoding="utf-8"
    )
    result = run("openapi", *output)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"{Path('schemas') / 'bad.yaml'}:2:1: error[unknown-key]" in result.stderr
    assert (project / "made.json").read_text(encoding="utf-8") == "old"


def test_no_specs(project: Path) -> None:
    """A folder without specs, or no folder at all, exits with 2."""
    (project / "empty").mkdir()

    assert run("openapi", "--schemas", "empty").exit_code == 2
    assert run("openapi", "--schemas", "missing").exit_code == 2


def test_project_option(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """--schemas is relative to the project; -o is relative to the current folder."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(elsewhere)
    (project / "schemas").rename(project / "specs")
    result = run(
        "openapi", "--project", str(project), "--schemas", "specs", "-o", "made.json"
    )

    assert result.exit_code == 0, result.stderr
    assert (elsewhere / "made.json").is_file()


def test_unwritable_output(project: Path) -> None:
    """A folder that doesn't exist, or a folder in the file's place, exits with 2."""
    (project / "folder.json").mkdir()

    for name in ("missing/made.json", "folder.json"):
        result = run("openapi", "-o", name)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"error: {name}: ")
    assert sorted(os.listdir(project)) == ["folder.json", "pyproject.toml", "schemas"]


def test_the_file_is_replaced_as_a_whole(project: Path) -> None:
    """A file has the usual permissions, and an older file of that name is replaced."""
    (project / "made.json").write_text("x" * 1_000_000, encoding="utf-8")
    usual = os.umask(0o022)
    try:
        assert run("openapi", "-o", "made.json").exit_code == 0
    finally:
        os.umask(usual)

    assert (project / "made.json").stat().st_mode & 0o777 == 0o644
    assert (
        json.loads((project / "made.json").read_text(encoding="utf-8"))["openapi"]
        == "3.1.0"
    )
    assert len(list(project.iterdir())) == 3


def test_committed_project(project: Path) -> None:
    """Committed specs of this repository are exported without an error."""
    write_files(project / "schemas", committed_specs())
    result = run("openapi", "-q")

    assert (result.exit_code, result.stderr) == (0, "")
