"""The store: what it keeps, which files it takes, and what becomes of a transaction that fails."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from wixapi._local.state.entities import Entities, sizes
from wixapi._local.state.schema import VERSION
from wixapi._local.state.store import Store
from wixapi.errors import ConfigurationError


@pytest.fixture
def store() -> Iterator[Store]:
    """A store in memory."""
    made = Store()
    yield made
    made.close()


def _ids(store: Store, collection: str = "things") -> list[str]:
    """The ids of a collection, in its order."""
    return [one["id"] for one in Entities(store, collection).all()]


def _add(store: Store, *ids: str, collection: str = "things") -> None:
    """Add entities that have nothing but an id."""
    for id_ in ids:
        Entities(store, collection).add(id_, {"id": id_})


def test_an_entity_is_got_changed_and_removed(store: Store) -> None:
    """What is kept comes back, under its collection and id alone."""
    things, others = Entities(store, "things"), Entities(store, "others")
    things.add("a", {"id": "a", "text": "\ud800 \x00 é"})
    others.add("a", {"id": "a", "n": 2**70})
    things.change("a", {"id": "a", "text": "\ud800 \x00 ë"})
    assert things.get("a") == {"id": "a", "text": "\ud800 \x00 ë"}
    assert others.get("a") == {"id": "a", "n": 2**70}
    things.remove("a")
    assert (things.get("a"), sizes(store)) == (None, {"others": 1})


def test_entities_stand_in_the_order_of_creation(store: Store) -> None:
    """A change doesn't move an entity, and a place isn't given twice."""
    _add(store, "b", "a", "c")
    Entities(store, "things").change("b", {"id": "b", "n": 1})
    Entities(store, "things").remove("c")
    _add(store, "d")
    assert _ids(store) == ["b", "a", "d"]
    assert store.execute("SELECT max(place) FROM entities") == [(4,)]


@pytest.mark.parametrize(
    ("value", "found"), [("red", "a"), ("7", "b"), ("green", ""), ("{}", "")]
)
def test_an_entity_is_found_by_a_field(store: Store, value: str, found: str) -> None:
    """The oldest entity that has a text or number in a field is found by it."""
    things = Entities(store, "things")
    things.add("a", {"id": "a", "the slug": "red"})
    things.add("b", {"id": "b", "the slug": 7})
    things.add("c", {"id": "c", "the slug": "red"})
    assert things.id_by("the slug", value) == found


def _fail(store: Store, id_: str) -> None:
    """Add an entity in a transaction that raises then."""
    with store.transaction():
        _add(store, id_)
        raise KeyError


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    """What is done in a block that raises isn't done; one within another fails alone."""
    with pytest.raises(KeyError):
        _fail(store, "a")
    with store.transaction():
        _add(store, "b")
        with pytest.raises(KeyError):
            _fail(store, "c")
        with store.transaction():
            _add(store, "d")
    assert _ids(store) == ["b", "d"]


def test_threads_lose_nothing(store: Store) -> None:
    """Read and write are one within a transaction, whichever threads do so at once."""
    things = Entities(store, "things")
    things.add("a", {"n": 0})

    def count(_: int) -> None:
        with store.transaction():
            things.change("a", {"n": (things.get("a") or {})["n"] + 1})

    with ThreadPoolExecutor(8) as pool:
        assert len([*pool.map(count, range(200))]) == 200
    assert things.get("a") == {"n": 200}


def test_a_snapshot_is_restored_as_often_as_wanted(store: Store) -> None:
    """A snapshot isn't touched by what comes after it, nor by being restored."""
    _add(store, "a", "b")
    taken = store.snapshot()
    for _ in range(2):
        Entities(store, "things").remove("a")
        _add(store, "c", collection="others")
        store.restore(taken)
        assert (_ids(store), _ids(store, "others")) == (["a", "b"], [])
    _add(store, "d")
    assert store.execute("SELECT max(place) FROM entities") == [(3,)]


def test_reset_empties_it(store: Store) -> None:
    """After a reset a store is as a new one, its places included."""
    _add(store, "a")
    store.reset()
    assert (_ids(store), store.snapshot().rows["sqlite_sequence"]) == ([], [])


def test_a_file_keeps_what_was_done(tmp_path: Path) -> None:
    """A file has what was written before, also of a store that nobody closed."""
    path = str(tmp_path / "wix.db")
    first = Store(path)
    _add(first, "a")
    second = Store(path)
    assert _ids(second) == ["a"]
    second.close()
    first.close()
    assert [one.name for one in tmp_path.iterdir()] == ["wix.db"]


def test_a_closed_store_says_so() -> None:
    """What comes after the end is refused; to end it twice is no fault."""
    store = Store()
    store.close()
    store.close()
    with pytest.raises(ConfigurationError, match="the local Wix is closed"):
        _add(store, "a")


def _folder(path: Path) -> None:
    """Make a folder."""
    path.mkdir()


def _text(path: Path) -> None:
    """Write a file of text."""
    path.write_text("name: an ordinary text\n" * 99)


def _of_something_else(path: Path) -> None:
    """Make a database with tables of another program."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE entities (id)")
    connection.close()


def _newer(path: Path) -> None:
    """Make a database of a later version."""
    Store(str(path)).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (_folder, "is a folder: name a file in it"),
        (_text, "can't be used: file is not a database"),
        (_of_something_else, "is a database of something else: name another file"),
        (
            _newer,
            f"is of version {VERSION + 1} of the local Wix, and this is version {VERSION}: "
            "name another file, or delete it",
        ),
    ],
)
def test_a_file_that_it_cannot_use(tmp_path: Path, make: object, told: str) -> None:
    """What isn't a file of this version is refused with the reason, and left as it is."""
    path = tmp_path / "wix.db"
    assert callable(make)
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(ConfigurationError) as caught:
        Store(str(path))
    assert str(caught.value) == f"{path} {told}"
    assert before == (path.read_bytes() if path.is_file() else b"")


def test_a_file_in_no_folder(tmp_path: Path) -> None:
    """The folder of a new file must be there."""
    path = tmp_path / "none" / "wix.db"
    with pytest.raises(ConfigurationError) as caught:
        Store(str(path))
    assert str(caught.value) == f"{path} can't be made: there is no such folder"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may do anything")
@pytest.mark.parametrize(
    ("is_there", "told"),
    [
        (True, "may not be read and written by this user"),
        (False, "can't be made: this user may not write into its folder"),
    ],
)
def test_a_file_without_rights(tmp_path: Path, is_there: bool, told: str) -> None:
    """Who may not write is told so."""
    path = tmp_path / "wix.db"
    if is_there:
        path.touch(mode=0o400)
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigurationError) as caught:
        Store(str(path))
    tmp_path.chmod(0o700)
    assert str(caught.value) == f"{path} {told}"


def test_a_file_that_another_process_holds(tmp_path: Path) -> None:
    """Another program that keeps the file locked is waited for, and then told."""
    path = str(tmp_path / "wix.db")
    Store(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(ConfigurationError) as caught:
        Store(path, busy_seconds=0)
    other.close()
    assert str(caught.value) == f"{path} can't be used: database is locked"
