"""Updating specs: a page adds and corrects, and what a person wrote stays as it is.

Each folder of `update/` is one rule: what there is, what the pages document, what is expected.
`pytest --update-goldens` rewrites what is expected.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pages.printed import printed
from support.committed import COMMON, committed_paths
from support.projects import SCHEMAS
from support.samples import sample
from wixgen.pages.reconcile.resource import PAGES
from wixgen.pages.reconcile.update import UpdateError, update
from wixgen.spec_text.reader import tree_of

CASES = Path(__file__).parent / "update"
RULES = {
    "common_outgrown": "A common type that the page says more than becomes a type of the resource.",
    "contradictions": "What the page contradicts is changed in place; comments stay where they are.",
    "decimals": "A page's bounds of a decimal are merged; what was a text or a number becomes one.",
    "descriptions": "Missing sentences are filled in, those that are there stay.",
    "fresh_file": "Without a spec a new one is written in house style.",
    "groups": "Groups are matched by their members; fields move into a group with their comments.",
    "kept": "Formats, corrections, sourced facts, names and sentences of a person stay.",
    "lists": "Required paths are the page's; errors and examples are added, never replaced.",
    "new_entries": "What is new stands after the neighbour that it has on the page.",
    "no_descriptions": "Without descriptions no sentence of the page is written.",
    "renamed_type": "A type that a person renamed is found through the field that refers to it.",
    "webhooks": "Webhooks and methods that a person renamed are found by page or address.",
}
NAMES = sorted(RULES)
WITH_DESCRIPTIONS = {"descriptions", "fresh_file", "kept"}


def data(path: Path) -> dict[str, Any]:
    """The data of a YAML file; nothing if there is none."""
    return tree_of(path.read_text(encoding="utf-8")).root.live if path.exists() else {}


def updated(case: str, existing: str | None) -> str:
    """`existing` after an update with what the pages of a case document."""
    folder = CASES / case
    return update(
        existing,
        data(folder / "documented.yaml"),
        descriptions=case in WITH_DESCRIPTIONS,
        common=data(folder / "common.yaml"),
    )


def existing_of(case: str) -> str | None:
    """The spec that a case begins with, if it has one."""
    path = CASES / case / "existing.yaml"
    return path.read_text(encoding="utf-8") if path.exists() else None


@pytest.mark.parametrize("case", NAMES)
def test_case(case: str, update_goldens: bool) -> None:
    """The new text is what stands in `expected.yaml`."""
    expected = CASES / case / "expected.yaml"
    made = updated(case, existing_of(case))
    if update_goldens:
        expected.write_text(made, encoding="utf-8")

    assert made == expected.read_text(encoding="utf-8")


def test_every_case_has_a_rule() -> None:
    """No folder of cases is forgotten."""
    assert {path.name for path in CASES.iterdir()} == set(RULES)


@pytest.mark.parametrize("case", NAMES)
def test_twice_is_once(case: str) -> None:
    """A second update with the same pages changes nothing."""
    once = updated(case, existing_of(case))

    assert updated(case, once) == once


@pytest.mark.parametrize("case", NAMES)
def test_comments_stay(case: str) -> None:
    """No comment is lost, and none is doubled."""
    existing = existing_of(case) or ""
    made = updated(case, existing_of(case))

    for line in existing.splitlines():
        comment = line[line.find("#") :] if "#" in line else ""
        assert made.count(comment) == existing.count(comment) or not comment


def test_windows_line_ends_stay() -> None:
    """New lines end as the others do; a byte order mark stays."""
    existing = "\ufeff" + (existing_of("new_entries") or "").replace("\n", "\r\n")
    made = updated("new_entries", existing)

    assert made.count("\n") == made.count("\r\n")
    assert made[1:].replace("\r\n", "\n") == updated(
        "new_entries", existing_of("new_entries")
    )


ODD_FILES = [
    "package: a\nmodule: b\ntypes: {}  # none yet\nmethods: {}\n",
    "---\npackage: a\nmodule: b\n...\n",
    "%YAML 1.1\n---\npackage: a\nmodule: b # x\n\n# tail\n\n\n",
    '{"package": "a", "module": "b",\n "types": {"T": {"fields": {"x": "string"}}}}\n',
    "package: a\rmodule: b\rtypes:\r  T:\r    fields:\r      x: string\r",
    "package: a\nmodule: b\ntypes:\n  T:\n    fields:\n      ? x\n      : string\n  E:\n    enum: {A: }",
    "package: a\nmodule: b\ntypes:\n  T:\n    description: |+\n      keep\n\n\n  E: {enum: {A: }}\n",
    "package:   a   \nmodule:\n  b\ntypes:\n\n\n  T: {fields:\n    {x: string,}}\n",
    "methods:\n    m:\n        http:\n          GET /m\n        parameters: {}\nmodule: b\npackage: a\n",
    "package: a\nmodule: b\ntypes:\n  E: {enum: {A: , }}\n  T: {fields: { }}\n",
    "package: a\nmodule: b\nmethods:\n  m:\n    http: GET /m\n    required: [x,  # first\n      y]\n",
]


@pytest.mark.parametrize("text", ODD_FILES)
@pytest.mark.parametrize("descriptions", [True, False])
def test_odd_files(text: str, descriptions: bool) -> None:
    """Whatever form a file has, what is new gets into it, and comments and long texts stay."""
    documented = {
        "types": {
            "T": {
                "fields": {
                    "x": {"type": "string"},
                    "y": {"type": "integer", "description": "Y: z."},
                }
            },
            "E": {"enum": {"A": None, "B": "x"}},
        },
        "methods": {
            "m": {
                "http": "GET /m",
                "parameters": {"t": {"type": "T"}},
                "required": ["t", "t.x"],
            }
        },
        "webhooks": {"w": {"kind": "action", "data": "T"}},
    }
    made = update(text, documented, descriptions=descriptions)
    written = tree_of(made).root.live

    assert update(made, documented, descriptions=descriptions) == made
    assert list(written["types"]["T"]["fields"]) == ["x", "y"]
    assert list(written["types"]["E"]["enum"]) == ["A", "B"]
    assert written["methods"]["m"]["required"] == ["t", "t.x"]
    assert written["webhooks"] == {"w": {"kind": "action", "data": "T"}}
    assert [
        one
        for one in ("# none yet", "# tail", "# x", "# first")
        if (one in text) != (one in made)
    ] == []


@pytest.mark.parametrize(
    "text", ["", "a: 1\na: 2\n", "- a\n", "a: [\n", "types: &x {}\n"]
)
def test_unreadable_specs_are_refused(text: str) -> None:
    """What the strict loader refuses is not touched."""
    with pytest.raises(UpdateError):
        update(text, {"package": "a", "module": "b"}, descriptions=False)


def test_group_with_the_name_of_a_new_field_is_refused() -> None:
    """Two entries can't have one name, and a group's name is a person's choice."""
    existing = (
        "package: a\nmodule: b\ntypes: {T: {fields: {x: {one_of: {y: string}}}}}\n"
    )
    documented = {"types": {"T": {"fields": {"y": "string", "x": "string"}}}}

    with pytest.raises(UpdateError, match="rename"):
        update(existing, documented, descriptions=False)


