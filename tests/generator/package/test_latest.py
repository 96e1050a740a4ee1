"""Which method reads again what an update changes: a fact of the specs, by the update's address and names."""

from __future__ import annotations

import pytest

from support.committed import committed_specs
from support.specs import understood
from wixgen.diagnostics import Diagnostics
from wixgen.package.model import Latest
from wixgen.pipeline import understand

SPEC = """package: demo
module: things
types:
  Thing:
    fields:
      id: {type: guid, read_only: true}
      revision: {type: int64, read_only: true}
      info: Info
  Info:
    fields:
      name: string
methods:
  updateThing:
    http: %(update)s
    parameters: {%(parameters)s}
    returns: {thing: Thing}
    sdk: {returns: thing}
  %(getter)s:
    http: %(get)s
    parameters: {%(told)s}
    returns: {%(returns)s}
    %(sdk)s
"""
USUAL = {
    "update": "PATCH /v1/things/{thing.id}",
    "parameters": "thing: Thing",
    "getter": "getThing",
    "get": "GET /v1/things/{thingId}",
    "told": "thingId: guid",
    "returns": "thing: Thing",
    "sdk": "sdk: {returns: thing}",
}


def latest(**changes: str) -> Latest | None:
    """How the update's entity is read again, where the spec differs so from the usual one."""
    package = understood(SPEC % {**USUAL, **changes}).package
    update, getter = package.modules[0].methods
    assert (update.getter == getter.operation.constant) == (
        update.on_conflict is not None
    )
    return update.operation.latest


def by(path: str = "thing.revision", **keys: str) -> Latest:
    """What is expected."""
    return Latest(revision=path, keys=tuple(keys.items()))


def test_the_same_address() -> None:
    """A getter at the update's address gets what stands there."""
    assert by(thingId="thing.id") == latest()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"get": "GET /v1/things/{x}", "told": "x: guid"}, by(x="thing.id")),
        ({"get": "GET /v2/all/{thingId}"}, by(thingId="thing.id")),
        ({"get": "GET /v2/all/{id}", "told": "id: guid"}, by(id="thing.id")),
        ({"sdk": ""}, by(thingId="thing.id")),
        (
            {
                "update": "PATCH /v1/{site}/things/{thing.id}",
                "parameters": "site: string, thing: Thing",
                "get": "GET /v1/{siteId}/things/{thingId}",
                "told": "siteId: string, thingId: guid",
            },
            by(siteId="site", thingId="thing.id"),
        ),
        (
            {
                "parameters": "thing: Thing, tree: string",
                "told": "thingId: guid, tree: string",
                "sdk": "required: [tree]\n    sdk: {returns: thing}",
            },
            by(thingId="thing.id", tree="tree"),
        ),
        (
            {"update": "PATCH /v1/thing", "get": "GET /v1/the-thing", "told": ""},
            by(),
        ),
        (
            {
                "update": "PATCH /v1/things/{thingId}",
                "parameters": "thingId: guid, revision: int64, info: Info",
            },
            by("revision", thingId="thingId"),
        ),
    ],
)
def test_found(changes: dict[str, str], expected: Latest) -> None:
    """Also found is one by the entity's id, one without parameters of the update's name, one of the whole."""
    assert expected == latest(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"get": "POST /v1/things/{thingId}"},
        {"get": "GET /v1/things/by-slug/{slug}", "told": "slug: string"},
        {"get": "GET /v1/the-thing", "told": "", "getter": "getNewest"},
        {"returns": "info: Info", "sdk": "sdk: {returns: info}"},
        {"returns": "thing: Thing, other: Thing", "sdk": ""},
        {"update": "PUT /v1/things/{thing.id}"},
        {"sdk": "required: [tree]", "told": "thingId: guid, tree: string"},
        {"parameters": "thing: Info", "update": "PATCH /v1/things"},
        {
            "update": "PATCH /v1/things/{thingId}",
            "parameters": "thingId: guid, info: Info",
        },
    ],
)
def test_not_found(changes: dict[str, str]) -> None:
    """What isn't sure to get the same entity, with its revision, isn't called."""
    assert None is latest(**changes)


def test_committed_specs() -> None:
    """Of the specs of Wix, each update that can be sent again has a getter that it can tell all it needs."""
    package = understand(committed_specs(), "1.0.0", Diagnostics()).package
    found = 0
    for module in package.modules:
        constants = {one.operation.constant: one.operation for one in module.methods}
        for update in module.methods:
            if (latest := update.operation.latest) is None:
                continue
            found += 1
            getter = constants[update.getter]
            keys = dict(latest.keys)
            assert "GET" == getter.verb
            assert {part.split("}")[0] for part in getter.path.split("{")[1:]} <= (
                keys.keys()
            )
            assert {path.split(".")[0] for path in getter.required} <= keys.keys()
            assert "revision" == latest.revision.rpartition(".")[2]
    assert found
