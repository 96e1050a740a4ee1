"""Which methods the local Wix can answer from its state, told by names, types and paths of the spec."""

from __future__ import annotations

import json
from typing import Any

import pytest

from support.specs import understood

TYPES = """
package: demo
module: things
entity: wix.demo.v1.thing
types:
  Thing:
    fields:
      id: {type: guid, read_only: true}
      slug: string
      ownerId: guid
      name: string
      info: Info
      status: Status
      archived: boolean
      size: {type: int64, default: 5}
      revision: {type: int64, read_only: true}
      createdDate: {type: datetime, read_only: true}
      updatedDate: {type: datetime, read_only: true}
      origin: {type: string, immutable: true}
      extendedFields: object
  Info: {fields: {text: string, level: {type: integer, default: 1}}}
  Status: {enum: {DRAFT: , PUBLISHED: , CANCELED: , PENDING: }}
  Label: {fields: {key: string, name: string}}
  Settings: {fields: {id: guid, color: string}}
  Line: {fields: {id: guid, text: string}}
  Query: {fields: {filter: object, cursorPaging: CursorPaging}}
  CursorPaging: {fields: {limit: integer, cursor: string}}
  Paging: {fields: {cursors: Cursors, hasNext: boolean}}
  Cursors: {fields: {next: string, prev: string}}
  MaskedThing: {fields: {thing: Thing, fieldMask: "list[string]"}}
  Key: {fields: {thingId: guid, revision: int64}}
  ItemMetadata: {fields: {id: string, originalIndex: integer, success: boolean}}
  Result: {fields: {itemMetadata: ItemMetadata, item: Thing}}
methods:
"""
#: Methods that say what a thing is; those of a case come after them.
THINGS = """
  createThing:
    http: POST /v1/things
    parameters: {thing: Thing}
    returns: {thing: Thing}
  getThing:
    http: GET /v1/things/{thingId}
    parameters: {thingId: guid}
    returns: {thing: Thing}
"""


def entry(text: str) -> dict[str, Any]:
    """The entry of a resource in `facts.json`."""
    [resource] = understood(text).package.index.modules
    found = json.loads(f"{{{resource.local}}}")
    facts: dict[str, Any] = found["demo.things"]
    return facts


def facts(method: str) -> dict[str, Any]:
    """What is known of the last method of a spec, its address aside."""
    methods = entry(TYPES + THINGS + method)["methods"]
    found: dict[str, Any] = [*methods.values()][-1]
    return {key: x for key, x in found.items() if key not in {"verb", "path"}}


def of_thing(shape: str, **more: Any) -> dict[str, Any]:
    """Facts of a method that is about things."""
    return {"shape": shape, "collection": "demo.things.Thing", **more}


def method(
    name: str, http: str, parameters: str = "", returns: str = "", more: str = ""
) -> str:
    """A method of a spec; types in braces as YAML has them."""
    lines = [f"  {name}:", f"    http: {http}", f"    parameters: {{{parameters}}}"]
    lines += [f"    returns: {{{returns}}}"] if returns else []
    return "\n".join([*lines, *([f"    {more}"] if more else [])]) + "\n"


THING = "thing: Thing"
MANY = 'things: "list[Thing]", pagingMetadata: Paging'
RESULTS = 'results: "list[Result]"'
ONE = "thingId: guid"

