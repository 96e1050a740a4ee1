"""Events as Wix may send them: twice, and in any order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wixapi import Webhooks
from wixapi.calendar.participations import ParticipationUpdated
from wixapi.errors import ConfigurationError
from wixapi.inbox import SQLiteStore, WebhookInbox
from wixapi.testing import LocalWix

from .conftest import START, Changer


def numbers(got: list[Any]) -> list[int]:
    """The sequence of each event, in the order in which they came."""
    return [one.metadata.entity_event_sequence for one in got]


def run(seed: int, **disorder: Any) -> list[int]:
    """What order twenty updates come in."""
    got: list[Any] = []
    with LocalWix(clock=START, random=seed) as local:
        hooks = Webhooks(local.public_key)
        hooks.on(ParticipationUpdated)(got.append)
        local.deliver_to(hooks)
        with local.disorder(**disorder):
            for _ in range(20):
                local.emit(ParticipationUpdated, entity_id="p-1")
    return numbers(got)


def test_a_shuffled_block_delivers_all_at_its_end() -> None:
    """Each event once, in another order; the sequence tells the right one."""
    got = run(1, shuffle=True)

    assert [*range(1, 21)] == sorted(got) != got


def test_duplicates_come_as_often_as_was_asked_for() -> None:
    """Some of them, all of them, or none."""
    some = run(1, duplicates=0.5)

    assert [*range(1, 21)] == sorted({*some})
    assert 20 < len(some) < 40
    assert 40 == len(run(1, duplicates=1))
    assert [*range(1, 21)] == run(1)


def test_the_same_seed_makes_the_same_mess() -> None:
    """And another one another."""
    mess = {"duplicates": 0.5, "shuffle": True}

    assert run(3, **mess) == run(3, **mess) != run(4, **mess)


def test_duplicates_have_the_same_event_id(
    local: LocalWix, hooks: Webhooks, got: list[Any], change: Changer
) -> None:
    """That is how they are told."""
    local.deliver_to(hooks)
    with local.disorder(duplicates=1):
        change()

    assert (2, 1) == (len(got), len({one.metadata.id for one in got}))


def test_what_is_held_back_comes_with_the_clock(
    local: LocalWix, hooks: Webhooks, got: list[Any], change: Changer
) -> None:
    """Outside of a block, within the time that was given; afterwards events are prompt again."""
    local.deliver_to(hooks)
    disorder = local.disorder(shuffle=True, within=30)
    for number in range(10):
        change(entity_id=f"p-{number}")
    local.advance()
    at_once = len(got)
    local.advance(seconds=30)
    later = len(got)
    with disorder:
        pass
    change(entity_id="p-10")
    local.advance()

    assert at_once < later == 10
    assert 11 == len(got)


async def test_a_block_of_async_code(
    local: LocalWix, hooks: Webhooks, change: Changer
) -> None:
    """`async with` awaits the handlers."""
    got: list[Any] = []

    async def handle(event: ParticipationUpdated) -> None:
        got.append(event)

    hooks.on(ParticipationUpdated)(handle)
    local.deliver_to(hooks)
    async with local.disorder(shuffle=True):
        for _ in range(5):
            change("updated")

    assert [1, 2, 3, 4, 5] == sorted(numbers(got))


def test_an_inbox_makes_order(
    local: LocalWix, hooks: Webhooks, got: list[Any], change: Changer, tmp_path: Path
) -> None:
    """Duplicates are handled once, and what is older than what was handled is dropped."""
    with WebhookInbox(
        hooks, SQLiteStore(tmp_path / "inbox.db"), concurrency=1
    ) as inbox:
        local.deliver_to(inbox)
        with local.disorder(duplicates=0.5, shuffle=True):
            for number in range(12):
                change(
                    "updated", entity_id=f"p-{number % 3}", now={"partySize": number}
                )
            change("updated", entity_id="p-0", now={"partySize": 99})
        inbox.drain()

    for entity in ("p-0", "p-1", "p-2"):
        mine = [one for one in got if one.metadata.entity_id == entity]
        assert sorted({*numbers(mine)}) == numbers(mine)
    newest = {one.metadata.entity_id: one.entity.party_size for one in got}
    assert {"p-0": 99, "p-1": 10, "p-2": 11} == newest


@pytest.mark.parametrize(
    "wrong", [{"duplicates": 2}, {"duplicates": -1}, {"within": -1}]
)
def test_nonsense_is_refused(local: LocalWix, wrong: Any) -> None:
    """Probabilities are from 0 to 1, and time goes forward."""
    with pytest.raises(ConfigurationError):
        local.disorder(**wrong)
