"""Tables: what is checked, what is written, and how it is reported."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import to_json

from wixapi._http.operation import Operation
from wixapi._http.request import check
from wixapi._model import Datetime, Int64, Model, Open, read
from wixapi._validation import schema as s
from wixapi.errors import ValidationError


class Status(StrEnum):
    """An enum."""

    CONFIRMED = "CONFIRMED"
    PENDING = "PENDING"


class Other(StrEnum):
    """An enum with a __str__ of its own."""

    CONFIRMED = "CONFIRMED"

    def __str__(self) -> str:
        return "other"


class Person(Model):
    """A nested object."""

    name: str | None = None
    secret: str | None = None


class Thing(Model):
    """An object with a field of each kind."""

    first_id: str | None = None
    second_id: str | None = None
    id: str | None = None
    person: Person | None = None
    people: list[Person] | None = None
    party_size: int | None = None
    status: Open[Status] | None = None
    revision: Int64 | None = None
    made: Datetime | None = None
    children: list[Thing] | None = None
    free: dict[str, Any] | None = None


class Stranger(Model):
    """A model that no table knows."""


TABLES = s.Tables(
    {
        Person: {
            "name": s.string(min_length=1, max_length=5),
            "secret": s.string(read_only=True),
        },
        Thing: {
            "target": s.one_of("first_id", "second_id"),
            "first_id": s.string(),
            "second_id": s.string(),
            "id": s.guid(read_only=True),
            "person": s.model(Person),
            "people": s.array(s.model(Person), min_items=1, max_items=3),
            "party_size": s.int32(minimum=1, maximum=1000),
            "status": s.enum(Status),
            "revision": s.int64(read_only=True),
            "made": s.datetime(),
            "children": s.array(s.model(Thing)),
            "free": s.object(),
            "anything": s.json(),
            "by_day": s.map(s.model(Person)),
            "counts": s.map(s.integer(), min_items=1, max_items=2),
            "tags": s.array(s.string()),
            "grid": s.array(s.array(s.integer())),
            "price": s.decimal(minimum="0.5", maximum=10),
            "short_price": s.decimal(min_length=2, max_length=4),
            "amount": s.decimal(minimum="0", exclusive_maximum="1000.5", max_scale=2),
            "share": s.decimal(exclusive_minimum=0, maximum="0.1"),
            "long_guid": s.guid(min_length=37),
            "ratio": s.number(minimum=0, maximum=1),
            "flag": s.boolean(),
            "count": s.integer(),
            "big": s.int64(minimum=0),
            "guid": s.guid(),
            "odd": s.string(wire="_odd"),
            "hidden_key": s.string(undocumented=True),
            "mask": s.field_mask(),
        },
    }
)


def operation(
    required: tuple[str, ...] = (), exactly_one: tuple[str, ...] = (), **parameters: Any
) -> Operation[None]:
    """An operation with a parameter `thing`."""
    return Operation(
        name="test",
        verb="POST",
        path="/things",
        parameters={"thing": s.model(Thing), **parameters},
        tables=TABLES,
        response=None,
        required=required,
        exactly_one=exactly_one,
    )


PLAIN = operation()


def write(thing: object, to: Operation[None] = PLAIN) -> Any:
    """The wire form of a thing."""
    return check(to, {"thing": thing})["thing"]


def violations(thing: object, to: Operation[None] = PLAIN) -> list[tuple[str, str]]:
    """Field and rule of everything that is wrong with a thing."""
    with pytest.raises(ValidationError) as caught:
        check(to, {"thing": thing})
    return [(violation.field, violation.rule) for violation in caught.value.violations]


WRITTEN: list[tuple[str, Any, Any]] = [
    ("odd", "x", "x"),
    ("odd", Status.PENDING, "PENDING"),
    ("odd", Other.CONFIRMED, "CONFIRMED"),
    ("odd", UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ("odd", Decimal("1E+3"), "1000"),
    ("odd", "\U0001f600", "\U0001f600"),
    ("party_size", 1, 1),
    ("party_size", 1000, 1000),
    ("count", 10**40, 10**40),
    (
        "mask",
        ["person.party_size", "partySize", "a"],
        "person.partySize,partySize,a",
    ),
    ("mask", "a,b.c", "a,b.c"),
    ("mask", (), ""),
    ("revision", 2**63 - 1, "9223372036854775807"),
    ("revision", "-7", "-7"),
    ("revision", "007", "007"),
    ("ratio", 1, 1),
    ("ratio", 0.5, 0.5),
    ("ratio", Decimal("0.25"), 0.25),
    ("price", "1.50", "1.50"),
    ("price", Decimal("1.50"), "1.50"),
    ("price", 2, "2"),
    ("shortPrice", "1.50", "1.50"),
    ("amount", "0", "0"),
    ("amount", "1000.49", "1000.49"),
    ("amount", Decimal("9.90"), "9.90"),
    ("amount", Decimal("1E+2"), "100"),
    ("amount", "1e2", "1e2"),
    ("amount", "5.", "5."),
    ("share", "1e-30", "1e-30"),
    ("share", Decimal("0.1"), "0.1"),
    ("flag", False, False),
    ("status", Status.CONFIRMED, "CONFIRMED"),
    ("status", "PENDING", "PENDING"),
    ("guid", UUID(int=10), "00000000-0000-0000-0000-00000000000a"),
    (
        "guid",
        "0B9B2D8E-6b0d-4c8e-9a53-3f1b7b2f8a11",
        "0B9B2D8E-6b0d-4c8e-9a53-3f1b7b2f8a11",
    ),
    ("made", datetime(2026, 1, 30, 13, 30, tzinfo=UTC), "2026-01-30T13:30:00.000Z"),
    (
        "made",
        datetime(2026, 1, 30, 13, 30, 0, 1500, UTC),
        "2026-01-30T13:30:00.001500Z",
    ),
    (
        "made",
        datetime(2026, 1, 30, 13, 30, tzinfo=timezone(timedelta(hours=2))),
        "2026-01-30T11:30:00.000Z",
    ),
    ("made", "2026-01-30T13:30:00+02:00", "2026-01-30T13:30:00+02:00"),
    ("made", "2026-01-30T13:30Z", "2026-01-30T13:30Z"),
    ("tags", ("a", "b"), ["a", "b"]),
    ("tags", [], []),
    ("grid", [[1], []], [[1], []]),
    ("counts", {"aB_c": 1}, {"aB_c": 1}),
    ("free", {"snake_case": {"x": None}}, {"snake_case": {"x": None}}),
    ("anything", [1, 2.5, None, True, "x"], [1, 2.5, None, True, "x"]),
    ("anything", None, None),
    ("flag", None, None),
]


@pytest.mark.parametrize(("name", "value", "expected"), WRITTEN)
def test_writes_what_fits(name: str, value: object, expected: object) -> None:
    """A value that fits is written in its wire form."""
    wire = {"party_size": "partySize", "odd": "_odd"}.get(name, name)

    assert {wire: expected} == write({name: value})


@pytest.mark.parametrize("two", [2, 2.0, Decimal(2), Decimal("2.00"), Decimal("2e0")])
def test_whole_numbers_have_no_point(two: object) -> None:
    """2.0 passes for an integer of any kind, and is sent as JavaScript would: as 2."""
    given = {
        "party_size": two,
        "count": two,
        "revision": two,
        "grid": [[two]],
        "counts": {"a": two},
        "people": [{"name": "a"}],
        "free": {} if isinstance(two, Decimal) else {"$gt": two, "$in": [two]},
    }
    free = {} if isinstance(two, Decimal) else {"$gt": 2, "$in": [2]}

    expected = {
        "partySize": 2,
        "count": 2,
        "revision": "2",
        "grid": [[2]],
        "counts": {"a": 2},
        "people": [{"name": "a"}],
        "free": free,
    }
    assert json.dumps(expected) == json.dumps(write(given))


REFUSED: list[tuple[str, Any, str]] = [
    ("mask", 1, "TYPE"),
    ("mask", ["a", 1], "TYPE"),
    ("mask", ["a,b"], "TYPE"),
    ("mask", ["\ud800"], "FORMAT"),
    ("mask", "\ud800", "FORMAT"),
    ("party_size", 0, "MIN"),
    ("party_size", 1001, "MAX"),
    ("party_size", True, "TYPE"),
    ("party_size", "1", "TYPE"),
    ("party_size", 2.5, "TYPE"),
    ("party_size", 0.0, "MIN"),
    ("party_size", float("nan"), "TYPE"),
    ("party_size", float("inf"), "TYPE"),
    ("party_size", Decimal("2.5"), "TYPE"),
    ("count", 1e21, "TYPE"),
    ("count", Decimal("sNaN"), "TYPE"),
    ("count", Decimal("1e9999999"), "TYPE"),
    ("revision", 2.5, "TYPE"),
    ("revision", 2.0**63, "MAX"),
    ("revision", 2**63, "MAX"),
    ("revision", -(2**63) - 1, "MIN"),
    ("revision", "9223372036854775808", "MAX"),
    ("revision", "1.0", "FORMAT"),
    ("revision", "\u0661", "FORMAT"),
    ("revision", "9" * 5000, "FORMAT"),
    ("revision", True, "TYPE"),
    ("big", -1, "MIN"),
    ("ratio", float("nan"), "TYPE"),
    ("ratio", float("inf"), "TYPE"),
    ("ratio", Decimal("NaN"), "TYPE"),
    ("ratio", Decimal("sNaN"), "TYPE"),
    ("ratio", Decimal("1e999"), "TYPE"),
    ("ratio", 1.5, "MAX"),
    ("ratio", "1", "TYPE"),
    ("ratio", True, "TYPE"),
    ("price", "0.4", "MIN"),
    ("price", Decimal("10.01"), "MAX"),
    ("price", "1,5", "FORMAT"),
    ("price", "NaN", "FORMAT"),
    ("price", Decimal("Infinity"), "FORMAT"),
    ("price", 1.5, "TYPE"),
    ("price", True, "TYPE"),
    ("shortPrice", Decimal("1.500"), "MAX_LENGTH"),
    ("shortPrice", 1, "MIN_LENGTH"),
    ("shortPrice", "?", "FORMAT"),
    ("amount", "-0.01", "MIN"),
    ("amount", "1000.50", "MAX"),
    ("amount", "1000.501", "MAX"),
    ("amount", "9.900", "FORMAT"),
    ("amount", Decimal("0.001"), "FORMAT"),
    ("amount", "1.5e-2", "FORMAT"),
    ("share", "0.0", "MIN"),
    ("share", -1, "MIN"),
    ("share", "0.10000000000000000000000000000000000001", "MAX"),
    ("longGuid", UUID(int=1), "MIN_LENGTH"),
    ("longGuid", "?", "FORMAT"),
    ("flag", 1, "TYPE"),
    ("flag", "true", "TYPE"),
    ("odd", 1, "TYPE"),
    ("odd", b"x", "TYPE"),
    ("odd", "\ud800", "FORMAT"),
    ("odd", Decimal("NaN"), "TYPE"),
    ("odd", Decimal("1E+999999"), "TYPE"),
    ("guid", "x", "FORMAT"),
    ("guid", "0b9b2d8e-6b0d-4c8e-9a53-3f1b7b2f8a11\n", "FORMAT"),
    ("guid", 1, "TYPE"),
    ("made", datetime(2026, 1, 30), "FORMAT"),
    ("made", datetime.max.replace(tzinfo=timezone(timedelta(hours=-1))), "FORMAT"),
    ("made", "2026-01-30", "FORMAT"),
    ("made", "2026-01-30T13:30:00", "FORMAT"),
    ("made", "2026-13-30T13:30:00Z", "FORMAT"),
    ("made", 1738245600, "TYPE"),
    ("made", datetime(2026, 1, 30, tzinfo=UTC).date(), "TYPE"),
    ("status", "MAYBE", "ENUM"),
    ("status", 1, "TYPE"),
    ("status", [], "TYPE"),
    ("tags", "abc", "TYPE"),
    ("tags", {"a"}, "TYPE"),
    ("tags", {"a": 1}, "TYPE"),
    ("people", [], "MIN_ITEMS"),
    ("people", [{}] * 4, "MAX_ITEMS"),
    ("counts", {}, "MIN_ITEMS"),
    ("counts", {"a": 1, "b": 2, "c": 3}, "MAX_ITEMS"),
    ("counts", [], "TYPE"),
    ("person", "x", "TYPE"),
    ("person", [], "TYPE"),
    ("free", [], "TYPE"),
    ("free", "x", "TYPE"),
]


@pytest.mark.parametrize(("name", "value", "rule"), REFUSED)
def test_refuses_what_does_not_fit(name: str, value: object, rule: str) -> None:
    """A value that doesn't fit gives exactly one violation, of the right rule, on its wire path."""
    wire = {"party_size": "partySize", "odd": "_odd"}.get(name, name)

    assert [(f"thing.{wire}", rule)] == violations({name: value})


