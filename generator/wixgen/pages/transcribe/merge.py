"""Views of types -> the types of a resource: what several places show of one type is one type.

One name with really different fields is two types; the second is named after its owner, too. The
result does not depend on the order in which pages are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from typing import TypeVar, cast

from wixgen.pages.transcribe.drafts import DraftField, DraftGroup, DraftType, Reference
from wixgen.spec.api import Bound
from wixgen.spec.limits import LIMITS, LIMITS_BY_NAME, VALUE

T = TypeVar("T")

_LIKE = {"datetime": "string", "decimal": "string"}


class Types:
    """The types of one resource, made from all views of them."""

    def __init__(self, views: Iterable[DraftType], taken: Iterable[str] = ()) -> None:
        self.merged: dict[str, DraftType] = {}
        self._of: dict[int, str] = {}
        self._sections: dict[tuple[str, int], str] = {}
        by_name: dict[str, list[DraftType]] = {}
        views = list(views)
        homes = dict(_named_elsewhere(views))
        for view in views:
            by_name.setdefault(homes.get(id(view), view.name), []).append(view)
        self._taken = {*taken, *by_name}
        for name in sorted(by_name):
            self._add(name, by_name[name])
        self._shown: dict[tuple[str, int], dict[str, None]] = {}
        for view in views:
            key, name = (view.name, view.section), self._of[id(view)]
            self._sections.setdefault(key, name)
            self._shown.setdefault(key, {})[name] = None

    def name(self, type_: DraftType | Reference) -> str | None:
        """Return the name of a view's type; None for a reference to what no page shows."""
        if isinstance(type_, DraftType):
            return self._of[id(type_)]
        found = self._sections.get((type_.name, type_.section))
        return found or (type_.name if type_.name in self.merged else None)

    def inside(self, one: DraftField | None) -> Mapping[str, DraftField]:
        """Return the fields of an object; none of a list."""
        if one is None or isinstance(one.type, str) or one.is_list:
            return {}
        merged = self.merged.get(self.name(one.type) or "")
        return merged.fields if merged else {}

    def namesakes(self, reference: Reference) -> tuple[str, ...]:
        """Return the other types of that name which the same section shows."""
        shown = self._shown.get((reference.name, reference.section), {})
        return tuple(name for name in shown if name != self.name(reference))

    def facts(self, one: DraftField) -> dict[str, object]:
        """Return the facts of a field that fit the type it has in the end."""
        kind = "list" if one.is_list else one.type if isinstance(one.type, str) else ""
        facts = {
            key: value
            for key, value in one.facts.items()
            if key not in LIMITS_BY_NAME or LIMITS_BY_NAME[key].accepts(kind, value)
        }
        if "default" in facts and not self._fits(one, facts["default"], facts):
            del facts["default"]
        return facts

    def _fits(self, one: DraftField, default: object, facts: dict[str, object]) -> bool:
        """Return whether a default is one of the values, or within the limits."""
        if not isinstance(one.type, str):
            merged = self.merged.get(self.name(one.type) or "")
            return merged is not None and default in merged.values
        if isinstance(default, bool) or not isinstance(default, int | float):
            return True
        return all(
            limit.allows(default, cast(Bound, facts[limit.name]))
            for limit in LIMITS
            if limit.name in facts and limit.measure is VALUE
        )

    def _add(self, name: str, views: Sequence[DraftType]) -> None:
        """Gather the views of one name into one type, or into several."""
        kinds: list[list[DraftType]] = []
        for view in sorted(views, key=_weight):
            home = next((kind for kind in kinds if _are_one(kind, view)), None)
            if home is None:
                kinds.append([view])
            else:
                home.append(view)
        for number, kind in enumerate(kinds):
            final = name if number == 0 else self._another(name, kind[0])
            self.merged[final] = _merged(kind)
            for view in kind:
                self._of[id(view)] = final
                self._sections.setdefault((name, view.section), final)

    def _another(self, name: str, view: DraftType) -> str:
        words = re.findall(
            r"\w+", view.owner
        )  # a page without title is named by its address
        owned = "".join(f"{word[:1].upper()}{word[1:]}" for word in words) + name
        candidates = chain([owned], (f"{owned}{number}" for number in count(2)))
        final = next(
            candidate for candidate in candidates if candidate not in self._taken
        )
        self._taken.add(final)
        return final


