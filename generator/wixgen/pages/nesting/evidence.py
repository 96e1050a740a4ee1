"""Evidence that decides which field belongs to which object.

Kinds of evidence, strongest first: indentation, dotted required paths, the same type elsewhere (the
other half, other pages, specs that exist), example bodies, and convention. All but convention make a
decision certain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast

from wixgen.pages.names import is_type_name, rest_name

Path = tuple[str, ...]


class Why(StrEnum):
    """The kinds of evidence, as the report names them."""

    INDENTATION = "indentation"
    REQUIRED = "required path"
    TYPE = "same type elsewhere"
    EXAMPLE = "example body"
    DESCRIPTION = "description"
    CONVENTION = "convention"


@dataclass
class KnownType:
    """The fields of a type that are certain.

    Attributes:
        fields: The wire names of the fields, in order.
        groups: The members of each one-of group.
        is_complete: The type has no other fields.
        claimed: Of the fields, those that only a spec has.
        is_shown: A page shows all fields, so that a claim of a spec may be an earlier guess.
    """

    fields: dict[str, None] = field(default_factory=dict[str, None])
    groups: list[frozenset[str]] = field(default_factory=list[frozenset[str]])
    is_complete: bool = False
    claimed: set[str] = field(default_factory=set[str])
    is_shown: bool = False
    _positions: dict[str, int] = field(default_factory=dict[str, int], repr=False)

    @property
    def positions(self) -> dict[str, int]:
        """The place of each field in the order of pages: members of groups stand before all others."""
        if len(self._positions) != len(self.fields):
            members = frozenset[str]().union(*self.groups)
            order = sorted(self.fields, key=lambda name: name not in members)
            self._positions = {name: number for number, name in enumerate(order)}
        return self._positions

    def group_of(self, name: str) -> frozenset[str]:
        """Return the one-of group that a field is a member of; an empty one if it is in none."""
        nothing = frozenset[str]()
        return next((group for group in self.groups if name in group), nothing)


_PAGING = re.compile(r"(?:CursorPaging|Paging)$")


def _nowhere(name: str) -> Iterable[str]:  # noqa: ARG001
    return ()


@dataclass
class TypeTable:
    """Known types by key: a type's name, or `<owner>.<field>` where the page prints no name.

    Attributes:
        types: What is known of the type of each key.
        names: The key of a field's own type, by `<owner>.<field>`; "" if it has no fields.
        items: What lists hold that hold no objects, as pages say it, by `<owner>.<field>`.
        elsewhere: Returns the keys of the types that other resources declare by a name.
    """

    types: dict[str, KnownType] = field(default_factory=dict[str, KnownType])
    names: dict[str, str] = field(default_factory=dict[str, str])
    items: dict[str, str] = field(default_factory=dict[str, str])
    elsewhere: Callable[[str], Iterable[str]] = _nowhere

    def of(self, key: str) -> KnownType | None:
        """Return a known type, or None. `CommonCursorPaging` is taken for a `CursorPaging`."""
        known = self.types.get(key)
        if not key.endswith("Paging") or (known and known.is_complete):
            return known
        match = _PAGING.search(key)
        usual = self.types[match[0]] if match else None
        has_more = (
            known is not None
            and usual
            and not known.fields.keys() <= usual.fields.keys()
        )
        return known if has_more or usual is None else usual

    def keys_of(self, name: str) -> list[str]:
        """Return the keys of all types that a name may stand for, the likeliest first.

        What the resource itself declares by that name is what it means; other resources are asked about
        what it doesn't.
        """
        known = self.of(name)
        own = [name] if known is not None else []
        return own if known and known.is_complete else [*own, *self.elsewhere(name)]

    def own_key(self, key: str) -> str:
        """Return the one key of a type: that of a type of all resources has `common.` before its name."""
        shared = common_key(key)
        is_shared = shared in self.types and self.types.get(key) is self.types[shared]
        return shared if is_shared else key

    def learn(
        self,
        key: str,
        fields: Iterable[str],
        groups: Iterable[Iterable[str]] = (),
        *,
        complete: bool = False,
        from_spec: bool = False,
    ) -> None:
        """Add fields that are certain to a type.

        Args:
            key: The key of the type.
            fields: The names of the fields, as either half prints them.
            groups: The members of its one-of groups.
            complete: True if the type has no other fields.
            from_spec: True if a spec says so, rather than a page.
        """
        known = self.types.setdefault(key, KnownType())
        names = dict.fromkeys(map(rest_name, fields))
        if from_spec:
            known.claimed |= names.keys() - known.fields.keys()
        else:
            known.claimed -= names.keys()
            known.is_shown |= complete
        known.fields |= names
        known.is_complete |= complete
        seen = {*known.groups}
        for group in groups:
            members = frozenset(map(rest_name, group))
            if members and members not in seen:
                seen.add(members)
                known.groups.append(members)

    def snapshot(self) -> list[tuple[object, ...]]:
        """Return a value that differs after every round that has added something."""
        return [
            (key, tuple(known.fields), len(known.claimed), known.is_complete)
            for key, known in self.types.items()
        ]


@dataclass(frozen=True)
class PathEvidence:
    """Paths that exist for sure, by their source.

    Attributes:
        required: The required paths, and all their beginnings.
        examples: The paths in example bodies, and all their beginnings.
        together: The paths that an example object sets together, one set for each object.
        listed: The required paths alone.
    """

    required: frozenset[Path] = frozenset()
    examples: frozenset[Path] = frozenset()
    together: frozenset[frozenset[Path]] = frozenset()
    listed: frozenset[Path] = frozenset()

    @classmethod
    def of(cls, required: Iterable[str], bodies: Iterable[Any]) -> PathEvidence:
        """Make the evidence from a list of required paths and from example bodies."""
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

    def are_together(self, first: Path, second: Path) -> bool:
        """Return whether an example sets both fields of one object."""
        return any(first in fields and second in fields for fields in self.together)


def _paths(value: Any, path: Path, together: set[frozenset[Path]]) -> Iterator[Path]:
    """Yield all paths in a body; adds to `together` the paths that one object sets."""
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


#: What a domain event tells besides its payload.
DOMAIN_MEMBERS = (
    "id", "entityFqdn", "slug", "entityId", "eventTime", "triggeredByAnonymizeRequest",
    "originatedFrom", "entityEventSequence",
)  # fmt: skip

#: Objects that look the same on every page of Wix; the parts of event bodies and payloads by the
#: word of their section.
STANDARD: dict[str, tuple[str, ...]] = {
    "Event body": (*DOMAIN_MEMBERS, "createdEvent", "updatedEvent", "deletedEvent", "actionEvent"),
    "Event body.createdEvent": ("entity",),
    "Event body.updatedEvent": ("currentEntity", "modifiedFields", "previousEntity"),
    "Event body.deletedEvent": ("deletedEntity", "movedToTrash"),
    "Event body.actionEvent": ("body", "bodyAsJson"),
    "Payload": ("entity", "data", "metadata", "modifiedFields"),
    "EventMetadata": (
        "instanceId", "eventType", "identity", "accountInfo", *DOMAIN_MEMBERS,
    ),
    "BaseEventMetadata": ("instanceId", "eventType", "identity", "accountInfo"),
    "AccountInfo": ("accountId", "parentAccountId", "siteId"),
    "Cursors": ("next", "prev"),
    "Paging": ("limit", "offset"),
    "CursorPaging": ("limit", "cursor"),
    "ExtendedFields": ("namespaces",),
    "Sorting": ("fieldName", "order"),
}  # fmt: skip


def standard_types() -> TypeTable:
    """Return the table of the types that are known before any page is read.

    A type of all resources has a second key, `common.<name>`: a resource may have one of its own of that name.
    """
    types = TypeTable()
    for key, fields in STANDARD.items():
        types.learn(key, fields, complete=True)
    identity = ("anonymousVisitorId", "memberId", "wixUserId", "appId")
    types.learn(
        "IdentificationData",
        (*identity, "identityType", "contactId"),
        [identity],
        complete=True,
    )
    for name in [key for key in types.types if is_type_name(key) and "." not in key]:
        types.types[common_key(name)] = types.types[name]
    for metadata in ("EventMetadata", "BaseEventMetadata"):
        for key in (metadata, common_key(metadata)):
            types.names[f"{key}.identity"] = common_key("IdentificationData")
            types.names[f"{key}.accountInfo"] = common_key("AccountInfo")
    return types


def common_key(name: str) -> str:
    """Return the key of a type that all resources share, whatever types of its name they have."""
    return f"common.{name}"
