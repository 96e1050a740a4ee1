"""The OpenAPI document: valid, as expected, and with everything at its place."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from export.documents import (
    Json,
    body,
    committed,
    committed_api,
    fits,
    golden,
    module,
    openapi_of,
    operation,
)
from support.committed import committed_specs
from support.projects import GOLDEN
from wixgen.export.schemas import KINDS
from wixgen.spec.api import Kind

EXPECTED = Path(__file__).parent / "expected"
CASES = [
    "deprecated",
    "encoded_get",
    "event_type_collision",
    "one_of_exactly_one",
    "one_of_parameters",
    "open_enum",
    "path_parameter",
    "required_through_list",
    "settled",
    "undocumented",
]
CREATE = "calendar.participations.createParticipation"
UPDATE = "calendar.participations.updateParticipation"


def case(name: str) -> dict[str, bytes]:
    """The spec of one golden case, with the common types."""
    paths = {
        "common.yaml": GOLDEN / "common.yaml",
        "spec.yaml": GOLDEN / name / "spec.yaml",
    }
    return {path: place.read_bytes() for path, place in paths.items()}


def nodes(value: Any) -> Iterator[Json]:
    """Every mapping of a document."""
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from nodes(one)
    elif isinstance(value, list):
        for one in value:
            yield from nodes(one)


@pytest.mark.parametrize(
    "document", [committed(), golden()], ids=["committed", "golden"]
)
def test_valid(document: Json) -> None:
    """The documents of the committed and of all golden specs are valid OpenAPI 3.1."""
    plain = json.loads(json.dumps(document))

    assert [] == [
        error.message for error in OpenAPIV31SpecValidator(plain).iter_errors()
    ]


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str, update_goldens: bool) -> None:
    """What is made of a small spec is what stands in `expected`."""
    place = EXPECTED / f"{name}.json"
    made = json.dumps(openapi_of(case(name)), ensure_ascii=False, indent=2) + "\n"
    if update_goldens:
        place.write_text(made, encoding="utf-8")

    assert place.read_text(encoding="utf-8") == made


def test_deterministic() -> None:
    """The order in which specs are read doesn't matter."""
    specs = list(committed_specs().items())
    shuffled = random.Random(1).sample(specs, len(specs))

    assert json.dumps(committed()) == json.dumps(openapi_of(dict(shuffled)))


def test_all_components_are_used_and_well_named() -> None:
    """Each component is referred to, and named after package, module and type."""
    for document in (committed(), golden()):
        used = {one["$ref"].split("/")[-1] for one in nodes(document) if "$ref" in one}
        named = {
            *document["components"]["schemas"],
            *document["components"]["responses"],
        }

        assert named == used | {"Received"} if document["webhooks"] else used
    pattern = r"(common|[a-z-]+\.[A-Za-z0-9]+)\.[A-Z][A-Za-z0-9_]+(-request|-open)?|wix\.Error"

    assert [] == [
        one
        for one in committed()["components"]["schemas"]
        if not re.fullmatch(pattern, one)
    ]


def test_nothing_is_repeated() -> None:
    """No object schema with fields, and no list of values, stands in the document twice."""
    paths = ("common.yaml", "calendar/participations.yaml")  # no type stands twice
    document = openapi_of({path: committed_specs()[path] for path in paths})
    seen: list[str] = [
        json.dumps(one.get("enum") or one["properties"])
        for one in nodes(document["components"]["schemas"])
        if "enum" in one or len(one.get("properties", [])) > 3
    ]

    assert sorted(set(seen)) == sorted(seen)


def test_operation() -> None:
    """An operation has the page's title, address, permissions and required paths."""
    made = operation(committed(), CREATE)
    picked = ("operationId", "tags", "summary", "x-wix-permissions", "x-required-paths")

    assert {
        "operationId": CREATE,
        "tags": ["calendar.participations"],
        "summary": "Create Participation",
        "x-wix-permissions": {"Manage Calendars": "SCOPE.DC-CALENDAR.MANAGE"},
        "x-required-paths": [
            "participation",
            "participation.participant",
            "participation.participant.name",
            "participation.partySize",
        ],
    } == {name: made[name] for name in picked}
    assert made["externalDocs"]["url"].endswith(
        "/participations-v3/create-participation"
    )


