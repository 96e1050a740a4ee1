"""Compares service plugins: Wix asks, so requests are what an app gets, and answers what it sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from wixgen.diff.alike import pairs
from wixgen.diff.context import Context, Where
from wixgen.diff.demands import Demands, demanded_by
from wixgen.diff.reach import Reach
from wixgen.diff.rules import Consumer
from wixgen.diff.types import compare_fields
from wixgen.package import names
from wixgen.spec.api import ObjectType, Plugin, PluginError, PluginMethod, Resource

Named = TypeVar("Named", PluginMethod, PluginError)


def compare_plugins(context: Context, old: Resource, new: Resource) -> None:
    """Compare the service plugins of two states of a resource."""
    before, after = old.plugin, new.plugin
    if before is not None and after is not None:
        _compare_plugin(context, new, before, after)
    elif before is not None or after is not None:
        rule = "plugin-added" if before is None else "plugin-removed"
        components = (
            before.component if before else None,
            after.component if after else None,
        )
        places = (before.at if before else old.at, after.at if after else new.at)
        context.tell(rule, _whole(new), components, places)


def _whole(resource: Resource) -> Where:
    """Return the place of a plugin, which concerns whoever answers its calls."""
    reach = Reach({Consumer.SENDS: set(), Consumer.GETS: set()})
    return Where(resource.key, "service_plugin", "service_plugin", reach)


def _compare_plugin(
    context: Context, resource: Resource, old: Plugin, new: Plugin
) -> None:
    if old.component != new.component:
        change = (old.component, new.component)
        places = (old.at, new.at)
        context.tell("plugin-component-changed", _whole(resource), change, places)
    _compare_methods(context, resource, old, new)
    errors = (_by_name(old.errors), _by_name(new.errors))
    for name, error in errors[0].items():
        if name not in errors[1]:
            where = _of_error(resource, error)
            places = (error.at, new.at)
            gone, classes = (error.code, None), (where.python, "")
            context.tell("plugin-error-removed", where, gone, places, names=classes)
    for name, error in errors[1].items():
        if name in errors[0]:
            _compare_error(context, resource, errors[0][name], error)
        else:
            where = _of_error(resource, error)
            places = (old.at, error.at)
            context.tell("plugin-error-added", where, (None, error.code), places)


def _by_name(entries: tuple[Named, ...]) -> Mapping[str, Named]:
    return {entry.name: entry for entry in entries}


def _compare_methods(
    context: Context, resource: Resource, old: Plugin, new: Plugin
) -> None:
    before, after = _by_name(old.methods), _by_name(new.methods)
    gone = [method for name, method in before.items() if name not in after]
    came = [method for name, method in after.items() if name not in before]
    renamed = pairs(gone, came, lambda one, other: float(one.path == other.path))
    told = {method.name for pair in renamed for method in pair}
    for one, other in renamed:
        places = (one.at, other.at)
        where = _of_method(resource, one)
        context.tell("method-renamed", where, (one.name, other.name), places)
        _compare_method(context, resource, one, other)
    for method in came:
        if method.name not in told:
            where = _of_method(resource, method)
            places = (old.at, method.at)
            context.tell("method-added", where, (None, method.path), places)
    for method in gone:
        if method.name not in told:
            where = _of_method(resource, method)
            places = (method.at, new.at)
            context.tell("method-removed", where, (method.path, None), places)
    for name in before.keys() & after.keys():
        _compare_method(context, resource, before[name], after[name])


def _of_method(resource: Resource, method: PluginMethod) -> Where:
    name = f"{resource.key}.{method.name}"
    reach = Reach({Consumer.SENDS: {name}, Consumer.GETS: {name}})
    python = names.method_name(method.name, method.python_name)
    return Where(resource.key, method.name, python, reach)


def _of_error(resource: Resource, error: PluginError) -> Where:
    reach = Reach({Consumer.SENDS: {f"{resource.key}.{error.name}"}})
    python = names.class_name(error.name, error.python_name)
    return Where(resource.key, error.name, python, reach)


def _compare_method(
    context: Context, resource: Resource, old: PluginMethod, new: PluginMethod
) -> None:
    where, name = _of_method(resource, new), f"{resource.key}.{new.name}"
    places = (old.at, new.at)
    calls = [names.method_name(one.name, one.python_name) for one in (old, new)]
    if old.name == new.name and calls[0] != calls[1]:
        context.tell("method-renamed", where, (calls[0], calls[1]), places)
    if old.path != new.path:
        context.tell("http-changed", where, (old.path, new.path), places)
    asked = Where(
        where.resource, where.path, where.python, Reach({Consumer.GETS: {name}})
    )
    answered = Where(
        where.resource, where.path, where.python, Reach({Consumer.SENDS: {name}})
    )
    compare_fields(context, asked, old.parameters, new.parameters)
    compare_fields(context, answered, old.returns, new.returns)
    roots: tuple[ObjectType, ObjectType] = (old.returns, new.returns)
    demands = Demands(context, answered, roots, places)
    demands.compare_required(
        demanded_by(old.answer_required), demanded_by(new.answer_required)
    )
    demands.compare_groups(old.answer_exactly_one, new.answer_exactly_one)
    context.notes(where, old, new)


def _compare_error(
    context: Context, resource: Resource, old: PluginError, new: PluginError
) -> None:
    where, places = _of_error(resource, new), (old.at, new.at)
    classes = [names.class_name(one.name, one.python_name) for one in (old, new)]
    if classes[0] != classes[1]:
        change = (classes[0], classes[1])
        rule = "type-python-name-changed"
        context.tell(rule, where, change, places, names=change)
    facts = [
        [one.http, one.status, one.code, one.data.name if one.data else None]
        for one in (old, new)
    ]
    if facts[0] != facts[1]:
        context.tell("plugin-error-changed", where, (facts[0], facts[1]), places)
    context.notes(where, old, new)
