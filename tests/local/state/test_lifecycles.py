"""Every resource that the state can keep, by both clients: create, get, update, query, delete."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from support.arguments import arguments_of
from support.committed import committed_specs
from support.whole_package import Part, parts_of
from wixapi._http.operation import Operation
from wixapi._http.request import lookup
from wixapi._local.facts import CollectionFacts, MethodFacts, ResourceFacts, facts
from wixapi._model import Model
from wixapi.errors import ConflictError, NotFoundError
from wixapi.testing import LocalWix
from wixgen.package.shape.methods import parameter_name

Ask = Callable[[str, dict[str, Any]], Awaitable[Any]]
"""Calls a method of a resource, by its name, with keywords."""

ALWAYS = {"bookings.bookings", "bookings.resource_types", "calendar.participations"}
"""Resources with such entities that each run looks at."""


@dataclass(frozen=True)
class Life:
    """The methods of one collection, and how they are called."""

    part: Part
    resource: ResourceFacts
    collection: CollectionFacts
    ask: Ask

    def of_shape(self, *shapes: str) -> list[MethodFacts]:
        """Its methods of these shapes."""
        return [
            method
            for method in self.resource.methods.values()
            if method.shape in shapes and method.collection == self.collection.name
        ]

    def arguments(self, method: MethodFacts, *, whole: bool = False) -> dict[str, Any]:
        """Valid arguments of a method in wire names, those that it demands or all."""
        pairs = zip(self.part.resource.methods, self.part.module.methods, strict=True)
        declared = {made.name: one for one, made in pairs}
        return arguments_of(declared[method.name], whole=whole)

    async def call(self, method: MethodFacts, wire: dict[str, Any]) -> Any:
        """What a method hands back."""
        pairs = zip(self.part.resource.methods, self.part.module.methods, strict=True)
        declared = {made.name: one for one, made in pairs}[method.name]
        fields = {field.wire: field for field in declared.parameters.fields}
        keywords = {parameter_name(fields[name]): x for name, x in wire.items()}
        return await self.ask(method.name, keywords)

    def operation(self, method: MethodFacts) -> Operation[Any]:
        """The operation of a method."""
        return self.resource.operation(method.name)


def _lives(part: Part, ask: Ask) -> Iterator[Life]:
    """The collections of a resource that methods make entities of."""
    if part.attribute not in facts().raw:
        return
    resource = facts().resource(part.attribute)
    for collection in resource.collections.values():
        life = Life(part, resource, collection, ask)
        if collection.model and collection.key and life.of_shape("create"):
            yield life


async def _live(life: Life, *, whole: bool) -> None:
    """Create an entity, get it, change it, find it, and delete it."""
    create = life.of_shape("create")[0]
    made = await life.call(create, life.arguments(create, whole=whole))
    entity = _entity(life, made, create)
    if entity is None:
        return
    for get in life.of_shape("get"):
        if lookup(entity, get.by or life.collection.key) is not None:
            found = await life.call(get, _about(life, get, entity))
            assert _entity(life, found, get) == entity, get.name
    for update in life.of_shape("update", "replace"):
        entity = await _change(life, update, entity)
    for query in life.of_shape("query", "search", "list"):
        items = await life.call(query, life.arguments(query))
        assert entity in [one.to_dict() for one in _items(items, query)], query.name
    for delete in life.of_shape("delete")[:1]:
        await life.call(delete, _about(life, delete, entity))
        with pytest.raises(NotFoundError):
            await life.call(delete, _about(life, delete, entity))


async def _change(
    life: Life, update: MethodFacts, entity: dict[str, Any]
) -> dict[str, Any]:
    """Change an entity; what is stale then conflicts. Return it as it is then."""
    wire = _about(life, update, entity)
    changed = _entity(life, await life.call(update, wire), update)
    if changed is None:
        return entity
    if (name := life.collection.revision) and name in entity:
        assert int(changed[name]) == int(entity[name]) + 1, update.name
        if _revision_path(life, update, wire):
            with pytest.raises(ConflictError):
                await life.call(update, wire)
    return changed


def _about(life: Life, method: MethodFacts, entity: dict[str, Any]) -> dict[str, Any]:
    """Arguments of a method that is about an entity: with its key, and its revision where that is demanded."""
    wire = life.arguments(method)
    if method.id:
        _put(wire, method.id, entity[method.by or life.collection.key])
    if path := _revision_path(life, method, wire):
        _put(wire, path, entity[life.collection.revision])
    return wire


def _revision_path(life: Life, method: MethodFacts, wire: dict[str, Any]) -> str:
    """Where a method's arguments have the revision; empty: nowhere."""
    name = life.collection.revision
    paths = [f"{method.entity}.{name}", name] if method.entity else [name]
    return next((path for path in paths if name and lookup(wire, path)), "")


