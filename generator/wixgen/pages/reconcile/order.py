"""Keep what a spec lists in the order of its pages, whichever of these came first.

Methods and webhooks stand in the order of their addresses, types in that of their first use. A list that
stands otherwise is in the order of a person: there, what is new goes beside its neighbours on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from wixgen.pages.spec_data import declared, fields_of, flat, unwrapped
from wixgen.spec_text.text_tree import Data


def sections_in_order(spec: Data) -> list[str]:
    """Return the sections of a spec that stand in the order of pages."""
    return [
        name
        for name, wanted in _SECTIONS.items()
        if list(_section(spec, name)) == wanted(spec)
    ]


def put_in_order(spec: Data, sections: list[str]) -> None:
    """Arrange these sections in the order of pages, as far as the spec tells it."""
    for name in sections:
        section = _section(spec, name)
        order = _SECTIONS[name](spec)
        if len(order) == len(section):
            items = [(key, section[key]) for key in order]
            section.clear()
            section.update(items)


def _by_address(section: str, spec: Data) -> list[str]:
    """Return the entries of a section that name their pages, by the addresses of these."""
    menu = str(spec.get("docs") or "").rstrip("/")
    addresses: dict[str, str] = {}
    for name, entry in _section(spec, section).items():
        if page := str(declared(entry).get("docs") or ""):
            addresses[name] = page if "://" in page else f"{menu}/{page}"
    return sorted(addresses, key=lambda name: (f"{addresses[name]}.md", name))


def _by_use(spec: Data) -> list[str]:
    """Return the types that a spec uses, in the order of their first use."""
    types = _section(spec, "types")
    seen: dict[str, None] = {}
    waiting = list(_roots(spec))
    while waiting:
        name = unwrapped(waiting.pop(0))[1]
        if name in types and name not in seen:
            seen[name] = None
            inner = _types_of(fields_of(declared(types[name])))
            waiting = [*inner, *waiting]
    return list(seen)


def _roots(spec: Data) -> Iterator[str]:
    """Yield the types that methods, service plugins and webhooks name."""
    for method in _section(spec, "methods").values():
        for key in ("parameters", "returns"):
            yield from _types_of(declared(method).get(key) or {})
    plugin = declared(spec.get("service_plugin"))
    for method in _section(plugin, "methods").values():
        for key in ("parameters", "returns"):
            yield from _types_of(declared(method).get(key) or {})
    for error in _section(plugin, "errors").values():
        yield from (str(error[key]) for key in ("data",) if key in error)
    for webhook in _section(spec, "webhooks").values():
        yield from (str(webhook[key]) for key in ("entity", "data") if key in webhook)


def _types_of(fields: Data) -> list[str]:
    return [str(declared(decl).get("type", "")) for _, decl in flat(fields)]


def _section(spec: Data, name: str) -> Data:
    section: Data = spec.get(name) or {}
    return section


_SECTIONS: Mapping[str, Callable[[Any], list[str]]] = {
    "methods": lambda spec: _by_address("methods", spec),
    "webhooks": lambda spec: _by_address("webhooks", spec),
    "types": _by_use,
}
