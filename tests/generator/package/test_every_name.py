"""Every name works: whatever Wix calls a thing, its Python name makes code that runs."""

from __future__ import annotations

import builtins
import collections.abc
import datetime
import decimal
import enum
import keyword
import re
import subprocess
import sys
import typing
import uuid
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from types import ModuleType
from typing import Any

import pydantic
import pydantic.types
import pytest
from pydantic import BaseModel

from support.projects import generated, write_files
from support.samples import few_or_many, sample, slow_but
from support.specs import HEAD, METADATA, codes
from wixgen.emit.models import models_texts
from wixgen.package import names, reserved
from wixgen.package.model import (
    Annotation,
    Enum,
    EnumMember,
    Model,
    ModelField,
    Module,
    OneOf,
)
from wixgen.project import templates_folder
from wixgen.spec.api import Kind


def _candidates() -> set[str]:
    modules = [
        builtins,
        typing,
        collections.abc,
        pydantic,
        pydantic.types,
        datetime,
        enum,
        decimal,
    ]
    listed = {name for module in [*modules, uuid] for name in dir(module)}
    attributes = {
        name for owner in (BaseModel, type(BaseModel), str, dict) for name in dir(owner)
    }
    every = frozenset[str]().union(reserved.FIELDS, reserved.CLASSES, reserved.METHODS)
    every |= (
        reserved.PARAMETERS | reserved.CONSTANTS | reserved.GROUPS | reserved.PACKAGES
    )
    own = {
        "model_x",
        "cls",
        "datetime",
        "schema",
        "copy",
        "Model",
        "root",
        "values",
        "match",
    }
    return {*listed, *attributes, *every, *own, *keyword.kwlist, *keyword.softkwlist}


CANDIDATES = sorted(_candidates())
some_or_all = few_or_many(250, len(CANDIDATES))
OWN = "wixapi.x.y.models"
RUNTIME = "wixapi._model"
KINDS = {
    "str": ("v", Annotation("str")),
    "int": (5, Annotation("int")),
    "bool": (True, Annotation("bool")),
    "float": (1.5, Annotation("float")),
    "list[str]": (["v"], Annotation("list[str]")),
    "dict[str, Any]": (
        {"a": 1},
        Annotation("dict[str, Any]", frozenset({("typing", "Any")})),
    ),
    "Int64": (7, Annotation("Int64", frozenset({(RUNTIME, "Int64")}))),
}


def _module(models: list[Model], enums: list[Enum]) -> Module:
    return Module(
        package="x",
        name="y",
        title="t",
        doc="",
        source="s",
        docs="",
        class_name="",
        events_class="",
        models=tuple(models),
        enums=tuple(enums),
        dicts=(),
        tables=(),
    )


def _field(name: str, wire: str, annotation: Annotation) -> ModelField:
    alias = wire if names.needs_alias(name, wire) else None
    return ModelField(name=name, wire=wire, alias=alias, annotation=annotation, doc="")


