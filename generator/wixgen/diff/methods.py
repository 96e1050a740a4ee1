"""Compares methods and webhooks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wixgen.diff.alike import fields_alike, pairs
from wixgen.diff.calls import compare_calls
from wixgen.diff.context import Context, Where
from wixgen.diff.demands import compare_demands, demanded
from wixgen.diff.reach import Reach
from wixgen.diff.rules import Consumer
from wixgen.diff.types import (
    UNDOCUMENTED,
    compare_field,
    compare_fields,
    compare_groups,
    is_unchanged,
    tell_renamed,
    type_change,
)
from wixgen.diff.words import (
    attribute_of,
    call_of,
    content_of,
    event_of,
    parameter_of,
    spelt_type,
)
from wixgen.package.names import method_name
from wixgen.spec.api import Method, Resource, Webhook

IDEMPOTENCY_KEY = "idempotencyKey"


def compare_methods(context: Context, old: Resource, new: Resource) -> None:
    """Compare the methods of a resource."""
    before = {method.name: method for method in old.methods}
    after = {method.name: method for method in new.methods}
    gone = [method for name, method in before.items() if name not in after]
    came = [method for name, method in after.items() if name not in before]
    renamed = pairs(gone, came, lambda one, other: float(_http(one) == _http(other)))
    for one, other in renamed:
        where = _of_method(new, one)
        change, places = (one.name, other.name), (one.at, other.at)
        calls = (call_of(one), call_of(other))
        context.tell("method-renamed", where, change, places, names=calls)
        _compare_method(context, new, one, other)
    moved = {id(method) for pair in renamed for method in pair}
    was_skipped = {skipped.name: skipped for skipped in old.skipped}
    is_skipped = {skipped.name: skipped for skipped in new.skipped}
    for name, method in after.items():
        if name in before:
            _compare_method(context, new, before[name], method)
        elif id(method) not in moved:
            places = (old.at, method.at)
            skipped = was_skipped.get(name)
            rule = "media-type-became-json" if skipped else "method-added"
            value = skipped.reason if skipped else None
            context.tell(rule, _of_method(new, method), (value, _http(method)), places)
    for method in gone:
        if id(method) not in moved:
            places = (method.at, new.at)
            skipped = is_skipped.get(method.name)
            rule = (
                "deprecated-method-removed" if method.deprecated else "method-removed"
            )
            rule = "media-type-changed" if skipped else rule
            value = skipped.reason if skipped else None
            context.tell(rule, _of_method(new, method), (_http(method), value), places)


def _http(method: Method) -> str:
    return f"{method.verb} {method.path}"


def _of_method(resource: Resource, method: Method) -> Where:
    """Return the place of a method; it concerns those who call it, and those who read its answer."""
    name = f"{resource.key}.{method.name}"
    reach = Reach({Consumer.SENDS: {name}, Consumer.GETS: {name}})
    return Where(resource.key, method.name, call_of(method), reach)


def _compare_method(
    context: Context, resource: Resource, old: Method, new: Method
) -> None:
    where = _of_method(resource, new)
    places = (old.at, new.at)
    if old.name == new.name and call_of(old) != call_of(new):
        calls = (call_of(old), call_of(new))
        context.tell("method-renamed", where, calls, places, names=calls)
    if _http(old) != _http(new):
        context.tell("http-changed", where, (_http(old), _http(new)), places)
    sends = replace(
        where, reach=Reach({Consumer.SENDS: {f"{resource.key}.{new.name}"}})
    )
    gets = replace(where, reach=Reach({Consumer.GETS: {f"{resource.key}.{new.name}"}}))
    _compare_parameters(context, sends, old, new)
    compare_demands(context, sends, old, new)
    compare_fields(context, gets, old.returns, new.returns)
    _compare_result(context, gets, old, new)
    _compare_errors(context, gets, old, new)
    _compare_permissions(context, sends, old, new)
    compare_calls(context, sends, old, new)
    context.notes(where, old, new)


def _compare_parameters(
    context: Context, where: Where, old: Method, new: Method
) -> None:
    before, after = old.parameters, new.parameters
    gone = [field for field in before.fields if after.field_named(field.wire) is None]
    came = [field for field in after.fields if before.field_named(field.wire) is None]
    renamed = pairs(gone, came, fields_alike(before.fields, after.fields))
    moved = {id(field) for pair in renamed for field in pair}
    for one, other in renamed:
        context.renamed_fields[id(before), one.wire] = other.wire
        here = where.below(one.wire, parameter_of(one))
        keywords = (parameter_of(one), parameter_of(other))
        tell_renamed(context, "parameter-renamed", here, (one, other), keywords)
    required = demanded(new).keys()
    for field in after.fields:
        here = where.below(field.wire, parameter_of(field))
        known = before.field_named(field.wire)
        if known is not None:
            if not is_unchanged(context, where.resource, known, field):
                called = parameter_of(known)
                compare_field(context, here, known, field, called, is_parameter=True)
            places = [_place_of(method, field.wire) for method in (old, new)]
            if places[0] != places[1]:
                at = (known.at, field.at)
                context.tell(
                    "parameter-place-changed", here, (places[0], places[1]), at
                )
        elif id(field) not in moved:
            is_required = field.wire in required
            rule = "required-parameter-added" if is_required else "parameter-added"
            rule = UNDOCUMENTED[0] if field.undocumented and not is_required else rule
            value = spelt_type(field.type)
            context.tell(rule, here, (None, value), (old.at, field.at))
    for field in gone:
        if id(field) not in moved:
            rule = "parameter-removed"
            rule = "idempotency-key-removed" if field.wire == IDEMPOTENCY_KEY else rule
            rule = UNDOCUMENTED[1] if field.undocumented else rule
            here = where.below(field.wire, parameter_of(field))
            context.tell(rule, here, (spelt_type(field.type), None), (field.at, new.at))
    compare_groups(context, where, before, after)


def _place_of(method: Method, wire: str) -> str:
    """Return where a parameter travels."""
    tops = {
        name.partition(".")[0] for name in method.path_parameters if "." not in name
    }
    if wire in tops:
        return "path"
    return "query" if method.verb in {"GET", "DELETE"} else "body"


def _compare_result(context: Context, where: Where, old: Method, new: Method) -> None:
    """Compare what a call hands back."""
    places = (old.at, new.at)
    if old.paging is None or new.paging is None:
        if old.paging is not new.paging:
            rule = "paging-added" if old.paging is None else "paging-removed"
            styles = (
                old.paging.style if old.paging else None,
                new.paging.style if new.paging else None,
            )
            context.tell(rule, where, styles, places)
        elif _handed_back(old) != _handed_back(new):
            results = (_handed_back(old), _handed_back(new))
            fields = (_handed_field(old), _handed_field(new))
            rule = "sdk-returns-changed"
            context.tell(rule, where, results, places, names=fields)
        return
    first, second = old.paging, new.paging
    facts = [
        ("paging-style-changed", first.style, second.style),
        ("paging-items-changed", first.items, second.items),
        ("paging-metadata-changed", first.metadata, second.metadata),
    ]
    for rule, before, after in facts:
        if before != after:
            context.tell(rule, where, (before, after), places)
    if type_change(context, where.resource, first.item, second.item) is not None:
        items = (spelt_type(first.item), spelt_type(second.item))
        context.tell("paging-item-type-changed", where, items, places)


def _handed_back(method: Method) -> str:
    """Return what a call hands back: nothing, a field of the answer, or the answer."""
    if method.sdk.returns_nothing or not method.returns.fields:
        return "nothing"
    return method.sdk.returns or "the answer"


def _handed_field(method: Method) -> str:
    """Return the attribute of the answer's field that is handed back; "" if it isn't one."""
    field = method.returns.field_named(method.sdk.returns)
    return attribute_of(field) if field and not method.sdk.returns_nothing else ""


def _compare_errors(context: Context, where: Where, old: Method, new: Method) -> None:
    before = {(error.http, error.code or error.status): error for error in old.errors}
    after = {(error.http, error.code or error.status): error for error in new.errors}
    places = (old.at, new.at)
    for key in sorted({*before, *after}, key=str):
        one, other = before.get(key), after.get(key)
        name = str(key[1] or key[0])
        if one is None:
            context.tell("error-added", where, (None, name), places, fact=name)
        elif other is None:
            context.tell("error-removed", where, (name, None), places, fact=name)
        elif one != other:
            told = (one.description or one.status, other.description or other.status)
            context.tell("error-changed", where, told, places, fact=name)


def _compare_permissions(
    context: Context, where: Where, old: Method | Webhook, new: Method | Webhook
) -> None:
    places = (old.at, new.at)
    before, after = (
        {*one.permissions.values(), *one.permission_ids} for one in (old, new)
    )
    added, removed = sorted(after - before), sorted(before - after)
    if len(added) == len(removed) == 1:
        change = (removed[0], added[0])
        context.tell("permission-replaced", where, change, places, fact=added[0])
        return
    for scope in added:
        context.tell("permission-added", where, (None, scope), places, fact=scope)
    for scope in removed:
        context.tell("permission-removed", where, (scope, None), places, fact=scope)


def compare_webhooks(context: Context, old: Resource, new: Resource) -> None:
    """Compare the webhooks of a resource."""
    before = {webhook.name: webhook for webhook in old.webhooks}
    after = {webhook.name: webhook for webhook in new.webhooks}
    gone = [webhook for name, webhook in before.items() if name not in after]
    came = [webhook for name, webhook in after.items() if name not in before]
    renamed = pairs(gone, came, _webhooks_alike)
    moved = {id(webhook) for pair in renamed for webhook in pair}
    for one, other in renamed:
        where = _of_webhook(new, one)
        change, places = (one.name, other.name), (one.at, other.at)
        classes = (event_of(one), event_of(other))
        context.tell("webhook-renamed", where, change, places, names=classes)
        _compare_webhook(context, new, one, other)
    for name, webhook in after.items():
        if name in before:
            _compare_webhook(context, new, before[name], webhook)
        elif id(webhook) not in moved:
            places = (old.at, webhook.at)
            where = _of_webhook(new, webhook)
            context.tell("webhook-added", where, (None, webhook.kind), places)
    for webhook in gone:
        if id(webhook) not in moved:
            places = (webhook.at, new.at)
            where = _of_webhook(new, webhook)
            classes = (event_of(webhook), "")
            gone_kind = (webhook.kind, None)
            context.tell("webhook-removed", where, gone_kind, places, names=classes)


def _webhooks_alike(one: Webhook, other: Webhook) -> float:
    return float(bool(one.event_type) and one.event_type == other.event_type)


def _of_webhook(resource: Resource, webhook: Webhook) -> Where:
    reach = Reach({Consumer.EVENTS: {f"{resource.key}.{webhook.name}"}})
    return Where(resource.key, webhook.name, event_of(webhook), reach)


def _compare_webhook(
    context: Context, resource: Resource, old: Webhook, new: Webhook
) -> None:
    where, places = _of_webhook(resource, new), (old.at, new.at)
    if old.name == new.name and event_of(old) != event_of(new):
        classes = (event_of(old), event_of(new))
        context.tell("webhook-renamed", where, classes, places, names=classes)
    hooks = [method_name(webhook.handler) for webhook in (old, new)]
    if old.name == new.name and hooks[0] != hooks[1]:
        change = (hooks[0], hooks[1])
        rule = "webhook-renamed"
        context.tell(rule, where, change, places, fact="handler", names=change)
    contents = (content_of(old), content_of(new))
    if old.kind != new.kind:
        kinds = (old.kind, new.kind)
        context.tell("webhook-kind-changed", where, kinds, places, names=contents)
    payloads = [
        webhook.payload.name if webhook.payload else None for webhook in (old, new)
    ]
    expected = context.renamed.get((resource.key, payloads[0] or ""), payloads[0])
    if expected != payloads[1]:
        rule = _change("webhook-entity", *payloads)
        other = (payloads[0], payloads[1])
        context.tell(rule, where, other, places, names=contents)
    if old.modified_fields != new.modified_fields:
        state = "added" if new.modified_fields else "removed"
        told = (old.modified_fields, new.modified_fields)
        context.tell(f"modified-fields-{state}", where, (told[0], told[1]), places)
    types = [webhook.event_type or None for webhook in (old, new)]
    if types[0] != types[1]:
        context.tell(_change("event-type", *types), where, (types[0], types[1]), places)
    _compare_permissions(context, where, old, new)
    context.notes(where, old, new)


def _change(what: str, old: Any, new: Any) -> str:
    """Return the rule of a fact that came, went or changed."""
    if old is None:
        return f"{what}-added"
    return f"{what}-removed" if new is None else f"{what}-changed"