NESTED: list[tuple[object, list[tuple[str, str]]]] = [
    ({"person": {"name": ""}}, [("thing.person.name", "MIN_LENGTH")]),
    ({"people": [{}, {"name": "123456"}]}, [("thing.people[1].name", "MAX_LENGTH")]),
    ({"people": [None]}, [("thing.people[0]", "TYPE")]),
    ({"by_day": {"mon": {"name": 1}}}, [("thing.byDay.mon.name", "TYPE")]),
    ({"by_day": {"mon": None}}, [("thing.byDay.mon", "TYPE")]),
    ({"by_day": {1: {}}}, [("thing.byDay.1", "TYPE")]),
    ({"grid": [[1], [2, "x"]]}, [("thing.grid[1][1]", "TYPE")]),
    ({"free": {"a": [1, {2}]}}, [("thing.free.a[1]", "TYPE")]),
    ({"free": {"a": float("nan")}}, [("thing.free.a", "TYPE")]),
    ({"free": {"a": {1: 2}}}, [("thing.free.a.1", "TYPE")]),
    ({"free": {"a": "\udc00"}}, [("thing.free.a", "FORMAT")]),
    ({"anything": object()}, [("thing.anything", "TYPE")]),
    ({"anything": datetime(2026, 1, 1)}, [("thing.anything", "FORMAT")]),
    ({"person": Stranger()}, [("thing.person", "TYPE")]),
    ({"first_id": "a", "second_id": "b"}, [("thing", "ONE_OF")]),
    ({"partysize": 1}, [("thing.partysize", "UNKNOWN_FIELD")]),
    ({1: 1, None: 2}, [("thing.1", "UNKNOWN_FIELD"), ("thing.None", "UNKNOWN_FIELD")]),
    ({"party_size": 1, "partySize": 2}, [("thing.partySize", "UNKNOWN_FIELD")]),
    (
        {"status": "X", "nope": 1, "person": {"name": ""}, "party_size": 0},
        [
            ("thing.status", "ENUM"),
            ("thing.nope", "UNKNOWN_FIELD"),
            ("thing.person.name", "MIN_LENGTH"),
            ("thing.partySize", "MIN"),
        ],
    ),
]


