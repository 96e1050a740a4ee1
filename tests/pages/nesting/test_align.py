"""Aligning sections without lines with known types: whose each entry is, and what counts as proof."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from pages.small import method_page
from support.catalogue import catalogue_of
from support.fidelity import Read, imported
from support.pages import flatten
from wixgen.pages.nesting.align import place_by_types
from wixgen.pages.nesting.evidence import PathEvidence, TypeTable
from wixgen.pages.nesting.section_entries import SectionEntries
from wixgen.pages.parse.lines import Line
from wixgen.pages.parse.tree import Item, OneOf

GROUP = "ONE-OF"


def table(**types: str) -> TypeTable:
    """A table of complete types: `Door="width frame:Frame"` has a field of a known type."""
    known = TypeTable()
    for name, fields in types.items():
        words = [word.partition(":") for word in fields.split()]
        known.learn(name, [wire for wire, _, _ in words], complete=True)
        known.names |= {f"{name}.{wire}": inner for wire, _, inner in words}
    return known


def section(text: str) -> SectionEntries:
    """Entries without lines: `door:Door width` are two, `ONE-OF` is the line of a group."""
    line = Line(1, 1, "", is_folded=True)
    entries: list[Item | OneOf] = []
    for word in text.split():
        name, _, type_ = word.partition(":")
        if name == GROUP:
            entries.append(OneOf(path="a.md", lines=[line]))
            continue
        entries.append(
            Item(
                path="a.md",
                lines=[line],
                marker="field",
                name=name,
                type=type_ or "string",
                description="",
                attributes={},
            )
        )
    return SectionEntries(entries)


def placed(
    text: str,
    types: TypeTable,
    keys: Iterable[str] = ("Answer",),
    evidence: PathEvidence | None = None,
) -> str:
    """The paths of the items; a question mark behind those that nothing proves, a star at members."""
    entries = section(text)
    found = place_by_types(
        entries, [*keys], types, evidence or PathEvidence(), has_own_groups=False
    )
    told: list[str] = []
    for placement in found:
        entry = entries.entries[placement.index]
        if isinstance(entry, Item):
            mark = "" if placement.is_certain else "?"
            star = "*" if placement.group >= 0 else ""
            told.append(".".join((*placement.owner.path, entry.name)) + star + mark)
    return " ".join(told)


def test_an_entry_goes_where_its_type_has_it() -> None:
    """The object that has the field, whichever is open."""
    types = table(Answer="door:Door total", Door="width frame:Frame id", Frame="wood")

    assert placed("door:Door width frame:Frame wood id total", types) == (
        "door door.width door.frame door.frame.wood door.id total"
    )


def test_the_order_of_a_type_counts() -> None:
    """Two objects have the field; it is the inner one's, until that has it."""
    types = table(Answer="door:Door id total", Door="width id")

    assert placed("door:Door width id total", types) == (
        "door door.width door.id total"
    )
    assert placed("door:Door width id id total", types) == (
        "door door.width door.id id total"
    )


def test_the_cheapest_of_several_shapes_is_the_type() -> None:
    """Other resources declare two types of the name; the one with these fields is meant."""
    types = table(**{"x:Door": "key colour", "y:Door": "width height"})
    types.learn("Answer", ["door"], complete=True)
    types.elsewhere = lambda name: [f"x:{name}", f"y:{name}"]

    assert placed("door:Door width height", types) == "door door.width door.height"


def test_a_type_is_printed_once() -> None:
    """Its second use has no fields below it, and neither has one inside of itself."""
    types = table(Answer="front:Door back:Door width", Door="inner:Door width")

    text = "front:Door inner:Door width back:Door width"
    assert placed(text, types) == "front front.inner front.width back width"


def test_a_field_of_no_type_is_a_guess() -> None:
    """It goes to the innermost object, and what is known goes on."""
    types = table(Answer="door:Door total", Door="width")

    assert placed("door:Door width news total", types) == (
        "door door.width door.news? total"
    )


