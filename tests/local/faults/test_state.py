"""Faults of the local Wix never harm what it keeps."""

from __future__ import annotations

from contextlib import nullcontext
from random import Random
from typing import Any

import pytest

from local.faults.faulty import FAULTS, HEADER, PARTY
from support.samples import few_or_many
from wixapi.testing import LocalWix


@few_or_many(60, 1_500)
def test_faults_never_harm_the_state(examples: int) -> None:
    """Random faults over random calls: the state is what took effect, and nothing else."""
    random = Random(examples)
    with LocalWix() as local:
        before: dict[str, int] = {}
        for _ in range(examples):
            header = random.choice([*FAULTS, ""])
            change = random.choice([created, updated, deleted] if before else [created])
            expected = attempt(local, header, change, random, before)
            found = parties(local)
            took_effect = not header or FAULTS[header][2]
            wanted = expected if took_effect else [*before.values()]
            assert (header, sorted(found.values())) == (header, sorted(wanted))
            before = found


def attempt(
    local: LocalWix, header: str, change: Any, random: Random, before: dict[str, int]
) -> list[int]:
    """Change something, perhaps with a fault; return the sizes of parties if it takes effect."""
    wix = local.client().calendar.participations
    id_ = random.choice([*before, ""]) if before else ""
    id_ = id_ or next(iter(before), "")
    size = random.randrange(1, 1000)
    rest = [one for key, one in before.items() if key != id_]
    revision = wix.get_participation(participation_id=id_).revision if id_ else 0
    options: Any = {"headers": {HEADER: header}} if header else {}
    is_unseen = change is deleted and header == "challenge"  # nobody reads the answer
    fails = header and not is_unseen
    outcome = pytest.raises(FAULTS[header][1]) if fails else nullcontext()
    with outcome:
        change(wix, id_, revision, size, options)
    if change is created:
        return [*before.values(), size]
    return rest if change is deleted else [*rest, size]


def created(wix: Any, _id: str, _revision: int, size: int, options: Any) -> None:
    """Make a participation."""
    party = {**PARTY, "party_size": size}
    wix.create_participation(participation=party, request_options=options)


def updated(wix: Any, id_: str, revision: int, size: int, options: Any) -> None:
    """Change one."""
    change = {"id": id_, "revision": revision, "party_size": size}
    wix.update_participation(participation=change, request_options=options)


def deleted(wix: Any, id_: str, _revision: int, _size: int, options: Any) -> None:
    """Delete one."""
    wix.delete_participation(participation_id=id_, request_options=options)


def parties(local: LocalWix) -> dict[str, int]:
    """Return the sizes of parties by id."""
    found = local.client().calendar.participations.query_participations()
    return {one.id: one.party_size or 0 for one in found}
