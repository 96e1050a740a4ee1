"""Updating what has changed meanwhile: read again, and send once more what the caller changed."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from package.calls import GET, ID, UPDATE, Caller, answered
from support.server import Answer, LoopbackServer, Recorded
from wixapi import merge
from wixapi.calendar.participations import (
    AsyncParticipationsClient,
    Participant,
    Participation,
    ParticipationsClient,
)
from wixapi.errors import (
    ConfigurationError,
    ConflictError,
    NotFoundError,
    ServerError,
)

PATH = f"/calendar/v3/participations/{ID}"
MINE = {"id": ID, "revision": "5", "party_size": 4}


class Desk:
    """Wix, with one participation: an update needs its newest revision."""

    def __init__(self, server: LoopbackServer, **changes: Any) -> None:
        self.server = server
        self.entity = answered(revision="7", partySize=2, **changes)
        self.reads = 200
        server.by = self._answer

    def _answer(self, request: Recorded) -> Answer:
        if request.verb == "GET":
            return Answer(self.reads, body={"participation": self.entity})
        sent = request.json["participation"]
        if sent["revision"] != self.entity["revision"]:
            return Answer(409, body={"message": "it has changed"})
        self.entity = {**self.entity, **sent, "revision": "8"}
        return Answer(body={"participation": self.entity})

    @property
    def calls(self) -> list[str]:
        """The verbs of the calls so far, all to the participation."""
        assert {PATH} == {one.path for one in self.server.requests}
        return [one.verb for one in self.server.requests]

    @property
    def sent(self) -> Any:
        """The participation of the last update."""
        return self.server.last.json["participation"]


@pytest.fixture
def desk(server: LoopbackServer) -> Desk:
    """A participation that has changed since."""
    return Desk(server)


@pytest.mark.parametrize("how", [merge, "merge"])
def test_merge(desk: Desk, caller: Caller, how: Any) -> None:
    """What was given is sent once more, with the latest revision."""
    updated = caller.call(UPDATE, participation=MINE, on_conflict=how)

    assert ["PATCH", "GET", "PATCH"] == desk.calls
    assert {"id": ID, "revision": "7", "partySize": 4} == desk.sent
    assert (8, 4) == (updated.revision, updated.party_size)


def test_merge_of_a_change(desk: Desk, caller: Caller) -> None:
    """With `changed_from` only what the caller changed is sent: what others changed meanwhile stays."""
    desk.entity["status"] = "PENDING_CONFIRMATION"
    old = Participation(id=ID, revision=5, party_size=1, participant=Participant())
    new = old.model_copy(update={"party_size": 4})
    updated = caller.call(
        UPDATE, participation=new, changed_from=old, on_conflict=merge
    )

    assert {"id": ID, "revision": "7", "partySize": 4} == desk.sent
    assert (4, "PENDING_CONFIRMATION") == (updated.party_size, updated.status)


def test_merge_within_an_object(desk: Desk, caller: Caller) -> None:
    """What others changed, added or took away in an object that the caller changed, too, stays so."""
    base = {"name": "Ann", "email": "a@example.com", "phone": "1", "vip": True}
    desk.entity["participant"] = {"name": "Ann", "email": "b@example.com", "new": 1}
    old = Participation.from_dict({"id": ID, "revision": "5", "participant": base})
    new = old.model_copy()
    new.participant.name = "Kim"  # type: ignore[union-attr]
    caller.call(UPDATE, participation=new, changed_from=old, on_conflict=merge)

    assert {"name": "Kim", "email": "b@example.com", "new": 1} == desk.sent[
        "participant"
    ]


def test_no_conflict(desk: Desk, caller: Caller) -> None:
    """Where nothing has changed, one call is all."""
    caller.call(UPDATE, participation={**MINE, "revision": 7}, on_conflict=merge)

    assert ["PATCH"] == desk.calls


def test_without_it(desk: Desk, caller: Caller) -> None:
    """Nobody who hasn't asked for it has anything sent twice."""
    with pytest.raises(ConflictError):
        caller.call(UPDATE, participation=MINE)

    assert ["PATCH"] == desk.calls


def test_second_conflict(server: LoopbackServer, caller: Caller) -> None:
    """Who is too late a second time is told so."""
    revisions = iter("789")
    server.by = lambda request: (
        Answer(body={"participation": answered(revision=next(revisions))})
        if request.verb == "GET"
        else Answer(409)
    )
    with pytest.raises(ConflictError):
        caller.call(UPDATE, participation=MINE, on_conflict=merge)

    assert ["PATCH", "GET", "PATCH"] == [one.verb for one in server.requests]


def test_conflict_about_something_else(server: LoopbackServer, caller: Caller) -> None:
    """With the latest revision, the same would be refused again: it isn't sent."""
    server.by = lambda request: (
        Answer(body={"participation": answered(revision="5")})
        if request.verb == "GET"
        else Answer(409)
    )
    with pytest.raises(ConflictError):
        caller.call(UPDATE, participation=MINE, on_conflict=merge)

    assert ["PATCH", "GET"] == [one.verb for one in server.requests]


def test_deleted_meanwhile(desk: Desk, caller: Caller) -> None:
    """What can't be read again can't be merged: that is the error."""
    desk.reads = 404
    with pytest.raises(NotFoundError):
        caller.call(UPDATE, participation=MINE, on_conflict=merge)


def test_other_errors(server: LoopbackServer, caller: Caller) -> None:
    """Only a conflict is resolved."""
    server.answer(status=500)
    with pytest.raises(ServerError):
        caller.call(UPDATE, participation=MINE, on_conflict=merge)

    assert 1 == len(server.requests)


