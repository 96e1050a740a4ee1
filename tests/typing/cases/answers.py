"""Mistakes with what calls hand back.

Not formatted: each mistake stays in the one line that both checkers report.
"""

# fmt: off

from __future__ import annotations

from typing import Literal, assert_never, assert_type

from wixapi import AsyncWixClient, WixClient
from wixapi.calendar.participations import Participation, Status

wix = WixClient()
got = wix.calendar.participations.get_participation(participation_id="…")

# an unknown attribute
print(got.partysize)  # error: pyright reportAttributeAccessIssue, mypy attr-defined
print(got.partySize)  # error: pyright reportAttributeAccessIssue, mypy attr-defined
got.partysize = 1  # error: pyright reportAttributeAccessIssue, mypy attr-defined
# a wrong type of value
got.party_size = "1"  # error: pyright reportAttributeAccessIssue, mypy assignment
# what may be missing
print(got.status.lower())  # error: pyright reportOptionalMemberAccess, mypy union-attr
print(got.participant.name)  # error: pyright reportOptionalMemberAccess, mypy union-attr
# no such member of an enum
print(Status.MAYBE)  # error: pyright reportAttributeAccessIssue, mypy attr-defined
# no such package, resource, method
print(wix.calender)  # error: pyright reportAttributeAccessIssue, mypy attr-defined
print(wix.calendar.participation)  # error: pyright reportAttributeAccessIssue, mypy attr-defined
print(wix.calendar.participations.create)  # error: pyright reportAttributeAccessIssue, mypy attr-defined
# ids are text
wix.calendar.participations.get_participation(participation_id=7)  # error: pyright reportArgumentType, mypy arg-type
# not awaitable
text: str = wix.calendar.participations.delete_participation(participation_id="…")  # error: pyright reportAssignmentType, mypy assignment, mypy func-returns-value


def status(participation: Participation) -> bool:
    """An enum is open: knowing all its members isn't knowing all its values."""
    match participation.status:
        case Status.CONFIRMED:
            return True
        case Status.PENDING_CONFIRMATION | None:
            return False
        case unknown:
            assert_never(unknown)  # error: pyright reportArgumentType, mypy arg-type


def narrowed_status(participation: Participation) -> None:
    """Narrowing gives the member; mypy, for which `Status | str` is `str`, needs `is` for it."""
    match participation.status:
        case Status.CONFIRMED:
            assert_type(participation.status, Literal[Status.CONFIRMED])  # error: mypy assert-type
        case _:
            pass
    if participation.status is Status.CONFIRMED:
        assert_type(participation.status, Literal[Status.CONFIRMED])


def target(participation: Participation) -> str:
    """A one-of has no other members."""
    match participation.target:
        case ("event_id", value):
            return value
        case ("schedule_id", value):
            return value
        case None:
            return ""


def no_target(participation: Participation) -> str:
    """A one-of may be None."""
    match participation.target:
        case ("event_id", value):
            return value
        case ("schedule_id", value):
            return value
        case other:
            assert_never(other)  # error: pyright reportArgumentType, mypy arg-type


def unpacked(participation: Participation) -> str:
    """A one-of may be None, so it can't be unpacked at once."""
    return participation.target[1]  # error: pyright reportOptionalSubscript, mypy index


async def sync_is_not_awaited() -> None:
    """The sync client's results are there."""
    await wix.calendar.participations.get_participation(participation_id="…")  # error: pyright reportGeneralTypeIssues, mypy misc
    await wix.calendar.participations.query_participations()  # error: pyright reportGeneralTypeIssues, mypy misc
    async for _ in wix.calendar.participations.query_participations():  # error: pyright reportGeneralTypeIssues, mypy attr-defined
        pass


async def async_is_awaited(client: AsyncWixClient) -> None:
    """The async client's results aren't there yet."""
    client.calendar.participations.get_participation(participation_id="…")  # error: pyright reportUnusedCoroutine, mypy unused-coroutine
    later = client.calendar.participations.get_participation(participation_id="…")
    print(later.id)  # error: pyright reportAttributeAccessIssue, mypy attr-defined
    await client.calendar.participations.query_participations()  # error: pyright reportGeneralTypeIssues, mypy misc
    for _ in client.calendar.participations.query_participations():  # error: pyright reportGeneralTypeIssues, mypy attr-defined
        pass
    with client:  # error: pyright reportGeneralTypeIssues, mypy attr-defined
        pass


raw = wix.with_raw_response.calendar.participations.get_participation(participation_id="…")
print(raw.party_size)  # error: pyright reportAttributeAccessIssue, mypy attr-defined
parsed: str = raw.parse()  # error: pyright reportAssignmentType, mypy assignment
raw_calls = wix.with_raw_response.calendar.participations
raw_deleted = raw_calls.delete_participation(participation_id="…")
deleted: Participation = raw_deleted.parse()  # error: pyright reportAssignmentType, mypy assignment
raw_calls.get_participation()  # error: pyright reportCallIssue, mypy call-arg
raw_calls.get_participation(id="…")  # error: pyright reportCallIssue, mypy call-arg
