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
Places = tuple[Place, Place]

ENTRY = ""  # the `fact` of a change that adds or removes something as a whole
MEMBERS = "one_of"  # the `fact` of a change of a one-of group's members
RENAMED = "(name)"  # the `fact` of a change of the name that stands last in the path


@dataclass(frozen=True)
class Change:
    """One fact that two specs say differently.

    Attributes:
        path: The keys and names down to what the fact is about: `types`, `Door`, `fields`, `width`.
        fact: The key of the spec language, or one of the constants above.
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


def changes(
    before: Declaration, after: Declaration, renamed: Mapping[Any, str] | None = None
) -> Iterator[Change]:
    """Yield what two declarations of one kind say differently, in the order of the second one.

    Args:
        before: A loaded spec (`ResourceDecl`, `CommonDecl`) or a part of one.
        after: Another one.
        renamed: The new names of entries, by their paths in the first one.
    """
    differ = _Differ(renamed or {})
    return differ.of_record((), before, after, (before.at, after.at))


def flat_fields(fields: Fields) -> Iterator[tuple[Text, FieldDecl]]:
    """Yield wire name and declaration of all fields, those in one-of groups too."""
    for name, decl in fields.items():
        if isinstance(decl, GroupDecl):
            yield from decl.one_of.items()
        else:
            yield name, decl


@dataclass
class _Differ:
    """Compares two specs; `renamed` has new names by the paths of the old ones."""

    renamed: Mapping[Any, str]

    def of_record(
        self,
        path: Path,
        before: Declaration | None,
        after: Declaration | None,
        places: Places,
    ) -> Iterator[Change]:
        """Yield the changes of a record's keys; a record that is absent has none of them."""
        whole = after or before
        for key, declared in keys_of(type(whole)).items() if whole else ():
            first = getattr(before, declared.name) if before else None
            second = getattr(after, declared.name) if after else None
            owners = (
                before.at if before else places[0],
                after.at if after else places[1],
            )
            at = (
                before.place(key) if before else places[0],
                after.place(key) if after else places[1],
            )
            yield from self._of_value((*path, key), first, second, at, owners)

    def _of_value(
        self, path: Path, before: Any, after: Any, places: Places, owners: Places
    ) -> Iterator[Change]:
        """Yield the changes between two values of one key, the last part of `path`."""
        match before if after is None else after:
            case Entries() if _holds_fields(before, after):
                yield from self._of_fields(path, before, after, owners)
            case Entries():
                yield from self._of_entries(path, before or {}, after or {}, owners)
            case tuple():
                first, second = _by_identity(before or ()), _by_identity(after or ())
                yield from self._of_entries(path, first, second, owners)
            case Declaration():
                yield from self.of_record(path, before, after, places)
            case _ if _differ(plain(before), plain(after)):
                *owner, fact = path
                yield Change(tuple(owner), fact, plain(before), plain(after), *places)
            case _:
                pass

    def _of_entries(
        self,
        path: Path,
        before: Mapping[Any, Any],
        after: Mapping[Any, Any],
        places: Places,
    ) -> Iterator[Change]:
        """Yield the changes between named entries: those that both have, then what one has alone."""
        old_names = {self._new_name(path, name): name for name in before}
        for name, second in after.items():
            here, at = (*path, str(name)), _at(name, second)
            if name not in old_names:
                yield Change(here, ENTRY, None, plain(second), places[0], at)
                continue
            old = old_names[name]
            first = before[old]
            if old != name:
                names = (str(old), str(name))
                yield Change((*path, str(old)), RENAMED, *names, _at(old, first), at)
            if isinstance(second, Declaration):
                pair = cast(Declaration, first), second
                yield from self.of_record(here, *pair, places)
            elif _differ(plain(first), plain(second)):
                values = plain(first), plain(second)
                yield Change(here, ENTRY, *values, _at(old, first), at)
        for name, first in before.items():
            if self._new_name(path, name) not in after:
                here, at = (*path, str(name)), _at(name, first)
                yield Change(here, ENTRY, plain(first), None, at, places[1])

    def _new_name(self, path: Path, name: Any) -> Any:
        return self.renamed.get((*path, str(name)), name)

    def _of_fields(
        self, path: Path, before: Fields | None, after: Fields | None, places: Places
    ) -> Iterator[Change]:
        """Yield the changes of fields, wherever they stand, and those of one-of groups by name."""
        first, second = before or Entries[Any](), after or Entries[Any]()
        flat = dict(flat_fields(first)), dict(flat_fields(second))
        yield from self._of_entries(path, *flat, places)
        groups = _groups(first), _groups(second)
        for name in dict.fromkeys([*groups[1], *groups[0]]):
            old, new = (_members(side.get(name)) for side in groups)
            at = [
                side[name].at if name in side else place
                for side, place in zip(groups, places, strict=True)
            ]
            if _set(old) != _set(new):
                yield Change((*path, str(name)), MEMBERS, old, new, at[0], at[1])


def _holds_fields(before: Any, after: Any) -> bool:
    entries: list[object] = [*(before or {}).values(), *(after or {}).values()]
    return any(isinstance(entry, FieldDecl | GroupDecl) for entry in entries)


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
        return " ".join(filter(None, (str(item.http or ""), item.code or item.status)))
    return item if isinstance(item, Text) else repr(plain(item))


def _at(name: Any, value: Any) -> Place:
    """Return the place of an entry: of its name, else of its value."""
    if isinstance(name, Text):
        return name.place
    return value.at if isinstance(value, Declaration) else Place("")


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
            return {key: part for key, part in pairs if part not in (None, [], {})}
        case Entries():
            named = cast(Entries[object], value)
            return {str(name): plain(part) for name, part in named.items()}
        case tuple():
            return [plain(item) for item in cast(tuple[object, ...], value)]
        case Data():
            return value
        case Text():
            return str(value)
        case False:
            return None
        case _:
            return value
