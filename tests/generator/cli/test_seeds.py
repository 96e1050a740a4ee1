"""Seeds of `wixgen serve` as files: mistakes are told with file, line and column."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer

from wixapi import WixClient
from wixgen.cli.serve.local_package import LocalPackage
from wixgen.cli.serve.serving import Serving, Settings

GOOD = """\
crm.tasks:
  - title: Call Ann   # her order
    contact: {id: "aaaaaaaa-0000-4000-8000-000000000001"}
  - title: Write to Ben
    due_date: "2026-01-31T12:00:00Z"
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a seed stands."""
    monkeypatch.chdir(tmp_path)
    return Path("seed.yaml")


def served(seed: Path | None, **settings: Any) -> Serving:
    """Return a local Wix that is served with a seed, on a port that is free."""
    return Serving(LocalPackage("wixapi", "wixapi"), Settings(seed=seed, **settings))


def planted(serving: Serving) -> list[str | None]:
    """Return the titles of its tasks."""
    with serving, serving.local.client() as wix:
        assert isinstance(wix, WixClient)
        return [task.title for task in wix.crm.tasks.query_tasks(query={})]


def refused(file: Path, text: str | bytes, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what is said of a seed with mistakes."""
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(typer.Exit) as ended:
        served(file)
    assert ended.value.exit_code == 2
    return capsys.readouterr().err


def test_yaml_and_json_are_planted(file: Path) -> None:
    """In the names of Python or of the wire."""
    file.write_text(GOOD)
    assert planted(served(file)) == ["Call Ann", "Write to Ben"]
    file.write_text(json.dumps({"crm.tasks": [{"title": "\U0001f600"}]}))
    assert planted(served(file)) == ["\U0001f600"]


def test_an_export_is_planted_again(file: Path) -> None:
    """What one run wrote, the next one begins with."""
    file.write_text(GOOD)
    export = Path("export.json")
    first = planted(served(file, export=export))
    assert planted(served(export)) == first


def test_a_database_with_entities_is_left_alone(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The seed is for the first run; the later ones say that they don't plant it."""
    file.write_text(GOOD)
    db = Path("wix.db")
    assert planted(served(file, db=db)) == planted(served(file, db=db))
    assert (
        capsys.readouterr().err
        == "note: wix.db has entities already, so no seed is used\n"
    )


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        (
            GOOD.replace("title: W", "titel: W"),
            "4:5",
            "crm.tasks[1].titel is no field here",
        ),
        (
            GOOD.replace("due_date: ", "due_date: 5 #"),
            "5:5",
            "crm.tasks[1].dueDate must be",
        ),
        (
            GOOD.replace("aaaaaaaa", "a"),
            "3:15",
            "crm.tasks[0].contact.id must be a GUID",
        ),
        (GOOD.replace("crm.tasks", "crm.task"), "1:1", "crm.task is no resource"),
        ('{"crm.tasks": [\n 5]}', "2:2", "crm.tasks[0] must be"),
        (GOOD.replace('"2026', "2026").replace('Z"', "Z"), "5:15", "take `2026-01-31T"),
        ("crm.tasks: [", "1:12", "the bracket is never closed"),
        ("- 1", "1:1", "must be a mapping from resources"),
        ("", "0:0", "the file is empty"),
    ],
)
def test_mistakes_are_told_with_their_place(
    file: Path, capsys: pytest.CaptureFixture[str], text: str, place: str, told: str
) -> None:
    """Those of YAML, and those against the rules of Wix."""
    said = refused(file, text, capsys)
    assert f"seed.yaml:{place}: error[" in said
    assert told in said
    assert "Traceback" not in said


def test_a_remedy_is_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the line, and a caret below the place."""
    said = refused(file, GOOD.replace("title: W", "titel: W"), capsys)
    assert "  - titel: Write to Ben\n" in said
    assert "help: did you mean title?" in said


def test_what_is_no_file_of_text_is_refused(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder, none at all, other encodings, and depth."""
    for content in (b"\xff\xfe\x00", b"[" * 100_000):
        assert "seed.yaml:" in refused(file, content, capsys)
    for path in (Path("none.yaml"), Path()):
        with pytest.raises(typer.Exit):
            served(path)


@pytest.mark.slow
def test_the_demo_is_planted() -> None:
    """`--demo` begins with tasks, among others."""
    assert planted(served(None, is_demo=True)) == ["Call Ben about his order"]
