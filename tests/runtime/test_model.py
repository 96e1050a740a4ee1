"""Reading: liberal in what is accepted, and nothing changed on the quiet."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from wixapi._model import (
    UNSET,
    Always,
    Datetime,
    Int64,
    Model,
    Open,
    UnreadableError,
    read,
    read_json,
)


class Status(StrEnum):
    """An enum."""

    CONFIRMED = "CONFIRMED"


class Person(Model):
    """A nested object, defined after nothing."""

    name: str | None = None
    born: Datetime | None = None


class Thing(Model):
    """Fields of all kinds, some of classes defined later."""

    party_size: int | None = None
    ratio: float | None = None
    flag: bool | None = None
    status: Open[Status] | None = None
    revision: Int64 | None = None
    made: Datetime | None = None
    person: Person | None = None
    people: list[Person] | None = None
    statuses: list[Open[Status]] | None = None
    by_day: dict[str, Person] | None = None
    free: dict[str, Any] | None = None
    child: Thing | None = None
    later: Later | None = None


class Later(Model):
    """Defined after its first use."""

    name: str | None = None


def read_both(data: Any) -> Thing:
    """Reads from bytes and from Python, which must agree."""
    thing = read_json(Thing, json.dumps(data).encode())
    assert thing == read(Thing, data)
    return thing


def test_reads_what_is_documented() -> None:
    """Documented values come out typed."""
    thing = read_both(
        {
            "partySize": 2,
            "status": "CONFIRMED",
            "revision": "9223372036854775807",
            "made": "2026-01-30T13:30:00.000Z",
            "people": [{"name": "a"}],
            "statuses": ["CONFIRMED", "NEW"],
        }
    )

    assert (thing.party_size, thing.status, thing.revision) == (
        2,
        Status.CONFIRMED,
        2**63 - 1,
    )
    assert datetime(2026, 1, 30, 13, 30, tzinfo=UTC) == thing.made
    assert isinstance(thing.status, Status)
    assert [Person(name="a")] == thing.people
    assert thing.statuses == [Status.CONFIRMED, "NEW"]


def test_unknown_is_kept() -> None:
    """Unknown fields and unknown enum values are kept, without a word."""
    thing = read_both({"status": "NEW", "zz": {"a_b": 1}})

    assert "NEW" == thing.status
    assert {"zz": {"a_b": 1}} == thing.model_extra


def test_missing_and_null_differ() -> None:
    """`model_fields_set` tells null from missing."""
    assert {"flag"} == read_both({"flag": None}).model_fields_set


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("made", "soon"),
        ("made", ""),
        ("made", "2026-01-30"),
        ("made", "2026-01-30T13:30:00"),
        ("made", "1738245600"),
        ("made", 1738245600),
        ("made", 1.5),
        ("made", True),
        ("partySize", "many"),
        ("partySize", 1.5),
        ("partySize", {"a": 1}),
        ("ratio", "x"),
        ("flag", "perhaps"),
        ("status", 7),
        ("person", "x"),
        ("person", [1]),
        ("people", {"name": "x"}),
        ("statuses", "CONFIRMED"),
        ("byDay", [1]),
        ("free", "x"),
    ],
)
def test_unreadable_leaf_is_kept(
    key: str, value: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """A value that can't be read stays what it was; the log names its place and type, never the value."""
    caplog.set_level(logging.WARNING, "wixapi")
    thing = read(
        Thing, {key: value, "partySize": 3} if key != "partySize" else {key: value}
    )
    [attribute] = [
        name for name, field in Thing.model_fields.items() if field.alias == key
    ]

    assert value == getattr(thing, attribute)
    assert [
        f"Thing.{key}: unreadable {type(value).__name__} kept as it came"
    ] == caplog.messages


