"""The checker: what is resolved, what contradicts itself, and that one fault is told once."""

from __future__ import annotations

import pytest

from support.specs import HEAD, METADATA, codes, fine, understood
from wixgen.diagnostics import Diagnostics, text_report
from wixgen.pipeline import understand
from wixgen.spec.api import EnumType, Kind, ListOf, MapOf, Method, ObjectType, Resource

THING = """\
types:
  Thing:
    fields:
      name: string
      size: int32
      owners: list[Owner]
      data: object
      texts: map[Owner]
      target:
        one_of: {url: string, path: string}
  Owner:
    fields:
      id: guid
      link:
        one_of: {site: string, page: string}
"""


def resource(text: str, common: str = "") -> Resource:
    """The only resource of a spec in which nothing is found."""
    (made,) = fine(HEAD + text, common).api.resources
    return made


def method(lines: str, types: str = THING) -> Method:
    """The only method of a spec: `POST` with a Thing, and some more lines."""
    (made,) = resource(types + method_lines(lines)).methods
    return made


def method_lines(lines: str) -> str:
    """A method with one parameter and one field in its answer."""
    return (
        "methods:\n  createThing:\n    http: POST /demo/things\n"
        f"    parameters: {{thing: Thing}}\n    returns: {{thing: Thing}}\n    {lines}\n"
    )


def found(lines: str) -> list[str]:
    """The codes of what is found in a method with these lines, each with its column."""
    return [code.split(":")[1] for code in codes(HEAD + THING + method_lines(lines))]


def field(text: str) -> list[str]:
    """The codes of what is found in one field."""
    types = (
        f"types:\n  T:\n    fields:\n      x: {text}\n  E:\n    enum: {{A: , B: }}\n"
    )
    return [code.split()[1] for code in codes(HEAD + types)]


def test_types_are_resolved() -> None:
    """Every type expression becomes the type itself; types may refer to each other in circles."""
    made = resource(
        "types:\n  A:\n    fields: {a: A, b: 'list[B]', c: 'map[list[E]]', d: common.M}\n"
        "  B:\n    fields: {a: A}\n  E:\n    enum: {X: }\n",
        "types:\n  M:\n    fields: {value: decimal, m: M, c: common.M}\n",
    )
    a, b, e = made.types
    assert isinstance(a, ObjectType)
    assert isinstance(b, ObjectType)
    assert isinstance(e, EnumType)
    first, second, third, fourth = (one.type for one in a.fields)

    assert first is a
    assert second == ListOf(b)
    assert third == MapOf(ListOf(e))
    assert isinstance(fourth, ObjectType)
    assert fourth.is_common
    assert [Kind.DECIMAL, fourth, fourth] == [one.type for one in fourth.fields]


def test_every_primitive_is_a_type() -> None:
    """All primitive types of the language can be used, and no other word."""
    kinds = [kind for kind in Kind if kind is not Kind.UNKNOWN]
    fields = ", ".join(f"f{number}: {kind}" for number, kind in enumerate(kinds))
    (made,) = resource(f"types:\n  T:\n    fields: {{{fields}}}\n").types

    assert isinstance(made, ObjectType)
    assert kinds == [one.type for one in made.fields]
    assert field("unknown") == ["undefined-type"]