def _imported(module: Module, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    templates = templates_folder() / "wixapi/_package/_module/models"
    [text] = models_texts([module], ['"""Models."""'], templates)
    made = ModuleType(OWN)
    monkeypatch.setitem(sys.modules, OWN, made)
    exec(compile(text, OWN, "exec"), made.__dict__)
    return made


@some_or_all
@pytest.mark.parametrize("kind", slow_but(["str", "dict[str, Any]", "Int64"], KINDS))
def test_every_field_name_works(
    kind: str, examples: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A field of any name is made, read by its wire name and set by its attribute."""
    value, annotation = KINDS[kind]
    wires = sample(CANDIDATES, examples)
    attributes = {names.field_name(wire): wire for wire in wires}
    fields = [_field(name, wire, annotation) for name, wire in attributes.items()]
    beside = [
        _field(f"zz{n}", f"zz{n}", one) for n, (_, one) in enumerate(KINDS.values())
    ]
    group = OneOf(name="the_group", members=(fields[0], fields[1]), doc="")
    model = Model(name="Thing", doc="", fields=(*fields, *beside), one_ofs=(group,))
    thing: Any = _imported(_module([model], []), monkeypatch).Thing
    wire = dict.fromkeys(attributes.values(), value)
    read = thing.model_validate(wire, by_alias=True, by_name=False)

    assert {name: getattr(read, name) for name in attributes} == dict.fromkeys(
        attributes, value
    )
    assert (read.model_extra, read.model_fields_set) == ({}, set(attributes))
    assert thing(**dict.fromkeys(attributes, value)) == read
    assert read.model_dump(by_alias=True, exclude_none=True) == wire
    assert read.the_group == (fields[0].name, value)


@some_or_all
@pytest.mark.parametrize("is_enum", [False, True])
def test_every_type_name_works(
    is_enum: bool, examples: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A type of any name is made, and found by fields that stand before it and after it."""
    made = sorted({names.class_name(wire) for wire in sample(CANDIDATES, examples)})
    users: list[ModelField] = []
    for name in made:
        annotation = Annotation(name, frozenset({(OWN, name)}))
        if is_enum:
            annotation = annotation.wrapped("Open[{}]", (RUNTIME, "Open"))
        users.append(
            _field(f"x{len(users)}", f"x{len(users)}", annotation.wrapped("list[{}]"))
        )
    uses = [_field(f"z{n}", f"_{n}", one) for n, (_, one) in enumerate(KINDS.values())]
    first = Model(name="AaFirst", doc="", fields=(*users, *uses))
    group = OneOf(name="the_group", members=(users[0], uses[0]), doc="")
    last = Model(name="ZzLast", doc="", fields=tuple(users), one_ofs=(group,))
    members = (EnumMember(name="A", value="a", doc=""),)
    enums = [Enum(name=name, doc="", members=members) for name in made if is_enum]
    models = [
        Model(name=name, doc="", fields=(_field("x", "x", KINDS["Int64"][1]),))
        for name in made
        if not is_enum
    ]
    module: Any = _imported(_module([first, *models, last], enums), monkeypatch)

    for user in (module.AaFirst, module.ZzLast):
        item = "a" if is_enum else {"x": "5"}
        read = user.model_validate({one.wire: [item] for one in users})
        assert [type(getattr(read, one.name)[0]).__name__ for one in users] == made


LOWER = reserved.FIELDS | reserved.METHODS | reserved.PARAMETERS | reserved.CONSTANTS
UPPER = reserved.CLASSES | reserved.GROUPS
WORDS = {"types": UPPER, "enums": UPPER, "methods": LOWER, "webhooks": LOWER | UPPER}
MIXED = cycle(
    ["string", "int64", "datetime", "decimal", "guid", "boolean", "number", "object"]
)
KINDS_OF_TYPES = {str(kind) for kind in Kind}
SHAPES: dict[str, Callable[[list[str]], str]] = {
    "types": lambda words: (
        "types:\n"
        + "".join(
            f"  '{word}': {{fields: {{x: list[string]}}}}\n" for word in words
        ).replace("list[string]", "'list[string]'")
        + "  Every:\n    fields:\n"
        + "".join(f"      f{n}: '{word}'\n" for n, word in enumerate(words))
        + "methods:\n  set:\n    http: POST /x\n    parameters: {every: Every}\n"
        "    returns: {every: Every}\nwebhooks:\n  everyCreated: {kind: created, entity: Every}\n"
    ),
    "enums": lambda words: (
        "types:\n"
        + "".join(f"  '{word}': {{enum: {{A: }}}}\n" for word in words)
        + "  Every:\n    fields:\n"
        + "".join(f"      f{n}: '{word}'\n" for n, word in enumerate(words))
        + "methods:\n  set:\n    http: POST /x\n    parameters: {every: Every}\n"
        "    returns: {every: Every}\n"
    ),
    "fields": lambda words: (
        "types:\n  Every:\n    fields:\n"
        + "".join(
            f"      '{word}': {{type: {kind}}}\n"
            for word, kind in zip(words, MIXED, strict=False)
        )
        + "methods:\n  set:\n    http: POST /x\n    parameters: {every: Every}\n"
        "    required: [every]\n    returns: {every: Every}\n"
    ),
    "values": lambda words: (
        "types:\n  Every:\n    enum:\n"
        + "".join(f"      '{word}': One.\n" for word in words)
    ),
    "parameters": lambda words: (
        "types: {T: {fields: {x: string}}}\nmethods:\n  set:\n    http: PATCH /x\n    parameters:\n"
        "      t: T\n"
        + "".join(f"      '{word}': {{type: 'list[string]'}}\n" for word in words)
        + "    required: [t]\n    returns: {t: T}\n"
    ),
    "methods": lambda words: (
        "types: {T: {fields: {x: string}}}\nmethods:\n"
        + "".join(
            f"  '{word}':\n    http: GET /x\n    deprecated: true\n"
            "    parameters: {a: 'list[string]', b: boolean, c: object, d: int64, t: T}\n"
            "    returns: {a: 'list[string]'}\n    sdk: {returns: a}\n"
            for word in words
        )
    ),
    "webhooks": lambda words: (
        "types: {T: {fields: {x: string}}}\nwebhooks:\n"
        + "".join(
            f"  '{word}': {{kind: created, entity: T, deprecated: true}}\n"
            for word in words
        )
    ),
}
USE_ALL = """
import importlib, pathlib, sys, typing
root = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(root))
for path in sorted((root / "wixapi").rglob("*.py")):
    name = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
    module = importlib.import_module(name)
    for one in vars(module).values():
        if isinstance(one, type) and one.__module__ == name:
            if name.endswith(".models") and hasattr(one, "model_rebuild"):
                one.model_rebuild()
            elif name.endswith(".requests"):
                typing.get_type_hints(one)
import wixapi
from wixapi import WixClient, AsyncWixClient, ApiKeyStrategy
clients = [make(auth=ApiKeyStrategy("k", site_id="s")) for make in (WixClient, AsyncWixClient)]
for path in sorted((root / "wixapi").glob("*/_groups.py")):
    modules = [folder.parent.name for folder in path.parent.glob("*/client.py")]
    for client in [*clients, *(client.with_raw_response for client in clients)]:
        group = getattr(client, path.parent.name)
        assert all("Client" in type(getattr(group, module)).__name__ for module in modules)
    if hooks := vars(getattr(wixapi, "Webhooks", object)).get(path.parent.name):
        for folder in path.parent.glob("*/events.py"):
            getattr(hooks.func(None), folder.parent.name)
print("fine")
"""


def _used(files: dict[str, str], folder: Path) -> str:
    """What is printed when everything in a package is imported, built and reached."""
    write_files(folder, files)
    command = [sys.executable, "-W", "error", "-c", USE_ALL, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def _words(shape: str) -> list[str]:
    """Candidates that the language allows, one for each name in Python."""
    taken = {
        "common",
        "every",
        "t",
        *(KINDS_OF_TYPES if shape in {"types", "enums"} else ()),
    }
    fits = re.compile(r"[A-Za-z]\w*", re.ASCII)
    usable = {
        names.snake(word).replace("_", ""): word
        for word in sorted(WORDS.get(shape, CANDIDATES))
        if fits.fullmatch(word) and word.lower() not in taken
    }
    return sorted(usable.values())


@pytest.mark.parametrize("shape", SHAPES)
def test_every_name_makes_a_package_that_works(shape: str, tmp_path: Path) -> None:
    """Types, enums, values, parameters, methods and events may have any name at all."""
    spec = HEAD + SHAPES[shape](_words(shape))

    assert codes(spec, METADATA) == []
    files = generated(
        {"demo/things.yaml": spec.encode(), "common.yaml": METADATA.encode()}
    )
    assert _used(files, tmp_path) == "fine\n"


PACKAGES = [
    *[
        "none",
        "true",
        "import",
        "common",
        "errors",
        "models",
        "requests",
        "events",
        "a2b",
        "foo",
    ],
    *["client", "wixClient", "asyncClient", "syncClient", "webhooks", "cachedProperty"],
    *["with-options", "close", "request", "on", "process", "fallback"],
    *["someDemo", "asyncSomeDemo", "rawSomeDemo", "someDemoEvents"],
]


def test_every_package_and_module_name_works(tmp_path: Path) -> None:
    """Packages and modules may have any name, and names of each other's clients."""
    specs = {"common.yaml": METADATA.encode()}
    for package in PACKAGES:
        for module in {
            package,
            "foo",
            "asyncFoo",
            "cachedProperty",
            f"{package}Client",
        }:
            specs[f"{package}/{module}.yaml"] = (
                f"package: '{package}'\nmodule: '{module}'\ntypes: {{T: {{fields: {{x: string}}}}}}\n"
                "methods: {get: {http: GET /x, returns: {t: T}}}\n"
                "webhooks: {made: {kind: created, entity: T}}\n"
            ).encode()

    assert _used(generated(specs), tmp_path) == "fine\n"
