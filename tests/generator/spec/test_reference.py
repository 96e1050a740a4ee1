"""`schemas/README.md`: the reference of the spec language, made from the loader's tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.projects import ROOT, SCHEMAS
from support.specs import understood
from wixgen.diagnostics import Diagnostics
from wixgen.spec.documents.reference import HEADINGS, example_of, spec_reference
from wixgen.spec.language import CommonDecl, ResourceDecl, TypeDecl, records
from wixgen.spec.shapes import Declaration, keys_of
from wixgen.spec.source import parse
from wixgen.spec.types import KINDS

REFERENCE = SCHEMAS / "README.md"
COMMON = (ROOT / "tests/support/common.yaml").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", spec_reference(), re.MULTILINE | re.DOTALL)
SMALL_SPEC: dict[str, Any] = yaml.load(BLOCKS[0], yaml.CSafeLoader)

#: Where in the small spec the example of a declaration's key is put; `[]` is one more item.
PLACES = {
    "TypeDecl": "types.Example",
    "FieldDecl": "types.Thing.fields.example",
    "GroupDecl": "types.Thing.fields.target",
    "EnumValueDecl": "types.Status.enum.EXAMPLE",
    "MethodDecl": "methods.createThing",
    "MethodDecl.paging": "methods.queryThings",
    "SdkDecl": "methods.createThing.sdk",
    "PagingDecl": "methods.queryThings.paging",
    "QueryFieldDecl": "methods.queryThings.query.name",
    "MethodDecl.query": "methods.queryThings",
    "ErrorDecl": "methods.createThing.errors[]",
    "ExampleDecl": "methods.createThing.examples[]",
    "WebhookDecl": "webhooks.example",
    "PluginDecl": "service_plugin",
    "PluginMethodDecl": "service_plugin.methods.rateThing",
    "PluginErrorDecl": "service_plugin.errors.example",
}
#: The keys without which what is put there is nothing.
NEEDED: dict[str, dict[str, Any]] = {
    "FieldDecl": {"type": "string"},
    "ErrorDecl": {"http": 409},
    "WebhookDecl": {"kind": "deleted"},
    "PluginDecl": {"component": "RATER", "methods": {"rateThing": {"path": "/rate"}}},
    "PluginMethodDecl": {
        "path": "/rate",
        "parameters": {"thing": "Thing"},
        "returns": {"shelf": "string", "verdict": {"one_of": {"stars": "int32"}}},
    },
    "PluginErrorDecl": {"http": 409, "code": "EXAMPLE"},
}
KEYS = [(record, name) for record in records() for name in keys_of(record)]


def test_the_committed_reference_is_what_the_loader_says(update_goldens: bool) -> None:
    """The file is generated: `pytest --update-goldens` rewrites it."""
    if update_goldens:
        REFERENCE.write_text(spec_reference(), encoding="utf-8", newline="")

    assert spec_reference() == REFERENCE.read_bytes().decode("utf-8")


@pytest.mark.parametrize(
    ("record", "name"), KEYS, ids=[f"{record.__name__}-{name}" for record, name in KEYS]
)
def test_the_example_of_every_key_is_right(
    record: type[Declaration], name: str
) -> None:
    """Every key has an example that shows it; the loader finds nothing wrong with it at its place."""
    field = keys_of(record)[name]
    entries = example_of(field)
    needed = NEEDED.get(record.__name__, {})
    if record is TypeDecl and not {"fields", "enum"} & entries.keys():
        needed = {"fields": {"id": "guid"}}
    spec, common = deepcopy(SMALL_SPEC), yaml.load(COMMON, yaml.CSafeLoader)
    if record in (ResourceDecl, CommonDecl):
        _extend(spec if record is ResourceDecl else common, entries)
    else:
        place = PLACES.get(f"{record.__name__}.{name}") or PLACES[record.__name__]
        if place.startswith("service_plugin."):
            spec["service_plugin"] = deepcopy(NEEDED["PluginDecl"])
        _put(spec, place, {**needed, **entries})

    assert name in entries
    assert [] == _surprises(f"{{{field.metadata['example']}}}")
    assert _expected(name) == _findings(spec, common)


def _expected(name: str) -> list[str]:
    """A media type is no mistake, but what isn't JSON is skipped."""
    return ["media-type"] if name == "media_type" else []


def _put(spec: dict[str, Any], place: str, entries: dict[str, Any]) -> None:
    """Puts entries beside those at a place."""
    *above, last = place.split(".")
    node = spec
    for step in above:
        node = node.setdefault(step, {})
    if last.endswith("[]"):
        node.setdefault(last.removesuffix("[]"), []).append(entries)
    else:
        node[last] = {**node.get(last, {}), **entries}


def _extend(spec: dict[str, Any], part: dict[str, Any]) -> None:
    """Puts the types, methods and webhooks of a part beside those of a spec."""
    for key, value in part.items():
        spec[key] = {**spec.get(key, {}), **value} if isinstance(value, dict) else value


def _surprises(text: str) -> list[str]:
    """What the strict reader of YAML finds, before a more lenient one is asked."""
    report = Diagnostics()
    parse("example.yaml", text.encode(), report)
    return [finding.code for finding in report]


def _findings(spec: dict[str, Any], common: dict[str, Any]) -> list[str]:
    dumped = (yaml.dump(part, Dumper=_WithoutAliases) for part in (spec, common))
    return [finding.code for finding in understood(*dumped).report]


class _WithoutAliases(yaml.SafeDumper):
    """Writes what occurs twice twice: specs have no anchors."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """Returns true for everything."""
        return True


@pytest.mark.parametrize("block", BLOCKS)
def test_the_specs_in_the_text_are_right(block: str) -> None:
    """A whole spec has no findings; nor has a part of one, with the small spec around it."""
    spec = {} if "package:" in block else deepcopy(SMALL_SPEC)
    _extend(spec, yaml.load(block, yaml.CSafeLoader))

    assert [] == _surprises(block)
    assert [] == _findings(spec, yaml.load(COMMON, yaml.CSafeLoader))


def test_every_declaration_has_a_table() -> None:
    """No declaration is missing, and links lead to headings."""
    text = spec_reference()
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    anchors = {
        re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")
        for title in headings
    }
    links = set(re.findall(r"\]\(#([^)]*)\)", text))

    assert set(records()) == HEADINGS.keys()
    assert {heading for _, heading in HEADINGS.values()} <= set(headings)
    assert set() == links - anchors
    assert [] == [link for link in _files(text) if not (SCHEMAS / link).exists()]


def _files(text: str) -> Iterator[Path]:
    yield from map(Path, re.findall(r"\]\(((?!https?:|#)[^)]*)\)", text))


def test_every_primitive_type_is_described() -> None:
    """The table of types has a row for each word of the language."""
    rows = re.findall(r"^\| `(\w+)` \|", spec_reference(), re.MULTILINE)

    assert KINDS.keys() <= set(rows)
