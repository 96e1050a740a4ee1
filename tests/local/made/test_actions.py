"""Actions on entities that the local Wix keeps: what they do to them, and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest

from wixapi import errors
from wixapi._local.local_wix import LocalWix
from wixapi.bookings.bookings import (
    Booking,
    BookingConfirmed,
    BookingCreated,
    BookingUpdated,
)
from wixapi.crm.contacts_v5 import Contact

ID = "8b6e0d14-52c7-4f39-a1de-90c3b7f4e628"
SLOT = {
    "service_id": ID,
    "schedule_id": ID,
    "start_date": "2026-01-02T10:00:00Z",
    "end_date": "2026-01-02T11:00:00Z",
    "timezone": "UTC",
    "location": {"location_type": "CUSTOM"},
}


def booked(local: LocalWix) -> Booking:
    """A booking that is kept."""
    made = local.client().bookings.bookings.create_booking(
        booking={"booked_entity": {"slot": SLOT}, "total_participants": 1}  # type: ignore[typeddict-item]
    )
    assert made.booking is not None
    return made.booking


def test_an_action_changes_what_is_there(local_wix: LocalWix) -> None:
    """The entity gets what the call says under the same name, what is certain after the verb, and a revision."""
    booking = booked(local_wix)
    wix = local_wix.client().bookings.bookings
    found = wix.confirm_booking(
        booking_id=str(booking.id), revision="1", payment_status="PAID"
    ).booking

    assert found is not None
    assert ("CONFIRMED", "PAID", "2") == (
        found.status,
        found.payment_status,
        found.revision,
    )
    assert "state" == local_wix.requests[-1].answered_by
    assert booking.total_participants == found.total_participants


def test_an_action_on_an_unknown_entity(local_wix: LocalWix) -> None:
    """Where there are entities, one that isn't there is not found."""
    booked(local_wix)

    with pytest.raises(errors.NotFoundError, match="BOOKING_NOT_FOUND"):
        local_wix.client().bookings.bookings.confirm_booking(
            booking_id=ID, revision="1"
        )


def test_an_action_comes_again(local_wix: LocalWix) -> None:
    """An action that comes twice with one idempotency key is done once, whatever was done meanwhile."""
    local_wix.seed({"benefit_programs.programs": [{"id": ID, "status": "ACTIVE"}]})
    wix = local_wix.client().benefit_programs.programs
    first = wix.pause_program(program_id=ID, idempotency_key="a")
    wix.end_program(program_id=ID)
    again = wix.pause_program(program_id=ID, idempotency_key="a")

    assert first == again
    assert "ENDED" == wix.get_program(program_id=ID).status
    wix.pause_program(program_id=ID, idempotency_key="b")
    assert "PAUSED" == wix.get_program(program_id=ID).status


def test_an_action_with_a_stale_revision(local_wix: LocalWix) -> None:
    """A revision that isn't the latest one is a conflict, and nothing changes."""
    booking = booked(local_wix)
    wix = local_wix.client().bookings.bookings
    wix.decline_booking(booking_id=str(booking.id), revision="1")

    with pytest.raises(errors.ConflictError):
        wix.confirm_booking(booking_id=str(booking.id), revision="1")
    found = wix.cancel_booking(booking_id=str(booking.id), revision="2").booking
    assert found is not None
    assert ("CANCELED", "3") == (found.status, found.revision)


def contact(local: LocalWix, name: str) -> Contact:
    """A contact that is kept."""
    return local.client().crm.contacts_v5.create_contact(
        contact={"name": {"first": name}}  # type: ignore[typeddict-unknown-key]
    )


def test_a_bulk_action_does_what_it_can(local_wix: LocalWix) -> None:
    """Entities of a list are changed one by one; what isn't there is a failure of its own."""
    contacts = local_wix.client().crm.contacts_v5
    ids = [str(contact(local_wix, name).id) for name in ("Ada", "Bob")]
    tags = {"private_tags": {"tag_ids": ["new"]}}
    found = contacts.bulk_update_contact_tags(
        contact_ids=[*ids, ID], assign_tags=tags, return_entity=True  # type: ignore[arg-type]
    )

    assert found.results is not None
    metadata = [one.item_metadata for one in found.results]
    assert [True, True, False] == [one.success for one in metadata if one]
    assert [["new"], ["new"]] == [
        private_tags(contacts.get_contact(contact_id=id_)) for id_ in ids
    ]


def private_tags(found: Contact) -> list[str] | None:
    """The tags that members don't see."""
    assert found.tags is not None
    assert found.tags.private_tags is not None
    return found.tags.private_tags.tag_ids


def test_tags_are_taken(local_wix: LocalWix) -> None:
    """Tags that are unassigned are gone, the others stay."""
    contacts = local_wix.client().crm.contacts_v5
    id_ = str(contact(local_wix, "Ada").id)
    for assigned, unassigned in ((["a", "b"], []), ([], ["a"])):
        found = contacts.update_contact_tags(
            contact_id=id_,
            assign_tags={"private_tags": {"tag_ids": assigned}},
            unassign_tags={"private_tags": {"tag_ids": unassigned}},
        ).contact

    assert found is not None
    assert ["b"] == private_tags(found)


def test_what_a_filter_finds(local_wix: LocalWix) -> None:
    """What a filter finds is deleted, the rest stays; the answer has the id of a job."""
    contacts = local_wix.client().crm.contacts_v5
    for name in ("Ada", "Ada", "Bob"):
        contact(local_wix, name)
    job = contacts.bulk_delete_contacts_by_filter(filter={"name.first": "Ada"})

    assert job.job_id
    left = [
        one.name
        for one in contacts.query_contacts(query={"cursor_paging": {"limit": 9}})
    ]
    assert ["Bob"] == [name.first for name in left if name]


def test_extended_fields(local_wix: LocalWix) -> None:
    """Data of a namespace stands in the entity's extended fields, beside what was there."""
    categories = local_wix.client().faq.category
    id_ = str(categories.create_category(category={"title": "Questions"}).id)
    for data in ({"a": 1}, {"b": 2}):
        found = categories.update_extended_fields(
            id=id_, namespace="@me/app", namespace_data=data
        ).category

    assert found is not None
    assert found.extended_fields is not None
    assert {"@me/app": {"a": 1, "b": 2}} == found.extended_fields.namespaces
    assert "3" == found.revision


def test_sets_of_data_items(local_wix: LocalWix) -> None:
    """Items of one data collection are none of another's."""
    items = local_wix.client().data.items
    given: dict[str, Any] = {"_id": "one", "title": "First"}
    items.insert(data_collection_id="books", item=given)
    items.insert(data_collection_id="films", item={"title": "Second"})

    assert (
        "First"
        == (items.get(item_id="one", data_collection_id="books").item or {})["title"]
    )
    with pytest.raises(errors.NotFoundError):
        items.get(item_id="one", data_collection_id="films")
    assert 1 == items.count(data_collection_id="films").total_count


def test_events(local_wix: LocalWix) -> None:
    """An action sends that the entity has changed, and the event that is called like the action."""
    booking = booked(local_wix)
    local_wix.client().bookings.bookings.confirm_booking(
        booking_id=str(booking.id), revision="1"
    )
    sent = [type(one.event) for one in local_wix.deliveries]

    assert [BookingCreated, BookingUpdated, BookingConfirmed] == sent
