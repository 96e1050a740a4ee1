"""Event types of webhooks, which no page prints: facts from elsewhere, as YAML with places."""

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
    """Return what files (path -> content) say; a later one adds to the others and overrides them."""
    known: dict[str, dict[str, str]] = {}
    for path, data in files.items():
        node = parse(path, data, report)
        if node is None:
            continue
        read: Entries[Entries[Text]] = _FACTS.load(node, report)
        for resource, handlers in read.items():
            named = {str(name): str(handler) for name, handler in handlers.items()}
            known.setdefault(str(resource), {}).update(named)
    return known
