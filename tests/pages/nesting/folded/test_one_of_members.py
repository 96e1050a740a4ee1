"""Without lines: which of the fields after the line of a one-of group are its members."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from pages.small import method_page, vocabulary
from support.fidelity import Read, imported
from support.pages import flatten
from wixgen.pages.nesting import resolve_pages as recover
from wixgen.spec.api import ObjectType

ONE_OF = "        - ONE-OF: "
DOOR = "   param name: door | type: Door | description: The thing. "
Fields = Iterable[tuple[str, str]]

WIDTH, HEIGHT = ("width", "integer"), ("height", "integer")
COLOUR, WOOD, BELLS = ("colour", "string"), ("wood", "string"), ("bells", "boolean")
KEY_LOCK, CODE_LOCK = ("keyLock", "string"), ("codeLock", "integer")


def lines(fields: Fields, column: int = 8) -> list[str]:
    """The lines of fields."""
    margin, said = " " * column, "description: Says it of the thing. "
    return [
        f"{margin}- name: {name} | type: {type_} | {said}" for name, type_ in fields
    ]


def door(members: Fields, others: Fields = (), **more: Any) -> str:
    """A page without lines whose door begins with a group."""
    below = [ONE_OF, *lines(members, 11), *lines(others)]
    return flatten(method_page("createDoor", [DOOR, *below], **more))


def groups(read: Read) -> list[tuple[str, ...]]:
    """The members of the door's groups."""
    (resource,) = read.api.resources
    types = [one for one in resource.types if isinstance(one, ObjectType)]
    (found,) = [one for one in types if one.name == "Door"]
    return [group.members for group in found.groups]


def doubts(read: Read) -> set[str]:
    """The fields of the door whose place is called uncertain."""
    paths = [one["path"].split(".") for one in read.decisions if not one["certain"]]
    return {path[1] for path in paths if path[:-1] == ["door"]}


def test_types_say_it_elsewhere() -> None:
    """A page with its lines tells which fields of the type are members, however odd."""
    members = [WIDTH, BELLS, COLOUR]
    below = ["     - ONE-OF: ", *lines(members, 8), *lines([WOOD], 5)]
    answer = ["  - name: door | type: Door | description: The thing. ", *below]
    lined = method_page("getDoor", [], answer)

    read = imported({"a.md": door(members, [WOOD]), "b.md": lined})

    assert groups(read) == [("width", "bells", "colour")]
    assert doubts(read) == set()


def test_shared_types_say_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A type that several resources of Wix have in common has the group that it has there."""
    known = vocabulary(Door=["(width bells colour) wood"])
    monkeypatch.setattr(recover, "shared_types", lambda: known)

    read = imported({"a.md": door([WIDTH, BELLS, COLOUR], [WOOD])})

    assert groups(read) == [("width", "bells", "colour")]


def test_shared_types_of_another_name_say_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """So does one whose name is another, if it has all the fields."""
    known = vocabulary(Gate=["(width bells colour) wood"], Fence=["wood"])
    monkeypatch.setattr(recover, "shared_types", lambda: known)

    read = imported({"a.md": door([WIDTH, BELLS, COLOUR], [WOOD])})

    assert groups(read) == [("width", "bells", "colour")]


def test_another_group_closes_a_group() -> None:
    """All fields before the line of the next group are members, and that is certain."""
    second = [ONE_OF, *lines([KEY_LOCK, CODE_LOCK], 11)]
    below = [ONE_OF, *lines([WIDTH, BELLS, COLOUR], 11), *second]

    read = imported({"a.md": flatten(method_page("createDoor", [DOOR, *below]))})

    assert groups(read) == [("width", "bells", "colour"), ("keyLock", "codeLock")]
    assert {"width", "bells", "colour"} & doubts(read) == set()


def test_required_fields_are_no_members() -> None:
    """Who must choose can't be told what to choose."""
    page = door([WIDTH], [HEIGHT, COLOUR], required="door, door.height")

    read = imported({"a.md": page})

    assert groups(read) == [("width",)]
    assert "height" not in doubts(read)


def test_what_an_example_sets_together_are_no_two_members() -> None:
    """An example sets one member at most."""
    page = door([WIDTH], [HEIGHT, COLOUR], body={"door": {"width": 80, "height": 200}})

    read = imported({"a.md": page})

    assert groups(read) == [("width",)]
    assert "height" not in doubts(read)


def test_an_example_with_one_member_excludes_nothing() -> None:
    """What is set next to something else may be a member."""
    page = door([WIDTH, HEIGHT], [COLOUR], body={"door": {"width": 80, "colour": "x"}})

    assert groups(imported({"a.md": page})) == [("width", "height")]


CUSTOM: dict[str, tuple[list[tuple[str, str]], list[tuple[str, str]]]] = {
    "two of one kind, and no third of another": ([WIDTH, HEIGHT], [COLOUR]),
    "all of few, where they are of one kind": (
        [WIDTH, HEIGHT, ("depth", "integer")],
        [],
    ),
    "two of many": (
        [WIDTH, HEIGHT],
        [("depth", "integer"), ("weight", "integer"), ("age", "integer")],
    ),
    "all that are named alike": (
        [KEY_LOCK, CODE_LOCK, ("faceLock", "boolean")],
        [COLOUR, BELLS],
    ),
    "objects side by side": (
        [("frame", "object"), ("lock", "object"), ("pane", "object")],
        [COLOUR],
    ),
    "flags, and what they stand beside": (
        [BELLS, ("pane", "object"), ("wired", "boolean")],
        [("lock", "object"), COLOUR],
    ),
    "no flag instead of an object": ([("pane", "object")], [BELLS, COLOUR]),
    "no list instead of an object": ([("pane", "object")], [("keys", "array"), COLOUR]),
    "only what the next one tells of": (
        [("changed", "object")],
        [("pane", "object"), ("changeType", "string"), WIDTH],
    ),
    "all of few, where the first two are of two kinds": ([WIDTH, COLOUR, WOOD], []),
    "no name of the thing itself": ([WOOD], [("name", "string"), COLOUR]),
    "no date that every entity has": ([WOOD], [("createdDate", "Date"), COLOUR]),
    "paging with nothing but paging": (
        [("cursorPaging", "CursorPaging")],
        [("colour", "string"), BELLS],
    ),
}


@pytest.mark.parametrize("rule", CUSTOM)
def test_custom(rule: str) -> None:
    """Where nothing else tells, members are alike; and it is told that this is a guess."""
    members, others = CUSTOM[rule]
    read = imported({"a.md": door(members, others)})

    assert groups(read) == [tuple(name for name, _ in members)]
    assert any(not one["certain"] for one in read.decisions)
