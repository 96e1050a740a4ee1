"""Filters and sort orders: names in both spellings, fields and operators that aren't there."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from wixapi._http.operation import Operation
from wixapi._http.request import check
from wixapi._model import Model
from wixapi._validation import schema as s
from wixapi.errors import ValidationError

GUID = UUID("0f7c7a4e-1f6b-4b8e-9d0e-2b8f2e6a1c33")


class Sorting(Model):
    """A sort order."""

    field_name: str | None = None
    order: str | None = None


class Query(Model):
    """A query."""

    filter: dict[str, Any] | None = None
    sort: list[Sorting] | None = None


TABLES = s.Tables(
    {
        Sorting: {"field_name": s.string(), "order": s.string(max_length=4)},
        Query: {"filter": s.object(), "sort": s.array(s.model(Sorting))},
    }
)
FIELDS = s.query(
    s.queried("id", "made_date", operators="$eq $gt $in", sort="ASC DESC"),
    s.queried("owner.last_name", operators="$eq $ne $startsWith $exists", sort="ASC"),
    s.queried("rank_", operators="$eq", sort="DESC", wire="_rank"),
    s.queried("tags", operators="$hasSome $isEmpty"),
    s.queried("sub_part.last_name", operators="$eq"),
    s.queried("notes"),
    filter="query.filter",
    sort="query.sort",
    free=("extended_fields.namespaces",),
)


def operation(query: s.Query | None) -> Operation[None]:
    """A method that takes a query."""
    return Operation(
        name="things.query_things",
        verb="POST",
        path="/v1/things/query",
        parameters={"query": s.model(Query)},
        tables=TABLES,
        response=None,
        query=query,
    )


QUERY = operation(FIELDS)


def sent(key: str, value: object, method: Operation[None] = QUERY) -> Any:
    """What is sent of a filter or of sort orders."""
    return check(method, {"query": {key: value}})["query"][key]


def refused(key: str, value: object, method: Operation[None] = QUERY) -> list[Any]:
    """What is wrong with a filter or with sort orders: places, rules, descriptions."""
    with pytest.raises(ValidationError) as caught:
        sent(key, value, method)
    return [(one.field, one.rule, one.description) for one in caught.value.violations]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        ({"id": "1"}, {"id": "1"}),
        ({"id": None}, {"id": None}),
        ({"id": {"some": "value"}}, {"id": {"some": "value"}}),
        ({"made_date": {"$gt": "a"}}, {"madeDate": {"$gt": "a"}}),
        ({"madeDate": {"$gt": "a"}}, {"madeDate": {"$gt": "a"}}),
        ({"owner.last_name": "x"}, {"owner.lastName": "x"}),
        ({"owner.lastName": "x"}, {"owner.lastName": "x"}),
        ({"sub_part.lastName": "x"}, {"subPart.lastName": "x"}),
        ({"subPart.last_name": "x"}, {"subPart.lastName": "x"}),
        ({"rank_": 1}, {"_rank": 1}),
        ({"_rank": 1}, {"_rank": 1}),
        ({"id": {"$in": [GUID]}}, {"id": {"$in": [str(GUID)]}}),
        ({"id": {"$gt": Decimal("1.5")}}, {"id": {"$gt": "1.5"}}),
        (
            {"made_date": {"$gt": datetime(2026, 1, 2, tzinfo=UTC)}},
            {"madeDate": {"$gt": "2026-01-02T00:00:00.000Z"}},
        ),
        (
            {"owner.last_name": {"$exists": False}},
            {"owner.lastName": {"$exists": False}},
        ),
    ],
)
def test_conditions(given: object, expected: object) -> None:
    """A condition stands under the field's name, Python's or the wire's; a value alone means $eq."""
    assert expected == sent("filter", given)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            {"$and": [{"made_date": 1}, {"$or": [{"rank_": 1}, {"id": "x"}]}]},
            {"$and": [{"madeDate": 1}, {"$or": [{"_rank": 1}, {"id": "x"}]}]},
        ),
        ({"$not": {"made_date": 1}}, {"$not": {"madeDate": 1}}),
        ({"$not": [{"made_date": 1}]}, {"$not": [{"madeDate": 1}]}),
        ({"$or": None}, {"$or": None}),
    ],
)
def test_logical_operators(given: object, expected: object) -> None:
    """What $and, $or and $not join are filters themselves."""
    assert expected == sent("filter", given)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            "extended_fields.namespaces.@me/app.first_size",
            "extendedFields.namespaces.@me/app.first_size",
        ),
        (
            "extendedFields.namespaces.@me/app.first_size",
            "extendedFields.namespaces.@me/app.first_size",
        ),
    ],
)
def test_below_free_json_any_name_may_stand(given: str, expected: str) -> None:
    """Below a name of free JSON nothing is checked or spelt otherwise, in filters and in orders."""
    assert {expected: {"$what": 1}} == sent("filter", {given: {"$what": 1}})
    assert [{"fieldName": expected}] == sent("sort", [{"field_name": given}])


