"""Seeds: what a local Wix holds at the beginning, by resource.

    {"crm.contacts": [{"info": {"name": {"first": "Ann"}}}]}

A resource with entities of several kinds says which: `bookings.services.Service`; items of data collections say in
which of these they are: `data.items/Movies`. Names are those of Python or of the wire. What is left out is filled as
Wix fills it when an entity is new; an entity that has its id, its revision and its dates is taken as it is: so an
export is a seed of the very same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from wixapi._http.operation import Operation
from wixapi._local.calls import Call, Caller
from wixapi._local.facts import CollectionFacts, ResourceFacts
from wixapi._local.messages import Request
from wixapi._local.seed_tables import with_tables
from wixapi._local.state.entities import Entities, sizes
from wixapi._local.state.new_entities import new_entity, new_id, whose
from wixapi._local.state.work import Work
from wixapi._model import Model
from wixapi._validation.free_json import write_object
from wixapi._validation.walker import NO_DEMAND, Refused, did_you_mean
from wixapi.errors import ConfigurationError

if TYPE_CHECKING:
    from wixapi._local.core import Core

_SHOWN = 20
"""Problems that an error tells of; of others only how many there are."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a seed at one place."""

    path: str
    """`crm.contacts[0].info.name`, in wire names; empty: the seed itself."""
    description: str
    """The rule, and what may have been meant."""

    def __str__(self) -> str:
        return f"{self.path}: {self.description}".removeprefix(": ")


