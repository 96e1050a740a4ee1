"""Good use of the async client: both checkers find nothing."""

from __future__ import annotations

from typing import assert_type

from wixapi import ApiKeyStrategy, AsyncPager, AsyncWixClient, Page, RawResponse
from wixapi.calendar.participations import Participation, Status
from wixapi.events.guests import EventGuest


async def calls() -> None:
    """Results are awaited, pagers aren't."""
    async with AsyncWixClient(auth=ApiKeyStrategy("…", site_id="…")) as wix:
        assert_type(wix, AsyncWixClient)
        created = await wix.calendar.participations.create_participation(
            participation={
                "event_id": "…",
                "participant": {"name": "J"},
                "party_size": 1,
            },
            idempotency_key="order-4711",
        )
        assert_type(created, Participation)
        got = await wix.calendar.participations.get_participation(participation_id="…")
        new = got.model_copy(update={"status": Status.CONFIRMED})
        updated = await wix.calendar.participations.update_participation(
            participation=new, changed_from=got
        )
        assert_type(updated, Participation)
        await wix.calendar.participations.delete_participation(participation_id="…")
        answer = await wix.request("GET", "/x", request_options={"max_retries": 0})
        print(answer["things"])
        assert_type(wix.with_options(headers={"a": "b"}), AsyncWixClient)


async def pages(wix: AsyncWixClient) -> list[str | None]:
    """`async for` over items and pages."""
    pager = wix.events.guests.query_guests(query={"cursor_paging": {"limit": 1}})
    assert_type(pager, AsyncPager[EventGuest])
    async for guest in pager:
        assert_type(guest, EventGuest)
    async for page in pager.pages():
        assert_type(page, Page[EventGuest])
    assert_type(await pager.first_page(), Page[EventGuest])
    return [one.id async for one in wix.calendar.participations.query_participations()]


async def raw(wix: AsyncWixClient) -> None:
    """Raw answers are awaited, those of queries too."""
    answer = await wix.with_raw_response.calendar.participations.get_participation(
        participation_id="…"
    )
    assert_type(answer, RawResponse[Participation])
    page = await wix.with_raw_response.events.guests.query_guests(query={})
    assert_type(page, RawResponse[Page[EventGuest]])
