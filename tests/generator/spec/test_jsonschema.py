"""`schemas/resource.schema.json`: generated from the loader's tables, and of one mind with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from support.committed import committed_paths
from support.projects import GOLDEN, ROOT, SCHEMAS
from support.specs import HEAD
from wixgen.diagnostics import Diagnostics, text_report
from wixgen.spec.documents.jsonschema import resource_schema
from wixgen.spec.load import load

SCHEMA_FILE = SCHEMAS / "resource.schema.json"
BROKEN = ROOT / "tests" / "broken"
SPECS = sorted([*committed_paths(), *GOLDEN.rglob("*.yaml")])
SHAPE_CODES = ("unknown-key", "missing-key", "wrong-shape", "bad-name", "too-long")
CHECKED_LATER = {
    "bad-name-group",  # the name of a group is only told from a field's by its body
    "wrong-shape-quotes",  # how a bound is spelt depends on the type beside it
}
REFUSED = sorted(
    path
    for path in BROKEN.glob("*.yaml")
    if path.stem.startswith(SHAPE_CODES) and path.stem not in CHECKED_LATER
)


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    """A validator for the generated schema."""
    return Draft202012Validator(json.loads(resource_schema()))


def complaints(validator: Draft202012Validator, text: str | bytes) -> list[str]:
    """What the schema has against a YAML text."""
    return [
        one.message for one in validator.iter_errors(yaml.load(text, yaml.CSafeLoader))
    ]


def test_the_committed_schema_is_what_the_loader_says(update_goldens: bool) -> None:
    """The file is generated: `pytest --update-goldens` rewrites it."""
    if update_goldens:
        SCHEMA_FILE.write_text(resource_schema(), encoding="utf-8", newline="")

    assert SCHEMA_FILE.read_bytes().decode("utf-8") == resource_schema()


def test_the_schema_is_valid_and_complete() -> None:
    """It is a JSON Schema of its draft, and every reference in it leads somewhere."""
    schema = json.loads(resource_schema())
    Draft202012Validator.check_schema(schema)
    references = {f"#/$defs/{name}" for name in schema["$defs"]}

    assert references == set(_values(schema, "$ref"))


def _values(node: Any, key: str) -> list[str]:
    """Every value of that key, at any depth."""
    if isinstance(node, list):
        return [found for item in node for found in _values(item, key)]
    if not isinstance(node, dict):
        return []
    own = [node[key]] if isinstance(node.get(key), str) else []
    return own + [found for item in node.values() for found in _values(item, key)]


@pytest.mark.parametrize(
    "path", SPECS, ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_good_specs_fit_the_schema(validator: Draft202012Validator, path: Path) -> None:
    """What the loader reads, editors don't complain about."""
    assert complaints(validator, path.read_bytes()) == []


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_what_the_loader_refuses_by_shape_the_schema_refuses(
    validator: Draft202012Validator, path: Path
) -> None:
    """Unknown and missing keys, wrong shapes and bad names show in editors too."""
    assert complaints(validator, path.read_bytes()) != []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("package: demo\ntypes: {}\n", "'module' is a required property"),
        ("title: Things\n", "'package' is a required property"),
        ("description: x\n", "'package' is a required property"),
        ("typos: {}\n", "'types' is a required property"),
        ("types: {A: {fields: {x: {one_of: 3}}}}", "3 is not of type 'object'"),
        ("types: {A: {fields: {x: {min: 1}}}}", "'type' is a required property"),
        ("types: {A: {fields: {x: 'list<y>'}}}", "'list<y>' does not match"),
        (HEAD + "methods: {m: {http: 3}}", "3 is not of type 'string'"),
    ],
)
def test_editors_are_told_what_is_wrong(
    validator: Draft202012Validator, text: str, message: str
) -> None:
    """The complaint is about the fault itself, not that no alternative fits."""
    assert any(one.startswith(message) for one in complaints(validator, text))


NAMES = st.sampled_from(
    ["a", "B", "a b", "é", "", "x" * 300, "class", "a.b", "_x", "\u202e"]
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.just(3),
    st.just(""),
    st.just("string"),
    st.just([]),
    st.just({}),
)
FIELDS = st.dictionaries(
    NAMES,
    VALUES
    | st.fixed_dictionaries(
        {"type": VALUES},
        optional=dict.fromkeys(
            ("min", "max_length", "read_only", "name", "half", "x"), VALUES
        ),
    )
    | st.fixed_dictionaries(
        {"one_of": VALUES | st.dictionaries(NAMES, VALUES, max_size=2)}
    ),
    max_size=3,
)
RESOURCES = st.fixed_dictionaries(
    {"package": st.just("demo"), "module": NAMES},
    optional={
        "title": VALUES,
        "docs": VALUES,
        "types": st.dictionaries(
            NAMES,
            VALUES | st.fixed_dictionaries({"fields": FIELDS | VALUES}),
            max_size=2,
        ),
        "methods": st.dictionaries(
            NAMES,
            st.fixed_dictionaries(
                {"http": VALUES | st.just("GET /a")},
                optional={"parameters": FIELDS, "required": VALUES, "sdk": VALUES},
            ),
            max_size=2,
        ),
    },
)


class WithoutAliases(yaml.SafeDumper):
    """Writes what occurs twice twice: specs have no anchors."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """Whether to write a value out, which is always."""
        return True


@settings(max_examples=300)
@given(RESOURCES)
def test_loader_and_schema_agree(data: dict[str, Any]) -> None:
    """The loader has a complaint about the shape exactly where the schema has one."""
    report = Diagnostics()
    load({"demo.yaml": yaml.dump(data, Dumper=WithoutAliases).encode()}, report)
    complaints = list(
        Draft202012Validator(json.loads(resource_schema())).iter_errors(data)
    )

    assert bool(complaints) == report.has_errors, text_report(report)
