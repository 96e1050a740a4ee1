"""Lists whose page doesn't say of what: what other pages say of a list with that name."""

from __future__ import annotations

import pytest

from pages.small import method_page
from support.fidelity import imported
from wixgen.spec.api import ObjectType
from wixgen.spec.types import innermost

WIDTH = "- name: width | type: integer | description: In centimetres. "
KEY = "- name: key | type: string | description: Tells doors apart. "
SEEN = [
    "  - name: house | type: House | description: The house. ",
    "     - name: panels | type: array<Door> | description: What opens. ",
    f"        {KEY}",
    f"        {WIDTH}",
]


def types_of(
    *fields: str, returns: list[str] = SEEN, name: str = "panels"
) -> tuple[str, set[str]]:
    """The type of a list parameter with these fields, and all types with a width."""
    lines = [f"  param name: {name} | type: array<{name}> | description: What opens. "]
    lines += [f"        {one}" for one in fields]
    read = imported(
        {
            "set.md": method_page("setPanels", lines),
            "get.md": method_page("getHouse", [], returns),
        }
    )
    (resource,) = read.api.resources
    method = next(one for one in resource.methods if one.name == "setPanels")
    inner = innermost(method.parameters.fields[0].type)
    assert isinstance(inner, ObjectType)
    objects = (one for one in resource.types if isinstance(one, ObjectType))
    wide = {one.name for one in objects if one.field_named("width")}
    return inner.name, wide


def test_a_list_is_of_what_a_list_of_that_name_is_of() -> None:
    """If the type has all its fields, and describes them alike: a request may leave some out."""
    assert types_of(WIDTH) == ("Door", {"Door"})


@pytest.mark.parametrize(
    "fields",
    [
        (WIDTH, "- name: colour | type: string | description: Of the paint. "),
        ("- name: width | type: integer | description: How much it costs. ",),
        ("- name: width | type: string | description: In centimetres. ",),
    ],
    ids=["another field", "another description", "another kind"],
)
def test_a_list_that_does_not_fit_is_of_another_type(fields: tuple[str, ...]) -> None:
    """Its own, which is named after the list."""
    assert types_of(*fields) == ("Panel", {"Door", "Panel"})


def test_of_several_types_none_is_meant() -> None:
    """Two lists of that name have different types, and both would fit."""
    gate = [line.replace("house", "yard").replace("Door", "Gate") for line in SEEN]

    assert types_of(WIDTH, returns=[*SEEN, *gate])[0] == "Panel"


DEEP = "- name: depth | type: integer | description: Of the frame. "


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ((KEY, WIDTH, DEEP), "Door"),
        ((KEY, WIDTH), "Wing"),
        ((KEY, WIDTH, DEEP.replace("Of the", "Of a")), "Wing"),
        ((KEY, WIDTH, DEEP.replace("integer", "string")), "Wing"),
    ],
    ids=["word for word", "too few", "another description", "another kind"],
)
def test_a_list_of_another_name_is_known_by_its_words(
    fields: tuple[str, ...], name: str
) -> None:
    """Some type has all its fields, at least three, and the very descriptions."""
    assert (
        types_of(*fields, returns=[*SEEN, f"        {DEEP}"], name="wings")[0] == name
    )


def test_enums_without_a_name_are_one_if_they_have_the_same_values() -> None:
    """A page prints all values of an enum."""
    line = "  param name: sides | type: array<sides> | description: Which. "
    pages = {"get": "LEFT, RIGHT", "find": "RIGHT, LEFT", "set": "LEFT, RIGHT, TOP"}
    read = imported(
        {
            f"{verb}.md": method_page(
                f"{verb}Door", [line, f"        - enum: {values}"]
            )
            for verb, values in pages.items()
        }
    )
    (resource,) = read.api.resources
    types = {
        one.name: innermost(one.parameters.fields[0].type) for one in resource.methods
    }

    assert types["getDoor"] is types["findDoor"]
    assert types["getDoor"] is not types["setDoor"]


def test_a_name_of_two_types_of_a_section_is_a_guess() -> None:
    """Where it stands alone; the report has the other one, and there is a warning."""
    read = imported(
        {
            "get.md": method_page(
                "getHouse",
                [],
                [
                    "  - name: front | type: Lock | description: Of the door. ",
                    f"     {WIDTH}",
                    "  - name: back | type: Lock | description: Of the canal. ",
                    "     - name: gates | type: integer | description: How many. ",
                    "  - name: side | type: Lock | description: Another one. ",
                ],
            )
        }
    )
    (told,) = read.decisions
    (warning,) = read.report

    assert ("getHouse.side", False) == (told["path"], told["certain"])
    assert {"Lock", "GetHouseResponseLock"} == {told["chosen"], *told["alternatives"]}
    assert "uncertain-type" == warning.code
