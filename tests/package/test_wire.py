"""Requests of many resources arrive as Wix's own SDK sends them."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from package.calls import ID, Caller, violations
from support.server import LoopbackServer

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

MASKS: list[tuple[str, dict[str, Any], str, str]] = [
    (
        "events.rsvp.update_rsvp",
        {"rsvp_id": ID, "event_id": ID, "fields": ["first_name", "lastName"]},
        "fields",
        "firstName,lastName",
    ),
    (
        "events.orders.update_order",
        {"event_id": ID, "order_number": "A-1", "fields": ["archived"]},
        "fields",
        "archived",
    ),
    (
        "auth_management.o_auth_apps.update_o_auth_app",
        {
            "o_auth_app": {"id": ID, "name": "My app"},
            "mask": ["allowed_redirect_uris", "name"],
        },
        "mask",
        "allowedRedirectUris,name",
    ),
]


@pytest.mark.parametrize(("method", "arguments", "name", "sent"), MASKS)
def test_masks_of_any_name_are_one_text(
    server: LoopbackServer,
    caller: Caller,
    method: str,
    arguments: dict[str, Any],
    name: str,
    sent: str,
) -> None:
    """`mask` and `fields` travel as `fieldMask` does."""
    caller.call(method, **arguments)

    assert sent == server.last.json[name]


def test_masks_beside_each_entity(server: LoopbackServer, caller: Caller) -> None:
    """So do those in lists; what stands below free JSON keeps its spelling."""
    mask = ["name", "extended_fields.namespaces.@acct/my-app.user_field"]
    service = {"service": {"id": ID, "revision": "1"}, "mask": mask}

    caller.call("bookings.services.bulk_update_services", services=[service])

    expected = "name,extendedFields.namespaces.@acct/my-app.user_field"
    assert expected == server.last.json["services"][0]["mask"]


def test_lists_of_values_stay_lists(server: LoopbackServer, caller: Caller) -> None:
    """`fields` whose values are those of an enum is no mask."""
    server.answer({"product": {"id": ID}})

    caller.call(
        "stores.products_v3.get_product",
        product_id=ID,
        fields=["URL", "MEDIA_ITEMS_INFO"],
    )

    query = parse_qs(urlsplit(server.last.path).query)
    assert {"fields": ["URL", "MEDIA_ITEMS_INFO"]} == query


def test_a_get_keeps_the_structure_of_its_parameters(
    server: LoopbackServer, caller: Caller
) -> None:
    """Lists of objects make all parameters one; without them, names are dotted."""
    sorting = [{"field_name": "createdDate", "order": "DESC"}]
    caller.items("members.members.list_members", sorting=sorting)
    value = parse_qs(urlsplit(server.last.path).query)[".r"][0]
    decoded = json.loads(urlsafe_b64decode(value + "=" * (-len(value) % 4)))
    assert {"sorting": [{"fieldName": "createdDate", "order": "DESC"}]} == decoded


WHOLE: list[tuple[str, dict[str, Any], Any]] = [
    (
        "events.guests.query_guests",
        {"query": {"cursor_paging": {"limit": 2.0}}},
        {"query": {"cursorPaging": {"limit": 2}}},
    ),
    (
        "bookings.bookings.update_number_of_participants",
        {"booking_id": ID, "revision": "3", "total_participants": 2.0},
        {"revision": "3", "totalParticipants": 2},
    ),
    (
        "calendar.participations.query_participations",
        {"query": {"filter": {"eventId": {"$in": ["e"]}}, "paging": {"limit": 5.0}}},
        {"query": {"filter": {"eventId": {"$in": ["e"]}}, "paging": {"limit": 5}}},
    ),
]


@pytest.mark.parametrize(("method", "arguments", "sent"), WHOLE)
def test_whole_floats_are_integers(
    server: LoopbackServer,
    caller: Caller,
    method: str,
    arguments: dict[str, Any],
    sent: Any,
) -> None:
    """They are sent without a point."""
    if "query" in method:
        caller.items(method, **arguments)
    else:
        caller.call(method, **arguments)

    assert json.dumps(sent) == json.dumps(server.last.json)


def test_other_floats_are_none(caller: Caller) -> None:
    """Nor are True and what isn't finite."""
    for wrong in (2.5, float("nan"), float("inf"), True):
        assert [("totalParticipants", "TYPE")] == violations(
            caller,
            "bookings.bookings.update_number_of_participants",
            booking_id=ID,
            revision="3",
            total_participants=wrong,
        )


ODD: list[tuple[str, str, str, dict[str, Any]]] = [
    (
        "calendar.participations.{}_participation",
        "participation",
        "participation_id",
        {"status": "WAITLISTED", "partySize": 5000, "participant": {"vip": True}},
    ),
    (
        "crm.contacts_v5.{}_contact",
        "contact",
        "contact_id",
        {"name": {"first": "J", "later": [1]}, "later": {"a": 1}},
    ),
    (
        "blog.categories.{}_category",
        "category",
        "category_id",
        {"label": "x" * 500, "language": "not-a-language", "later": 1},
    ),
    (
        "bookings.services.{}_service",
        "service",
        "service_id",
        {"type": "LATER", "form": {"later": 1}, "locations": [{"type": "LATER"}]},
    ),
    (
        "stores.products_v3.{}_product",
        "product",
        "product_id",
        {"productType": "LATER", "seoData": {"later": {}}, "name": "x" * 900},
    ),
]


@pytest.mark.parametrize(("method", "name", "id_", "odd"), ODD)
def test_what_was_read_goes_back(
    server: LoopbackServer,
    caller: Caller,
    method: str,
    name: str,
    id_: str,
    odd: dict[str, Any],
) -> None:
    """Read, send: unknown values and fields, and outgrown limits are no reason to refuse or to lose anything."""
    server.answer({name: {"id": ID, "revision": "1", **odd}})
    read = caller.call(method.format("get"), **{id_: ID})

    # some getters hand back all of the answer
    caller.call(method.format("update"), **{name: getattr(read, name, read)})

    sent = server.last.json[name]
    assert odd == {key: x for key, x in sent.items() if key not in {"id", "revision"}}