@pytest.mark.parametrize(("thing", "expected"), NESTED)
def test_reports_wire_paths(thing: object, expected: list[tuple[str, str]]) -> None:
    """Violations carry wire paths, all at once, in the order of the fields given."""
    assert expected == violations(thing)


def test_unknown_key_hint() -> None:
    """An unknown key that resembles a field proposes it; undocumented fields aren't proposed."""
    with pytest.raises(ValidationError) as caught:
        write({"partysize": 1, "hidden_keys": "x"})

    hints = [violation.description for violation in caught.value.violations]
    assert ["is no field here; did you mean party_size?", "is no field here"] == hints


def test_wire_names_work() -> None:
    """A dict may use wire names, and undocumented keys; any Mapping will do."""
    given_thing = MappingProxyType({"partySize": 1, "_odd": "x", "hiddenKey": "y"})

    assert {"partySize": 1, "_odd": "x", "hiddenKey": "y"} == write(given_thing)


def test_dict_keeps_read_only() -> None:
    """From a dict exactly what was given is sent, read-only keys too."""
    assert {
        "revision": "3",
        "person": {"secret": "x"},
    } == write({"revision": 3, "person": {"secret": "x"}})


def test_model_sends_what_was_set() -> None:
    """From a model go the set fields but for read-only ones, in its order; then what nobody knows."""
    thing = Thing.model_validate({"id": str(UUID(int=1)), "zz": 1, "status": "PENDING"})
    thing.person = Person(name=None, secret="x")
    thing.revision = 4

    assert {"person": {"name": None}, "status": "PENDING", "zz": 1} == write(thing)
    assert ["person", "status", "zz"] == list(write(thing))


