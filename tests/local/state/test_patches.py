"""Updates: what they change, which fields only Wix sets, and how Wix writes values."""

from __future__ import annotations

from typing import Any

import pytest

from wixapi._local.chance import Chance
from wixapi._local.state.own_fields import OwnFields
from wixapi._local.state.patches import mask_paths, patched
from wixapi._local.wire import cleaner
from wixapi._model import Datetime, Int64, Model
from wixapi._validation import schema as s


class Part(Model):
    """An object within a thing."""

    id: str | None = None
    size: Int64 | None = None
    state: str | None = None
    inch: int | None = None
    cm: int | None = None
    part: Part | None = None


class Thing(Model):
    """An entity."""

    name: str | None = None
    made_at: Datetime | None = None
    total: Int64 | None = None
    free: dict[str, Any] | None = None
    part: Part | None = None
    parts: list[Part] | None = None
    by_name: dict[str, Part] | None = None
    extended_fields: dict[str, Any] | None = None
    a: str | None = None
    b: str | None = None


TABLES = s.Tables()
TABLES[Part] = {
    "id": s.string(read_only=True),
    "size": s.int64(),
    "state": s.string(read_only=True),
    "inch": s.integer(),
    "cm": s.integer(),
    "part": s.model(Part),
    "length": s.one_of("inch", "cm"),
}
TABLES[Thing] = {
    "name": s.string(),
    "made_at": s.datetime(),
    "total": s.int64(read_only=True),
    "free": s.object(),
    "part": s.model(Part),
    "parts": s.array(s.model(Part)),
    "by_name": s.map(s.model(Part)),
    "extended_fields": s.object(),
    "a": s.string(),
    "b": s.string(),
    "choice": s.one_of("a", "b"),
}
OWN = OwnFields(TABLES, Chance())


def _patched(old: Any, sent: Any, mask: list[str] | None = None) -> Any:
    """Return a thing after an update."""
    return patched(OWN, Thing, old, sent, mask)


@pytest.mark.parametrize(
    ("old", "sent", "new"),
    [
        ({"name": "x", "a": "1"}, {"name": "y"}, {"name": "y", "a": "1"}),
        ({"name": "x", "a": "1"}, {"name": None}, {"a": "1"}),
        ({"name": "x"}, {}, {"name": "x"}),
        ({"part": {"size": "1", "inch": 1}}, {"part": {"cm": 2}}, {"part": {"cm": 2}}),
        ({"parts": [{"size": "1"}]}, {"parts": []}, {"parts": []}),
        ({"free": {"x": 1}}, {"free": {"y": None}}, {"free": {"y": None}}),
        ({"a": "1", "name": "x"}, {"b": "2"}, {"b": "2", "name": "x"}),
        ({"a": "1"}, {"b": None}, {"a": "1"}),
        ({"total": "3"}, {"total": "4"}, {"total": "3"}),
        ({"unknown": 1}, {"unknown": 2}, {"unknown": 2}),
    ],
)
def test_what_is_sent_changes(old: Any, sent: Any, new: Any) -> None:
    """What isn't sent stays, null removes, objects are replaced, a one-of has one member."""
    assert _patched(old, sent) == new


@pytest.mark.parametrize(
    ("old", "sent", "mask", "new"),
    [
        (
            {"name": "x", "a": "1"},
            {"name": "y", "a": "2"},
            ["name"],
            {"name": "y", "a": "1"},
        ),
        ({"name": "x", "a": "1"}, {}, ["name"], {"a": "1"}),
        ({"name": "x"}, {"a": "1"}, ["name", "a"], {"a": "1"}),
        (
            {"part": {"size": "1", "inch": 1}},
            {"part": {"size": "2", "inch": 5}},
            ["part.size"],
            {"part": {"size": "2", "inch": 1}},
        ),
        ({"part": {"size": "1", "inch": 1}}, {}, ["part.size"], {"part": {"inch": 1}}),
        (
            {},
            {"part": {"part": {"cm": 1}}},
            ["part.part.cm"],
            {"part": {"part": {"cm": 1}}},
        ),
        ({}, {}, ["part.part.cm"], {}),
        ({"part": {"inch": 1}}, {"part": {"cm": 2}}, ["part.cm"], {"part": {"cm": 2}}),
        (
            {"part": {"state": "x"}},
            {"part": {"state": "y"}},
            ["part.state"],
            {"part": {"state": "x"}},
        ),
        (
            {"free": {"x": 1, "y": 2}},
            {"free": {"x": 3}},
            ["free.x"],
            {"free": {"x": 3, "y": 2}},
        ),
        ({"a": "1"}, {"b": "2"}, ["b"], {"b": "2"}),
        ({"total": "1"}, {"total": "2"}, ["total"], {"total": "1"}),
    ],
)
def test_a_mask_says_what_changes(old: Any, sent: Any, mask: Any, new: Any) -> None:
    """Only the paths of a mask change; one without a value is removed."""
    assert _patched(old, sent, mask) == new


