"""Makes modules of models and enums with datamodel-code-generator.

It gets final names and finished annotations. What it makes is compared with what was asked for, because
it renames silently where it finds a name unsuitable. A class that resources declare alike, as half of
Wix's are, is made once in a process.
"""

from __future__ import annotations

import ast
import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from wixgen.emit.errors import InternalError
from wixgen.emit.escaping import docstring, string_literal
from wixgen.emit.formatting.piecewise import format_module
from wixgen.emit.home import USUAL, Home
from wixgen.emit.literals import imports
from wixgen.package.model import (
    RUNTIME_MODEL,
    Enum,
    Import,
    Model,
    ModelField,
    Module,
)

BASE_CLASS = f"{RUNTIME_MODEL}.Model"
_FIELD_INDENT = 4
_PROPERTY_INDENT = 8

_PRIMITIVES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
#: Marks names of the module itself in overrides, where `Text` would be taken for `typing.Text`.
_OWN = "WixgensOwn_"
#: The schema of a field whose annotation is given by an override: any would do.
_OVERRIDDEN = {"type": "string"}
_REBUILD = re.compile(r"^\w+\.model_rebuild\(\)$\n?", re.MULTILINE)
_CLASS = re.compile(r"^class (\w+)", re.MULTILINE)

#: The most classes of a run: each run costs something, and the time of a run grows faster than its classes.
_AT_ONCE = 250

#: The classes that this process has made, by the folder of the templates and by key.
_made: dict[Path, dict[str, str]] = {}


@dataclass(frozen=True)
class _Class:
    """A class that datamodel-code-generator is asked for, and what it has to make.

    Attributes:
        name: The name of the class.
        module: The first module that has it.
        schema: Its JSON Schema.
        texts: What the template needs beside.
        overrides: Annotations that JSON Schema has no words for, by `Class.field`.
        aliases: Names in Python, by `Class.wireName`.
        body: What is expected: the annotation or value of each field or member.
        uses: The classes of the same module that it refers to.
        foreign: The names that it imports.
    """

    name: str
    module: str
    schema: dict[str, Any]
    texts: dict[str, Any]
    overrides: dict[str, str]
    aliases: dict[str, str]
    body: dict[str, str]
    uses: frozenset[str]
    foreign: frozenset[str]

    @cached_property
    def key(self) -> str:
        """Return a text that is the same for classes of which the same code is made."""
        parts = (self.name, self.schema, self.texts, self.overrides)
        return repr((*parts, self.aliases, self.body))


def models_texts(
    modules: Sequence[Module],
    headers: Sequence[str],
    templates: Path,
    home: Home = USUAL,
) -> list[str]:
    """Return the text of `models.py` of each module, below its header, in black's style."""
    classes = [_classes(module) for module in modules]
    made = _made.setdefault(templates, {})
    missing = {
        wanted.key: wanted
        for of_module in classes
        for wanted in of_module
        if wanted.key not in made
    }
    for batch in _batches(missing.values()):
        made |= _generate(batch, templates)
    return [
        _module_text(module, header, [made[wanted.key] for wanted in of_module], home)
        for module, header, of_module in zip(modules, headers, classes, strict=True)
    ]


def prepare(templates: Path) -> None:
    """Load all that models are made with, so that processes that are forked afterwards have it."""
    schema = {"type": "object", "properties": {"example": {"type": "string"}}}
    format_module(_raw({"Example": schema}, [], templates))


def _classes(module: Module) -> list[_Class]:
    """Return the classes of a module, sorted by name."""
    own = module.part("models")
    enums = [_enum(enum, own) for enum in module.enums]
    models = [_model(model, own) for model in module.models]
    return sorted([*enums, *models], key=lambda made: made.name)


def _module_text(module: Module, header: str, texts: list[str], home: Home) -> str:
    lines = imports(_imports(module), module.part("models"), home)
    intro = f"{header}\n\nfrom __future__ import annotations\n\n{lines}\n"
    return "\n\n".join([format_module(intro if texts else header), *texts])


def _imports(module: Module) -> Iterable[Import]:
    if module.models:
        yield RUNTIME_MODEL, "Model"
    if module.enums:
        yield "enum", "StrEnum"
    for model in module.models:
        if model.one_ofs:
            yield "typing", "Literal"
        for field in model.fields:
            yield from field.hint.imports
            if field.always:
                yield RUNTIME_MODEL, "UNSET"
            if field.alias:
                yield "typing", "Annotated"
                yield "pydantic", "Field"


