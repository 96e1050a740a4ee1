"""Compares the common types with those of the last build.

A resource has to be made anew if a common type that it reaches has changed for it. Each type has a hash of
all that a resource can see of it, and the cache keeps these hashes.
"""

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

#: Attributes that no code depends on outside the module of the common types.
_WORDS = {"at", "description", "deprecated", "source", "correction"}


@dataclass(frozen=True)
class Common:
    """The common types as they are now, and as they were at the last build.

    Attributes:
        spec: The text of their spec; None if there is none.
        before: The hashes of the last build, by the name of the type.
        digests: The hashes of now: of a type's names in Python and its fields or values, but not of their
            descriptions, which only the module of the common types repeats.
        found: The diagnostics of the spec.
        read: The types, if the spec changed.
    """

    spec: bytes | None
    before: Mapping[str, object]
    digests: Mapping[str, object]
    found: tuple[Diagnostic, ...]
    read: Api | None = None

    @property
    def is_changed(self) -> bool:
        """Return whether the spec changed."""
        return self.read is not None

    def concerns(self, resource: ResourceSummary) -> bool:
        """Return whether a resource reaches a type that changed, or has events that lack their metadata."""
        if self.read is None:
            return False
        lacks_metadata = bool(resource.events) and not any(
            isinstance(common, ObjectType) and common.name == EVENT_METADATA
            for common in self.read.common
        )
        changed = (
            name not in self.digests or self.before.get(name) != self.digests[name]
            for name in resource.common
        )
        return lacks_metadata or any(changed)

    def modules(self, requested: Iterable[str]) -> tuple[Module, ...]:
        """Return the modules of the types, given the names of those that requests can hold."""
        api = self.read or _read(self.spec, Diagnostics())
        return CommonShaper(api, requested, Diagnostics()).modules()


def common_types(state: State) -> Common:
    """Return the common types of a project. Their spec is parsed only if it changed."""
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
    """Return the hash of each type by name; nothing if the spec has errors, for then nothing is made."""
    shaper = CommonShaper(api, (), report)
    shaper.modules()  # which reports names of fields that collide
    if spec is None or report.has_errors:
        return {}
    return {
        common.name: digest(repr((*shaper.names(common), _members(common))).encode())
        for common in api.common
    }


def _members(common: Named) -> object:
    """Return the kind of a type and its values, or its fields and one-of groups, without their words."""
    members = (
        (common.values,)
        if isinstance(common, EnumType)
        else (common.fields, common.groups)
    )
    return type(common).__name__, *map(_without_words, members)


def _without_words(value: object) -> object:
    """Reduce a part of the spec model to what code depends on: no texts, no places in the file.

    Other types are reduced to their names: that they changed shows in their own hash.
    """
    if isinstance(value, ObjectType | EnumType):
        return value.name
    if isinstance(value, list | tuple):
        return [_without_words(item) for item in cast("list[object]", value)]
    if is_dataclass(value) and not isinstance(value, type):
        names = (member.name for member in fields(value) if member.name not in _WORDS)
        return type(value).__name__, [
            (name, _without_words(getattr(value, name))) for name in names
        ]
    return value
