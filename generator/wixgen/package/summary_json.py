"""Summaries of resources as JSON, and back from exactly that JSON."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import Any, cast

from wixgen.package.model import (
    EventLine,
    Example,
    MethodLine,
    PluginLine,
    ResourceSummary,
)

Json = dict[str, object]

_TEXTS = (
    "wire_package",
    "wire_module",
    "package",
    "name",
    "prefix",
    "title",
    "doc",
    "docs",
    "local",
)
_KINDS = {"created", "updated", "deleted", "action", "flat"}


def as_json(summary: ResourceSummary) -> Json:
    """Return the summary as JSON data; what is empty is left out."""
    found = cast(Json, _plain(summary))
    return {key: value for key, value in found.items() if value or key == "types"}


def from_json(found: Json) -> ResourceSummary | None:
    """Return the summary that `as_json` wrote; None for anything else: a manifest may have been edited."""
    try:
        summary = _summary(cast(dict[str, Any], dict(found)))
    except (KeyError, TypeError, ValueError):
        return None
    return summary if as_json(summary) == found and _is_sound(summary) else None


def _plain(value: object) -> object:
    """Return JSON data as it is, and a dataclass as an object; `asdict` takes four times as long."""
    if is_dataclass(value):
        value = vars(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in cast(Json, value).items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in cast(list[object], value)]
    return value


def _summary(found: dict[str, Any]) -> ResourceSummary:
    example = found.pop("example", None)
    texts = {key: found.pop(key, "") for key in _TEXTS}
    return ResourceSummary(
        **texts,
        types=found.pop("types"),
        refused=tuple(found.pop("refused", ())),
        common=tuple(found.pop("common", ())),
        requested=tuple(found.pop("requested", ())),
        methods=tuple(MethodLine(**method) for method in found.pop("methods", ())),
        events=tuple(EventLine(**event) for event in found.pop("events", ())),
        plugin=tuple(PluginLine(**method) for method in found.pop("plugin", ())),
        skipped=tuple((a, b, c) for a, b, c in found.pop("skipped", ())),
        unmapped=tuple(found.pop("unmapped", ())),
        example=example and _example(example),
    )


def _example(found: dict[str, Any]) -> Example:
    arguments = tuple((name, value) for name, value in found["arguments"])
    return Example(call=found["call"], arguments=arguments)


def _is_sound(summary: ResourceSummary) -> bool:
    """Return whether every name is a name, and every text a text."""
    names: list[object] = [summary.package, summary.name, summary.prefix]
    texts: list[object] = [summary.wire_package, summary.wire_module]
    texts += [summary.title, summary.doc, summary.docs, summary.local]
    texts += [*summary.refused, *summary.common, *summary.requested]
    texts += summary.unmapped
    for part in summary.skipped:
        texts += part
    lines: list[MethodLine | EventLine] = [
        *summary.methods,
        *summary.events,
        *summary.plugin,
    ]
    for line in lines:
        names.append(line.name)
        texts += [line.title, line.docs, line.deprecated]
    for event in summary.events:
        names.append(event.registrar)
        texts += [event.event_type, event.segment]
    for method in summary.plugin:
        names += [method.constant, method.request]
        texts += [method.component, method.path]
    if example := summary.example:
        names += [*example.call.split("."), *(name for name, _ in example.arguments)]
    return (
        all(isinstance(text, str) for text in texts)
        and all(map(_is_name, names))
        and all(event.kind in _KINDS for event in summary.events)
        and type(summary.types) is int
    )


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isidentifier()
