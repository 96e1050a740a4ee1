"""Merge views into the types of a resource: all that several places show of one type is one type.

One name with really different fields stands for two types; the second is named after its owner, too.
The result does not depend on the order in which pages are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count
from typing import Any, TypeVar, cast

from wixgen.pages.parse import prose
from wixgen.pages.transcribe.drafts import DraftField, DraftGroup, DraftType, Reference
from wixgen.pages.transcribe.field_facts import limits_among, spec_facts
from wixgen.spec.api import Bound
from wixgen.spec.limits import LIMITS, LIMITS_BY_NAME, VALUE

T = TypeVar("T")

_GIST = re.compile(r"[.\n<]|\b(?:Min|Max|Minimum|Maximum|Default)\b[^:\n]{0,10}:")

#: What a place may print for a kind that another place prints more exactly: that is no difference.
_VAGUER = {
    "datetime": {"string"},
    "decimal": {"string"},
    "guid": {"string"},
    "int64": {"string", "integer", "number", "int32"},
    "int32": {"integer", "number"},
    "integer": {"number"},
}


class Types:
    """The types of one resource, merged from all views of them."""

    def __init__(self, views: Iterable[DraftType], taken: Iterable[str] = ()) -> None:
        self.merged: dict[str, DraftType] = {}
        self._of: dict[int, str] = {}
        self._sections: dict[tuple[str, int], str] = {}
        by_name: dict[str, list[DraftType]] = {}
        views = list(views)
        named_elsewhere = dict(_named_elsewhere(views))
        for view in views:
            by_name.setdefault(named_elsewhere.get(id(view), view.name), []).append(
                view
            )
        self._taken = {*taken, *by_name}
        for name in sorted(by_name):
            self._add(name, by_name[name])
        self._drop_what_rivals_have()
        self._shown: dict[tuple[str, int], dict[str, None]] = {}
        for view in views:
            key, name = (view.name, view.section), self._of[id(view)]
            self._sections.setdefault(key, name)
            self._shown.setdefault(key, {})[name] = None

    def name(self, type_: DraftType | Reference) -> str | None:
        """Return the name of a view's type; None for a reference to a type that no page shows."""
        if isinstance(type_, DraftType):
            return self._of[id(type_)]
        found = self._sections.get((type_.name, type_.section))
        return found or (type_.name if type_.name in self.merged else None)

    def inside(self, field: DraftField | None) -> Mapping[str, DraftField]:
        """Return the fields of the object that a field holds; none if it holds a list or a primitive."""
        if field is None or isinstance(field.type, str) or field.is_list or field.inner:
            return {}
        merged = self.merged.get(self.name(field.type) or "")
        return merged.fields if merged else {}

    def other_types_named(self, reference: Reference) -> tuple[str, ...]:
        """Return the other types of the same name that the section of a reference shows."""
        shown = self._shown.get((reference.name, reference.section), {})
        return tuple(name for name in shown if name != self.name(reference))

    def facts(self, field: DraftField) -> dict[str, Any]:
        """Return the facts of a field that fit its final type; what is printed as such comes first."""
        kind = field.type if isinstance(field.type, str) and not field.inner else ""
        merged = self.of(field)
        values = merged.values if merged else {}
        printed = spec_facts(field.printed, kind, values, is_list=field.is_list)
        of_prose = {
            key: value
            for key, value in field.facts.items()
            if key not in LIMITS_BY_NAME
            or LIMITS_BY_NAME[key].accepts(kind, value, is_list=field.is_list)
        }
        if printed.get("deprecated") is True:
            del printed["deprecated"]
            of_prose.setdefault("deprecated", True)
        facts = of_prose | printed
        if prose.are_crossed(limits_among(facts)):
            facts = {k: v for k, v in facts.items() if k not in limits_among(of_prose)}
            facts |= limits_among(printed)
        if "default" in facts and not self._fits(field, facts["default"], facts):
            del facts["default"]
        return facts

    def of(self, field: DraftField) -> DraftType | None:
        """Return the type of a field; None if it is a primitive, or if no page shows it."""
        if isinstance(field.type, str):
            return None
        return self.merged.get(self.name(field.type) or "")

    def _fits(
        self, field: DraftField, default: object, facts: dict[str, object]
    ) -> bool:
        """Return whether a default is one of the values, or within the limits."""
        if not isinstance(field.type, str):
            merged = self.of(field)
            return merged is not None and default in merged.values
        if isinstance(default, bool) or not isinstance(default, int | float):
            return True
        return all(
            limit.allows(default, cast(Bound, facts[limit.name]))
            for limit in LIMITS
            if limit.name in facts and limit.measure is VALUE
        )

    def _add(self, name: str, views: Sequence[DraftType]) -> None:
        """Merge the views of one name into one type, or into several if their fields really differ."""
        clusters: list[list[DraftType]] = []
        for view in sorted(views, key=_weight):
            found = next(
                (cluster for cluster in clusters if _is_view_of(cluster, view)), None
            )
            if found is None:
                clusters.append([view])
            else:
                found.append(view)
        for number, cluster in enumerate(clusters):
            final = name if number == 0 else self._free_name(name, cluster[0])
            self.merged[final] = _merged(cluster)
            for view in cluster:
                self._of[id(view)] = final
                self._sections.setdefault((name, view.section), final)

    def _drop_what_rivals_have(self) -> None:
        """Drop the fields that are only guessed if a type that may have them instead surely has them."""
        for merged in self.merged.values():
            for name, field in [*merged.fields.items()]:
                rivals = [self.merged.get(rival) for rival in field.rivals]
                if field.is_guessed and any(
                    _surely_has(rival, name) for rival in rivals
                ):
                    _drop(merged, name)

    def _free_name(self, name: str, view: DraftType) -> str:
        words = re.findall(
            r"\w+", view.owner
        )  # a page without title is named by its address
        owned = "".join(f"{word[:1].upper()}{word[1:]}" for word in words) + name
        candidates = chain([owned], (f"{owned}{number}" for number in count(2)))
        free = next(
            candidate for candidate in candidates if candidate not in self._taken
        )
        self._taken.add(free)
        return free


