"""Refusals of arguments as callers see them, and what passes since Wix itself had answered with it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from wixapi.calendar import participations
from wixapi.errors import ApiError, ValidationError
from wixapi.testing import LocalWix

PATH = "/calendar/v3/participations"
EVENT = "f3c1a7d0-5b2e-4c8d-9a6f-1e0b2d4c6a88"
ID = "0a5e3f1c-7b9d-4e2a-8c6f-2d4b6e8a0c13"
NEW: Any = {"eventId": EVENT, "participant": {"name": "Ann"}, "partySize": 2}
STRANGE: dict[str, Any] = {
    **NEW,
    "id": ID,
    "revision": "3",
    "partySize": 5000,
    "status": "NEWER_THAN_TABLES",
    "scheduleId": EVENT,
    "seats": [{"row": 1}],
    "participant": {"name": "x" * 300, "age": 30},
}
"""An entity with an outgrown limit, an unknown value of an enum, both members of a one-of, and unknown fields."""


def raw(local: LocalWix, verb: str, path: str, body: Any) -> tuple[int, Any]:
    """Status and JSON of a raw request with good credentials."""
    headers = {"authorization": local.api_key, "wix-site-id": local.site_id}
    with local.http_client() as http:
        answer = http.request(verb, path, json=body, headers=headers)
    return answer.status_code, answer.json()


def violations(answer: Any) -> list[tuple[str, str, str]]:
    """Field, rule and description of each violation in an answer."""
    found = answer["details"]["validationError"]["fieldViolations"]
    return [(one["field"], one["violatedRule"], one["description"]) for one in found]


@pytest.fixture
def strange(local_wix: LocalWix) -> LocalWix:
    """A local Wix whose participations are strange, and which takes updates of them."""

    @local_wix.on("calendar.participations.get_participation")
    def _get(_call: Any) -> Any:
        return {"participation": STRANGE}

    @local_wix.on("calendar.participations.update_participation")
    def _update(call: Any) -> Any:
        return {"participation": call.arguments["participation"]}

    return local_wix


def test_violations_are_told_as_wix_tells_them(local_wix: LocalWix) -> None:
    """All at once, with the paths, rules and names of the wire."""
    body = {"participation": {**NEW, "partySize": 0, "statu": "X", "participant": {}}}
    status, answer = raw(local_wix, "POST", PATH, body)

    assert (
        400,
        [
            ("participation.participant.name", "REQUIRED", "is required"),
            ("participation.partySize", "MIN", "must be at least 1"),
            (
                "participation.statu",
                "UNKNOWN_FIELD",
                "is no field here; did you mean status?",
            ),
        ],
    ) == (status, sorted(violations(answer)))


@pytest.mark.parametrize(
    ("name", "meant"), [("party_size", "partySize"), ("participants", "participant")]
)
def test_names_are_those_of_the_wire(
    local_wix: LocalWix, name: str, meant: str
) -> None:
    """Python's names are no names on the wire; what may be meant is named as the wire does."""
    status, answer = raw(local_wix, "POST", PATH, {"participation": {**NEW, name: 1}})

    expected = f"is no field here; did you mean {meant}?"
    found = (f"participation.{name}", "UNKNOWN_FIELD", expected)
    assert (400, [found]) == (status, violations(answer))


def test_filters_and_sort_orders(local_wix: LocalWix) -> None:
    """They have the names of the wire, too."""
    query = {"filter": {"sort_order": 1}, "sort": [{"fieldName": "sort_order"}]}
    path = "/faq/v2/categories/query"
    status, answer = raw(local_wix, "POST", path, {"query": query})
    rules = [(field, rule) for field, rule, _ in violations(answer)]

    assert (
        400,
        [
            ("query.filter.sort_order", "FILTERABLE"),
            ("query.sort[0].fieldName", "SORTABLE"),
        ],
    ) == (status, rules)


def test_clients_read_the_refusal(local_wix: LocalWix) -> None:
    """A client that didn't check raises an error that is both of Wix and of validation."""
    with pytest.raises(ValidationError) as caught:
        local_wix.client().request("POST", PATH, json={"participation": {}})

    assert isinstance(caught.value, ApiError)
    assert "participation.participant" in [one.field for one in caught.value.violations]


@pytest.mark.parametrize("is_async", [False, True])
def test_models_come_back_as_they_came(strange: LocalWix, is_async: bool) -> None:
    """What Wix itself answered passes, though it breaks rules; a caller's change of it arrives."""

    async def change() -> participations.Participation:
        async with strange.async_client() as wix:
            api = wix.calendar.participations
            found = await api.get_participation(participation_id=ID)
            found.external_id = EVENT
            return await api.update_participation(participation=found)

    if is_async:
        changed = asyncio.run(change())
    else:
        api = strange.client().calendar.participations
        found = api.get_participation(participation_id=ID)
        found.external_id = EVENT
        changed = api.update_participation(participation=found)

    assert {**STRANGE, "externalId": EVENT} == changed.to_dict()


def test_json_comes_back_as_it_came(strange: LocalWix) -> None:
    """So it is for clients that send back the JSON of an answer, whole or with something changed."""
    _, answer = raw(strange, "GET", f"{PATH}/{ID}", None)
    changed = {"participation": {**answer["participation"], "externalId": EVENT}}
    found = [raw(strange, "PATCH", f"{PATH}/{ID}", body) for body in (answer, changed)]

    assert [(200, answer), (200, changed)] == found


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        ({"partySize": 5001}, "participation.partySize", "MAX"),
        ({"status": "ANOTHER"}, "participation.status", "ENUM"),
        ({"seat": 1}, "participation.seat", "UNKNOWN_FIELD"),
        ({"seats": []}, "participation.seats", "UNKNOWN_FIELD"),
        ({"participant": {"name": "y" * 300}}, "participation.participant.name", "MAX_LENGTH"),
        ({"participant": {"name": "x" * 300, "agee": 1}}, "participation.participant.agee", "UNKNOWN_FIELD"),
        ({"eventId": ID}, "participation", "ONE_OF"),
    ],
)  # fmt: skip
def test_what_a_caller_changes_is_checked(
    strange: LocalWix, change: dict[str, Any], field: str, rule: str
) -> None:
    """Of an entity that breaks rules, what a caller has put into it must not."""
    raw(strange, "GET", f"{PATH}/{ID}", None)
    body = {"participation": {**STRANGE, **change}}
    status, answer = raw(strange, "PATCH", f"{PATH}/{ID}", body)

    assert (400, [(field, rule)]) == (status, [one[:2] for one in violations(answer)])


def test_what_was_never_answered_is_checked(strange: LocalWix) -> None:
    """The same entity out of nowhere breaks the rules that it breaks."""
    body = {"participation": STRANGE}
    status, answer = raw(strange, "PATCH", f"{PATH}/{ID}", body)
    rules = {rule for _, rule, _ in violations(answer)}

    assert (400, {"MAX", "ENUM", "UNKNOWN_FIELD", "MAX_LENGTH", "ONE_OF"}) == (
        status,
        rules,
    )


def test_entities_of_the_state_come_back_whole(local_wix: LocalWix) -> None:
    """An answer's entity, read-only fields and all, is a good update."""
    made = raw(local_wix, "POST", PATH, {"participation": NEW})[1]["participation"]
    path = f"{PATH}/{made['id']}"
    changed = {**made, "partySize": 3}
    status, answer = raw(local_wix, "PATCH", path, {"participation": changed})

    assert (200, 3) == (status, answer["participation"]["partySize"])
