"""Models know what a caller set: that is checked, and what came from Wix goes back as it came."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import pytest

from wixapi._http.operation import Operation
from wixapi._http.request import check
from wixapi._model import Datetime, Int64, Model, Open, read, read_json
from wixapi._validation import schema as s
from wixapi.errors import UnknownFieldError, ValidationError, WixError


class Colour(StrEnum):
    """An enum."""

    RED = "RED"


class Lock(Model):
    """A nested object."""

    key: str | None = None
    kind: Open[Colour] | None = None


class Door(Model):
    """An entity."""

    id: str | None = None
    name: str | None = None
    floor: int | None = None
    weight: Int64 | None = None
    colour: Open[Colour] | None = None
    made_on: Datetime | None = None
    lock: Lock | None = None
    locks: list[Lock] | None = None
    by_day: dict[str, Lock] | None = None
    colours: list[Open[Colour]] | None = None
    left: str | None = None
    right: str | None = None
    free: dict[str, Any] | None = None


TABLES = s.Tables(
    {
        Lock: {"key": s.string(max_length=3), "kind": s.enum(Colour)},
        Door: {
            "id": s.guid(read_only=True),
            "name": s.string(max_length=3),
            "floor": s.int32(maximum=9),
            "weight": s.int64(maximum=9),
            "colour": s.enum(Colour),
            "made_on": s.datetime(),
            "lock": s.model(Lock),
            "locks": s.array(s.model(Lock), max_items=2),
            "by_day": s.map(s.model(Lock)),
            "colours": s.array(s.enum(Colour)),
            "left": s.string(),
            "right": s.string(),
            "free": s.object(),
            "side": s.one_of("left", "right"),
        },
    }
)
OPERATION = Operation[None](
    name="shop.doors.createDoor",
    verb="POST",
    path="/doors",
    parameters={"door": s.model(Door)},
    tables=TABLES,
    response=None,
)
LOCK = {"key": "long", "kind": "BLUE", "new": {"a": [1, None]}}
ODD: dict[str, Any] = {
    "name": "a long name",
    "floor": 2.5,
    "weight": "99",
    "colour": "BLUE",
    "madeOn": "2026-01-30T13:30:00",
    "lock": LOCK,
    "locks": [LOCK, {"key": "a"}, {"new": 1}],
    "byDay": {"MON": LOCK},
    "colours": ["BLUE", "RED"],
    "left": "l",
    "right": "r",
    "free": {"x": 1},
    "later": {"key": 1},
}


def written(door: object) -> Any:
    """The wire form of a door."""
    return check(OPERATION, {"door": door})["door"]


def violations(door: object) -> set[tuple[str, str]]:
    """Field and rule of what is wrong with a door."""
    with pytest.raises(ValidationError) as caught:
        written(door)
    return {(one.field, one.rule) for one in caught.value.violations}


WAYS: list[Callable[[Door], Door]] = [
    lambda door: door,
    lambda door: door.model_copy(),
    lambda door: door.model_copy(deep=True),
    copy.copy,
    copy.deepcopy,
    lambda door: pickle.loads(pickle.dumps(door)),
]


@pytest.mark.parametrize("way", WAYS)
def test_what_came_goes_back_as_it_came(way: Callable[[Door], Door]) -> None:
    """Unknown values and fields, outgrown limits, wrong formats, at every depth; also from a copy."""
    for door in (read(Door, ODD), read_json(Door, json.dumps(ODD))):
        assert ODD == written(way(door))


def test_json_of_a_model_goes_back_as_it_came() -> None:
    """So does what pydantic reads of a model's JSON, where it can read it."""
    odd = {name: x for name, x in ODD.items() if name not in {"floor", "madeOn"}}
    dump = read(Door, odd).model_dump_json(by_alias=True, exclude_unset=True)

    assert odd == written(Door.model_validate_json(dump))
    assert odd == written(Door.model_validate(json.loads(dump)))


