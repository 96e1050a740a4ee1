"""A call that broke no rule: what handlers and the state answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from wixapi._http.operation import Operation
from wixapi._local.changes import Change
from wixapi._local.facts import CollectionFacts, MethodFacts, ResourceFacts
from wixapi._local.messages import Request


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls."""

    kind: str
    """`key`, `app`, `visitor` or `member`."""
    identity: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """As events tell it: `{"identityType": "APP", "appId": …}`."""
    instance_id: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a method."""

    request: Request
    resource: ResourceFacts
    method: MethodFacts
    operation: Operation[Any]
    arguments: dict[str, Any]
    """Path values, query parameters and body together, in wire form."""
    caller: Caller

    @property
    def name(self) -> str:
        """The method: `calendar.participations.create_participation`."""
        return f"{self.resource.key}.{self.method.name}"

    @property
    def collection(self) -> CollectionFacts | None:
        """The collection that the method reads or writes: where parameters say which of several, that one."""
        facts = self.resource.collections.get(self.method.collection)
        if facts is None or not facts.within:
            return facts
        told = (str(self.arguments.get(wire, "")) for wire in facts.within)
        return replace(facts, name="/".join([facts.name, *told]))


@dataclass(frozen=True, slots=True)
class Done:
    """What a call answers, and what it changed."""

    body: Any
    """JSON in wire names."""
    changes: list[Change] = field(default_factory=list[Change])
