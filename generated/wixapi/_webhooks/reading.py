"""From claims to the envelope of an event: which class it has, and what becomes of it if that can't read it."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from wixapi._log import LOGGER
from wixapi._webhooks.event_parts import read_model
from wixapi._webhooks.events import Event, UnknownEvent
from wixapi._webhooks.payload import Contents
from wixapi.errors import WebhookError

if TYPE_CHECKING:
    from wixapi.common import EventMetadata

#: Where a class is: module and name.
Place = tuple[str, str]


class Tables(NamedTuple):
    """Where the envelope classes of a package are."""

    by_type: Mapping[str, tuple[Place, ...]]
    """Every event type that a spec knows, with its classes."""
    by_segment: Mapping[str, Place]
    """The last part of an event type, with the one class of unknown type that is called so."""


def read_delivery(
    contents: Contents, tables: Tables, handled: Iterable[type[Event]] = ()
) -> Event:
    """Makes the envelope of a delivery; the log is told, once, what in it isn't as documented.

    Args:
        contents: What its claims hold.
        tables: The classes that there are.
        handled: Those that handlers of the event's type ask for.

    Returns:
        An event of the first class of its type; an `UnknownEvent` if there is none.
    """
    metadata = read_metadata(contents)
    known = (class_at(place) for place in tables.by_type.get(contents.event_type, ()))
    kind = next(known, None) or next(iter(handled), None)
    kind = kind or _by_segment(contents, tables.by_segment) or UnknownEvent
    event = read_event(kind, contents, metadata)
    if problem := contents.problem or type(event).misfit(contents.data):
        LOGGER.warning(
            "%s (event type: %s; event.raw has what came)",
            problem,
            contents.event_type or "none",
        )
    return event


def metadata_model() -> type[EventMetadata]:
    """Return the project's own model of metadata, which the first call loads."""
    from wixapi.common import EventMetadata

    return EventMetadata


def read_metadata(contents: Contents) -> EventMetadata:
    """Reads what came with an event."""
    return read_model(metadata_model(), contents.metadata)


def read_event(kind: type[Event], contents: Contents, metadata: EventMetadata) -> Event:
    """Makes an event of a class, or an `UnknownEvent` where the class refuses it."""
    event: Event
    try:
        event = kind.from_data(metadata, contents.data)
    except WebhookError:
        event = UnknownEvent(metadata, contents.data)
    # Here, so that no class need think of it.
    object.__setattr__(event, "raw", contents.data)
    return event


def class_at(place: Place) -> type[Event]:
    """Return a class; its module is imported if it hasn't been."""
    module, name = place
    event: type[Event] = getattr(importlib.import_module(module), name)
    return event


def _by_segment(
    contents: Contents, by_segment: Mapping[str, Place]
) -> type[Event] | None:
    """Return the class of an event of unknown type that the end of the type tells."""
    place = by_segment.get(contents.event_type.rpartition(".")[2])
    if place is None:
        return None
    kind = class_at(place)
    # What looks different is another event that ends with the same words.
    return (
        kind
        if kind.fits(contents.data) and kind.misfit(contents.data) is None
        else None
    )
