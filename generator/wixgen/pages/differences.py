"""What pages say otherwise than a spec: the spec, and the same spec as an import with `--prune` makes it.

These are no differences: sentences, examples, and where facts are known from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from wixgen.diagnostics import Diagnostics, Place
from wixgen.diff.changes import ENTRY, Change, Path, changes, plain
from wixgen.diff.judging import Judge, Judgement, judgement_by, judgement_of
from wixgen.pages.change_places import Places, WhereShown
from wixgen.pages.change_words import UNKNOWN, words_of
from wixgen.pages.reconcile.extent import Part
from wixgen.pages.reconcile.matching import Matching
from wixgen.pages.reconcile.type_matching import COMMON
from wixgen.spec.api import Api
from wixgen.spec.check import check
from wixgen.spec.language import CommonDecl, ResourceDecl, TypeDecl
from wixgen.spec.load import Spec
from wixgen.spec.source import Text
from wixgen.spec.types import innermost_name

#: Keys whose values are no facts of the API.
_NO_FACTS = {"description", "source", "correction", "accepted", "name"}


@dataclass(frozen=True, order=True)
class Difference:
    """One difference, and what it would mean for callers if the spec followed the page.

    The side that lacks something has the place of what should hold it.
    """

    where: str  # `calendar.participations.createParticipation: participation.partySize`
    what: str
    page: Place
    spec: Place
    judgement: Judgement = field(default=judgement_of(()), compare=False)


@dataclass(frozen=True)
class Sides:
    """The sides of a comparison.

    Attributes:
        before: The spec as it is.
        after: The same after an import of the pages that removes what they no longer say.
        common: The types that resources share; None if there are none.
        renamed: The new names of methods and webhooks, by section and old name.
        matching: What in `after` is what on the pages.
        shown: Where the pages say what.
    """

    before: ResourceDecl
    after: ResourceDecl
    common: CommonDecl | None
    renamed: Mapping[Part, str]
    matching: Matching
    shown: WhereShown


def differences(sides: Sides, *, only_contradictions: bool = False) -> list[Difference]:
    """Return what pages say otherwise than a spec, each fact once.

    Contradictions are the facts that both state, and not alike.
    """
    found = changes(sides.before, sides.after, sides.renamed)
    facts = [*filter(_is_fact, _with_common(_joined(found, sides), sides))]
    if only_contradictions:
        facts = [
            one for one in facts if one.before is not None and one.after is not None
        ]
    places = Places(
        sides.after, sides.common, sides.renamed, sides.matching, sides.shown
    )
    told = [
        change
        for change in facts
        if not _is_whole_type(change) or places.is_root(change.path[-1])
    ]
    judge = Judge(*(_api(spec, sides.common) for spec in (sides.before, sides.after)))
    return [
        Difference(
            places.where(change),
            words_of(change),
            places.on_page(change),
            change.at_before,
            judgement_of(judge.of(change)),
        )
        for change in told or facts
    ]


def unknown(where: str, page: Place) -> Difference:
    """Return the difference that a page makes of which no spec knows."""
    judgement = judgement_by("resource-added")
    return Difference(where, UNKNOWN, page, Place(""), judgement)


def _api(spec: ResourceDecl, common: CommonDecl | None) -> Api:
    """Return the API of a spec; what is wrong with it is told elsewhere."""
    return check(Spec((spec,), common), Diagnostics())


def _is_fact(change: Change) -> bool:
    """Return whether a change is one of the API, and not of words about it."""
    if change.fact in _NO_FACTS or "examples" in change.path[2:3]:
        return False
    if change.path[:1] == ("sources",):
        return False
    if change.fact == "deprecated":
        return bool(change.before) != bool(change.after)
    is_of_page = change.fact in {"title", "docs"}  # of the page itself, not of the API
    return not is_of_page or bool(change.before)


def _is_whole_type(change: Change) -> bool:
    return change.fact == ENTRY and change.path[0] == "types" and len(change.path) == 2


def _joined(found: Iterable[Change], sides: Sides) -> Iterator[Change]:
    """Yield the changes, those of the paging of one method as a single one."""
    seen: set[Path] = set()
    for change in found:
        if change.path[2:] != ("paging",):
            yield change
        elif change.path not in seen:
            seen.add(change.path)
            new = sides.after.methods[Text(change.path[1], change.at_after)]
            old = next(
                decl
                for name, decl in sides.before.methods.items()
                if sides.renamed.get(("methods", name), name) == change.path[1]
            )
            values = plain(old.paging), plain(new.paging)
            places = old.place("paging"), new.place("paging")
            yield Change(change.path[:2], "paging", *values, *places)


def _with_common(found: Iterable[Change], sides: Sides) -> Iterator[Change]:
    """Yield the changes; where a type of the resource's own replaces a common one, why it has to."""
    types = {str(name): decl for name, decl in sides.after.types.items()}
    new = types.keys() - {str(name) for name in sides.before.types}
    declared = sides.common.types.items() if sides.common else ()
    common = {str(name): decl for name, decl in declared}
    seen: set[tuple[str, str]] = set()
    waiting = [*found]
    while waiting:
        change = waiting.pop(0)
        pair = _replaced(change)
        if pair is None or pair[0] not in common or pair[1] not in new:
            yield change
        elif pair not in seen:
            seen.add(pair)
            waiting = [*_in_common(*pair, common, types), *waiting]


def _replaced(change: Change) -> tuple[str, str] | None:
    """Return a common type and the type that replaces it; None if that isn't what a change is."""
    if change.fact != "type" or not change.before or not change.after:
        return None
    (old, _), (new, _) = innermost_name(change.before), innermost_name(change.after)
    is_replaced = old.startswith(COMMON) and not new.startswith(COMMON)
    return (old.removeprefix(COMMON), new) if is_replaced else None


def _in_common(
    old: str, new: str, common: Mapping[str, TypeDecl], types: Mapping[str, TypeDecl]
) -> Iterator[Change]:
    """Yield what a type of a resource says otherwise than the common type in whose stead it is."""
    for change in changes(common[old], types[new]):
        before = change.before
        if change.fact == "type":
            name, start = innermost_name(before)
            before = f"{before[:start]}{COMMON * (name in common)}{before[start:]}"
        if before != change.after:
            yield replace(change, path=("types", new, *change.path), before=before)
