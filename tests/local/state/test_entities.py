"""Entities by the calls of real clients: what each shape of method does, and what it answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from wixapi import ApiKeyStrategy, Webhooks, WixClient
from wixapi._local.transport import LocalTransport
from wixapi.calendar.participations import Participation
from wixapi.errors import ApiError, ConflictError, NotFoundError
from wixapi.testing import LocalWix

EVENT = "130o4ncdcmm8csGKUihodsF8Lnx5vQuUmP9uqeurIYireDpysq5nOxSIMvXKf80QrOXzc09i1"
SCHEDULE = "3f1c9a52-7d0e-4b8a-9c64-2e5b7a1d8f03"
NOBODY = "8b6e0d14-52c7-4f39-a1de-90c3b7f4e628"
NEW: dict[str, Any] = {
    "event_id": EVENT,
    "participant": {"name": "Jane Doe"},
    "party_size": 2,
}


def _error(error: ApiError) -> tuple[int, str]:
    """Return status and code of an error."""
    return error.status, error.code


def _raw(local: LocalWix, verb: str, path: str, body: object = None) -> httpx2.Response:
    """The answer to a request that no client of ours makes."""
    headers = {"authorization": local.api_key, "wix-site-id": local.site_id}
    with _http(local) as http:
        return http.request(verb, path, json=body, headers=headers)


def _http(local: LocalWix) -> httpx2.Client:
    """A client without a port that sends what it is told."""
    transport = LocalTransport(local.core)
    return httpx2.Client(transport=transport, base_url=local.base_url)


def test_create_sets_what_wix_sets(local_wix: LocalWix) -> None:
    """Id, revision 1, dates, the app and documented defaults are set; what isn't set is left out."""
    sent = {
        "participation": {
            "eventId": EVENT,
            "participant": {"name": "J"},
            "partySize": 2,
        }
    }
    before = datetime.now(UTC) - timedelta(seconds=1)
    made = _raw(local_wix, "POST", "/calendar/v3/participations", sent)
    entity = made.json()["participation"]
    assert (made.status_code, made.headers["x-wix-local"]) == (200, "state")
    created = entity.pop("createdDate")
    assert before < datetime.fromisoformat(created) < datetime.now(UTC)
    assert (len(created), created[-1]) == (len("2026-01-02T03:04:05.678Z"), "Z")
    assert len(entity.pop("id")) == 36
    assert entity == {
        **sent["participation"],
        "appId": local_wix.core.identity.app_id,
        "status": "CONFIRMED",
        "revision": "1",
        "updatedDate": created,
    }


def test_own_fields_that_a_caller_sends_are_ignored(local_wix: LocalWix) -> None:
    """A create takes no id, revision, date or app from its caller where only Wix sets them."""
    wix = local_wix.client().calendar.participations
    moment = datetime(2001, 2, 3, tzinfo=UTC)
    own = {"id": NOBODY, "revision": 7, "created_date": moment, "app_id": NOBODY}
    made = wix.create_participation(participation={**NEW, **own})  # type: ignore[typeddict-unknown-key]
    assert NOBODY not in {made.id, made.app_id}
    assert (made.revision, made.created_date == moment) == (1, False)


def test_update_changes_what_is_sent(local_wix: LocalWix) -> None:
    """An update leaves what isn't sent, removes nulls, and counts the revision."""
    wix = local_wix.client().calendar.participations
    made = wix.create_participation(participation={**NEW, "external_id": SCHEDULE})
    changed = wix.update_participation(
        participation={"id": made.id, "revision": 1, "party_size": 3, "status": None}
    )
    assert (changed.party_size, changed.status, changed.revision) == (3, None, 2)
    assert (changed.event_id, changed.external_id) == (EVENT, SCHEDULE)
    assert changed.participant == made.participant
    assert wix.get_participation(participation_id=made.id) == changed


def test_what_cannot_change_stays(local_wix: LocalWix) -> None:
    """An update leaves the fields that are immutable or Wix's own as they are."""
    wix = local_wix.client().calendar.participations
    made = wix.create_participation(participation=NEW)
    sent = {"id": made.id, "revision": 1, "schedule_id": SCHEDULE, "app_id": NOBODY}
    changed = wix.update_participation(participation=sent)  # type: ignore[typeddict-unknown-key]
    assert (changed.event_id, changed.schedule_id) == (EVENT, None)
    assert changed.app_id == made.app_id


