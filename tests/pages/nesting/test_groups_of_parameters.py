"""Whose a one-of group is that stands behind the last parameter: the parameter's, or the method's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from pages.small import EMPTY, method_page
from support.fidelity import Read, imported
from support.pages import flatten
from wixgen.spec.api import Method, ObjectType
from wixgen.spec.types import innermost

GROUP = [
    "    - ONE-OF: ",
    "     - name: before | type: string | description: The one before it. ",
    "     - name: after | type: After | description: The one after it. ",
    "        - name: id | type: string | description: Its number. ",
]
DOOR = "   param name: door | type: Door | description: What is moved. "
KEY = "        - name: key | type: string | description: What opens it. "
NEXT = "   param name: gate | type: gate | description: Which gate. "
#: What an answer shows of a door whose groups are its own, and of one that has none.
OWN = [
    "  - name: door | type: Door | description: The door. ",
    "     - ONE-OF: ",
    *(f"   {line}" for line in GROUP[1:]),
    "     - name: key | type: string | description: What opens it. ",
]
NONE = [OWN[0], OWN[-1]]


def of(
    lines: Sequence[str], returns: Sequence[str] = EMPTY, **more: Any
) -> tuple[Read, Method]:
    """What is imported of a method with these parameters."""
    read = imported({"move.md": method_page("moveDoor", lines, returns, **more)})
    ((method,),) = (resource.methods for resource in read.api.resources)
    return read, method


def shape(owner: ObjectType) -> dict[str, Any]:
    """The names of an object's fields with those of the objects in them, and a star at members of groups."""
    grouped = {name for group in owner.groups for name in group.members}
    made: dict[str, Any] = {}
    for one in owner.fields:
        inner = innermost(one.type)
        below = shape(inner) if isinstance(inner, ObjectType) else {}
        made[f"{one.wire}*" if one.wire in grouped else one.wire] = below
    return made


MEMBERS: dict[str, Any] = {"before*": {}, "after*": {"id": {}}}


@pytest.mark.parametrize(
    "parameter",
    [
        "   param name: doorId | type: doorId | description: Which door. ",
        "   param name: doorId | type:   none | required: true ",
        "   param name: doorId | type: integer | description: Which door. ",
        "   param name: doorId | type: array<doorId> | description: Which doors. ",
        "   query param name: doorId | type: array | description: Which doors. ",
        "   param name: doorId | type: double | description: Which door. ",
    ],
)
@pytest.mark.parametrize("left", [0, 1])
def test_a_primitive_has_no_group(parameter: str, left: int) -> None:
    """The members of a group behind it are parameters; lists have their groups further to the right."""
    group = [GROUP[0][left:], *(f"{' ' * left}{line}" for line in GROUP[1:])]
    _, method = of([parameter, *group])

    assert shape(method.parameters) == {"doorId": {}} | MEMBERS


def test_an_object_with_other_fields_has_no_group_behind_them() -> None:
    """An object's groups stand before its other fields."""
    _, method = of([DOOR, KEY, *GROUP])

    assert shape(method.parameters) == {"door": {"key": {}}} | MEMBERS


@pytest.mark.parametrize("left", [0, 1])
def test_members_of_the_methods_own_group_are_none_of_the_objects(left: int) -> None:
    """Fields of an object before them are still told apart, also where the group stands further left."""
    frame = "     - name: frame | type: Frame | description: What it hangs in. "
    wood = "        - name: wood | type: string | description: Which wood it is of. "
    group = [GROUP[0][left:], *GROUP[1:]]
    lines = [DOOR, frame, wood, f"{KEY}| required: true", *group]
    _, method = of(lines, required="door, door.key", body={"before": "1"})

    door = {"frame*": {"wood": {}}, "key": {}}
    assert shape(method.parameters) == {"door": door} | MEMBERS


def test_a_group_before_another_parameter_is_the_objects() -> None:
    """Those of the method stand behind all parameters."""
    _, method = of([DOOR, *GROUP, NEXT])

    assert shape(method.parameters) == {"door": MEMBERS, "gate": {}}


