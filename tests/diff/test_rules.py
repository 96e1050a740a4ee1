"""`wixgen diff`: each kind of change, what it means for whom, and where it is told to stand."""

from __future__ import annotations

from typing import Any

import pytest

from wixgen.diagnostics import Diagnostics, Severity, text_report
from wixgen.diff.api import diff
from wixgen.diff.finding import Finding
from wixgen.diff.rules import PAIRS, RULES, Consumer
from wixgen.spec.api import Api
from wixgen.spec.check import check
from wixgen.spec.load import load

SPEC = """\
package: demo
module: things
title: Things
docs: https://dev.wix.com/docs/api-reference/things
types:
  Thing:
    description: A thing.
    fields:
      id: {type: guid, read_only: true}
      revision: {type: int64, read_only: true}
      name: {type: string, min_length: 1, max_length: 20}
      size: {type: integer, min: 1, max: 10, default: 5}
      color: Color
      owner: string
      note: {type: string, immutable: true}
      target:
        one_of:
          eventId: string
          scheduleId: string
      tags: list[string]
      part: Part
  Part:
    fields: {weight: number, maker: string, price: decimal}
  Color:
    enum: {RED: Red., GREEN: Green.}
  Lonely:
    fields: {a: string}
methods:
  createThing:
    http: POST /v1/things
    permissions: {Manage Things: SCOPE.MANAGE}
    parameters: {thing: Thing, idempotencyKey: string, dry: boolean}
    required: [thing, thing.name]
    returns: {thing: Thing}
    sdk: {returns: thing}
    errors:
      - {http: 404, code: NO_THING, description: There is none.}
  getThing:
    http: GET /v1/things/{thingId}
    parameters: {thingId: guid, mode: string}
    required: [thingId]
    returns: {thing: Thing}
    sdk: {returns: thing}
    deprecated: true
  queryThings:
    http: POST /v1/things/query
    parameters:
      query: Query
    returns:
      things: list[Thing]
      parts: list[Part]
      pagingMetadata: common.Meta
    paging: {style: cursor, items: things, metadata: pagingMetadata}
webhooks:
  thingCreated: {kind: created, entity: Thing, event_type: wix.demo.v1.thing_created}
  thingUpdated: {kind: updated, entity: Thing, modified_fields: true}
"""
QUERY = """\
  Query:
    fields:
      filter: json
      cursorPaging: common.Cursor
"""
SPEC = SPEC.replace("  Lonely:\n", f"{QUERY}  Lonely:\n")
COMMON = """\
types:
  Meta:
    fields: {count: int32, cursors: json, hasNext: boolean}
  Cursor:
    fields: {limit: int32, cursor: string}
  EventMetadata:
    fields: {id: string}
"""


def api(spec: str, common: str = COMMON) -> Api:
    """The API of a spec that has no errors."""
    report = Diagnostics()
    files = {"common.yaml": common.encode(), "demo/things.yaml": spec.encode()}
    made = check(load(files, report), report)
    errors = [one for one in report if one.severity is Severity.ERROR]
    assert [] == errors, text_report(errors)
    return made


def found(spec: str, common: str = COMMON) -> list[Finding]:
    """The findings between the spec above and another one."""
    return diff(api(SPEC), api(spec, common))


def short(finding: Finding) -> str:
    """A finding as `rule path python old new: sends gets events`."""
    letters = "".join(
        (finding.verdicts[one][0].upper() if one in finding.verdicts else "-")
        for one in Consumer
    )
    values = f"{finding.old} -> {finding.new}"
    return f"{finding.rule.id} {finding.path} | {finding.python} | {values} | {letters}"