def _named_elsewhere(views: Sequence[DraftType]) -> Iterator[tuple[int, str]]:
    """Yield the ids of views whose name comes from a list's, each with the name that other pages print.

    That is the type of a list of the same name, if it has all the view's fields and describes them
    alike. Or it is a type of whatever name that describes them word for word alike.
    """
    named: dict[str, dict[str, list[DraftType]]] = {}
    for view in views:
        if view.is_named and view.fields:
            named.setdefault(view.of_field, {}).setdefault(view.name, []).append(view)
    for view in views:
        if not view.is_named and view.fields and not view.is_whole:
            types = named.get(view.of_field, {})
            names = {name for name, others in types.items() if _has_all(others, view)}
            names = names or _described_alike(view, views)
            if len(names) == 1:
                yield id(view), names.pop()


#: So many fields with the very same descriptions are those of one type; one or two (`id`, `name`) may be
#: described alike in several.
_ENOUGH = 3


def _described_alike(view: DraftType, views: Iterable[DraftType]) -> set[str]:
    """Return the types that have all fields of a view, with the very descriptions that it has."""
    descriptions = {name: field.description for name, field in view.fields.items()}
    if sum(map(bool, descriptions.values())) < _ENOUGH:
        return set()
    return {
        other.name
        for other in views
        if other.is_named
        and all(
            name in other.fields
            and other.fields[name].description == text
            and not _differ(other.fields[name], view.fields[name])
            for name, text in descriptions.items()
        )
    }


def _has_all(others: Sequence[DraftType], view: DraftType) -> bool:
    """Return whether one of the other views has all fields of a view and describes them alike."""
    return any(
        view.fields.keys() <= other.fields.keys()
        and not any(
            _differ(other.fields[name], field) for name, field in view.fields.items()
        )
        and any(field.description for field in view.fields.values())
        and _are_described_alike(other, view)
        for other in others
    )