CASES = {
    "create": (
        method("insertThing", "POST /v1/things", THING, THING),
        of_thing("create", entity="thing", answer="thing"),
    ),
    "create from its fields": (
        method("addThing", "POST /v1/things", "name: string, info: Info, dry: boolean", THING),
        of_thing("create", entity="", answer="thing"),
    ),
    "create with fields beside": (
        method("addThing", "POST /v1/things", f"{THING}, ownerId: guid, dry: boolean", THING),
        of_thing("create", entity="thing", conditions={"ownerId": "ownerId"}, answer="thing"),
    ),
    "create that answers with the id": (
        method("addThing", "POST /v1/things", THING, "id: string"),
        of_thing("create", entity="thing", answer_id="id"),
    ),
    "create of something else below it": (
        method("createThingLine", "POST /v1/things/{thingId}/lines", f"{ONE}, line: string", "lineId: guid"),
        {},
    ),
    "get by another field": (
        method("getThingBySlug", "GET /v1/things/slug/{slug}", "slug: string", THING),
        of_thing("get", id="slug", by="slug", answer="thing"),
    ),
    "get by two fields": (
        method(
            "getThingByNameAndSlug", "GET /v1/things/by", "name: string, slug: string", THING,
            "required: [name, slug]",
        ),
        {},
    ),
    "get by the body": (
        method("findThing", "POST /v1/things/get", ONE, THING, "required: [thingId]"),
        of_thing("get", id="thingId", answer="thing"),
    ),
    "get from the trash bin": (
        method("getDeletedThing", "GET /v1/things/trash-bin/{thingId}", ONE, THING),
        {},
    ),
    "get of what belongs to the caller": (
        method("getMyThing", "GET /v1/things/my", "", THING),
        {},
    ),
    "update with a path into the entity": (
        method("updateThing", "PATCH /v1/things/{thing.id}", THING, THING),
        of_thing("update", entity="thing", id="thing.id", answer="thing"),
    ),
    "update of its fields": (
        method("updateThing", "PATCH /v1/things/{thingId}", f"{ONE}, revision: int64, info: Info", THING),
        of_thing("update", entity="", id="thingId", answer="thing"),
    ),
    "update with a mask": (
        method("updateThing", "PATCH /v1/things/{thing.id}", f'{THING}, fieldMask: "list[string]"', THING),
        of_thing("update", entity="thing", id="thing.id", mask="fieldMask", answer="thing"),
    ),
    "update that answers nothing": (
        method("updateThing", "PATCH /v1/things/{thingId}", f"{ONE}, {THING}"),
        of_thing("update", entity="thing", id="thingId"),
    ),
    "update by another verb": (
        method("renameThing", "PATCH /v1/things/{thing.id}", THING, THING),
        of_thing("update", entity="thing", id="thing.id", answer="thing"),
    ),
    "replace": (
        method("updateThing", "PUT /v1/things/{thing.id}", THING, THING),
        of_thing("replace", entity="thing", id="thing.id", answer="thing"),
    ),
    "replace by its name": (
        method("replaceThing", "POST /v1/things/{thing.id}", THING, THING),
        of_thing("replace", entity="thing", id="thing.id", answer="thing"),
    ),
    "upsert": (
        method("upsertThing", "POST /v1/things/upsert", THING, THING),
        of_thing("upsert", entity="thing", answer="thing"),
    ),
    "set without a word of which one": (
        method("setThing", "POST /v1/things/set", THING, THING),
        of_thing("upsert", entity="thing", answer="thing"),
    ),
    "delete": (
        method("deleteThing", "DELETE /v1/things/{thingId}", ONE),
        of_thing("delete", id="thingId"),
    ),
    "delete by POST, answered with the entity": (
        method("removeThing", "POST /v1/things/{thingId}/remove", ONE, THING),
        of_thing("delete", id="thingId", answer="thing"),
    ),
    "delete of something of it": (
        method("deleteThingInfo", "POST /v1/things/delete-info", ONE, THING, "required: [thingId]"),
        of_thing("action", id="thingId", answer="thing"),
    ),
    "list with conditions": (
        method(
            "listThings", "GET /v1/things",
            'status: Status, thingIds: "list[guid]", ownerId: guid, deep: boolean', MANY,
        ),
        of_thing(
            "list", answer="things",
            conditions={"status": "status", "thingIds": "id", "ownerId": "ownerId"},
        ),
    ),
    "list with conditions of several values": (
        method(
            "listThings", "GET /v1/things", 'statuses: "list[Status]", ownerId: "list[guid]", facet: "list[string]"', MANY
        ),
        of_thing("list", answer="things", conditions={"statuses": "status", "ownerId": "ownerId"}),
    ),
    "list of what Wix alone can weigh": (
        method("listThings", "POST /v1/things", "from: datetime", MANY, "required: [from]"),
        {},
    ),
    "query": (
        method("queryThings", "POST /v1/things/query", "query: Query", MANY),
        of_thing("query", query="query", answer="things"),
    ),
    "search": (
        method("searchThings", "POST /v1/things/search", "search: Query", MANY),
        of_thing("search", query="search", answer="things"),
    ),
    "count": (
        method("countThings", "POST /v1/things/count", "filter: object", "count: integer"),
        of_thing("count", answer="count"),
    ),
    "action that sets a status": (
        method("publishThing", "POST /v1/things/{thingId}/publish", ONE, THING),
        of_thing("action", id="thingId", sets={"status": "PUBLISHED"}, answer="thing"),
    ),
    "action that says what it sets": (
        method("markThingAsPending", "POST /v1/things/{thingId}/pending", ONE, THING),
        of_thing("action", id="thingId", sets={"status": "PENDING"}, answer="thing"),
    ),
    "action that takes something back": (
        method("unarchiveThing", "POST /v1/things/{thingId}/unarchive", ONE),
        of_thing("action", id="thingId", sets={"archived": False}),
    ),
    "action with two outcomes": (
        method("publishOrCancelThing", "POST /v1/things/{thingId}/decide", ONE, THING),
        of_thing("action", id="thingId", answer="thing"),
    ),
    "clone": (
        method("cloneThing", "POST /v1/things/{thingId}/clone", ONE, THING),
        of_thing("clone", id="thingId", answer="thing"),
    ),
    "clone of a template": (
        method("duplicateThing", "POST /v1/things/duplicate", "templateId: guid", THING),
        of_thing("clone", id="templateId", answer="thing"),
    ),
    "find or create": (
        method("getOrCreateThing", "POST /v1/things/get-or-create", "thingName: string, deep: boolean", THING),
        of_thing("find_or_create", conditions={"thingName": "name"}, answer="thing"),
    ),
    "create of something else": (
        method("addThing", "POST /v1/things", "fileUrl: string", THING),
        of_thing("make", answer="thing"),
    ),
    "restore": (
        method("restoreThing", "POST /v1/things/trash-bin/{thingId}/restore", ONE, THING),
        {},
    ),
    "extended fields": (
        method("updateExtendedFields", "POST /v1/things/{id}/extend", "id: guid, namespace: string, namespaceData: object"),
        of_thing("action", id="id"),
    ),
    "what only tells something": (
        method("previewThing", "POST /v1/things/{thingId}/preview", ONE, THING),
        {},
    ),
    "bulk create": (
        method(
            "bulkCreateThings", "POST /v1/bulk/things/create",
            'things: "list[Thing]", returnEntity: boolean', RESULTS,
        ),
        of_thing(
            "bulk_create", items="things", answer="results",
        ),
    ),
    "bulk update with masks": (
        method("bulkUpdateThings", "POST /v1/bulk/things/update", 'things: "list[MaskedThing]"', RESULTS),
        of_thing(
            "bulk_update", items="things", item="thing", mask="fieldMask", answer="results",
        ),
    ),
    "bulk delete": (
        method("bulkDeleteThings", "POST /v1/bulk/things/delete", 'thingIds: "list[guid]"'),
        of_thing("bulk_delete", id="thingIds"),
    ),
    "bulk delete with revisions, answered with metadata alone": (
        method(
            "bulkDeleteThings", "POST /v1/bulk/things/delete", 'things: "list[Key]"',
            'results: "list[ItemMetadata]"',
        ),
        of_thing("bulk_delete", id="things", item="thingId", answer="results"),
    ),
    "bulk action": (
        method("bulkArchiveThings", "POST /v1/bulk/things/archive", 'ids: "list[guid]"', RESULTS),
        of_thing(
            "bulk_action", id="ids", sets={"archived": True}, answer="results",
        ),
    ),
    "delete by a filter": (
        method("bulkDeleteThingsByFilter", "POST /v1/bulk/things/delete", "filter: object", "jobId: guid"),
        of_thing("filtered_delete", filter="filter"),
    ),
    "update by a filter": (
        method(
            "bulkUpdateThingsByFilter", "POST /v1/bulk/things/update", f"filter: object, {THING}", "jobId: guid"
        ),
        of_thing("filtered_update", filter="filter", entity="thing"),
    ),
    "bulk get": (
        method("bulkGetThings", "POST /v1/bulk/things/get", 'thingIds: "list[guid]"', RESULTS),
        {},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("written", "expected"), CASES.values(), ids=CASES)
def test_shapes(written: str, expected: dict[str, Any]) -> None:
    """A method has the shape that its name, its types and its path say together, or none."""
    assert expected == facts(written)


def test_collection() -> None:
    """Of a collection, it is known which fields Wix sets, which ones stay, and the defaults of the others."""
    expected = {
        "model": "Thing",
        "key": "id",
        "revision": "revision",
        "created": "createdDate",
        "updated": "updatedDate",
        "read_only": ["id", "revision", "createdDate", "updatedDate"],
        "immutable": ["origin"],
        "defaults": {"info.level": 1, "size": "5"},
    }
    found = entry(TYPES + THINGS)

    assert {"demo.things.Thing": expected} == found["collections"]
    assert "wix.demo.v1.thing" == found["fqdn"]


SETTINGS = method("getSettings", "GET /v1/settings", "", "settings: Settings")


def test_only_one() -> None:
    """What is got and changed without a word of which one is the only one of its kind."""
    written = SETTINGS + method(
        "updateSettings",
        "PATCH /v1/settings",
        "settings: Settings",
        "settings: Settings",
    )
    found = entry(TYPES + written)

    assert {"shape": "get", "answer": "settings"}.items() <= found["methods"][
        "get_settings"
    ].items()
    assert "" == found["collections"]["demo.things.Settings"]["key"]


def test_never_written() -> None:
    """What there is one of and nothing changes is no state: it would never be there."""
    found = entry(TYPES + SETTINGS)

    assert "collections" not in found
    assert "shape" not in found["methods"]["get_settings"]


def test_another_key() -> None:
    """Entities without an id are told by what the path of a get tells."""
    written = method(
        "getLabel", "GET /v1/labels/{key}", "key: string", "label: Label"
    ) + method("deleteLabel", "DELETE /v1/labels/{key}", "key: string")
    found = entry(TYPES + written)

    assert "key" == found["collections"]["demo.things.Label"]["key"]
    assert "delete" == found["methods"]["delete_label"]["shape"]


def test_sets_within_others() -> None:
    """A parameter that all methods have, and that is no field, tells which of several sets is meant."""
    start, parameters = "/v1/things/{thingId}/lines", "thingId: guid"
    written = method(
        "listLines", f"GET {start}", parameters, 'lines: "list[Line]"'
    ) + method(
        "getLine",
        f"GET {start}/{{lineId}}",
        f"{parameters}, lineId: guid",
        "line: Line",
    )
    found = entry(TYPES + written)

    assert ["thingId"] == found["collections"]["demo.things.Line"]["within"]
    assert "list" == found["methods"]["list_lines"]["shape"]


def test_free_items() -> None:
    """Items that may be any JSON are entities where methods without a noun speak of them."""
    parameters = "itemId: string, dataCollectionId: string"
    written = method(
        "insert",
        "POST /v1/items",
        "item: object, dataCollectionId: string",
        "item: object",
    ) + method("get", "GET /v1/items/{itemId}", parameters, "item: object")
    found = entry(TYPES + written)

    expected = {
        "model": "",
        "key": "_id",
        "within": ["dataCollectionId"],
        "created": "_createdDate",
        "updated": "_updatedDate",
        "read_only": ["_createdDate", "_updatedDate"],
    }
    assert {"demo.things.Item": expected} == found["collections"]


def webhook(name: str, kind: str, payload: str = "") -> str:
    """A webhook of a spec."""
    handler = f"on{name[0].upper()}{name[1:]}"
    slug = name.removeprefix("thing").lower()
    content = "data" if kind == "action" else "entity"
    lines = [f"  {name}:", f"    kind: {kind}", f"    handler: {handler}"]
    lines += [f"    event_type: wix.demo.v1.thing_{slug}"]
    return "\n".join([*lines, *([f"    {content}: {payload}"] if payload else [])])


def test_events() -> None:
    """A change sends the event of its kind whose entity it is; a deleted one may have none. An action's is named so."""
    hooks = [
        webhook("thingCreated", "created", "Thing"),
        webhook("thingDeleted", "deleted"),
        webhook("thingPublished", "action", "Key"),
        webhook("thingCanceled", "action", "Key"),
    ]
    written = method(
        "publishThing", "POST /v1/things/{thingId}/publish", ONE
    ) + "\n".join(["webhooks:", *hooks])
    found = entry(TYPES + THINGS + written)

    assert {"created": "ThingCreated", "deleted": "ThingDeleted"} == found[
        "collections"
    ]["demo.things.Thing"]["events"]
    assert ["ThingPublished"] == [
        one["event"] for one in found["methods"].values() if "event" in one
    ]


def test_examples() -> None:
    """Of the documented requests, those with an answer are known."""
    written = """
  publishThing:
    http: POST /v1/things/{thingId}/publish
    parameters: {thingId: guid}
    returns: {thing: Thing}
    examples:
      - request: {thingId: 8b6e0d14-52c7-4f39-a1de-90c3b7f4e628}
        response: {thing: {status: PUBLISHED}}
      - request: {thingId: 8b6e0d14-52c7-4f39-a1de-90c3b7f4e629}
"""
    expected = {
        "request": {"thingId": "8b6e0d14-52c7-4f39-a1de-90c3b7f4e628"},
        "response": {"thing": {"status": "PUBLISHED"}},
    }

    assert {"publish_thing": [expected]} == entry(TYPES + THINGS + written)["examples"]