def test_model_in_dict_in_list() -> None:
    """Models may stand anywhere in dicts, and dicts in lists; the same rules hold."""
    assert {"people": [{"name": "a"}, {"name": "b", "secret": "c"}]} == write(
        {"people": [Person(name="a", secret="x"), {"name": "b", "secret": "c"}]}
    )


def test_model_keeps_required_read_only() -> None:
    """A read-only field that the method requires at that place is sent from a model."""
    needs = operation(required=("thing.revision", "thing.person.secret"))
    thing = Thing(id=str(UUID(int=1)), revision=5, person=Person(secret="x"))

    assert {"person": {"secret": "x"}, "revision": "5"} == write(thing, needs)


def test_unknown_key_spelt_like_an_attribute_goes_back() -> None:
    """An answer's unknown key `party_size` doesn't make the model send `partySize: null`."""
    thing = read(Thing, {"party_size": 7})

    assert {"party_size": 7} == write(thing)
    thing.party_size = None
    assert {"partySize": None, "party_size": 7} == write(thing)


def test_wrong_model_is_named() -> None:
    """An instance of another model is refused by name."""
    with pytest.raises(
        ValidationError, match=r"must be Person or a mapping, is Stranger \(TYPE\)"
    ):
        write({"person": Stranger()})


def test_subclass_fields_stay_home() -> None:
    """A subclass of a model passes, and its own fields aren't sent."""

    class Mine(Person):
        note: str | None = None

    assert {"person": {"name": "a"}} == write({"person": Mine(name="a", note="x")})