def test_a_stale_revision_conflicts(local_wix: LocalWix) -> None:
    """An update needs the latest revision: without one it is refused, with another one it conflicts."""
    wix = local_wix.client().calendar.participations
    made = wix.create_participation(participation=NEW)
    sent = {"id": made.id, "revision": made.revision, "party_size": 3}
    wix.update_participation(participation=sent)
    for revision in (1, 3):
        with pytest.raises(ConflictError) as caught:
            wix.update_participation(participation={**sent, "revision": revision})
        assert _error(caught.value) == (409, "REVISION_MISMATCH")
    path = f"/calendar/v3/participations/{made.id}"
    refused = _raw(local_wix, "PATCH", path, {"participation": {"partySize": 4}})
    violations = refused.json()["details"]["validationError"]["fieldViolations"]
    assert refused.status_code == 400
    assert [one["field"] for one in violations] == ["participation.revision"]
    assert wix.get_participation(participation_id=made.id).party_size == 3


def test_the_client_resolves_a_conflict(local_wix: LocalWix) -> None:
    """`on_conflict` finds the latest revision here as it does at Wix."""
    wix = local_wix.client().calendar.participations
    made = wix.create_participation(participation=NEW)
    theirs = made.model_copy(update={"party_size": 5})
    wix.update_participation(participation=theirs)
    mine = made.model_copy(update={"status": "PENDING_CONFIRMATION"})
    merged = wix.update_participation(
        participation=mine, changed_from=made, on_conflict="merge"
    )
    assert (merged.party_size, merged.status, merged.revision) == (
        5,
        "PENDING_CONFIRMATION",
        3,
    )


def test_what_is_deleted_is_gone(local_wix: LocalWix) -> None:
    """After a delete, and before a create, there is no such entity."""
    wix = local_wix.client().calendar.participations
    made = wix.create_participation(participation=NEW)
    wix.delete_participation(participation_id=made.id)
    calls: list[Callable[[], object]] = [
        lambda: wix.get_participation(participation_id=made.id),
        lambda: wix.delete_participation(participation_id=made.id),
        lambda: wix.update_participation(participation={"id": made.id, "revision": 1}),
        lambda: wix.get_participation(participation_id=NOBODY),
    ]
    for call in calls:
        with pytest.raises(NotFoundError) as caught:
            call()
        assert _error(caught.value) == (404, "PARTICIPATION_NOT_FOUND")
    assert [*wix.query_participations()] == []


def test_an_idempotency_key_twice_is_one_entity(local_wix: LocalWix) -> None:
    """A create that comes again with its key gets the answer of the first: one entity, one event."""
    wix = local_wix.client().calendar.participations
    hooks, told = Webhooks(local_wix.public_key), list[str]()
    hooks.calendar.participations.on_participation_created(
        lambda event: told.append(event.entity.id)
    )
    local_wix.deliver_to(hooks)
    first, again, other = (
        wix.create_participation(participation=NEW, idempotency_key=key)
        for key in ("a", "a", "b")
    )
    assert again == first
    assert {one.id for one in wix.query_participations()} == {first.id, other.id}
    assert told == [first.id, other.id]


def test_the_async_client_does_the_same(local_wix: LocalWix) -> None:
    """Both clients create, get, update, query and delete alike."""

    async def flow() -> tuple[Participation, list[Participation]]:
        async with local_wix.async_client() as client:
            wix = client.calendar.participations
            made = await wix.create_participation(participation=NEW)
            changed = await wix.update_participation(
                participation={"id": made.id, "revision": 1, "party_size": 4}
            )
            assert await wix.get_participation(participation_id=made.id) == changed
            found = [one async for one in wix.query_participations()]
            await wix.delete_participation(participation_id=made.id)
            with pytest.raises(NotFoundError):
                await wix.get_participation(participation_id=made.id)
            return changed, found

    changed, found = asyncio.run(flow())
    assert (changed.revision, found) == (2, [changed])


