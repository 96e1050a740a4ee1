"""Rows of the stores' tables, read."""

from __future__ import annotations

from datetime import UTC, datetime

from wixapi.inbox._model import Claim, ParkedEvent, Stats


def to_claim(
    lease: str,
    key: str,
    event_type: str,
    payload: str,
    attempts: int,
    succeeded: str,
    is_stale: bool | int,
) -> Claim:
    """Return an event as the worker gets it; `attempts` are those made before."""
    names = frozenset(succeeded.splitlines())
    return Claim(key, lease, event_type, payload, attempts + 1, bool(is_stale), names)


def parked_event(
    key: str,
    event_type: str,
    entity: str | None,
    sequence: int,
    attempts: int,
    error: str,
    received_at: float,
    parked_at: float,
) -> ParkedEvent:
    """Return a parked event as the user gets it; times in seconds since 1970."""
    return ParkedEvent(
        key,
        event_type,
        entity,
        None if sequence < 0 else sequence,
        attempts,
        error,
        datetime.fromtimestamp(received_at, UTC),
        datetime.fromtimestamp(parked_at, UTC),
    )


def to_stats(
    pending: int,
    running: int,
    parked: int,
    finished: int,
    now: float,
    oldest: float | None,
) -> Stats:
    """Return the counts, and an age for a time."""
    age = None if oldest is None else max(0.0, now - oldest)
    return Stats(pending, running, parked, finished, age)
