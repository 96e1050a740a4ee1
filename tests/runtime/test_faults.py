"""What happens when things go wrong: each fault with each kind of call, against the declared table."""

from __future__ import annotations

import asyncio
import copy
import logging
import pickle
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest

from runtime.things import AsyncThings, Thing, Things
from support import faults
from support.faults import FaultyServer, faulty_server
from support.server import Answer, LoopbackServer
from wixapi import errors
from wixapi._auth.strategies import ApiKeyStrategy
from wixapi._http.client import AsyncClient, SyncClient
from wixapi._http.retry import RetryBudget
from wixapi._http.trace import Attempt

AUTH = ApiKeyStrategy("IST.hush-hush")
THING = {"thing": {"id": "i", "name": "n"}}

# The declared table ------------------------------------------------------------------------------

REPEATED = {429, 500, 502, 503, 504}
FINAL = {302, 400, 401, 403, 404, 408, 409, 410, 412, 422, 428, 431, 501, 505}

SAFE: dict[str, Callable[[SyncClient], Any]] = {
    "GET": lambda client: Things(client).get_thing(thing_id="i"),
    "DELETE": lambda client: Things(client).delete_thing(thing_id="i"),
    "query": lambda client: list(Things(client).query_things(query={})),
    "query by offset": lambda client: list(Things(client).list_things(query={})),
    "POST with a key": lambda client: Things(client).create_thing(
        thing={"name": "n"}, idempotency_key="k"
    ),
    "POST with our key": lambda client: Things(client).create_thing(
        thing={"name": "n"}
    ),
    "free PUT": lambda client: client.request("PUT", "/x", json={}),
}
UNSAFE: dict[str, Callable[[SyncClient], Any]] = {
    "PATCH": lambda client: Things(client).update_thing(thing=Thing(id="i", name="n")),
    "free POST": lambda client: client.request("POST", "/x", json={}),
    "free PATCH": lambda client: client.request("PATCH", "/x", json={}),
}
CALLS = {**SAFE, **UNSAFE}


class Impatient(SyncClient):
    """A client that doesn't wait."""

    def _sleep(self, seconds: float) -> None:
        assert seconds >= 0


class AsyncImpatient(AsyncClient):
    """The same for async code."""

    async def _sleep(self, seconds: float) -> None:
        assert seconds >= 0


@pytest.fixture
def client(server: LoopbackServer) -> Iterator[Impatient]:
    """A client of the loopback server."""
    with Impatient(auth=AUTH, base_url=server.url) as made:
        yield made


@pytest.fixture
def faulty() -> Iterator[FaultyServer]:
    """A server that misbehaves."""
    with faulty_server() as running:
        yield running


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("status", sorted(REPEATED | FINAL))
def test_statuses(
    server: LoopbackServer, client: Impatient, status: int, call: str
) -> None:
    """429, 500, 502, 503 and 504 are repeated where that does no harm, no other status ever is."""
    server.by = lambda _request: Answer(status)
    with pytest.raises(errors.ApiError) as caught:
        CALLS[call](client)

    attempts = 3 if status in REPEATED and call in SAFE else 1
    assert (status, attempts, attempts) == (
        caught.value.status,
        caught.value.attempts,
        len(server.requests),
    )


