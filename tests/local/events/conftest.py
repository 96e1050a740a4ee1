"""What the tests of events share: a local Wix whose clock stands, and changes without calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from wixapi import Webhooks
from wixapi._local.calls import Caller
from wixapi._local.changes import Change
from wixapi.calendar.participations import (
    ParticipationCreated,
    ParticipationDeleted,
    ParticipationUpdated,
)
from wixapi.testing import LocalWix

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

Changer = Callable[..., None]


@pytest.fixture
def local() -> Iterator[LocalWix]:
    """A local Wix of the test alone."""
    with LocalWix(clock=START) as made:
        yield made


@pytest.fixture
def change(local: LocalWix) -> Changer:
    """Notes that a participation was created, updated or deleted, as a call would within its transaction."""

    def note(
        kind: Any = "created",
        entity_id: str = "p-1",
        now: Any = None,
        before: Any = None,
    ) -> None:
        made = Change(
            kind,
            "calendar.participations",
            f"Participation{kind.title()}",
            entity_id,
            {"id": entity_id, **(now or {})},
            None if before is None else {"id": entity_id, **before},
        )
        local.core.deliveries.enqueue([made], Caller("app"))

    return note


@pytest.fixture
def hooks(local: LocalWix) -> Webhooks:
    """Webhooks of the app that gets its events."""
    return Webhooks(local.public_key)


@pytest.fixture
def got(hooks: Webhooks) -> list[Any]:
    """Events that handlers of participations got."""
    events: list[Any] = []
    for kind in (ParticipationCreated, ParticipationUpdated, ParticipationDeleted):
        hooks.on(kind)(events.append)
    return events
