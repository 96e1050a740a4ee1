"""Webhooks of made-up things: what the generator would write for them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from support.webhooks import THING_CREATED
from wixapi._model import Model
from wixapi._webhooks.events import (
    ActionEvent,
    CreatedEvent,
    DeletedEvent,
    FlatEvent,
    UpdatedEvent,
)
from wixapi._webhooks.webhooks import BaseWebhooks, EventRegistrar, EventRegistrarGroup

R = TypeVar("R")

THING_UPDATED = "test.things.v1.thing_updated"
THING_DELETED = "test.things.v1.thing_deleted"
THING_BENT = "test.things.v1.thing_bent"
THING_COUNTED = "test.things.v1.thing_counted"
THING_SHARED = "test.things.v1.thing_shared"
THING_SOLD = "com.test.things.v1.ThingSold"
THING_TOLD = "com.test.things.v1.ThingTold"


class Thing(Model):
    """An entity."""

    id: str | None = None
    name: str | None = None


class Bend(Model):
    """What an action tells."""

    angle: int | None = None


class Sale(Model):
    """What a flat event tells."""

    id: str | None = None
    price: str | None = None


@dataclass(frozen=True)
class ThingCreated(CreatedEvent[Thing]):
    """A created event."""

    event_type: ClassVar[str | None] = THING_CREATED
    payload: ClassVar[type[Thing]] = Thing


@dataclass(frozen=True)
class ThingUpdated(UpdatedEvent[Thing]):
    """An updated event."""

    event_type: ClassVar[str | None] = THING_UPDATED
    payload: ClassVar[type[Thing]] = Thing


@dataclass(frozen=True)
class ThingDeleted(DeletedEvent[Thing]):
    """A deleted event."""

    event_type: ClassVar[str | None] = THING_DELETED
    payload: ClassVar[type[Thing]] = Thing


@dataclass(frozen=True)
class ThingBent(ActionEvent[Bend]):
    """An action."""

    event_type: ClassVar[str | None] = THING_BENT
    payload: ClassVar[type[Bend]] = Bend


@dataclass(frozen=True)
class ThingCounted(ActionEvent[dict[str, Any]]):
    """An action whose body is free JSON."""

    event_type: ClassVar[str | None] = THING_COUNTED


@dataclass(frozen=True)
class ThingSold(FlatEvent[Sale]):
    """A flat event."""

    event_type: ClassVar[str | None] = THING_SOLD
    payload: ClassVar[type[Sale]] = Sale


@dataclass(frozen=True)
class ThingTold(FlatEvent[Any]):
    """A flat event of free JSON."""

    event_type: ClassVar[str | None] = THING_TOLD


@dataclass(frozen=True)
class ThingKept(FlatEvent[Bend]):
    """A flat event whose type isn't known."""

    payload: ClassVar[type[Bend]] = Bend


@dataclass(frozen=True)
class ThingShared(CreatedEvent[Thing]):
    """The first of two classes of one event type."""

    event_type: ClassVar[str | None] = THING_SHARED
    payload: ClassVar[type[Thing]] = Thing


@dataclass(frozen=True)
class CurrentThingShared(CreatedEvent[Thing]):
    """The second of two classes of one event type."""

    event_type: ClassVar[str | None] = THING_SHARED
    payload: ClassVar[type[Thing]] = Thing


@dataclass(frozen=True)
class Typeless(CreatedEvent[Thing]):
    """An event whose type no page tells."""

    payload: ClassVar[type[Thing]] = Thing


@dataclass(frozen=True)
class ThingRebent(ActionEvent[Bend]):
    """An event without a type that ends as that of another event does."""

    payload: ClassVar[type[Bend]] = Bend


@dataclass(frozen=True)
class ThingLost(DeletedEvent[dict[str, Any]]):
    """An event without type and entity."""


@dataclass(frozen=True)
class OwnEvent(ActionEvent[dict[str, Any]]):
    """An envelope that a user wrote for an event that no spec knows."""

    event_type: ClassVar[str | None] = "own.event"


class ThingsEvents(EventRegistrar):
    """A resource's registrar."""

    def on_thing_created(
        self, handler: Callable[[ThingCreated], R]
    ) -> Callable[[ThingCreated], R]:
        """Registers a handler for `ThingCreated`."""
        return self._on(ThingCreated, handler)

    def on_thing_lost(
        self, handler: Callable[[ThingLost], R]
    ) -> Callable[[ThingLost], R]:
        """Registers a handler for `ThingLost`."""
        return self._on(ThingLost, handler)


class TestGroup(EventRegistrarGroup):
    """A package's group of registrars."""

    __test__ = False

    @functools.cached_property
    def things(self) -> ThingsEvents:
        """The registrar of things."""
        return ThingsEvents(self._hooks)


class Webhooks(BaseWebhooks):
    """What the generated package exports."""

    _events: ClassVar = {
        THING_CREATED: ((__name__, "ThingCreated"),),
        THING_UPDATED: ((__name__, "ThingUpdated"),),
        THING_DELETED: ((__name__, "ThingDeleted"),),
        THING_BENT: ((__name__, "ThingBent"),),
        THING_COUNTED: ((__name__, "ThingCounted"),),
        THING_SHARED: ((__name__, "ThingShared"), (__name__, "CurrentThingShared")),
        THING_SOLD: ((__name__, "ThingSold"),),
        THING_TOLD: ((__name__, "ThingTold"),),
    }
    _events_by_segment: ClassVar = {
        "thing_lost": (__name__, "ThingLost"),
        "thing_bent": (__name__, "ThingRebent"),
        "ThingKept": (__name__, "ThingKept"),
    }

    @functools.cached_property
    def test(self) -> TestGroup:
        """The package's events."""
        return TestGroup(self)