def test_the_rest_stays_typed() -> None:
    """Around an unreadable leaf everything is typed, at every depth."""
    thing = read_both(
        {
            "made": "2026-01-30T13:30:00Z",
            "status": "CONFIRMED",
            "person": {"name": "a", "born": "never", "extra": 1},
            "people": [{"born": "2026-01-30T13:30:00Z"}, {"name": 5}, None, "x"],
            "byDay": {"mon": {"born": 3}},
            "child": {"child": {"partySize": "x", "later": {"name": 1}}},
            "zz": [1],
        }
    )
    moment = datetime(2026, 1, 30, 13, 30, tzinfo=UTC)

    assert (moment, Status.CONFIRMED) == (thing.made, thing.status)
    assert isinstance(thing.person, Person)
    assert ("never", {"extra": 1}) == (thing.person.born, thing.person.model_extra)
    assert thing.people is not None
    assert moment == thing.people[0].born
    assert 5 == thing.people[1].name
    assert [None, "x"] == thing.people[2:]
    assert isinstance(thing.by_day, dict)
    assert 3 == thing.by_day["mon"].born
    assert thing.child is not None
    assert thing.child.child is not None
    assert isinstance(thing.child.child.later, Later)
    assert {"zz": [1]} == thing.model_extra
    assert {
        "made",
        "status",
        "person",
        "people",
        "by_day",
        "child",
        "zz",
    } == thing.model_fields_set


@pytest.mark.parametrize("broken", [False, True])
def test_snake_case_key_of_an_answer_is_unknown(broken: bool) -> None:
    """A wire key that is spelt like an attribute is an unknown field, and takes nothing over."""
    data: dict[str, Any] = {"party_size": 7, "partySize": 1} | (
        {"made": 1} if broken else {}
    )
    thing = read_both(data)

    assert 1 == thing.party_size
    assert {"party_size": 7} == thing.model_extra


def test_both_spellings_in_code() -> None:
    """In code, attributes and wire names are both accepted."""
    assert Thing(party_size=1) == Thing.model_validate({"partySize": 1})


def test_int64_goes_back_as_text() -> None:
    """An int64 is an int here and digits in JSON; a date goes back as ISO 8601."""
    thing = Thing(revision=2**60, made=datetime(2026, 1, 30, tzinfo=UTC))

    assert {"revision": str(2**60), "made": "2026-01-30T00:00:00Z"} == json.loads(
        thing.model_dump_json(exclude_unset=True)
    )


def test_naive_datetime_is_refused_in_code() -> None:
    """A model doesn't take a naive datetime from code."""
    with pytest.raises(ValueError, match="timezone"):
        Thing(made=datetime(2026, 1, 30))


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"<html>", b"[]", b"1", b"null", b'"x"', b"\xff", b"[" * 100_000],
)
def test_what_is_no_object_is_refused(content: bytes) -> None:
    """What isn't a JSON object is refused with an error of our own."""
    with pytest.raises(UnreadableError):
        read_json(Thing, content)


def test_deep_json() -> None:
    """JSON deeper than fast readers take is read; what is too deep for Python is refused."""

    def nested(depth: int) -> bytes:
        return b'{"child":' * depth + b"{}" + b"}" * depth

    assert isinstance(read_json(Thing, nested(250)).child, Thing)
    with pytest.raises(UnreadableError, match="deep"):
        read_json(Thing, nested(100_000))


@pytest.mark.parametrize("data", [None, [], "x", 1])
def test_read_wants_an_object(data: object) -> None:
    """Decoded data must be an object."""
    with pytest.raises(UnreadableError, match="JSON object"):
        read(Thing, data)


