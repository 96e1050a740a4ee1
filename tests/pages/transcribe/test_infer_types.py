"""Parameters of which a page prints no type: a primitive one repeats its own name, one of the address says `none`."""

from __future__ import annotations

from typing import Any

import pytest

from pages.small import method_page
from support.fidelity import Read, imported
from wixgen.diagnostics import Severity
from wixgen.spec.api import EnumType, Field

DESCRIBED = "  param name: open | type: open | description: {} "
ENTITY = [
    "  - name: door | type: Door | description: The door. ",
    "     - name: open | type: {} | description: As it is. ",
]
SIDES = [
    ENTITY[0],
    "     - name: side | type: Side | description: Where. ",
    "         - enum: LEFT, RIGHT",
]


def read_of(
    description: str = "none",
    *,
    parameters: list[str] | None = None,
    body: Any = None,
    returns: list[str] | None = None,
) -> Read:
    """What a page of a method with one parameter says."""
    lines = parameters or [DESCRIBED.format(description)]
    page = method_page("setDoor", lines, returns or ["  EMPTY-OBJECT {}"], body=body)
    return imported({"set.md": page})


def parameter(read: Read) -> Field:
    """The parameter of the only method."""
    ((method,),) = (one.methods for one in read.api.resources)
    return method.parameters.fields[0]


def told(read: Read) -> list[tuple[str, str, list[str], bool]]:
    """What the report says of kinds."""
    return [
        (one["path"], one["chosen"], one["evidence"], one["certain"])
        for one in read.decisions
    ]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, "boolean"),
        (3, "integer"),
        (2.5, "number"),
        ("wide", "string"),
    ],
)
def test_an_example_tells_the_kind(value: object, kind: str) -> None:
    """It is of the kind of what is sent."""
    read = read_of(body={"open": value})

    assert kind == parameter(read).type
    assert [("setDoor.open", kind, ["example body"], True)] == told(read)


@pytest.mark.parametrize("kind", ["boolean", "integer", "number", "string"])
def test_fields_of_that_name_tell_the_kind(kind: str) -> None:
    """All over the resource they have the same."""
    read = read_of(returns=[line.format(kind) for line in ENTITY])

    assert kind == parameter(read).type
    assert [("setDoor.open", kind, ["same type elsewhere"], True)] == told(read)


@pytest.mark.parametrize(
    "description", ["Whether it is open.", "Opens it. Default: `false`"]
)
def test_prose_tells_what_is_true_or_false(description: str) -> None:
    """By its first word, or by its default."""
    read = read_of(description)

    assert "boolean" == parameter(read).type
    assert [("setDoor.open", "boolean", ["description"], True)] == told(read)


def test_a_default_fits_the_kind_that_was_found() -> None:
    """It is read once the kind is known."""
    default = parameter(read_of("Opens it. Default: `true`")).default

    assert default is not None
    assert default.value is True


def test_what_disagrees_is_reported() -> None:
    """Fields elsewhere go before examples, with a warning."""
    returns = [line.format("string") for line in ENTITY]
    read = read_of(body={"open": 3}, returns=returns)
    (warning,) = [one for one in read.report if one.code == "uncertain-type"]

    assert "string" == parameter(read).type
    assert [("setDoor.open", "string", ["same type elsewhere"], False)] == told(read)
    assert Severity.WARNING is warning.severity
    assert "`setDoor.open`" in warning.message
    assert [["integer"]] == [one["alternatives"] for one in read.decisions]


@pytest.mark.parametrize("name", ["open", "filter", "limit"])
@pytest.mark.parametrize("value", [None, {"by": "key"}, [3, "key"]])
def test_where_nothing_tells_nothing_is_checked(name: str, value: object) -> None:
    """Any JSON is allowed; an object in an example doesn't say that only objects are."""
    line = f"  param name: {name} | type: {name} | description: Which. "
    read = read_of(parameters=[line], body={} if value is None else {name: value})

    assert ("json", []) == (parameter(read).type, told(read))


@pytest.mark.parametrize("name", ["id", "doorId"])
def test_ids_are_texts(name: str) -> None:
    """That is no guess worth telling."""
    line = f"  param name: {name} | type: {name} | description: Which. "
    read = read_of(parameters=[line])

    assert ("string", []) == (parameter(read).type, told(read))


@pytest.mark.parametrize(
    ("called", "is_enum"), [("RIGHT", True), ("{side}", False), ("TOP", False)]
)
def test_a_part_of_the_address_may_be_an_enum(called: str, *, is_enum: bool) -> None:
    """If fields of that name are, and an example calls one of its values; else it is a text."""
    line = "   param name: side | type:   none | required: true "
    page = method_page("getDoor", [line], SIDES, body={})
    page = page.replace("/get-door\n", "/get-door/{side}\n")
    page = page.replace("/get-door'", f"/get-door/{called}'")
    read = imported({"get.md": page})

    assert is_enum == isinstance(parameter(read).type, EnumType)
    why = "same type elsewhere" if is_enum else "convention"
    kind = "Side" if is_enum else "string"
    assert [("getDoor.side", kind, [why], is_enum)] == told(read)


@pytest.mark.parametrize(("value", "kind"), [("true", "boolean"), ("4", "json")])
def test_a_query_in_an_address_is_an_example(value: str, kind: str) -> None:
    """Of true and false; what else it may be, its text doesn't tell."""
    line = "  query param name: open | type: open | description: How. "
    read = imported(
        {
            "get.md": method_page("getDoor", [line], body={}).replace(
                "/get-door'", f"/get-door?open={value}'"
            )
        }
    )

    assert kind == parameter(read).type
