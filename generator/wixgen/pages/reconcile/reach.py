"""Finds out which methods and webhooks of a spec lead to which of its types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wixgen.pages.spec_data import (
    declared,
    fields_of,
    flat,
    plugin_of,
    section,
    unwrapped,
)
from wixgen.spec_text.text_tree import Data

PLUGIN = "service_plugin"

#: A method or a webhook of a spec: the section that it stands in, and its name there.
Owner = tuple[str, str]


def users_of_types(spec: Data) -> dict[str, set[Owner]]:
    """Map each type of a spec to the methods and webhooks from which references lead to it."""
    types: Data = spec.get("types") or {}
    users: dict[str, set[Owner]] = {name: set() for name in types}
    for owner, expressions in _roots(spec):
        for name in _reached(expressions, types):
            users[name].add(owner)
    return users


def payload_key(kind: str) -> str:
    """Return the key under which a webhook of a kind has the type of its payload."""
    return "entity" if kind in {"created", "updated", "deleted"} else "data"


def _roots(spec: Data) -> Iterator[tuple[Owner, list[str]]]:
    """Yield methods and webhooks with the type expressions that stand in them."""
    for part, methods in (("methods", spec), (PLUGIN, plugin_of(spec))):
        for name, decl in section(methods, "methods").items():
            expressions = [
                *_expressions(decl.get("parameters") or {}),
                *_expressions(decl.get("returns") or {}),
            ]
            yield (part, name), expressions
    for name, decl in section(plugin_of(spec), "errors").items():
        yield (PLUGIN, name), [decl["data"]] if decl.get("data") else []
    for name, decl in section(spec, "webhooks").items():
        payloads: list[str] = [decl[key] for key in ("entity", "data") if decl.get(key)]
        yield ("webhooks", name), payloads


def _expressions(fields: Data) -> Iterator[str]:
    for _, decl in flat(fields):
        yield declared(decl).get("type", "")


def _reached(expressions: Iterable[str], types: Data) -> set[str]:
    """Return the types that references lead to, directly or by way of others."""
    reached: set[str] = set()
    waiting = [*expressions]
    while waiting:
        _, name = unwrapped(waiting.pop())
        if name in types and name not in reached:
            reached.add(name)
            waiting += _expressions(fields_of(types[name]))
    return reached