def _named_elsewhere(views: Sequence[DraftType]) -> Iterator[tuple[int, str]]:
    """Views whose name comes from a list, and the type that other pages print for such a list.

    It must have all the view's fields, and describe them alike; whatever the list's name, if it
    describes them word for word alike.
    """
    named: dict[str, dict[str, list[DraftType]]] = {}
    for view in views:
        if view.is_named and view.fields:
            named.setdefault(view.of_field, {}).setdefault(view.name, []).append(view)
    for view in views:
        if not view.is_named and view.fields and not view.is_whole:
            types = named.get(view.of_field, {})
            homes = {name for name, known in types.items() if _has_all(known, view)}
            homes = homes or _described_alike(view, views)
            if len(homes) == 1:
                yield id(view), homes.pop()


_ENOUGH = 3  # fields that are described word for word alike are those of one type


def _described_alike(view: DraftType, views: Iterable[DraftType]) -> set[str]:
    """Return the types that have all fields of a view, with the very descriptions that it has."""
    told = {name: field.description for name, field in view.fields.items()}
    if sum(map(bool, told.values())) < _ENOUGH:
        return set()
    return {
        one.name
        for one in views
        if one.is_named
        and all(
            name in one.fields
            and one.fields[name].description == text
            and not _differ(one.fields[name], view.fields[name])
            for name, text in told.items()
        )
    }


def _has_all(known: Sequence[DraftType], view: DraftType) -> bool:
    """Return whether some view of a type has all fields of another, and describes them alike."""
    return any(
        view.fields.keys() <= other.fields.keys()
        and not any(
            _differ(other.fields[name], two) for name, two in view.fields.items()
        )
        and any(two.description for two in view.fields.values())
        and _are_described_alike(other, view)
        for other in known
    )


def _weight(view: DraftType) -> tuple[object, ...]:
    """Whole views first, the biggest first; then by what they say, never by when they were read."""
    return (
        not view.is_whole,
        -len(view.fields) - len(view.values),
        not view.is_named,
        tuple(view.fields),
        tuple(view.values),
        view.owner,
        view.at,
    )


def _are_one(kind: Sequence[DraftType], view: DraftType) -> bool:
    """Return whether a view can be one of the type that the others are views of."""
    one = kind[0]
    if one.is_enum != view.is_enum:
        return False
    if one.is_enum:
        if not (one.is_named or view.is_named):  # a page prints all values
            return one.values.keys() == view.values.keys()
        shared = one.values.keys() & view.values.keys()
        return 2 * len(shared) >= min(len(one.values), len(view.values))
    shared = one.fields.keys() & view.fields.keys()
    if any(_differ(one.fields[name], view.fields[name]) for name in shared):
        return False
    if one.fields.keys() == view.fields.keys():
        return True
    if not view.is_named and not _may_be_unnamed_view(kind, view):
        return False
    enough = 2 * len(shared) >= min(len(one.fields), len(view.fields))
    return enough and _are_described_alike(one, view)


def _may_be_unnamed_view(kind: Sequence[DraftType], view: DraftType) -> bool:
    """Return whether a view whose name comes from its field can be one of a type with other fields."""
    if not view.fields.keys() <= kind[0].fields.keys():
        return False
    is_same_field = any(one.owner == view.owner and not one.is_named for one in kind)
    return is_same_field or not (view.is_whole and kind[0].is_whole)


