"""The common types, and which of them changed: what reaches one of these is made anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import cast

from wixgen.building.manifest import digest
from wixgen.building.state import State
from wixgen.diagnostics import COMMON_FILE, Diagnostic, Diagnostics
from wixgen.package.model import Module, ResourceSummary
from wixgen.package.shape.package import CommonShaper
from wixgen.spec.api import Api, EnumType, Named, ObjectType
from wixgen.spec.check import EVENT_METADATA, check
from wixgen.spec.load import load

_WORDS = {"at", "description", "deprecated", "source", "correction"}


@dataclass(frozen=True)
class Common:
    """The common types as they are now, and as they were at the last build.

    `digests` are, by name, the hashes of what a resource can see of a type: how it is called in Python, its
    fields or values, but not what is said of these, which only the common module repeats. `found` is what
    there is to say of the spec. `read` are the types if the spec is another than before.
    """

    spec: bytes | None
    before: Mapping[str, object]
    digests: Mapping[str, object]
    found: tuple[Diagnostic, ...]
    read: Api | None = None

    @property
    def is_changed(self) -> bool:
        """Whether the spec is another than before."""
        return self.read is not None

    def concerns(self, resource: ResourceSummary) -> bool:
        """Whether a resource has to do with what changed: a type that it reaches, or that events need."""
        if self.read is None:
            return False
        lacks_metadata = bool(resource.events) and not any(
            isinstance(one, ObjectType) and one.name == EVENT_METADATA
            for one in self.read.common
        )
        changed = (
            name not in self.digests or self.before.get(name) != self.digests[name]
            for name in resource.common
        )
        return lacks_metadata or any(changed)

    def module(self, requested: Iterable[str]) -> Module | None:
        """The module of the types, if requests can hold these of them."""
        api = self.read or _read(self.spec, Diagnostics())
        return CommonShaper(api, requested, Diagnostics()).module


def common_types(state: State) -> Common:
    """The common types of a project; read only if they are not those of the last build."""
    source = state.cache.sources.get(COMMON_FILE) if state.is_known else None
    before = (source.summary if source else None) or {}
    spec = state.specs.get(COMMON_FILE)
    now = state.digests.get(COMMON_FILE)
    if state.is_known and now == (source.digest if source else None):
        return Common(spec, before, before, tuple(state.findings(COMMON_FILE)))
    report = Diagnostics()
    api = _read(spec, report)
    digests = _digests(spec, api, report)
    return Common(spec, before, digests, tuple(report), api)


def _read(spec: bytes | None, report: Diagnostics) -> Api:
    return check(load({} if spec is None else {COMMON_FILE: spec}, report), report)


def _digests(spec: bytes | None, api: Api, report: Diagnostics) -> dict[str, str]:
    """None if something is wrong: then nothing is made."""
    shaper = CommonShaper(api, (), report)
    if spec is None or report.has_errors:
        return {}
    return {
        one.name: digest(repr((*shaper.names(one), _parts(one))).encode())
        for one in api.common
    }


def _parts(one: Named) -> object:
    parts = (one.values,) if isinstance(one, EnumType) else (one.fields, one.groups)
    return type(one).__name__, *map(_seen, parts)


def _seen(value: object) -> object:
    """What decides of something, without its words and places; other types by their names."""
    if isinstance(value, ObjectType | EnumType):
        return value.name
    if isinstance(value, list | tuple):
        return [_seen(one) for one in cast("list[object]", value)]
    if is_dataclass(value) and not isinstance(value, type):
        members = (one.name for one in fields(value) if one.name not in _WORDS)
        return type(value).__name__, [
            (one, _seen(getattr(value, one))) for one in members
        ]
    return value
