"""Filters and sort orders: the SQL of the local Wix means what plain Python says."""

from random import Random
from typing import Any

import pytest

from local.queries import oracle
from local.queries.things import (
    FIELDS,
    ODD,
    Thing,
    Things,
    a_filter,
    any_filter,
    any_json,
    thing,
)
from support.samples import few_or_many
from wixapi._local.messages import Refusal
from wixapi._local.queries.asked import Asked, Wanted
from wixapi._local.queries.field_types import FieldTypes
from wixapi._local.queries.pages import Selection
from wixapi._local.queries.sorting import Position

TYPES = FieldTypes(Thing)
ALL = 1_000
MANY_WORDS = " ".join(map(str, range(1_001)))


def selection(store: Things, **asked: Any) -> Selection:
    """Return what a query is about."""
    return Selection(store, "things", Asked(Wanted(""), **asked), TYPES)  # type: ignore[arg-type]


def found(store: Things, filter_: Any, sort: Any = None) -> list[str]:
    """Return the ids of what a query finds."""
    rows = selection(store, filter=filter_, sort=sort).rows(limit=ALL)
    return [row.entity["id"] for row in rows]


@few_or_many(200, 2_000)
def test_filters_mean_what_plain_python_says(examples: int) -> None:
    """Random filters find what a plain evaluator finds, and count as many."""
    random = Random(examples)
    entities = [thing(random, number) for number in range(50)]
    store = Things(entities)
    for _ in range(examples):
        filter_ = a_filter(random)
        expected = [one["id"] for one in entities if oracle.matches(one, filter_)]
        assert (filter_, found(store, filter_)) == (filter_, expected)
        assert selection(store, filter=filter_).count() == len(expected)


@few_or_many(100, 1_000)
def test_orders_mean_what_plain_python_says(examples: int) -> None:
    """Sorting by several keys is stable, and missing values are smallest."""
    random = Random(examples)
    entities = [thing(random, number) for number in range(50)]
    store = Things(entities)
    for _ in range(examples):
        sort = a_sort(random)
        expected = [one["id"] for one in oracle.in_order(entities, sort)]
        assert (sort, found(store, {}, sort)) == (sort, expected)


@few_or_many(30, 300)
def test_pages_make_up_the_whole(examples: int) -> None:
    """Page by page, forwards and backwards, comes what comes at once."""
    random = Random(examples)
    store = Things([thing(random, number) for number in range(40)])
    for _ in range(examples):
        filter_, sort = a_filter(random), a_sort(random)
        limit = random.randrange(1, 9)
        whole = found(store, filter_, sort)
        assert walked(store, filter_, sort, limit, backwards=False) == whole
        assert walked(store, filter_, sort, limit, backwards=True) == whole[::-1]


@few_or_many(200, 4_000)
def test_whatever_is_asked_is_answered_or_refused(examples: int) -> None:
    """Any JSON in place of a filter or of an order, over entities that aren't as documented."""
    random = Random(examples)
    store = Things([*(thing(random, number) for number in range(10)), *ODD])
    answered = 0
    for _ in range(examples):
        sort: Any = [{"fieldName": random.choice([*FIELDS, 'a"b', ""])}]
        if random.random() < 0.2:
            sort = any_json(random, 2)
        try:
            asked = selection(store, filter=any_filter(random, 3), sort=sort)
        except Refusal:
            continue
        rows = asked.rows(limit=5)
        for row in rows:
            asked.any(row.position, backwards=True)
        answered += asked.count() >= len(rows)
    assert 0 < answered < examples


def a_sort(random: Random) -> list[dict[str, str]]:
    """Return a random sort order."""
    names = random.sample([*FIELDS, "id"], random.randrange(1, 4))
    return [
        {"fieldName": name} | random.choice([{}, {"order": "ASC"}, {"order": "DESC"}])
        for name in names
    ]


def walked(
    store: Things, filter_: Any, sort: Any, limit: int, *, backwards: bool
) -> list[str]:
    """Return the ids of all pages, in the order of the way."""
    ids: list[str] = []
    position: Position | None = None
    while True:
        asked = selection(store, filter=filter_, sort=sort)
        rows = asked.rows(limit=limit, position=position, backwards=backwards)
        page = [row.entity["id"] for row in rows]
        ids += page[::-1] if backwards else page
        if len(rows) < limit:
            return ids
        position = rows[0 if backwards else -1].position


def test_there_are_20_sort_keys_at_most() -> None:
    """So many work with cursors, too; more are refused, and so are searches for more than 1,000 words."""
    store = Things([{"id": "1", "size": 1}, {"id": "2", "size": 2}])
    orders: Any = [{"fieldName": f"data.k{index}"} for index in range(19)]
    wanted = selection(store, sort=[*orders, {"fieldName": "size"}])
    [first] = wanted.rows(limit=1)
    after = wanted.rows(limit=9, position=first.position)
    assert [row.entity["id"] for row in after] == ["2"]
    for asked in ({"sort": orders * 2}, {"text": {"expression": MANY_WORDS}}):
        with pytest.raises(Refusal) as caught:
            selection(store, **asked)
        assert caught.value.status == 400


@pytest.mark.parametrize("names", [60, 61, 5_000])
def test_paths_may_be_long(names: int) -> None:
    """Those of more names than can be told lead nowhere."""
    leaf: Any = {"v": 1}
    for _ in range(58):
        leaf = {"a": leaf}
    store = Things([{"id": "1", "more": leaf}])
    path = ".".join(["more", *["a"] * (names - 2), "v"])
    expected = ["1"] if names == 60 else []
    assert found(store, {path: 1}, [{"fieldName": path}]) == expected