@dataclass
class _Batch:
    """Classes to make in one run: not too many, and no name among them has two meanings."""

    classes: dict[str, _Class] = dataclasses.field(default_factory=dict[str, _Class])
    own: set[str] = dataclasses.field(default_factory=set[str])
    foreign: set[str] = dataclasses.field(default_factory=set[str])

    def fits(self, wanted: _Class) -> bool:
        """Return whether there is room for a class, and its names mean nothing else here."""
        return (
            len(self.classes) < _AT_ONCE
            and wanted.name not in self.classes
            and self.foreign.isdisjoint({wanted.name, *wanted.uses})
            and self.own.isdisjoint(wanted.foreign)
        )

    def add(self, wanted: _Class) -> None:
        """Add a class."""
        self.classes[wanted.name] = wanted
        self.own |= {wanted.name, *wanted.uses}
        self.foreign |= wanted.foreign


def _batches(classes: Iterable[_Class]) -> list[list[_Class]]:
    batches: list[_Batch] = []
    for wanted in classes:
        batch = next((batch for batch in batches if batch.fits(wanted)), None)
        if batch is None:
            batches.append(batch := _Batch())
        batch.add(wanted)
    return [[*batch.classes.values()] for batch in batches]


def _generate(batch: list[_Class], templates: Path) -> dict[str, str]:
    """Return the formatted text of every class of a batch by key.

    Classes that these refer to need a definition, too; any will do.
    """
    needed = frozenset[str]().union(*(wanted.uses for wanted in batch))
    definitions: dict[str, Any] = {name: {"type": "object"} for name in sorted(needed)}
    definitions |= {wanted.name: wanted.schema for wanted in batch}
    text = _REBUILD.sub("", _raw(definitions, batch, templates))
    starts = [*_CLASS.finditer(text)]
    ends = [*(start.start() for start in starts[1:]), len(text)]
    raw = {
        start[1]: text[start.start() : end]
        for start, end in zip(starts, ends, strict=True)
    }
    made: dict[str, str] = {}
    for wanted in batch:
        body = raw.get(wanted.name, "").replace(_OWN, "")
        _verify(wanted, body)
        made[wanted.key] = format_module(body)
    return made


def _raw(definitions: dict[str, Any], batch: list[_Class], templates: Path) -> str:
    """Return what datamodel-code-generator makes of JSON Schemas."""
    # a quarter of a second, which a build that finds nothing to do saves
    from datamodel_code_generator import InputFileType, generate
    from datamodel_code_generator.enums import DataModelType
    from datamodel_code_generator.format import PythonVersion

    texts = defaultdict[str, dict[str, Any]](lambda: {"doc": "", "docs": {}})
    texts |= {wanted.name: dict(wanted.texts) for wanted in batch}
    text = generate(
        {"$defs": definitions},
        input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        formatters=[],
        settings_path=Path(
            Path.cwd().anchor
        ),  # else it obeys any pyproject.toml above us
        disable_timestamp=True,
        allow_remote_refs=False,
        strict_refs=True,
        skip_root_model=True,
        keep_model_order=True,
        custom_class_name_generator=str,
        base_class=BASE_CLASS,
        use_annotated=True,
        use_subclass_enum=True,
        use_specialized_enum=True,
        capitalise_enum_members=True,
        use_double_quotes=True,
        aliases=_joined(wanted.aliases for wanted in batch),
        type_overrides=_joined(wanted.overrides for wanted in batch),
        extra_template_data=texts,
        custom_template_dir=templates.resolve(),
    )
    if not isinstance(text, str):
        raise InternalError("datamodel-code-generator made more than one module")
    return text


def _joined(tables: Iterable[dict[str, str]]) -> dict[str, str]:
    return {key: value for table in tables for key, value in table.items()}


def _enum(enum: Enum, own: str) -> _Class:
    return _Class(
        name=enum.name,
        module=own,
        schema=_enum_schema(enum),
        texts=_enum_texts(enum),
        overrides={},
        aliases={},
        body={member.name: repr(member.value) for member in enum.members},
        uses=frozenset(),
        foreign=frozenset(),
    )


def _model(model: Model, own: str) -> _Class:
    overrides = {
        f"{model.name}.{field.name}": override
        for field in model.fields
        if (override := _override(field, own))
    }
    aliases = {
        f"{model.name}.{field.wire}": field.name
        for field in model.fields
        if field.alias
    }
    imported = {name for field in model.fields for name in field.hint.imports}
    return _Class(
        name=model.name,
        module=own,
        schema=_model_schema(model, own),
        texts=_model_texts(model),
        overrides=overrides,
        aliases=aliases,
        body={field.name: _planned(field) for field in model.fields},
        uses=frozenset(name for module, name in imported if module == own),
        foreign=frozenset(name for module, name in imported if module != own),
    )


