"""Updating: read, change an attribute, send back, and only what the method needs travels."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from package.calls import EVENT, GET, ID, UPDATE, Caller, answered, violations
from support.server import LoopbackServer
from wixapi import ApiKeyStrategy, WixClient
from wixapi.calendar.participations import Participant, Participation, Status
from wixapi.errors import NothingChangedError, ValidationError

REVISION = "9007199254740993"
JANE = {"name": "Jane Doe", "email": "jane.doe@example.com"}
PATH = f"/calendar/v3/participations/{ID}"


@pytest.fixture
def read(server: LoopbackServer, caller: Caller) -> Participation:
    """A participation that get handed back."""
    server.answer({"participation": answered(newField=1)})
    got: Participation = caller.call(GET, participation_id=ID)
    return got


def body_of(
    server: LoopbackServer, caller: Caller, participation: object, **more: Any
) -> Any:
    """The participation that an update sends."""
    caller.call(UPDATE, participation=participation, **more)
    assert ("PATCH", PATH) == (server.last.verb, server.last.path)
    assert ["participation"] == list(server.last.json)
    return server.last.json["participation"]


def copied(read: Participation) -> Participation:
    """One attribute changed in a copy."""
    return read.model_copy(update={"party_size": 3})


def assigned(read: Participation) -> Participation:
    """One attribute changed in place."""
    read.party_size = 3
    return read


@pytest.mark.parametrize("change", [copied, assigned])
def test_what_was_read_is_sent_with_its_change(
    server: LoopbackServer, caller: Caller, read: Participation, change: Any
) -> None:
    """PATCH gets the id in path and body, the revision as text, and no other read-only field."""
    assert {
        "eventId": EVENT,
        "id": ID,
        "participant": JANE,
        "partySize": 3,
        "status": "CONFIRMED",
        "revision": REVISION,
        "newField": 1,
    } == body_of(server, caller, change(read))


def test_body_is_sent_byte_for_byte(
    server: LoopbackServer, caller: Caller, read: Participation
) -> None:
    """The revision beyond 53 bits is exact, the order that of the answer."""
    caller.call(UPDATE, participation=copied(read))

    assert (
        f'{{"participation":{{"eventId":"{EVENT}","id":"{ID}","participant":{{"name":"Jane Doe",'
        '"email":"jane.doe@example.com"},"partySize":3,"status":"CONFIRMED",'
        f'"revision":"{REVISION}","newField":1}}}}'
    ).encode() == server.last.body


def test_answer_is_handed_back(
    server: LoopbackServer, caller: Caller, read: Participation
) -> None:
    """Update hands back the participation as it is now."""
    server.answer({"participation": answered(partySize=3, revision="9007199254740994")})

    updated = caller.call(UPDATE, participation=copied(read))

    assert (3, 9007199254740994) == (updated.party_size, updated.revision)


def test_changed_attribute_that_was_missing(
    server: LoopbackServer, caller: Caller
) -> None:
    """An attribute that the answer didn't have is sent once it is set, and null where set to None."""
    server.answer({"participation": {"id": ID, "revision": "1", "partySize": 1}})
    read = caller.call(GET, participation_id=ID)
    read.status = Status.PENDING_CONFIRMATION
    read.participant = None

    assert {
        "id": ID,
        "revision": "1",
        "partySize": 1,
        "status": "PENDING_CONFIRMATION",
        "participant": None,
    } == body_of(server, caller, read)


def test_dict(server: LoopbackServer, caller: Caller) -> None:
    """A dict is sent as it is: only the fields to change, with id and revision."""
    given = {"id": UUID(ID), "revision": int(REVISION), "party_size": 3}

    assert {"id": ID, "revision": REVISION, "partySize": 3} == body_of(
        server, caller, given
    )
    assert {"id": ID, "revision": REVISION} == body_of(
        server, caller, {"id": ID, "revision": REVISION}
    )