def test_dates_are_moments_whatever_their_offset() -> None:
    """One and the same moment is equal in any offset."""
    store = Things([{"id": "1", "at": "2026-01-01T01:00:00+01:00"}])
    assert found(store, {"at": "2026-01-01T00:00:00.000Z"}) == ["1"]
    assert found(store, {"at": {"$lt": "2026-01-01T00:30:00Z"}}) == ["1"]


def test_digits_are_numbers() -> None:
    """Of an int64 and of a decimal the value counts, not the text; and all of its digits do."""
    store = Things(
        [
            {"id": "1", "revision": "10", "price": "9.50"},
            {"id": "2", "revision": "9", "price": "10"},
        ]
    )
    assert found(store, {"revision": {"$gt": 9}}) == ["1"]
    assert found(store, {"price": "9.5"}) == ["1"]
    assert found(store, {}, [{"fieldName": "price"}]) == ["1", "2"]
    assert found(store, {"price": {"$lt": "9.50000000000000000001"}}) == ["1"]


def test_a_list_matches_if_any_item_does() -> None:
    """Paths lead through lists, also several of them."""
    parts = [{"name": "a", "marks": ["x"]}, {"name": "b", "marks": ["y", "z"]}]
    store = Things([{"id": "1", "parts": parts, "tags": ["red", "green"]}])
    assert found(store, {"parts.marks": "z"}) == ["1"]
    assert found(store, {"tags": {"$hasAll": ["green", "red"]}}) == ["1"]
    assert found(store, {"tags": ["red", "green"]}) == ["1"]
    assert found(store, {"parts.name": "a", "parts.marks": "z"}) == ["1"]
    one = {"$matchItems": [{"name": "a", "marks": "z"}]}
    assert found(store, {"parts": one}) == []


def test_null_and_absent_are_alike() -> None:
    """Null finds what isn't there, and a missing value comes first in ascending order."""
    store = Things([{"id": "1", "name": "a"}, {"id": "2", "name": None}, {"id": "3"}])
    assert found(store, {"name": None}) == ["2", "3"]
    assert found(store, {"name": {"$ne": "a"}}) == ["2", "3"]
    assert found(store, {"name": {"$exists": True}}) == ["1"]
    assert found(store, {}, [{"fieldName": "name"}]) == ["2", "3", "1"]
    assert found(store, {}, [{"fieldName": "name", "order": "DESC"}]) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("filter_", "field"),
    [
        ({"name": {"$like": "a"}}, "filter.name.$like"),
        ({"$nor": []}, "filter.$nor"),
        ({"$or": {"name": "a"}}, "filter.$or"),
        ({"$and": [{"at": {"$gt": "soon"}}]}, "filter.$and[0].at.$gt"),
        ({"size": {"$in": [1, "many"]}}, "filter.size.$in[1]"),
        ({"name": {"$in": "a"}}, "filter.name.$in"),
        ({"open": "yes"}, "filter.open"),
        ({"name": {"$exists": 1}}, "filter.name.$exists"),
        ({"name": {"$startsWith": 1}}, "filter.name.$startsWith"),
        ([], "filter"),
    ],
)
def test_what_is_no_filter_is_refused(filter_: Any, field: str) -> None:
    """The refusal names the place."""
    with pytest.raises(Refusal) as refused:
        found(Things(), filter_)
    details = refused.value.details or {}
    violations = details["validationError"]["fieldViolations"]
    assert (refused.value.status, violations[0]["field"]) == (400, field)


@pytest.mark.parametrize(
    "filter_",
    [
        {"$or": [{"name": str(number)} for number in range(10_000)]},
        {"name": {"$hasAll": [str(number) for number in range(10_000)]}},
        {"$not": {"$not": {"$not": {"$and": [{"$not": {"name": "a"}}] * 600}}}},
    ],
)
def test_too_many_conditions_are_refused(filter_: Any) -> None:
    """SQLite would fail at them."""
    with pytest.raises(Refusal):
        found(Things(), filter_)


def test_nested_filters_are_refused_in_time() -> None:
    """Filters that SQLite can just parse are answered, deeper ones refused."""
    deep: Any = {"name": "a"}
    for _ in range(20):
        deep = {"$not": [deep, {"size": 1}]}
    assert found(Things(), deep) == []
    with pytest.raises(Refusal):
        found(Things(), {"$not": [deep]})


@pytest.mark.parametrize(
    "name", ["", "a..b", "'", '"', "\\", "$", "ä.漢字", "a[0]", "x" * 5_000]
)
def test_odd_names_are_found_nowhere(name: str) -> None:
    """A name is never SQL, nor a path of SQLite's."""
    store = Things([{"id": "1", "name": "a"}])
    if not name.startswith("$"):
        assert found(store, {name: 1}) == []
    assert found(store, {}, [{"fieldName": name}]) == ["1"]


def test_values_are_never_sql() -> None:
    """Quotes and numbers of any size are values."""
    store = Things([{"id": "1", "name": "' OR 1=1 --", "size": 1}])
    assert found(store, {"name": "' OR 1=1 --"}) == ["1"]
    assert found(store, {"name": "\ud800"}) == []
    assert found(store, {"size": {"$lt": 10**400, "$gt": -(10**30)}}) == ["1"]


def test_many_values_of_a_list_are_one_condition() -> None:
    """Ten thousand ids are looked for at once."""
    store = Things([{"id": "7"}])
    assert found(store, {"id": {"$in": [str(number) for number in range(10_000)]}}) == [
        "7"
    ]