FILTERABLE = "is nothing to filter by"
NO_OPERATOR = "is no operator for this field"


@pytest.mark.parametrize(
    ("given", "place", "rule", "description"),
    [
        ({"mad_date": 1}, "mad_date", "FILTERABLE", f"{FILTERABLE}; did you mean made_date?"),
        ({"madDate": 1}, "madDate", "FILTERABLE", f"{FILTERABLE}; did you mean madeDate?"),
        ({"last_name": 1}, "last_name", "FILTERABLE", f"{FILTERABLE}; did you mean owner.last_name?"),
        ({"owner": {}}, "owner", "FILTERABLE", f"{FILTERABLE}; did you mean owner.last_name?"),
        ({"extended_fields": 1}, "extended_fields", "FILTERABLE", FILTERABLE),
        ({"notes": 1}, "notes", "FILTERABLE", FILTERABLE),
        ({"x" * 300: 1}, "x" * 300, "FILTERABLE", FILTERABLE),
        ({"id": {"$lt": 1}}, "id.$lt", "OPERATOR", f"{NO_OPERATOR}; there is $eq, $gt, $in"),
        ({"id": {"gt": 1}}, "id.gt", "OPERATOR", f"{NO_OPERATOR}; did you mean $gt?"),
        ({"owner.last_name": {"starts_with": "a"}}, "owner.lastName.starts_with", "OPERATOR", f"{NO_OPERATOR}; did you mean $startsWith?"),
        ({"tags": {"$contains": "a"}}, "tags.$contains", "OPERATOR", f"{NO_OPERATOR}; there is $hasSome, $isEmpty"),
        ({"tags": "a"}, "tags", "OPERATOR", "a value alone means $eq, but there is only $hasSome, $isEmpty"),
        ({"id": {"$in": "a"}}, "id.$in", "TYPE", "must be a list, is str"),
        ({"tags": {"$isEmpty": 1}}, "tags.$isEmpty", "TYPE", "must be true or false, is int"),
        ({"$adn": []}, "$adn", "OPERATOR", "is no operator for whole filters; did you mean $and?"),
        ({"$or": {}}, "$or", "TYPE", "must be a list of filters, is dict"),
        ({"$or": [{}, {"ix": 1}]}, "$or[1].ix", "FILTERABLE", FILTERABLE),
        ({"$not": {"id": {"$ne": 1}}}, "$not.id.$ne", "OPERATOR", f"{NO_OPERATOR}; there is $eq, $gt, $in"),
    ],
)  # fmt: skip
def test_mistakes_in_filters(
    given: object, place: str, rule: str, description: str
) -> None:
    """A field or an operator that isn't there is refused, with what may be meant."""
    found = refused("filter", given)

    assert [(f"query.filter.{place}", rule, description)] == found


