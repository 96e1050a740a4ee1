"""The exported request schemas and the generated package accept the same requests.

What is drawn leaves out where they differ by design:

- null: `wixapi` sends it for a field that isn't required; no page documents it as a value;
- Python's own conveniences: an int for an int64 (on the wire it is text), a key in snake_case;
- a whole float (`1.0`), which JSON Schema can't tell from an integer;
- formats, which a validator must be told to check (`documents.FORMATS` does);
- bounds of the number in a text (int64, decimal): JSON Schema can't compare it, so they are
  exported as `x-` keywords, which are compared with the package by a test of their own.
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

from export.documents import Json, api_of, committed, committed_api, is_request, module
from support.samples import few_or_many
from wixapi._http.operation import Operation
from wixapi._http.request import check
from wixapi._validation import schema as s
from wixapi.calendar.participations import requests as participations
from wixapi.errors import ValidationError
from wixapi.events.guests import requests as guests
from wixgen.package.shape.requests import shape_rules
from wixgen.package.shape.types import TypeNames, attribute_name
from wixgen.spec.api import (
    EnumType,
    Field,
    Kind,
    ListOf,
    MapOf,
    Method,
    ObjectType,
    Type,
)
from wixgen.spec.demands import NO_DEMAND, Demand, demand_of

OPERATIONS: dict[str, Operation[Any]] = {
    "calendar.participations.createParticipation": participations.CREATE_PARTICIPATION,
    "calendar.participations.updateParticipation": participations.UPDATE_PARTICIPATION,
    "calendar.participations.queryParticipations": participations.QUERY_PARTICIPATIONS,
    "events.guests.queryEventGuests": guests.QUERY_EVENT_GUESTS,
}
METHODS = {
    f"{resource.key}.{method.name}": method
    for resource in committed_api().resources
    for method in resource.methods
}
RARELY = 20

ODD = st.sampled_from(
    [
        True,
        0,
        -1,
        1001,
        2**31,
        1.5,
        "",
        "1",
        "MAYBE",
        "x" * 300,
        [],
        [True],
        {},
        {"a": 1},
        ["ASC"],
    ]
)
GOOD: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.STRING: st.text(max_size=5),
    Kind.GUID: st.uuids().map(str) | st.uuids().map(lambda one: str(one).upper()),
    Kind.BOOLEAN: st.booleans(),
    Kind.INTEGER: st.integers(),
    Kind.INT32: st.integers(-3, 1100) | st.integers(-(2**31), 2**31 - 1),
    Kind.INT64: st.integers(-(2**63), 2**63 - 1).map(str),
    Kind.NUMBER: st.integers() | st.just(0.5),
    Kind.DATETIME: st.sampled_from(
        ["2026-03-02T09:15:00.250Z", "2026-03-02T09:15:00+02:00"]
    ),
    Kind.OBJECT: st.dictionaries(
        st.text(max_size=3), st.integers() | st.none(), max_size=2
    ),
    Kind.JSON: st.integers() | st.text(),
}


@st.composite
def values(
    draw: st.DrawFn, type_: Type, demand: Demand, field: Field | None = None
) -> Any:
    """A value that is mostly right for the type."""
    if draw(st.integers(0, RARELY)) == 0:
        odd = draw(ODD)
        return str(odd) if type_ is Kind.INT64 and isinstance(odd, int) else odd
    match type_:
        case Kind.STRING if field and (
            "min_length" in field.limits or "max_length" in field.limits
        ):
            low = int(field.limits.get("min_length", 0))
            high = int(field.limits.get("max_length", 0))
            length = draw(st.sampled_from([low, low, high, low - 1, high + 1]))
            return "é" * length
        case Kind():
            return draw(GOOD[type_])
        case ListOf():
            return draw(st.lists(values(type_.item, demand), max_size=4))
        case MapOf():
            return draw(
                st.dictionaries(st.text(), values(type_.item, NO_DEMAND), max_size=2)
            )
        case EnumType():
            return draw(st.sampled_from([one.value for one in type_.values]))
        case ObjectType():
            return draw(objects(type_, demand))


@st.composite
def objects(draw: st.DrawFn, type_: ObjectType, demand: Demand) -> Json:
    """An object that mostly has what is demanded, and some of the rest."""
    chosen: Json = {}
    grouped = {wire: group.name for group in type_.groups for wire in group.members}
    picked = {
        group.name: draw(st.sampled_from(group.members)) for group in type_.groups
    }
    for one in type_.fields:
        is_likely = one.wire in demand.required or (
            grouped.get(one.wire) in demand.exactly_one
            and picked[grouped[one.wire]] == one.wire
        )
        odds = 15 if is_likely else 1 if one.wire in grouped else 5
        if draw(st.integers(0, 15)) < odds:
            chosen[one.wire] = draw(values(one.type, demand.below(one.wire), one))
    if draw(st.integers(0, 2 * RARELY)) == 0:
        chosen["zzz"] = 1
    return chosen


def violations(name: str, request: Json) -> list[tuple[str, str]]:
    """What `wixapi` has against a request."""
    try:
        check(OPERATIONS[name], request)
    except ValidationError as error:
        return [(one.field, str(one.rule)) for one in error.violations]
    return []


def has_verdict(name: str, is_valid: bool, request: Json) -> bool:
    """Whether `wixapi` takes a request, or refuses it, as is asked."""
    return is_valid is not bool(violations(name, request))


@few_or_many(50, 300)
@pytest.mark.parametrize("name", OPERATIONS)
def test_schema_and_package_agree(name: str, examples: int) -> None:
    """A request passes the exported schema exactly when the package has nothing against it."""
    method: Method = METHODS[name]
    outcomes: set[bool] = set()

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(objects(method.parameters, demand_of(method)))
    def agree(request: Json) -> None:
        found = violations(name, request)
        outcomes.add(not found)

        assert is_request(committed(), name, request) is (not found), found

    agree()

    for is_valid in {True, False} - outcomes:  # few examples may miss one of them
        find(
            objects(method.parameters, demand_of(method)),
            partial(has_verdict, name, is_valid),
            settings=settings(max_examples=5000, suppress_health_check=[*HealthCheck]),
        )


PRICES = """
types:
  Price:
    fields:
      closed: {type: decimal, min: "-0.10", max: "9.99", max_scale: 2}
      open: {type: decimal, exclusive_min: "0", exclusive_max: "1.00", max_scale: 1}
      half: {type: decimal, exclusive_min: "0.3"}
