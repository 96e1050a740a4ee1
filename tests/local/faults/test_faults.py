"""Faults of the local Wix on demand: what clients make of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local.faults.faulty import FAULTS, HEADER, PARTY, count, create
from wixapi import OAuthStrategy
from wixapi._local.messages import Request
from wixapi.errors import (
    ConfigurationError,
    ConflictError,
    ConnectionError,
    RateLimitError,
    ServerError,
    TimeoutError,
)
from wixapi.testing import LocalWix

ID = "aaaaaaaa-0000-4000-8000-000000000001"
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses of clients before repetitions, none of which is made."""
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)
    return pauses


def last_headers(local: LocalWix) -> Mapping[str, str]:
    """Return the headers of the last answer."""
    answer = local.requests[-1].answer
    return answer.headers if answer else {}


@pytest.mark.parametrize("header", FAULTS)
def test_each_fault_is_an_error_of_its_own(local_wix: LocalWix, header: str) -> None:
    """The client's error has the right type, and the state has what took effect."""
    given, expected, took_effect = FAULTS[header]
    local_wix.fail_next(**given)
    with pytest.raises(expected):
        create(local_wix)
    assert count(local_wix) == took_effect


@pytest.mark.parametrize("header", FAULTS)
async def test_each_fault_can_be_asked_for_by_a_header(
    local_wix: LocalWix, header: str
) -> None:
    """By any client: here an async one."""
    _, expected, took_effect = FAULTS[header]
    wix = local_wix.async_client()
    with pytest.raises(expected):
        await wix.calendar.participations.create_participation(
            participation=PARTY, request_options={"headers": {HEADER: header}}
        )
    assert count(local_wix) == took_effect


def test_faults_are_the_same_on_a_port() -> None:
    """There connections really break, and clients really wait."""
    made = 0
    with LocalWix(port=0) as local, local.client() as client:
        wix = client.calendar.participations
        for header, (_, expected, took_effect) in FAULTS.items():
            timeout = 0.05 if "delay" in header else 5
            options: Any = {"headers": {HEADER: header}, "timeout": timeout}
            with pytest.raises(expected):
                wix.create_participation(participation=PARTY, request_options=options)
            made += took_effect
            found = wix.query_participations().to_list()
            assert (header, len(found)) == (header, made)


def test_faults_are_over_after_so_many_requests(
    local_wix: LocalWix, waits: list[float]
) -> None:
    """A client that repeats the call gets through, and waits as long as it is asked to."""
    local_wix.fail_next(429, retry_after=3, times=2)
    wix = local_wix.client(max_retries=2)
    wix.calendar.participations.query_participations().to_list()
    assert [3 <= pause <= 3.4 for pause in waits] == [True, True]


def test_a_header_can_be_for_the_first_requests_only(
    local_wix: LocalWix, waits: list[float]
) -> None:
    """Repetitions send it again; once they are through, the next call begins anew."""
    wix = local_wix.client(max_retries=2)
    for _ in range(2):
        ask = wix.calendar.participations.query_participations(
            request_options={"headers": {HEADER: "status=503; times=2"}}
        )
        assert ask.to_list() == []
    assert len(waits) == 4


def test_a_repeated_write_with_a_key_is_one_entity(
    local_wix: LocalWix, waits: list[float]
) -> None:
    """The connection breaks after the first one took effect; the second gets the answer of the first."""
    local_wix.fail_next(reset="after")
    made = local_wix.client(max_retries=1).calendar.participations.create_participation(
        participation=PARTY, idempotency_key="k"
    )
    assert (count(local_wix), made.revision, len(waits)) == (1, 1, 1)


def test_a_write_without_a_key_is_not_repeated(
    local_wix: LocalWix, waits: list[float]
) -> None:
    """Unless nothing can have been sent."""
    brands = local_wix.client(max_retries=1).stores.brands_v3
    local_wix.fail_next(reset="before")
    with pytest.raises(ConnectionError):
        brands.create_brand(brand={"name": "a"})
    local_wix.fail_next(reset="connect")
    brands.create_brand(brand={"name": "a"})
    assert (brands.count_brands().count, len(waits)) == (1, 1)


