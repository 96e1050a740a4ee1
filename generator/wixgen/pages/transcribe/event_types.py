"""Read the event types of webhooks, which no page prints, from YAML files."""

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


def read_event_types(files: Mapping[str, bytes], report: Diagnostics) -> EventTypes:
    """Return the event types that files state.

    Args:
        files: The files' contents by path. A later file adds to the others and overrides them.
        report: Takes what is wrong with the files.
    """
    by_resource: dict[str, dict[str, str]] = {}
    for path, data in files.items():
        node = parse(path, data, report)
        if node is None:
            continue
        resources: Entries[Entries[Text]] = _FACTS.load(node, report)
        for resource, handlers in resources.items():
            event_types = {
                str(name): str(event_type) for name, event_type in handlers.items()
            }
            by_resource.setdefault(str(resource), {}).update(event_types)
    return by_resource
