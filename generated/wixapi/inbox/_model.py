"""Records that an inbox exchanges with its store and its users."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from wixapi.errors import WixError

if TYPE_CHECKING:
    from datetime import datetime


class StoreError(WixError):
    """The store can't be reached, or can't do what it was asked; nothing of it has been done.

    `__cause__` is what the database said.
    """


class LeaseLostError(WixError):
    """Another worker has taken the event over: roll back what was done for it."""


@dataclass(frozen=True)
class NewEvent:
    """A verified event that is to be stored. All text but `payload` is short printable ASCII."""

    key: str
    """Tells whether two deliveries are of the same event; at most 300 characters."""
    event_type: str
    """Wix's name of the event type; at most 300 characters, and empty where Wix says none."""
    payload: str = field(repr=False)
    """The verified claims, JSON."""
    entity: str | None = None
    """The entity that the event is about, unique over all sites; None: not known, so it is in nobody's way. At most
    300 characters."""
    sequence: int | None = None
    """Its place among the events of the entity, 0 to 2**63 - 1; None: not known."""
    is_state: bool = False
    """True if the event carries the entity's state, which a newer one makes obsolete."""


@dataclass(frozen=True)
class Claim:
    """An event that a worker holds for a time; nobody else gets it, or another of its entity."""

    key: str
    lease: str
    """The store's name for this claim: when it has run out, `key` has another."""
    event_type: str
    payload: str = field(repr=False)
    attempt: int
    """Which attempt this is, from 1; one that the worker didn't survive counts."""
    is_stale: bool
    """True if a newer state of the entity has been handled."""
    succeeded: frozenset[str]
    """Names of the handlers that need not run again."""


@dataclass(frozen=True)
class Receipt:
    """A delivery is safe: answer 200."""

    key: str
    """The event's key in the inbox: its id, as Wix gives it, if it has one."""
    status: Literal["stored", "duplicate"]
    """True if this delivery was the first of its event."""


@dataclass(frozen=True)
class ParkedEvent:
    """An event whose handlers failed too often."""

    key: str
    """The key to `replay` or `discard` it by."""
    event_type: str
    entity: str | None
    """A JSON list: fully qualified domain name, entity id, instance id. Longer ones as a hash."""
    sequence: int | None
    attempts: int
    error: str = field(repr=False)
    """The traceback of the last failure; may tell what was in the event."""
    received_at: datetime
    parked_at: datetime


@dataclass(frozen=True)
class Stats:
    """Counts of the events in a store."""

    pending: int
    """Events to be handled, now or later; `running` ones are among them."""
    running: int
    """Events that a worker holds."""
    parked: int
    """Events that failed too often."""
    finished: int
    """Events that are kept only so that their duplicates are known."""
    oldest: float | None
    """Seconds since the oldest pending event came; None: none is pending."""
