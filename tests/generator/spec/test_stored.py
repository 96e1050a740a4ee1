"""What the checker marks as always there: what Wix sets on stored entities, and these in answers."""

from __future__ import annotations

from support.specs import HEAD, METADATA, fine
from wixgen.spec.api import ObjectType, Resource

TYPES = """\
types:
  Thing:
    fields:
      id: {type: guid, read_only: true}
      revision: {type: int64, read_only: true}
      createdDate: {type: datetime, read_only: true}
      updatedDate: datetime
      ownerId: {type: guid, read_only: true}
      code: {type: string, always: true}
      part: Part
  Part:
    fields:
      id: {type: guid, read_only: true}
  Settings:
    fields:
      revision: {type: int64, read_only: true}
      updatedDate: {type: datetime, read_only: true}
  Tag:
    fields:
      id: string
      name: string
"""


def resource(rest: str, common: str = "") -> Resource:
    """The resource with these types and some more."""
    return fine(HEAD + TYPES + rest, common).api.resources[0]


def always(rest: str, common: str = "") -> dict[str, list[str]]:
    """The fields that are marked, by the name of their type."""
    return {
        type_.name: marked(type_)
        for type_ in resource(rest, common).types
        if isinstance(type_, ObjectType) and marked(type_)
    }


def marked(type_: ObjectType) -> list[str]:
    """The fields of a type that are marked."""
    return [field.wire for field in type_.fields if field.always]


def in_answer(method: str) -> list[str]:
    """The marked fields of a method's answer."""
    (made,) = resource(f"methods:\n  {method}\n").methods
    return marked(made.returns)


THING = {"Thing": ["id", "revision", "createdDate", "code"]}
UNKNOWN = {"Thing": ["code"]}  # only what the spec itself says


def test_entities_that_methods_hand_back() -> None:
    """Alone, named by the SDK, or in a page: read-only ids, revisions and dates are always there."""
    for method in (
        "createThing: {http: POST /things, returns: {thing: Thing}}",
        "getThing: {http: GET /things, returns: {thing: Thing, n: int32}, sdk: {returns: thing}}",
        "listThings: {http: GET /things, returns: {things: 'list[Thing]'}}",
    ):
        assert THING == always(f"methods:\n  {method}\n")


def test_entities_that_webhooks_carry() -> None:
    """Those of created, updated and deleted events, not what an action tells."""
    webhook = "webhooks:\n  thingDone: {{kind: {}, {}: Thing, event_type: a.b}}\n"

    assert THING == always(webhook.format("updated", "entity"), METADATA)
    assert UNKNOWN == always(webhook.format("action", "data"), METADATA)


def test_what_is_no_stored_entity() -> None:
    """Parameters, parts, settings without an id, and what has nothing that Wix sets."""
    for method in (
        "sendThing: {http: POST /things, parameters: {thing: Thing}}",
        "findThing: {http: POST /things, returns: {n: int32, thing: Thing}}",
        "getSettings: {http: GET /settings, returns: {settings: Settings}}",
        "createTag: {http: POST /tags, returns: {tag: Tag}}",
    ):
        assert UNKNOWN == always(f"methods:\n  {method}\n")


def test_common_types_are_views() -> None:
    """Of a type that resources share, only the spec itself says what is always there."""
    common = """\
types:
  Shared:
    fields:
      id: {type: guid, read_only: true}
      code: {type: string, always: true}
"""
    made = resource(
        "methods:\n  getShared: {http: GET /x, returns: {shared: common.Shared}}\n",
        common,
    )
    shared = made.methods[0].returns.fields[0].type

    assert isinstance(shared, ObjectType)
    assert ["code"] == marked(shared)


def test_entities_in_answers() -> None:
    """A write hands its entity back, a getter the one that its path names; otherwise there may be none."""
    parameters = "parameters: {{thingId: guid, {}: boolean}}"
    for method, expected in {
        "createThing: {http: POST /things, returns: {thing: Thing}}": ["thing"],
        "getThing: {http: 'GET /things/{thingId}', parameters: {thingId: guid}, "
        "returns: {thing: Thing}}": ["thing"],
        "getMyThing: {http: GET /things/my, returns: {thing: Thing}}": [],
        "getThingOf: {http: POST /things/of, returns: {thing: Thing}}": [],
        "setThing: {http: POST /things, returns: {thing: Thing, n: int32}}": [],
        "updateThing: {http: 'PATCH /things/{thingId}', returns: {thing: Thing}, "
        + parameters.format("returnEntity")
        + "}": [],
    }.items():
        assert expected == in_answer(method), method
