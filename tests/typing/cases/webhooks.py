"""Mistakes with webhooks.

Not formatted: each mistake stays in the one line that both checkers report.
"""

# fmt: off

from __future__ import annotations

from wixapi import Webhooks
from wixapi.calendar import participations
from wixapi.events import guests

hooks = Webhooks(public_key="…")


@hooks.on(guests.GuestCreated)  # error: pyright reportArgumentType, mypy arg-type
def on_created(event: guests.GuestDeleted) -> None:
    """Takes another event."""
    print(event)


@hooks.on(guests.GuestCreated)
def on_missing(event: guests.GuestCreated) -> None:
    """May lack its entity."""
    print(event.entity.id)  # error: pyright reportOptionalMemberAccess, mypy union-attr


@hooks.events.guests.on_guest_updated  # error: pyright reportArgumentType, mypy arg-type
def on_updated(event: guests.GuestCreated) -> None:
    """Takes another event."""
    print(event)


def on_deleted(event: participations.ParticipationDeleted) -> None:
    """May have lost its entity."""
    print(event.entity.id)  # error: pyright reportOptionalMemberAccess, mypy union-attr
    print(event.modified_fields)  # error: pyright reportAttributeAccessIssue, mypy attr-defined


hooks.events.guests.on_guest_deleted(on_deleted)  # error: pyright reportArgumentType, mypy arg-type
print(hooks.events.participations)  # error: pyright reportAttributeAccessIssue, mypy attr-defined
print(hooks.events.guests.on_guest_invited)  # error: pyright reportAttributeAccessIssue, mypy attr-defined


@hooks.on(guests.EventGuest)  # error: pyright reportArgumentType, mypy type-var
def on_guest(event: guests.EventGuest) -> None:
    """Is for an entity, no event."""
    print(event)


@hooks.on(guests.GuestCreated)  # error: pyright reportArgumentType, mypy arg-type
def on_nothing() -> None:
    """Takes nothing."""


hooks.process({"data": "{}"})  # error: pyright reportArgumentType, mypy arg-type
Webhooks()  # error: pyright reportCallIssue, mypy call-arg
event = hooks.process("…")
print(event.entity)  # error: pyright reportAttributeAccessIssue, mypy attr-defined