methods: {create: {http: POST /prices, parameters: {price: Price}}}
"""
DECIMALS = st.decimals(-1, 11, places=1) | st.decimals(-1, 11, places=3)
EDGES = st.sampled_from(
    ["-0.1", "9.99", "9.990", "0", "0.0", "1", "0.3", "0.30", "1e-2"]
)


def keeps(schema: Json, text: str) -> bool:
    """Whether a text keeps what the extensions of the schema say of its number."""
    number, scale = Decimal(text), -int(Decimal(text).as_tuple().exponent)
    return (
        number >= Decimal(schema.get("x-minimum", "-inf"))
        and number <= Decimal(schema.get("x-maximum", "inf"))
        and number > Decimal(schema.get("x-exclusiveMinimum", "-inf"))
        and number < Decimal(schema.get("x-exclusiveMaximum", "inf"))
        and scale <= schema.get("x-maxScale", scale)
    )


@settings(max_examples=300, deadline=None)
@given(DECIMALS.map(str) | EDGES, st.sampled_from(["closed", "open", "half"]))
def test_bounds_of_decimals_agree(text: str, name: str) -> None:
    """A decimal keeps the exported bounds exactly when the package has nothing against it."""
    spec = f"package: demo\nmodule: things\n{PRICES}".encode()
    (price,) = api_of({"things.yaml": spec}).resources[0].types
    assert isinstance(price, ObjectType)
    calls = {
        rule.name: rule.call
        for rule in shape_rules(price, TypeNames("models"), attribute_name)
    }
    limited = getattr(s, calls[name].function)(**dict(calls[name].keywords))
    operation = Operation(
        name="test",
        verb="POST",
        path="/prices",
        parameters={name: limited},
        tables=s.Tables({}),
        response=None,
    )
    document = module(PRICES)["components"]["schemas"]["demo.things.Price"]

    try:
        check(operation, {name: text})
        accepts = True
    except ValidationError:
        accepts = False

    assert keeps(document["properties"][name], text) is accepts
