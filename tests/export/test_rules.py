"""The rules in the exported schemas, tried out on bodies: which pass and which don't."""

from __future__ import annotations

from typing import Any

import pytest

from export.documents import (
    Json,
    body,
    committed,
    committed_api,
    fits,
    golden,
    is_answer,
    is_request,
    module,
)
from wixgen.spec.api import Method

CREATE = "calendar.participations.createParticipation"
UPDATE = "calendar.participations.updateParticipation"
QUERY = "calendar.participations.queryParticipations"
QUERY_GUESTS = "events.guests.queryEventGuests"
EVENT = "e" * 36
GUID = "3f1c9a52-7d0e-4b8a-9c64-2e5b7a1d8f03"


def asked_for(**changes: Any) -> Json:
    """The body of a valid call of createParticipation; `...` leaves a field out."""
    whole = {
        "eventId": EVENT,
        "participant": {"name": "Jane Doe"},
        "partySize": 1,
        **changes,
    }
    return {"participation": {name: x for name, x in whole.items() if x is not ...}}


def examples() -> list[tuple[str, Method, int]]:
    """All examples of the committed specs."""
    return [
        (f"{resource.key}.{method.name}", method, number)
        for resource in committed_api().resources
        for method in resource.methods
        for number in range(len(method.examples))
    ]


def without_nulls(value: Any) -> Any:
    """A body without members that are null: to the document, they are no values."""
    if isinstance(value, dict):
        return {
            name: without_nulls(item)
            for name, item in value.items()
            if item is not None
        }
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("name", "method", "number"), examples())
def test_examples_pass(name: str, method: Method, number: int) -> None:
    """Each example of the specs, the seed page's curl command among them, passes on both sides."""
    example = method.examples[number]
    document = committed()
    if method.verb == "POST" and example.request:
        assert is_request(document, name, without_nulls(example.request.value))
    if example.response:
        assert is_answer(document, name, example.response.value)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"eventId": ..., "scheduleId": GUID},
        {"eventId": ..., "scheduleId": GUID.upper()},
        {"partySize": 1000},
        {"participant": {"name": "n" * 200}},
        {"participant": {"name": "🙂" * 200}},
        {"status": "PENDING_CONFIRMATION"},
        {"revision": "9007199254740993"},
        {"extendedFields": {"namespaces": {"@a/b": {"anything": [1, None]}}}},
    ],
)
def test_good_requests_pass(changes: Json) -> None:
    """What the page allows is accepted."""
    assert is_request(committed(), CREATE, asked_for(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"partySize": 0},
        {"partySize": 1001},
        {"partySize": 2**31},
        {"partySize": True},
        {"partySize": "1"},
        {"partySize": 1.5},
        {"partySize": None},
        {"partySize": ...},
        {"participant": ...},
        {"participant": None},
        {"participant": {}},
        {"participant": {"name": None}},
        {"participant": {"phone": "1"}},
        {"participant": {"name": ""}},
        {"participant": {"name": "n" * 201}},
        {"participant": {"name": "Jane", "nmae": "Doe"}},
        {"participant": "Jane Doe"},
        {"status": "MAYBE"},
        {"status": "confirmed"},
        {"eventId": ...},
        {"eventId": None},
        {"scheduleId": GUID},
        {"eventId": "e" * 35},
        {"eventId": "e" * 251},
        {"externalId": "no GUID"},
        {"revision": 1},
        {"createdDate": "yesterday"},
        {"partysize": 1},
        {"extendedFields": {"namespace": {}}},
    ],
)
def test_bad_requests_fail(changes: Json) -> None:
    """What `wixapi` refuses before any I/O, the exported schema refuses too."""
    assert not is_request(committed(), CREATE, asked_for(**changes))


@pytest.mark.parametrize(
    "instance", [{}, {"participation": {}}, {"participation": None}, [], None]
)
def test_empty_requests_fail(instance: object) -> None:
    """A body without its required parameter is refused."""
    assert not is_request(committed(), CREATE, instance)


def test_demands_belong_to_the_method() -> None:
    """What create demands, update doesn't, and the other way round."""
    given = {"participation": {"id": GUID, "revision": "1", "partySize": 3}}

    assert is_request(committed(), UPDATE, given)
    assert not is_request(committed(), CREATE, given)
    assert not is_request(committed(), UPDATE, asked_for())
    assert is_request(committed(), QUERY, {})


@pytest.mark.parametrize(
    ("members", "fine"),
    [
        ({}, True),
        ({"paging": {"limit": 1}}, True),
        ({"cursorPaging": {"cursor": "c"}}, True),
        ({"paging": {}, "cursorPaging": {}}, False),
    ],
)
def test_at_most_one(members: Json, fine: bool) -> None:
    """Of a group that isn't required, none or one member may be set."""
    assert fine is is_request(
        committed(), QUERY_GUESTS, {"query": {"filter": {}, **members}}
    )


@pytest.mark.parametrize(
    ("place", "fine"),
    [
        ({}, False),
        ({"name": "n"}, False),
        ({"address": "a"}, True),
        ({"geocode": {"latitude": 1}}, True),
        ({"address": "a", "geocode": {}}, False),
        ({"address": None, "geocode": {}}, False),
    ],
)
def test_exactly_one(place: Json, fine: bool) -> None:
    """Of a required group, one member is set; null is no value of a member."""
    assert fine is is_request(
        golden(), "golden.oneOfExactlyOne.createPlace", {"place": place}
    )


