"""Receiving: what is answered is stored, what isn't stored is not answered."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from inbox.things import body, legacy, new_hooks, new_inbox
from support.postgres import PostgresServer
from support.thing_events import THING_SOLD, ThingCreated, ThingSold, Webhooks
from support.webhooks import (
    domain_event,
    other_private_key,
    public_pem,
    sign_claims,
    sign_event,
)
from wixapi.errors import ConfigurationError, WebhookError
from wixapi.inbox import PostgresStore, SQLiteStore, StoreError, WebhookInbox
from wixapi.inbox._keys import new_event


def test_first_and_later_deliveries() -> None:
    """The first delivery of an event is stored; all later ones are duplicates, also once handled."""
    inbox, _ = new_inbox(new_hooks())
    with inbox:
        statuses = [inbox.receive(body("a")).status for _ in range(3)]
        assert ["stored", "duplicate", "duplicate"] == statuses
        inbox.drain()
        assert "duplicate" == inbox.receive(body("a").encode()).status
        assert "a" == inbox.receive(body("a")).key
        assert "stored" == inbox.receive(body("b")).status


def test_nothing_is_stored_of_what_wix_did_not_sign() -> None:
    """A body that doesn't verify raises WebhookError and leaves no trace."""
    inbox, _ = new_inbox(new_hooks())
    with inbox:
        forged = sign_claims({"data": "{}"}, key=other_private_key())
        for bad in ("", "junk", body("a")[:-9], forged):
            with pytest.raises(WebhookError):
                inbox.receive(bad)
        assert 0 == inbox.stats().pending


SIGNED_BUT_MALFORMED = {
    "an entity that is none": sign_event(domain_event(createdEvent={"entity": [1]})),
    "an event that is no JSON": sign_claims(
        {"data": json.dumps({"eventType": "test.things.v1.thing_created", "data": "{"})}
    ),
    "no event type": sign_event(event_type=None),
    "an event type that is no text": sign_event(eventType=7),
    "no JSON within the claims": sign_claims({"data": "junk"}),
    "metadata that is none": sign_event(instanceId=[], identity="{"),
    "ids that are none": sign_event(
        domain_event(createdEvent={}, id=7, entityId={}, entityEventSequence=[])
    ),
}


@pytest.mark.parametrize(
    "delivered", SIGNED_BUT_MALFORMED.values(), ids=SIGNED_BUT_MALFORMED.keys()
)
def test_what_is_signed_but_malformed_is_stored_and_handled(delivered: str) -> None:
    """It comes once, and the fallback gets what the signature covers."""
    hooks, seen = new_hooks(), list[Any]()
    hooks.fallback(seen.append)
    inbox, _ = new_inbox(hooks)
    with inbox:
        statuses = [inbox.receive(delivered).status for _ in range(2)]
        inbox.drain()
        assert [] == inbox.parked()

    assert ["stored", "duplicate"] == statuses
    expected = hooks.verify(delivered).event
    assert [(expected, expected.raw)] == [(event, event.raw) for event in seen]


def test_what_a_broken_event_of_a_known_type_lacks_is_none() -> None:
    """Its handler gets it from the inbox, too."""
    hooks, seen = Webhooks(public_pem()), list[Any]()
    hooks.on(ThingCreated)(seen.append)
    inbox, _ = new_inbox(hooks)
    with inbox:
        inbox.receive(SIGNED_BUT_MALFORMED["an entity that is none"] + "\n")
        inbox.drain()

    assert [(None, [1])] == [
        (event.entity, event.raw["createdEvent"]["entity"]) for event in seen
    ]


def test_a_stored_event_survives_its_process(tmp_path: Path) -> None:
    """Another process finds what was received, and handles it."""
    inbox, _ = new_inbox(new_hooks(), tmp_path / "inbox.db")
    with inbox:
        inbox.receive(body("a"))
    hooks, seen = new_hooks(), list[Any]()
    hooks.fallback(lambda event: seen.append(event.metadata.id))
    other, _ = new_inbox(hooks, tmp_path / "inbox.db")
    with other:
        assert 1 == other.drain()
    assert ["a"] == seen


# Events without an id ------------------------------------------------------------------------


def test_legacy_events_are_told_by_what_was_signed() -> None:
    """The same token is a duplicate; the same content signed another time is another event."""
    inbox, _ = new_inbox(new_hooks())
    with inbox:
        first, again = legacy({"stock": 5}, iat=1), legacy({"stock": 5}, iat=2)
        receipts = [inbox.receive(one) for one in (first, again, first)]
        assert ["stored", "stored", "duplicate"] == [one.status for one in receipts]
        assert receipts[0].key.startswith("sha256:")