def _weight(view: DraftType) -> tuple[object, ...]:
    """Return the sort key of a view: views that say most about their type come first.

    The first view of a type decides which others are views of it. So it has to be a whole one (of a
    response, which leaves no field out) and a big one: small views differ from nearly nothing. Then
    follow all that a view says and its place, so that the order in which pages were read never matters.
    """
    return (
        not view.is_whole,
        -len(view.fields) - len(view.values),
        not view.is_named,
        tuple(view.fields),
        tuple(view.values),
        view.owner,
        view.at,
    )


def _is_view_of(cluster: Sequence[DraftType], view: DraftType) -> bool:
    """Return whether a view can be one of the type that the views of a cluster are of.

    Views are of one type if no field that both have differs, and if half of the smaller one's fields
    are in both: less may be chance, as `id` and `name` are everywhere.
    """
    first = cluster[0]
    if first.is_enum != view.is_enum:
        return False
    if first.is_enum:
        if not (first.is_named or view.is_named):  # a page prints all values
            return first.values.keys() == view.values.keys()
        shared = first.values.keys() & view.values.keys()
        return 2 * len(shared) >= min(len(first.values), len(view.values))
    shared = first.fields.keys() & view.fields.keys()
    if any(_differ(first.fields[name], view.fields[name]) for name in shared):
        return False
    if first.fields.keys() == view.fields.keys():
        return True
    if not view.is_named and not _may_be_unnamed_view(cluster, view):
        return False
    enough = 2 * len(shared) >= min(len(first.fields), len(view.fields))
    return enough and _are_described_alike(first, view)


def _may_be_unnamed_view(cluster: Sequence[DraftType], view: DraftType) -> bool:
    """Return whether a view whose name comes from its field can be one of a type with more fields."""
    if not view.fields.keys() <= cluster[0].fields.keys():
        return False
    is_same_field = any(
        other.owner == view.owner and not other.is_named for other in cluster
    )
    return is_same_field or not (view.is_whole and cluster[0].is_whole)


def _are_described_alike(view: DraftType, other: DraftType) -> bool:
    """Return whether most fields of both have the same description, as those of one type do."""
    pairs = [
        (_gist(view.fields[name].description), _gist(other.fields[name].description))
        for name in view.fields.keys() & other.fields.keys()
    ]
    matches = [text == other_text for text, other_text in pairs if text and other_text]
    return 2 * sum(matches) >= len(matches)


def _gist(description: str) -> str:
    """Return what a description says first: limits behind it may be printed otherwise elsewhere."""
    return _GIST.split(description.strip(), maxsplit=1)[0].strip()


def _differ(field: DraftField, other: DraftField) -> bool:
    """Return whether two fields have different types for sure."""
    if not (field.is_sure and other.is_sure) or field.is_guessed or other.is_guessed:
        return False
    kind, other_kind = _kind(field), _kind(other)
    wrappers, other_wrappers = (field.is_list, field.inner), (
        other.is_list,
        other.inner,
    )
    return wrappers != other_wrappers or not (
        kind == other_kind
        or kind in _VAGUER.get(other_kind, ())
        or other_kind in _VAGUER.get(kind, ())
    )


def _kind(field: DraftField) -> str:
    return field.type if isinstance(field.type, str) else f"type {field.type.name}"


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
    for name, field in [*merged.fields.items()]:
        if field.is_guessed and _is_outvoted(field, views):
            _drop(merged, name)
    return merged


def _is_outvoted(field: DraftField, views: Sequence[DraftType]) -> bool:
    """Return whether a field that no view is sure of is none of the type.

    Whole views leave no field out. Where there are lines, one without a guess settles it; else most of
    them do.
    """
    whole = [view for view in views if view.is_whole]
    has_lines = bool(field.rivals)
    if has_lines and any(_is_certain(view) for view in whole):
        return True
    return 2 * sum(field.wire in view.fields for view in whole) < len(whole)


def _is_certain(view: DraftType) -> bool:
    return not any(field.is_guessed for field in view.fields.values())


def _surely_has(merged: DraftType | None, name: str) -> bool:
    field = merged.fields.get(name) if merged else None
    return field is not None and not field.is_guessed


def _drop(merged: DraftType, name: str) -> None:
    """Take a field out of a type, and out of its groups."""
    del merged.fields[name]
    members = [
        replace(group, members=tuple(one for one in group.members if one != name))
        for group in merged.groups
    ]
    merged.groups = [group for group in members if group.members]


