"""Python names: what they are derived from, what they avoid, and that every name works."""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from collections.abc import Callable
from pathlib import Path

import pydantic
import pydantic.types
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from support.committed import GENERATED, committed_files
from support.projects import ROOT
from wixapi import inbox
from wixgen.diagnostics import Diagnostics, Place, text_report
from wixgen.package import names, reserved

MAKERS: list[Callable[[str], str]] = [
    names.field_name,
    names.parameter_name,
    names.method_name,
    names.package_name,
    names.module_name,
    names.class_name,
    names.member_name,
]


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ("addressLine2", "address_line2"),
        ("productsV3", "products_v3"),
        ("siteURLs", "site_urls"),
        ("HTMLBody", "html_body"),
        ("URL", "url"),
        ("x-y", "x_y"),
        ("x_y", "x_y"),
        ("already_snake", "already_snake"),
        ("line2text", "line2text"),
        ("$eq", "eq"),
        ("@example/club", "example_club"),
        ("", "value"),
        ("_", "value"),
        ("___", "value"),
        ("日本", "value"),
        ("ﬁne", "fine"),
        ("\uff46\uff55\uff4c\uff4c", "full"),
        ("caf\u00e9", "cafe"),
        ("cafe\u0301", "cafe"),
        ("a\u200bb", "a_b"),
        ("__class__", "class"),
        ("__init__", "init"),
    ],
)
def test_snake_case(wire: str, expected: str) -> None:
    """Words are split at capitals, digits and signs; what has no letters becomes `value`."""
    assert names.snake(wire) == expected


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ("guestCreated", "GuestCreated"),
        ("EventGuest", "EventGuest"),
        ("SiteURL", "SiteURL"),
        ("site_url", "SiteUrl"),
        ("v2", "V2"),
        ("", "Value"),
        ("ﬁne", "Fine"),
    ],
)
def test_pascal_case(wire: str, expected: str) -> None:
    """Each word is capitalised; capitals that are there stay."""
    assert names.pascal(wire) == expected


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (names.field_name("_id"), "id_"),
        (names.field_name("id"), "id"),
        (names.field_name("from"), "from_"),
        (names.field_name("2fa"), "value_2_fa"),
        (names.field_name("model_dump"), "model_dump_"),
        (names.field_name("modelDump"), "model_dump_"),
        (names.field_name("json"), "json_"),
        (names.field_name("self"), "self_"),
        (names.field_name("cls"), "cls"),
        (names.field_name("match"), "match"),
        (names.field_name("type"), "type"),
        (names.field_name("x", "size"), "size"),
        (names.field_name("_x", "size"), "size"),
        (names.field_name("x", "foo2bar"), "foo2bar"),
        (names.field_name("x", "class"), "class_"),
        (names.parameter_name("requestOptions"), "request_options_"),
        (names.parameter_name("changed_from"), "changed_from_"),
        (names.parameter_name("self"), "self_"),
        (names.parameter_name("None"), "none"),
        (names.method_name("import"), "import_"),
        (names.method_name("withOptions"), "with_options_"),
        (names.method_name("list"), "list_"),
        (names.method_name("2"), "call_2"),
        (names.package_name("with-raw-response"), "with_raw_response_"),
        (names.package_name("common"), "common_"),
        (names.package_name("errors"), "errors_"),
        (names.package_name("import"), "import_"),
        (names.module_name("class"), "class_"),
        (names.module_name("productsV3"), "products_v3"),
        (names.module_name("2fa"), "module_2_fa"),
        (names.class_name("Warning"), "Warning_"),
        (names.class_name("None"), "None_"),
        (names.class_name("none"), "None_"),
        (names.class_name("any"), "Any_"),
        (names.class_name("Text"), "Text"),
        (names.class_name("X", "Guest"), "Guest"),
        (names.member_name("CONFIRMED"), "CONFIRMED"),
        (names.member_name("dark-red"), "DARK_RED"),
        (names.member_name("1"), "VALUE_1"),
        (names.member_name("mro"), "MRO_"),
        (names.member_name(""), "VALUE"),
        (names.member_name("x", "NOT_ANY"), "NOT_ANY"),
    ],
)
def test_reserved_words_get_an_underscore(made: str, expected: str) -> None:
    """What Python, pydantic or our own code needs is followed by an underscore."""
    assert made == expected


@given(st.text(max_size=300))
def test_every_text_gives_a_name(text: str) -> None:
    """Whatever the wire name, the name is a short identifier of our own that is no keyword."""
    for make in MAKERS:
        name = make(text)

        assert name.isascii()
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert not name.startswith("_")
        assert len(name) < 300
        assert name == make(text)


def test_long_names_are_cut() -> None:
    """A name of 10,000 characters gives one of about a hundred."""
    assert [len(make("ab" * 5_000)) for make in MAKERS] == [100] * len(MAKERS)


@given(
    st.text(st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=127), min_size=1)
)
def test_needs_alias_is_right(wire: str) -> None:
    """Without an alias, the models' alias generator leads back to the wire name."""
    name = names.field_name(wire)

    assert (
        names.needs_alias(name, wire)
        or pydantic.alias_generators.to_camel(name) == wire
    )


# Scopes