def test_a_key_of_ones_own_tells_legacy_events() -> None:
    """`key` is asked only where Wix gives no id; None from it means: by what was signed."""
    asked: list[str] = []

    def key(delivery: Any) -> str | None:
        asked.append(delivery.event_type)
        order: str | None = delivery.event.data.get("orderId")
        return order

    inbox, _ = new_inbox(new_hooks(), key=key)
    with inbox:
        first, again = legacy({"orderId": "7"}, iat=1), legacy({"orderId": "7"}, iat=2)
        receipts = [inbox.receive(one) for one in (first, again)]
        assert ["stored", "duplicate"] == [one.status for one in receipts]
        assert "7" == receipts[0].key
        assert inbox.receive(legacy({"other": 1})).key.startswith("sha256:")
        inbox.receive(body("a"))
    assert ["LegacyChanged"] * 3 == asked


def test_flat_events_are_stored_and_handled() -> None:
    """In nobody's way, since they are about no entity; a member `id` isn't the event's."""
    hooks, seen = new_hooks(), list[Any]()
    hooks.on(ThingSold)(seen.append)
    inbox, _ = new_inbox(hooks)
    flat = {"id": "thing-1", "price": "5", "entityId": "thing-1"}
    with inbox:
        for number in (1, 2, 1):
            inbox.receive(sign_event(flat, THING_SOLD, claims={"iat": number}))
        stored = new_event(hooks.verify(sign_event(flat, THING_SOLD)), None)
        assert 2 == inbox.drain()
    assert ["5", "5"] == [event.data.price for event in seen]
    assert (None, None, False) == (stored.entity, stored.sequence, stored.is_state)


def test_an_event_without_its_entity_is_stored_and_handled() -> None:
    """What Wix has signed isn't lost for what it lacks."""
    hooks, seen = new_hooks(), list[Any]()
    hooks.on(ThingCreated)(seen.append)
    inbox, _ = new_inbox(hooks)
    with inbox:
        assert "stored" == inbox.receive(sign_event(domain_event())).status
        assert 1 == inbox.drain()
    assert [None] == [event.entity for event in seen]


@pytest.mark.parametrize(
    "event_id", ["x" * 5000, "a\0b", "\ud800", "ä", " a", "a\nb"], ids=ascii
)
def test_odd_ids_become_short_keys(event_id: str) -> None:
    """What a database might not take is stored under its hash, and known again."""
    inbox, _ = new_inbox(new_hooks())
    with inbox:
        odd = body(event_id, 1, name="odd", entity=event_id, instance=event_id)
        first, second = inbox.receive(odd), inbox.receive(odd)
        assert ("stored", "duplicate") == (first.status, second.status)
        assert first.key.isascii()
        assert len(first.key) <= 300
        assert 1 == inbox.drain()


def test_odd_sequences_are_no_order() -> None:
    """A sequence that no database holds is as good as none."""
    for sequence, expected in (
        (2**63, None),
        (-1, None),
        (2**63 - 1, 2**63 - 1),
        (0, 0),
    ):
        delivery = new_hooks().verify(body("a", sequence))
        assert expected == new_event(delivery, None).sequence


def test_states_are_told_from_actions() -> None:
    """Created, updated and deleted events carry state, typed or not; actions and others don't."""

    def is_state(text: str) -> bool:
        return new_event(new_hooks().verify(text), None).is_state

    for kind in ("created", "updated", "deleted"):
        data = {"entityFqdn": "f", "entityId": "1", f"{kind}Event": {"entity": {}}}
        assert is_state(sign_event(data, "unknown.type"))
    assert not is_state(body("a", kind="bent"))
    assert not is_state(legacy({"entityId": "1"}))


# Failure -------------------------------------------------------------------------------------


def test_a_locked_file_is_no_answer(tmp_path: Path) -> None:
    """While another process holds the file, `receive` raises; afterwards it works again."""
    store = SQLiteStore(tmp_path / "inbox.db", timeout=0.01)
    with WebhookInbox(new_hooks(), store) as inbox:
        inbox.receive(body("a"))
        other = sqlite3.connect(tmp_path / "inbox.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(4) as pool:
            calls = [pool.submit(inbox.receive, body(f"b{i}")) for i in range(8)]
            for call in calls:
                assert isinstance(call.exception(), StoreError)
        other.execute("ROLLBACK")
        other.close()
        assert "stored" == inbox.receive(body("b0")).status


FULL_DISK = """
import resource, signal, sys
sys.path[:0] = sys.argv[2:]
from inbox.things import body, new_hooks
from wixapi.inbox import SQLiteStore, StoreError, WebhookInbox

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
endless = resource.RLIM_INFINITY
with WebhookInbox(new_hooks(), SQLiteStore(sys.argv[1])) as inbox:
    print(inbox.receive(body("0")).status)
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, endless))
    stored, failed = 1, []
    while len(failed) < 3:
        try:
            inbox.receive(body(f"{stored}", name="x" * 9000))
            stored += 1
        except StoreError:
            failed.append(stored)
    resource.setrlimit(resource.RLIMIT_FSIZE, (endless, endless))
    print(stored == inbox.stats().pending)
    print(inbox.receive(body(f"{stored}", name="x" * 9000)).status)
"""


def test_a_full_disk_is_no_answer(tmp_path: Path) -> None:
    """What can't be written raises and isn't stored; once there is room, it is stored."""
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path / "inbox.db"), *sys.path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ["stored", "True", "stored"] == done.stdout.split(), done.stderr


