"""What tests and the page see of events on their way."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Any, Literal

from wixapi._local.facts import PACKAGE


@dataclass(frozen=True, slots=True)
class Try:
    """One request to a target, and what came of it."""

    at: datetime
    """By the virtual clock."""
    status: int | None
    """Of HTTP: what the target answered, or what the app's adapters would; None: there was no answer."""
    error: str = ""
    """Why it failed; empty: it didn't, or the status says all."""
    seconds: float = 0.0
    """How long it took, in real time."""


@dataclass(frozen=True)
class Delivery:
    """One event on its way to one target."""

    number: int
    """Grows from delivery to delivery."""
    event_type: str
    event_id: str
    """Empty: it is no domain event."""
    entity_id: str
    sequence: int
    """The event's place among those of its entity; 0: it has none."""
    target: str
    """Who gets it; empty: nobody was registered when it happened."""
    state: Literal["waiting", "delivered", "given up", "unheard"]
    due: datetime | None
    """When it is sent next, by the virtual clock; None: no more."""
    tries: tuple[Try, ...]
    message: str = field(repr=False)
    """The middle level of the webhook, JSON: what is signed at each try."""

    @property
    def event(self) -> Any:
        """The typed envelope, as a handler gets it: of an event's class, such as `GuestCreated`."""
        hooks = import_module(f"{PACKAGE}._hooks")  # packages without events have none
        return hooks.Webhooks.event_from_json(json.dumps({"data": self.message}))

    @property
    def data(self) -> Any:
        """The event's own JSON, with wire names."""
        return json.loads(json.loads(self.message)["data"])