def test_all_operations_and_webhooks() -> None:
    """All methods, webhooks and methods of service plugins are there; keys name package, module and webhook."""
    document = committed()
    ids = [
        one["operationId"]
        for verbs in document["paths"].values()
        for one in verbs.values()
    ]

    resources = committed_api().resources
    assert sorted(ids) == sorted(
        f"{resource.key}.{method.name}"
        for resource in resources
        for method in resource.methods
    )
    assert "events.guests.queryEventGuests" in ids
    called_by_wix = [
        *(
            f"{resource.key}.{webhook.name}"
            for resource in resources
            for webhook in resource.webhooks
        ),
        *(
            f"{resource.key}.service_plugin.{method.name}"
            for resource in resources
            if resource.plugin
            for method in resource.plugin.methods
        ),
    ]
    assert sorted(document["webhooks"]) == sorted(called_by_wix)
    assert "calendar.participations.participationCreated" in document["webhooks"]


def test_security() -> None:
    """An API key with a site or an account, or a token alone."""
    document = committed()
    headers = {
        one["name"] for one in document["components"]["securitySchemes"].values()
    }

    assert headers == {"Authorization", "wix-site-id", "wix-account-id"}
    assert [
        ["authorization", "site"],
        ["authorization", "account"],
        ["authorization"],
    ] == [list(one) for one in document["security"]]
    assert document["servers"] == [{"url": "https://www.wixapis.com"}]


def test_required_paths_are_kept_word_for_word() -> None:
    """A required path that leads nowhere is listed and demands nothing."""
    document = module(
        "types: {Thing: {fields: {size: int32}}}\n"
        "methods: {make: {http: POST /things, parameters: {thing: Thing},"
        " required: [thing.gone.deep, thing, thing.size, nothing]}}"
    )
    made = operation(document, "demo.things.make")

    assert made["x-required-paths"] == [
        "thing.gone.deep",
        "thing",
        "thing.size",
        "nothing",
    ]
    assert fits(document, body(made["requestBody"]), {"thing": {"size": 1}})


def test_dotted_path_parameter() -> None:
    """A dotted placeholder is a path parameter of that name, and its value stays in the body."""
    made = operation(committed(), UPDATE)

    assert [
        {
            "name": "participation.id",
            "in": "path",
            "required": True,
            "description": "Identifies the participation.",
            "schema": {"type": "string", "format": "uuid"},
        }
    ] == made["parameters"]
    overlay = body(made["requestBody"])["properties"]["participation"]["allOf"][1]
    assert overlay == {"required": ["id", "revision"]}


def test_plain_path_parameter_leaves_the_body() -> None:
    """A parameter in the path isn't in the body as well."""
    made = operation(golden(), "golden.pathParameter.updatePage")

    assert ["siteId", "page.id"] == [one["name"] for one in made["parameters"]]
    assert ["page"] == list(body(made["requestBody"])["properties"])