def test_faults_choose_their_calls(local_wix: LocalWix) -> None:
    """Those of one method, by name or itself, and writes alone; others are spared."""
    wix = local_wix.client()
    made = create(local_wix)
    local_wix.fail_next(method="calendar.participations.delete_participation")
    local_wix.fail_next(method=wix.calendar.participations.get_participation)
    local_wix.fail_next(409, writes_only=True, body={"message": "no"})
    assert count(local_wix) == 1
    with pytest.raises(ConflictError, match="no"):
        create(local_wix)
    for method in (
        wix.calendar.participations.get_participation,
        wix.calendar.participations.delete_participation,
    ):
        with pytest.raises(ServerError):
            method(participation_id=made.id)
        method(participation_id=made.id)


def test_an_error_has_the_body_and_the_headers_that_are_given(
    local_wix: LocalWix,
) -> None:
    """JSON, text or bytes; and any text as Retry-After."""
    for body in ({"message": "x"}, "plain \u6f22", b"\xff\xfe"):
        local_wix.fail_next(
            500, body=body, headers={"X-Proxy": "p"}, retry_after="soon"
        )
        with pytest.raises(ServerError):
            create(local_wix)
        headers = last_headers(local_wix)
        assert (headers["x-proxy"], headers["retry-after"]) == ("p", "soon")
    local_wix.fail_next(429, retry_after=START)
    with pytest.raises(RateLimitError):
        create(local_wix)
    assert last_headers(local_wix)["retry-after"] == "Thu, 01 Jan 2026 00:00:00 GMT"


def test_somebody_else_edits_between_get_and_update(local_wix: LocalWix) -> None:
    """The update is stale then: 409; with `on_conflict` both changes stay."""
    wix = local_wix.client().calendar.participations
    made = create(local_wix)
    local_wix.edit_next({"party_size": 5})
    change: Any = {"id": made.id, "revision": made.revision, "status": "CONFIRMED"}
    with pytest.raises(ConflictError):
        wix.update_participation(participation=change)
    assert wix.get_participation(participation_id=made.id).party_size == 5
    local_wix.edit_next({"partySize": 6}, method=wix.update_participation)
    latest = wix.get_participation(participation_id=made.id)
    mine: Any = {**change, "revision": latest.revision}
    kept = wix.update_participation(participation=mine, on_conflict="merge")
    assert (kept.party_size, kept.status, kept.revision) == (6, "CONFIRMED", 4)
    with pytest.raises(ConflictError):
        wix.update_participation(
            participation={**change, "revision": 4},
            request_options={"headers": {HEADER: "edit"}},
        )


def test_an_edit_by_somebody_else_keeps_the_rules(local_wix: LocalWix) -> None:
    """In the names of Python, too, at any depth; a mistake in it is the test's own."""
    wix = local_wix.client().calendar.participations
    made = create(local_wix)
    local_wix.edit_next({"participant": {"contact_id": "c"}})
    wix.delete_participation(participation_id=made.id)
    made = create(local_wix)
    local_wix.edit_next({"participant": {"contact": "c"}})
    with pytest.raises(
        ConfigurationError, match=r"changes\.participant\.contact is|is no field"
    ):
        wix.delete_participation(participation_id=made.id)


