"""Tells which types common.yaml could hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from wixgen.diagnostics import Diagnostics, Place, quoted
from wixgen.sharing.alike import TypeKey
from wixgen.sharing.proposal import SharedType
from wixgen.spec.load import Spec

CODE = "shared-type"
HELP = (
    "run `wixgen lint --shared --fix`: {} to common.yaml, and can still be imported from these "
    "resources"
)
_NAMED = 3  # resources that a message names; of more, it tells how many there are


def warn_of_shared(
    shared: Sequence[SharedType], spec: Spec, report: Diagnostics
) -> None:
    """Warn of types that could be shared, and of those that they refer to together with them.

    Args:
        shared: The types, as `shared_types` found them.
        spec: The specs that declare them.
        report: Takes a warning for each type that no other one takes along.
    """
    places: dict[TypeKey, Place] = {}
    resources: dict[str, str] = {}
    for resource in spec.resources:
        path = resource.at.path
        resources[path] = f"{resource.package}.{resource.module}"
        places |= {(path, str(name)): name.place for name in resource.types}
    for first, others in _groups(shared):
        name = quoted(first.name)
        along = f", with {len(others)} that it refers to," if others else ""
        where = _listed([resources[path] for path, _ in first.members])
        how = "as in common.yaml" if first.is_common else "alike"
        message = f"{name}{along} is declared {how} by {where}"
        help = HELP.format("they move" if others else "it moves")
        report.warn(places[first.members[0]], CODE, message, help=help)


def accepted_types(
    shared: Iterable[SharedType], spec: Spec, report: Diagnostics
) -> set[TypeKey]:
    """Return the types that could be shared and whose specs accept that they aren't.

    Args:
        shared: The types, as `shared_types` found them.
        spec: The specs that declare them.
        report: Knows what specs accept.
    """
    members = {key for one in shared for key in one.members}
    return {
        (resource.at.path, str(name))
        for resource in spec.resources
        for name in resource.types
        if (resource.at.path, str(name)) in members and report.accepts(name.place, CODE)
    }


def _groups(shared: Sequence[SharedType]) -> Iterator[tuple[SharedType, list[str]]]:
    """Yield types that no other one refers to, each with those that it takes along; all come once.

    Of types that only refer to each other, the first takes the others along.
    """
    by_name = {one.name: one for one in shared}
    used = {name for one in shared for name in one.uses - {one.name}}
    told: set[str] = set()
    for one in sorted(shared, key=lambda one: one.name in used):
        if one.name in told:
            continue
        found, waiting = {one.name}, [one]
        while waiting:
            inside = waiting.pop().uses & by_name.keys() - told - found
            found |= inside
            waiting += (by_name[name] for name in inside)
        told |= found
        yield one, sorted(found - {one.name})


def _listed(resources: Sequence[str]) -> str:
    """Return the first resources, and how many others there are."""
    rest = len(resources) - _NAMED
    if rest <= 1:
        return ", ".join(resources)
    return f"{', '.join(resources[:_NAMED])} and {rest} others"