def test_all_mistakes_are_told_at_once() -> None:
    """One run tells of every field, of every operator, of what isn't JSON, and of the sort orders."""
    given = {"a": 1, "id": {"$x": 1, "$y": object()}, "made_date": 1, "madeDate": 2}
    with pytest.raises(ValidationError) as caught:
        check(QUERY, {"query": {"filter": given, "sort": [{"field_name": "tags"}]}})

    assert [
        ("query.filter.id.$y", "TYPE"),
        ("query.filter.a", "FILTERABLE"),
        ("query.filter.id.$x", "OPERATOR"),
        ("query.filter.id.$y", "OPERATOR"),
        ("query.filter.madeDate", "UNKNOWN_FIELD"),
        ("query.sort[0].fieldName", "SORTABLE"),
    ] == [(one.field, one.rule) for one in caught.value.violations]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], []),
        ([{"field_name": "made_date"}], [{"fieldName": "madeDate"}]),
        ([{"fieldName": "madeDate"}], [{"fieldName": "madeDate"}]),
        (
            [{"field_name": "owner.last_name", "order": "ASC"}, {"field_name": "_rank", "order": "DESC"}],
            [{"fieldName": "owner.lastName", "order": "ASC"}, {"fieldName": "_rank", "order": "DESC"}],
        ),
        ([{"order": "ASC"}], [{"order": "ASC"}]),
        ([Sorting(field_name="rank_")], [{"fieldName": "_rank"}]),
    ],
)  # fmt: skip
def test_sort_orders(given: object, expected: object) -> None:
    """A sort order names the field in Python's or the wire's way."""
    assert expected == sent("sort", given)


@pytest.mark.parametrize(
    ("given", "place", "description"),
    [
        ({"field_name": "mad_date"}, "fieldName", "is nothing to sort by; did you mean made_date?"),
        ({"field_name": "tags"}, "fieldName", "is nothing to sort by"),
        ({"field_name": "notes"}, "fieldName", "is nothing to sort by"),
        ({"field_name": "rank_", "order": "ASC"}, "order", "must be DESC for this field"),
    ],
)  # fmt: skip
def test_mistakes_in_sort_orders(given: object, place: str, description: str) -> None:
    """A field that nothing is sorted by, or not in this order, is refused."""
    found = refused("sort", [{}, given])

    assert [(f"query.sort[1].{place}", "SORTABLE", description)] == found


def test_models_are_checked_as_dicts_are() -> None:
    """What stands in a model is named and checked in the same way, and the model stays as it was."""
    query = Query(
        filter={"made_date": 1}, sort=[Sorting(field_name="made_date", order="ASC")]
    )
    wire = check(QUERY, {"query": query})

    assert {
        "filter": {"madeDate": 1},
        "sort": [{"fieldName": "madeDate", "order": "ASC"}],
    } == wire["query"]
    assert {"made_date": 1} == query.filter


@pytest.mark.parametrize(
    "method",
    [
        operation(None),
        operation(s.query(s.queried("x", operators="$eq"), filter="other.filter")),
    ],
)
def test_what_nothing_is_known_of_passes(method: Operation[None]) -> None:
    """Without a known query, or without its parameter, any field and any operator may stand."""
    given = {"made_date": {"$what": 1}, "$adn": []}

    assert given == sent("filter", given, method)
    assert [{"fieldName": "made_date"}] == sent(
        "sort", [{"field_name": "made_date"}], method
    )


def test_any_filter_and_any_sort_pass_where_none_is_known() -> None:
    """Where no field has operators or orders, filters and sort orders are only named."""
    unsorted = operation(
        s.query(s.queried("made_date"), filter="query.filter", sort="query.sort")
    )
    given = [{"field_name": "made_date"}, {"field_name": "other_name"}]

    assert {"madeDate": {"$like": 1}, "other_name": 1} == sent(
        "filter", {"made_date": {"$like": 1}, "other_name": 1}, unsorted
    )
    assert [{"fieldName": "madeDate"}, {"fieldName": "other_name"}] == sent(
        "sort", given, unsorted
    )


@pytest.mark.parametrize("given", ["x", 1, ["x"]])
def test_what_is_no_filter_is_left_to_the_field(given: object) -> None:
    """A value that the field's own type refuses is refused once, by it."""
    assert ["TYPE"] == [rule for _, rule, _ in refused("filter", given)]


def test_a_filter_that_contains_itself() -> None:
    """A filter without an end is refused, and nothing runs on."""
    given: dict[str, Any] = {}
    given["$and"] = [given]

    assert [("query.filter.$and[0]", "TYPE", "contains itself")] == refused(
        "filter", given
    )
