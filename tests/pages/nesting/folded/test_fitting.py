"""What weights and shared types are made from: choices that pages pose, types that resources share."""

from __future__ import annotations

import pytest

from benchmarks.choices import choices_of
from benchmarks.make_vocabulary import shared
from pages.small import method_page, vocabulary
from support.pages import api_of
from wixgen.pages.nesting.folded.shared_types import shared_types
from wixgen.spec.api import Api

HINGE = "{maker: string, size: integer}"
ANSWER = [
    "  - name: door | type: Door | description: The door. ",
    "     - name: hinge | type: Hinge | description: What it turns on. ",
    "        - name: maker | type: string | description: Who forged it. ",
    "        - name: size | type: integer | description: In millimetres. ",
    "     - name: colour | type: string | description: What it looks like. ",
]
PAGES = {"get-door.md": method_page("getDoor", [], ANSWER)}


def api(**resources: str) -> Api:
    """An API of these resources: `package_module`, and the fields of its types as YAML."""
    files = {}
    for name, types in resources.items():
        package, module = name.split("_")
        head = f"package: {package}\nmodule: {module}\ntypes: {types}\n"
        method = f"methods: {{list: {{http: GET /{module}}}}}\n"
        files[f"{package}/{module}.yaml"] = head + method
    return api_of(files)


def test_types_are_shared_by_two_resources() -> None:
    """Under the same name, with the same fields in the same order."""
    doors = f"{{Hinge: {{fields: {HINGE}}}, Lock: {{fields: {{key: string}}}}}}"
    gates = f"{{Hinge: {{fields: {HINGE}}}, Lock: {{fields: {{code: string}}}}}}"
    lids = "{Hinge: {fields: {size: integer, maker: string}}}"

    made = api(shop_doors=doors, shop_gates=gates, shop_lids=lids)

    assert shared(made)["types"] == {"Hinge": ["maker size"]}


def test_names_are_shared_by_two_resources() -> None:
    """Fields of types that differ, and names that follow each other, unless whole types tell them."""
    doors = f"{{Hinge: {{fields: {HINGE}}}, Lock: {{fields: {{key: string, size: integer}}}}}}"
    gates = "{Lock: {fields: {key: string, maker: string, size: integer}}}"

    made = shared(api(shop_doors=doors, shop_gates=gates))

    assert made == {
        "types": {},
        "fields": {"Lock": "key size"},
        "follows": {"maker": "size"},
    }


def test_a_package_can_be_left_out() -> None:
    """So that what is measured on it was not learnt from it."""
    types = f"{{Hinge: {{fields: {HINGE}}}}}"

    made = api(shop_doors=types, house_gates=types, house_lids=types)

    assert shared(made, without="shop")["types"] == {"Hinge": ["maker size"]}
    assert shared(made, without="house")["types"] == {}


def test_shapes_are_what_pages_print() -> None:
    """Groups first, in parentheses; nothing that is deprecated, and no enums."""
    old = "weight: {type: string, deprecated: true}"
    either = "measure: {one_of: {width: integer, height: integer}}"
    types = f"{{Door: {{fields: {{colour: Colour, {old}, {either}}}}}, Colour: {{enum: {{RED: Like fire.}}}}}}"

    assert shared(api(shop_doors=types, shop_gates=types))["types"] == {
        "Door": ["(width height) colour"]
    }


def test_every_doubtful_entry_is_a_choice() -> None:
    """Which of the open objects is right, the innermost being the first, is what lines show."""
    choices = choices_of(PAGES, [shared_types()])

    # `hinge` and `maker` come first in an object that must have fields: no choice.
    size, colour = [(len(one.rows), one.right) for one in choices]
    assert size == (3, 0)  # hinge, door, answer
    assert colour == (3, 1)


def test_choices_are_posed_once_for_each_vocabulary() -> None:
    """A second page whose objects say the same says nothing new."""
    other = method_page("findDoor", [], ANSWER)
    same = other.replace("FindDoorResponse", "GetDoorResponse")

    assert len(choices_of(PAGES | {"same.md": same}, [shared_types()])) == 2
    assert len(choices_of(PAGES | {"other.md": other}, [shared_types()])) == 4
    assert len(choices_of(PAGES, [shared_types(), vocabulary()])) == 4


@pytest.mark.parametrize(
    ("types", "has_shape"), [({}, False), ({"Hinge": ["maker size"]}, True)]
)
def test_choices_are_seen_with_the_vocabulary(
    types: dict[str, list[str]], has_shape: bool
) -> None:
    """Whether a field is one of a shared type is asked of the one that is given."""
    size, _ = choices_of(PAGES, [vocabulary(**types)])

    assert ("in shape" in size.rows[0]) is has_shape