@pytest.mark.parametrize("way", WAYS)
def test_what_was_set_is_checked_in_a_copy_too(way: Callable[[Door], Door]) -> None:
    """What was assigned stays told apart from what came."""
    door = read(Door, ODD)
    door.floor = 10
    door.lock = Lock(key="long")
    assert door.locks is not None
    door.locks.append(Lock(kind="GREEN"))

    assert {
        ("door.floor", "MAX"),
        ("door.lock.key", "MAX_LENGTH"),
        ("door.locks[3].kind", "ENUM"),
    } == violations(way(door))


def test_a_change_inside_is_checked() -> None:
    """Of a nested object that came, only what was set in it is checked."""
    door = read(Door, ODD)
    assert door.lock is not None
    door.lock.key = "longer"
    assert {("door.lock.key", "MAX_LENGTH")} == violations(door)
    door.lock.key = "abc"
    assert {**LOCK, "key": "abc"} == written(door)["lock"]


def test_update_is_checked() -> None:
    """`model_copy(update=)` sets by hand, and the original stays as it was."""
    door = read(Door, ODD)
    new = door.model_copy(update={"colour": "GREEN", "byDay": {"TUE": {"kee": 1}}})

    assert {
        ("door.colour", "ENUM"),
        ("door.byDay.TUE.kee", "UNKNOWN_FIELD"),
    } == violations(new)
    assert ODD == written(door)


def test_both_members_of_a_group_are_refused_if_one_was_set() -> None:
    """What Wix sends together goes back together; a second member set by hand doesn't."""
    door = read(Door, {"left": "l", "right": "r"})
    assert {"left": "l", "right": "r"} == written(door)
    door.left = "m"
    assert {("door", "ONE_OF")} == violations(door)
    door.right = None
    assert {"left": "m", "right": None} == written(door)


def test_read_parts_in_hand_made_models() -> None:
    """A part that came goes back as it came, also inside of a model or a dict made by hand."""
    lock = read(Lock, LOCK)

    assert {"lock": LOCK} == written(Door(lock=lock)) == written({"lock": lock})
    assert {("door.locks", "MAX_ITEMS")} == violations(Door(locks=[lock, lock, lock]))


def test_all_that_a_constructor_makes_is_checked() -> None:
    """Also the models that it makes of dicts, at any depth; so is what `model_construct` makes."""
    door = Door(
        lock={"key": "long"},  # type: ignore[arg-type]
        locks=[{"kind": "BLUE"}],  # type: ignore[list-item]
        by_day={"MON": {"key": "long"}},  # type: ignore[dict-item]
    )

    assert {
        ("door.lock.key", "MAX_LENGTH"),
        ("door.locks[0].kind", "ENUM"),
        ("door.byDay.MON.key", "MAX_LENGTH"),
    } == violations(door)
    assert {("door.floor", "TYPE")} == violations(Door.model_construct(floor="1"))


TYPOS: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"nmae": "x"}, [("nmae", "name")]),
    ({"madeOm": None}, [("madeOm", "made_on")]),
    ({"lock": {"kee": "x"}}, [("lock.kee", "key")]),
    (
        {"locks": [{"key": "a"}, {"kynd": "RED"}], "flor": 1},
        [("locks[1].kynd", "kind"), ("flor", "floor")],
    ),
    ({"byDay": {"MON": {"kinds": "RED"}}}, [("byDay.MON.kinds", "kind")]),
]


@pytest.mark.parametrize(("given", "expected"), TYPOS)
def test_a_typo_is_an_error(
    given: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    """A name that a model doesn't have is refused when it is made, and the right one is proposed."""
    with pytest.raises(TypeError) as caught:
        Door(**given)

    error = caught.value
    assert isinstance(error, UnknownFieldError)
    assert isinstance(pickle.loads(pickle.dumps(error)), WixError)
    assert expected == [
        (one.field, one.description.rpartition("did you mean ")[2].rstrip("?"))
        for one in error.violations
    ]


def test_a_model_made_by_hand_looks_like_one_that_was_read() -> None:
    """How it was made is no part of equality, repr and dumps."""
    made, came = Door(name="x", floor=1), Door.model_validate({"name": "x", "floor": 1})

    assert came == made
    assert repr(came) == repr(made)
    assert came.model_dump() == made.model_dump()
    assert came.model_fields_set == made.model_fields_set
