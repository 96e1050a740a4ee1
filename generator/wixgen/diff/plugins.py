"""Compares service plugins: there Wix calls and the app answers, so who sends is the app."""

from __future__ import annotations

from dataclasses import replace

from wixgen.diagnostics import Place
from wixgen.diff.context import Context, Where
from wixgen.diff.reach import Reach
from wixgen.diff.rules import Consumer
from wixgen.diff.types import compare_fields
from wixgen.package import names
from wixgen.spec.api import Plugin, PluginError, PluginMethod, Resource

Places = tuple[Place, Place]


def compare_plugins(context: Context, old: Resource, new: Resource) -> None:
    """Compare the service plugins of a resource, of which there may be none."""
    before, after = old.plugin, new.plugin
    where = Where(new.key, reach=_reach(new.key, Consumer.SENDS))
    if before is None or after is None:
        if before is not after:
            rule = "plugin-added" if after else "plugin-removed"
            components = _component(before), _component(after)
            context.tell(rule, where, components, _places(before, after, old, new))
        return
    if before.component != after.component:
        change = before.component, after.component
        rule = "plugin-component-changed"
        context.tell(rule, where, change, (before.at, after.at))
    _compare_methods(context, where, before, after)
    _compare_errors(context, where, before, after)


def _reach(name: str, *consumers: Consumer) -> Reach:
    return Reach({consumer: {name} for consumer in consumers})


def _component(plugin: Plugin | None) -> str | None:
    return plugin.component if plugin else None


def _places(
    before: Plugin | None, after: Plugin | None, old: Resource, new: Resource
) -> Places:
    return before.at if before else old.at, after.at if after else new.at


def _compare_methods(context: Context, where: Where, old: Plugin, new: Plugin) -> None:
    before = {method.name: method for method in old.methods}
    after = {method.name: method for method in new.methods}
    for name in sorted({*before, *after}):
        one, other = before.get(name), after.get(name)
        here = _at_method(where, one or other)
        if one and other:
            _compare_method(context, here, one, other)
        else:
            rule = "plugin-method-added" if other else "plugin-method-removed"
            change = (one.path if one else None), (other.path if other else None)
            places = one.at if one else old.at, other.at if other else new.at
            context.tell(rule, here, change, places)


def _at_method(where: Where, method: PluginMethod | None) -> Where:
    """Return the place of a method that Wix calls, which concerns whoever answers it."""
    if method is None:
        return where
    python = names.method_name(method.name, method.python_name)
    name = f"{where.resource}.{method.name}"
    return replace(where.below(method.name, python), reach=_reach(name, Consumer.SENDS))


def _compare_method(
    context: Context, where: Where, old: PluginMethod, new: PluginMethod
) -> None:
    places = (old.at, new.at)
    handlers = [names.method_name(one.name, one.python_name) for one in (old, new)]
    if handlers[0] != handlers[1]:
        context.tell("method-renamed", where, (handlers[0], handlers[1]), places)
    if old.path != new.path:
        context.tell("plugin-path-changed", where, (old.path, new.path), places)
    name = f"{where.resource}.{new.name}"
    gets = replace(where, reach=_reach(name, Consumer.GETS))
    compare_fields(context, gets, old.parameters, new.parameters)
    compare_fields(context, where, old.returns, new.returns)
    for state, sides in (("added", (old, new)), ("removed", (new, old))):
        _compare_demands(context, where, sides, state, places)
    context.notes(where, old, new)


def _compare_demands(
    context: Context,
    where: Where,
    sides: tuple[PluginMethod, PluginMethod],
    state: str,
    places: Places,
) -> None:
    """Tell what the second side demands of an answer and the first doesn't."""
    first, second = sides
    required = [{path.path for path in side.answer_required} for side in sides]
    paths = [
        *(("required", path) for path in sorted(required[1] - required[0])),
        *(
            ("exactly-one", path)
            for path in sorted(
                {*second.answer_exactly_one} - {*first.answer_exactly_one}
            )
        ),
    ]
    for what, path in paths:
        python = ".".join(names.field_name(part) for part in path.split("."))
        change = (None, path) if state == "added" else (path, None)
        rule = f"{what}-{state}"
        context.tell(rule, where.below(path, python), change, places)


def _compare_errors(context: Context, where: Where, old: Plugin, new: Plugin) -> None:
    before = {error.name: error for error in old.errors}
    after = {error.name: error for error in new.errors}
    for name in sorted({*before, *after}):
        one, other = before.get(name), after.get(name)
        reach = _reach(f"{where.resource}.{name}", Consumer.SENDS)
        here = replace(where.below(name, names.class_name(name)), reach=reach)
        places = one.at if one else old.at, other.at if other else new.at
        if one and other:
            if _answered(one) != _answered(other):
                told = _answered(one), _answered(other)
                context.tell("plugin-error-changed", here, told, places)
            context.notes(here, one, other)
        else:
            rule = "plugin-error-added" if other else "plugin-error-removed"
            change = (one and one.code), (other and other.code)
            context.tell(rule, here, change, places)


def _answered(error: PluginError) -> dict[str, object]:
    """Return what an answer with an error says."""
    told: dict[str, object] = {
        "http": error.http,
        "status": error.status,
        "code": error.code,
        "data": error.data.name if error.data else "",
    }
    return {key: value for key, value in told.items() if value}