def _put(wire: dict[str, Any], path: str, value: object) -> None:
    """Put a value at a dotted path."""
    *parents, last = path.split(".")
    for name in parents:
        wire = wire.setdefault(name, {})
    wire[last] = value


def _entity(life: Life, answer: Any, method: MethodFacts) -> dict[str, Any] | None:
    """The entity of an answer, all of which its model knows; None if the answer has none."""
    assert _unknown(answer) == [], method.name
    if not isinstance(answer, Model):
        return None
    model = life.resource.model(life.collection.model)
    found = answer if isinstance(answer, model) else _held(answer, method)
    return found.to_dict() if isinstance(found, model) else None


def _held(answer: Model, method: MethodFacts) -> object:
    """What an answer has under the name of the entity."""
    named = ((field.alias, name) for name, field in type(answer).model_fields.items())
    names = [name for alias, name in named if method.answer in (alias, name)]
    return getattr(answer, names[0]) if names else None


def _items(answer: Any, method: MethodFacts) -> list[Any]:
    """The entities of an answer that has several."""
    if isinstance(answer, list):
        return answer
    held = _held(answer, method)
    return held if isinstance(held, list) else []


def _unknown(value: object) -> list[str]:
    """The names in an answer that its models don't have."""
    if isinstance(value, list):
        return [name for item in value for name in _unknown(item)]
    if not isinstance(value, Model):
        return []
    inner = [name for item in vars(value).values() for name in _unknown(item)]
    return [*(value.model_extra or {}), *inner]


def _sync(local: LocalWix, part: Part) -> Ask:
    """Calls of the sync client."""
    client = local.client()

    async def ask(name: str, keywords: dict[str, Any]) -> Any:
        answer = getattr(_resource(client, part), name)(**keywords)
        return [*answer] if hasattr(answer, "pages") else answer

    return ask


def _async(local: LocalWix, part: Part) -> Ask:
    """Calls of the async client."""
    client = local.async_client()

    async def ask(name: str, keywords: dict[str, Any]) -> Any:
        answer = getattr(_resource(client, part), name)(**keywords)
        if inspect.isawaitable(answer):
            return await answer
        return [item async for item in answer]

    return ask


def _resource(client: object, part: Part) -> Any:
    """Return a resource of a client."""
    for name in part.attribute.split("."):
        client = getattr(client, name)
    return client


@pytest.fixture(scope="module")
def parts() -> list[Part]:
    """The resources that this run looks at."""
    return parts_of(committed_specs())


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(("caller", "whole"), [(_sync, True), (_async, False)])
def test_entities_live(
    caller: Callable[[LocalWix, Part], Ask],
    whole: bool,
    parts: list[Part],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What is created is got, changed, found and deleted, and every answer is what its model says."""
    lived, wrong = set[str](), list[str]()
    with LocalWix() as local, caplog.at_level(logging.WARNING, "wixapi"):
        for part in parts:
            for life in _lives(part, caller(local, part)):
                lived.add(part.attribute)
                try:
                    asyncio.run(_live(life, whole=whole))
                except Exception as error:  # whatever it is, it is told
                    wrong.append(f"{life.collection.name}: {error!r}")
    assert lived >= ALWAYS
    assert wrong == []
    assert [record.getMessage() for record in caplog.records] == []