def test_surrogates() -> None:
    """Half a surrogate pair, which JSON can spell, is read."""
    assert "\ud800" == read_json(Person, b'{"name": "\\ud800"}').name


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([field.alias for field in Thing.model_fields.values()])
            | st.sampled_from(["name", "born", "party_size", "zz"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(
        st.sampled_from([f.alias for f in Thing.model_fields.values()]), JSON
    )
)
def test_any_object_is_read(data: dict[str, Any]) -> None:
    """Every JSON object is read, and no key is lost."""
    thing = read(Thing, data)
    names = {field.alias: name for name, field in Thing.model_fields.items()}

    assert {names.get(key, key) for key in data} == thing.model_fields_set


def test_a_copy_takes_attributes_and_wire_names() -> None:
    """`model_copy(update=…)` changes attributes, under either name."""
    thing = read(Thing, {"revision": "1"})
    copy = thing.model_copy(update={"ratio": 0.5, "partySize": 2})

    assert {"revision": 1, "ratio": 0.5, "party_size": 2} == copy.model_dump(
        exclude_unset=True
    )


@pytest.mark.parametrize("name", ["party_sise", "partysize", "nothing"])
def test_an_unknown_change_is_refused(name: str) -> None:
    """What a model doesn't have can't be set: it would silently stay unsent."""
    thing = read(Thing, {"revision": "1"})

    with pytest.raises(AttributeError, match=name):
        thing.model_copy(update={name: 2})
    with pytest.raises(AttributeError, match=name):
        setattr(thing, name, 2)


def test_an_unknown_field_of_an_answer_can_be_changed() -> None:
    """What an answer brought beyond the spec may be set: it is there."""
    thing = read(Thing, {"novel": True})

    assert {"novel": False} == thing.model_copy(update={"novel": False}).model_extra


def test_repr_shows_what_is_set() -> None:
    """`repr` and `str` leave out what nobody set, in nested models too, and show what is unknown here."""
    thing = read(
        Thing, {"partySize": 2, "person": {"name": "J"}, "status": "NEW", "x": None}
    )

    assert repr(thing) == (
        "Thing(party_size=2, status='NEW', person=Person(name='J'), x=None)"
    )
    assert "party_size=2 status='NEW' person=Person(name='J') x=None" == str(thing)
    assert "Thing()" == repr(Thing())


def test_models_are_written_in_wire_names() -> None:
    """`to_dict` and `to_json` hold what is set, as Wix writes it, and what couldn't be read as it came."""
    sent = {
        "partySize": 2,
        "revision": "9007199254740993",
        "made": "2026-01-02T03:04:05Z",
        "person": {"name": None, "born": "long ago", "nickName": "J"},
        "byDay": {"mon_day": {"name": "K"}},
        "statuses": ["CONFIRMED", "NEW"],
        "unknownHere": {"a": [1]},
    }
    thing = Thing.from_dict(sent)

    assert sent == thing.to_dict() == json.loads(thing.to_json())
    assert thing == Thing.from_dict(thing.to_dict())
    assert {"partySize": 1} == Thing(party_size=1).to_dict()


def test_only_objects_are_models() -> None:
    """`from_dict` refuses what is no object."""
    with pytest.raises(UnreadableError, match="list"):
        Thing.from_dict([])  # type: ignore[arg-type]


class Stored(Model):
    """What Wix always sends, beside what it may leave out."""

    id: Always[str] = UNSET
    id_: Annotated[Always[str], Field(alias="_id")] = UNSET
    made: Always[Datetime] = UNSET
    person: Always[Person] = UNSET


def test_what_always_comes_may_be_missing() -> None:
    """A model made by hand leaves it out, and an answer without it, or with null, is read."""
    assert Stored().id is None
    assert {} == Stored().to_dict()
    for stored in (read(Stored, {}), read_json(Stored, b'{"id": null, "_id": null}')):
        assert (None, None, None, None) == (
            stored.id,
            stored.id_,
            stored.made,
            stored.person,
        )


def test_what_always_comes_is_read_as_anything_else() -> None:
    """By its wire name and its type; text that is no point in time stays text."""
    stored = read(
        Stored, {"_id": "1", "made": "2026-01-02", "person": {"born": "long ago"}}
    )

    assert ("1", "2026-01-02", "long ago") == (
        stored.id_,
        stored.made,
        stored.person.born,
    )
