"""The committed specs against the published types, read by patterns instead of a parser.

Runs where the packages are: `WIXGEN_TYPES=…/node_modules pytest …`, in the versions that the specs name.
Nothing may be missing, and nothing invented; what the reader by patterns can't tell is left out: kinds of
numbers, decimals, groups of answers, what is demanded beyond the tags.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.committed import committed_paths
from support.declarations import Package
from support.projects import SCHEMAS
from support.published_types import resource_of
from wixgen.pages.spec_data import declared, flat

MODULES = Path(os.environ.get("WIXGEN_TYPES", "/nowhere"))
PATHS = [path for path in committed_paths() if path.name != "common.yaml"]
NUMBERS = ("integer", "number", "int32", "int64")
FACTS = ("min_length", "max_length", "min_items", "max_items", "read_only", "immutable")
Spec = dict[str, Any]


def loaded(path: Path) -> Spec:
    """The data of a spec."""
    made: Spec = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return made


def package_of(spec: Spec) -> Package:
    """The package that a spec was made from; skips where it isn't there in that version."""
    name, _, version = (spec.get("sources") or [""])[0].partition(" ")
    folder = MODULES / name
    build = folder / "build/cjs"
    needed = ("meta.d.ts", "meta.js", "index.typings.d.ts")
    if not name.startswith("@") or not all((build / one).exists() for one in needed):
        pytest.skip("no such package")
    if (build / "src").exists():
        pytest.skip("a file for each source: patterns can't read that")
    manifest = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    if manifest["version"] != version:
        pytest.skip("another version")
    return Package(build)


def fields_of(fields: Mapping[str, Any] | None) -> dict[str, Any]:
    """Fields by wire name, each with its type and facts as both readers know them."""
    made: dict[str, Any] = {}
    for wire, decl in flat(fields or {}):
        known = declared(decl)
        facts = {fact: known[fact] for fact in FACTS if fact in known}
        facts["deprecated"] = bool(known.get("deprecated"))
        made[wire] = (kind(str(known["type"])), facts)
    return made


def kind(type_: str) -> str:
    """A type, the kinds that only one reader tells apart as one, maps as free JSON, common types by their own name."""
    shown = type_.replace("common.", "")
    for word in NUMBERS:
        shown = shown.replace(word, "#")
    shown = shown.replace("decimal", "string")
    return "json" if shown.startswith("map[") else shown


def types_of(spec: Spec, common: Spec) -> dict[str, Any]:
    """The types of a spec and those of common.yaml, by name."""
    return {
        name: set(decl["enum"]) if "enum" in decl else fields_of(decl.get("fields"))
        for name, decl in {**common["types"], **(spec.get("types") or {})}.items()
    }


def reached(spec: Spec, types: Mapping[str, Any]) -> set[str]:
    """The types that methods and webhooks need."""
    waiting = list(named(spec))
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in types and name not in found:
            found.add(name)
            inside = types[name]
            if isinstance(inside, dict):
                waiting += [inner_of(type_) for type_, _ in inside.values()]
    return found


def named(spec: Spec) -> Iterator[str]:
    """The types in methods and webhooks."""
    for method in (spec.get("methods") or {}).values():
        for part in ("parameters", "returns"):
            for type_, _ in fields_of(method.get(part)).values():
                yield inner_of(type_)
    for webhook in (spec.get("webhooks") or {}).values():
        yield str(webhook.get("entity") or webhook.get("data"))


def inner_of(type_: str) -> str:
    """The name in a type expression."""
    return type_.rpartition("[")[2].rstrip("]")


@pytest.mark.parametrize("path", PATHS, ids=lambda one: f"{one.parent.name}.{one.stem}")
def test_a_spec_says_what_the_types_say(path: Path) -> None:
    """Methods with verbs, parameters and answers; webhooks; all types that they reach, field by field."""
    spec, common = loaded(path), loaded(SCHEMAS / "common.yaml")
    independent = resource_of(package_of(spec))
    methods, others = spec.get("methods") or {}, independent.get("methods") or {}

    assert {*methods, *(spec.get("unmapped") or ())} == set(others)
    for name, method in methods.items():
        other = others[name]
        assert method["http"].split(" ")[0] == other["http"].split(" ")[0], name
        for part in ("parameters", "returns"):
            assert fields_of(method.get(part)) == fields_of(other.get(part)), name
    shown, others = types_of(spec, common), types_of(independent, {"types": {}})
    for name in sorted(reached(spec, shown) & set(others)):
        assert shown[name] == others[name], name
