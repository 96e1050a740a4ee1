"""Removes from a spec what the pages of an import no longer say.

What is gone for certain is removed: of a method or a webhook, if its page is among those of the import;
of a type, if the pages of all methods and webhooks are that lead to it. For one page shows less of a
type than another, and only together they show all of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

from wixgen.pages.reconcile.extent import Extent, Part
from wixgen.pages.reconcile.fields import NOTES, move_entry
from wixgen.pages.reconcile.matching import Matching
from wixgen.pages.reconcile.plugins import prune_plugin
from wixgen.pages.reconcile.prune_fields import FieldPruner, View, prune_values
from wixgen.pages.reconcile.reach import PLUGIN, Owner, payload_key, users_of_types
from wixgen.pages.reconcile.records import (
    Covered,
    is_fixed,
    is_same_error,
)
from wixgen.pages.spec_data import fields_of, flat, groups_of, plugin_of, section
from wixgen.spec_text.text_tree import Data, Moves, Tree


def prune(
    tree: Tree, matching: Matching, moves: Moves, extent: Extent
) -> dict[Part, str]:
    """Remove from the data of `tree` what the pages no longer say.

    A method or webhook that the pages call otherwise is renamed; the new names are returned, by section
    and old name.

    Args:
        tree: A spec that the pages have been merged into.
        matching: What in it is what on the pages.
        moves: Takes the entries that went into another mapping.
        extent: How much the pages show.
    """
    pruner = _Pruner(tree, matching, moves, extent)
    pruner.run()
    return pruner.renamed


#: Keys of a method that pages don't print.
_TOLD_BY_TYPES = ("encoding", "fallback", "identities", "permission_ids")


class _Pruner:
    def __init__(
        self, tree: Tree, matching: Matching, moves: Moves, extent: Extent
    ) -> None:
        self.tree = tree
        self.spec: Data = tree.root.live
        self.matching = matching
        self.moves = moves
        self.extent = extent
        self.fields = FieldPruner(tree, moves)
        self.renamed: dict[Part, str] = {}

    def run(self) -> None:
        """Prune everything."""
        before = users_of_types(self.spec)
        references = {
            name: self._references(method)
            for name, method in section(self.spec, "methods").items()
        }
        self._types(before)
        for key, names, prune_one in (
            ("methods", self.matching.methods, self._method),
            ("webhooks", self.matching.webhooks, self._webhook),
        ):
            known = section(self.spec, key)
            for name, decl in section(self.matching.shown, key).items():
                own = names[name]
                is_certain = (key, name) not in self.extent.doubtful
                if is_certain and not is_fixed(known[own]):
                    prune_one(name, known[own], decl)
                    self._notes(known[own], decl)
                    self._rename(key, own, name)
            if self.extent.is_all:
                self._drop_unknown(known, {*names.values(), *self.renamed.values()})
        if self.extent.is_all:
            names = self.matching.plugin_methods
            prune_plugin(self.spec, self.matching.shown, names, self.fields)
        for name, method in section(self.spec, "methods").items():
            old = next(
                (old for (_, old), new in self.renamed.items() if new == name), name
            )
            self._tidy(method, references.get(old, set()) - self._references(method))
        self._orphans(before)

    def _notes(self, record: Data, shown: Data) -> None:
        """Remove what a source that says everything doesn't say of a method or a webhook."""
        covered = Covered(record)
        for key in (*NOTES, *_TOLD_BY_TYPES) if self.extent.is_all else ():
            if key in record and key not in shown and key not in covered:
                del record[key]

    def _drop_unknown(self, known: Data, shown: set[str]) -> None:
        """Remove the methods or webhooks that a source that says everything hasn't got."""
        for name in known.keys() - shown:
            if not (is_fixed(known[name]) or Covered(known[name]).is_given):
                del known[name]

    def _types(self, users: dict[str, set[Owner]]) -> None:
        """Prune the types of which the pages show everything that the spec knows them by."""
        given = self._given()
        for own, decl in section(self.spec, "types").items():
            views = [
                name
                for name, pairs in self.matching.types.pairs.items()
                if own in pairs
            ]
            parts: set[Part] = {("types", name) for name in views}
            is_certain = users[own] <= given and not parts & self.extent.doubtful
            if not views or not is_certain or is_fixed(decl):
                continue
            shown = [self.matching.types.shown[name] for name in views]
            if "enum" in decl and "enum" not in Covered(decl):
                prune_values(decl["enum"], [view.get("enum") or {} for view in shown])
            elif "fields" in decl and "fields" not in Covered(decl):
                view = View(
                    tuple(fields_of(view) for view in shown),
                    is_whole=bool({*views} & self.extent.whole),
                    is_marked=bool(parts & self.extent.marked),
                )
                self.fields.prune(decl["fields"], view, frozenset())

    def _given(self) -> set[Owner]:
        """Return the methods and webhooks of the spec that the pages document beyond doubt."""
        errors = section(plugin_of(self.matching.shown), "errors")
        return {
            (key, own)
            for key, names in (
                ("methods", self.matching.methods),
                ("webhooks", self.matching.webhooks),
                (PLUGIN, self.matching.plugin_methods),
                (PLUGIN, {name: name for name in errors}),
            )
            for name, own in names.items()
            if (key, name) not in self.extent.doubtful
        }

    def _method(self, name: str, record: Data, shown: Data) -> None:
        covered = Covered(record)
        _prune_permissions(record, shown, covered)
        for key in ("parameters", "returns"):
            if key in record and key not in covered:
                view = View(
                    (shown.get(key) or {},),
                    is_whole=key == "returns",
                    is_marked=("methods", name) in self.extent.marked,
                )
                self.fields.prune(record[key], view, frozenset(_placeholders(record)))
        if "required" not in covered and not shown.get("required"):
            record.pop("required", None)
        if "exactly_one" not in covered:
            self._exactly_one(record, shown)
        if name in self.extent.with_sdk and "sdk" not in covered:
            self._sdk(name, record, shown.get("sdk") or {})
        if "paging" in shown and "paging" not in covered:
            record["paging"] = dict(shown["paging"])
        if shown.get("query") and "query" not in covered:
            for path in record["query"].keys() - shown["query"].keys():
                del record["query"][path]
        if "errors" not in covered:
            _prune_errors(record, shown.get("errors") or [])
        _retitle(record, shown, covered)

    def _exactly_one(self, record: Data, shown: Data) -> None:
        """Remove the groups of which the page shows members and requires none."""
        wanted = self.matching.required_groups(record, shown)
        kept: list[str] = []
        for path in _texts(record, "exactly_one"):
            above, _, group = path.rpartition(".")
            ours = self.matching.fields_at(above, record["parameters"], is_shown=False)
            printed = self.matching.fields_at(
                above, shown.get("parameters") or {}, is_shown=True
            )
            decl = groups_of(ours or {}).get(group) or {}
            is_shown = {*decl.get("one_of", ())} & {
                wire for wire, _ in flat(printed or {})
            }
            is_explained = decl.get("source") or decl.get("correction")
            if path in wanted or not is_shown or is_explained:
                kept.append(path)
        _set_or_drop(record, "exactly_one", kept)

    def _sdk(self, name: str, record: Data, shown: Data) -> None:
        known: Data = record.get("sdk") or {}
        is_renamed = self.matching.methods[name] != name  # then the spec's name is ours
        for key in ("method", "returns"):
            if key not in shown and not (key == "method" and is_renamed):
                known.pop(key, None)
        options = [
            one for one in known.get("options", ()) if one in shown.get("options", ())
        ]
        _set_or_drop(known, "options", options)
        _set_or_drop(record, "sdk", known)

    def _webhook(self, name: str, record: Data, shown: Data) -> None:
        covered = Covered(record)
        _prune_permissions(record, shown, covered)
        key = payload_key(record["kind"])
        may_lack = record["kind"] not in {"created", "updated"}  # others may have none
        if may_lack and key not in covered and name not in self.extent.with_payload:
            record.pop(key, None)
        if not shown.get("modified_fields") and "modified_fields" not in covered:
            record.pop("modified_fields", None)
        _retitle(record, shown, covered)

    def _rename(self, key: str, own: str, name: str) -> None:
        """Give a method or a webhook the page's name, unless a person has explained the other one."""
        known = section(self.spec, key)
        if own != name and name not in known and "name" not in Covered(known[own]):
            move_entry(self.tree, self.moves, (known, own), (known, name), own)
            self.renamed[key, own] = name

    def _references(self, method: Data) -> set[tuple[str, str]]:
        """Return what a method can name: its parameters, fields of its answer, paths of groups."""
        parameters: Data = method.get("parameters") or {}
        found = {("parameters", wire) for wire, _ in flat(parameters)}
        found |= {("returns", wire) for wire, _ in flat(method.get("returns") or {})}
        for path in _texts(method, "exactly_one"):
            above, _, group = path.rpartition(".")
            fields = self.matching.fields_at(above, parameters, is_shown=False)
            if group in groups_of(fields or {}):
                found.add(("exactly_one", path))
        return found

    def _tidy(self, method: Data, gone: set[tuple[str, str]]) -> None:
        """Remove what names something that is gone."""
        paging: Data = method.get("paging") or {}
        if {("returns", paging.get(key)) for key in ("items", "metadata")} & gone:
            del method["paging"]
        sdk: Data = method.get("sdk") or {}
        if ("returns", sdk.get("returns")) in gone:
            del sdk["returns"]
        _keep(sdk, "options", lambda option: ("parameters", option) not in gone)
        if not sdk:
            method.pop("sdk", None)
        _keep(
            method,
            "examples",
            lambda example: not {
                ("parameters", wire) for wire in example.get("request") or ()
            }
            & gone,
        )
        _keep(method, "exactly_one", lambda path: ("exactly_one", path) not in gone)

    def _orphans(self, before: dict[str, set[Owner]]) -> None:
        """Remove the types that nothing needs any longer."""
        types = section(self.spec, "types")
        shown = {own for pairs in self.matching.types.pairs.values() for own in pairs}
        for name, users in users_of_types(self.spec).items():
            is_lost = before[name] and not users and name not in shown
            if is_lost and not (types[name].get("source") or is_fixed(types[name])):
                del types[name]