def test_changed_from_sends_only_the_change(
    server: LoopbackServer, caller: Caller, read: Participation
) -> None:
    """With `changed_from`, what is as it was stays at home, but for what is required."""
    assert {"id": ID, "revision": REVISION, "partySize": 3} == body_of(
        server, caller, copied(read), changed_from=read
    )


NO_CHANGES: dict[str, dict[str, Any]] = {
    "nothing": {},
    "the same value": {"party_size": 2},
    "an enum's value instead of its member": {"status": "CONFIRMED"},
    "an equal model": {
        "participant": Participant(name="Jane Doe", email="jane.doe@example.com")
    },
    "a new revision": {"revision": 5},
    "a read-only field": {"app_id": EVENT},
}


@pytest.mark.parametrize("update", NO_CHANGES.values(), ids=NO_CHANGES.keys())
def test_an_update_that_changes_nothing_says_so(
    server: LoopbackServer,
    caller: Caller,
    read: Participation,
    update: dict[str, Any],
) -> None:
    """What has the same wire form, or is only read, is no change: nothing is sent."""
    server.requests.clear()
    new = read.model_copy(update=update)

    with pytest.raises(NothingChangedError, match="participation says what"):
        caller.call(UPDATE, participation=new, changed_from=read)
    assert [] == server.requests


CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "to null": ({"status": None}, {"status": None}),
    "from missing to null": ({"external_id": None}, {"externalId": None}),
    "from missing": ({"external_id": ID}, {"externalId": ID}),
    "two": (
        {"party_size": 3, "status": "PENDING_CONFIRMATION"},
        {"partySize": 3, "status": "PENDING_CONFIRMATION"},
    ),
    "inside": (
        {"participant": Participant(name="Jane", email="jane.doe@example.com")},
        {"participant": {"name": "Jane", "email": "jane.doe@example.com"}},
    ),
    "with a new revision": (
        {"party_size": 3, "revision": 5},
        {"partySize": 3, "revision": "5"},
    ),
    "with a read-only field": ({"party_size": 3, "app_id": EVENT}, {"partySize": 3}),
}


@pytest.mark.parametrize(("update", "sent"), CHANGES.values(), ids=CHANGES.keys())
def test_changed_from(
    server: LoopbackServer,
    caller: Caller,
    read: Participation,
    update: dict[str, Any],
    sent: dict[str, Any],
) -> None:
    """Changed is what has another wire form; what is required always goes along."""
    assert {"id": ID, "revision": REVISION, **sent} == body_of(
        server, caller, read.model_copy(update=update), changed_from=read
    )


def test_changed_from_with_assignment(
    server: LoopbackServer, caller: Caller, read: Participation
) -> None:
    """A copy taken before is what assignments, also nested ones, are compared with."""
    before = read.model_copy()
    assert read.participant is not None
    read.participant.phone = "55-555-5555"

    assert {
        "id": ID,
        "revision": REVISION,
        "participant": {**JANE, "phone": "55-555-5555"},
    } == body_of(server, caller, read, changed_from=before)


def test_changed_from_with_a_dict(
    server: LoopbackServer, caller: Caller, read: Participation
) -> None:
    """What changed may be told by a dict, in either spelling."""
    given = {"id": ID, "revision": REVISION, "partySize": 3, "status": "CONFIRMED"}

    assert {"id": ID, "revision": REVISION, "partySize": 3} == body_of(
        server, caller, given, changed_from=read
    )


@pytest.mark.parametrize("as_dict", [False, True])
def test_changed_from_with_a_dict_of_an_answer(
    server: LoopbackServer, caller: Caller, as_dict: bool
) -> None:
    """What a dict has as it came is no mistake of its own, however odd; what else is unknown is one."""
    odd = {"new": 1, "status": "WAITLISTED", "participant": {**JANE, "vip": 1}}
    server.answer({"participation": answered(**odd)})
    read = caller.call(GET, participation_id=ID)
    before = read.to_dict() if as_dict else read
    given = {**read.to_dict(), "partySize": 3}

    assert {"id": ID, "revision": REVISION, "partySize": 3} == body_of(
        server, caller, given, changed_from=before
    )
    assert [("participation.newer", "UNKNOWN_FIELD")] == violations(
        caller, UPDATE, participation={**given, "newer": 1}, changed_from=before
    )
    with pytest.raises(NothingChangedError):
        caller.call(UPDATE, participation=read.to_dict(), changed_from=before)


