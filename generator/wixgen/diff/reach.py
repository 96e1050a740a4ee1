"""Where each type of an API is reached: from requests, from answers, from events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

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

    def add(self, consumer: Consumer, name: str) -> None:
        """Note that it is reached."""
        self.by_consumer.setdefault(consumer, set()).add(name)

    def joined(self, other: Reach) -> Reach:
        """Return what either of two types is reached by."""
        both = Reach()
        for side in (self, other):
            for consumer, names in side.by_consumer.items():
                both.by_consumer.setdefault(consumer, set()).update(names)
        return both

    @property
    def names(self) -> tuple[str, ...]:
        """Return all that reaches it."""
        return tuple(sorted(set[str]().union(*self.by_consumer.values())))


NOWHERE = Reach()


def reach_of(api: Api) -> Mapping[int, Reach]:
    """Return where each type is reached, by the `id` of its object."""
    found: dict[int, Reach] = {}
    metadata = [type_ for type_ in api.common if type_.name == METADATA]
    for resource in api.resources:
        for consumer, name, root in _roots(resource, metadata):
            for type_ in _closure(root):
                found.setdefault(id(type_), Reach()).add(consumer, name)
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


def _closure(root: Named) -> Iterable[Named]:
    """Return all types that a type reaches, and itself."""
    seen: dict[int, Named] = {}
    waiting: list[Named] = [root]
    while waiting:
        type_ = waiting.pop()
        if id(type_) in seen:
            continue
        seen[id(type_)] = type_
        if isinstance(type_, ObjectType):
            inner = (named_in(declared.type) for declared in type_.fields)
            waiting += [named for named in inner if named is not None]
    return seen.values()


def named_in(type_: Type) -> Named | None:
    """Return the named type in lists and maps; None for primitives."""
    while isinstance(type_, ListOf | MapOf):
        type_ = type_.item
    return type_ if isinstance(type_, ObjectType | EnumType) else None