def test_a_missing_folder_is_no_answer(tmp_path: Path) -> None:
    """A file that can't be opened raises a StoreError that says why."""
    inbox, _ = new_inbox(new_hooks(), tmp_path / "missing" / "inbox.db")
    with inbox, pytest.raises(StoreError, match="No such file"):
        inbox.receive(body("a"))


def test_a_file_that_was_replaced_is_no_place_to_store(tmp_path: Path) -> None:
    """What is answered is in the file that is there now, not in one that was deleted."""
    path = tmp_path / "inbox.db"
    inbox, _ = new_inbox(new_hooks(), path)
    with inbox:
        inbox.receive(body("a"))
        for file in tmp_path.iterdir():
            file.unlink()
        assert "stored" == inbox.receive(body("b")).status
        assert "stored" == inbox.receive(body("a")).status
    with SQLiteStore(path) as store:
        assert 2 == store.stats().pending


def test_a_server_that_is_gone_is_no_answer(postgres: PostgresServer) -> None:
    """`receive` raises while the server is down, in the time that Wix waits; then works again."""
    patient = 60.0  # a busy machine connects slowly
    store = PostgresStore(postgres.dsn, schema="gone", timeout=patient)
    with WebhookInbox(new_hooks(), store) as inbox:
        inbox.receive(body("a"))
        postgres.stop()
        store._timeout = 0.5
        with pytest.raises(StoreError):
            inbox.receive(body("b"))
        postgres.start()
        store._timeout = patient
        receipts = [inbox.receive(body(key)).status for key in ("b", "a")]
        assert ["stored", "duplicate"] == receipts


def test_a_server_that_never_was_is_no_answer(tmp_path: Path) -> None:
    """A DSN that leads nowhere raises a StoreError without the DSN in it."""
    store = PostgresStore(f"host={tmp_path} user=u password=hush", timeout=0.1)
    with WebhookInbox(new_hooks(), store) as inbox, pytest.raises(StoreError) as caught:
        inbox.receive(body("a"))
    assert "hush" not in f"{caught.value} {store!r} {inbox!r}"


# Without blocking ----------------------------------------------------------------------------


async def test_areceive_leaves_the_loop_free() -> None:
    """The loop runs while the store works; 50 deliveries at once are all stored."""
    inbox, _ = new_inbox(new_hooks())
    entered, go = threading.Event(), threading.Event()
    add = inbox._store.add

    def slow(event: Any) -> bool:
        entered.set()
        go.wait()
        return add(event)

    inbox._store.add = slow  # type: ignore[method-assign]
    with inbox:
        tasks = [asyncio.create_task(inbox.areceive(body(f"e{i}"))) for i in range(50)]
        while not entered.is_set():
            await asyncio.sleep(0)
        assert not any(task.done() for task in tasks)
        go.set()
        receipts = await asyncio.gather(*tasks)
        assert {"stored"} == {one.status for one in receipts}
        assert 50 == inbox.stats().pending


async def test_areceive_raises_like_receive() -> None:
    """Whatever is wrong reaches the caller."""
    inbox, _ = new_inbox(new_hooks())
    with inbox, pytest.raises(WebhookError):
        await inbox.areceive("junk")


def test_logs_tell_names_and_ids_only(caplog: pytest.LogCaptureFixture) -> None:
    """One line per delivery, and nothing of the payload, nor of what a handler says of it."""
    hooks = new_hooks()

    @hooks.fallback
    def fail(event: Any) -> None:
        raise ValueError(event.data)

    inbox, _ = new_inbox(hooks, max_attempts=1)
    with inbox, caplog.at_level(logging.DEBUG, "wixapi"):
        inbox.receive(body("a", 1, name="Jane Doe"))
        inbox.drain()
        assert "Jane Doe" in inbox.parked()[0].error
        assert "Jane Doe" not in repr(inbox.parked())
    assert "test.things.v1.thing_updated a: stored" in caplog.text
    assert "ValueError" in caplog.text
    assert "Jane" not in caplog.text


# Settings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "settings",
    [
        {"stale": "ignore"},
        {"keep": 48 * 3600 - 1},
        {"max_attempts": 0},
        {"concurrency": 0},
        {"lease": 0},
        {"poll_interval": 0},
        {"backoff": -1},
        {"backoff": 10, "max_backoff": 9},
    ],
    ids=str,
)
def test_settings_that_make_no_sense(settings: dict[str, Any]) -> None:
    """Are refused when the inbox is made, by name."""
    with pytest.raises(ConfigurationError, match=f"`{next(iter(settings))}`"):
        new_inbox(new_hooks(), **settings)