def test_function(desk: Desk, caller: Caller) -> None:
    """A function gets mine as it was given and theirs as it is, and hands back what to send: a dict,"""
    seen: list[Any] = []

    def larger(mine: Any, theirs: Participation) -> dict[str, Any]:
        seen.extend([mine, theirs.party_size])
        return {"id": ID, "party_size": max(mine["party_size"], theirs.party_size or 0)}

    desk.entity["partySize"] = 9
    caller.call(UPDATE, participation=MINE, on_conflict=larger)

    assert [MINE, 9] == seen
    assert {"id": ID, "revision": "7", "partySize": 9} == desk.sent


def test_function_of_models(desk: Desk, caller: Caller) -> None:
    """or a model; the revision is the latest, whatever it says."""
    caller.call(
        UPDATE,
        participation=Participation(id=ID, revision=5, party_size=3),
        on_conflict=lambda mine, _theirs: mine.model_copy(update={"party_size": 6}),
    )

    assert {"id": ID, "revision": "7", "partySize": 6} == desk.sent


def test_function_that_gives_up(desk: Desk, caller: Caller) -> None:
    """What a function raises ends the call."""

    def give_up(_mine: Any, _theirs: Any) -> Any:
        raise LookupError("no")

    with pytest.raises(LookupError):
        caller.call(UPDATE, participation=MINE, on_conflict=give_up)
    assert ["PATCH", "GET"] == desk.calls


async def _decide_later(mine: object, theirs: object) -> object:
    """A function that would have to be awaited."""
    return mine or theirs


@pytest.mark.parametrize("wrong", ["replace", 7, True, _decide_later])
def test_neither(desk: Desk, caller: Caller, wrong: Any) -> None:
    """What is neither `merge` nor a function that answers at once is refused before anything is sent."""
    with pytest.raises(ConfigurationError, match="on_conflict"):
        caller.call(UPDATE, participation=MINE, on_conflict=wrong)
    assert [] == desk.server.requests


def test_raw(desk: Desk, caller: Caller) -> None:
    """The raw answer is that of the second update."""
    answer = caller.call(
        f"with_raw_response.{UPDATE}", participation=MINE, on_conflict=merge
    )

    assert (200, "8") == (answer.status, answer.body["participation"]["revision"])
    assert ["PATCH", "GET", "PATCH"] == desk.calls


def test_options_go_along(desk: Desk, caller: Caller) -> None:
    """Options of the call hold for each of its requests."""
    options = {"headers": {"x-mine": "1"}}
    caller.call(UPDATE, participation=MINE, on_conflict=merge, request_options=options)

    assert ["1"] * 3 == [one.headers.get("x-mine") for one in desk.server.requests]


def test_revision_beside_the_entity(server: LoopbackServer, caller: Caller) -> None:
    """Where the revision is a parameter, that is what is replaced; a function gets the part of that name."""
    contact = {"id": ID, "revision": 3, "info": {"name": {"first": "Ann"}}}
    for _ in range(2):
        server.answer(status=409)
        server.answer({"contact": contact})
        server.answer({"contact": contact})
    call = {"contact_id": ID, "revision": 1, "info": {"company": "Wix"}}
    update = "crm.contacts.update_contact"
    caller.call(update, **call, on_conflict=merge)

    assert {"revision": 3, "info": {"company": "Wix"}} == server.last.json
    assert ["PATCH", "GET", "PATCH"] == [one.verb for one in server.requests]
    caller.call(
        update,
        **call,
        on_conflict=lambda mine, theirs: {**mine, "jobTitle": theirs.name.first},
    )
    assert {"company": "Wix", "jobTitle": "Ann"} == server.last.json["info"]


def test_answer_around_the_entity(server: LoopbackServer, caller: Caller) -> None:
    """A method that hands back its whole answer tells of the entity in it."""
    server.answer(status=409)
    server.answer({"field": {"id": ID, "revision": "4"}})
    server.answer({"field": {"id": ID, "revision": "5"}})
    caller.call(
        "members.custom_fields.update_custom_field",
        field={"id": ID, "revision": "1", "name": "Size"},
        on_conflict=merge,
    )

    assert {"id": ID, "revision": "4", "name": "Size"} == server.last.json["field"]
    assert f"/members/v1/custom-fields/{ID}" == server.requests[1].path


def test_one_of_its_kind(server: LoopbackServer, caller: Caller) -> None:
    """Of settings there is one for a site: it is read without an id."""
    server.answer(status=409)
    server.answer({"bookingsSettings": {"revision": "4"}})
    server.answer({"bookingsSettings": {"revision": "5"}})
    caller.call(
        "bookings.bookings_settings.update_bookings_settings",
        bookings_settings={"revision": "1"},
        on_conflict=merge,
    )

    assert {"bookingsSettings": {"revision": "4"}} == server.last.json


def test_get_has_no_such_keyword(caller: Caller) -> None:
    """Only updates have it."""
    with pytest.raises(TypeError, match="on_conflict"):
        caller.call(GET, participation_id=ID, on_conflict=merge)


def test_signature() -> None:
    """It is a keyword of its own beside `changed_from`, on both clients."""
    for client in (ParticipationsClient, AsyncParticipationsClient):
        parameters = inspect.signature(client.update_participation).parameters
        assert ["self", "participation", "changed_from", "on_conflict"] == [
            *parameters
        ][:4]