def test_the_members_of_a_group_are_fields_of_the_object() -> None:
    """A group names its members, which stand where the group stands."""
    made, _ = resource(THING).types

    assert isinstance(made, ObjectType)
    expected = ["name", "size", "owners", "data", "texts", "url", "path"]
    assert expected == [one.wire for one in made.fields]
    assert [("target", ("url", "path"))] == [
        (one.name, one.members) for one in made.groups
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{type: int32, min: -2147483648, max: 2147483647}", []),
        ("{type: int64, min: -9223372036854775808, max: 9223372036854775807}", []),
        ("{type: number, min: 0.5, max: 0.5}", []),
        ("{type: string, min_length: 0, max_length: 0}", []),
        ("{type: guid, max_length: 36}", []),
        ("{type: 'list[string]', min_items: 1, max_items: 1}", []),
        ("{type: int32, max: 2147483648}", ["limit-range"]),
        ("{type: int64, min: -9223372036854775809}", ["limit-range"]),
        ("{type: integer, min: 1.0}", ["limit-range"]),
        ("{type: int32, min: 2, max: 1}", ["limit-order"]),
        ("{type: string, min_length: 2, max_length: 1}", ["limit-order"]),
        ("{type: string, min: 1, max: 0}", ["limit-type", "limit-type"]),
        ("{type: 'list[string]', max_length: 5, max_items: 2}", []),
        ("{type: 'list[list[int32]]', min: 1, max: 5}", []),
        ("{type: 'list[decimal]', min: '0'}", []),
        ("{type: 'list[decimal]', min: 0}", ["limit-type"]),
        ("{type: 'list[boolean]', max_length: 5}", ["limit-type"]),
        ("{type: 'list[map[string]]', max_length: 5}", ["limit-type"]),
        ("{type: 'map[string]', max_items: 5}", ["limit-type"]),
        ("{type: datetime, min_length: 5}", ["limit-type"]),
        ("{type: E, max_length: 5}", ["limit-type"]),
        ("{type: decimal, max: 5}", ["limit-type"]),
        ("{type: decimal, min: 0.10}", ["limit-type"]),
        ("{type: decimal, min: '0.1', max: '0.10', max_scale: 0}", []),
        ("{type: decimal, exclusive_min: '0', max: '9.99'}", []),
        ("{type: decimal, exclusive_min: '-1', exclusive_max: '1', max_length: 9}", []),
        ("{type: decimal, min: '0.3', max: '0.29999999999999999999'}", ["limit-order"]),
        ("{type: decimal, min: '0', exclusive_max: '0'}", ["limit-order"]),
        ("{type: decimal, exclusive_min: '0.0', max: '0'}", ["limit-order"]),
        ("{type: decimal, exclusive_min: '2', min: '3', max: '1'}", ["limit-order"]),
        (
            "{type: decimal, min: '2', max: '1', min_length: 2, max_length: 1}",
            ["limit-order", "limit-order"],
        ),
        ("{type: decimal, min: 1e3}", ["yaml-number"]),
        ("{type: decimal, min: much}", ["wrong-shape"]),
        ("{type: decimal, exclusive_min: 0}", ["wrong-shape"]),
        ("{type: decimal, max_scale: -1}", ["wrong-shape"]),
        ("{type: int32, exclusive_min: '0'}", ["limit-type"]),
        ("{type: string, max_scale: 2}", ["limit-type"]),
        ("{type: string, max_length: 1.5}", ["wrong-shape"]),
        ("{type: string, max_length: -1}", ["wrong-shape"]),
        ("{type: int32, max: true}", ["wrong-shape"]),
        ("{type: int32, max: '3'}", ["wrong-shape"]),
        ("{type: Nope, max: 3, min_length: 5, default: x}", ["undefined-type"]),
        ("{type: 'list[Nope]', max: 3, default: x}", ["undefined-type"]),
    ],
)
def test_limits_fit_their_type(text: str, expected: list[str]) -> None:
    """A limit is one that the type can have, that its values can reach, and in order."""
    assert expected == field(text)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("{type: string, default: ''}", True),
        ("{type: string, default: 3}", False),
        ("{type: string, default: null}", False),
        ("{type: string, default: abc, max_length: 2}", False),
        ("{type: string, default: 漢字, max_length: 2}", True),
        ("{type: boolean, default: false}", True),
        ("{type: boolean, default: 0}", False),
        ("{type: boolean, default: 'true'}", False),
        ("{type: int32, default: 0}", True),
        ("{type: int32, default: true}", False),
        ("{type: int32, default: 1.0}", False),
        ("{type: int32, default: 2147483648}", False),
        ("{type: int32, default: 5, min: 6}", False),
        ("{type: number, default: 1}", True),
        ("{type: guid, default: 8b6e0d14-52c7-4f39-a1de-90c3b7f4e628}", True),
        ("{type: guid, default: 8b6e0d14}", False),
        ("{type: decimal, default: '1.50'}", True),
        ("{type: decimal, default: 1.5}", False),
        ("{type: decimal, default: much}", False),
        ("{type: decimal, default: '0.30', min: '0.3', max: '0.3'}", True),
        ("{type: decimal, default: '0.3', exclusive_max: '0.3'}", False),
        ("{type: decimal, default: '-1', exclusive_min: '0'}", False),
        ("{type: decimal, default: '1.50', max_scale: 2}", True),
        ("{type: decimal, default: '1.500', max_scale: 2}", False),
        ("{type: datetime, default: '2026-01-01T00:00:00Z'}", True),
        ("{type: datetime, default: '2026-01-01T00:00:00'}", False),
        ("{type: datetime, default: today}", False),
        ("{type: 'list[string]', default: [ab], max_length: 2}", True),
        ("{type: 'list[string]', default: [abc], max_length: 2}", False),
        ("{type: 'list[string]', default: [a, b, c], max_length: 2}", True),
        ("{type: E, default: A}", True),
        ("{type: E, default: C}", False),
        ("{type: E, default: [A]}", False),
        ("{type: 'list[E]', default: [A, B]}", True),
        ("{type: 'list[E]', default: [A, C]}", False),
        ("{type: 'list[E]', default: A}", False),
        ("{type: 'list[int32]', default: [1, 2], max_items: 1}", False),
        ("{type: 'map[int32]', default: {a: 1}}", True),
        ("{type: 'map[int32]', default: {a: x}}", False),
        ("{type: object, default: {}}", True),
        ("{type: object, default: []}", False),
        ("{type: T, default: {x: 1}}", True),
        ("{type: T, default: x}", False),
        ("{type: json, default: null}", True),
        ("{type: json, default: [1, {a: b}]}", True),
    ],
)
def test_a_default_is_a_value_of_its_field(text: str, fits: bool) -> None:
    """The default has the type of the field and keeps its limits."""
    assert ([] if fits else ["bad-default"]) == field(text)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("kind: created, entity: Thing", []),
        ("kind: updated, entity: Thing", []),
        ("kind: updated, entity: Thing, modified_fields: true", []),
        ("kind: deleted, entity: Thing", []),
        ("kind: deleted", []),
        ("kind: action", []),
        ("kind: action, data: Thing", []),
        ("kind: created", ["webhook-payload"]),
        ("kind: updated", ["webhook-payload"]),
        ("kind: created, data: Thing", ["webhook-payload"]),
        ("kind: deleted, data: Thing", ["webhook-payload"]),
        ("kind: deleted, entity: Thang", ["undefined-type"]),
        ("kind: created, entity: Thing, modified_fields: false", []),
        ("kind: created, entity: Thing, modified_fields: true", ["webhook-payload"]),
        ("kind: deleted, modified_fields: true", ["webhook-payload"]),
        ("kind: updated, entity: Thing, modified_fields: 1", ["wrong-shape"]),
        ("kind: action, entity: Thing", ["webhook-payload"]),
        ("kind: created, entity: Thing, data: Thing", ["webhook-payload"]),
        ("kind: created, entity: Thang", ["undefined-type"]),
        ("kind: created, entity: 'list[Thing]'", ["not-an-object"]),
        ("kind: created, entity: string", ["not-an-object"]),
        ("kind: action, data: object", ["not-an-object"]),
        ("kind: made, entity: Thing", ["wrong-shape"]),
        ("kind: action, event_type: wix.demo.v1.thing_moved, handler: onMove", []),
        ("kind: action, event_type: 'a b'", ["wrong-shape"]),
        ("kind: action, handler: on-move", ["wrong-shape"]),
    ],
)
def test_webhooks_carry_what_their_kind_carries(body: str, expected: list[str]) -> None:
    """Created and updated name an entity, deleted may; an action may name its data: objects."""
    spec = f"{HEAD}{THING}webhooks:\n  thingMoved: {{{body}}}\n"
    assert expected == [code.split()[1] for code in codes(spec, METADATA)]


