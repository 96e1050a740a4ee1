"""What can be done to a local Wix from its page, or by a program of any language."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from wixapi._local.clock import ahead
from wixapi._local.facts import PACKAGE
from wixapi._local.messages import Refusal
from wixapi._local.troubles import Troubles

if TYPE_CHECKING:
    from wixapi._local.core import Core


def reset(core: Core, _: Mapping[str, Any]) -> None:
    """Forget all."""
    core.reset()


def advance(core: Core, given: Mapping[str, Any]) -> dict[str, Any]:
    """Put the clock forward by the arguments of a timedelta, `{"hours": 2}`, and deliver what is due then."""
    core.deliveries.advance(ahead(None, given))
    return {"now": core.clock.text()}


def fail(core: Core, given: Mapping[str, Any]) -> None:
    """Let calls fail: the arguments of `LocalWix.fail_next`, such as `{"status": 503, "times": 2}`."""
    troubles = Troubles()
    troubles.core = core
    troubles.fail_next(**given)


def seed(core: Core, given: Mapping[str, Any]) -> None:
    """Put entities into it, by resource."""
    from wixapi._local.seeds import plant

    plant(core, given)


def emit(core: Core, given: Mapping[str, Any]) -> dict[str, Any]:
    """Send an event that no method makes: `{"event": "events.guests.GuestCreated", "entity": {…}}`.

    Beside the event's class, what `LocalWix.emit` takes.
    """
    rest = {name: value for name, value in given.items() if name != "event"}
    event_id = core.deliveries.emit(_event_class(core, given.get("event")), **rest)
    core.deliveries.run_due()
    return {"id": event_id}


def _event_class(core: Core, name: object) -> type[Any]:
    """Return the class of an event by its name below the package.

    Raises:
        Refusal: there is none.
    """
    resource, _, kind = str(name).rpartition(".")
    if resource in core.facts.raw:
        try:
            events = import_module(f"{PACKAGE}.{resource}.events")
        except ModuleNotFoundError:
            events = None
        found = getattr(events, kind, None)
        if (
            isinstance(found, type)
            and found.__module__ == f"{PACKAGE}.{resource}.events"
        ):
            return found
    example = "`events.guests.GuestCreated`"
    raise Refusal(404, f"there is no event {name}: name its class, as in {example}")
