"""What the local Wix knows of each method beside its operation: facts that the specs tell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from importlib.resources import files
from typing import Any

from wixapi._http.operation import Operation
from wixapi._model import Model

_LISTS = ("within", "read_only", "immutable")
PACKAGE = __name__.partition(".")[0]


@dataclass(frozen=True, slots=True)
class MethodFacts:
    """One method. Paths and names are those of the wire; empty: there is none, or it isn't known."""

    name: str
    """`create_participation`."""
    verb: str
    path: str
    """With placeholders: `/v3/things/{thingId}`."""
    fallback: str = ""
    """The path of a POST that takes a GET's parameters as its body."""
    shape: str = ""
    """What the state can do for it. For one entity: create, get, update, replace, upsert, delete; action: something
    that Wix alone knows. For several: list, query, search, count; bulk_create, bulk_update, bulk_upsert,
    bulk_delete, bulk_action; for those that a filter finds, in a job: filtered_update, filtered_delete,
    filtered_action. What makes an entity of something else than its fields: clone, find_or_create, make. Empty:
    nothing."""
    collection: str = ""
    """Key of the collection that it reads or writes."""
    entity: str | None = None
    """Path in the request of the entity; empty: the parameters are its fields; None: it has none."""
    id: str = ""
    """Path in the request of the entity's id; bulk: of the list of ids; clone: of the one that is cloned. A get,
    update, delete or action without it is about the only entity that there is."""
    by: str = ""
    """Name of the field whose value `id` tells, where that isn't the collection's key: `slug`."""
    items: str = ""
    """Bulk: path in the request of the list of items."""
    item: str = ""
    """Bulk: path within an item of the entity, empty: the item is the entity; beside `id`, of the id, empty: the
    item is the id."""
    query: str = ""
    """List, query, search, count: path in the request of the object with filter, sort and paging; empty: the
    parameters themselves have these."""
    conditions: Mapping[str, str] = field(default_factory=dict[str, str])
    """List, query, search, count, find_or_create: parameters that an entity's field is equal to, or of a list one
    of, and these fields' names. Create: parameters beside the entity that are fields of it, too."""
    filter: str = ""
    """Filtered: path in the request of the filter."""
    sets: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Action: values that fields have after it: `{"status": "CONFIRMED"}`."""
    answer: str | None = None
    """Name in the response of the entity, of the items or of the count; empty: the response itself; None: it has
    none."""
    answer_id: str = ""
    """Create, delete: name in the response of the entity's id."""
    mask: str = ""
    """Path in the request of the field mask; bulk: within an item."""
    event: str = ""
    """Class of the event that it makes, beside or instead of the collection's."""


@dataclass(frozen=True, slots=True)
class CollectionFacts:
    """Entities of one type. Names are those of the wire; empty: the type has no such field."""

    name: str
    """`calendar.participations.Participation`."""
    model: str
    """The class in the resource's `models` module; empty: free JSON."""
    key: str = ""
    """Field that tells one entity from the others; empty: there is only one, which is there from the beginning
    where a method gets it: as long as it wasn't written, it is filled up."""
    within: tuple[str, ...] = ()
    """Parameters, of each method, that say in which of several sets of entities it looks: `dataCollectionId`."""
    revision: str = ""
    created: str = ""
    updated: str = ""
    read_only: tuple[str, ...] = ()
    immutable: tuple[str, ...] = ()
    """Fields that a create sets and an update leaves as they are."""
    defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Documented defaults, by wire path."""
    events: Mapping[str, str] = field(default_factory=dict[str, str])
    """Classes of events by kind: created, updated, deleted."""


@dataclass(frozen=True)
class ResourceFacts:
    """One resource and its methods."""

    key: str
    """`calendar.participations`: where a client has it."""
    raw: Mapping[str, Any] = field(repr=False)

    @property
    def fqdn(self) -> str:
        """The kind of its entities as events name it; empty where that isn't known."""
        return str(self.raw.get("fqdn", ""))

    @cached_property
    def collections(self) -> Mapping[str, CollectionFacts]:
        """Its collections by name."""
        found: Mapping[str, Mapping[str, Any]] = self.raw.get("collections", {})
        return {
            name: CollectionFacts(name=name, **_with_tuples(one))
            for name, one in found.items()
        }

    @cached_property
    def methods(self) -> Mapping[str, MethodFacts]:
        """Its methods by Python name."""
        found: Mapping[str, Mapping[str, Any]] = self.raw["methods"]
        return {name: MethodFacts(name=name, **one) for name, one in found.items()}

    def examples(self, method: str) -> list[Mapping[str, Any]]:
        """Return the documented requests of a method that have an answer: `{"request": …, "response": …}`."""
        return list(self.raw.get("examples", {}).get(method, ()))

    def operation(self, method: str) -> Operation[Any]:
        """Return the operation of a method, by its Python name."""
        return _operations(self.key)[method]

    def model(self, name: str) -> type[Any]:
        """Return a class of the resource's models; without a name that of free JSON."""
        if not name:
            return Model
        found = getattr(import_module(f"{PACKAGE}.{self.key}.models"), name)
        assert isinstance(found, type)
        return found


def _with_tuples(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of a collection's JSON object, its lists as tuples."""
    return {**found, **{key: tuple(found.get(key, ())) for key in _LISTS}}


@cache
def _operations(resource: str) -> Mapping[str, Operation[Any]]:
    """Return the operations of a resource by the Python name of their method."""
    found = vars(import_module(f"{PACKAGE}.{resource}.requests")).values()
    operations: list[Operation[Any]] = [x for x in found if isinstance(x, Operation)]
    return {one.name.rpartition(".")[2]: one for one in operations}


class Facts:
    """All resources."""

    def __init__(self, raw: Mapping[str, Mapping[str, Any]]) -> None:
        self.raw = raw
        self._resources: dict[str, ResourceFacts] = {}

    def resource(self, key: str) -> ResourceFacts:
        """Return the facts of one resource.

        Raises:
            KeyError: there is no such resource.
        """
        found = self._resources.get(key)
        if found is None:
            found = self._resources[key] = ResourceFacts(key, self.raw[key])
        return found


@cache
def facts() -> Facts:
    """Return the facts of this package, which are read once."""
    text = files(__name__.rpartition(".")[0]).joinpath("facts.json").read_bytes()
    return Facts(json.loads(text))
