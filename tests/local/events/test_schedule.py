"""When events are sent again: Wix's schedule, on the virtual clock."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

import jwt
import pytest

from support.server import Answer, LoopbackServer, Recorded
from wixapi import Webhooks
from wixapi.calendar.participations import ParticipationCreated
from wixapi.errors import ConfigurationError
from wixapi.testing import LocalWix

from .conftest import START, Changer

MINUTES = [1, 10, 60, 120, 120, 120, 240, 240, 240, 480, 480, 720]
TIMES = [timedelta(minutes=sum_) for sum_ in accumulate([0, *MINUTES])]


def fail(_: object) -> None:
    """A handler that fails."""
    raise RuntimeError("out of order")


@pytest.fixture
def down(hooks: Webhooks) -> Webhooks:
    """An app whose handler fails."""
    hooks.on(ParticipationCreated)(fail)
    return hooks


def times_of(local: LocalWix) -> list[timedelta]:
    """How long after the start each try of the only delivery was."""
    (delivery,) = local.deliveries
    return [one.at - START for one in delivery.tries]


def test_what_fails_is_sent_again_twelve_times(
    local: LocalWix, down: Webhooks, change: Changer
) -> None:
    """After 1 min, 10 min, 1 h, 2 h x3, 4 h x3, 8 h x2, 12 h, to the second: in all 47 h 11 min."""
    local.deliver_to(down)
    change()
    local.advance(days=10)

    (delivery,) = local.deliveries
    assert TIMES == times_of(local)
    assert timedelta(hours=47, minutes=11) == TIMES[-1]
    assert ("given up", None) == (delivery.state, delivery.due)
    assert {(500, "RuntimeError: out of order")} == {
        (one.status, one.error) for one in delivery.tries
    }


@pytest.mark.parametrize("tries", range(1, 13))
def test_a_resend_comes_to_the_second(
    local: LocalWix, down: Webhooks, change: Changer, tries: int
) -> None:
    """A second before it is due there is none; then there is."""
    local.deliver_to(down)
    change()
    local.advance(TIMES[tries] - timedelta(seconds=1))
    before = len(times_of(local))
    local.advance(seconds=1)

    assert (tries, tries + 1) == (before, len(times_of(local)))


def test_advance_comes_to_where_it_should(
    local: LocalWix, down: Webhooks, change: Changer
) -> None:
    """Whatever is delivered on the way, the clock stands where it was told to go."""
    local.deliver_to(down)
    change()
    local.advance(hours=2, minutes=1)

    assert START + timedelta(hours=2, minutes=1) == local.core.clock.now()


def test_a_timedelta_and_its_arguments_add_up(local: LocalWix) -> None:
    """Neither is left out where both are given."""
    local.advance(timedelta(hours=1), minutes=5)

    assert START + timedelta(hours=1, minutes=5) == local.core.clock.now()


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"seconds": -1}, "forward"),
        ({"days": 3_000_000}, "are 1 to 8999"),
        ({"days": 1e12}, "are 1 to 8999"),
        ({"hour": 1}, "such as hours=2"),
        ({"by": 5}, "such as hours=2"),
    ],
)
async def test_the_clock_goes_forward_only(
    local: LocalWix, change: Changer, parts: Any, words: str
) -> None:
    """As time does, and not to where moments end; what can't be leaves it, and all that is due, as it is."""
    local.deliver_to("http://127.0.0.1:9/")
    change()
    with pytest.raises((ValueError, TypeError), match=words):
        local.advance(**parts)
    with pytest.raises((ValueError, TypeError), match=words):
        await local.aadvance(**parts)

    assert START == local.core.clock.now()
    assert [()] == [one.tries for one in local.deliveries]


