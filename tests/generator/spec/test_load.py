"""The loader: what a spec may say, what becomes of it, and that it never breaks."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from support.committed import ALWAYS, committed_specs
from support.effort import calls_of
from support.specs import HEAD, codes, fine
from wixgen.diagnostics import Diagnostics, text_report
from wixgen.pipeline import understand
from wixgen.spec.language import FieldDecl, GroupDecl, ResourceDecl, records
from wixgen.spec.load import Spec, load
from wixgen.spec.shapes import keys_of

MOST_CALLS = 50  # of functions for each character; up to 37 are needed


def loaded(text: str) -> ResourceDecl:
    """The declaration of a spec; fails if anything is found."""
    report = Diagnostics()
    spec = load({"spec.yaml": text.encode("utf-8")}, report)

    assert "" == text_report(report)
    return spec.resources[0]


def fields(text: str) -> Any:
    """The declarations of the fields of one type."""
    made = loaded(f"{HEAD}types:\n  Thing:\n    fields:\n      {text}\n")
    (thing,) = made.types.values()
    return thing.fields


def test_the_committed_specs_are_loaded() -> None:
    """Resources and the common types are read without a finding."""
    report = Diagnostics()
    spec = load(committed_specs(), report)

    assert ALWAYS <= {one.at.path for one in spec.resources}
    assert len(committed_specs()) - 1 == len(spec.resources)
    assert spec.common is not None
    assert "" == text_report(report)


def test_a_minimal_resource() -> None:
    """A resource needs its package and its module; everything else is empty."""
    made = loaded(HEAD)

    assert ("demo", "things") == (made.package, made.module)
    assert ({}, {}, {}, None) == (made.types, made.methods, made.webhooks, made.docs)


def test_a_field_in_its_short_form() -> None:
    """A text is short for a field with that type."""
    short, long = fields("size: int32"), fields("size: {type: int32}")

    assert {"size": "int32"} == {name: one.type for name, one in short.items()}
    assert short["size"].type == long["size"].type


def test_everything_a_field_can_say() -> None:
    """Each key of a field arrives as what it says."""
    given = {
        "type": "list[string]",
        "description": "Sizes.",
        "deprecated": "use more",
        "name": "all_sizes",
        "source": "the object page",
        "correction": "the page says int32",
        "min_items": 1,
        "max_items": 3,
        "default": ["a"],
        "read_only": True,
        "immutable": True,
        "undocumented": True,
        "half": "sdk",
    }
    made = fields(f"sizes: {json.dumps(given)}")["sizes"]
    values = {name: getattr(made, name) for name in given if name != "default"}

    assert given == values | {"default": made.default.value}


def test_a_group_is_told_by_its_key() -> None:
    """`one_of` makes a group; its members are fields, short or long."""
    made = fields("target: {one_of: {a: string, b: {type: guid}}}")["target"]

    assert isinstance(made, GroupDecl)
    assert {"a": "string", "b": "guid"} == {
        name: one.type for name, one in made.one_of.items()
    }


def test_a_default_of_null_is_told_from_none() -> None:
    """`default: null` is a default, leaving it out is not."""
    made = fields("a: {type: json, default: null}\n      b: json")

    assert None is made["a"].default.value
    assert None is made["b"].default


def test_enum_values_may_stand_alone() -> None:
    """The value of an enum may have a text, a mapping or nothing."""
    text = "types:\n  Colour:\n    enum:\n      RED: Red.\n      'NO': {name: NOT_ANY}\n      1:\n"
    made = loaded(HEAD + text).types
    (colour,) = made.values()

    assert colour.enum is not None
    assert [("RED", "Red.", None), ("NO", None, "NOT_ANY"), ("1", None, None)] == [
        (value, one.description, one.name) for value, one in colour.enum.items()
    ]


def test_places_of_values_are_kept() -> None:
    """A declaration knows where it and each of its values stand."""
    made = fields("size: {type: int32, max: 3}")["size"]

    assert (6, 7) == (made.at.line, made.at.column)
    assert (6, 32) == (made.place("max").line, made.place("max").column)
    assert made.at == made.place("min")


def test_only_the_root_s_common_yaml_is_special() -> None:
    """A resource may be called common; the shared types stand at the root of the folder."""
    report = Diagnostics()
    files = {"common.yaml": b"types: {}", "demo/common.yaml": HEAD.encode()}
    spec = load(files, report)

    assert (1, True, "") == (
        len(spec.resources),
        spec.common is not None,
        text_report(report),
    )


def test_without_files_there_is_nothing() -> None:
    """No files make an empty spec."""
    assert Spec() == load({}, Diagnostics())


@pytest.mark.parametrize(
    "name",
    ["_a", "a-b", "partySize", "A", "a b", "a__b", "ä", "a\u200b", "9a", "a" * 101, ""],
)
def test_a_chosen_name_of_a_field_is_in_snake_case(name: str) -> None:
    """`name:` is a Python name as one would write it, so that nothing has to be derived from it."""
    spec = f"{HEAD}types:\n  Thing:\n    fields:\n      x: {{type: string, name: {name!r}}}\n"
    assert ["6:31 wrong-shape"] == codes(spec) or ["6:31 too-long"] == codes(spec)


@pytest.mark.parametrize("name", ["size", "party_size", "foo2bar", "class", "x"])
def test_a_chosen_name_is_taken_as_it_is(name: str) -> None:
    """A chosen name is the attribute, with an underscore where Python needs the word."""
    spec = f"{HEAD}types:\n  Thing:\n    fields:\n      x: {{type: string, name: {name}}}\n"
    (model,) = fine(spec).package.modules[0].models

    assert [name if name != "class" else "class_"] == [one.name for one in model.fields]


@pytest.mark.parametrize(
    "type_",
    [
        "list[",
        "list[]",
        "list[string",
        "string]",
        "list[string]]",
        "map[list[string]",
        "list[string]x",
        "list[ string ]",
        "list",
        "set[string]",
        "Nope",
        "common.Nope",
        "common.",
        ".string",
        "list[" * 6 + "string" + "]" * 6,
        "list[" * 10_000 + "string" + "]" * 10_000,
        "[" * 10_000,
        "string\u202e",
        "\uff53\uff54\uff52\uff49\uff4e\uff47",
    ],
)
def test_wrong_types_are_refused(type_: str) -> None:
    """A type that doesn't exist or whose brackets don't match is an error where it stands."""
    spec = f"{HEAD}types:\n  Thing:\n    fields:\n      x: '{type_}'\n"
    (found,) = codes(spec)

    assert found.split()[1] in {"undefined-type", "wrong-shape", "too-long"}
    assert found.startswith("6:1")


def test_nested_types_are_resolved() -> None:
    """Lists and maps nest up to five deep."""
    nested = "list[map[list[map[list[int64]]]]]"
    (model,) = (
        fine(f"{HEAD}types:\n  T:\n    fields: {{x: '{nested}'}}")
        .package.modules[0]
        .models
    )

    expected = "list[dict[str, list[dict[str, list[Int64]]]]]"
    assert expected == str(model.fields[0].annotation)


def test_every_key_of_the_language_is_explained() -> None:
    """Every declaration and every key has a text for editors."""
    documented = [
        (record.__doc__, *(one.metadata["doc"] for one in keys_of(record).values()))
        for record in records()
    ]
    assert all(all(texts) for texts in documented)
    assert FieldDecl in records()


YAML_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5_000_000_000)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        ["string", "list[A]", "A", "GET /a/{b}", "a.b", "created", "cursor", "x" * 600]
    )
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            [name for record in records() for name in keys_of(record)]
            + ["A", "a", "b", "_", "é"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=25,
)
RESOURCES = st.fixed_dictionaries(
    {"package": st.just("demo"), "module": st.just("things")},
    optional={
        "types": st.dictionaries(st.sampled_from("ABC"), YAML_VALUES, max_size=3),
        "methods": st.dictionaries(st.sampled_from("abc"), YAML_VALUES, max_size=3),
        "webhooks": st.dictionaries(st.sampled_from("abc"), YAML_VALUES, max_size=3),
        "docs": YAML_VALUES,
    },
)


def outcome(files: dict[str, bytes]) -> tuple[object, str]:
    """The package model and the text of all findings."""
    result = understand(files, "1.0.0", Diagnostics())
    return result.package, text_report(result.report)


@settings(max_examples=200)
@given(YAML_VALUES | RESOURCES, YAML_VALUES | st.none())
def test_any_structure_is_read_or_refused(data: Any, common: Any) -> None:
    """No structure raises, from the loader to the package model; twice it gives the same."""
    files = {"demo/things.yaml": yaml.safe_dump(data).encode()}
    if common is not None:
        files["common.yaml"] = yaml.safe_dump({"types": common}).encode()

    assert outcome(files) == outcome(files)


@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """No bytes raise, in a resource or in common.yaml."""
    files = {"common.yaml": data, "a.yaml": HEAD.encode() + data}
    assert outcome(files) == outcome(files)


@given(
    st.permutations(["types", "methods", "webhooks", "title"]),
    st.permutations(["a", "b", "c"]),
)
def test_the_order_of_files_makes_no_difference(
    keys: list[str], names: list[str]
) -> None:
    """Findings and results depend on what the files say, not on the order they are given in."""
    broken = {
        f"{name}.yaml": f"package: p\nmodule: {name}\nx: 1\ntypes: 3\n"
        for name in "abc"
    }
    expected = outcome({name: text.encode() for name, text in broken.items()})
    del keys

    assert expected == outcome(
        {f"{n}.yaml": broken[f"{n}.yaml"].encode() for n in names}
    )


@pytest.mark.parametrize(
    "spec",
    [
        HEAD + "".join(f"kex{n}: 1\n" for n in range(5_000)),
        HEAD
        + "types:\n  A:\n    fields:\n      x:\n"
        + "        kex: {a: 1}\n" * 30_000,
        HEAD
        + "types:\n"
        + "".join(f"  T{n}: {{fields: {{a: U{n}}}}}\n" for n in range(1_500)),
        HEAD
        + "types:\n"
        + "".join(f"  T_{'_' * (n % 100)}{n}: {{}}\n" for n in range(3_000)),
        HEAD
        + "types:\n  A:\n    fields:\n"
        + "".join(f"      f{n}: B\n" for n in range(5_000)),
        HEAD
        + "types:\n  A: {enum: {"
        + "".join(f"v{n}: , " for n in range(3_000))
        + "}}\n  B:\n    fields:\n"
        + "".join(f"      f{n}: {{type: A, default: w{n}}}\n" for n in range(1_000)),
        HEAD + f"types:\n  A:\n    fields: {{{'x' * 1_000_000}: string}}\n",
        HEAD + f"methods:\n  a: {{http: GET /{'a/' * 500_000}}}\n",
        HEAD + f"methods:\n  a: {{http: GET /a, required: [{'a.' * 500_000}]}}\n",
    ],
)
def test_hostile_specs_cost_in_proportion_to_their_size(spec: str) -> None:
    """Many unknown keys, types, values or endless names make the work grow no faster than the spec."""
    texts: list[str] = []
    calls = calls_of(lambda: texts.append(outcome({"a.yaml": spec.encode()})[1]))

    assert calls < MOST_CALLS * len(spec)
    assert len(texts[0]) < 100_000


def test_a_large_resource_costs_in_proportion_to_its_size() -> None:
    """300 types of 30 fields are loaded, checked and shaped with a few calls for each character."""
    fields_ = "".join(
        f"      field{n}: {{type: T{n}, description: Text.}}\n" for n in range(30)
    )
    types = "".join(f"  T{n}:\n    fields:\n{fields_}" for n in range(300))
    spec = f"{HEAD}types:\n{types}"

    assert calls_of(lambda: fine(spec)) < MOST_CALLS * len(spec)
