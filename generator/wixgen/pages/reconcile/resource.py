"""Merges a documented resource into the data of a spec: types, methods, webhooks, and the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy

from wixgen.pages.reconcile.fields import FieldMerger
from wixgen.pages.reconcile.matching import Matching
from wixgen.pages.reconcile.plugins import PluginMerger
from wixgen.pages.reconcile.reach import payload_key
from wixgen.pages.reconcile.records import (
    Covered,
    add_to_list,
    adds_types,
    first_anchor,
    insert,
    is_fixed,
    merge_errors,
    merge_examples,
    merge_permissions,
)
from wixgen.pages.reconcile.type_matching import COMMON
from wixgen.pages.spec_data import fields_of, flat, section
from wixgen.spec_text.text_tree import Data, Moves, Tree

_ROOT = ("package", "module", "docs", "entity")
#: The source that decides over others, as the first of a spec's `sources`.
PAGES = "documentation pages"
_LISTS = ("identities", "permission_ids")


def merge(
    tree: Tree,
    matching: Matching,
    moves: Moves,
    *,
    describe: bool,
    adds_only: bool = False,
) -> None:
    """Change the data of `tree` such that it says what the page says, and all that it said before.

    Args:
        tree: The spec.
        matching: What in it is what on the page.
        moves: Takes the entries that went into another mapping.
        describe: Whether sentences are written.
        adds_only: Whether nothing that the spec says is changed.
    """
    _Merger(tree, matching, moves, describe=describe, adds_only=adds_only).run()


class _Merger:
    def __init__(
        self,
        tree: Tree,
        matching: Matching,
        moves: Moves,
        *,
        describe: bool,
        adds_only: bool,
    ) -> None:
        self.spec = tree.root.live
        self.shown = matching.shown
        self.describe = describe
        self.matching = matching
        self.types = matching.types
        self.adds_only = adds_only
        self.fields = FieldMerger(
            self.types, tree, moves, describe=describe, adds_only=adds_only
        )

    def run(self) -> None:
        """Merge everything."""
        for key in _ROOT:
            if key in self.shown and key not in self.spec:
                self.spec[key] = self.shown[key]
        self.fields.fill(self.spec, self.shown)
        self._merge_sources()
        self._merge_types()
        self._merge_section("methods", self.matching.methods, self._method)
        self._merge_section("webhooks", self.matching.webhooks, self._webhook)
        PluginMerger(
            self.spec,
            self.shown,
            self.matching.plugin_methods,
            self.types,
            self.fields,
            adds_only=self.adds_only,
        ).run()

    def _merge_sources(self) -> None:
        """Set what the spec was made from, other versions of the same replaced; and what has no address."""
        shown: list[str] = self.shown.get("sources") or []
        known: list[str] = self.spec.get("sources") or []
        names = {source.split(" ")[0] for source in shown}
        kept = [source for source in known if source.split(" ")[0] not in names]
        is_by_pages = self.adds_only or (known and not shown)
        if is_by_pages and PAGES not in kept:
            kept.insert(0, PAGES)
        if kept or shown:
            self.spec["sources"] = [*kept, *shown]
        if self.shown.get("unmapped"):
            self.spec["unmapped"] = list(self.shown["unmapped"])

    def _merge_section(
        self,
        key: str,
        names: Mapping[str, str],
        merge_one: Callable[[Data, Data], None],
    ) -> None:
        """Merge methods or webhooks; `names` are those in the spec, by those on the page."""
        known = section(self.spec, key)
        anchor = first_anchor(known, names.values())
        for name, decl in section(self.shown, key).items():
            own = names[name]
            if own not in known:
                insert(known, anchor, own, {})
            anchor = own
            if not is_fixed(known[own]):
                merge_one(known[own], decl)
        if known:
            self.spec[key] = known

    def _merge_types(self) -> None:
        known = self.types.local
        references = (self.types.names[name] for name in self.types.shown)
        anchor = first_anchor(
            known, [name for name in references if not name.startswith(COMMON)]
        )
        for name, decl in self.types.shown.items():
            target = self.types.names[name]
            if target.startswith(COMMON):
                continue
            if target not in known:
                insert(known, anchor, target, self.fields.copy_of_common(name))
                self.types.pairs.setdefault(name, []).append(target)
            anchor = target
            counterparts = [
                reference
                for reference in self.types.pairs[name]
                if not reference.startswith(COMMON)
            ]
            for own in counterparts:
                excluded = self._elsewhere(own, counterparts)
                self.fields.merge_type(known[own], decl, excluded)
        if known:
            self.spec["types"] = known

    def _elsewhere(self, name: str, counterparts: list[str]) -> set[str]:
        """Return the members that other counterparts of a page's type have and `name` doesn't."""
        found: set[str] = set()
        for other in counterparts:
            if other != name:
                decl = self.types.local[other]
                found |= set(decl.get("enum") or {}) | {
                    wire for wire, _ in flat(fields_of(decl))
                }
        decl = self.types.local[name]
        return (
            found
            - set(decl.get("enum") or {})
            - {wire for wire, _ in flat(fields_of(decl))}
        )

    def _method(self, record: Data, shown: Data) -> None:
        self._address(record, shown)
        for key in ("http", "encoding", "fallback", "media_type"):
            if key in shown and not self._is_kept(record, key):
                record[key] = shown[key]
        self._grants(record, shown)
        for key in ("parameters", "returns"):
            if shown.get(key):
                record[key] = record.get(key) or {}
                self.fields.merge_fields(record[key], shown[key], set())
        if shown.get("required") and not self._is_kept(record, "required"):
            known: list[str] = record.get("required") or []
            kept = known if adds_types(self.spec, self.shown) else []
            if not kept or not {*shown["required"]} <= {*kept}:
                more = [path for path in kept if path not in shown["required"]]
                record["required"] = [*shown["required"], *more]
        self._exactly_one(record, shown)
        self._sdk(record, shown.get("sdk") or {})
        if "paging" in shown and "paging" not in record:
            record["paging"] = dict(shown["paging"])
        self._query(record, shown.get("query") or {})
        merge_errors(record, shown.get("errors") or [], self.describe)
        merge_examples(record, shown.get("examples") or [], self.describe)

    def _webhook(self, record: Data, shown: Data) -> None:
        covered = Covered(record, adds_only=self.adds_only)
        self._address(record, shown)
        for key in ("kind", "handler"):
            if key in shown and (key not in record or key not in covered):
                record[key] = shown[key]
        wanted = payload_key(record["kind"])
        other = "entity" if wanted == "data" else "data"
        record.pop(other, None)  # no webhook of this kind can have it
        if wanted in shown:
            expression = shown[wanted]
            is_new = wanted not in record
            if is_new or (
                wanted not in covered
                and self.types.contradicted(record[wanted], expression)
            ):
                record[wanted] = self.types.translated(expression)
        tells_changes = shown.get("modified_fields") and record["kind"] == "updated"
        if tells_changes and "modified_fields" not in covered:
            record["modified_fields"] = True
        if record["kind"] != "updated":
            record.pop("modified_fields", None)
        if shown.get("event_type") and not record.get("event_type"):
            record["event_type"] = shown["event_type"]
        self._grants(record, shown)

    def _is_kept(self, record: Data, key: str) -> bool:
        """Return whether a key stays as it is, since the source only adds."""
        return self.adds_only and key in record

    def _grants(self, record: Data, shown: Data) -> None:
        """Merge permissions, and who may call."""
        listed: Data = shown.get("permissions") or Data()
        merge_permissions(record, listed, adds_only=self.adds_only)
        for key in _LISTS:
            if shown.get(key) and not self._is_kept(record, key):
                record[key] = list(shown[key])

    def _address(self, record: Data, shown: Data) -> None:
        """Merge sentences, and where the page is: only the last segment of that counts."""
        self.fields.fill(record, shown)
        page = str(shown.get("docs") or "")
        if (
            page
            and page.rsplit("/", 1)[-1]
            != str(record.get("docs") or "").rsplit("/", 1)[-1]
        ):
            record["docs"] = page

    def _sdk(self, record: Data, shown: Data) -> None:
        if not shown:
            return
        known: Data = record.get("sdk") or {}
        for key, value in shown.items():
            if key == "options" and key in known:
                add_to_list(known[key], value)
            elif not self._is_kept(known, key):
                known[key] = list(value) if key == "options" else value
        record["sdk"] = known

    def _query(self, record: Data, shown: Data) -> None:
        """Merge how fields can be filtered and sorted, field by field."""
        known: Data = record.get("query") or {}
        for path, decl in shown.items():
            if not self._is_kept(known, path):
                known[path] = deepcopy(decl)
        if known and "query" not in Covered(record):
            record["query"] = known

    def _exactly_one(self, record: Data, shown: Data) -> None:
        """Add the groups of which one member is required, by the names that they have in the spec."""
        wanted = self.matching.required_groups(record, shown)
        if wanted:
            known: list[str] = record.get("exactly_one") or []
            add_to_list(known, wanted)
            record["exactly_one"] = known