def test_query_parameters_are_flattened() -> None:
    """GET declares leaves under dotted names; lists repeat the key; groups have dotted names."""
    document = module("""
types:
  Paging:
    fields:
      how: {one_of: {offset: {type: int32, max: 9}, cursor: string}}
      inner: Inner
  Inner: {fields: {again: Paging, names: {type: "list[string]", max_items: 2}, any: object}}
  Sorting: {fields: {name: string, order: Order}}
  Order: {enum: {ASC: , DESC: }}
methods:
  list:
    http: GET /things/{id}
    parameters: {id: guid, paging: Paging, sort: "list[Sorting]", by: {one_of: {a: int64, b: boolean}}}
    required: [id, paging, paging.offset]
    exactly_one: [by]
""")
    made = operation(document, "demo.things.list")
    shown = {
        one["name"]: (one["in"], one.get("required", False), one["schema"])
        for one in made["parameters"]
    }
    texts: Json = {"type": "array", "items": {"type": "string"}}
    components = "#/components/schemas/demo.things."

    assert {
        "id": ("path", True, {"type": "string", "format": "uuid"}),
        "paging.offset": (
            "query",
            True,
            {"type": "integer", "format": "int32", "maximum": 9},
        ),
        "paging.cursor": ("query", False, {"type": "string"}),
        "paging.inner.again": ("query", False, {"$ref": f"{components}Paging-request"}),
        "paging.inner.names": ("query", False, {**texts, "maxItems": 2}),
        "paging.inner.any": ("query", False, {"type": "object"}),
        "sort.name": ("query", False, texts),
        "sort.order": (
            "query",
            False,
            {"type": "array", "items": {"$ref": f"{components}Order"}},
        ),
        "a": ("query", False, KINDS[Kind.INT64]),
        "b": ("query", False, {"type": "boolean"}),
    } == shown
    assert made["x-one-of-groups"] == {
        "by": ["a", "b"],
        "paging.how": ["paging.offset", "paging.cursor"],
    }
    assert made["x-exactly-one"] == ["by"]
    flattened = [
        one["name"] for one in made["parameters"] if one.get("x-wix-flattened")
    ]
    assert flattened == ["paging.inner.again", "paging.inner.any"]
    exploded = [one["name"] for one in made["parameters"] if one.get("explode")]
    assert exploded == ["paging.inner.names", "sort.name", "sort.order"]


def test_query_parameters_of_types_that_fan_out() -> None:
    """Types that fan out at every level don't make a parameter for each of a million leaves."""
    levels = "\n".join(
        f"  T{level}: {{fields: {{a: T{level + 1}, b: T{level + 1}, c: T{level + 1}}}}}"
        for level in range(20)
    )
    document = module(
        f"types:\n{levels}\n  T20: {{fields: {{leaf: string}}}}\n"
        "methods: {find: {http: GET /things, parameters: {query: T0}}}"
    )

    assert 500 <= len(operation(document, "demo.things.find")["parameters"]) < 600


def test_facts_of_fields() -> None:
    """Limits, formats, defaults, flags and deprecation are told in OpenAPI's words."""
    document = module("""
types:
  Thing:
    fields:
      id: {type: guid, read_only: true}
      key: {type: string, min_length: 1, max_length: 9, immutable: true, always: true}
      size: {type: int32, min: 1, max: 5, default: 2, description: How big.}
      total: {type: int64, min: 1, max: 7}
      tags: {type: "list[string]", min_items: 1, max_items: 3}
      ratio: {type: number, min: 0.5}
      price: {type: decimal, min: "0", exclusive_max: "9.50", max_scale: 2, max_length: 8}
      made: {type: datetime, deprecated: Use `built`.}
      free: object
      any: {type: json, deprecated: true}
      notes: map[boolean]
methods: {get: {http: GET /thing, returns: {thing: Thing}}}
""")

    assert {
        "id": {
            "type": "string",
            "format": "uuid",
            "readOnly": True,
            "x-always": True,  # by the rule for stored entities
        },
        "key": {
            "type": "string",
            "minLength": 1,
            "maxLength": 9,
            "x-immutable": True,
            "x-always": True,
        },
        "size": {
            "type": "integer",
            "format": "int32",
            "minimum": 1,
            "maximum": 5,
            "default": 2,
            "description": "How big.",
        },
        "total": {
            "type": "string",
            "format": "int64",
            "pattern": "^-?[0-9]{1,20}$",
            "x-minimum": 1,
            "x-maximum": 7,
        },
        "tags": {
            "type": "array",
            "items": {"type": "string"},
            "minItems": 1,
            "maxItems": 3,
        },
        "ratio": {"type": "number", "minimum": 0.5},
        "price": {
            **KINDS[Kind.DECIMAL],
            "x-minimum": "0",
            "x-exclusiveMaximum": "9.50",
            "x-maxScale": 2,
            "maxLength": 8,
        },
        "made": {
            "type": "string",
            "format": "date-time",
            "description": "Deprecated: Use `built`.",
            "deprecated": True,
        },
        "free": {"type": "object"},
        "any": {"deprecated": True},
        "notes": {"type": "object", "additionalProperties": {"type": "boolean"}},
    } == document["components"]["schemas"]["demo.things.Thing"]["properties"]


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Kind.INT64, ["0", "-9007199254740993"], ["", "1.0", "+1", " 1", "1" * 21]),
        (
            Kind.DECIMAL,
            ["0", "-1.50", ".5", "1.", "1e-7"],
            ["", ".", "1,5", "NaN", "0x1"],
        ),
    ],
)
def test_numbers_in_texts(kind: Kind, good: list[str], bad: list[str]) -> None:
    """A number that travels as text is checked as a number, as `wixapi` does it."""
    pattern = KINDS[kind]["pattern"]

    assert good == [one for one in good + bad if re.search(pattern, one)]