def test_threads_that_write_at_once_lose_nothing(local_wix: LocalWix) -> None:
    """Of two updates of one revision one succeeds, whichever threads make them."""
    wix = local_wix.client().calendar.participations
    made = wix.create_participation(participation=NEW)

    def count(_: int) -> int:
        while True:
            old = wix.get_participation(participation_id=made.id)
            size = (old.party_size or 0) + 1
            sent = {"id": old.id, "revision": old.revision, "party_size": size}
            try:
                wix.update_participation(participation=sent)
            except ConflictError:
                continue
            return size

    with ThreadPoolExecutor(4) as pool:
        sizes = sorted(pool.map(count, range(40)))
    assert sizes == [*range(3, 43)]
    assert wix.get_participation(participation_id=made.id).revision == 41


def test_settings_are_there_from_the_beginning() -> None:
    """Of what a site has only one, the first get finds one, made then, which updates change."""
    moment = datetime(2020, 5, 1, tzinfo=UTC)
    wix = LocalWix(clock=moment).client().bookings.bookings_settings
    first = wix.get_bookings_settings()
    assert (first.created_date, first.updated_date) == (moment, moment)
    assert wix.get_bookings_settings() == first
    changed = wix.update_bookings_settings(
        bookings_settings={"revision": first.revision}  # type: ignore[typeddict-item]
    )
    assert wix.get_bookings_settings() == changed
    assert (
        changed.model_copy(
            update={"revision": first.revision, "updated_date": first.updated_date}
        )
        == first.model_copy()
    )


def test_what_there_is_one_of_may_be_missing(local_wix: LocalWix) -> None:
    """Where a method makes what a site has only one of, there is none before."""
    with pytest.raises(NotFoundError, match="portfolio settings not found"):
        local_wix.client().portfolio.portfolio_settings.get_portfolio_settings()


def test_an_entity_is_got_by_another_field(local_wix: LocalWix) -> None:
    """A slug is made of the name where the caller gives none, and finds the entity."""
    wix = local_wix.client().blog.categories
    made = [wix.create_category(category={"label": "Red Shoes!"}) for _ in range(12)]
    numbers = ["", *(f"-{number}" for number in range(1, 12))]
    assert [one.slug for one in made] == [f"red-shoes{number}" for number in numbers]
    assert wix.get_category_by_slug(slug="red-shoes-7").category == made[7]
    with pytest.raises(NotFoundError):
        wix.get_category_by_slug(slug="red-shoes-12")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_items_of_data_collections(local_wix: LocalWix) -> None:
    """Items are free JSON, in the collection that the call names, with an id that callers may choose."""
    wix = local_wix.client().data.items
    item = {"_id": "first", "title": "x", "tags": None, "n": {"a": [1]}, "": 1}
    made = wix.insert(data_collection_id="Movies", item=item).item
    assert made is not None
    assert {name: made[name] for name in item} == item
    assert made["_createdDate"] == made["_updatedDate"]
    assert [*made["_createdDate"]] == ["$date"]
    with pytest.raises(ConflictError) as caught:
        wix.insert(data_collection_id="Movies", item={"_id": "first"})
    assert _error(caught.value) == (409, "ITEM_ALREADY_EXISTS")
    with pytest.raises(NotFoundError) as missed:
        wix.get(data_collection_id="Books", item_id="first")
    assert _error(missed.value) == (404, "ITEM_NOT_FOUND")
    wix.update(data_collection_id="Movies", item_id="first", item={"title": "y"})
    changed = wix.get(data_collection_id="Movies", item_id="first").item or {}
    assert (changed["title"], changed["_id"]) == ("y", "first")
    assert {"n", ""}.isdisjoint(changed)
    saved = wix.save(data_collection_id="Movies", item={"title": "z"}).item or {}
    assert len(saved["_id"]) == 36
    wix.remove(data_collection_id="Movies", item_id="first")
    later = {"_createdDate": {"$gte": made["_createdDate"]}}
    found = wix.query(data_collection_id="Movies", data_query={"filter": later})
    assert [one["title"] for one in found.items or []] == ["z"]