@pytest.mark.parametrize("start", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+01:00"])
def test_a_clock_stands_at_a_moment_from_which_it_can_go(start: str) -> None:
    """Where it couldn't, that is told at once."""
    with pytest.raises(ConfigurationError, match="are 1 to 8999"):
        LocalWix(clock=datetime.fromisoformat(start))


def test_a_target_that_was_down_for_three_hours_gets_all(
    local: LocalWix, hooks: Webhooks, change: Changer
) -> None:
    """The resend after the first hour that it is up again brings what happened; the id tells it is the same event."""
    got: list[Any] = []
    ids: list[Any] = []

    @hooks.on(ParticipationCreated)
    def handle(event: ParticipationCreated) -> None:
        ids.append(event.metadata.id)
        if local.core.clock.now() < START + timedelta(hours=3):
            fail(event)
        got.append(event.metadata.entity_id)

    local.deliver_to(hooks)
    for number in range(3):
        change(entity_id=f"p-{number}")
    local.advance(hours=3)
    at_three = [*got]
    local.advance(minutes=11)

    assert ([], ["p-0", "p-1", "p-2"]) == (at_three, got)
    assert 3 == len(set(ids))
    assert {"delivered"} == {one.state for one in local.deliveries}


def test_what_becomes_due_is_delivered_in_order_of_time(
    local: LocalWix, hooks: Webhooks, change: Changer
) -> None:
    """The second event's resends come between those of the first; handlers see the clock at that time."""
    seen: list[tuple[str | None, timedelta]] = []

    @hooks.on(ParticipationCreated)
    def handle(event: ParticipationCreated) -> None:
        seen.append((event.metadata.entity_id, local.core.clock.now() - START))
        fail(event)

    local.deliver_to(hooks)
    change(entity_id="p-1")
    local.advance(seconds=30)
    change(entity_id="p-2")
    local.advance(minutes=1)

    seconds = [(name, int(at.total_seconds())) for name, at in seen]
    assert [("p-1", 0), ("p-1", 60), ("p-2", 30), ("p-2", 90)] == sorted(seconds)
    assert seconds == sorted(seconds, key=lambda one: one[1])


def test_iat_and_exp_follow_the_real_clock(local: LocalWix, change: Changer) -> None:
    """Apps check them with the real time; when it happened is a moment of the virtual one."""
    bodies: list[bytes] = []

    class Inbox:
        """Keeps bodies, and fails the first time."""

        def receive(self, body: bytes) -> None:
            """Takes one."""
            bodies.append(body)
            if len(bodies) == 1:
                raise OSError("full")

    local.deliver_to(Inbox())
    change()
    local.advance(minutes=1)

    claims = [
        jwt.decode(body.decode(), local.public_key, algorithms=["RS256"])
        for body in bodies
    ]
    assert 2 == len(claims)
    assert all(
        abs(time.time() - one["iat"]) < 600 < one["exp"] - one["iat"] for one in claims
    )
    (delivery,) = local.deliveries
    assert "2026-01-02T03:04:05.000Z" == delivery.data["eventTime"]


@pytest.mark.parametrize("status", [201, 204, 301, 302, 400, 404, 429, 500, 503])
def test_any_status_but_200_is_a_failure(
    local: LocalWix, server: LoopbackServer, change: Changer, status: int
) -> None:
    """Wix looks for one status; no redirect is followed."""
    server.by = lambda _: Answer(status, {"location": "/elsewhere"}, b"")
    local.deliver_to(f"{server.url}/wix")
    change()
    local.advance()
    server.by = None
    local.advance(minutes=1)

    (delivery,) = local.deliveries
    assert [status, 200] == [one.status for one in delivery.tries]
    assert ["/wix", "/wix"] == [one.path for one in server.requests]


def test_no_answer_is_a_failure(
    local: LocalWix, server: LoopbackServer, change: Changer
) -> None:
    """The connection breaks; the next try succeeds."""
    server.drop()
    local.deliver_to(server.url)
    change()
    local.advance(minutes=1)

    (delivery,) = local.deliveries
    first, second = delivery.tries
    assert (None, 200) == (first.status, second.status)
    assert first.error


def test_a_slow_target_has_failed(
    local: LocalWix, server: LoopbackServer, change: Changer
) -> None:
    """Wix hangs up, and sends the event again later."""
    is_awake = threading.Event()

    def answer(_: Recorded) -> Answer:
        is_awake.wait(60)
        return Answer()

    server.by = answer
    local.deliver_to(server.url, timeout=0.1)
    change()
    local.advance()
    is_awake.set()
    local.deliver_to(server.url, timeout=60)
    local.advance(minutes=1)

    (delivery,) = local.deliveries
    assert [(None, "no answer within 100 ms"), (200, "")] == [
        (one.status, one.error) for one in delivery.tries
    ]


def test_a_slow_handler_has_failed(
    local: LocalWix, hooks: Webhooks, change: Changer
) -> None:
    """It ran to its end, but the answer came too late: it runs again."""
    runs: list[object] = []

    @hooks.on(ParticipationCreated)
    def handle(event: ParticipationCreated) -> None:
        runs.append(event.metadata.id)
        time.sleep(0.1 if len(runs) == 1 else 0)

    local.deliver_to(hooks, timeout=0.05)
    change()
    local.advance(minutes=1)

    assert 2 == len(runs)
    assert 1 == len(set(runs))


def test_no_time_limit(local: LocalWix, hooks: Webhooks, change: Changer) -> None:
    """For who sits in a debugger."""

    @hooks.on(ParticipationCreated)
    def handle(_: ParticipationCreated) -> None:
        time.sleep(0.05)

    local.deliver_to(hooks, timeout=None)
    change()
    local.advance()

    assert ["delivered"] == [one.state for one in local.deliveries]