def test_a_group_before_other_fields_is_the_objects() -> None:
    """What follows a primitive member in the column of other fields can't be the member's."""
    _, method = of([DOOR, *GROUP[:1], *GROUP[2:], GROUP[1], KEY])

    members = {"after*": {"id": {}}, "before*": {}}
    assert shape(method.parameters) == {"door": {**members, "key": {}}}


def test_a_type_that_was_printed_has_its_group_there() -> None:
    """A type's fields and groups are printed with its first use alone."""
    lines = [DOOR, KEY, DOOR.replace("name: door", "name: other"), *GROUP]
    _, method = of(lines)

    door = {"key": {}}
    assert shape(method.parameters) == {"door": door, "other": door} | MEMBERS


@pytest.mark.parametrize(("returns", "is_own"), [(OWN, True), (NONE, False)])
def test_the_type_elsewhere_settles(returns: list[str], *, is_own: bool) -> None:
    """An answer shows all fields of the object's type."""
    read, method = of([DOOR, *GROUP], returns)

    door = {**MEMBERS, "key": {}} if is_own else {"key": {}}
    assert shape(method.parameters) == {"door": door} | ({} if is_own else MEMBERS)
    assert all(told["certain"] for told in read.decisions)


@pytest.mark.parametrize(("prefix", "is_own"), [("door.", True), ("", False)])
def test_required_paths_settle(prefix: str, *, is_own: bool) -> None:
    """Those of a method's own members have no prefix."""
    line = f"{GROUP[1]}| required: true"
    _, method = of([DOOR, GROUP[0], line, *GROUP[2:]], required=f"door, {prefix}before")

    wanted = {"door": MEMBERS} if is_own else {"door": {}} | MEMBERS
    assert shape(method.parameters) == wanted


@pytest.mark.parametrize("is_own", [True, False])
def test_examples_settle(*, is_own: bool) -> None:
    """They send a method's own members at the top of the body."""
    members = {"after": {"id": "1"}}
    body: dict[str, Any] = {"door": members} if is_own else {"door": {}} | members
    _, method = of([DOOR, *GROUP], body=body)

    wanted = {"door": MEMBERS} if is_own else {"door": {}} | MEMBERS
    assert shape(method.parameters) == wanted


def test_the_options_of_the_other_half_settle() -> None:
    """The JavaScript half lists a method's own members there."""
    sdk = [
        "## JavaScript SDK",
        "",
        "### Schema",
        "",
        "```",
        " Method: wixClientAdmin.shop.Doors.moveDoor(door, options)",
        " Method parameters: ",
        DOOR,
        "   param name: options | type: MoveDoorOptions  none ",
        *GROUP,
        " Return type: PROMISE<void>",
        *EMPTY,
        "```",
        "",
    ]
    page = method_page("moveDoor", [DOOR, *GROUP])
    read = imported({"move.md": "\n".join([page, *sdk])})
    ((method,),) = (resource.methods for resource in read.api.resources)

    assert shape(method.parameters) == {"door": {}} | MEMBERS
    assert method.sdk.options == ("before", "after")


def test_nothing_settles() -> None:
    """Then the group is the object's, as nearly all of them are."""
    _, method = of([DOOR, *GROUP])

    assert shape(method.parameters) == {"door": MEMBERS}


@pytest.mark.parametrize(("prefix", "is_own"), [("door.", True), ("", False)])
def test_without_lines(prefix: str, *, is_own: bool) -> None:
    """Required paths settle it there, too."""
    line = f"{GROUP[1]}| required: true"
    required = f"door, {prefix}before"
    page = method_page("moveDoor", [DOOR, GROUP[0], line], required=required)
    read = imported({"move.md": flatten(page)})
    ((method,),) = (resource.methods for resource in read.api.resources)

    members: dict[str, Any] = {"before*": {}}
    wanted = {"door": members} if is_own else {"door": {}} | members
    assert shape(method.parameters) == wanted