REQUIRED = operation(
    required=(
        "thing",
        "thing.person",
        "thing.person.name",
        "thing.people.name",
        "thing.children.person.name",
        "thing.nowhere.at.all",
        "thing.free.x",
    )
)


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        (None, [("thing", "REQUIRED")]),
        ({}, [("thing.person", "REQUIRED")]),
        ({"person": None}, [("thing.person", "REQUIRED")]),
        ({"person": {}}, [("thing.person.name", "REQUIRED")]),
        ({"person": {"name": None}}, [("thing.person.name", "REQUIRED")]),
        (
            {"person": {"name": "a"}, "people": [{}, {"name": "b"}, {"secret": "c"}]},
            [
                ("thing.people[0].name", "REQUIRED"),
                ("thing.people[2].name", "REQUIRED"),
            ],
        ),
        (
            {"person": {"name": "a"}, "children": [{}, {"person": {}}]},
            [("thing.children[1].person.name", "REQUIRED")],
        ),
    ],
)
def test_required_paths(thing: object, expected: list[tuple[str, str]]) -> None:
    """`b` of `a.b` counts only where `a` is; through lists for every element; null counts as absent."""
    assert expected == violations(thing, REQUIRED)


def test_required_fulfilled() -> None:
    """Paths that lead nowhere, or into free JSON, demand nothing."""
    thing = {"person": {"name": "a"}, "free": {}}

    assert thing == write(thing, REQUIRED)