BROKEN = {
    "in the request": faults.in_request,
    "after the request": faults.after_request,
    "end after the request": faults.after_request_end,
    "in the head": faults.in_head,
    "in the body": faults.in_body,
    "no HTTP": faults.no_http,
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("stage", BROKEN)
def test_broken_connections(faulty: FaultyServer, stage: str, call: str) -> None:
    """Once bytes may have left, a call is repeated only where that does no harm."""
    faulty.scripts = [BROKEN[stage]]
    with (
        Impatient(auth=AUTH, base_url=faulty.url) as client,
        pytest.raises(errors.ConnectionError) as caught,
    ):
        CALLS[call](client)

    attempts = 3 if call in SAFE else 1
    assert (attempts, attempts) == (caught.value.attempts, faulty.accepted)


@pytest.mark.parametrize("call", CALLS)
def test_nobody_listens(call: str) -> None:
    """Before bytes have left, every call is repeated."""
    with faulty_server() as gone:
        url = gone.url
    with (
        Impatient(auth=AUTH, base_url=url) as client,
        pytest.raises(errors.ConnectionError) as caught,
    ):
        CALLS[call](client)

    assert 3 == caught.value.attempts


@pytest.mark.parametrize("stage", BROKEN)
async def test_broken_connections_async(faulty: FaultyServer, stage: str) -> None:
    """The async client recovers from the same faults."""
    faulty.scripts = [BROKEN[stage], BROKEN[stage], faults.good]
    async with AsyncImpatient(auth=AUTH, base_url=faulty.url) as client:
        found = await AsyncThings(client).get_thing(thing_id="i")

    assert ("n", 3) == (found.name, faulty.accepted)


# Time --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", [faults.silent, faults.trickle])
def test_slow_answers(faulty: FaultyServer, script: faults.Script) -> None:
    """An answer that doesn't come in time is given up, also one that trickles; then it is asked again."""
    faulty.scripts = [script, faults.good]
    with Impatient(auth=AUTH, base_url=faulty.url, timeout=1.5) as client:
        assert "n" == Things(client).get_thing(thing_id="i").name

    assert faulty.accepted == 2


@pytest.mark.parametrize("script", [faults.silent, faults.trickle])
async def test_slow_answers_async(faulty: FaultyServer, script: faults.Script) -> None:
    """The async client does the same."""
    faulty.scripts = [script]
    async with AsyncImpatient(auth=AUTH, base_url=faulty.url, timeout=0.3) as client:
        with pytest.raises(errors.TimeoutError) as caught:
            await AsyncThings(client).get_thing(thing_id="i")

    assert 3 == caught.value.attempts
    while faulty.accepted < 3:  # a busy machine may not come that far in time
        await asyncio.sleep(0.001)
    assert 3 == faulty.accepted


@pytest.mark.parametrize("timeout", [30.0, None, httpx2.Timeout(None)])
@pytest.mark.parametrize("script", [faults.silent, faults.trickle])
def test_deadline_of_an_attempt(
    faulty: FaultyServer, script: faults.Script, timeout: Any
) -> None:
    """The deadline ends an attempt, too, whatever its timeout is."""
    faulty.scripts = [script]
    options: Any = {"deadline": 0.3}
    with (
        SyncClient(auth=AUTH, base_url=faulty.url, timeout=timeout) as client,
        pytest.raises(errors.TimeoutError),
    ):
        Things(client).get_thing(thing_id="i", request_options=options)

    assert faulty.accepted <= 1  # a busy machine may not come that far


class Sleepless(SyncClient):
    """A client that must not wait."""

    def _sleep(self, seconds: float) -> None:
        pytest.fail(f"it waits for {seconds} s")


def test_deadline_of_a_pause(server: LoopbackServer) -> None:
    """Where the pause would end after the deadline, the call fails at once, with what went wrong."""
    server.answer(b"", 503, retry_after="60")
    with (
        Sleepless(auth=AUTH, base_url=server.url, deadline=30) as client,
        pytest.raises(errors.ServerError) as caught,
    ):
        Things(client).get_thing(thing_id="i")

    assert 1 == caught.value.attempts


@pytest.mark.parametrize("deadline", [0, -1, "1", True, float("nan"), float("inf")])
def test_a_deadline_is_seconds(deadline: Any) -> None:
    """A deadline that is none is refused when it is given."""
    with pytest.raises(errors.ConfigurationError, match="deadline"):
        SyncClient(auth=AUTH, deadline=deadline)


# An outage ---------------------------------------------------------------------------------------


def test_an_outage_isnt_multiplied(server: LoopbackServer, client: Impatient) -> None:
    """When all calls fail, they soon aren't repeated any more; all clients of a pool share the budget."""
    server.by = lambda _request: Answer(503)
    twin = client.with_options(auth=ApiKeyStrategy("other"))
    for number in range(200):
        with pytest.raises(errors.ServerError):
            Things((client, twin)[number % 2]).get_thing(thing_id="i")

    assert 200 + 100 == len(server.requests)


@pytest.mark.parametrize("header", ["0", "soon"])
def test_a_rate_limit_costs(
    header: str, server: LoopbackServer, client: Impatient
) -> None:
    """429 takes from the budget as any failure does, whether or not it says when to come back."""
    server.by = lambda _request: Answer(429, {"retry-after": header})
    for _ in range(80):
        with pytest.raises(errors.RateLimitError):
            Things(client).get_thing(thing_id="i")

    assert 80 + 100 == len(server.requests)


def test_budget() -> None:
    """A success gives back a fifth of a repetition, one after repetitions all that they took."""
    budget = RetryBudget(tokens=2)

    assert [True, True, False] == [budget.take() for _ in range(3)]
    for _ in range(4):
        budget.succeeded(0)
    assert not budget.take()
    budget.succeeded(0)
    assert [True, False] == [budget.take() for _ in range(2)]
    budget.succeeded(2)
    assert [True, True, False] == [budget.take() for _ in range(3)]


# What is left over -------------------------------------------------------------------------------


def open_connections(http: httpx2.Client | httpx2.AsyncClient) -> int:
    """How many connections a client still uses."""
    pool: Any = http._transport._pool  # type: ignore[union-attr]
    return sum(not (one.is_idle() or one.is_closed()) for one in pool.connections)


@pytest.mark.parametrize(
    "script", [*BROKEN.values(), faults.silent, faults.trickle, faults.good]
)
def test_failures_leave_no_connection(
    faulty: FaultyServer, script: faults.Script
) -> None:
    """Whatever happened, no connection stays in use."""
    faulty.scripts = [script]
    with httpx2.Client() as http:
        client = Impatient(
            auth=AUTH, base_url=faulty.url, http_client=http, timeout=0.1
        )
        for call in SAFE.values():
            try:
                call(client)
            except errors.WixError:
                continue
        assert 0 == open_connections(http)


@pytest.mark.parametrize("script", [faults.silent, faults.trickle])
async def test_cancellation_leaves_no_connection(
    faulty: FaultyServer, script: faults.Script
) -> None:
    """A call that is cancelled, in its head or its body, leaves no connection in use."""
    faulty.scripts = [script]
    async with httpx2.AsyncClient() as http:
        client = AsyncClient(auth=AUTH, base_url=faulty.url, http_client=http)
        task = asyncio.create_task(AsyncThings(client).get_thing(thing_id="i"))
        while not faulty.accepted:
            await asyncio.sleep(0.001)
        await asyncio.wait([task], timeout=0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert 0 == open_connections(http)


# What is told ------------------------------------------------------------------------------------


def test_errors_tell_what_the_call_has_cost(
    server: LoopbackServer, client: Impatient
) -> None:
    """An error tells the attempts and the time, also in words, and when it is copied or pickled."""
    server.by = lambda _request: Answer(503)
    started = time.monotonic()
    with pytest.raises(errors.ServerError) as caught:
        Things(client).get_thing(thing_id="i")

    error = caught.value
    assert str(error).startswith(
        "things.get_thing: 503 SERVICE_UNAVAILABLE: Service Unavailable "
        f"(3 attempts in {error.elapsed:.1f} s)"
    )
    assert 0 < error.elapsed <= time.monotonic() - started
    for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (3, error.elapsed, str(error)) == (
            twin.attempts,
            twin.elapsed,
            str(twin),
        )


def test_one_line_of_log_for_each_request(
    server: LoopbackServer, client: Impatient, caplog: pytest.LogCaptureFixture
) -> None:
    """Each request has one line in the log: method, outcome, time, attempt, request id, what follows."""
    caplog.set_level(logging.INFO, "wixapi")
    server.answer(b"", 503, retry_after="3", x_wix_request_id="r1")
    server.drop()
    server.answer(THING, x_wix_request_id="r3")
    Things(client).get_thing(thing_id="i")
    lines = [one.getMessage() for one in caplog.records if one.name == "wixapi"]
    said = [line.partition(" s, ")[2] for line in lines]

    assert [
        "things.get_thing: 503",
        "things.get_thing: RemoteProtocolError",
        "things.get_thing: 200",
    ] == [line.partition(" in ")[0] for line in lines]
    assert said[0].startswith("attempt 1, request id r1, again in 3.")
    assert "attempt 3, request id r3" == said[2]


class Tracer:
    """Notes what it sees."""

    def __init__(self) -> None:
        self.before: list[tuple[Any, ...]] = []
        self.after: list[tuple[Any, ...]] = []

    @contextmanager
    def __call__(self, attempt: Attempt) -> Iterator[None]:
        """The context of an attempt."""
        self.before.append((attempt.name, attempt.verb, attempt.url, attempt.number))
        attempt.headers["traceparent"] = f"00-{attempt.number}"
        yield
        self.after.append((attempt.status, attempt.request_id, attempt.error))
        assert attempt.elapsed > 0


async def call_sync(server: LoopbackServer, tracer: Tracer) -> None:
    """Calls with the sync client."""
    with Impatient(auth=AUTH, base_url=server.url, trace=tracer) as client:
        Things(client).get_thing(thing_id="i")


async def call_async(server: LoopbackServer, tracer: Tracer) -> None:
    """Calls with the async client."""
    async with AsyncImpatient(auth=AUTH, base_url=server.url, trace=tracer) as client:
        await AsyncThings(client).get_thing(thing_id="i")


@pytest.mark.parametrize("call", [call_sync, call_async])
async def test_trace(
    server: LoopbackServer, call: Callable[[LoopbackServer, Tracer], Awaitable[None]]
) -> None:
    """The hook is around each attempt, sees how it ends, and can add headers."""
    server.answer(b"", 503, x_wix_request_id="r1")
    server.drop()
    server.answer(THING)
    tracer = Tracer()
    await call(server, tracer)

    url = f"{server.url}/v1/things/i"
    assert [("things.get_thing", "GET", url, n) for n in (1, 2, 3)] == tracer.before
    assert [
        (503, "r1", None),
        (None, None, "RemoteProtocolError"),
        (200, None, None),
    ] == tracer.after
    assert ["00-1", "00-2", "00-3"] == [
        one.headers["traceparent"] for one in server.requests
    ]


# X-Wix-Consistent --------------------------------------------------------------------------------


def sent(server: LoopbackServer) -> list[str | None]:
    """The header X-Wix-Consistent of each request."""
    return [one.headers.get("x-wix-consistent") for one in server.requests]


def test_consistency_is_carried(server: LoopbackServer, client: Impatient) -> None:
    """What an answer says in X-Wix-Consistent is said again on later calls, the newest only."""
    server.answer({}, x_wix_consistent="a")
    server.answer({}, 404)
    server.answer({}, 500, x_wix_consistent="b")
    client.request("POST", "/x")
    with pytest.raises(errors.NotFoundError):
        client.request("GET", "/x")
    client.with_options(timeout=5).request("GET", "/x")

    assert [None, "a", "a", "b"] == sent(server)


def test_consistency_is_of_one_identity(
    server: LoopbackServer, client: Impatient
) -> None:
    """Who calls as somebody else doesn't say what the first one was told."""
    server.answer({}, x_wix_consistent="a")
    client.request("GET", "/x")
    client.with_options(auth=ApiKeyStrategy("other")).request("GET", "/x")
    client.request("GET", "/x", request_options={"headers": {"X-Wix-Consistent": "c"}})

    assert [None, None, "c"] == sent(server)


def test_consistency_that_cant_be_sent_is_dropped(faulty: FaultyServer) -> None:
    """What no header can carry back isn't kept."""

    def odd(connection: Any, _stop: Any) -> None:
        faults.read_request(connection)
        connection.sendall(
            faults.HEAD + b"X-Wix-Consistent: \xfc\r\n" + faults.LENGTH + faults.GOOD
        )

    faulty.scripts = [odd, faults.good]
    with SyncClient(auth=AUTH, base_url=faulty.url) as client:
        for _ in range(2):
            assert "n" == Things(client).get_thing(thing_id="i").name


def test_proxy(server: LoopbackServer) -> None:
    """A client of one's own leads calls through its proxy."""
    server.answer(THING)
    with httpx2.Client(proxy=server.url) as http:
        client = SyncClient(auth=AUTH, base_url="http://wix.invalid", http_client=http)
        Things(client).get_thing(thing_id="i")

    assert "http://wix.invalid/v1/things/i" == server.last.path
