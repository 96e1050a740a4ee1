"""Tells where the facts of a comparison stand on pages, and by which method one gets there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from wixgen.diagnostics import Place
from wixgen.diff.changes import RENAMED, Change, flat_fields
from wixgen.pages.reconcile.extent import Part
from wixgen.pages.reconcile.matching import Matching
from wixgen.pages.reconcile.type_matching import COMMON
from wixgen.spec.language import CommonDecl, Fields, ResourceDecl
from wixgen.spec.types import innermost_name

_SECTIONS = ("methods", "webhooks")
PLUGIN = "service_plugin"
#: What is in an event, by the key that says so of a webhook.
_EVENT_FIELDS = {
    "modified_fields": "modifiedFields",
    "entity": "entity",
    "data": "data",
}


class WhereShown(Protocol):
    """Where the pages of an import, or whatever else it reads, say what; see `shown.Shown`."""

    @property
    def start(self) -> Place:
        """Return where it begins."""
        ...

    def method_or_webhook(self, part: Part) -> Place:
        """Return where a method or a webhook is documented."""
        ...

    def at_method(self, name: str, key: str) -> Place:
        """Return where what stands in a spec under a key of a method is said."""
        ...

    def at_parameter(self, name: str, key: str, wire: str) -> Place:
        """Return where a parameter or a field of the answer is shown, else where it might."""
        ...

    def at_type(self, names: Iterable[str]) -> Place | None:
        """Return where the first of some types is shown; None if none of them is."""
        ...

    def at_field(
        self, names: Iterable[str], wire: str, fact: str, value: Any
    ) -> Place | None:
        """Return where a field of a type is shown, best where it has a fact."""
        ...

    def at_value(self, names: Iterable[str], value: str) -> Place | None:
        """Return where an enum is shown with a value; None if it isn't."""
        ...