def _are_described_alike(one: DraftType, other: DraftType) -> bool:
    """Return whether the fields of both have the same descriptions, mostly: those of one type do."""
    pairs = [
        (one.fields[name].description, other.fields[name].description)
        for name in one.fields.keys() & other.fields.keys()
    ]
    told = [first == second for first, second in pairs if first and second]
    return 2 * sum(told) >= len(told)


def _differ(one: DraftField, other: DraftField) -> bool:
    if not (one.is_sure and other.is_sure) or one.is_guessed or other.is_guessed:
        return False
    return one.is_list != other.is_list or _kind(one) != _kind(other)


def _kind(field: DraftField) -> str:
    if isinstance(field.type, str):
        return _LIKE.get(field.type, field.type)
    return f"type {field.type.name}"


def _merged(views: Sequence[DraftType]) -> DraftType:
    first = views[0]
    merged = DraftType(
        first.name, first.at, is_whole=first.is_whole, is_named=first.is_named
    )
    merged.description = next(
        (view.description for view in views if view.description), ""
    )
    for view in views:
        merged.fields = _joined(merged.fields, view.fields)
        merged.values = _in_order(merged.values, view.values)
        merged.groups = _all_groups(merged.groups, view.groups)
    for name in [*merged.fields]:
        if merged.fields[name].is_guessed and _is_outvoted(name, views):
            del merged.fields[name]
    return merged


def _is_outvoted(name: str, views: Sequence[DraftType]) -> bool:
    """Return whether most of the views that show all fields don't show this one."""
    whole = [view for view in views if view.is_whole]
    return 2 * sum(name in view.fields for view in whole) < len(whole)


def _joined(
    known: dict[str, DraftField], more: dict[str, DraftField]
) -> dict[str, DraftField]:
    joined = _in_order(known, more)
    for name, field in more.items():
        if name in known:
            joined[name] = _one_field(known[name], field)
    return joined


def _in_order(known: dict[str, T], more: dict[str, T]) -> dict[str, T]:
    """`known`, and what only `more` has after the neighbour that it follows there.

    Of two descriptions, one that isn't empty.
    """
    names = list(known)
    before = ""
    for name in more:
        if name not in known:
            names.insert(names.index(before) + 1 if before in names else 0, name)
        before = name
    best = more | {
        name: summary for name, summary in known.items() if summary or name not in more
    }
    return {name: best[name] for name in names}


def _one_field(one: DraftField, other: DraftField) -> DraftField:
    """Merge two views of one field; the more exact one wins."""
    best = other if _exactness(other) > _exactness(one) else one
    return DraftField(
        wire=one.wire,
        at=one.at,
        type=best.type,
        is_list=best.is_list,
        description=one.description or other.description,
        is_required=one.is_required or other.is_required,
        is_sure=one.is_sure or other.is_sure,
        is_guessed=one.is_guessed and other.is_guessed,
        facts=other.facts | one.facts,
    )


def _exactness(field: DraftField) -> int:
    if not isinstance(field.type, str):
        return 4
    if not field.is_sure:
        return 0
    return {"object": 1, "string": 2}.get(field.type, 3)


def _all_groups(known: list[DraftGroup], more: list[DraftGroup]) -> list[DraftGroup]:
    """Return the groups of both; of two that overlap, the one with more members.

    A view in which the line between two groups is missing does not make one of them. Of two guesses
    the one with fewer members is better, and what is no guess is better than both.
    """
    groups = list(known)
    for group in more:
        counterparts = [one for one in groups if set(one.members) & set(group.members)]
        if not counterparts:
            groups.append(group)
        elif len(counterparts) == 1 and _is_better(group, counterparts[0]):
            groups[groups.index(counterparts[0])] = group
    return groups


def _is_better(group: DraftGroup, known: DraftGroup) -> bool:
    if (
        group.is_guessed and known.is_guessed
    ):  # what ends it in one place ends it in all
        return len(group.members) < len(known.members)
    if group.is_guessed or known.is_guessed:
        return known.is_guessed
    return len(group.members) > len(known.members)