FEW = 6  # pages of a spec
RESOURCES = [path for path in committed_paths() if path.name != COMMON]
#: Those with methods or webhooks: no page of theirs tells of service plugins.
CALLED = [
    path
    for path in RESOURCES
    if re.search(r"^(methods|webhooks):", path.read_text(encoding="utf-8"), re.M)
]


@pytest.mark.parametrize("path", RESOURCES, ids=lambda path: path.stem)
def test_committed_specs_need_no_update(path: Path) -> None:
    """What pages print of a committed spec, all of it or some page, is in it but for its sources."""
    spec, common = data(path), data(SCHEMAS / COMMON)
    documented = printed(spec, common)
    parts = [{"methods": {name: one}} for name, one in documented["methods"].items()]
    parts += [{"webhooks": {name: one}} for name, one in documented["webhooks"].items()]
    parts = [{"methods": {}, "webhooks": {}, **one} for one in parts]
    text = update(
        path.read_text(encoding="utf-8"), documented, descriptions=False, common=common
    )
    others = [source for source in spec.get("sources", []) if source != PAGES]

    assert tree_of(text).root.live == spec | (
        {"sources": [PAGES, *others]} if others else {}
    )
    for part in parts[:: len(parts) // FEW + 1]:
        shown = {**documented, **part}
        assert update(text, shown, descriptions=False, common=common) == text


@pytest.mark.parametrize("path", sample(CALLED, 4), ids=lambda path: path.stem)
def test_one_run_or_many(path: Path) -> None:
    """Method by method from nothing gives what all of them at once give, but for the order."""
    spec, common = data(path), data(SCHEMAS / COMMON)
    documented = printed(spec, common)
    whole = update(None, documented, descriptions=False, common=common)
    text: str | None = None
    for section in ("methods", "webhooks"):
        for name, one in documented[section].items():
            part = {**documented, "methods": {}, "webhooks": {}, section: {name: one}}
            text = update(text, part, descriptions=False, common=common)

    assert tree_of(text or "").root.live == tree_of(whole).root.live


@pytest.mark.parametrize(
    ("known", "printed_type", "expected"),
    [
        ("guid", "string", "guid"),
        ("datetime", "string", "datetime"),
        ("int64", "string", "int64"),
        ("int64", "integer", "int64"),
        ("list[int32]", "list[integer]", "list[int32]"),
        ("list[int32]", "list[json]", "list[int32]"),  # `array`: nobody knows of what
        ("list[int32]", "list[string]", "list[string]"),
        ("string", "guid", "guid"),
        ("list[string]", "list[guid]", "list[guid]"),
        ("integer", "int32", "int32"),
        ("integer", "int64", "int64"),
        ("json", "integer", "integer"),
        ("map[string]", "object", "map[string]"),
        ("E", "string", "E"),
        ("T", "object", "T"),
        ("string", "integer", "integer"),
        ("integer", "string", "string"),
        ("string", "datetime", "datetime"),
        ("string", "E", "E"),
        ("object", "T", "T"),
        ("string", "list[string]", "list[string]"),
        ("T", "string", "string"),
        ("integer", "number", "number"),
    ],
)
def test_kinds(known: str, printed_type: str, expected: str) -> None:
    """A page's kind wins where it contradicts the spec's, not where the spec knows more."""
    types = {"T": {"fields": {"x": "string"}}, "E": {"enum": {"A": None}}}
    parameters = {"p": {"type": known}}
    spec = {
        "types": types,
        "methods": {"m": {"http": "GET /m", "parameters": parameters}},
    }
    text = json.dumps({"package": "a", "module": "b", **spec})
    shown = {"m": {"http": "GET /m", "parameters": {"p": {"type": printed_type}}}}
    made = update(text, {"types": types, "methods": shown}, descriptions=False)

    assert tree_of(made).root.live["methods"]["m"]["parameters"] == {
        "p": {"type": expected}
    }