def _texts(record: Data, key: str) -> list[str]:
    """Return the texts in a list of a record; none if it has no such list."""
    return cast(list[str], record.get(key) or [])


def _prune_permissions(record: Data, shown: Data, covered: Covered) -> None:
    """Remove the permissions that the page doesn't list; a listed scope may have a name by hand."""
    listed: Data = shown.get("permissions") or {}
    known: Data = record.get("permissions") or {}
    if "permissions" not in covered:
        kept = {
            name: scope
            for name, scope in known.items()
            if name in listed or scope in listed.values()
        }
        _set_or_drop(record, "permissions", kept)


def _prune_errors(record: Data, shown: list[Data]) -> None:
    """Remove the errors that the page doesn't list, and correct the status of the others."""
    kept: list[Data] = []
    for error in cast(list[Data], record.get("errors") or []):
        listed = next((other for other in shown if is_same_error(error, other)), None)
        if listed:
            error.update({"status": listed["status"]} if "status" in listed else {})
            kept.append(error)
    _set_or_drop(record, "errors", kept)


def _retitle(record: Data, shown: Data, covered: Covered) -> None:
    """Replace a title by the page's; without one it stays without."""
    if record.get("title") and shown.get("title") and "title" not in covered:
        record["title"] = shown["title"]


def _placeholders(record: Data) -> set[str]:
    """Return the parameters that stand in the URL: a page may not print them."""
    return {name.split(".")[0] for name in re.findall(r"\{([^{}]+)\}", record["http"])}


def _keep(record: Data, key: str, is_kept: Callable[[Any], bool]) -> None:
    """Keep some items of a list in a record."""
    _set_or_drop(record, key, [item for item in record.get(key) or () if is_kept(item)])


def _set_or_drop(record: Data, key: str, value: Any) -> None:
    """Set a key of a record that has it, or remove it if nothing is left."""
    if key in record and value:
        if record[key] != value:
            record[key] = value
    else:
        record.pop(key, None)