def test_every_item_of_a_bulk_call_is_for_itself(local_wix: LocalWix) -> None:
    """An item that is refused fails alone, with its place and its error; entities come where they are asked for."""
    wix = local_wix.client().stores.brands_v3
    made = wix.bulk_create_brands(
        brands=[{"name": "A"}, {"name": "B"}], return_entity=True
    )
    first, second = (one.item for one in made.results or [])
    assert first is not None
    assert second is not None
    assert made.bulk_action_metadata is not None
    assert made.bulk_action_metadata.total_successes == 2
    brands = [
        {"brand": {"id": first.id, "revision": "1", "name": "C"}},
        {"brand": {"id": second.id, "revision": "2", "name": "D"}},
        {"brand": {"id": NOBODY, "revision": "1", "name": "E"}},
    ]
    done = wix.bulk_update_brands(brands=brands)  # type: ignore[arg-type]
    assert [
        (one.item_metadata.original_index, one.item_metadata.success, one.item)
        for one in done.results or []
        if one.item_metadata
    ] == [(0, True, None), (1, False, None), (2, False, None)]
    errors = [one.item_metadata.error for one in done.failures]
    assert [one.code for one in errors if one] == [
        "REVISION_MISMATCH",
        "BRAND_NOT_FOUND",
    ]
    assert [wix.get_brand(brand_id=one.id).name for one in (first, second)] == [
        "C",
        "B",
    ]
    gone = wix.bulk_delete_brands(brand_ids=[first.id, NOBODY])
    assert [
        one.item_metadata.success for one in gone.results or [] if one.item_metadata
    ] == [
        True,
        False,
    ]
    assert gone.bulk_action_metadata is not None
    assert gone.bulk_action_metadata.total_failures == 1


def test_a_mask_says_what_an_update_changes(local_wix: LocalWix) -> None:
    """With a field mask only its paths change; one without a value is cleared."""
    wix = local_wix.client().auth_management.o_auth_apps
    domains = ["example.com"]
    made = wix.create_o_auth_app(
        o_auth_app={
            "name": "A1",
            "description": "x",
            "allowed_redirect_domains": domains,
        }
    )
    changed = wix.update_o_auth_app(
        o_auth_app={"id": made.id, "name": "B1", "description": "y"},
        mask=["allowed_redirect_domains", "name"],
    )
    assert (changed.name, changed.description) == ("B1", "x")
    assert (made.allowed_redirect_domains, changed.allowed_redirect_domains) == (
        domains,
        None,
    )


def test_a_reset_and_a_restored_snapshot(local_wix: LocalWix) -> None:
    """What is restored is as it was, however often; after a reset there is nothing."""
    wix = local_wix.client().calendar.participations
    made = wix.create_participation(participation=NEW, idempotency_key="a")
    taken = local_wix.core.store.snapshot()
    wix.delete_participation(participation_id=made.id)
    local_wix.core.store.restore(taken)
    assert wix.get_participation(participation_id=made.id) == made
    local_wix.reset()
    again = wix.create_participation(participation=NEW, idempotency_key="a")
    assert [one.id for one in wix.query_participations()] == [again.id]


def test_a_file_is_taken_up_again(tmp_path: Any) -> None:
    """A file keeps entities, and ids of the same seed don't come twice."""
    path = tmp_path / "wix.db"
    found: list[str] = []
    for _ in range(2):
        with LocalWix(db=path, random=7) as local:
            wix = local.client().calendar.participations
            found.append(wix.create_participation(participation=NEW).id)
            assert [one.id for one in wix.query_participations()].sort() == found.sort()
    assert len({*found}) == 2


def test_the_same_seed_gives_the_same_bytes() -> None:
    """With a clock that stands, two runs answer alike, ids and dates included."""
    answers: list[str] = []
    for _ in range(2):
        with LocalWix(clock=datetime(2026, 1, 2, tzinfo=UTC), random=7) as local:
            auth = ApiKeyStrategy(local.api_key, site_id=local.site_id)
            with WixClient(auth=auth, http_client=_http(local)) as wix:
                made = wix.calendar.participations.create_participation(
                    participation=NEW
                )
                answers.append(json.dumps(made.to_dict()))
    assert answers[0] == answers[1]
    assert json.loads(answers[0])["createdDate"] == "2026-01-02T00:00:00Z"
