"""What the local Wix answers where its state doesn't say it: handlers, examples, answers that are filled up."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from wixapi import errors
from wixapi._local.calls import Call
from wixapi._local.core import Core
from wixapi._local.facts import Facts, facts
from wixapi._local.local_wix import LocalWix
from wixapi.bookings.bookings import Booking, ConfirmBookingResponse

ID = "8b6e0d14-52c7-4f39-a1de-90c3b7f4e628"
OTHER = "3f1c9a52-7d0e-4b8a-9c64-2e5b7a1d8f03"
CONFIRM = "bookings.bookings.confirm_booking"
GET = "calendar.participations.get_participation"


def confirm(local: LocalWix, id_: str = ID, **more: Any) -> Booking | None:
    """Confirm a booking."""
    given = {"booking_id": id_, "revision": "1", **more}
    return local.client().bookings.bookings.confirm_booking(**given).booking


def answered_by(local: LocalWix) -> str:
    """Who answered the last call."""
    return local.requests[-1].answered_by


@pytest.mark.parametrize(
    "result",
    [
        {"booking": {"id": ID}},
        ConfirmBookingResponse(booking=Booking(id=ID)),
        (200, {"booking": {"id": ID}}),
        (200, {"booking": Booking(id=ID)}),
        httpx2.Response(200, json={"booking": {"id": ID}}),
    ],
)
def test_a_handler_goes_first(local_wix: LocalWix, result: Any) -> None:
    """A handler's JSON, models, status and JSON, or whole response is the answer."""
    local_wix.on(CONFIRM)(lambda _: result)

    assert Booking(id=ID) == confirm(local_wix)
    assert "handler" == answered_by(local_wix)


def test_a_handler_hands_back_the_entity(local_wix: LocalWix) -> None:
    """What the method hands back stands for the whole answer."""
    local_wix.on(GET)(
        lambda call: {"participation": {"id": call.arguments["participationId"]}}
    )
    wix = local_wix.client()

    assert (
        OTHER
        == wix.calendar.participations.get_participation(participation_id=OTHER).id
    )


def test_a_handler_refuses(local_wix: LocalWix) -> None:
    """A status is the error that it is; an exception is raised where the call is made."""
    local_wix.on(CONFIRM)(lambda _: (409, {"message": "booked up"}))
    with pytest.raises(errors.ConflictError, match="booked up"):
        confirm(local_wix)
    local_wix.on(CONFIRM)(lambda _: httpx2.ConnectError("no line"))
    with pytest.raises(errors.ConnectionError, match="no line"):
        confirm(local_wix)


def test_a_handler_is_no_coroutine(local_wix: LocalWix) -> None:
    """An async function is refused where it is registered: nothing would await it."""

    async def handler(_: Call) -> None: ...

    with pytest.raises(errors.ConfigurationError, match="make it a plain function"):
        local_wix.on(CONFIRM)(handler)


def test_a_handler_is_a_function(local_wix: LocalWix) -> None:
    """What can't be called is refused where it is registered."""
    with pytest.raises(errors.ConfigurationError, match="give a function"):
        local_wix.on(CONFIRM)("answer")  # type: ignore[type-var]


def test_a_handler_answers_nothing(local_wix: LocalWix) -> None:
    """None is an empty answer."""
    local_wix.on(CONFIRM)(lambda _: None)

    assert confirm(local_wix) is None


def shown(*examples: tuple[dict[str, Any], dict[str, Any]]) -> LocalWix:
    """A local Wix of which the documentation shows answers of one method, and nothing else is known."""
    bookings = facts().raw["bookings.bookings"]
    raw = {
        "bookings.bookings": {
            "methods": {
                name: {"verb": one["verb"], "path": one["path"]}
                for name, one in bookings["methods"].items()
            },
            "examples": {
                "confirm_booking": [
                    {"request": request, "response": response}
                    for request, response in examples
                ]
            },
        }
    }
    local = LocalWix()
    local.core = Core(known=Facts(raw))
    return local


