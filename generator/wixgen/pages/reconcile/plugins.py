"""Merges a documented service plugin into the data of a spec, and removes what is no longer said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wixgen.pages.reconcile.fields import NOTES, FieldMerger
from wixgen.pages.reconcile.prune_fields import FieldPruner, View
from wixgen.pages.reconcile.reach import PLUGIN
from wixgen.pages.reconcile.records import Covered, first_anchor, insert, is_fixed
from wixgen.pages.reconcile.type_matching import Types
from wixgen.pages.spec_data import plugin_of, section
from wixgen.spec_text.text_tree import Data

_OF_METHODS = ("path", "required", "answer_required", "answer_exactly_one")
_OF_ERRORS = ("http", "status", "code")


class PluginMerger:
    """Merges what is documented of a service plugin.

    Args:
        spec: The data of the spec.
        shown: The resource that is documented.
        names: The spec's names of the plugin's methods, by the documented ones.
        types: The types of both.
        fields: Merges fields.
        adds_only: Whether nothing that the spec says is changed.
    """

    def __init__(
        self,
        spec: Data,
        shown: Data,
        names: Mapping[str, str],
        types: Types,
        fields: FieldMerger,
        *,
        adds_only: bool,
    ) -> None:
        self.spec = spec
        self.plugin = plugin_of(shown)
        self.names = names
        self.types = types
        self.fields = fields
        self.adds_only = adds_only

    def run(self) -> None:
        """Merge everything."""
        if not self.plugin:
            return
        known = plugin_of(self.spec)
        self._set(known, self.plugin, ("component",))
        for key, names in (
            ("methods", self.names),
            ("errors", {name: name for name in section(self.plugin, "errors")}),
        ):
            merged = section(known, key)
            anchor = first_anchor(merged, names.values())
            for name, decl in section(self.plugin, key).items():
                own = names[name]
                if own not in merged:
                    insert(merged, anchor, own, {})
                anchor = own
                if not is_fixed(merged[own]):
                    self._merge(key, merged[own], decl)
            if merged:
                known[key] = merged
        self.spec[PLUGIN] = known

    def _merge(self, key: str, record: Data, shown: Data) -> None:
        self.fields.fill(record, shown)
        if key == "methods":
            self._set(record, shown, (*_OF_METHODS, "docs"))
            for part in ("parameters", "returns"):
                if shown.get(part):
                    record[part] = record.get(part) or {}
                    self.fields.merge_fields(record[part], shown[part], set())
            return
        self._set(record, shown, _OF_ERRORS)
        if "data" in shown and not (self.adds_only and "data" in record):
            record["data"] = self.types.translated(shown["data"])

    def _set(self, record: Data, shown: Data, keys: tuple[str, ...]) -> None:
        for key in keys:
            is_kept = self.adds_only and key in record
            if key in shown and not is_kept and record.get(key) != shown[key]:
                record[key] = _copied(shown[key])


def prune_plugin(
    spec: Data, shown: Data, names: Mapping[str, str], fields: FieldPruner
) -> None:
    """Remove what a source that says everything doesn't say of a service plugin that it has.

    Args:
        spec: The data of the spec, into which the source has been merged.
        shown: The resource that is documented.
        names: The spec's names of the plugin's methods, by the documented ones.
        fields: Prunes fields.
    """
    plugin, known = plugin_of(shown), plugin_of(spec)
    if not plugin:
        return
    methods = section(known, "methods")
    for name, decl in section(plugin, "methods").items():
        record = methods[names[name]]
        if is_fixed(record):
            continue
        covered = Covered(record)
        for part in ("parameters", "returns"):
            if part in record and part not in covered:
                view = View((decl.get(part) or {},), is_whole=True, is_marked=True)
                fields.prune(record[part], view, frozenset())
        _prune_notes(record, decl, covered)
    _drop(methods, {*names.values()})
    errors = section(known, "errors")
    for name, decl in section(plugin, "errors").items():
        if not is_fixed(errors[name]):
            _prune_notes(errors[name], decl, Covered(errors[name]))
    _drop(errors, {*section(plugin, "errors")})
    if not errors:
        known.pop("errors", None)


def _prune_notes(record: Data, shown: Data, covered: Covered) -> None:
    for key in NOTES:
        if key in record and key not in shown and key not in covered:
            del record[key]


def _drop(known: Data, shown: set[str]) -> None:
    """Remove methods or errors that aren't there any more, unless a person has explained them."""
    for name in known.keys() - shown:
        if not (is_fixed(known[name]) or Covered(known[name]).is_given):
            del known[name]


def _copied(value: Any) -> Any:
    return [*value] if isinstance(value, list) else value