def test_unknown_keys_of_an_answer_go_back(
    server: LoopbackServer, caller: Caller
) -> None:
    """At every depth; one that is spelt like an attribute isn't sent as that field."""
    came = answered(partySize=..., party_size=7, new=1, participant={**JANE, "vip": 1})
    server.answer({"participation": came})
    read = caller.call(GET, participation_id=ID)
    new = read.model_copy()
    new.participant.name = "Jane"

    sent = body_of(server, caller, read)
    assert (7, 1, {**JANE, "vip": 1}) == (
        *(sent["party_size"], sent["new"], sent["participant"]),
    )
    assert "partySize" not in sent
    assert {
        "id": ID,
        "revision": REVISION,
        "participant": {**JANE, "name": "Jane", "vip": 1},
    } == body_of(server, caller, new, changed_from=read)


def test_change_is_validated(
    server: LoopbackServer, caller: Caller, read: Participation
) -> None:
    """Models take any value; what they are sent with is checked."""
    server.requests.clear()
    given = read.model_copy(update={"party_size": 0, "status": "MAYBE"})

    for more in ({}, {"changed_from": read}):
        assert [
            ("participation.partySize", "MIN"),
            ("participation.status", "ENUM"),
        ] == violations(caller, UPDATE, participation=given, **more)
    assert [] == server.requests


def test_unchanged_oddities_of_an_answer_can_stay(
    server: LoopbackServer, caller: Caller
) -> None:
    """Values that only Wix may send don't keep one from changing others."""
    server.answer({"participation": answered(status="WAITLISTED", partySize=5000)})
    read = caller.call(GET, participation_id=ID)
    given = read.model_copy(update={"participant": Participant(name="J")})

    assert {"id": ID, "revision": REVISION, "participant": {"name": "J"}} == body_of(
        server, caller, given, changed_from=read
    )
    assert ("WAITLISTED", 5000) == (
        *map(body_of(server, caller, given).get, ("status", "partySize")),
    )


@pytest.mark.parametrize("changed_from", ["text", 7, Participant(name="J")])
def test_changed_from_of_another_type(
    server: LoopbackServer, caller: Caller, read: Participation, changed_from: object
) -> None:
    """What isn't like a participation can't be compared with one."""
    server.requests.clear()

    assert [("changed_from", "TYPE")] == violations(
        caller, UPDATE, participation=read, changed_from=changed_from
    )
    assert [] == server.requests


def test_update_changes_nothing_that_was_given(
    caller: Caller, read: Participation
) -> None:
    """Neither of the models is touched by the call."""
    given = copied(read)
    before, given_before = read.model_copy(deep=True), given.model_copy(deep=True)

    caller.call(UPDATE, participation=given, changed_from=read)

    assert (before, given_before) == (read, given)


def test_changed_from_does_not_hide_a_second_member(server: LoopbackServer) -> None:
    """A one-of group is checked as a whole, also where one of its members has not changed."""
    old = Participation(id=ID, revision=1, event_id="e" * 36)
    new = old.model_copy(update={"schedule_id": ID})
    with (
        WixClient(auth=ApiKeyStrategy("k", site_id="s"), base_url=server.url) as wix,
        pytest.raises(ValidationError) as caught,
    ):
        wix.calendar.participations.update_participation(
            participation=new, changed_from=old
        )

    assert [("participation", "ONE_OF")] == [
        (one.field, one.rule) for one in caught.value.violations
    ]
    assert server.requests == []