def test_namespaces_of_other_apps_stay() -> None:
    """Extended fields are merged by namespace; null removes one."""
    old = {"extendedFields": {"namespaces": {"@a/b": {"x": 1}, "@c/d": {"y": 2}}}}
    sent = {"extendedFields": {"namespaces": {"@a/b": {"z": 3}, "@e/f": {}}}}
    merged = {"@a/b": {"z": 3}, "@c/d": {"y": 2}, "@e/f": {}}
    assert _patched(old, sent) == {"extendedFields": {"namespaces": merged}}
    gone = {"extendedFields": {"namespaces": {"@a/b": None}}}
    left = {"extendedFields": {"namespaces": {"@c/d": {"y": 2}}}}
    assert _patched(old, gone) == left


def test_own_fields_of_nested_objects() -> None:
    """Objects keep what only Wix sets, in lists by their id; new ones of a list get an id, and nothing else of it."""
    old = {
        "part": {"id": "p", "state": "NEW"},
        "parts": [{"id": "1", "state": "A"}, {"id": "2", "state": "B"}],
        "byName": {"x": {"id": "3", "state": "C"}},
    }
    sent = {
        "part": {"id": "q", "state": "OLD", "size": "1"},
        "parts": [{"id": "2", "state": "Z", "size": "2"}, {"state": "Z", "size": "3"}],
        "byName": {"x": {"size": "4"}, "y": {"id": "9", "size": "5"}},
    }
    made = _patched(old, sent)
    new_id = made["parts"][1].pop("id")
    assert made == {
        "part": {"id": "p", "state": "NEW", "size": "1"},
        "parts": [{"id": "2", "state": "B", "size": "2"}, {"size": "3"}],
        "byName": {"x": {"id": "3", "state": "C", "size": "4"}, "y": {"size": "5"}},
    }
    assert len(new_id) == 36


def test_what_a_method_demands_is_the_callers() -> None:
    """A field that is marked as Wix's own, and that the method requires, is taken from the caller."""
    own = OwnFields(TABLES, Chance(), frozenset({"part.state"}))
    sent = {"part": {"state": "x", "id": "p"}, "total": "1"}
    assert own.settled(Thing, sent, None) == {"part": {"state": "x"}}


@pytest.mark.parametrize(
    ("mask", "paths"),
    [
        ("name,part.size", ["name", "part.size"]),
        (["thing.name", " part.size "], ["name", "part.size"]),
        ({"paths": ["name"]}, ["name"]),
        ("", None),
        ([], None),
        ("*", None),
        (None, None),
        ([1, None, "name"], ["name"]),
    ],
)
def test_forms_of_masks(mask: Any, paths: Any) -> None:
    """A mask is a text with commas, a list or an object; one that says nothing is none."""
    assert mask_paths(mask, ["thing"]) == paths


@pytest.mark.parametrize(
    ("given", "written"),
    [
        (
            {"madeAt": "2026-01-02T05:04:05+02:00"},
            {"madeAt": "2026-01-02T03:04:05.000Z"},
        ),
        (
            {"madeAt": "2026-01-02T03:04:05.678901Z"},
            {"madeAt": "2026-01-02T03:04:05.678Z"},
        ),
        ({"madeAt": "soon"}, {"madeAt": "soon"}),
        ({"madeAt": "2026-01-02T03:04:05"}, {"madeAt": "2026-01-02T03:04:05"}),
        (
            {"madeAt": "0001-01-01T00:00:00+14:00"},
            {"madeAt": "0001-01-01T00:00:00+14:00"},
        ),
        ({"total": 2**53 + 1}, {"total": str(2**53 + 1)}),
        ({"part": {"size": 1, "inch": 1}}, {"part": {"size": "1", "inch": 1}}),
        ({"parts": [{"size": 1}, {"size": None}]}, {"parts": [{"size": "1"}, {}]}),
        (
            {"byName": {"x": {"part": {"size": 1}}}},
            {"byName": {"x": {"part": {"size": "1"}}}},
        ),
        ({"name": None, "free": {"x": None}}, {"free": {"x": None}}),
        ({"unknown": None, "total": True}, {"unknown": None, "total": True}),
    ],
)
def test_values_are_written_as_wix_does(given: Any, written: Any) -> None:
    """Moments are in UTC with milliseconds, 64-bit numbers are text, and what isn't set is left out."""
    assert cleaner(Thing)(given) == written