class Places:
    """The places of changes of a spec that pages bring about."""

    def __init__(
        self,
        spec: ResourceDecl,
        common: CommonDecl | None,
        renamed: Mapping[Part, str],
        matching: Matching,
        shown: WhereShown,
    ) -> None:
        """Find the way to each type.

        Args:
            spec: The spec after the changes.
            common: The types that resources share.
            renamed: The new names of methods and webhooks, by section and old name.
            matching: What in the spec is what on the pages.
            shown: Where the pages say what.
        """
        self.shown = shown
        self.key = f"{spec.package}.{spec.module}"
        self.old_names = {(path[0], new): path[1] for path, new in renamed.items()}
        self.types = {str(name): decl for name, decl in spec.types.items()}
        if common:
            self.types |= {COMMON + name: decl for name, decl in common.types.items()}
        self.page_names: dict[Part, str] = {}
        for section, names in zip(
            _SECTIONS, (matching.methods, matching.webhooks), strict=True
        ):
            self.page_names |= {(section, own): name for name, own in names.items()}
        called = matching.plugin_methods
        self.page_names |= {(PLUGIN, own): name for name, own in called.items()}
        self.page_types: dict[str, list[str]] = {}
        for name, references in matching.types.pairs.items():
            for reference in references:
                self.page_types.setdefault(reference, []).append(name)
        self.ways: dict[str, tuple[str, str]] = {}
        self._find_ways(spec)
        self.in_use = {*self.ways}
        self.needed = {
            inner
            for name, decl in self.types.items()
            for _, inner in _inner_types(decl.fields, name)
            if inner != name
        }
        for name in sorted(self.types, key=self.needed.__contains__):
            if name in self.page_types:  # what no method leads to
                self._reach(name, f"{self.key}.{name}", "")

    def _find_ways(self, spec: ResourceDecl) -> None:
        """Set `ways`: a method or webhook of the pages and a path in it, by type."""
        for name, method in spec.methods.items():
            if ("methods", name) in self.page_names:
                where = self._where("methods", name)
                self._follow(method.parameters, "", where, "")
                self._follow(method.returns, "", where, "returns")
        for name, webhook in spec.webhooks.items():
            if ("webhooks", name) in self.page_names:
                for payload in filter(None, (webhook.entity, webhook.data)):
                    where = self._where("webhooks", name)
                    self._reach(innermost_name(payload)[0], where, "")

        plugin = spec.service_plugin
        for name, called in plugin.methods.items() if plugin else ():
            where = f"{self.key}.{name}"
            self._follow(called.parameters, "", where, "")
            self._follow(called.returns, "", where, "returns")

    def _follow(self, fields: Fields | None, owner: str, where: str, path: str) -> None:
        for wire, inner in _inner_types(fields, owner):
            self._reach(inner, where, f"{path}.{wire}" if path else wire)

    def _reach(self, name: str, where: str, path: str) -> None:
        if name in self.types and name not in self.ways:
            self.ways[name] = where, path
            self._follow(self.types[name].fields, name, where, path)

    def _where(self, section: str, name: str) -> str:
        return f"{self.key}.{self.old_names.get((section, name), name)}"

    def is_root(self, name: str) -> bool:
        """Return whether a type is there for its own sake: nothing refers to it."""
        return name not in self.in_use and name not in self.needed

    def where(self, change: Change) -> str:
        """Return where a change is: a method or a webhook, and a dotted path in it."""
        section, *rest = change.path or ("",)
        if not rest:
            return self.key
        if section in _SECTIONS:
            where, path = self._where(section, rest[0]), _path_in_method(rest[1:])
            path = path or _EVENT_FIELDS.get(change.fact, "")
        elif section == PLUGIN:
            where = f"{self.key}.{rest[1]}" if rest[1:] else self.key
            path = _path_in_method(rest[2:])
        else:
            name = rest[0]
            where, path = self.ways.get(name, (f"{self.key}.{name}", ""))
            wire = rest[2] if rest[1:2] == ["fields"] else ""
            path = ".".join(filter(None, (path, wire)))
        return f"{where}: {path}" if path else where

    def on_page(self, change: Change) -> Place:
        """Return where a page says it, or where it would."""
        section, *rest = change.path or ("",)
        if section in _SECTIONS:
            return self._in_section(section, rest, change)
        if section == PLUGIN:
            name = self.page_names.get((PLUGIN, (*rest, "", "")[1]))
            start = self.shown.start
            return self.shown.method_or_webhook((PLUGIN, name)) if name else start
        place = None
        if rest:
            names = self.page_types.get(rest[0], [])
            place = self._in_type(names, rest[1:], change)
        return place or self.shown.start

    def _in_section(self, section: str, rest: list[str], change: Change) -> Place:
        own = str(change.after) if change.fact == RENAMED else rest[0]
        name = self.page_names.get((section, own), "")
        if not name:
            return self.shown.start
        if section == "methods" and rest[1:2] in (["parameters"], ["returns"]):
            return self.shown.at_parameter(name, rest[1], rest[2])
        if section == "methods":
            return self.shown.at_method(name, rest[1] if rest[1:] else change.fact)
        return self.shown.method_or_webhook((section, name))

    def _in_type(
        self, names: list[str], rest: list[str], change: Change
    ) -> Place | None:
        place = None
        if rest[:1] == ["fields"]:
            place = self.shown.at_field(names, rest[1], change.fact, change.after)
        if rest[:1] == ["enum"]:
            place = self.shown.at_value(names, rest[1])
        return place or self.shown.at_type(names)


def _inner_types(fields: Fields | None, owner: str) -> Iterator[tuple[str, str]]:
    """Yield fields with the names of the types in them, as a resource names them."""
    prefix = COMMON if owner.startswith(COMMON) else ""
    for wire, decl in flat_fields(fields) if fields else ():
        name, _ = innermost_name(decl.type)
        yield str(wire), name if name.startswith(COMMON) else prefix + name


def _path_in_method(rest: list[str]) -> str:
    """Return the path that a change of a method is about, in the terms of requests and answers."""
    match rest:
        case ["parameters", wire, *_] | ["required", wire]:
            return wire
        case ["exactly_one", path]:
            return path.rpartition(".")[0]
        case ["returns", wire, *_]:
            return f"returns.{wire}"
        case _:
            return ""
