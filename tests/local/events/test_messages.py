"""What events say: of each kind, for all resources of a run, as the real `Webhooks` reads it."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from package.specs import Webhook, resources, webhooks
from wixapi import Webhooks
from wixapi._local.calls import Caller
from wixapi._local.changes import Change
from wixapi._local.deliveries.differences import modified_fields
from wixapi._model import read
from wixapi._testing.content import content
from wixapi._webhooks.events import (
    ActionEvent,
    CreatedEvent,
    DeletedEvent,
    FlatEvent,
    UpdatedEvent,
)
from wixapi.errors import ConfigurationError
from wixapi.events import guests
from wixapi.testing import LocalWix

from .conftest import START, Changer

EVENTS = [event for event in webhooks() if not issubclass(event.envelope, FlatEvent)]
KINDS = {
    CreatedEvent: "created",
    UpdatedEvent: "updated",
    DeletedEvent: "deleted",
    ActionEvent: "action",
}


def kind_of(event: Webhook) -> Any:
    """What happens in an event."""
    return next(
        kind for base, kind in KINDS.items() if issubclass(event.envelope, base)
    )


def test_resources_are_at_hand() -> None:
    """So that the tests below are about something."""
    assert {"created", "updated", "deleted", "action"} == {
        kind_of(one) for one in EVENTS
    }
    assert resources()


@pytest.mark.parametrize("event", EVENTS, ids=str)
def test_every_event_of_a_change_arrives_typed(
    local: LocalWix, hooks: Webhooks, event: Webhook
) -> None:
    """A change becomes the spec's event; the handler gets the entity as it is, with nothing made up."""
    got: list[Any] = []
    hooks.on(event.envelope)(got.append)
    local.deliver_to(hooks)
    model, kind = event.envelope.payload, kind_of(event)
    entity = content(model) if model else {"name": "n"}
    change = Change(
        kind, event.resource.path, event.envelope.__name__, "e-1", entity, entity
    )
    local.core.deliveries.enqueue([change], Caller("app", {"identityType": "APP"}))
    local.core.deliveries.run_due()

    (made,) = got
    metadata = made.metadata
    assert event.envelope is type(made)
    assert ("e-1", 1, START) == (
        metadata.entity_id,
        metadata.entity_event_sequence,
        metadata.event_time,
    )
    assert event.spec["event_type"] == metadata.event_type
    assert f"{metadata.entity_fqdn}_{metadata.slug}" == metadata.event_type
    assert (local.identity.instance_id, local.site_id) == (
        metadata.instance_id,
        metadata.account_info.site_id,
    )
    assert "APP" == metadata.identity.identity_type
    told = made.data if kind == "action" else made.entity
    if kind == "deleted" and model is None:
        assert told is None
    else:
        assert told == (read(model, entity) if model else entity)


@pytest.mark.parametrize("event", list(webhooks()), ids=str)
def test_every_event_can_be_emitted(
    local: LocalWix, hooks: Webhooks, event: Webhook
) -> None:
    """For what no method makes: it is filled up, and arrives as its class."""
    got: list[Any] = []
    hooks.on(event.envelope)(got.append)
    local.deliver_to(hooks)
    local.emit(event.envelope)

    assert [event.envelope] == [type(one) for one in got]


def test_sequences_grow_per_entity(
    local: LocalWix, hooks: Webhooks, got: list[Any], change: Changer
) -> None:
    """Each entity counts its own events from 1, whatever happens to it; ids are never the same."""
    local.deliver_to(hooks)
    for kind, entity in [
        ("created", "a"),
        ("created", "b"),
        ("updated", "a"),
        ("deleted", "a"),
        ("deleted", "b"),
    ]:
        change(kind, entity)
    local.advance()

    counts = [
        (one.metadata.entity_id, one.metadata.entity_event_sequence) for one in got
    ]
    assert [("a", 1), ("b", 1), ("a", 2), ("a", 3), ("b", 2)] == counts
    assert 5 == len({one.metadata.id for one in got})


def test_an_update_tells_old_values(
    local: LocalWix, hooks: Webhooks, got: list[Any], change: Changer
) -> None:
    """By path; what each write changes, the revision and the date of the update, isn't told."""
    local.deliver_to(hooks)
    before = {
        "revision": "1",
        "updatedDate": "2026-01-01T00:00:00.000Z",
        "partySize": 2,
        "guest": {"name": "Ann"},
    }
    now = {
        "revision": "2",
        "updatedDate": "2026-01-02T00:00:00.000Z",
        "partySize": 3,
        "guest": {"name": "Ann"},
        "x": 1,
    }
    change("updated", now=now, before=before)
    local.advance()

    (event,) = got
    assert {"partySize": 2, "x": None} == event.modified_fields
    assert (3, 2) == (event.entity.party_size, event.entity.revision)