def test_a_collision_names_both_and_the_remedy() -> None:
    """Two things with one name are reported at the second; the same thing twice is not."""
    report = Diagnostics()
    scope = names.Scope("`Thing`", report)
    claimed = [
        scope.claim("a_b", "field", wire, Place("x", 1, 1))
        for wire in ("aB", "a_b", "aB")
    ]

    assert claimed == ["a_b"] * 3
    expected = (
        "x:1:1: error[name-collision]: the field `aB` and the field `a_b` of `Thing` are both "
        "`a_b` in Python\nhelp: give one of them another name with `name:`"
    )
    assert text_report(report) == expected


def test_names_that_only_begin_alike_collide_too() -> None:
    """Long names are cut in messages and when they are compared in Python, but not here."""
    report = Diagnostics()
    scope = names.Scope("x", report)
    for wire in ("a" * 119 + "b", "a" * 119 + "c"):
        scope.claim(names.field_name(wire), "field", wire, Place("x"))

    assert [one.code for one in report] == ["name-collision"]


def test_derived_names_evade() -> None:
    """A derived name takes the next candidate, then numbers, in all its variants at once."""
    first = names.Scope("x", Diagnostics(), {"Taken"})
    second = names.Scope("y", Diagnostics(), {"AsyncOther"})
    variants = ("{}", "Async{}")

    assert [first.free("Taken", "TakenBody") for _ in range(3)] == [
        "TakenBody",
        "TakenBody2",
        "TakenBody3",
    ]
    assert names.free((first, second), ["Other"], variants) == "Other2"
    assert (first.has("Other"), second.has("AsyncOther2")) == (False, True)


def test_ten_thousand_derived_names_take_no_time() -> None:
    """Numbers go on where they stopped."""
    scope = names.Scope("x", Diagnostics())
    made = [scope.free("Name") for _ in range(20_000)]

    assert (made[0], made[-1]) == ("Name", "Name20000")


# Reserved names, against what is installed


def test_reserved_fields_cover_pydantic() -> None:
    """Every public attribute of pydantic's models is reserved."""
    public = {name for name in dir(BaseModel) if not name.startswith("_")}
    assert public <= reserved.FIELDS


def test_public_modules_of_the_runtime_are_reserved() -> None:
    """No package of Wix's gets the folder or the name of a module of ours."""
    runtime = {
        path.name.partition(".")[0]
        for path in (ROOT / "templates" / "wixapi").iterdir()
        if not path.name.startswith(("_", "py.typed"))
    }

    assert {"errors", "testing", "asgi", "wsgi"} <= runtime
    assert runtime - reserved.SHARED.keys() <= reserved.PACKAGES


def test_public_names_of_shared_folders_are_reserved() -> None:
    """No resource gets the name of a module of ours, or of what ours exports, in a folder of both."""
    assert {"inbox"} == reserved.SHARED.keys()
    folder = ROOT / "templates" / "wixapi" / "inbox"
    modules = {path.stem for path in folder.glob("*.py")}
    public = {name for name in {*modules, *inbox.__all__} if re.match("[a-z]", name)}

    assert public == reserved.SHARED["inbox"] <= reserved.MODULES


@pytest.mark.parametrize(
    ("module", "base_name"),
    [
        ("_webhooks/webhooks.py", "BaseWebhooks"),
        ("_plugins/plugins.py", "BaseServicePlugins"),
    ],
)
def test_public_attributes_of_what_wix_calls_are_reserved(
    module: str, base_name: str
) -> None:
    """A package with events or service plugins has an attribute beside them."""
    tree = ast.parse((ROOT / "templates" / "wixapi" / module).read_text("utf-8"))
    (base,) = (
        node
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name == base_name
    )
    methods = {
        node.name
        for node in base.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    public = {name for name in methods if not name.startswith("_")}
    assert {"process", "verify"} <= public
    assert public <= reserved.PACKAGES


def test_reserved_classes_cover_the_builtins() -> None:
    """Every builtin that looks like a class is reserved."""
    assert {name for name in dir(builtins) if name[0].isupper()} <= reserved.CLASSES


def test_reserved_names_cover_what_generated_modules_import() -> None:
    """No module of a resource imports or defines a name that a type could have as well."""
    modules = [
        path
        for path in committed_files()
        if len(path.relative_to(GENERATED).parts) == 4
        and not path.relative_to(GENERATED).parts[1].startswith("_")
    ]
    modules += sorted((ROOT / "tests" / "golden").glob("*/*.py"))
    used = {name for path in modules for name in _names_of_ours(path)}

    assert {"Model", "Literal", "RequestOptions", "Mapping"} <= used
    assert {name for name in used if names.class_name(name) == name} == set()


def _names_of_ours(path: Path) -> set[str]:
    """Names that look like classes and don't come from a spec, in a generated module."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case ast.ImportFrom(module=module, names=imported) if not re.search(
                r"(models|requests|events|client|plugin|errors)(\.\w+)?$|^wixapi\.common$",
                module or "",
            ):
                found |= {one.asname or one.name for one in imported}
            case ast.Assign(targets=[ast.Name(id=name)]) if path.name == "events.py":
                found.add(name)
            case _:
                pass
    return {name for name in found if name == names.pascal(name)}