def _joined(
    known: dict[str, DraftField], more: dict[str, DraftField]
) -> dict[str, DraftField]:
    joined = _in_order(known, more)
    for name, field in more.items():
        if name in known:
            joined[name] = _joined_field(known[name], field)
    return joined


def _in_order(known: dict[str, T], more: dict[str, T]) -> dict[str, T]:
    """Return `known` with the entries that only `more` has, each after the entry that it follows there.

    Where both have an entry, that of `known` counts, unless it is empty.
    """
    anchor, runs = "", dict[str, list[str]]()  # what comes after each entry of `known`
    for name in more:
        if name in known:
            anchor = name
        else:
            runs.setdefault(anchor, []).append(name)
    best = more | {
        name: value for name, value in known.items() if value or name not in more
    }
    names = [*runs.get("", ())]
    for name in known:
        names += (name, *runs.get(name, ()))
    return {name: best[name] for name in names}


def _joined_field(first: DraftField, second: DraftField) -> DraftField:
    """Join what two places say of one field; the more exact type wins."""
    best = second if _exactness(second) > _exactness(first) else first
    return DraftField(
        wire=first.wire,
        at=first.at,
        type=best.type,
        is_list=best.is_list,
        inner=best.inner,
        description=first.description or second.description,
        is_required=first.is_required or second.is_required,
        is_sure=first.is_sure or second.is_sure,
        is_guessed=first.is_guessed and second.is_guessed,
        rivals=tuple(dict.fromkeys(first.rivals + second.rivals)),
        facts=second.facts | first.facts,
        printed=second.printed | first.printed,
    )


_EXACTNESS = (
    {"json": 1, "string": 2, "number": 2, "integer": 3}
    | dict.fromkeys(("datetime", "decimal", "guid", "int32"), 4)
    | {"int64": 5, "named": 6, "shown": 7}
)


def _exactness(field: DraftField) -> int:
    """Return how much a field's type says: a guess nothing, the fields of a type most.

    A name alone may be that of several types.
    """
    if not isinstance(field.type, str):
        return _EXACTNESS["shown" if isinstance(field.type, DraftType) else "named"]
    if not field.is_sure:
        return 0
    return _EXACTNESS.get(field.type, 3)


def _all_groups(known: list[DraftGroup], more: list[DraftGroup]) -> list[DraftGroup]:
    """Return the groups of both; of two that overlap, the better one.

    A group that overlaps two others changes nothing: the line between them is missing in its view.
    """
    groups = list(known)
    places: dict[str, set[int]] = {}  # of the groups that each member is in

    def put(place: int) -> None:
        for member in groups[place].members:
            places.setdefault(member, set()).add(place)

    for place in range(len(groups)):
        put(place)
    for group in more:
        overlapping = {
            place for member in group.members for place in places.get(member, ())
        }
        if not overlapping:
            groups.append(group)
            put(len(groups) - 1)
        elif len(overlapping) == 1 and _is_better(group, groups[min(overlapping)]):
            (place,) = overlapping
            for member in groups[place].members:
                places[member].discard(place)
            groups[place] = group
            put(place)
    return groups


def wholes(
    groups: Iterable[DraftGroup], known: Sequence[DraftGroup]
) -> Iterator[DraftGroup]:
    """Yield, for each group, the first known one that it overlaps; itself if it overlaps none."""
    places: dict[str, int] = {}  # of the first known group that has a member
    for place, known_group in enumerate(known):
        for member in known_group.members:
            places.setdefault(member, place)
    for group in groups:
        found = [places[member] for member in group.members if member in places]
        yield known[min(found)] if found else group


def _is_better(group: DraftGroup, known: DraftGroup) -> bool:
    """Return whether a group is better than a known one: no guess, or else more complete.

    Of two guesses the shorter one is better, since what ends a group in one place ends it in all.
    """
    if group.is_guessed and known.is_guessed:
        return len(group.members) < len(known.members)
    if group.is_guessed or known.is_guessed:
        return known.is_guessed
    return len(group.members) > len(known.members)
