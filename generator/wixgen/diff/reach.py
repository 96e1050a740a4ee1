"""Where each type of an API is reached: from requests, from answers, from events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from wixgen.diff.rules import Consumer
from wixgen.spec.api import (
    Api,
    EnumType,
    ListOf,
    MapOf,
    Named,
    ObjectType,
    Resource,
    Type,
)

#: The common type of what is known of each event beside its payload.
METADATA = "EventMetadata"


@dataclass(eq=False)
class Reach:
    """What reaches one type, by consumer: names of methods and webhooks with their resource."""

    by_consumer: dict[Consumer, set[str]] = field(
        default_factory=dict[Consumer, set[str]]
    )

    @property
    def names(self) -> tuple[str, ...]:
        """Return all that reaches it."""
        return tuple(sorted(set[str]().union(*self.by_consumer.values())))


NOWHERE = Reach()


class Reaches:
    """Where the types of an API are reached. Most of them don't change, so it is worked out for those that do."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def add(self, type_: Named, found: dict[Consumer, set[str]]) -> None:
        """Add to what is found what reaches a type, by itself or through others."""
        seen: set[int] = set()
        waiting = [id(type_)]
        while waiting:
            key = waiting.pop()
            if key not in seen:
                seen.add(key)
                for consumer, name in self._roots.get(key, ()):
                    found.setdefault(consumer, set()).add(name)
                waiting += self._holders.get(key, ())

    @cached_property
    def _roots(self) -> Mapping[int, list[tuple[Consumer, str]]]:
        """Return the types that methods and webhooks begin with, by their `id`."""
        found: dict[int, list[tuple[Consumer, str]]] = {}
        metadata = [type_ for type_ in self._api.common if type_.name == METADATA]
        for resource in self._api.resources:
            for consumer, name, root in _roots(resource, metadata):
                found.setdefault(id(root), []).append((consumer, name))
        return found

    @cached_property
    def _holders(self) -> Mapping[int, list[int]]:
        """Return the types with a field of a type, both by their `id`."""
        found: dict[int, list[int]] = {}
        types: list[Named] = [*self._api.common]
        for resource in self._api.resources:
            types += resource.types
            # no metadata: that of events is among the common types
            types += [root for _, _, root in _roots(resource, ())]
        for type_ in types:
            for declared in type_.fields if isinstance(type_, ObjectType) else ():
                inner = named_in(declared.type)
                if inner is not None:
                    found.setdefault(id(inner), []).append(id(type_))
        return found


class LateReach(Reach):
    """What reaches a type, then or now: worked out when it is first asked for."""

    def __init__(self, *sides: tuple[Reaches, Named | None]) -> None:
        self._sides = sides

    @cached_property
    def by_consumer(self) -> dict[Consumer, set[str]]:  # type: ignore[override]
        """Return who is concerned, and through what."""
        found: dict[Consumer, set[str]] = {}
        for reaches, type_ in self._sides:
            if type_ is not None:
                reaches.add(type_, found)
        return found


def _roots(
    resource: Resource, metadata: Iterable[Named]
) -> Iterator[tuple[Consumer, str, Named]]:
    """Yield the types from which others are reached, for whom, and by what; every event has its metadata."""
    for method in resource.methods:
        name = f"{resource.key}.{method.name}"
        yield Consumer.SENDS, name, method.parameters
        yield Consumer.GETS, name, method.returns
    for webhook in resource.webhooks:
        for payload in (webhook.payload, *metadata):
            if payload:
                yield Consumer.EVENTS, f"{resource.key}.{webhook.name}", payload
    if resource.plugin:
        for called in resource.plugin.methods:  # here Wix asks, and the app answers
            name = f"{resource.key}.{called.name}"
            yield Consumer.GETS, name, called.parameters
            yield Consumer.SENDS, name, called.returns
        for error in resource.plugin.errors:
            if error.data:
                yield Consumer.SENDS, f"{resource.key}.{error.name}", error.data


def named_in(type_: Type) -> Named | None:
    """Return the named type in lists and maps; None for primitives."""
    while isinstance(type_, ListOf | MapOf):
        type_ = type_.item
    return type_ if isinstance(type_, ObjectType | EnumType) else None