@pytest.mark.parametrize(
    ("common", "expected"),
    [
        (METADATA, []),
        ("", ["19:3 no-event-metadata"]),
        ("types: {}\n", ["19:3 no-event-metadata"]),
        ("types:\n  EventMetadata:\n    enum: {A: }\n", ["19:3 no-event-metadata"]),
        ("types:\n  EventMetadata: 3\n", ["2:18 wrong-shape"]),
        ("types:\n  EventMetadata: {}\n", ["2:3 type-body"]),
        ("types: 3\n", ["1:8 wrong-shape"]),
        ("types: [\n", ["1:8 yaml-syntax"]),
        ("typos: 3\n", ["1:1 unknown-key"]),
        ("description: x\n", ["1:1 missing-key", "1:1 unknown-key"]),
    ],
)
def test_webhooks_need_event_metadata_once(common: str, expected: list[str]) -> None:
    """The type of event metadata is missed once, and not if its own fault was reported."""
    webhooks = "webhooks:\n  a: {kind: created, entity: Thing}\n  b: {kind: action}\n"
    assert expected == codes(HEAD + THING + webhooks, common)


@pytest.mark.parametrize(
    "types",
    [
        "types:\n  Thing: 3\n",
        "types:\n  Thing: {}\n",
        "types:\n  Thing: {fields: 3}\n",
        "types:\n  Thing:\n    fields:\n      name: Nope\n      target: {one_of: {a: string}}\n",
        "types:\n  Thing:\n    fields:\n      name: 3\n      target: {one_of: {a: string}}\n",
        "types:\n  Thing:\n    fields:\n      name: string\n      target: {one_of: 3}\n",
        "types:\n  Thing:\n    fields:\n      name: string\n      target: {one_of: {a: 3}}\n",
        "types:\n  Thing:\n    fields:\n      name: string\n      target: {one_off: {a: string}}\n",
        "types: 3\n",
        "types:\n  Thing: &anchor\n    fields: {name: string, target: {one_of: {a: string}}}\n",
    ],
)
def test_what_follows_from_a_fault_is_not_told(types: str) -> None:
    """References to something that was refused are not refused once more."""
    lines = (
        "required: [thing.name, thing.name.x, thing.a]\n    exactly_one: [thing.target]\n"
        "    sdk: {returns: thing}"
    )
    webhook = "webhooks:\n  thingCreated: {kind: created, entity: Thing}\n"
    found = understood(HEAD + types + method_lines(lines) + webhook, METADATA).report
    expected = [one.code for one in found if one.code != "unreachable-required"]

    assert len(expected) == 1, text_report(found)


