"""The facts of all methods, as the package has them: how much of Wix the state answers."""

from __future__ import annotations

from collections import Counter
from importlib import import_module

import pytest

from support.committed import committed_modules
from wixapi._local.facts import Facts, facts

ACTIONS = ("action", "bulk_action", "filtered_action")


def shapes() -> Counter[str]:
    """How many methods have which shape; empty: none."""
    found = facts()
    return Counter(
        method.shape
        for key in found.raw
        for method in found.resource(key).methods.values()
    )


def test_share_of_the_state() -> None:
    """The state answers over half of all methods without the bulk ones, and about two thirds with these."""
    found = shapes()
    bulk = sum(
        count
        for shape, count in found.items()
        if shape.startswith(("bulk_", "filtered_"))
    )
    all_, with_bulk = sum(found.values()), sum(found.values()) - found[""]

    assert all_ > 2000
    assert (with_bulk - bulk) / all_ > 0.5
    assert with_bulk / all_ > 0.66


@pytest.mark.parametrize(
    ("shape", "least"),
    {
        "create": 140,
        "get": 200,
        "list": 80,
        "query": 150,
        "search": 25,
        "count": 30,
        "update": 140,
        "delete": 135,
        "action": 190,
        "bulk_create": 48,
        "bulk_update": 42,
        "bulk_delete": 42,
    }.items(),
)
def test_share_of_a_shape(shape: str, least: int) -> None:
    """No shape is lost in silence when a rule changes."""
    assert shapes()[shape] >= least


def test_every_key_is_known() -> None:
    """All that the generator writes is read; what it doesn't, such as a key of a later one, is no silent loss."""
    found = facts()
    for key in found.raw:
        resource = found.resource(key)
        for method in resource.methods.values():
            assert method.collection in {"", *resource.collections}
    foreign = Facts({"a.b": {"methods": {"c": {"verb": "GET", "path": "/", "d": 1}}}})

    with pytest.raises(TypeError, match="unexpected keyword argument 'd'"):
        _ = foreign.resource("a.b").methods


def test_facts_of_operations() -> None:
    """Methods, models and events are those of the package."""
    found = facts()
    for name in committed_modules():
        key = name.removeprefix("wixapi.")
        if key not in found.raw:
            continue
        resource = found.resource(key)
        operations = {name: resource.operation(name) for name in resource.methods}
        assert {
            name: (one.verb, one.path) for name, one in resource.methods.items()
        } == {name: (one.verb, one.path) for name, one in operations.items()}
        for collection in resource.collections.values():
            model = resource.model(collection.model)
            wires = {
                field.alias or name for name, field in model.model_fields.items()
            } | {"", "_id"}
            assert {collection.key, collection.revision} <= wires
            for event in collection.events.values():
                assert hasattr(import_module(f"{name}.events"), event)


def test_kinds_of_wix() -> None:
    """Participations are kept as the specs say: created, got, changed, deleted, queried."""
    resource = facts().resource("calendar.participations")

    assert {
        "create_participation": "create",
        "get_participation": "get",
        "update_participation": "update",
        "delete_participation": "delete",
        "query_participations": "query",
    } == {name: method.shape for name, method in resource.methods.items()}
    assert {
        "created": "ParticipationCreated",
        "updated": "ParticipationUpdated",
        "deleted": "ParticipationDeleted",
    } == dict(resource.collections["calendar.participations.Participation"].events)
