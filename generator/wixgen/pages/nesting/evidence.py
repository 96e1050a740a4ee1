"""Evidence for where an entry belongs: known types, required paths, examples.

Kinds of evidence, strongest first: indentation, dotted required paths, the same type elsewhere (the
other half, other pages, specs that exist), example bodies, and convention. All but convention make a
decision certain; without lines, what follows a guess is one, too (`field_tree.Decision`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast

from wixgen.pages.names import rest_name

Path = tuple[str, ...]


class Why(StrEnum):
    """Kinds of evidence, as the report names them."""

    INDENTATION = "indentation"
    REQUIRED = "required path"
    TYPE = "same type elsewhere"
    EXAMPLE = "example body"
    DESCRIPTION = "description"
    CONVENTION = "convention"


@dataclass
class KnownType:
    """The fields and groups of one type that are certain.

    `is_complete`: what is not among the fields is not a field.
    """

    fields: dict[str, None] = field(default_factory=dict[str, None])
    groups: list[frozenset[str]] = field(default_factory=list[frozenset[str]])
    is_complete: bool = False


_PAGING = re.compile(r"(?:CursorPaging|Paging)$")


@dataclass
class TypeTable:
    """Types by key: a type's name, or `<owner>.<field>` where the page prints no name."""

    types: dict[str, KnownType] = field(default_factory=dict[str, KnownType])
    names: dict[str, str] = field(default_factory=dict[str, str])  # key -> type's name

    def of(self, key: str) -> KnownType | None:
        """Look up a type by its key; `CommonCursorPaging` is a `CursorPaging`."""
        known = self.types.get(key)
        if key.endswith("Paging") and not (known and known.is_complete):
            alike = _PAGING.search(key)
            return self.types[alike[0]] if alike else known
        return known

    def learn(
        self,
        key: str,
        fields: Iterable[str],
        groups: Iterable[Iterable[str]] = (),
        *,
        complete: bool = False,
    ) -> None:
        """Remember fields that are certain."""
        known = self.types.setdefault(key, KnownType())
        known.fields |= dict.fromkeys(map(rest_name, fields))
        known.is_complete |= complete
        for group in groups:
            members = frozenset(map(rest_name, group))
            if members and members not in known.groups:
                known.groups.append(members)

    def snapshot(self) -> list[tuple[object, ...]]:
        """Return the present state, to be compared with a later one: a round that changed nothing is the last."""
        return [
            (key, tuple(type_.fields), type_.is_complete)
            for key, type_ in self.types.items()
        ]


@dataclass(frozen=True)
class PathEvidence:
    """Paths that exist for sure (with all their beginnings), and what they come from."""

    required: frozenset[Path] = frozenset()
    examples: frozenset[Path] = frozenset()
    together: frozenset[frozenset[Path]] = frozenset()  # fields of one example object
    listed: frozenset[Path] = frozenset()  # required paths, without their beginnings

    @classmethod
    def of(cls, required: Iterable[str], bodies: Iterable[Any]) -> PathEvidence:
        """Collect the evidence of a required list and of example bodies."""
        paths = {tuple(map(rest_name, path.split("."))) for path in required}
        examples: set[Path] = set()
        together: set[frozenset[Path]] = set()
        for body in bodies:
            examples |= set(_paths(body, (), together))
        return cls(
            frozenset(path[:n] for path in paths for n in range(1, len(path) + 1)),
            frozenset(examples),
            frozenset(together),
            frozenset(paths),
        )

    def are_together(self, one: Path, other: Path) -> bool:
        """Return whether an example sets both fields of one object."""
        return any(one in fields and other in fields for fields in self.together)


def _paths(value: Any, path: Path, together: set[frozenset[Path]]) -> Iterator[Path]:
    if isinstance(value, dict):
        members = cast(dict[str, Any], value)
        together.add(
            frozenset(
                (*path, name) for name, item in members.items() if item is not None
            )
        )
        for name, item in members.items():
            yield (*path, name)
            yield from _paths(item, (*path, name), together)
    elif isinstance(value, list):
        for item in cast(list[object], value):
            yield from _paths(item, path, together)


#: Objects that look the same on every page of Wix; the parts of event bodies and payloads by the
#: word of their section.
STANDARD: dict[str, tuple[str, ...]] = {
    "Event body": (
        "id", "entityFqdn", "slug", "entityId", "eventTime", "triggeredByAnonymizeRequest",
        "originatedFrom", "entityEventSequence", "createdEvent", "updatedEvent", "deletedEvent",
        "actionEvent",
    ),
    "Event body.createdEvent": ("entity",),
    "Event body.updatedEvent": ("currentEntity", "modifiedFields", "previousEntity"),
    "Event body.deletedEvent": ("deletedEntity", "movedToTrash"),
    "Event body.actionEvent": ("body", "bodyAsJson"),
    "Payload": ("entity", "data", "metadata", "modifiedFields"),
    "EventMetadata": (
        "instanceId", "eventType", "identity", "accountInfo", "id", "entityFqdn", "slug",
        "entityId", "eventTime", "triggeredByAnonymizeRequest", "originatedFrom",
        "entityEventSequence",
    ),
    "AccountInfo": ("accountId", "parentAccountId", "siteId"),
    "Cursors": ("next", "prev"),
    "Paging": ("limit", "offset"),
    "CursorPaging": ("limit", "cursor"),
    "ExtendedFields": ("namespaces",),
    "Sorting": ("fieldName", "order"),
}  # fmt: skip


def standard_types() -> TypeTable:
    """Return the types that look the same on every page of Wix."""
    knowledge = TypeTable()
    for key, fields in STANDARD.items():
        knowledge.learn(key, fields, complete=True)
    identity = ("anonymousVisitorId", "memberId", "wixUserId", "appId")
    knowledge.learn(
        "IdentificationData",
        (*identity, "identityType", "contactId"),
        [identity],
        complete=True,
    )
    return knowledge