def test_two_faults_are_both_told() -> None:
    """One run reports everything: faults hide no others beside them."""
    spec = (
        HEAD
        + "title: 3\ntypes:\n  A:\n    fields: {x: Nope, y: {type: int32, min: 2, max: 1}}\n"
    )
    spec += "  B: {}\nmethods:\n  m: {http: GET /a/{b}, required: [c]}\n"
    spec = spec.replace("GET /a/{b}", "'GET /a/{b}'")

    expected = ["wrong-shape", "undefined-type", "limit-order", "type-body"]
    expected += ["path-parameter", "unreachable-required"]
    assert expected == [one.split()[1] for one in codes(spec)]


def test_the_handler_is_derived_from_the_webhook() -> None:
    """A webhook's handler is `on` and its name, unless it is written."""
    made = resource(
        THING
        + "webhooks:\n  a: {kind: action}\n  bMoved: {kind: action, handler: onGone}\n",
        METADATA,
    )
    assert ["onA", "onGone"] == [one.handler for one in made.webhooks]


def test_resources_come_in_the_order_of_their_names() -> None:
    """The order of files makes no difference."""
    spec = HEAD.replace("things", "{}")
    files = {f"{name}.yaml": spec.format(name) for name in ("b", "a", "c")}
    made = understand({k: v.encode() for k, v in files.items()}, "1", Diagnostics())
    assert ["a", "b", "c"] == [one.module for one in made.api.resources]
