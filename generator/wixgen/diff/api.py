"""Compares two APIs: what changed, and what it means for whom.

    diff(Api, Api) -> [Finding]

Where something stands in a file, in which order, and in which words, is no change of the API; words give
findings of their own, which concern documentation alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wixgen.diagnostics import Place
from wixgen.diff.alike import pairs, types_alike
from wixgen.diff.context import EVERYBODY, Context, Where
from wixgen.diff.finding import Finding
from wixgen.diff.methods import compare_methods, compare_webhooks
from wixgen.diff.plugins import compare_plugins
from wixgen.diff.types import compare_named
from wixgen.diff.words import class_of
from wixgen.package import names
from wixgen.spec.api import Api, Named, Resource

COMMON = "common"


def diff(before: Api, after: Api) -> list[Finding]:
    """Return what changed between two APIs, the worst first within each resource."""
    context = Context(before, after)
    old = {resource.key: resource for resource in before.resources}
    new = {resource.key: resource for resource in after.resources}
    gone = [resource for key, resource in old.items() if key not in new]
    came = [resource for key, resource in new.items() if key not in old]
    moved = pairs(gone, came, _resources_alike)
    matched = [*moved, *((old[key], new[key]) for key in new if key in old)]
    _match_types(context, before, after, matched)
    _compare_common(context, before, after)
    for one, other in moved:
        places = (one.at, other.at)
        context.tell("resource-moved", _of(other), (one.key, other.key), places)
    for one, other in matched:
        _compare_resource(context, one, other)
    told = {id(resource) for pair in moved for resource in pair}
    nowhere = Place("")
    for resource in came:
        if id(resource) not in told:
            places = (nowhere, resource.at)
            context.tell("resource-added", _of(resource), (None, resource.key), places)
    for resource in gone:
        if id(resource) not in told:
            places = (resource.at, nowhere)
            context.tell(
                "resource-removed", _of(resource), (resource.key, None), places
            )
    return sorted(context.findings, key=_order)


def _order(finding: Finding) -> tuple[str, int, str, str, str]:
    return (
        finding.resource,
        -finding.verdict.weight,
        finding.path,
        finding.rule.id,
        finding.fingerprint,
    )


def _of(resource: Resource) -> Where:
    """Return the place of a resource, which concerns whoever imports it."""
    python = (
        f"{names.package_name(resource.package)}.{names.module_name(resource.module)}"
    )
    return Where(resource.key, "", python, EVERYBODY)


def _resources_alike(one: Resource, other: Resource) -> float:
    """Return the share of addresses and event types that two resources have in common."""
    sets = [
        {f"{method.verb} {method.path}" for method in resource.methods}
        | {hook.event_type for hook in resource.webhooks if hook.event_type}
        for resource in (one, other)
    ]
    union = sets[0] | sets[1]
    share = len(sets[0] & sets[1]) / len(union) if union else 0
    return share if share >= 0.5 else 0


def _match_types(
    context: Context,
    before: Api,
    after: Api,
    matched: Sequence[tuple[Resource, Resource]],
) -> None:
    """Find the types that were renamed, before anything is compared: fields refer to them."""
    sides = [(COMMON, before.common, after.common)]
    sides += [(new.key, old.types, new.types) for old, new in matched]
    for key, old_types, new_types in sides:
        first, second = _by_name(old_types), _by_name(new_types)
        gone = [type_ for name, type_ in first.items() if name not in second]
        came = [type_ for name, type_ in second.items() if name not in first]
        for one, other in pairs(gone, came, types_alike):
            context.renamed[key, one.name] = other.name


def _by_name(types: Sequence[Named]) -> Mapping[str, Named]:
    return {type_.name: type_ for type_ in types}


def _compare_common(context: Context, before: Api, after: Api) -> None:
    """Compare the types that resources share: a change of one is one finding, whatever reaches it."""
    first, second = dict(_by_name(before.common)), dict(_by_name(after.common))
    # what a resource had, or has now, for itself has moved: there it is compared
    for side, other, api in ((second, first, before), (first, second, after)):
        own = {type_.name for resource in api.resources for type_ in resource.types}
        for name in own & (side.keys() - other.keys()):
            del side[name]
    _compare_types(
        context, COMMON, first, second, (Place("common.yaml"), Place("common.yaml"))
    )


def _compare_resource(context: Context, old: Resource, new: Resource) -> None:
    where = _of(new)
    context.notes(where, old, new)
    common = context.common
    first, second = dict(_by_name(old.types)), dict(_by_name(new.types))
    for name in [*first]:  # what moved to or from the shared types is the same type
        if name not in second and name in common[1]:
            second[name] = common[1][name]
    for name in [*second]:
        if name not in first and name in common[0]:
            first[name] = common[0][name]
    _compare_types(context, new.key, first, second, (old.at, new.at))
    compare_methods(context, old, new)
    compare_webhooks(context, old, new)
    compare_plugins(context, old, new)


def _compare_types(
    context: Context,
    key: str,
    first: Mapping[str, Named],
    second: Mapping[str, Named],
    owners: tuple[Place, Place],
) -> None:
    renamed = {
        old: new for (resource, old), new in context.renamed.items() if resource == key
    }
    for old, new in renamed.items():
        before, after = first[old], second[new]
        if class_of(before) != class_of(after):
            where = Where(key, old, class_of(before), context.reach(before, after))
            places = (before.note.at, after.note.at)
            classes = (class_of(before), class_of(after))
            context.tell("type-renamed", where, (old, new), places, names=classes)
        compare_named(context, key, before, after)
    for name, after in second.items():
        if name in first:
            if not (first[name].is_common and after.is_common and key != COMMON):
                compare_named(context, key, first[name], after)
        elif name not in renamed.values():
            where = Where(key, name, class_of(after), context.reach(None, after))
            context.tell("type-added", where, (None, name), (owners[0], after.note.at))
    for name, before in first.items():
        if name not in second and name not in renamed:
            where = Where(key, name, class_of(before), context.reach(before, None))
            places = (before.note.at, owners[1])
            classes = (class_of(before), "")
            context.tell("type-removed", where, (name, None), places, names=classes)