def test_a_path_proves_what_no_type_says() -> None:
    """A required path or an example."""
    types = table(Answer="door:Door total", Door="width")
    evidence = PathEvidence.of(["door.news"], [])

    assert "door.news" in placed("door:Door news", types, evidence=evidence).split()


def test_of_an_unknown_type_nothing_is_certain() -> None:
    """Not even what a known type around it has: it may have such a field, too."""
    types = table(Answer="door:Door total")

    assert placed("door:Door width total", types) == "door door.width? total?"


def test_members_of_a_group_are_those_of_the_type() -> None:
    """What follows them in the same object is none."""
    types = table(Answer="door:Door", Door="width height id")
    types.learn("Door", (), [["width", "height"]])

    assert placed("door:Door ONE-OF width height id", types) == (
        "door door.width* door.height* door.id"
    )


@pytest.mark.parametrize(
    ("required", "body"),
    [("door.id", None), ("", {"door": {"width": 1, "id": "1"}})],
    ids=["required", "set together"],
)
def test_no_member_is_required_or_set_beside_another(required: str, body: Any) -> None:
    """So a group of a type that nobody knows ends there at the latest."""
    evidence = PathEvidence.of(filter(None, ["door", required]), [body] if body else [])
    told = placed("door:Door ONE-OF width id", table(), evidence=evidence)

    assert "door.width*" in told.replace("?", "").split()
    assert "door.id*" not in told


def test_several_types_of_a_whole_section_are_tried() -> None:
    """The page has lost what is handed back: the answer, or what is in it."""
    types = table(Answer="door:Door", Door="width id")

    assert placed("width id", types, ["Answer", "Door"]) == "width id"
    assert placed("door:Door width", types, ["Answer", "Door"]) == "door door.width"


DOOR = """\
package: shop
module: doors
types:
  Door:
    fields: {width: int32, id: string}
methods:
  getDoor:
    http: POST /get-door
    parameters: {}
    returns: {door: Door}
"""
LINES = [
    "  - name: door | type: Door | description: The door. ",
    "     - name: width | type: integer | description: In centimetres. ",
    "     - name: id | type: string | description: Which one. ",
]


def get_door(**more: Any) -> Read:
    """The import of a page without lines."""
    return imported({"get.md": flatten(method_page("getDoor", [], LINES))}, **more)


def test_the_catalogue_proves_it() -> None:
    """One page is read right without its neighbours."""
    read = get_door(catalogue=catalogue_of({"shop/doors.yaml": DOOR}))

    assert [] == [*read.report]
    assert "width" in read.specs["shop/doors.yaml"]


def test_the_specs_prove_it() -> None:
    """Those of the project."""
    read = get_door(specs={"shop/doors.yaml": DOOR})

    assert [] == [one for one in read.report if one.is_error]


def test_another_page_proves_it() -> None:
    """A page with lines shows the type."""
    lined = method_page("findDoor", [], LINES)
    files = {"find.md": lined, "get.md": flatten(method_page("getDoor", [], LINES))}
    read = imported(files)

    # Nobody knows the answer as a whole, but the door's type has all that follows.
    assert [] == [one.message for one in read.report if one.is_error]


def test_a_lost_page_costs_no_other() -> None:
    """It is an error at its first doubtful entry, with the remedy; the other page is imported."""
    other = method_page(
        "openDoor", ["   param name: doorId | type: doorId | required: true"]
    )
    folded = flatten(method_page("getDoor", [], LINES))
    read = imported({"get.md": folded, "open.md": other})
    (error,) = [one for one in read.report if one.is_error]

    assert ("get.md", "lost-structure") == (error.place.path, error.code)
    assert folded[error.place.column - 1 :].startswith("- name: width")
    assert "`.md`" in error.help
    assert "--guess" in error.help
    assert read.has_failed
    ((method,),) = (one.methods for one in read.api.resources)
    assert "openDoor" == method.name
