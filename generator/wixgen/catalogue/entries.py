"""What the index knows of the catalogue's resources: names and shapes, no descriptions and no limits.

Every entry can be written as JSON, `as_json`, and read back, `…_from`. What is empty isn't written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

Json = dict[str, Any]

COMMON = "common"


@dataclass(frozen=True, kw_only=True)
class TypeShape:
    """The documented fields of a type, of parameters or of an answer, as one resource declares them.

    Attributes:
        name: The type's name; "" for parameters and answers.
        home: The resource that declares it, `<package>.<module>`, or `common`.
        fields: The type of each field by its wire name, in the spec's order: `string`, `list[Sorting]`,
            `common.Money`.
        groups: The members of each one-of group.
        names: The fields' names in Python, where a person chose them.
        python_name: The type's name in Python, if a person chose it.
        only_sent: Only requests hold it, so it may have further fields that only answers show.
    """

    name: str = ""
    home: str = ""
    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    groups: tuple[tuple[str, ...], ...] = ()
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    python_name: str = ""
    only_sent: bool = False


@dataclass(frozen=True, kw_only=True)
class MethodEntry:
    """A method: its name in the spec and in the SDK, its address, its parameters and its answer.

    That of a service plugin is called by Wix, at a path of the app.
    """

    name: str
    sdk_name: str
    http: str
    parameters: TypeShape
    returns: TypeShape
    title: str = ""
    docs: str = ""
    python_name: str = ""
    deprecated: bool = False


@dataclass(frozen=True, kw_only=True)
class EventEntry:
    """A webhook: its name in the spec, its handler in the SDK and its event type; "" if no source tells it."""

    name: str
    handler: str
    event_type: str = ""
    payload: str = ""
    title: str = ""
    docs: str = ""
    python_name: str = ""
    deprecated: bool = False


@dataclass(frozen=True, kw_only=True)
class ResourceEntry:
    """A resource: what its spec declares, and in which file of the catalogue."""

    package: str
    module: str
    path: str
    title: str = ""
    docs: str = ""
    types: tuple[TypeShape, ...] = ()
    methods: tuple[MethodEntry, ...] = ()
    events: tuple[EventEntry, ...] = ()
    plugin_methods: tuple[MethodEntry, ...] = ()

    @property
    def key(self) -> str:
        """Return `<package>.<module>`."""
        return f"{self.package}.{self.module}"

    def method(self, name: str) -> MethodEntry | None:
        """Return a method by its name in the spec or in the SDK; None without one."""
        return next(
            (found for found in self.methods if name in {found.name, found.sdk_name}),
            None,
        )


def as_json(entry: ResourceEntry | TypeShape) -> Json:
    """Return an entry as JSON."""
    return asdict(entry, dict_factory=_without_empty)


def resource_from(data: Mapping[str, Any]) -> ResourceEntry:
    """Read a resource from the JSON that `as_json` gave."""
    parts: Json = {
        **data,
        "types": tuple(map(shape_from, data.get("types", ()))),
        "methods": tuple(map(_method_from, data.get("methods", ()))),
        "plugin_methods": tuple(map(_method_from, data.get("plugin_methods", ()))),
        "events": tuple(EventEntry(**event) for event in data.get("events", ())),
    }
    return ResourceEntry(**parts)


def shape_from(data: Mapping[str, Any]) -> TypeShape:
    """Read a shape from the JSON that `as_json` gave."""
    groups = tuple(tuple[str, ...](group) for group in data.get("groups", ()))
    parts: Json = {**data, "groups": groups}
    return TypeShape(**parts)


def _method_from(data: Mapping[str, Any]) -> MethodEntry:
    parts: Json = {
        **data,
        "parameters": shape_from(data.get("parameters", {})),
        "returns": shape_from(data.get("returns", {})),
    }
    return MethodEntry(**parts)


def _without_empty(items: list[tuple[str, Any]]) -> Json:
    return {name: value for name, value in items if value}
