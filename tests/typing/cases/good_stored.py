"""What Wix always sends is used as it is: both checkers find nothing."""

from __future__ import annotations

from datetime import datetime
from typing import assert_type

from wixapi import AsyncWixClient, WixClient
from wixapi.bookings.bookings import Booking
from wixapi.calendar.participations import Participation


def participations(wix: WixClient) -> None:
    """The snippet of the issue."""
    api = wix.calendar.participations
    created = api.create_participation(
        participation={"participant": {"name": "J"}, "party_size": 1}
    )
    got = api.get_participation(participation_id=created.id)
    print(created.created_date.isoformat(), got.updated_date.isoformat())
    assert_type(created.created_date, datetime)
    api.update_participation(
        participation={
            "id": created.id,
            "revision": created.revision,
            "party_size": 2,
            "participant": {"name": "J"},
        }
    )
    made = Participation(party_size=1)  # what Wix sets is left out
    print(made.id, [one.id.lower() for one in api.query_participations()])


async def async_participations(wix: AsyncWixClient) -> None:
    """The same without blocking."""
    api = wix.calendar.participations
    created = await api.create_participation(
        participation={"participant": {"name": "J"}, "party_size": 1}
    )
    got = await api.get_participation(participation_id=created.id)
    print(got.created_date.isoformat())
    await api.update_participation(
        participation={
            "id": got.id,
            "revision": got.revision,
            "party_size": 2,
            "participant": {"name": "J"},
        }
    )


def contacts(wix: WixClient) -> None:
    """The entity stands in the answer of a write."""
    api = wix.crm.contacts
    created = api.create_contact(info={"name": {"first": "J"}}).contact
    got = api.get_contact(id=created.id)
    print(got.created_date.isoformat(), got.updated_date.isoformat())
    api.update_contact(contact_id=got.id, revision=got.revision, info={"locale": "en"})


def products(wix: WixClient) -> None:
    """Products of catalog V3."""
    api = wix.stores.products_v3
    got = api.get_product(product_id="…")
    again = api.get_product(product_id=got.id)
    print(again.created_date.isoformat())
    api.update_product(
        product={"id": got.id, "revision": got.revision, "name": "Mug"},
        changed_from=again,
    )


def bookings(wix: WixClient) -> None:
    """A revision that the caller sends: the spec says that it always comes."""
    api = wix.bookings.bookings
    created = api.create_booking(booking=Booking(total_participants=1)).booking
    print(created.created_date.isoformat())
    confirmed = api.confirm_booking(booking_id=created.id, revision=created.revision)
    print(confirmed.booking.id.lower())


def posts(wix: WixClient) -> None:
    """An entity that a path names is found, or refused."""
    drafts = wix.blog.draft_posts
    created = drafts.create_draft_post(draft_post={"title": "…"}).draft_post
    print(created.created_date.isoformat())
    drafts.update_draft_post(draft_post={"id": created.id, "title": "…"})
    print(wix.blog.posts.get_post(post_id=created.id).post.id.lower())


def events(wix: WixClient) -> None:
    """Events, which have no revision."""
    api = wix.events.wix_events_v2
    got = api.get_event(event_id="…")
    print(api.get_event(event_id=got.id).created_date.isoformat())
    api.update_event(event={"id": got.id, "title": "…"})