def _key(field: ModelField) -> str:
    """Return the name of a property: the Python name, from which the base class derives the wire name, or the
    wire name if it can't be derived.
    """
    return field.alias or field.name


def _enum_schema(enum: Enum) -> dict[str, Any]:
    return {
        "type": "string",
        "enum": [member.value for member in enum.members],
        "x-enum-varnames": [member.name for member in enum.members],
    }


def _model_schema(model: Model, own: str) -> dict[str, Any]:
    properties = {
        _key(field): (
            _OVERRIDDEN
            if _override(field, own)
            else _schema(_parsed(field.annotation.text))
        )
        for field in model.fields
    }
    required = [_key(field) for field in model.fields if field.always]
    return {"type": "object", "properties": properties, "required": required}


def _schema(annotation: ast.expr) -> dict[str, Any]:
    """Return the JSON Schema from which an annotation is made."""
    match annotation:
        case ast.Name(id=name) if name in _PRIMITIVES:
            return {"type": _PRIMITIVES[name]}
        case ast.Name(id="Any"):
            return {}
        case ast.Name(id=name):
            return {"$ref": f"#/$defs/{name}"}
        case ast.Subscript(value=ast.Name(id="list"), slice=item):
            return {"type": "array", "items": _schema(item)}
        case ast.Subscript(
            value=ast.Name(id="dict"), slice=ast.Tuple(elts=[_, ast.Name(id="Any")])
        ):
            return {"type": "object"}
        case ast.Subscript(value=ast.Name(id="dict"), slice=ast.Tuple(elts=[_, item])):
            return {"type": "object", "additionalProperties": _schema(item)}
        case _:
            raise InternalError(f"no JSON Schema for {ast.unparse(annotation)}")


def _override(field: ModelField, own: str) -> str:
    """Return the annotation with full names if JSON Schema has no words for it, else "".

    What may be missing gets its `| None` by not being required.
    """
    annotation = field.hint if field.always else field.annotation
    modules = {name: module for module, name in annotation.imports}
    foreign = {name: module for name, module in modules.items() if module != own}
    if not set(foreign) - {"Any"}:
        return ""
    own_names = {name for name, module in modules.items() if module == own}

    def full(found: re.Match[str]) -> str:
        name = found[0]
        if name in foreign:
            return f"{foreign[name]}.{name}"
        return f"{_OWN}{name}" if name in own_names else name

    return re.sub(r"[A-Za-z_]\w*", full, annotation.text)


def _enum_texts(enum: Enum) -> dict[str, Any]:
    return {
        "doc": docstring(enum.doc, _FIELD_INDENT) if enum.doc else "",
        "docs": {
            member.name: docstring(member.doc, _FIELD_INDENT)
            for member in enum.members
            if member.doc
        },
        "literals": {
            repr(member.value): string_literal(member.value) for member in enum.members
        },
    }


def _model_texts(model: Model) -> dict[str, Any]:
    return {
        "doc": docstring(model.doc, _FIELD_INDENT) if model.doc else "",
        "docs": {
            field.name: docstring(field.doc, _FIELD_INDENT)
            for field in model.fields
            if field.doc
        },
        "one_ofs": [
            {
                "name": one_of.name,
                "annotation": one_of.annotation,
                "doc": docstring(one_of.doc, _PROPERTY_INDENT),
                "members": [member.name for member in one_of.members],
            }
            for one_of in model.one_ofs
        ],
        "always": [field.name for field in model.fields if field.always],
        "bulk": model.bulk,
    }


def _verify(planned: _Class, text: str) -> None:
    """Compare a class that was made with the one that was asked for; raise InternalError if they differ."""
    made: object = None
    if text:
        match ast.parse(text).body:
            case [ast.ClassDef(name=planned.name) as node]:
                made = _class_body(node)
            case _:
                pass
    if made != planned.body:
        raise InternalError(
            f"datamodel-code-generator changed the plan of {planned.module}: "
            f"{planned.name}: {made} is not {planned.body}"
        )


def _class_body(node: ast.ClassDef) -> dict[str, str]:
    body: dict[str, str] = {}
    for statement in node.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                body[name] = ast.unparse(annotation)
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Constant(value=value)
            ):
                body[name] = repr(value)
            case _:
                pass
    return body


def _planned(field: ModelField) -> str:
    annotation = str(field.hint)
    if field.alias:
        annotation = f"Annotated[{annotation}, Field(alias={field.alias!r})]"
    return ast.unparse(_parsed(annotation))


def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body