class SeedError(ConfigurationError):
    """A seed breaks documented rules; nothing of it was kept."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        lines = [f"  {one}" for one in problems[:_SHOWN]]
        more = len(problems) - _SHOWN
        if more > 0:
            lines.append(f"  and {more} more")
        super().__init__("\n".join(["the seed breaks documented rules", *lines]))
        self.problems = (*problems,)

    def __reduce__(self) -> tuple[type[SeedError], tuple[Sequence[Problem]]]:
        return SeedError, (self.problems,)


def plant(core: Core, data: Mapping[str, Any]) -> None:
    """Put the entities of a seed into the store: all, or none. No events are made of them.

    Args:
        core: has the store, and gives ids and time.
        data: lists of entities by resource.

    Raises:
        SeedError: they break documented rules.
    """
    with core.lock, core.store.transaction():
        problems = [*_planted(core, data)]
        if problems:
            raise SeedError(problems)


def export(core: Core) -> dict[str, Any]:
    """Return all entities as a seed, in wire names."""
    with core.lock:
        result: dict[str, Any] = {}
        for name in sizes(core.store):
            kind, *within = name.split("/")
            resource = core.facts.resource(kind.rpartition(".")[0])
            key = resource.key if len(resource.collections) == 1 else kind
            result["/".join([key, *within])] = Entities(core.store, name).all()
        return result


def is_empty(core: Core) -> bool:
    """Return whether there are no entities."""
    return not sizes(core.store)


def demo(core: Core) -> dict[str, Any]:
    """Return a seed of entities that belong together, of those resources that there are: complete ones, made now."""
    return {
        key: [entity for _, entity in entities] for key, _, entities in _of_demo(core)
    }


def plant_demo(core: Core) -> None:
    """Put the entities of `demo` into the store, unchecked: what checks them takes a second to load."""
    with core.lock, core.store.transaction():
        for _, collection, entities in _of_demo(core):
            for id_, entity in entities:
                Entities(core.store, collection).add(id_, entity)


def _of_demo(core: Core) -> Iterator[tuple[str, str, list[tuple[str, dict[str, Any]]]]]:
    """Yield for each key of the demo its collection, and its entities with their ids."""
    text = files(__name__.rpartition(".")[0]).joinpath("demo.json").read_bytes()
    seed: dict[str, list[dict[str, Any]]] = json.loads(text)
    now = core.clock.text()
    for key, entities in seed.items():
        found = _collection(core, key)
        if found is not None:
            _, facts = found
            dates = {name: now for name in (facts.created, facts.updated) if name}
            own = {**whose(core, facts), **dates}
            made = [(one[facts.key], {**own, **one}) for one in entities]
            yield key, facts.name, made


def _planted(core: Core, data: object) -> Iterator[Problem]:
    """Keep the entities of a seed; yield what is wrong with it."""
    if not isinstance(data, Mapping):
        yield Problem("", "must be a mapping from resources to lists of entities")
        return
    for key, entities in cast("Mapping[object, Any]", data).items():
        found = _collection(core, key)
        if found is None:
            yield Problem(str(key), _unknown(core, key))
        elif not isinstance(entities, list | tuple):
            yield Problem(str(key), "must be a list of entities")
        else:
            planter = _Planter(core, *found)
            for index, entity in enumerate(cast("Sequence[Any]", entities)):
                yield from planter.planted(entity, f"{key}[{index}]")


def _collection(
    core: Core, key: object
) -> tuple[ResourceFacts, CollectionFacts] | None:
    """Return the collection that a key of a seed names."""
    text, slash, rest = str(key).partition("/")
    for name in (text, text.rpartition(".")[0]):
        if name in core.facts.raw:
            resource = core.facts.resource(name)
            found = resource.collections.get(text)
            if found is None and name == text and len(resource.collections) == 1:
                [found] = resource.collections.values()
            within = rest.split("/", len(found.within) - 1) if found and slash else []
            if found is not None and len(within) == len(found.within):
                return resource, replace(found, name="/".join([found.name, *within]))
    return None


def _unknown(core: Core, key: object) -> str:
    """Return what is wrong with a key that names no collection."""
    if key in core.facts.raw:
        kinds = core.facts.resource(str(key)).collections
        if len(kinds) > 1:
            return f"has entities of several kinds: say {' or '.join(kinds)}"
        if kinds:
            [kind] = kinds.values()
            within = (f"<{name}>" for name in kind.within)
            return f"has several sets of entities: say which, {'/'.join([str(key), *within])}"
        return "has no entities that could be kept"
    known = (name for name, raw in core.facts.raw.items() if raw.get("collections"))
    return f"is no resource{did_you_mean(key, known)}"


class _Planter:
    """Keeps the entities of one key of a seed."""

    def __init__(
        self, core: Core, resource: ResourceFacts, facts: CollectionFacts
    ) -> None:
        kind, *within = facts.name.split("/", len(facts.within))
        name = next(
            one for one, method in resource.methods.items() if method.collection == kind
        )
        operation = resource.operation(name)
        request = Request(operation.verb, operation.path)
        given: dict[str, Any] = dict(zip(facts.within, within, strict=True))
        call = Call(
            request, resource, resource.methods[name], operation, given, Caller("key")
        )
        self._work = Work(call, core, facts)

    def planted(self, entity: object, path: str) -> Iterator[Problem]:
        """Keep an entity; yield what is wrong with it."""
        work = self._work
        given, problems = checked(work.call.operation, work.model, entity, path)
        yield from problems
        if problems:
            return
        key, facts = work.facts.key, work.facts
        id_ = str(given.get(key) or (new_id(work) if key else ""))
        if work.entities.get(id_) is not None:
            place = f"{path}.{key}" if key else path
            yield Problem(place, "is there already" if key else "there can be only one")
            return
        stamps = [x for x in (facts.revision, facts.created, facts.updated) if x]
        told = {name: given[name] for name in stamps if given.get(name) is not None}
        if stamps and len(told) == len(stamps) and (given.get(key) or not key):
            made = given
        else:
            settled = work.own.settled(work.model, given, given)
            made = new_entity(work, settled, id_) | told
            if facts.updated and facts.created in told and facts.updated not in told:
                made[facts.updated] = told[facts.created]
        work.entities.add(id_, work.clean(made))


def checked(
    operation: Operation[Any], model: type[Model], entity: object, path: str
) -> tuple[dict[str, Any], list[Problem]]:
    """Return an entity in wire names, and what is wrong with it."""
    write = write_object  # an entity that has no model is free JSON
    if model is not Model:
        write = with_tables(model, operation.tables).writer(model, NO_DEMAND).write
    try:
        return write(entity, 0), []
    except Refused as refused:
        return {}, [
            Problem(f"{path}.{one.field}".rstrip("."), one.description)
            for one in refused.violations()
        ]
