"""Compare two specs: every fact that one of them says otherwise, by the language's own declarations.

A key that the spec language gains is compared without a word here. Order is no fact, nor is whether
something is written in its short form; names decide what is compared with what.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from wixgen.diagnostics import Place
from wixgen.spec.language import ErrorDecl, FieldDecl, Fields, GroupDecl
from wixgen.spec.shapes import Declaration, Entries, keys_of
from wixgen.spec.source import Text
from wixgen.spec.values import Data

Path = tuple[str, ...]

ENTRY = ""  # the `fact` of a change that adds or removes something as a whole
MEMBERS = "one_of"  # the `fact` of a change of a one-of group's members


@dataclass(frozen=True)
class Change:
    """One fact that two specs say differently.

    Attributes:
        path: The keys and names down to what the fact is about: `types`, `Door`, `fields`, `width`.
        fact: The key of the spec language; `ENTRY` if one spec doesn't have what is at `path` at all.
        before: The value in the first spec; None if it is absent.
        after: The value in the second spec; None if it is absent.
        at_before: The place in the first spec, else of what would hold it there.
        at_after: The place in the second spec, else of what would hold it there.
    """

    path: Path
    fact: str
    before: Any
    after: Any
    at_before: Place
    at_after: Place

    @property
    def is_added(self) -> bool:
        """Return whether only the second spec says it."""
        return self.before is None

    @property
    def is_removed(self) -> bool:
        """Return whether only the first spec says it."""
        return self.after is None


def changes(before: Declaration, after: Declaration) -> Iterator[Change]:
    """Yield what two declarations of one kind say differently, in the order of the second one.

    Both are loaded specs (`ResourceDecl`, `CommonDecl`) or parts of such.
    """
    return _of_record((), before, after, (before.at, after.at))


def flat_fields(fields: Fields) -> Iterator[tuple[Text, FieldDecl]]:
    """Yield wire name and declaration of all fields, those in one-of groups too."""
    for name, decl in fields.items():
        if isinstance(decl, GroupDecl):
            yield from decl.one_of.items()
        else:
            yield name, decl


def _of_record(
    path: Path,
    before: Declaration | None,
    after: Declaration | None,
    places: tuple[Place, Place],
) -> Iterator[Change]:
    """Yield the changes of a record's keys; a record that is absent has none of them."""
    whole = after or before
    for key, declared in keys_of(type(whole)).items() if whole else ():
        first, second = (
            getattr(side, declared.name) if side else None for side in (before, after)
        )
        at = (
            before.place(key) if before else places[0],
            after.place(key) if after else places[1],
        )
        yield from _of_value((*path, key), first, second, at)


def _of_value(
    path: Path, before: Any, after: Any, places: tuple[Place, Place]
) -> Iterator[Change]:
    """Yield the changes between two values of one key; the key is the last part of `path`."""
    whole = before if after is None else after
    match whole:
        case Entries() if _holds_fields(before, after):
            yield from _of_fields(path, before, after, places)
        case Entries():
            first, second = before or {}, after or {}
            yield from _of_entries(path, first, second, places)
        case tuple():
            first, second = _by_identity(before or ()), _by_identity(after or ())
            yield from _of_entries(path, first, second, places)
        case Declaration():
            yield from _of_record(path, before, after, places)
        case _ if _differ(plain(before), plain(after)):
            *owner, fact = path
            yield Change(tuple(owner), fact, plain(before), plain(after), *places)
        case _:
            pass


def _holds_fields(before: Any, after: Any) -> bool:
    entries = [*(before or {}).values(), *(after or {}).values()]
    return any(isinstance(entry, FieldDecl | GroupDecl) for entry in entries)


def _of_entries(
    path: Path,
    before: Mapping[Any, Any],
    after: Mapping[Any, Any],
    places: tuple[Place, Place],
) -> Iterator[Change]:
    """Yield the changes between named entries: those that both have, then what one has alone."""
    for name, second in after.items():
        here = (*path, str(name))
        first = before.get(name)
        if name not in before:
            yield Change(here, ENTRY, None, plain(second), places[0], _at(name, second))
        elif isinstance(second, Declaration):
            yield from _of_record(here, cast(Declaration, first), second, places)
        elif _differ(plain(first), plain(second)):
            both = _at(_key_of(before, name), first), _at(name, second)
            yield Change(here, ENTRY, plain(first), plain(second), *both)
    for name, first in before.items():
        if name not in after:
            here = (*path, str(name))
            yield Change(here, ENTRY, plain(first), None, _at(name, first), places[1])


def _of_fields(
    path: Path,
    before: Fields | None,
    after: Fields | None,
    places: tuple[Place, Place],
) -> Iterator[Change]:
    """Yield the changes of fields, wherever they stand, and those of one-of groups by name."""
    first, second = before or Entries[Any](), after or Entries[Any]()
    flat = dict(flat_fields(first)), dict(flat_fields(second))
    yield from _of_entries(path, *flat, places)
    groups = _groups(first), _groups(second)
    for name in dict.fromkeys([*groups[1], *groups[0]]):
        members = [_members(side.get(name)) for side in groups]
        at = [
            side[name].at if name in side else place
            for side, place in zip(groups, places, strict=True)
        ]
        if _set(members[0]) != _set(members[1]):
            here = (*path, str(name))
            yield Change(here, MEMBERS, members[0], members[1], at[0], at[1])


def _groups(fields: Fields) -> dict[Text, GroupDecl]:
    return {name: decl for name, decl in fields.items() if isinstance(decl, GroupDecl)}


def _members(group: GroupDecl | None) -> tuple[str, ...] | None:
    return tuple(map(str, group.one_of)) if group else None


def _set(members: Iterable[str] | None) -> set[str] | None:
    return None if members is None else set(members)


def _by_identity(items: Iterable[Any]) -> dict[str, Any]:
    """Return the items of a list by what tells them apart."""
    return {_identity(item): item for item in items}


def _identity(item: Any) -> str:
    if isinstance(item, ErrorDecl):
        return " ".join(filter(None, (str(item.http), item.code or item.status)))
    return item if isinstance(item, Text) else repr(plain(item))


def _key_of(entries: Mapping[Any, Any], name: Any) -> Any:
    """Return the key of a mapping that equals `name`: it has another place."""
    return next(key for key in entries if key == name)


def _at(name: Any, value: Any) -> Place:
    """Return the place of an entry: of its name, else of its value."""
    if isinstance(name, Text):
        return name.place
    if isinstance(value, Declaration):
        return value.at
    return value.place if isinstance(value, Text) else Place("")


def _differ(first: Any, second: Any) -> bool:
    """Return whether two plain values differ; `1` and `true` do."""
    if isinstance(first, Data) and isinstance(second, Data):
        first, second = first.value, second.value
    return type(first) is not type(second) or first != second


def plain(value: Any) -> Any:
    """Return a loaded value as plain data; what is false or empty is as good as absent."""
    match value:
        case Declaration():
            pairs = (
                (key, plain(getattr(value, declared.name)))
                for key, declared in keys_of(type(value)).items()
            )
            return {key: part for key, part in pairs if part is not None}
        case Entries():
            return {str(name): plain(part) for name, part in value.items()}
        case tuple():
            return [plain(item) for item in value]
        case Data():
            return value
        case Text():
            return str(value)
        case False:
            return None
        case _:
            return value
