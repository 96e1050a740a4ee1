"""A system clock that is set back or forward while an inbox is at work."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from wixapi.inbox import NewEvent, SQLiteStore, _sqlite_time
from wixapi.inbox.conformance import Clock

HOUR = 3600.0


def event(key: str) -> NewEvent:
    """An event that is in nobody's way."""
    return NewEvent(key, "type", "{}")


class System:
    """The clocks of a machine."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wall, self.up, self.boot = 1_800_000_000.0, 100.0, "first"
        monkeypatch.setattr(time, "time", lambda: self.wall)
        monkeypatch.setattr(_sqlite_time, "_since_boot", lambda: self.up)
        monkeypatch.setattr(_sqlite_time, "_boot", lambda: self.boot)

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.wall += seconds
        self.up += seconds


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> System:
    """A machine whose clocks the test sets."""
    return System(monkeypatch)


def test_back(system: System, tmp_path: Path) -> None:
    """What came before the clock was set back doesn't wait for the time to come again."""
    path = tmp_path / "inbox.db"
    with SQLiteStore(path) as store:
        store.add(event("a"))
        system.wall -= HOUR
        with SQLiteStore(path) as other:
            (claim,) = other.claim(9, 60.0)
            assert other.retry(claim, 5.0, "failed")
        system.pass_by(5)
        assert ["a"] == [claim.key for claim in store.claim(9, 60.0)]


def test_forward(system: System, tmp_path: Path) -> None:
    """What is being handled when the clock is set forward is handed to nobody else."""
    path = tmp_path / "inbox.db"
    with SQLiteStore(path) as store:
        store.add(event("a"))
        (claim,) = store.claim(9, 60.0)
        system.wall += HOUR
        with SQLiteStore(path) as other:
            assert [] == other.claim(9, 60.0)
            assert store.finish(claim, "done")


def test_a_new_start_with_a_wrong_clock(system: System, tmp_path: Path) -> None:
    """A machine that starts with its clock an hour late handles what it had stored."""
    path = tmp_path / "inbox.db"
    with SQLiteStore(path) as store:
        store.add(event("a"))
    system.boot, system.up, system.wall = "second", 1.0, system.wall - HOUR
    with SQLiteStore(path) as store:
        assert ["a"] == [claim.key for claim in store.claim(9, 60.0)]


def test_a_new_start_ends_leases(system: System, tmp_path: Path) -> None:
    """What was being handled when the machine failed is handled again when its lease has ended."""
    path = tmp_path / "inbox.db"
    with SQLiteStore(path) as store:
        store.add(event("a"))
        assert ["a"] == [claim.key for claim in store.claim(9, 60.0)]
    system.boot, system.up, system.wall = "second", 1.0, system.wall + 120
    with SQLiteStore(path) as store:
        assert ["a"] == [claim.key for claim in store.claim(9, 60.0)]


@pytest.mark.parametrize("boot", ["", "unknown"])
def test_a_clock_of_the_users_own(system: System, boot: str, tmp_path: Path) -> None:
    """A clock that is given may go back, too; the time passes on from there."""
    system.boot = boot
    clock, path = Clock(), tmp_path / "inbox.db"
    with SQLiteStore(path, clock=clock) as store:
        store.add(event("a"))
        clock.pass_by(-HOUR)
        (claim,) = store.claim(9, 60.0)
        store.retry(claim, 5.0, "failed")
        clock.pass_by(5)
        assert ["a"] == [claim.key for claim in store.claim(9, 60.0)]


def test_a_machine_that_does_not_tell_its_starts(
    system: System, tmp_path: Path
) -> None:
    """Without a name for the machine's start, each process goes by the clock, and never back."""
    system.boot, path = "", tmp_path / "inbox.db"
    with SQLiteStore(path) as store:
        store.add(event("a"))
        system.wall -= HOUR
        with SQLiteStore(path) as other:
            assert ["a"] == [claim.key for claim in other.claim(9, 60.0)]
