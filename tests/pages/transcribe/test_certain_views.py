"""A reading that is in doubt gives way to one that isn't, in whatever order pages are read."""

from __future__ import annotations

import itertools

import pytest

from pages.small import method_page
from support.fidelity import Read, imported
from wixgen.spec.api import ObjectType
from wixgen.spec.types import innermost

#: `price` stands in the column of the frame's fields and of the door's.
DOUBT = [
    "   param name: door | type: Door | description: The door. ",
    "    - ONE-OF: ",
    "     - name: width | type: integer | description: In centimetres. ",
    "     - name: frame | type: Frame | description: Around it. ",
    "        - name: wood | type: string | description: Which wood. ",
    "        - name: price | type: integer | description: What it costs. ",
]
WIDTH, FRAME, WOOD, PRICE = (line.strip() for line in DOUBT[2:])


def answer(*lines: str) -> list[str]:
    """An answer with these lines, each below its depth."""
    return [f"  {line}" for line in lines]


OF_FRAME = answer(
    "- name: door | type: Door | description: The door. ",
    "   - ONE-OF: ",
    f"      {WIDTH}",
    f"      {FRAME}",
    f"         {WOOD}",
    f"         {PRICE}",
)
OF_DOOR = [*OF_FRAME[:-1], f"     {PRICE}"]
FRAME_ALONE = answer(
    "- name: frame | type: Frame | description: A frame. ", f"   {WOOD}", f"   {PRICE}"
)
FRAME_WITHOUT = FRAME_ALONE[:-1]


def fields(read: Read) -> dict[str, list[str]]:
    """The names of all fields, by type."""
    ((resource),) = read.api.resources
    return {
        one.name: [field.wire for field in one.fields]
        for one in resource.types
        if isinstance(one, ObjectType)
    }


@pytest.mark.parametrize(
    ("certain", "is_of_frame"),
    [(OF_FRAME, True), (OF_DOOR, False), (FRAME_ALONE, True), (FRAME_WITHOUT, False)],
)
@pytest.mark.parametrize(
    "names", list(itertools.permutations(["make", "take", "wake"]))
)
def test_the_certain_view_decides(
    names: list[str], certain: list[str], *, is_of_frame: bool
) -> None:
    """A field that indentation leaves in doubt is where certain views have it, and only there."""
    doubtful, settling, other = names
    pages = {
        f"{doubtful}.md": method_page(f"{doubtful}Door", DOUBT),
        f"{settling}.md": method_page(f"{settling}Door", (), certain),
        f"{other}.md": method_page(f"{other}Door", DOUBT),
    }
    read = imported(pages)

    wanted = {
        "Door": ["width", "frame"] if is_of_frame else ["width", "frame", "price"],
        "Frame": ["wood", "price"] if is_of_frame else ["wood"],
    }
    assert fields(read) == wanted
    assert [told["path"] for told in read.decisions if not told["certain"]] == []


def test_a_spec_decides() -> None:
    """What was imported before from a page that shows it."""
    settling = method_page("getDoor", (), OF_FRAME)
    before = imported({"get.md": settling})
    read = imported({"make.md": method_page("makeDoor", DOUBT)}, before.specs)

    assert fields(read) == {"Door": ["width", "frame"], "Frame": ["wood", "price"]}


def test_a_name_gives_way_to_fields() -> None:
    """Two types have one name; another page shows the fields of the one that is meant."""
    name = "- name: place | type: Place | description: Where it is. "
    town = "- name: town | type: string | description: In which town. "
    street = "- name: street | type: string | description: In which street. "
    depth = "- name: depth | type: integer | description: How deep it lies. "
    holder = "- name: gate | type: Gate | description: The gate. "
    two = answer(name, f"   {town}", f"   {street}", holder, f"   {name}")
    one = answer(holder, f"   {name}", f"      {depth}")
    read = imported(
        {
            "get.md": method_page("getDoors", (), two),
            "take.md": method_page("takeDoors", (), one),
        }
    )
    (gate,) = [
        one
        for one in read.api.resources[0].types
        if isinstance(one, ObjectType) and one.name == "Gate"
    ]
    place = innermost(gate.fields[0].type)

    assert isinstance(place, ObjectType)
    assert [field.wire for field in place.fields] == ["depth"]
    assert [told["path"] for told in read.decisions if not told["certain"]] == []


def test_a_page_outweighs_what_a_spec_has_from_a_guess() -> None:
    """Pages that show both types tell whose the field is, whatever was written before."""
    doubt = {"make.md": method_page("makeDoor", DOUBT)}
    for certain in (OF_FRAME, OF_DOOR):
        pages = {**doubt, "get.md": method_page("getDoor", (), certain)}
        read = imported(pages, imported(doubt).specs)

        owner = "Frame" if certain is OF_FRAME else "Door"
        told = {one["path"] for one in read.decisions}
        assert ("door.frame.price" in told) == (owner == "Frame")
        assert "price" in fields(read)[owner]


def test_a_spec_from_requests_may_lack_fields() -> None:
    """That it has a type without the field in doubt tells nothing, if only requests have the type."""
    plain = [DOUBT[0], DOUBT[1], DOUBT[2]]
    before = imported({"set.md": method_page("setDoor", plain)})
    doubt = {"make.md": method_page("makeDoor", DOUBT)}
    (alone,) = [one for one in imported(doubt).decisions if "price" in one["path"]]
    read = imported(doubt, before.specs)
    (beside,) = [one for one in read.decisions if "price" in one["path"]]

    assert (beside["path"], beside["certain"]) == (alone["path"], alone["certain"])
