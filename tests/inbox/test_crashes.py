"""kill -9 at random moments, and many workers at the same time, on both stores."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inbox.crash import CONCURRENCY, ENTITIES, EVENTS
from support.postgres import PostgresServer

ALL = sorted(f"e{number}" for number in range(EVENTS))

Task = Callable[[str, int], Any]


@pytest.fixture(params=["sqlite", "postgres"])
def task(request: pytest.FixtureRequest, tmp_path: Path) -> Task:
    """Runs a task of `crash.py` on a store."""
    place = str(tmp_path / "inbox.db")
    if request.param == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres")
        place = server.database()

    def run(name: str, seed: int) -> Any:
        script = Path(__file__).with_name("crash.py")
        done = subprocess.run(
            [sys.executable, str(script), name, place, str(tmp_path), str(seed)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            timeout=600,
        )
        assert 0 == done.returncode, done.stderr
        return json.loads(done.stdout)

    return run


def test_killed_workers(task: Task) -> None:
    """Nothing is lost. What happens twice is what a worker had in hand when it was killed: at each
    kill at most as many events as it handles at a time."""
    result = task("killed_workers", 1)
    times = Counter(result["effects"])
    assert ALL == sorted(times)
    assert len(result["effects"]) - EVENTS <= result["kills"] * CONCURRENCY
    assert result["kills"] >= 5
    # In order for every entity, but for what happened twice.
    for entity in range(ENTITIES):
        first_times = [
            e
            for e in dict.fromkeys(result["effects"])
            if number(e) % ENTITIES == entity
        ]
        assert sorted(first_times, key=number) == first_times


def test_killed_workers_that_record(task: Task) -> None:
    """Handlers that record their success in their own transaction have one effect each."""
    result = task("killed_workers_with_records", 2)
    assert ALL == sorted(result["effects"])
    assert result["kills"] >= 5


def test_killed_receivers(task: Task) -> None:
    """Whatever was answered with 200 is stored, once."""
    result = task("killed_receivers", 5)
    assert result["kills"] >= 5
    assert set(result["answered"]) <= set(result["stored"])
    assert len(result["stored"]) == len(set(result["stored"]))


def test_many_workers(task: Task) -> None:
    """Four processes share the work: each event once, of an entity one at a time, in order."""
    lines = [line.split() for line in task("many_workers", 6)["effects"]]
    assert ALL == sorted(event for word, _, event in lines if word == "begin")
    for entity in {entity for _, entity, _ in lines}:
        mine = [(word, event) for word, one, event in lines if one == entity]
        events = sorted({event for _, event in mine}, key=number)
        expected = [(word, event) for event in events for word in ("begin", "end")]
        assert expected == mine


def number(event: str) -> int:
    """The place of an event."""
    return int(event[1:])