def test_groups_of_free_json() -> None:
    """A member that is free JSON counts only if it isn't null; so does a required field."""
    document = module(
        "types: {Thing: {fields: {id: json, how: {one_of: {a: json, b: string}}}}}\n"
        "methods: {make: {http: POST /things, parameters: {thing: Thing},"
        " required: [thing.id], exactly_one: [thing.how]}}"
    )
    cases: list[tuple[Json, bool]] = [
        ({"id": 0, "a": 1}, True),
        ({"id": [], "a": None, "b": "b"}, True),
        ({"id": False, "a": None}, False),
        ({"id": 0, "a": 1, "b": "b"}, False),
        ({"id": None, "a": 1}, False),
        ({"a": 1}, False),
    ]

    assert cases == [
        (thing, is_request(document, "demo.things.make", {"thing": thing}))
        for thing, _ in cases
    ]


def test_several_groups_in_one_object() -> None:
    """Groups of one object bind independently of each other, also as parameters of a body."""
    document = module(
        "methods: {make: {http: POST /things, parameters: {"
        " x: {one_of: {a: string, b: string}}, y: {one_of: {c: string, d: string, e: string}},"
        " z: {one_of: {f: string}}}, exactly_one: [y]}}"
    )
    cases = [
        ("c", True),
        ("ac", True),
        ("acf", True),
        ("abc", False),
        ("ade", False),
        ("a", False),
    ]

    assert cases == [
        (given, is_request(document, "demo.things.make", dict.fromkeys(given, "")))
        for given, _ in cases
    ]
    schema = body(document["paths"]["/things"]["post"]["requestBody"])
    assert schema["x-one-of-groups"] == {
        "x": ["a", "b"],
        "y": ["c", "d", "e"],
        "z": ["f"],
    }


@pytest.mark.parametrize(
    ("order", "fine"),
    [
        ({}, False),
        ({"buyer": {}}, False),
        ({"buyer": {"name": "n"}}, True),
        ({"buyer": {"name": "n", "address": {}}}, False),
        ({"buyer": {"name": "n", "address": {"city": "c"}}}, True),
        ({"buyer": {"name": "n"}, "gift": {"address": {}}}, True),
    ],
)
def test_nested_demands(order: Json, fine: bool) -> None:
    """The `b` of a required `a.b` counts only where `a` is present, and only on that path."""
    assert fine is is_request(
        golden(), "golden.requiredNested.createOrder", {"order": order}
    )


@pytest.mark.parametrize(
    ("lines", "fine"),
    [
        ({}, True),
        ({"lines": []}, True),
        ({"lines": [{"sku": "s"}, {"sku": "t", "quantity": 1}]}, True),
        ({"lines": [{"sku": "s"}, {"quantity": 1}]}, False),
        ({"lines": [{"sku": "s", "quantity": 0}]}, False),
    ],
)
def test_demands_through_lists(lines: Json, fine: bool) -> None:
    """A required path through a list counts for every element."""
    name = "golden.requiredThroughList.createOrder"

    assert fine is is_request(golden(), name, {"order": lines})


def test_recursive_types() -> None:
    """A type inside itself is bound at every depth; demands count only along their path."""
    name = "golden.recursiveType.setTree"
    deep: Json = {
        "label": "a",
        "children": [{"label": "b", "children": [{"next": {}}]}],
    }

    assert is_request(golden(), name, {"node": deep})
    deep["children"][0]["children"][0]["next"] = {"lable": "typo"}
    assert not is_request(golden(), name, {"node": deep})
    assert not is_request(golden(), name, {"node": {"label": "a", "children": [{}]}})


def test_enums_are_closed_in_requests_and_open_in_answers() -> None:
    """Through fields, lists and maps alike."""
    name = "golden.openEnum.setDoor"
    doors: list[Json] = [
        {"state": "AJAR"},
        {"history": ["AJAR"]},
        {"byFloor": {"1": "AJAR"}},
    ]
    schemas = golden()["components"]["schemas"]

    assert [False] * 3 == [is_request(golden(), name, {"door": one}) for one in doors]
    assert not is_request(golden(), name, {"state": "AJAR"})
    assert [True] * 3 == [
        fits(golden(), schemas["golden.openEnum.Door"], one) for one in doors
    ]
    assert is_answer(golden(), name, {"state": "AJAR"})
    assert not is_answer(golden(), name, {"state": 1})


def test_answers_may_have_more_fields_than_known() -> None:
    """Unknown fields pass in answers and in webhooks, at every depth."""
    answer = {
        "participation": {"new": 1, "participant": {"new": 2}, "status": "NEW"},
        "more": [],
    }
    hook = committed()["webhooks"]["calendar.participations.participationUpdated"][
        "post"
    ]
    event = {
        "id": "1",
        "new": 1,
        "updatedEvent": {"currentEntity": {"new": 1, "status": "NEW"}},
    }

    assert is_answer(committed(), CREATE, answer)
    assert fits(committed(), body(hook["requestBody"]), event)


def test_types_with_undocumented_fields_stay_open() -> None:
    """A key that only an example shows is accepted in requests, though it isn't exported."""
    name = "golden.undocumented.createNote"

    assert is_request(golden(), name, {"note": {"text": "t", "mood": "good"}})
    assert not is_request(golden(), name, {"note": {"text": 1}})
