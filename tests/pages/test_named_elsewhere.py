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


def types_of(*fields: str, returns: list[str] = SEEN) -> tuple[str, set[str]]:
    """The type of a parameter `panels` with these fields, and all types with a width."""
    lines = ["  param name: panels | type: array<panels> | description: What opens. "]
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
