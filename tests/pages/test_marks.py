"""Marks behind descriptions, brought into specs that exist: set, refined, kept, told, removed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pages.small import method_page
from support.workplace import Workplace

SPEC = """\
package: shop
module: doors
types:
  Door:
    fields:
      {field}
methods:
  openDoor:
    http: POST /open-door
    returns: {{door: Door}}
"""
LINE = " - name: {} | type: {} | description: Its thing.{} "
#: A second field, whose mark tells that the page is one of today.
MARKED = LINE.format("made", "string", " | read-only: true")


def place_with(tmp_path: Path, known: str, *lines: str) -> Workplace:
    """A project with a spec and the page of its method; `known` is the spec's field."""
    door = [f"   {line}" for line in lines]
    returns = ["  - name: door | type: Door | description: The door. ", *door]
    page = method_page("openDoor", ["  EMPTY-OBJECT {}"], returns)
    made = "\n      made: {type: string, read_only: true}" if MARKED in lines else ""
    spec = SPEC.format(field=known + made)
    return Workplace.at(
        tmp_path / "p", {"open-door.md": page}, {"shop/doors.yaml": spec}
    )


def field(place: Workplace) -> Any:
    """What the spec says of the first field."""
    spec = yaml.load(place.specs()["shop/doors.yaml"], yaml.CSafeLoader)
    return spec["types"]["Door"]["fields"]["code"]


#: What the spec has, type and marks on the page, what it has afterwards.
ADDED = [
    ("string", "string", " | validation: format GUID", "guid"),
    ("string", "string", " | validation: format date-time", "datetime"),
    ("integer", "integer", " | validation: format int32", "int32"),
    ("string", "string", " | validation: format int64", "int64"),
    ("guid", "string", "", "guid"),
    ("int32", "integer", "", "int32"),
    (
        "string",
        "string",
        " | read-only: true | validation: minLength 4, maxLength 4",
        {"type": "string", "read_only": True, "min_length": 4, "max_length": 4},
    ),
    (
        "string",
        "string",
        " | validation: format EMAIL, immutable",
        {"type": "string", "immutable": True, "format": "EMAIL"},
    ),
    (
        "list[string]",
        "array<string>",
        " | validation: maxItems 20, maxLength 10",
        {"type": "list[string]", "max_items": 20, "max_length": 10},
    ),
    ("list[int32]", "array", "", "list[int32]"),
    ("map[string]", "object", "", "map[string]"),
    (
        "{type: string, max_length: 9}",
        "string",
        " | validation: maxLength 20",
        {"type": "string", "max_length": 20},
    ),
    (
        "{type: string, max_length: 9, source: 'a letter (length)'}",
        "string",
        " | validation: maxLength 20, immutable",
        {
            "type": "string",
            "max_length": 9,
            "immutable": True,
            "source": "a letter (length)",
        },
    ),
    (
        "{type: guid, read_only: true, immutable: true}",
        "string",
        "",
        {"type": "guid", "read_only": True, "immutable": True},
    ),
]


@pytest.mark.parametrize(("known", "type_", "marks", "expected"), ADDED)
def test_marks_are_brought_into_a_spec(
    tmp_path: Path, known: str, type_: str, marks: str, expected: Any
) -> None:
    """A more exact kind refines a vaguer one; drift is told before, and none is left after."""
    line = LINE.format("code", type_, marks)
    place = place_with(tmp_path, f"code: {known}", line)
    before = field(place)

    drifted = place.drift_all()
    result = place.import_all()

    assert (0, expected) == (result.exit_code, field(place))
    assert (before != expected) == bool(drifted)
    assert [] == place.drift_all()


#: What the spec has, what pruning leaves of it if today's page prints other marks.
LOST = [
    ("{type: string, read_only: true, immutable: true}", "string"),
    ("{type: string, format: EMAIL, attributes: {a: b}}", "string"),
    ("{type: string, max_length: 9}", "string"),
    ("{type: guid, deprecated: true}", "guid"),
    ("guid", "guid"),
]


@pytest.mark.parametrize(("known", "expected"), LOST)
def test_marks_that_a_page_of_today_lost(
    tmp_path: Path, known: str, expected: str
) -> None:
    """They are told and left, or removed by --prune; a more exact kind stays."""
    place = place_with(
        tmp_path, f"code: {known}", LINE.format("code", "string", ""), MARKED
    )
    before = field(place)
    drifted = [one["what"] for one in place.drift_all()]

    kept = place.import_all()
    assert (0, before) == (kept.exit_code, field(place))
    assert (before != expected) == ("warning[left]" in kept.stderr)
    assert drifted == [one["what"] for one in place.drift_all()]
    assert (before != expected) == bool(drifted)

    pruned = place.import_all("--prune")
    assert (0, expected) == (pruned.exit_code, field(place))
    assert [] == place.drift_all()
