"""The committed specs as plain YAML, and the generated code that belongs to them.

Read here without the generator: what the package promises is compared with the specs themselves.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import yaml
from pydantic.alias_generators import to_camel, to_snake

from support.committed import ALWAYS, committed_specs, folders
from wixapi._http.operation import Operation

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Resource:
    """One spec, and the folder of what is generated from it."""

    spec: dict[str, Any]
    folder: str

    @property
    def path(self) -> str:
        """Where a client has it: `calendar.participations`."""
        return ".".join(self.folder.split("/")[-2:])

    @property
    def module(self) -> ModuleType:
        """What a user imports."""
        return importlib.import_module(f"wixapi.{self.path}")

    @property
    def operations(self) -> dict[str, Operation[Any]]:
        """The operation constants, by the method's name in the spec."""
        made = vars(importlib.import_module(f"wixapi.{self.path}.requests"))
        return {
            to_camel(constant.lower()): one
            for constant, one in made.items()
            if isinstance(one, Operation)
        }


@dataclass(frozen=True)
class Example:
    """One example of a method."""

    resource: Resource
    method: str
    index: int

    def __str__(self) -> str:
        return f"{self.method}-{self.index}"

    @property
    def spec(self) -> dict[str, Any]:
        """The method's spec."""
        found: dict[str, Any] = self.resource.spec["methods"][self.method]
        return found

    @property
    def request(self) -> dict[str, Any]:
        """Parameters by wire name."""
        return self.spec["examples"][self.index].get("request") or {}

    @property
    def response(self) -> Any:
        """The answer's body; None where the example has none."""
        return self.spec["examples"][self.index].get("response")

    @property
    def call(self) -> str:
        """The method as a client has it: `calendar.participations.create_participation`."""
        name = (self.spec.get("sdk") or {}).get("method", self.method)
        return f"{self.resource.path}.{to_snake(name)}"


@dataclass(frozen=True)
class Webhook:
    """One event."""

    resource: Resource
    name: str

    def __str__(self) -> str:
        return self.name

    @property
    def spec(self) -> dict[str, Any]:
        """The event's spec."""
        found: dict[str, Any] = self.resource.spec["webhooks"][self.name]
        return found

    @property
    def envelope(self) -> Any:
        """The class that a handler gets."""
        return getattr(self.resource.module, self.name[0].upper() + self.name[1:])

    @property
    def registrar(self) -> str:
        """Where hooks have it: `events.guests.on_guest_created`."""
        return f"{self.resource.path}.on_{to_snake(self.name)}"


@cache
def resources() -> tuple[Resource, ...]:
    """The specs that tests know by name; `test_everything.py` goes through the others."""
    return tuple(
        Resource(yaml.load(committed_specs()[path], _LOADER), folders()[path])
        for path in sorted(ALWAYS)
    )


def examples() -> Iterator[Example]:
    """Every example of every method."""
    for resource in resources():
        for method, spec in resource.spec.get("methods", {}).items():
            for index in range(len(spec.get("examples") or [])):
                yield Example(resource, method, index)


def webhooks() -> Iterator[Webhook]:
    """Every event."""
    for resource in resources():
        for name in resource.spec.get("webhooks", {}):
            yield Webhook(resource, name)
