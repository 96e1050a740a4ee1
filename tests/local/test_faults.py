"""Faults of the local Wix on demand: what clients make of them, and that state is never harmed."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from support.samples import few_or_many
from wixapi import OAuthStrategy
from wixapi._local.messages import Request
from wixapi.errors import (
    ApiError,
    ConfigurationError,
    ConflictError,
    ConnectionError,
    RateLimitError,
    ServerError,
    TimeoutError,
    WixError,
)
from wixapi.testing import LocalWix

HEADER = "x-wix-local-fault"
ID = "aaaaaaaa-0000-4000-8000-000000000001"
START = datetime(2026, 1, 1, tzinfo=UTC)
PARTY: Any = {"event_id": "e" * 36, "participant": {"name": "Ann"}, "party_size": 1}
FAULTS: dict[str, tuple[dict[str, Any], type[WixError], bool]] = {
    "status=503": ({"status": 503}, ServerError, False),
    "status=503; took-effect": (
        {"status": 503, "took_effect": True},
        ServerError,
        True,
    ),
    "status=429; retry-after=7": (
        {"status": 429, "retry_after": 7},
        RateLimitError,
        False,
    ),
    "reset=connect": ({"reset": "connect"}, ConnectionError, False),
    "reset=before": ({"reset": "before"}, ConnectionError, False),
    "reset=after": ({"reset": "after"}, ConnectionError, True),
    "challenge": ({"challenge": True}, ApiError, False),
    "cut": ({"cut": True}, ConnectionError, True),
    "delay=3000": ({"delay": 3000}, TimeoutError, True),
}
"""Faults by their header: the arguments of `fail_next`, the client's error, and whether the call takes effect."""


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses of clients before repetitions, none of which is made."""
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)
    return pauses


def create(local: LocalWix, **options: Any) -> Any:
    """Make a participation."""
    return local.client().calendar.participations.create_participation(
        participation=PARTY, **options
    )


def count(local: LocalWix) -> int:
    """Return how many participations there are."""
    return len(local.client().calendar.participations.query_participations().to_list())


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


@pytest.mark.parametrize(
    "header",
    [
        "status",
        "status=many",
        "status=5000",
        "reset=later",
        "challenge=yes",
        "fail",
        "status=503; reset=after",
        "delay=-1",
        "delay=1e3",
        "times=99999999999",
        "times=0",
        "status=0",
        "status=101",
        "reset=after; took-effect",
        "\u0661=1",
    ],
)
def test_a_header_that_is_no_fault_is_refused(local_wix: LocalWix, header: str) -> None:
    """Rather than a test that tests nothing."""
    request = Request("GET", "/calendar/v3/participations/x", headers={HEADER: header})
    answer = local_wix.core.answer(request)
    code = answer.json()["details"]["applicationError"]["code"]
    assert (answer.status, code) == (400, "BAD_FAULT")


@pytest.mark.parametrize(
    "make",
    [
        lambda local: local.fail_next(status=99),
        lambda local: local.fail_next(status=100),
        lambda local: local.fail_next(status="503"),
        lambda local: local.fail_next(status=503, cut=True),
        lambda local: local.fail_next(reset="after", retry_after=3),
        lambda local: local.fail_next(429, retry_after="1\r\nx-more: 2"),
        lambda local: local.fail_next(headers={"x-price": "5 €"}),
        lambda local: local.fail_next(headers={"x price": "5"}),
        lambda local: local.fail_next(reset="sometimes"),
        lambda local: local.fail_next(times=0),
        lambda local: local.fail_next(method="calendar.participations.get"),
        lambda local: local.fail_next(delay=-1),
        lambda local: local.latency(float("nan")),
        lambda local: local.rate_limit(0),
        lambda local: local.rate_limit(9, retry_after="a\x00b"),
    ],
)
def test_what_is_no_fault_is_refused(
    local_wix: LocalWix, make: Callable[[Any], None]
) -> None:
    """When it is said, not when it would happen."""
    with pytest.raises(ConfigurationError):
        make(local_wix)


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


@few_or_many(60, 1_500)
def test_faults_never_harm_the_state(examples: int) -> None:
    """Random faults over random calls: the state is what took effect, and nothing else."""
    random = Random(examples)
    with LocalWix() as local:
        before: dict[str, int] = {}
        for _ in range(examples):
            header = random.choice([*FAULTS, ""])
            change = random.choice([created, updated, deleted] if before else [created])
            expected = attempt(local, header, change, random, before)
            found = parties(local)
            took_effect = not header or FAULTS[header][2]
            wanted = expected if took_effect else [*before.values()]
            assert (header, sorted(found.values())) == (header, sorted(wanted))
            before = found


def attempt(
    local: LocalWix, header: str, change: Any, random: Random, before: dict[str, int]
) -> list[int]:
    """Change something, perhaps with a fault; return the sizes of parties if it takes effect."""
    wix = local.client().calendar.participations
    id_ = random.choice([*before, ""]) if before else ""
    id_ = id_ or next(iter(before), "")
    size = random.randrange(1, 1000)
    rest = [one for key, one in before.items() if key != id_]
    revision = wix.get_participation(participation_id=id_).revision if id_ else 0
    options: Any = {"headers": {HEADER: header}} if header else {}
    is_unseen = change is deleted and header == "challenge"  # nobody reads the answer
    fails = header and not is_unseen
    outcome = pytest.raises(FAULTS[header][1]) if fails else nullcontext()
    with outcome:
        change(wix, id_, revision, size, options)
    if change is created:
        return [*before.values(), size]
    return rest if change is deleted else [*rest, size]


def created(wix: Any, _id: str, _revision: int, size: int, options: Any) -> None:
    """Make a participation."""
    party = {**PARTY, "party_size": size}
    wix.create_participation(participation=party, request_options=options)


def updated(wix: Any, id_: str, revision: int, size: int, options: Any) -> None:
    """Change one."""
    change = {"id": id_, "revision": revision, "party_size": size}
    wix.update_participation(participation=change, request_options=options)


def deleted(wix: Any, id_: str, _revision: int, _size: int, options: Any) -> None:
    """Delete one."""
    wix.delete_participation(participation_id=id_, request_options=options)


def parties(local: LocalWix) -> dict[str, int]:
    """Return the sizes of parties by id."""
    found = local.client().calendar.participations.query_participations()
    return {one.id: one.party_size or 0 for one in found}
