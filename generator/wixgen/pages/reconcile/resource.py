"""Merges a documented resource into the data of a spec: methods, webhooks, and the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from wixgen.pages.reconcile.fields import FieldMerger, group_like
from wixgen.pages.reconcile.records import (
    Covered,
    add_to_list,
    first_anchor,
    insert,
    is_fixed,
    merge_errors,
    merge_examples,
    merge_permissions,
)
from wixgen.pages.reconcile.type_matching import COMMON, Types
from wixgen.pages.spec_data import declared, fields_of, flat, groups_of, unwrapped
from wixgen.spec.api import WITH_DATA
from wixgen.spec_text.text_tree import Data, Moves, Tree

_ROOT = ("package", "module", "docs", "entity")


def merge(
    tree: Tree, shown: Data, common: Mapping[str, Any], moves: Moves, *, describe: bool
) -> None:
    """Change the data of `tree` such that it says what the page says, and all that it said before.

    `moves` takes the entries that went into another mapping.
    """
    _Merger(tree, shown, common, moves, describe=describe).run()


class _Merger:
    def __init__(
        self,
        tree: Tree,
        shown: Data,
        common: Mapping[str, Any],
        moves: Moves,
        *,
        describe: bool,
    ) -> None:
        self.spec = spec = tree.root.live
        self.shown = shown
        self.describe = describe
        local: Data = spec.get("types") or {}
        self.types = Types(shown.get("types") or {}, local, common)
        self.fields = FieldMerger(self.types, tree, moves, describe=describe)
        self.methods = _renamed(
            _section(spec, "methods"), _section(shown, "methods"), "http"
        )
        self.webhooks = _renamed(
            _section(spec, "webhooks"), _section(shown, "webhooks"), "docs"
        )

    def run(self) -> None:
        """Merge everything."""
        self._match_types()
        for key in _ROOT:
            if key in self.shown and key not in self.spec:
                self.spec[key] = self.shown[key]
        self.fields.fill(self.spec, self.shown)
        self._merge_types()
        for section, names in (("methods", self.methods), ("webhooks", self.webhooks)):
            known, shown = _section(self.spec, section), _section(self.shown, section)
            anchor = first_anchor(known, names.values())
            for name, decl in shown.items():
                own = names[name]
                if own not in known:
                    insert(known, anchor, own, {})
                anchor = own
                if not is_fixed(known[own]):
                    merge_one = self._method if section == "methods" else self._webhook
                    merge_one(known[own], decl)
            if known:
                self.spec[section] = known

    def _match_types(self) -> None:
        starts: list[tuple[Data, Data]] = []
        payloads: list[tuple[str, str]] = []
        for name, decl in _section(self.shown, "methods").items():
            known = _section(self.spec, "methods").get(self.methods[name], {})
            for key in ("parameters", "returns"):
                starts.append((decl.get(key) or {}, known.get(key) or {}))
        for name, decl in _section(self.shown, "webhooks").items():
            known = _section(self.spec, "webhooks").get(self.webhooks[name], {})
            for key in ("entity", "data"):
                payloads.append((decl.get(key) or "", known.get(key) or ""))
        self.types.match(starts, payloads)

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
        for key in ("http", "media_type"):
            if key in shown:
                record[key] = shown[key]
        merge_permissions(record, shown.get("permissions") or {})
        for key in ("parameters", "returns"):
            if shown.get(key):
                record[key] = record.get(key) or {}
                self.fields.merge_fields(record[key], shown[key], set())
        if shown.get("required"):
            record["required"] = list(shown["required"])
        self._exactly_one(record, shown)
        self._sdk(record, shown.get("sdk") or {})
        if "paging" in shown and "paging" not in record:
            record["paging"] = dict(shown["paging"])
        merge_errors(record, shown.get("errors") or [], self.describe)
        merge_examples(record, shown.get("examples") or [], self.describe)

    def _webhook(self, record: Data, shown: Data) -> None:
        covered = Covered(record)
        self._address(record, shown)
        for key in ("kind", "handler"):
            if key in shown and (key not in record or key not in covered):
                record[key] = shown[key]
        wanted = _fitting_payload(record)
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
        if shown.get("event_type") and not record.get("event_type"):
            record["event_type"] = shown["event_type"]
        merge_permissions(record, shown.get("permissions") or {})

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
            else:
                known[key] = list(value) if key == "options" else value
        record["sdk"] = known

    def _exactly_one(self, record: Data, shown: Data) -> None:
        """Add the groups of which one member is required, by the names that they have in the spec."""
        wanted: list[str] = []
        paths: list[str] = shown.get("exactly_one") or []
        for path in paths:
            above, _, group = path.rpartition(".")
            owner = self._fields_at(above, shown["parameters"], is_shown=True)
            ours = self._fields_at(above, record["parameters"], is_shown=False)
            printed = groups_of(owner or {}).get(group)
            name = group_like(ours or {}, set(printed["one_of"])) if printed else None
            if name:
                wanted.append(f"{above}.{name}" if above else name)
        if wanted:
            known: list[str] = record.get("exactly_one") or []
            add_to_list(known, dict.fromkeys(wanted))
            record["exactly_one"] = known

    def _fields_at(self, path: str, fields: Data, *, is_shown: bool) -> Data | None:
        """Return the fields of the object at a dotted path; None if the path leads nowhere."""
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


def _fitting_payload(record: Data) -> str:
    """Return the key of a webhook's payload, after removing what its kind can't have (any more)."""
    words = ("data", "entity") if record["kind"] in WITH_DATA else ("entity", "data")
    record.pop(words[1], None)
    if record["kind"] != "updated":
        record.pop("modified_fields", None)
    return words[0]


def _section(resource: Data, name: str) -> Data:
    return cast(Data, resource.get(name) or {})


def _renamed(known: Data, shown: Data, key: str) -> dict[str, str]:
    """Map names on the page to names in the spec: the same, or that of the only entry like it.

    Entries are alike if `key` says the same: a person may have renamed a method, but not its address.
    """
    names: dict[str, str] = {}
    for name, decl in shown.items():
        value = str(decl.get(key) or "").rsplit("/", 1 if key == "docs" else 0)[-1]
        like = [
            own
            for own, other in known.items()
            if own not in shown
            and value
            and _ends_with(str(other.get(key) or ""), value, key)
        ]
        names[name] = like[0] if name not in known and len(like) == 1 else name
    return names


def _ends_with(known: str, value: str, key: str) -> bool:
    return known.rsplit("/", 1)[-1] == value if key == "docs" else known == value