#: Each case: what is replaced, by what, and what is found.
CASES: dict[str, tuple[str, str, list[str]]] = {
    "type-added": (
        "  Part:\n",
        "  Extra:\n    fields: {a: string}\n  Part:\n",
        ["type-added Extra | Extra | None -> Extra | ---"],
    ),
    "type-removed": (
        "  Lonely:\n    fields: {a: string}\n",
        "",
        ["type-removed Lonely | Lonely | Lonely -> None | ---"],
    ),
    "field-added": (
        "      owner: string\n",
        "      owner: string\n      height: int32\n",
        ["field-added Thing.height | Thing.height | None -> int32 | AAA"],
    ),
    "field-removed": (
        "      note: {type: string, immutable: true}\n",
        "",
        ["field-removed Thing.note | Thing.note | string -> None | BBB"],
    ),
    "field-renamed": (
        "      owner: string\n",
        "      ownerName: string\n",
        ["field-renamed Thing.owner | Thing.owner | owner -> ownerName | BBB"],
    ),
    "python-name-changed": (
        "      owner: string\n",
        "      owner: {type: string, name: holder}\n",
        ["python-name-changed Thing.owner | Thing.holder | owner -> holder | BBB"],
    ),
    "field-became-undocumented": (
        "      owner: string\n",
        "      owner: {type: string, undocumented: true}\n",
        ["field-became-undocumented Thing.owner | Thing.owner | False -> True | BBB"],
    ),
    "read-only-set": (
        "      owner: string\n",
        "      owner: {type: string, read_only: true}\n",
        ["read-only-set Thing.owner | Thing.owner | False -> True | BDD"],
    ),
    "immutable-unset": (
        "{type: string, immutable: true}",
        "string",
        ["immutable-unset Thing.note | Thing.note | True -> False | ADD"],
    ),
    "default-changed": (
        "default: 5",
        "default: 6",
        ["default-changed Thing.size | Thing.size | 5 -> 6 | RDD"],
    ),
    "default-removed": (
        ", default: 5",
        "",
        ["default-removed Thing.size | Thing.size | 5 -> None | RDD"],
    ),
    "format-added": (
        "      owner: string\n",
        "      owner: guid\n",
        ["format-added Thing.owner | Thing.owner | string -> guid | RDD"],
    ),
    "string-datetime": (
        "      owner: string\n",
        "      owner: datetime\n",
        ["field-type-changed Thing.owner | Thing.owner | string -> datetime | BBB"],
    ),
    "integer-number": (
        "type: integer",
        "type: number",
        ["field-type-changed Thing.size | Thing.size | integer -> number | ABB"],
    ),
    "decimal-string": (
        "price: decimal",
        "price: string",
        ["field-type-changed Part.price | Part.price | decimal -> string | ADD"],
    ),
    "list-of": (
        "tags: list[string]",
        "tags: list[guid]",
        [
            "field-type-changed Thing.tags | Thing.tags | list[string] -> list[guid] | RDD"
        ],
    ),
    "named": (
        "      part: Part\n",
        "      part: Color\n",
        ["field-type-changed Thing.part | Thing.part | Part -> Color | BBB"],
    ),
    "limit-tightened": (
        "max: 10,",
        "max: 9,",
        ["limit-tightened Thing.size | Thing.size | 10 -> 9 | BDD"],
    ),
    "limit-loosened": (
        "min_length: 1,",
        "min_length: 0,",
        ["limit-loosened Thing.name | Thing.name | 1 -> 0 | ADD"],
    ),
    "limit-added": (
        "      owner: string\n",
        "      owner: {type: string, max_length: 9}\n",
        ["limit-added Thing.owner | Thing.owner | None -> 9 | RDD"],
    ),
    "limit-removed": (
        ", max_length: 20",
        "",
        ["limit-removed Thing.name | Thing.name | 20 -> None | ADD"],
    ),
    "enum-value-added": (
        "GREEN: Green.",
        "GREEN: Green., BLUE: Blue.",
        ["enum-value-added Color.BLUE | Color.BLUE | None -> BLUE | AAA"],
    ),
    "enum-value-removed": (
        "RED: Red., ",
        "",
        ["enum-value-removed Color.RED | Color.RED | RED -> None | BBB"],
    ),
    "required-added": (
        "required: [thing, thing.name]",
        "required: [thing, thing.name, thing.size]",
        [
            "required-added createThing.thing.size | create_thing.thing.size | None -> thing.size | B--"
        ],
    ),
    "required-removed": (
        "required: [thing, thing.name]",
        "required: [thing]",
        [
            "required-removed createThing.thing.name | create_thing.thing.name | thing.name -> None | A--"
        ],
    ),
    "exactly-one-added": (
        "    required: [thing, thing.name]\n",
        "    required: [thing, thing.name]\n    exactly_one: [thing.target]\n",
        [
            "exactly-one-added createThing.thing.target | create_thing.thing.target | None -> thing.target | B--"
        ],
    ),
    "group-renamed": (
        "      target:\n",
        "      aim:\n",
        ["group-renamed Thing.target | Thing.target | target -> aim | -BB"],
    ),
    "group-removed": (
        "      target:\n        one_of:\n          eventId: string\n          scheduleId: string\n",
        "      eventId: string\n      scheduleId: string\n",
        [
            "group-removed Thing.target | Thing.target | ['eventId', 'scheduleId'] -> None | ABB"
        ],
    ),
    "group-member-added": (
        "          scheduleId: string\n",
        "          scheduleId: string\n          placeId: string\n",
        [
            "group-member-added Thing.target.placeId | Thing.target.place_id | None -> placeId | ARR",
            "field-added Thing.placeId | Thing.place_id | None -> string | AAA",
        ],
    ),
    "group-member-drawn-in": (
        "      note: {type: string, immutable: true}\n      target:\n        one_of:\n",
        "      target:\n        one_of:\n          note: {type: string, immutable: true}\n",
        [
            "group-member-drawn-in Thing.target.note | Thing.target.note | None -> note | BRR"
        ],
    ),
    "method-added": (
        "  getThing:\n",
        "  deleteThing:\n    http: DELETE /v1/things/{thingId}\n    parameters: {thingId: guid}\n"
        "    required: [thingId]\n  getThing:\n",
        [
            "method-added deleteThing | delete_thing | None -> DELETE /v1/things/{thingId} | A--"
        ],
    ),
    "method-removed": (
        SPEC[SPEC.index("  createThing:") : SPEC.index("  getThing:")],
        "",
        ["method-removed createThing | create_thing | POST /v1/things -> None | B--"],
    ),
    "deprecated-method-removed": (
        SPEC[SPEC.index("  getThing:") : SPEC.index("  queryThings:")],
        "",
        [
            "deprecated-method-removed getThing | get_thing | GET /v1/things/{thingId} -> None | B--"
        ],
    ),
    "method-renamed": (
        "  createThing:\n",
        "  addThing:\n",
        ["method-renamed createThing | create_thing | createThing -> addThing | B--"],
    ),
    "http-changed": (
        "POST /v1/things\n",
        "POST /v2/things\n",
        [
            "http-changed createThing | create_thing | POST /v1/things -> POST /v2/things | R--"
        ],
    ),
    "parameter-added": (
        ", dry: boolean}",
        ", dry: boolean, wet: boolean}",
        ["parameter-added createThing.wet | create_thing.wet | None -> boolean | A--"],
    ),
    "required-parameter-added": (
        ", dry: boolean}\n    required: [thing,",
        ", dry: boolean, wet: boolean}\n    required: [wet, thing,",
        [
            "required-parameter-added createThing.wet | create_thing.wet | None -> boolean | B--"
        ],
    ),
    "parameter-removed": (
        ", dry: boolean}",
        "}",
        [
            "parameter-removed createThing.dry | create_thing.dry | boolean -> None | B--"
        ],
    ),
    "idempotency-key-removed": (
        ", idempotencyKey: string",
        "",
        [
            "idempotency-key-removed createThing.idempotencyKey | create_thing.idempotency_key | string -> None | B--"
        ],
    ),
    "sdk-returns-changed": (
        "    sdk: {returns: thing}\n    errors:",
        "    errors:",
        ["sdk-returns-changed createThing | create_thing | thing -> the answer | -B-"],
    ),
    "paging-removed": (
        "    paging: {style: cursor, items: things, metadata: pagingMetadata}\n",
        "",
        ["paging-removed queryThings | query_things | cursor -> None | -B-"],
    ),
    "paging-item-type-changed": (
        "items: things",
        "items: parts",
        [
            "paging-item-type-changed queryThings | query_things | Thing -> Part | -B-",
            "paging-items-changed queryThings | query_things | things -> parts | -R-",
        ],
    ),
    "permission-replaced": (
        "SCOPE.MANAGE",
        "SCOPE.OTHER",
        [
            "permission-replaced createThing | create_thing | SCOPE.MANAGE -> SCOPE.OTHER | R--"
        ],
    ),
    "permission-added": (
        "{Manage Things: SCOPE.MANAGE}",
        "{Manage Things: SCOPE.MANAGE, Other: SCOPE.OTHER}",
        ["permission-added createThing | create_thing | None -> SCOPE.OTHER | A--"],
    ),
    "error-removed": (
        "    errors:\n      - {http: 404, code: NO_THING, description: There is none.}\n",
        "",
        ["error-removed createThing | create_thing | NO_THING -> None | -D-"],
    ),
    "deprecated-set": (
        "      owner: string\n",
        "      owner: {type: string, deprecated: true}\n",
        ["deprecated-set Thing.owner | Thing.owner | False -> True | AAA"],
    ),
    "webhook-added": (
        "  thingUpdated:",
        "  thingDeleted: {kind: deleted}\n  thingUpdated:",
        ["webhook-added thingDeleted | ThingDeleted | None -> deleted | --A"],
    ),
    "webhook-removed": (
        "  thingUpdated: {kind: updated, entity: Thing, modified_fields: true}\n",
        "",
        ["webhook-removed thingUpdated | ThingUpdated | updated -> None | --B"],
    ),
    "webhook-renamed": (
        "  thingCreated:",
        "  thingMade:",
        [
            "webhook-renamed thingCreated | ThingCreated | thingCreated -> thingMade | --B"
        ],
    ),
    "webhook-entity-changed": (
        "{kind: created, entity: Thing,",
        "{kind: created, entity: Part,",
        ["webhook-entity-changed thingCreated | ThingCreated | Thing -> Part | --B"],
    ),
    "modified-fields-removed": (
        ", modified_fields: true",
        "",
        ["modified-fields-removed thingUpdated | ThingUpdated | True -> False | --B"],
    ),
    "event-type-changed": (
        "wix.demo.v1.thing_created",
        "wix.demo.v2.thing_created",
        [
            "event-type-changed thingCreated | ThingCreated | wix.demo.v1.thing_created -> wix.demo.v2.thing_created | --B"
        ],
    ),
    "event-type-removed": (
        ", event_type: wix.demo.v1.thing_created",
        "",
        [
            "event-type-removed thingCreated | ThingCreated | wix.demo.v1.thing_created -> None | --R"
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_rule(name: str) -> None:
    """A change is one finding with its rule, path, Python name, both values, and a verdict for each."""
    old, new, expected = CASES[name]
    assert 1 == SPEC.count(old)

    findings = found(SPEC.replace(old, new))

    assert sorted(expected) == sorted(map(short, findings))


@pytest.mark.parametrize("name", [name for name in CASES if "member" not in name])
def test_the_reverse(name: str) -> None:
    """What came goes, what was set is unset: the way back is told, too, by known rules."""
    old, new, expected = CASES[name]
    findings = diff(api(SPEC.replace(old, new)), api(SPEC))

    assert len(expected) == len(findings)
    assert {finding.rule.id for finding in findings} <= RULES.keys()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  Thing:\n", "  # a comment\n  Thing:\n"),
        (
            "{weight: number, maker: string, price: decimal}",
            "{price: decimal, maker: string, weight: number}",
        ),
        ("fields: {a: string}", "fields:\n      a:\n        type: string"),
        ("      owner: string\n", "      owner: {type: string, source: a page}\n"),
    ],
)
def test_what_is_no_change(old: str, new: str) -> None:
    """Order, form, comments and sources are no change of the API."""
    assert [] == found(SPEC.replace(old, new))


def test_words_are_documentation() -> None:
    """Other words give a finding that concerns documentation alone."""
    (finding,) = found(SPEC.replace("A thing.", "Something."))

    assert ("words-changed", "docs", "Thing") == (
        finding.rule.id,
        finding.verdict,
        finding.path,
    )
    assert ({"description": "A thing."}, {"description": "Something."}) == (
        finding.old,
        finding.new,
    )


def test_a_type_that_moves_to_the_shared_ones_is_no_change() -> None:
    """A resource re-exports what it shares."""
    part = "  Part:\n    fields: {weight: number, maker: string, price: decimal}\n"
    spec = SPEC.replace(part, "").replace("part: Part", "part: common.Part")
    spec = spec.replace("list[Part]", "list[common.Part]")

    assert [] == found(spec, COMMON + part)


def test_a_shared_type_is_one_finding() -> None:
    """A change of a shared type is told once, with all that it reaches."""
    common = COMMON.replace("count: int32, ", "")
    (finding,) = found(SPEC, common)

    assert ("common", "Meta.count", ("demo.things.queryThings",)) == (
        finding.resource,
        finding.path,
        finding.reaches,
    )
    assert "common.yaml" == finding.old_place.path


def test_a_renamed_type_is_one_finding() -> None:
    """A type with another name is told once; fields of it are the same fields."""
    spec = SPEC.replace("  Part:\n", "  Piece:\n").replace("part: Part", "part: Piece")
    (finding,) = found(spec.replace("list[Part]", "list[Piece]"))

    assert ("type-renamed", "Part", "Part", "Piece") == (
        finding.rule.id,
        finding.path,
        finding.old,
        finding.new,
    )


def test_a_rename_hides_no_break() -> None:
    """What else changed of a renamed type or method is told beside."""
    spec = SPEC.replace("  Part:\n", "  Piece:\n").replace("part: Part", "part: Piece")
    spec = spec.replace("list[Part]", "list[Piece]").replace(
        "price: decimal", "price: number"
    )
    rules = {finding.rule.id for finding in found(spec)}

    assert {"type-renamed", "field-type-changed"} == rules


def test_resources_come_go_and_move() -> None:
    """A resource that has another module is told as one that moved."""
    moved = diff(api(SPEC), api(SPEC.replace("module: things", "module: stuff")))
    gone = diff(api(SPEC), Api([], api(SPEC).common))
    came = diff(Api([], api(SPEC).common), api(SPEC))

    assert ["resource-moved"] == [finding.rule.id for finding in moved]
    assert ["resource-removed"] == [finding.rule.id for finding in gone]
    assert ["resource-added"] == [finding.rule.id for finding in came]


def test_both_places_are_told() -> None:
    """A finding knows file, line and column of both sides."""
    (finding,) = found(
        SPEC.replace("  Thing:\n", "\n\n  Thing:\n").replace("max: 10,", "max: 9,")
    )

    lines = (finding.old_place.line, finding.new_place.line)
    assert 2 == lines[1] - lines[0]
    assert "demo/things.yaml" == finding.new_place.path


def test_a_fingerprint_is_of_facts() -> None:
    """A fingerprint depends on rule, path and values, and not on where they stand."""
    one = found(SPEC.replace("max: 10,", "max: 9,"))[0]
    moved = found(
        SPEC.replace("  Thing:\n", "\n  Thing:\n").replace("max: 10,", "max: 9,")
    )[0]
    other = found(SPEC.replace("max: 10,", "max: 8,"))[0]

    assert one.fingerprint == moved.fingerprint != other.fingerprint


def test_json_has_the_agreed_keys() -> None:
    """The keys of `--format json` are a contract."""
    told: dict[str, Any] = found(SPEC.replace("max: 10,", "max: 9,"))[0].as_json()

    assert [
        "rule",
        "verdict",
        "sends",
        "gets",
        "events",
        "resource",
        "path",
        "python",
        "old",
        "new",
        "old_place",
        "new_place",
        "reaches",
        "fingerprint",
    ] == [*told]


SPELT = {"named": "Part", "enum": "Color"}


@pytest.mark.parametrize(
    ("old", "new", "letters"),
    [
        *(
            (old, new, f"{sends}{gets}{gets}")
            for (old, new), (sends, gets) in PAIRS.items()
        ),
        ("boolean", "json", "ABB"),
        ("boolean", "string", "BBB"),
        ("number", "decimal", "BBB"),
        ("decimal", "number", "BBB"),
        ("string", "list[string]", "BBB"),
        ("list[string]", "map[string]", "BBB"),
        ("map[string]", "map[guid]", "RDD"),
        ("list[list[integer]]", "list[list[number]]", "ABB"),
    ],
)
def test_pairs_of_types(old: str, new: str, letters: str) -> None:
    """What another type means for who sends and who gets follows from both; of lists and maps, from their items."""
    sides = [
        api(
            SPEC.replace(
                "      owner: string\n",
                f"      owner: {{type: '{SPELT.get(one, one)}'}}\n",
            )
        )
        for one in (old, new)
    ]
    (finding,) = diff(*sides)

    rule = "format-added" if (old, new) == ("string", "guid") else "field-type-changed"
    assert (rule, letters) == (finding.rule.id, short(finding)[-3:])