GROUPS = operation(exactly_one=("thing.target", "thing.children.target"))


@pytest.mark.parametrize(
    ("thing", "field", "description"),
    [
        ({}, "thing", "exactly one of firstId, secondId must be set; none is"),
        (
            {"first_id": None},
            "thing",
            "exactly one of firstId, secondId must be set; none is",
        ),
        (
            {"first_id": "a", "second_id": "b"},
            "thing",
            "exactly one of firstId, secondId must be set; firstId, secondId are",
        ),
        (
            {"first_id": "a", "children": [{}]},
            "thing.children[0]",
            "exactly one of firstId, secondId must be set; none is",
        ),
    ],
)
def test_exactly_one(thing: object, field: str, description: str) -> None:
    """A demanded group gives one violation on the object that has it, naming members by wire name."""
    with pytest.raises(ValidationError) as caught:
        write(thing, GROUPS)

    [violation] = caught.value.violations
    assert (field, description, "ONE_OF") == (
        violation.field,
        violation.description,
        violation.rule,
    )


def test_null_member_is_not_set() -> None:
    """A null member of a group is sent, and doesn't count as set."""
    assert {"firstId": None, "secondId": "b"} == write(
        {"first_id": None, "second_id": "b"}, GROUPS
    )


def test_group_among_parameters() -> None:
    """A group among the parameters is reported with an empty field."""
    choice = operation(
        exactly_one=("choice",),
        choice=s.one_of("one", "two"),
        one=s.string(),
        two=s.string(),
    )

    with pytest.raises(ValidationError) as caught:
        check(choice, {"thing": {}})

    assert [("", "ONE_OF")] == [(v.field, v.rule) for v in caught.value.violations]
    assert {"thing": {}, "two": "x"} == check(choice, {"thing": {}, "two": "x"})


def test_wrong_value_still_counts_as_given() -> None:
    """A field with a wrong value is neither missing nor unset."""
    needs = operation(required=("thing.firstId",), exactly_one=("thing.target",))

    assert [("thing.firstId", "TYPE")] == violations({"first_id": 1}, needs)


def test_free_json_converts() -> None:
    """Free JSON takes UUIDs, datetimes, Decimals, enums and models by wire name."""

    class Plain(Enum):
        ONE = 1

    free = {
        "uuid": UUID(int=1),
        "moment": datetime(2026, 1, 30, tzinfo=UTC),
        "price": Decimal("1.10"),
        "status": Status.PENDING,
        "plain": Plain.ONE,
        "thing": Thing(party_size=1, revision=5),
        "tuple": (1, 2),
    }

    assert {
        "uuid": "00000000-0000-0000-0000-000000000001",
        "moment": "2026-01-30T00:00:00.000Z",
        "price": "1.10",
        "status": "PENDING",
        "plain": 1,
        "thing": {"partySize": 1, "revision": "5"},
        "tuple": [1, 2],
    } == write({"free": free})["free"]


def test_cycle_in_free_json() -> None:
    """A cycle is refused at the place where it closes, without RecursionError."""
    cycle: dict[str, Any] = {"x": [1]}
    cycle["x"].append(cycle)

    assert [("thing.free.x[1]", "TYPE")] == violations({"free": cycle})


def test_cycle_in_typed_objects() -> None:
    """A typed cycle is refused as well, also one that branches."""
    cycle: dict[str, Any] = {}
    cycle["children"] = [cycle, cycle, cycle]

    assert [("thing.children[0]", "TYPE")] == violations(cycle)