def test_an_edit_waits_for_a_call_about_entities(local_wix: LocalWix) -> None:
    """A new entity can't be edited before; those of a bulk call are all, and what an action is about."""
    wix = local_wix.client()
    local_wix.edit_next()
    made = [create(local_wix), create(local_wix)]
    change: Any = {"id": made[0].id, "revision": 1, "party_size": 3}
    with pytest.raises(ConflictError):
        wix.calendar.participations.update_participation(participation=change)
    local_wix.seed({"bookings.bookings.Booking": [{"id": ID, "revision": "1"}]})
    local_wix.edit_next()
    with pytest.raises(ConflictError):
        wix.bookings.bookings.confirm_booking(booking_id=ID, revision="1")
    products: Any = [{"name": name, "revision": "1"} for name in ("Cup", "Pot")]
    local_wix.seed({"stores.products_v3": products})
    local_wix.edit_next({"visible": False})
    found = wix.stores.products_v3.query_products(query={}).to_list()
    bulk = wix.stores.products_v3.bulk_update_products(
        products=[{"product": {"id": one.id, "revision": "1"}} for one in found]
    )
    assert bulk.bulk_action_metadata
    assert bulk.bulk_action_metadata.total_failures == 2


def test_the_rate_limit_goes_by_the_virtual_clock() -> None:
    """200 requests a minute, then 429 with the seconds until there is room again."""
    with LocalWix(clock=START) as local:
        local.rate_limit()
        for _ in range(200):
            count(local)
        local.core.clock.advance(timedelta(seconds=10))
        with pytest.raises(RateLimitError):
            count(local)
        assert last_headers(local)["retry-after"] == "50"
        local.core.clock.advance(timedelta(seconds=50))
        assert count(local) == 0
        local.rate_limit(1, per=timedelta(seconds=1), retry_after="")
        count(local)
        with pytest.raises(RateLimitError):
            count(local)
        assert "retry-after" not in last_headers(local)
        local.rate_limit(None)
        assert [count(local), count(local)] == [0, 0]


def test_latency_lasts_until_it_is_taken_back(
    local_wix: LocalWix, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that is less patient gets its timeout; others wait."""
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    local_wix.latency(0.25)
    local_wix.latency(1, writes_only=True)
    assert count(local_wix) == 0
    create(local_wix)
    with pytest.raises(TimeoutError):
        create(local_wix, request_options={"timeout": 0.5})
    local_wix.latency(0)
    local_wix.latency(0, writes_only=True)
    assert (count(local_wix), slept) == (2, [0.25, 1.25])


def test_what_is_about_an_error_answer_makes_one(local_wix: LocalWix) -> None:
    """In a header as in `fail_next`: 503 needn't be said."""
    with pytest.raises(ServerError) as caught:
        create(local_wix, request_options={"headers": {HEADER: "retry-after=3"}})
    found = caught.value.status, last_headers(local_wix)["retry-after"]
    assert found == (503, "3")


def test_an_answer_without_a_body_has_none_on_a_port() -> None:
    """As HTTP has it: the answer arrives, rather than a broken connection."""
    with LocalWix(port=0) as local, local.http_client() as http:
        found: list[tuple[int, bytes]] = []
        for status in (204, 304):
            local.fail_next(status)
            answer = http.get("/calendar/v3/participations/x")
            found.append((answer.status_code, answer.content))
        assert found == [(204, b""), (304, b"")]


def test_requests_for_tokens_are_no_writes(local_wix: LocalWix) -> None:
    """A fault of writes waits for the call that the token was got for."""
    local_wix.fail_next(writes_only=True)
    auth = OAuthStrategy(local_wix.client_id)
    with pytest.raises(ServerError, match=r"^calendar\.participations\.create"):
        local_wix.client(auth=auth).calendar.participations.create_participation(
            participation=PARTY
        )


def test_tokens_can_fail_too(local_wix: LocalWix) -> None:
    """The header goes with any request."""
    request = Request("POST", "/oauth2/token", headers={HEADER: "status=500"})
    assert local_wix.core.answer(request).status == 500


def test_a_reset_forgets_faults(local_wix: LocalWix) -> None:
    """Those that wait, latency and the limit."""
    local_wix.fail_next(times=9)
    local_wix.latency(60)
    local_wix.rate_limit(1)
    local_wix.reset()
    assert [count(local_wix), count(local_wix)] == [0, 0]
