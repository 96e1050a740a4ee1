"""The events of the local Wix: what is sent, to whom, with which keys, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from wixapi._local.calls import Caller
from wixapi._local.changes import Change
from wixapi._local.deliveries.background import Background
from wixapi._local.deliveries.keyring import Keyring
from wixapi._local.deliveries.messages import (
    Message,
    Surroundings,
    event_class,
    message_of,
    own_of_change,
    placed,
    resource_key,
)
from wixapi._local.deliveries.queue import KEPT, Queue
from wixapi._local.deliveries.runner import Runner
from wixapi._local.deliveries.targets import target_of
from wixapi._local.records import Delivery
from wixapi._testing.envelopes import type_of, what_happens
from wixapi._testing.events import WIX_USER, Told, own_json
from wixapi.errors import ConfigurationError

if TYPE_CHECKING:
    from wixapi._local.core import Core
    from wixapi._webhooks.events import Event


_TOLD = {*Told.__annotations__, "event_type"}
"""What can be told of an event that is emitted."""


@dataclass(frozen=True, slots=True)
class _Disorder:
    """See `Deliveries.disorder`."""

    duplicates: float
    shuffle: bool
    within: timedelta


class Deliveries:
    """The events of a local Wix.

    Args:
        core: whose events they are.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._queue = Queue(core.store)
        self._keyring = Keyring(self._queue)
        self._background = Background()
        self._runner = Runner(core, self._queue, self._keyring, self._background)
        self._disorder: _Disorder | None = None

    @property
    def public_key(self) -> str:
        """PEM of the key with which events are verified."""
        with self._core.lock:
            return self._keyring.keys().public_key

    def rotate_keys(self) -> str:
        """Sign with new keys from now on, resends too, and return the public one."""
        with self._core.lock:
            return self._keyring.rotate().public_key

    def log(self, newest: int = KEPT) -> list[Delivery]:
        """Return the newest deliveries, oldest first."""
        with self._core.lock:
            return self._queue.log(newest)

    def add_target(
        self, given: object, path: str = "/", timeout: float | None = None
    ) -> str:
        """Let something get all events that are to come, and return what the log calls it.

        One that gets them already isn't registered twice.

        Args:
            given: a URL, `Webhooks`, an inbox, an app of ASGI or WSGI, or a client that posts.
            path: where apps and clients get webhooks.
            timeout: how many seconds it has to answer; None: any number.

        Raises:
            ConfigurationError: it is none of these.
        """
        known = self._runner.targets
        made = target_of(given, len(known) + 1, path, timeout, self._background)
        for target in known:
            if target.is_same(made):
                target.timeout = timeout
                return target.name
        self._runner.add(made)
        return made.name

    # What happens -----------------------------------------------------------------------------

    def enqueue(self, changes: Iterable[Change], caller: Caller) -> None:
        """Note the events of what a call changed, within the transaction of the call.

        Args:
            changes: what it changed.
            caller: whose doing it is.
        """
        for change in changes:
            if not change.event:
                continue
            around = self._surroundings(caller.identity)
            event_type = type_of(event_class(change))
            facts = self._core.facts.resource(change.resource)
            own = own_of_change(change, facts, around)
            self._count(own, event_type, facts.fqdn)
            self._add(message_of(own, event_type, around))

    def emit(
        self,
        kind: type[Event] | str,
        *,
        entity_id: str | None = None,
        identity: Mapping[str, Any] | None = None,
        **given: Any,
    ) -> str:
        """Note an event that no method makes, and return its id, empty if it has none.

        Args:
            kind: the event's class; or an event type that no spec knows.
            entity_id: whose event it is. Default: the id of a given entity, or a new one.
            identity: who caused it, with wire names; `{}`: nobody is named. Default: a Wix user.
            given: what of the event matters, as `testing.event` takes it.

        Raises:
            ConfigurationError: what is given doesn't fit the event.
        """
        with self._core.lock, self._core.store.transaction():
            around = self._surroundings(WIX_USER if identity is None else identity)
            if isinstance(kind, str):
                if given.keys() - {"data"}:
                    raise ConfigurationError(f"{kind} takes only data")
                message = message_of(given.get("data"), kind, around)
            else:
                message = self._made(kind, entity_id, around, given)
            self._add(message)
            return message.event_id

    def _made(
        self,
        kind: type[Event],
        entity_id: str | None,
        around: Surroundings,
        given: Mapping[str, Any],
    ) -> Message:
        """Return the message of an event that is made as tests make theirs."""
        if unknown := sorted(given.keys() - _TOLD):
            raise ConfigurationError(f"emit knows no argument {unknown[0]}")
        event_type = given.get("event_type") or type_of(kind)
        told: Told = cast(
            "Told", {name: x for name, x in given.items() if name != "event_type"}
        )
        if what_happens(kind) != "flat":
            told = {
                "event_id": around.event_id,
                "event_time": around.at,
                "entity_id": entity_id or self._new_id(given.get("entity")),
                "sequence": 0,
                **told,
            }
        own = own_json(kind, event_type, told)
        if what_happens(kind) != "flat" and "sequence" not in given:
            known = self._core.facts.raw.get(resource_key(kind), {})
            self._count(own, event_type, known.get("fqdn", ""))
        return message_of(own, event_type, around)

    def _count(self, own: dict[str, Any], event_type: str, fqdn: str) -> None:
        """Give an event its place among those of its entity."""
        number = self._queue.next_sequence(placed(own, event_type, fqdn))
        own["entityEventSequence"] = str(number)

    def _new_id(self, entity: Any) -> str | None:
        """Return an id for an entity; None: it has one."""
        given = (
            cast("Mapping[str, Any]", entity).get("id")
            if isinstance(entity, Mapping)
            else getattr(entity, "id", None)
        )
        return None if given else self._core.chance.guid()

    def _surroundings(self, identity: Mapping[str, Any]) -> Surroundings:
        """Return what an event that happens now says beside what happened."""
        site = self._core.identity
        return Surroundings(
            event_id=self._core.chance.guid(),
            at=self._core.clock.now(),
            instance_id=site.instance_id,
            identity=identity,
            account_info={"accountId": site.account_id, "siteId": site.site_id},
        )

    def _add(self, message: Message) -> None:
        """Note a message for all targets, more than once and later if there is disorder."""
        targets = [target.name for target in self._runner.targets]
        for target in targets or [""]:
            self._queue.add(message, target, self._due())
            chance, disorder = self._core.chance, self._disorder
            if target and disorder and chance.happens(disorder.duplicates):
                self._queue.add(message, target, self._due())
        self._runner.wake()

    # Disorder ---------------------------------------------------------------------------------

    def _due(self) -> datetime:
        """Return when something that happens now is sent."""
        now, disorder = self._core.clock.now(), self._disorder
        if disorder is None or not disorder.shuffle:
            return now
        return now + disorder.within * self._core.chance.part()

    def disorder(self, duplicates: float, shuffle: bool, within: timedelta) -> None:
        """Send the events to come late, out of order or twice.

        Args:
            duplicates: how probable it is that an event is sent twice, from 0 to 1.
            shuffle: whether each event is held back for a time of its own.
            within: for how long at most, by the virtual clock.
        """
        with self._core.lock:
            self._disorder = _Disorder(duplicates, shuffle, within)

    def order(self) -> None:
        """End the disorder; what was held back is due now, in the order that it has."""
        with self._core.lock, self._core.store.transaction():
            self._disorder = None
            self._queue.hurry(self._core.clock.now())
            self._runner.wake()

    # Sending ----------------------------------------------------------------------------------

    def run_due(self) -> None:
        """See `Runner.run_due`."""
        self._runner.run_due()

    async def arun_due(self) -> None:
        """See `Runner.arun_due`."""
        await self._runner.arun_due()

    def advance(self, by: timedelta) -> None:
        """See `Runner.advance`."""
        self._runner.advance(by)

    async def aadvance(self, by: timedelta) -> None:
        """See `Runner.aadvance`."""
        await self._runner.aadvance(by)

    def start(self) -> None:
        """Send everything from the background from now on: on a port, nobody waits for it."""
        self._runner.start()

    def reset(self) -> None:
        """Forget disorder; the store forgets what is on its way. Targets stay."""
        with self._core.lock:
            self._disorder = None

    def close(self) -> None:
        """End the background; what is on its way stays in the store."""
        self._background.close()
