"""Good use of what apps need every day: both checkers find nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, assert_type

from wixapi import (
    AsyncPager,
    AsyncWixClient,
    Page,
    Pager,
    RawResponse,
    WixClient,
    await_until_ready,
    merge,
    testing,
    wait_until_ready,
)
from wixapi.calendar.participations import (
    Participation,
    ParticipationsClient,
    UpdateParticipationDict,
)
from wixapi.errors import NotReadyError


def pages(wix: WixClient) -> None:
    """Items, lists and totals have their types."""
    pager = wix.calendar.participations.query_participations()
    assert_type(pager.to_list(), list[Participation])
    assert_type(pager.to_list(limit=3), list[Participation])
    assert_type(pager.first(), Participation | None)
    assert_type(pager.limited(3), Pager[Participation])
    assert_type(pager.total, int | None)
    for page in pager.pages(limit=3):
        assert_type(page, Page[Participation])
        assert_type(page.total, int | None)
        assert_type(page.seen, int)


async def async_pages(wix: AsyncWixClient) -> None:
    """So have those of the async client."""
    pager = wix.calendar.participations.query_participations()
    assert_type(await pager.to_list(limit=3), list[Participation])
    assert_type(await pager.first(), Participation | None)
    assert_type(pager.limited(3), AsyncPager[Participation])
    async for page in pager.pages(limit=3):
        assert_type(page.total, int | None)
    participation = await await_until_ready(
        lambda: wix.calendar.participations.get_participation(participation_id="…")
    )
    assert_type(participation, Participation)
    update = wix.calendar.participations.update_participation
    assert_type(
        await update(participation={"id": "…", "revision": 1}, on_conflict=merge),
        Participation,
    )
    assert_type(await wix.request("PUT", "/a", content=b""), Any)
    assert_type(await wix.upload("https://…", b""), Any)


def larger(mine: UpdateParticipationDict, theirs: Participation) -> Participation:
    """A function of mine and theirs."""
    return theirs.model_copy(update={"party_size": mine.get("party_size")})


def as_dict(mine: Participation, theirs: Participation) -> Mapping[str, Any]:
    """One that hands back a dict."""
    return {"id": mine.id, "party_size": theirs.party_size}


def conflicts(wix: WixClient, got: Participation) -> None:
    """Conflicts are merged, or a function decides."""
    update = wix.calendar.participations.update_participation
    assert_type(update(participation=got, on_conflict=merge), Participation)
    update(participation=got, changed_from=got, on_conflict="merge")
    update(participation={"id": "…", "revision": 1}, on_conflict=larger)
    update(participation=got, on_conflict=as_dict)
    update(participation=got, on_conflict=lambda _mine, theirs: theirs)
    update(participation=got, on_conflict=None)
    raw = wix.with_raw_response.calendar.participations.update_participation
    assert_type(raw(participation=got, on_conflict=merge), RawResponse[Participation])


def waiting(wix: WixClient) -> None:
    """What is waited for has the type of what is fetched."""
    get = wix.calendar.participations.get_participation
    try:
        found = wait_until_ready(
            lambda: get(participation_id="…"), status="status", ready=["CONFIRMED"]
        )
    except NotReadyError as error:
        assert_type(error.status, str)
    else:
        assert_type(found, Participation)


def contents(wix: WixClient, path: Path) -> None:
    """Bodies of all kinds."""
    with path.open("rb") as file:
        wix.request("POST", "/a", content=file, content_type="text/csv")
    wix.request("POST", "/a", files={"a": path, "b": ("b.txt", "b"), "c": (None, "c")})
    wix.request("POST", "/a", files=[("a", ("a.bin", b"a", "x/y")), ("a", b"a")])
    wix.upload("https://…", path, filename="a.png", content_type="image/png")


def tables(wix: WixClient) -> None:
    """Methods as keys, models and lists as answers."""
    table: testing.Table = {
        "calendar.participations.get_participation": Participation(id="1"),
        wix.calendar.participations.query_participations: [Participation(id="1")],
        ParticipationsClient.create_participation: [{}, (404, {}), OSError("gone")],
        ("GET", "/a"): None,
    }
    testing.client(table)
    testing.Transport({ParticipationsClient.get_participation: [{}]})