def test_cycle_of_models() -> None:
    """So is a model that contains itself, in tables and in free JSON."""
    thing = Thing()
    thing.children = [thing]

    assert [("thing.children[0]", "TYPE")] == violations(thing)
    assert [("thing.free.x", "TYPE")] == violations({"free": {"x": thing}})


def test_depth() -> None:
    """What is too deep for JSON readers is refused; what isn't can be encoded."""
    deep: Any = "x"
    for _ in range(190):
        deep = [deep]
    to_json(write({"anything": deep}))
    for _ in range(2000):
        deep = [deep]

    [(field, rule)] = violations({"anything": deep})
    assert ("thing.anything[0][0]", "TYPE") == (field[:20], rule)


def test_enum_description_is_short() -> None:
    """An enum's violation lists about ten values."""
    many = StrEnum("many", [(f"V{i}", f"V{i}") for i in range(30)])
    choose = operation(pick=s.enum(many))

    with pytest.raises(ValidationError, match=r"V9 and 20 more \(ENUM\)$"):
        check(choose, {"thing": {}, "pick": "x"})


def test_values_stay_out_of_violations() -> None:
    """What the caller gave doesn't stand in the error: it may be secret."""
    with pytest.raises(ValidationError) as caught:
        write(
            {
                "odd": 12345678,
                "status": "hush-hush",
                "guid": "hush-hush",
                "made": "hush-hush",
            }
        )

    assert "hush" not in str(caught.value)
    assert "12345678" not in str(caught.value)


def test_tables_extend() -> None:
    """A model without a table here is looked up in the tables that these extend."""

    class Outer(Model):
        thing: Thing | None = None

    extended = s.Tables({Outer: {"thing": s.model(Thing)}}, extends=[TABLES])
    outer: Operation[None] = Operation(
        name="x",
        verb="POST",
        path="/",
        parameters={"outer": s.model(Outer)},
        tables=extended,
        response=None,
    )

    assert {"outer": {"thing": {"partySize": 1}}} == check(
        outer, {"outer": {"thing": {"party_size": 1}}}
    )


def test_model_without_table() -> None:
    """A model that has no table anywhere is an error of the generator, and says so."""
    lost: Operation[None] = Operation(
        name="x",
        verb="POST",
        path="/",
        parameters={"it": s.model(Stranger)},
        tables=TABLES,
        response=None,
    )

    with pytest.raises(LookupError, match="Stranger has no table"):
        check(lost, {"it": {}})


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary(max_size=3)
    | st.decimals()
    | st.datetimes(timezones=st.none() | st.just(UTC))
    | st.dates()
    | st.uuids()
    | st.sampled_from(
        [Status.PENDING, Stranger(), Person(name="x"), Thing(party_size=2), object()]
    )
    | st.characters(categories=["Cs"])
)
NAMES = st.sampled_from(
    [
        name
        for table in (TABLES._tables[Thing], TABLES._tables[Person])
        for name in table
    ]
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(NAMES | st.text(max_size=3), inner, max_size=4)
        | st.dictionaries(st.integers() | st.none() | st.booleans(), inner, max_size=2)
    ),
    max_leaves=12,
)


@given(st.dictionaries(NAMES, ANYTHING, max_size=6) | ANYTHING)
def test_any_object_is_written_or_refused(thing: object) -> None:
    """Whatever is given: either violations, or JSON that survives encoding and decoding."""
    try:
        wire = check(GROUPS, {"thing": thing})
    except ValidationError as error:
        wire = [
            [each.field, each.description, each.rule] for each in error.violations
        ] or {1: "none"}
    assert wire == json.loads(to_json(wire))


@given(ANYTHING)
def test_accepted_json_is_sent_as_it_is(value: object) -> None:
    """Writing what was written changes nothing."""
    try:
        wire = write({"anything": value})
    except ValidationError:
        return
    assert wire == write(wire)
    assert isinstance(wire, Mapping)
