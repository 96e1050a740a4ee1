"""Read the event types of webhooks, which no page prints, from a YAML file."""

from __future__ import annotations

from collections.abc import Mapping

from wixgen.diagnostics import Diagnostics
from wixgen.spec.language import MODULE, WORD
from wixgen.spec.shapes import Entries, MapOf
from wixgen.spec.source import Text, parse
from wixgen.spec.values import Words

EventTypes = Mapping[str, Mapping[str, str]]  # resource -> handler -> event type

_EVENT_TYPE = Words("an event type", r"[A-Za-z0-9_.-]{1,300}")
_FACTS = MapOf(
    MapOf(_EVENT_TYPE, "handler", WORD, "as in onGuestCreated"),
    "resource",
    rf"{MODULE}\.{MODULE}",
    "as in events.guests: its package, a dot, and its module",
)


def read_event_types(path: str, data: bytes, report: Diagnostics) -> EventTypes:
    """Return the event types that a file states; what is wrong with it goes to `report`."""
    node = parse(path, data, report)
    if node is None:
        return {}
    resources: Entries[Entries[Text]] = _FACTS.load(node, report)
    return {
        str(resource): {
            str(name): str(event_type) for name, event_type in handlers.items()
        }
        for resource, handlers in resources.items()
    }
