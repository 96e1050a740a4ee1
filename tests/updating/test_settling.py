"""`settle`: changes that are more than additions must be seen in so many runs before they are believed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from updating.conftest import Workplace
from wixgen.fetching.lock import BadLockError, parse_lock


def _waiting(workplace: Workplace) -> dict[str, int]:
    """In how many runs the changes of pages have been seen that wait, by the end of their address."""
    pages = parse_lock(workplace.lock).pages.values()
    return {
        page.url.rpartition("/")[2]: page.seen_times for page in pages if page.waiting
    }


def test_a_change_that_stays(workplace: Workplace) -> None:
    """A change is proposed in the run that sees it for the second time; until then it is told, and counted."""
    workplace.settle(2)
    before = workplace.spec("things")
    workplace.things.values = ("RED", "BLUE")
    first = workplace.update()
    waiting, unchanged = _waiting(workplace), workplace.spec("things")
    second = workplace.json()
    third = workplace.json()

    assert (0, before) == (first.exit_code, unchanged)
    assert {"create-thing": 1, "get-thing": 1} == waiting
    assert "get-thing (1 of 2 runs have seen its change)" in first.stdout
    assert ("breaking", {}) == (second["verdict"], _waiting(workplace))
    assert "GREEN" not in workplace.spec("things")
    assert not third["changed"]


def test_a_change_that_is_taken_back(workplace: Workplace) -> None:
    """A page that says again what it said leaves no trace in any file."""
    workplace.settle(2)
    before = workplace.files()
    workplace.things.size = 5
    workplace.update()
    workplace.things.size = 20
    result = workplace.update()

    contents = {path: content for path, (_, content) in workplace.files().items()}
    assert 0 == result.exit_code
    assert {path: content for path, (_, content) in before.items()} == contents


def test_a_change_of_a_change(workplace: Workplace) -> None:
    """A page that says something else again is counted from the beginning."""
    workplace.settle(2)
    for size, times in ((5, 1), (6, 1)):
        workplace.things.size = size
        workplace.update()
        assert {"create-thing": times, "get-thing": times} == _waiting(workplace)
    workplace.update()

    assert "max_length: 6" in workplace.spec("things")


def test_additions_go_through_at_once(workplace: Workplace) -> None:
    """What is only added does not wait, also beside another page of the resource that does."""
    workplace.settle(2)
    workplace.doors.fields = ("name", "height")
    workplace.things.required = ("thing", "thing.name")
    workplace.things.methods["archiveThing"] = "GET"
    told = workplace.json()

    assert [("field-added", "Door.height"), ("method-added", "archiveThing")] == [
        (one["rule"], one["path"]) for one in told["changes"]
    ]
    assert {"create-thing": 1} == _waiting(workplace)


def test_pages_that_only_together_remove_something(workplace: Workplace) -> None:
    """Where only all pages of a type together tell that something is gone, all of them wait, and no other."""
    workplace.things.methods["pingThing"] = "GET"
    workplace.update()
    workplace.settle(2)
    workplace.things.values = ("RED",)
    told = workplace.json()

    assert [] == told["changes"]
    assert {"create-thing", "get-thing", "ping-thing"} == {*_waiting(workplace)}


def test_a_method_that_is_gone(workplace: Workplace) -> None:
    """A page that is gone has been missed in two runs already; a person's word is enough, too."""
    workplace.settle(3)
    del workplace.doors.methods["createDoor"]
    workplace.update()
    path = workplace.folder / "schemas" / "pages.lock"
    day = next(line for line in workplace.lock.splitlines() if line.startswith("since"))
    path.write_text(workplace.lock.replace(day, "since = 2020-01-01"), encoding="utf-8")
    second = workplace.update()
    waiting, kept = _waiting(workplace), workplace.spec("doors")
    workplace.update()

    assert (0, {"create-door": 2}) == (second.exit_code, waiting)
    assert ("createDoor" in kept, "createDoor" in workplace.spec("doors")) == (
        True,
        False,
    )


def test_a_run_that_asks_nobody_does_not_count(workplace: Workplace) -> None:
    """--check and --offline see nothing anew."""
    workplace.settle(2)
    workplace.things.size = 5
    workplace.update()
    lock = workplace.lock
    workplace.run("--offline")
    workplace.run("--check")

    assert lock == workplace.lock


@pytest.mark.parametrize(
    "entry", ['waiting = "x"', "seen_times = -1", "waiting_since = 1"]
)
def test_a_lock_with_something_wrong(workplace: Workplace, entry: str) -> None:
    """What waits is checked as everything in a lock."""
    with pytest.raises(BadLockError):
        parse_lock(workplace.lock.replace("size = ", f"{entry}\nsize = ", 1))


def _begin_again(workplace: Workplace, begun: Path) -> Path:
    """Put the project back to where it began, as a checkout of what was merged; return the lock that it had."""
    lock = workplace.folder.parent / "seen.lock"
    shutil.copy(workplace.folder / "schemas" / "pages.lock", lock)
    shutil.rmtree(workplace.folder)
    shutil.copytree(begun, workplace.folder)
    return lock


def test_what_an_earlier_run_has_seen(workplace: Workplace) -> None:
    """Runs that all begin at what was merged last count on what the one before has seen, given its lock."""
    workplace.settle(2)
    begun = workplace.folder.with_name("begun")
    shutil.copytree(workplace.folder, begun)
    workplace.things.size = 5
    workplace.things.methods["archiveThing"] = "GET"
    first = workplace.json()
    seen = _begin_again(workplace, begun)
    second = workplace.json("--seen", str(seen))
    seen = _begin_again(workplace, begun)
    third = workplace.json("--seen", str(seen))
    seen = _begin_again(workplace, begun)
    workplace.things.size = 20
    del workplace.things.methods["archiveThing"]
    fourth = workplace.json("--seen", str(seen))

    assert (["none"] + ["breaking"] * 2 + ["none"]) == [
        told["verdict"] for told in (first, second, third, fourth)
    ]
    assert ([], []) == (fourth["written"], fourth["resources"])


def test_a_page_that_an_earlier_run_has_missed(workplace: Workplace) -> None:
    """A page that the run before took for gone is gone in the next one, too; one that was missing was so since."""
    begun = workplace.folder.with_name("begun")
    path = workplace.folder / "schemas" / "pages.lock"
    known = re.sub(r"(?m)^seen = .*", "seen = 2020-01-01", workplace.lock)
    path.write_text(known, encoding="utf-8")
    shutil.copytree(workplace.folder, begun)
    del workplace.doors.methods["createDoor"]
    workplace.update()
    lock = _begin_again(workplace, begun)
    text = lock.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^since = .*", "since = 2020-01-01", text)
    lock.write_text(text, encoding="utf-8")
    first = workplace.json("--seen", str(lock))
    lock = _begin_again(workplace, begun)
    second = workplace.json("--seen", str(lock))

    for told in (first, second):
        assert ["method-removed"] == [one["rule"] for one in told["changes"]]
