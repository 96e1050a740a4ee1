"""Matches what pages document with what is in a spec: types, methods and webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wixgen.pages.reconcile.owners import Owners
from wixgen.pages.reconcile.records import is_fixed
from wixgen.pages.reconcile.type_matching import COMMON, Types
from wixgen.pages.spec_data import (
    declared,
    fields_of,
    flat,
    groups_of,
    plugin_of,
    section,
    unwrapped,
)
from wixgen.spec_text.text_tree import Data


class Matching:
    """What pages document, and what it is in a spec.

    Attributes:
        shown: The resource that the pages document.
        types: The types of both.
        methods: The spec's names of methods, by the pages'.
        webhooks: The spec's names of webhooks, by the pages'.
        plugin_methods: The spec's names of the methods of a service plugin, by the pages'.
    """

    def __init__(
        self,
        spec: Data,
        shown: Data,
        common: Mapping[str, Any],
        *,
        is_strict: bool,
        adds_only: bool = False,
    ) -> None:
        """Match everything; if strict, no common type stands for one that pages say otherwise.

        If it `adds_only`, each field of the spec keeps its type.
        """
        self.shown = shown
        local: Data = spec.get("types") or {}
        self.types = Types(
            shown.get("types") or {},
            local,
            common,
            is_strict=is_strict,
            adds_only=adds_only,
        )
        self.methods = _renamed(
            section(spec, "methods"), section(shown, "methods"), "http"
        )
        self.webhooks = _renamed(
            section(spec, "webhooks"), section(shown, "webhooks"), "docs"
        )
        self.plugin_methods = _renamed(
            section(plugin_of(spec), "methods"),
            section(plugin_of(shown), "methods"),
            "path",
        )
        self._match_types(spec)

    def _match_types(self, spec: Data) -> None:
        starts: list[tuple[Data, Data]] = []
        payloads: list[tuple[str, str]] = []
        for shown, known_methods, names in (
            (self.shown, spec, self.methods),
            (plugin_of(self.shown), plugin_of(spec), self.plugin_methods),
        ):
            for name, decl in section(shown, "methods").items():
                known = section(known_methods, "methods").get(names[name], {})
                for key in ("parameters", "returns"):
                    starts.append((decl.get(key) or {}, known.get(key) or {}))
            for name, known in section(known_methods, "methods").items():
                if name not in names.values() or is_fixed(known):  # it keeps its types
                    for key in ("parameters", "returns"):
                        starts.append(({}, dict(known.get(key) or {})))
        for name, decl in section(plugin_of(self.shown), "errors").items():
            known = section(plugin_of(spec), "errors").get(name, {})
            payloads.append((decl.get("data") or "", known.get("data") or ""))
        for name, decl in section(self.shown, "webhooks").items():
            known = section(spec, "webhooks").get(self.webhooks[name], {})
            for key in ("entity", "data"):
                payloads.append((decl.get(key) or "", known.get(key) or ""))
        self.types.match(starts, payloads)

    def required_groups(self, record: Data, shown: Data) -> list[str]:
        """Return the paths of the groups of which a page requires one member, with the spec's names.

        Args:
            record: The method in the spec, merged with the page.
            shown: The method on the page.
        """
        wanted: list[str] = []
        paths: list[str] = shown.get("exactly_one") or []
        for path in paths:
            above, _, group = path.rpartition(".")
            owner = self.fields_at(above, shown["parameters"], is_shown=True)
            ours = self.fields_at(above, record["parameters"], is_shown=False)
            printed = groups_of(owner or {}).get(group)
            name = Owners(ours or {}).group_like(printed["one_of"]) if printed else None
            if name:
                wanted.append(f"{above}.{name}" if above else name)
        return [*dict.fromkeys(wanted)]

    def fields_at(self, path: str, fields: Data, *, is_shown: bool) -> Data | None:
        """Return the fields of the object at a dotted path; None if the path leads nowhere.

        Args:
            path: The path; empty for the parameters themselves.
            fields: The parameters.
            is_shown: Whether they are those of a page; else they are those of the spec.
        """
        prefix = ""
        for wire in path.split(".") if path else []:
            expression = declared(dict(flat(fields)).get(wire)).get("type", "")
            name = unwrapped(expression)[1]
            if is_shown:
                decl = self.types.shown.get(name)
            else:
                decl = self.types.decl(
                    name if name.startswith(COMMON) else prefix + name
                )
                prefix = COMMON if name.startswith(COMMON) else prefix
            if decl is None:
                return None
            fields = fields_of(decl)
        return fields


def _renamed(known: Data, shown: Data, key: str) -> dict[str, str]:
    """Map names on the page to names in the spec: the same, or that of the only entry like it.

    Entries are alike if `key` says the same: a person may have renamed a method, or Wix has, but not
    its address.
    """
    names: dict[str, str] = {}
    for name, decl in shown.items():
        value = str(decl.get(key) or "").rsplit("/", 1 if key == "docs" else 0)[-1]
        like = [
            own
            for own, other in known.items()
            if own not in shown
            and own not in names.values()
            and value
            and _ends_with(str(other.get(key) or ""), value, key)
        ]
        names[name] = like[0] if name not in known and len(like) == 1 else name
    return names


def _ends_with(known: str, value: str, key: str) -> bool:
    return known.rsplit("/", 1)[-1] == value if key == "docs" else known == value
