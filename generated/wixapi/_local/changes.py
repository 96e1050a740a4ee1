"""What a call changed: of this, events are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Change:
    """One entity that was made, changed or deleted, or to which something happened. All JSON in wire names."""

    kind: Literal["created", "updated", "deleted", "action"]
    resource: str
    """`calendar.participations`."""
    event: str
    """The class of the event in the resource's `events` module: `ParticipationCreated`; empty: none is sent."""
    entity_id: str
    entity: Mapping[str, Any] | None = None
    """As it is now; of a deleted one, as it was. Of an action, what the event tells, as far as that is known."""
    before: Mapping[str, Any] | None = None
    """As it was before the change."""