def test_enums() -> None:
    """An enum has its values once, with their meanings; answers refer to an open wrapper."""
    schemas = committed()["components"]["schemas"]
    name = "calendar.participations.Status"

    assert schemas[name]["enum"] == ["CONFIRMED", "PENDING_CONFIRMATION"]
    assert list(schemas[name]["x-enumDescriptions"]) == schemas[name]["enum"]
    assert schemas[f"{name}-open"] == {
        "anyOf": [{"$ref": f"#/components/schemas/{name}"}, {"type": "string"}]
    }


def test_errors() -> None:
    """Documented errors are responses by status with their codes; others share one response."""
    responses = operation(golden(), "golden.deprecated.oldWay")["responses"]

    assert ["200", "404", "428", "default"] == list(responses)
    assert [
        {
            "status": "NOT_FOUND",
            "code": "OLD_NOT_FOUND",
            "description": "There is none.",
        }
    ] == responses["404"]["x-wix-errors"]
    assert responses["404"]["description"] == "OLD_NOT_FOUND: There is none."
    assert body(responses["428"]) == {"$ref": "#/components/schemas/wix.Error"}
    assert responses["default"] == {"$ref": "#/components/responses/Error"}


def test_documented_error_of_an_answer_that_counts_as_success() -> None:
    """An error with status 200 stands beside the answer, and doesn't replace it."""
    document = module(
        "methods: {make: {http: POST /things, returns: {ok: boolean},"
        " errors: [{http: 200, code: HALF_DONE}]}}"
    )
    response = operation(document, "demo.things.make")["responses"]["200"]

    assert list(body(response)["properties"]) == ["ok"]
    assert response["x-wix-errors"] == [{"code": "HALF_DONE"}]


def test_deprecated() -> None:
    """Deprecated methods and types are marked, and say what to use instead."""
    made = operation(golden(), "golden.deprecated.oldWay")

    assert made["deprecated"] is True
    assert made["description"] == 'Deprecated: Use "newWay".'
    assert (
        golden()["components"]["schemas"]["golden.deprecated.Old"]["deprecated"] is True
    )


def test_undocumented_fields_and_skipped_methods_are_absent() -> None:
    """What only an example shows isn't exported, and neither is a method that isn't JSON."""
    note = golden()["components"]["schemas"]["golden.undocumented.Note"]

    assert ["text"] == list(note["properties"])
    assert "/golden/files" not in golden()["paths"]
    assert "/golden/files/{fileId}" in golden()["paths"]


def test_webhook() -> None:
    """A webhook's body is the event as the REST half prints it, and nothing of the SDK's half."""
    document = committed()
    made = document["webhooks"]["events.guests.guestCreated"]["post"]
    around, event = body(made["requestBody"])["allOf"]
    metadata = document["components"]["schemas"][around["$ref"].split("/")[-1]]

    assert made["summary"] == "Event Guest Created"
    assert made["x-wix-handler"] == "onGuestCreated"
    assert made["x-wix-event-type"] == "wix.events.guests.v1.guest_created"
    assert [
        "id",
        "entityFqdn",
        "slug",
        "entityId",
        "eventTime",
        "triggeredByAnonymizeRequest",
        "originatedFrom",
    ] == list(metadata["properties"])
    entity = {"$ref": "#/components/schemas/events.guests.EventGuest"}
    assert event["properties"] == {
        "createdEvent": {"type": "object", "properties": {"entity": entity}}
    }


