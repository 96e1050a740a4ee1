"""Waiting until something is ready."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from wixapi import _waiting, await_until_ready, wait_until_ready
from wixapi._model import Model
from wixapi.errors import ConfigurationError, NotReadyError, TimeoutError, WixError


class File(Model):
    """Something that takes its time."""

    operation_status: str | None = None


class Job(Model):
    """Something else that does."""

    status: str | None = None


class Answer(Model):
    """An answer with a job in it."""

    job: Job | None = None


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def sleep(self, seconds: float) -> None:
        """Lets it pass."""
        self.pauses.append(seconds)
        self.now += seconds

    async def asleep(self, seconds: float) -> None:
        """Lets it pass."""
        self.sleep(seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time of the module."""
    made = Clock()
    monkeypatch.setattr(_waiting.time, "monotonic", lambda: made.now)
    monkeypatch.setattr(_waiting.time, "sleep", made.sleep)
    monkeypatch.setattr("asyncio.sleep", made.asleep)
    return made


Wait = Callable[..., Any]


def in_loop(fetch: Callable[[], Any], **options: Any) -> Any:
    """`await_until_ready`, called like the other one."""

    async def afetch() -> Any:
        return fetch()

    return asyncio.run(await_until_ready(afetch, **options))


@pytest.fixture(params=[wait_until_ready, in_loop], ids=["sync", "async"])
def wait(request: pytest.FixtureRequest, clock: Clock) -> Wait:
    """Both ways to wait, in time that nobody has to wait for."""
    del clock
    found: Wait = request.param
    return found


def answers(*statuses: str, cls: Any = File, name: str = "operation_status") -> Wait:
    """Fetches something that is in these states, one after the other."""
    found = iter([cls(**{name: status}) for status in statuses])
    return lambda: next(found)


def test_ready(wait: Wait, clock: Clock) -> None:
    """It is fetched until it is ready, and handed back."""
    ready = wait(answers("PENDING", "PENDING", "READY", "never"))

    assert "READY" == ready.operation_status
    assert [0.5, 1.0] == clock.pauses


def test_ready_at_once(wait: Wait, clock: Clock) -> None:
    """What is ready is waited for no moment."""
    assert "COMPLETED" == wait(answers("COMPLETED", cls=Job, name="status")).status
    assert [] == clock.pauses


@pytest.mark.parametrize("status", ["FAILED", "CANCELED", "ERROR"])
def test_failed(wait: Wait, status: str) -> None:
    """What has failed never is: the error tells what there is."""
    with pytest.raises(NotReadyError, match=f"operation_status is {status}") as caught:
        wait(answers("PENDING", status))

    entity: Any = caught.value.entity
    assert (status, status) == (caught.value.status, entity.operation_status)
    assert isinstance(caught.value, WixError)


def test_too_late(wait: Wait, clock: Clock) -> None:
    """When time is over, it is looked at once more and given up; pauses grow to ten seconds."""
    with pytest.raises(TimeoutError, match="still PENDING after 35 s"):
        wait(answers(*["PENDING"] * 20), timeout=35)

    assert [0.5, 1, 2, 4, 8, 10, 9.5] == clock.pauses


def test_in_other_words(wait: Wait, clock: Clock) -> None:
    """Status, its values and the first pause may be told."""
    found = iter([Answer(job=Job(status=one)) for one in ("FAILED", "IMPORTED")])
    ready = wait(
        lambda: next(found),
        status="job.status",
        ready=["IMPORTED"],
        failed=["UNKNOWN"],
        pause=3,
    )

    assert "IMPORTED" == ready.job.status
    assert [3] == clock.pauses


def test_json(wait: Wait) -> None:
    """What `client.request` hands back has members in place of attributes."""
    found = iter([{"job": {"status": one}} for one in ("RUNNING", "DONE")])

    assert {"status": "DONE"} == wait(lambda: next(found), status="job.status")["job"]
    assert {"status": "READY"} == wait(lambda: {"status": "READY"})


def test_not_told_yet(wait: Wait) -> None:
    """Where there is no status yet, it is waited for."""
    found = iter([Answer(), Answer(job=Job()), Answer(job=Job(status="READY"))])

    assert "READY" == wait(lambda: next(found), status="job.status").job.status


@pytest.mark.parametrize("status", [None, "progress", "job.progress"])
def test_nothing_to_look_at(wait: Wait, status: str | None) -> None:
    """What doesn't say how far it is can't be waited for."""
    with pytest.raises(ConfigurationError, match=r"has no (status|progress)"):
        wait(lambda: Answer(job=Job(status="READY")), status=status)


def test_errors_of_fetching(wait: Wait) -> None:
    """What fetching raises ends it."""

    def fetch() -> Any:
        raise WixError("no")

    with pytest.raises(WixError, match="no"):
        wait(fetch)
