"""What an update has changed, as objects within objects."""

from __future__ import annotations

import copy
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.thing_events import THING_UPDATED, ThingUpdated, Webhooks
from support.webhooks import domain_event, public_pem, sign_event
from wixapi._webhooks.modified_fields import nested

CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nothing": ({}, {}),
    "flat": ({"a": 1, "b": None}, {"a": 1, "b": None}),
    "points": (
        {"a.b.c": 1, "a.b.d": 2, "e": 3},
        {"a": {"b": {"c": 1, "d": 2}}, "e": 3},
    ),
    "nested already": ({"a": {"b": {"c": 1}}}, {"a": {"b": {"c": 1}}}),
    "both": ({"a": {"b": 1}, "a.c": 2}, {"a": {"b": 1, "c": 2}}),
    "points inside values": ({"a": {"b.c": 1}}, {"a": {"b.c": 1}}),
    "elements": (
        {"a[0].b": 1, "a[12].b": 2, "c[1][0]": 3},
        {"a": {0: {"b": 1}, 12: {"b": 2}}, "c": {1: {0: 3}}},
    ),
    "numbers that are keys": ({"a.0": 1}, {"a": {"0": 1}}),
    "escaped": (
        {r"a\.b": 1, r"c\[0\].d": 2, r"e.f\.g": 3},
        {"a.b": 1, "c[0]": {"d": 2}, "e": {"f.g": 3}},
    ),
    "other backslashes": ({"a\\b": 1, "c.\\n": 2}, {"a\\b": 1, "c": {"\\n": 2}}),
    "null in the way": ({"a": None, "a.b": 1}, {"a": None, "a.b": 1}),
    "a value in the way": ({"a.b": 1, "a.b.c": 2}, {"a": {"b": 1}, "a.b.c": 2}),
    "a list in the way": ({"a": [1], "a[0]": 2}, {"a": [1], "a[0]": 2}),
    "told twice": ({"a": {"b": 1}, "a.b": 2}, {"a": {"b": 1}, "a.b": 2}),
    "no paths": (
        dict.fromkeys(
            ("", ".", "a.", ".a", "a..b", "[0]", "a[", "a[x]", "a[01]", "a]"), 1
        ),
        dict.fromkeys(
            ("", ".", "a.", ".a", "a..b", "[0]", "a[", "a[x]", "a[01]", "a]"), 1
        ),
    ),
    "too deep": ({".".join("a" * 101): 1}, {".".join("a" * 101): 1}),
}


@pytest.mark.parametrize("case", CASES)
def test_paths_become_objects_within_objects(case: str) -> None:
    """Points lead into objects, brackets into lists; what has no place stays as it is."""
    fields, expected = CASES[case]
    untouched = copy.deepcopy(fields)

    assert expected == nested(fields)
    assert untouched == fields


def test_the_order_of_the_paths_does_not_count() -> None:
    """Wix promises none."""
    fields = {"a": {"b": 1}, "a.c": 2, "a.c.d": 3, "a.e.f": 4, "g": None, "g.h": 5}

    results = [nested(dict(order)) for order in permutations(fields.items())]

    assert [results[0]] * len(results) == results


def leaves(value: object) -> list[Any]:
    """All values in dicts within dicts that are none themselves."""
    if not isinstance(value, dict):
        return [value]
    return [leaf for child in value.values() for leaf in leaves(child)]


PARTS = st.sampled_from(["a", "b", "[0]", "[1]", ".", "..", "]", "é"])
KEYS = st.lists(PARTS, max_size=6).map("".join)
NUMBERED = st.lists(KEYS, unique=True).map(
    lambda keys: dict(zip(keys, range(99), strict=False))
)


@given(NUMBERED)
def test_no_value_is_lost(fields: dict[str, Any]) -> None:
    """Whatever the paths say of each other, every old value is there, once."""
    assert sorted(fields.values()) == sorted(leaves(nested(fields)))


@given(st.dictionaries(st.text(), st.integers()))
def test_any_keys_can_be_nested(fields: dict[str, Any]) -> None:
    """No key is an error."""
    nested(fields)


def test_a_long_path_is_no_burden() -> None:
    """A megabyte of points is one key."""
    key = "a." * 500_000 + "a"

    assert {key: 1} == nested({key: 1})


def updated(**members: Any) -> ThingUpdated:
    """An update as it comes from the wire."""
    data = domain_event(updatedEvent={"currentEntity": {}, **members})
    event = Webhooks(public_pem()).process(sign_event(data, THING_UPDATED))
    assert isinstance(event, ThingUpdated)
    return event


def test_an_updated_event_has_both_forms() -> None:
    """As Wix sent it, and nested."""
    event = updated(modifiedFields={"name.first": "Ann"})

    assert {"name.first": "Ann"} == event.modified_fields
    assert {"name": {"first": "Ann"}} == event.modified_fields_nested


def test_an_updated_event_may_have_neither() -> None:
    """Where Wix doesn't say what changed, None says so."""
    assert updated().modified_fields_nested is None