@pytest.mark.parametrize(
    ("name", "event", "carried"),
    [
        ("thingCreated", "createdEvent", ["entity"]),
        ("thingUpdated", "updatedEvent", ["currentEntity", "modifiedFields"]),
        ("thingRenamed", "updatedEvent", ["currentEntity"]),
        ("thingDeleted", "deletedEvent", ["deletedEntity"]),
        ("thingLost", "deletedEvent", []),
        ("thingMoved", "actionEvent", ["body"]),
        ("thingForgotten", "actionEvent", ["body"]),
    ],
)
def test_kinds_of_webhooks(name: str, event: str, carried: list[str]) -> None:
    """Each kind of event has its own wrapper, with what the page prints in it and no more."""
    made = golden()["webhooks"][f"golden.eventTypeCollision.{name}"]["post"]
    wrapper = body(made["requestBody"])["allOf"][1]["properties"]

    assert [event] == list(wrapper)
    assert carried == list(wrapper[event].get("properties", {}))


def test_a_flat_webhook_is_its_payload() -> None:
    """Nothing stands around it; without a type it may be any JSON."""
    webhooks = golden()["webhooks"]
    sold = webhooks["golden.flatWebhooks.thingSold"]["post"]
    gone = webhooks["golden.flatWebhooks.thingGone"]["post"]

    assert {"$ref": "#/components/schemas/golden.flatWebhooks.ThingSold"} == (
        body(sold["requestBody"])
    )
    assert {} == body(gone["requestBody"])
    assert ("com.golden.v1.ThingSold", "onThingSold") == (
        sold["x-wix-event-type"],
        sold["x-wix-handler"],
    )


def test_unknown_event_type_is_absent() -> None:
    """A webhook whose event type isn't known has none."""
    webhooks = golden()["webhooks"]

    assert (
        "x-wix-event-type"
        not in webhooks["golden.eventTypeCollision.thingForgotten"]["post"]
    )


def test_two_methods_with_one_url_are_both_there() -> None:
    """A second method with the same verb and path gets a path with its operation's id."""
    document = module("methods: {one: {http: POST /things}, two: {http: POST /things}}")

    assert ["/things", "/things#demo.things.two"] == list(document["paths"])


def test_long_chains_of_types() -> None:
    """Types may lead from one to the next as long as they like."""
    count = 2_000
    types = "\n".join(f"  T{n}: {{fields: {{next: T{n + 1}}}}}" for n in range(count))
    document = module(
        f"types:\n{types}\n  T{count}: {{fields: {{end: string}}}}\n"
        "methods: {make: {http: POST /things, parameters: {thing: T0}, returns: {thing: T0}}}"
    )

    assert len(document["components"]["schemas"]) == 2 * (count + 1) + 1


def test_methods_of_service_plugins() -> None:
    """They stand among the webhooks: Wix's request is open, the app's answer is bound by the rules."""
    made = golden()["webhooks"]["golden.service_plugin.service_plugin.rateThing"]
    method = made["post"]
    answer = method["responses"]["200"]["content"]["application/json"]["schema"]
    moved = method["responses"]["409"]["content"]["application/json"]["schema"]

    assert ("Rate Thing", "THING_RATER", "/v1/rate-thing", ["thing"]) == (
        method["summary"],
        method["x-wix-component"],
        method["x-wix-path"],
        method["x-required-paths"],
    )
    assert "additionalProperties" not in body(method["requestBody"])
    assert (["verdict"], False) == (answer["required"], answer["additionalProperties"])
    assert ["200", "400", "409", "428"] == sorted(method["responses"])
    assert {
        "code": {"const": "THING_HAS_MOVED"},
        "data": {
            "$ref": "#/components/schemas/golden.service_plugin.ThingHasMoved-request"
        },
    } == moved["properties"]["applicationError"]["properties"]