def test_an_event_happens_at_the_virtual_time(
    local: LocalWix, hooks: Webhooks, got: list[Any], change: Changer
) -> None:
    """Also where it is delivered later."""
    local.advance(hours=5)
    change()
    local.deliver_to(hooks)
    change()
    local.advance(hours=1)

    assert [START + timedelta(hours=5)] == [one.metadata.event_time for one in got]


def test_two_runs_send_the_same_events() -> None:
    """With the same seed, ids too."""

    def run(seed: int) -> list[str]:
        with LocalWix(clock=START, random=seed) as local:
            local.emit(guests.GuestCreated)
            local.emit(guests.GuestCheckedIn, entity_id="g-1")
            return [one.message for one in local.deliveries]

    assert run(1) == run(1) != run(2)


def test_an_emitted_event_takes_what_is_given(local: LocalWix, hooks: Webhooks) -> None:
    """As `testing.event` does: entity, ids, whose doing it is."""
    got: list[Any] = []
    hooks.on(guests.GuestUpdated)(got.append)
    local.deliver_to(hooks)
    for _ in "ab":
        event_id = local.emit(
            guests.GuestUpdated,
            entity={"id": "g-1", "guest_type": "RSVP"},
            modified_fields={"guestType": "BUYER"},
            identity={"identityType": "MEMBER", "memberId": "m-1"},
        )

    first, second = got
    assert event_id == second.metadata.id != first.metadata.id
    assert ("g-1", "RSVP", {"guestType": "BUYER"}) == (
        second.metadata.entity_id,
        second.entity.guest_type,
        second.modified_fields,
    )
    assert "m-1" == second.metadata.identity.member_id
    assert [1, 2] == [one.metadata.entity_event_sequence for one in got]


def test_an_unknown_event_type_can_be_emitted(local: LocalWix, hooks: Webhooks) -> None:
    """It arrives where nobody asks for it by name."""
    got: list[Any] = []
    hooks.fallback(got.append)
    local.deliver_to(hooks)
    local.emit("legacy/Changed", data={"a": 1})

    assert [{"a": 1}] == [one.data for one in got]


@pytest.mark.parametrize(
    "wrong",
    [
        {"data": {"a": 1}},
        {"moved_to_trash": True},
        {"entity": {"nonsense": 1}},
        {"nonsense": 1},
        {"event": guests},
    ],
)
def test_what_does_not_fit_is_refused(local: LocalWix, wrong: Any) -> None:
    """And nothing is sent."""
    with pytest.raises(ConfigurationError):
        local.emit(**{"event": guests.GuestCreated, **wrong})

    assert [] == local.deliveries


# Old values by path ---------------------------------------------------------------------------

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["", "a", "b"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["a", "b", "a.b", "c[0]"]), inner, max_size=3),
    max_leaves=8,
)
_OBJECTS = st.dictionaries(
    st.sampled_from(["a", "b", "x.y", "z[1]"]), _JSON, max_size=4
)


_PART = re.compile(r"\[(\d+)\]|((?:\\.|[^.\[\]\\])+)")


def put_back(entity: Any, path: str, old: Any) -> None:
    """Put an old value where its path leads."""
    parts = [
        int(place) if place else re.sub(r"\\(.)", r"\1", name)
        for place, name in _PART.findall(path)
    ]
    for part in parts[:-1]:
        entity = entity[part]
    entity[parts[-1]] = old


def without_none(value: Any) -> Any:
    """JSON where a field that is null isn't there: what there was not, is told as null."""
    if isinstance(value, dict):
        return {
            name: without_none(item) for name, item in value.items() if item is not None
        }
    return [without_none(item) for item in value] if isinstance(value, list) else value


@given(_OBJECTS, _OBJECTS)
def test_old_values_lead_back(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Put where their paths lead, they make what was of what is; nothing is told of what is the same."""
    made = deepcopy(after)
    for path, old in modified_fields(before, after).items():
        put_back(made, path, old)

    assert without_none(before) == without_none(made)
    assert {} == modified_fields(after, after)


def test_paths_are_written_as_wix_writes_them() -> None:
    """Points and brackets of names have a backslash."""
    before = {
        "guest": {"first.name": "Ann"},
        "tickets": [{"price": "5"}, {"price": "6"}],
        "tags": ["a"],
    }
    after = {
        "guest": {"first.name": "Bob"},
        "tickets": [{"price": "5"}, {"price": "7"}],
        "tags": ["a", "b"],
    }

    assert {
        r"guest.first\.name": "Ann",
        "tickets[1].price": "6",
        "tags": ["a"],
    } == modified_fields(before, after)