def test_an_example_fits() -> None:
    """An example is the answer where the call says all that it says, whatever the call says beyond."""
    local = shown(
        ({"bookingId": ID}, {"booking": {"id": ID, "status": "CONFIRMED"}}),
        (
            {"bookingId": ID, "paymentStatus": "PAID"},
            {"booking": {"id": ID, "paymentStatus": "PAID"}},
        ),
    )

    assert Booking(id=ID, status="CONFIRMED") == confirm(local)
    assert "example" == answered_by(local)
    assert Booking(id=ID, payment_status="PAID") == confirm(
        local, payment_status="PAID"
    )
    assert "example" == local.coverage()[CONFIRM]


@pytest.mark.parametrize(
    "request_",
    [
        {"bookingId": OTHER},
        {"bookingId": ID, "paymentStatus": "PAID"},
        {"revision": "2"},
    ],
)
def test_an_example_does_not_fit(request_: dict[str, Any]) -> None:
    """An example of another id, or that says what the call doesn't, is no answer to it."""
    local = shown((request_, {"booking": {"id": OTHER}}))
    found = confirm(local)

    assert found is not None
    assert ID == found.id
    assert "made" == answered_by(local)


def test_filled_up(local_wix: LocalWix) -> None:
    """An answer that is made up has every field, with what the call says under the same name, and what is certain."""
    found = confirm(local_wix, payment_status="NOT_PAID")

    assert found is not None
    assert found.contact_details is not None
    assert found.contact_details.email
    assert (ID, "CONFIRMED", "NOT_PAID") == (
        found.id,
        found.status,
        found.payment_status,
    )
    assert "made" == answered_by(local_wix)
    assert "state" == local_wix.coverage()[CONFIRM]


def test_an_own_id(local_wix: LocalWix) -> None:
    """What a method makes has an id of its own, each time another one, and the time of the clock."""
    service = {"target_service_id": ID, "clone_from_id": OTHER}
    variants = local_wix.client().bookings.service_options_and_variants
    made = [
        variants.clone_service_options_and_variants(
            **service
        ).service_options_and_variants
        for _ in range(2)
    ]

    assert 2 == len({one.id for one in made if one})


def test_one_page(local_wix: LocalWix) -> None:
    """A made-up page is the only one."""
    slots = (
        local_wix.client().bookings.availability_time_slots.list_availability_time_slots()
    )

    assert 1 == len([*slots])
    assert "made" == answered_by(local_wix)


def test_results_of_a_bulk_method(local_wix: LocalWix) -> None:
    """A made-up answer of a bulk method has a success for each item."""
    found = local_wix.client().bookings.bookings.bulk_calculate_allowed_actions(
        booking_ids=[ID, OTHER]
    )

    assert found.results is not None
    assert found.bulk_action_metadata is not None
    metadata = [one.item_metadata for one in found.results]
    assert [(0, True, None), (1, True, None)] == [
        (one.original_index, one.success, one.error) for one in metadata if one
    ]
    assert (2, 0) == (
        found.bulk_action_metadata.total_successes,
        found.bulk_action_metadata.total_failures,
    )


def test_strict() -> None:
    """A strict local Wix makes nothing up: 501 says how to help; a handler does."""
    with LocalWix(strict=True) as local:
        with pytest.raises(errors.ServerError, match="give it a handler") as caught:
            confirm(local)
        assert 501 == caught.value.status
        local.on(CONFIRM)(lambda _: Booking(id=ID))
        assert Booking(id=ID) == confirm(local)


def test_coverage(local_wix: LocalWix) -> None:
    """Each method is answered by a handler, the state, an example or by what is made up."""
    local_wix.on(CONFIRM)(lambda _: None)
    found = local_wix.coverage()

    assert {"handler", "state", "made"} == {*found.values()}
    assert "handler" == found[CONFIRM]
    assert "state" == found[GET]
    assert "made" == found["media.files.import_file"]  # strict ones refuse it
