"""The table of events on their way, in the store of the local Wix."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, cast

from wixapi._local.deliveries.messages import Message
from wixapi._local.records import Delivery, Try

if TYPE_CHECKING:
    from wixapi._local.state.store import Store

KEPT = 10_000
"""Deliveries that are remembered when nothing is to be done for them any more."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Item:
    """A delivery that is due."""

    number: int
    target: str
    due: datetime
    tries: int
    """How many there were before."""
    message: str


class Queue:
    """Deliveries and their tries. Nothing here takes a lock: its user does.

    Args:
        store: where the tables are.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def next_sequence(self, entity: str) -> int:
        """Count one more event of an entity, and return its number, from 1."""
        ((number,),) = self._store.execute(
            "INSERT INTO sequences (entity, number) VALUES (?, 1) "
            "ON CONFLICT (entity) DO UPDATE SET number = number + 1 RETURNING number",
            (entity,),
        )
        return cast("int", number)

    def add(self, message: Message, target: str, due: datetime) -> None:
        """Note a message for a target; an empty name: nobody gets it."""
        state = "waiting" if target else "unheard"
        ((number,),) = self._store.execute(
            "INSERT INTO deliveries (event_type, event_id, entity_id, sequence, message, target, state, due) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING number",
            (
                *(message.event_type, message.event_id, message.entity_id),
                *(message.sequence, message.text, target, state, _ticks(due)),
            ),
        )
        if number % 1000 == 0:
            self._forget()

    def due(self, until: datetime, targets: Collection[str]) -> Item | None:
        """Return what is due for some of the targets until a moment, the earliest; None: nothing."""
        rows = self._store.execute(
            "SELECT number, target, due, message, (SELECT count(*) FROM tries WHERE delivery = deliveries.number) "
            f"FROM deliveries WHERE state = 'waiting' AND due <= ? AND target IN ({_marks(targets)}) "
            "ORDER BY due, number LIMIT 1",
            (_ticks(until), *targets),
        )
        for number, target, due, message, tries in rows:
            return Item(number, target, _moment(due), tries, message)
        return None

    def next_due(self, targets: Collection[str]) -> datetime | None:
        """Return when something is due for some of the targets; None: never."""
        ((due,),) = self._store.execute(
            f"SELECT min(due) FROM deliveries WHERE state = 'waiting' AND target IN ({_marks(targets)})",
            (*targets,),
        )
        return None if due is None else _moment(due)

    def note(
        self,
        item: Item,
        made: Try,
        state: Literal["waiting", "delivered", "given up"],
        due: datetime | None,
    ) -> None:
        """Take note of a try, and of what becomes of the delivery after it, unless that was forgotten meanwhile."""
        known = self._store.execute(
            # numbers begin again after a reset: another delivery may have this one's
            "UPDATE deliveries SET state = ?, due = ? WHERE number = ? AND message = ? RETURNING number",
            (state, None if due is None else _ticks(due), item.number, item.message),
        )
        if known:
            self._store.execute(
                "INSERT INTO tries (delivery, at, status, error, seconds) VALUES (?, ?, ?, ?, ?)",
                (item.number, _ticks(made.at), made.status, made.error, made.seconds),
            )

    def hurry(self, until: datetime) -> None:
        """Let everything that was never tried, and is due later than a moment, be due then, in the same order."""
        rows = self._store.execute(
            "SELECT number FROM deliveries WHERE state = 'waiting' AND due > ? "
            "AND number NOT IN (SELECT delivery FROM tries) ORDER BY due, number",
            (_ticks(until),),
        )
        # so many microseconds apart, the last one now: the order is theirs still
        for back, (number,) in enumerate(reversed(rows)):
            self._store.execute(
                "UPDATE deliveries SET due = ? WHERE number = ?",
                (_ticks(until) - back, number),
            )

    def log(self, newest: int) -> list[Delivery]:
        """Return so many of the newest deliveries, in the order in which they were noted."""
        rows = self._store.execute(
            "SELECT number, event_type, event_id, entity_id, sequence, target, state, due, message "
            "FROM deliveries ORDER BY number DESC LIMIT ?",
            (newest,),
        )[::-1]
        tries: dict[int, list[Try]] = {}
        for number, at, status, error, seconds in self._store.execute(
            "SELECT delivery, at, status, error, seconds FROM tries WHERE delivery >= ? ORDER BY number",
            (rows[0][0] if rows else 0,),
        ):
            one = Try(_moment(at), status, error, seconds)
            tries.setdefault(number, []).append(one)
        return [_delivery(row, tries.get(row[0], [])) for row in rows]

    def setting(self, name: str) -> str | None:
        """Return what was kept under a name; None: nothing."""
        for (value,) in self._store.execute(
            "SELECT value FROM delivery_settings WHERE name = ?", (name,)
        ):
            return cast("str", value)
        return None

    def keep(self, name: str, value: str) -> None:
        """Keep something under a name."""
        self._store.execute(
            "INSERT OR REPLACE INTO delivery_settings (name, value) VALUES (?, ?)",
            (name, value),
        )

    def _forget(self) -> None:
        """Forget the oldest deliveries for which nothing is to be done."""
        self._store.execute(
            "DELETE FROM deliveries WHERE state <> 'waiting' "
            f"AND number <= (SELECT max(number) FROM deliveries) - {KEPT}"
        )
        self._store.execute(
            "DELETE FROM tries WHERE delivery NOT IN (SELECT number FROM deliveries)"
        )


def _delivery(row: tuple[Any, ...], tries: list[Try]) -> Delivery:
    """Return what a row of `log` says."""
    number, event_type, event_id, entity_id, sequence, target, state, due, message = row
    return Delivery(
        number=number,
        event_type=event_type,
        event_id=event_id,
        entity_id=entity_id,
        sequence=sequence,
        target=target,
        state=state,
        due=_moment(due) if state == "waiting" else None,
        tries=tuple(tries),
        message=message,
    )


def _marks(values: Collection[object]) -> str:
    """Return the place-holders for values in a statement."""
    return ", ".join("?" * len(values))


def _ticks(moment: datetime) -> int:
    """Return a moment as the table has it: microseconds since 1970."""
    return (moment - _EPOCH) // _TICK


def _moment(ticks: int) -> datetime:
    """Return the moment that the table has."""
    return _EPOCH + ticks * _TICK
