"""Models and enums -> one module, by datamodel-code-generator.

It gets final names and finished annotations; what it makes is compared with what was asked for,
because it renames silently where it finds a name unsuitable. A class that resources declare alike,
as half of Wix's are, is made once in a process.
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
from wixgen.emit.literals import imports
from wixgen.package.model import Enum, Import, Model, ModelField, Module

BASE_CLASS = "wixapi._model.Model"
_FIELD_INDENT = 4
_PROPERTY_INDENT = 8

_PRIMITIVES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
#: Marks our own names in overrides, where `Text` would be taken for the standard library's.
_OWN = "WixgensOwn_"
_OVERRIDDEN = {"type": "string"}  # stands for what a type override replaces
_REBUILD = re.compile(r"^\w+\.model_rebuild\(\)$\n?", re.MULTILINE)
_CLASS = re.compile(r"^class (\w+)", re.MULTILINE)

_AT_ONCE = 250  # classes; each run has a price, and one of many more than its share

_made: dict[Path, dict[str, str]] = {}  # by the templates, then by key


@dataclass(frozen=True)
class _Class:
    """What datamodel-code-generator is asked for, and what has to come of it."""

    name: str
    module: str  # the first one that has it
    schema: dict[str, Any]
    texts: dict[str, Any]
    overrides: dict[str, str]
    aliases: dict[str, str]
    body: dict[str, str]  # field or member -> annotation or value
    uses: frozenset[str]  # classes of the same module
    foreign: frozenset[str]  # what is imported

    @cached_property
    def key(self) -> str:
        """The same for classes that come out alike."""
        parts = (self.name, self.schema, self.texts, self.overrides)
        return repr((*parts, self.aliases, self.body))


def models_texts(
    modules: Sequence[Module], headers: Sequence[str], templates: Path
) -> list[str]:
    """The texts of `models.py` of these modules, each below its header, in black's style."""
    classes = [_classes(module) for module in modules]
    made = _made.setdefault(templates, {})
    missing = {one.key: one for each in classes for one in each if one.key not in made}
    for batch in _batches(missing.values()):
        made |= _generate(batch, templates)
    return [
        _module_text(module, header, [made[one.key] for one in each])
        for module, header, each in zip(modules, headers, classes, strict=True)
    ]


def prepare(templates: Path) -> None:
    """Load all that models are made with, so that processes which are forked from this one have it."""
    schema = {"type": "object", "properties": {"example": {"type": "string"}}}
    format_module(_raw({"Example": schema}, [], templates))


def _classes(module: Module) -> list[_Class]:
    """By name."""
    own = f"{module.path}.models"
    enums = [_enum(one, own) for one in module.enums]
    models = [_model(one, own) for one in module.models]
    return sorted([*enums, *models], key=lambda one: one.name)


def _module_text(module: Module, header: str, texts: list[str]) -> str:
    lines = imports(_imports(module), f"{module.path}.models")
    intro = f"{header}\n\nfrom __future__ import annotations\n\n{lines}\n"
    return "\n\n".join([format_module(intro if texts else header), *texts])


def _imports(module: Module) -> Iterable[Import]:
    if module.models:
        yield "wixapi._model", "Model"
    if module.enums:
        yield "enum", "StrEnum"
    for model in module.models:
        if model.one_ofs:
            yield "typing", "Literal"
        for field in model.fields:
            yield from field.annotation.imports
            if field.alias:
                yield "typing", "Annotated"
                yield "pydantic", "Field"


@dataclass
class _Batch:
    """Classes to make at once: no name of two meanings among them, and not too many."""

    classes: dict[str, _Class] = dataclasses.field(default_factory=dict[str, _Class])
    own: set[str] = dataclasses.field(default_factory=set[str])
    foreign: set[str] = dataclasses.field(default_factory=set[str])

    def fits(self, one: _Class) -> bool:
        """Whether the class finds its names free."""
        return (
            len(self.classes) < _AT_ONCE
            and one.name not in self.classes
            and self.foreign.isdisjoint({one.name, *one.uses})
            and self.own.isdisjoint(one.foreign)
        )

    def add(self, one: _Class) -> None:
        """Take the class in."""
        self.classes[one.name] = one
        self.own |= {one.name, *one.uses}
        self.foreign |= one.foreign


def _batches(classes: Iterable[_Class]) -> list[list[_Class]]:
    batches: list[_Batch] = []
    for one in classes:
        batch = next((batch for batch in batches if batch.fits(one)), None)
        if batch is None:
            batches.append(batch := _Batch())
        batch.add(one)
    return [[*batch.classes.values()] for batch in batches]


def _generate(wanted: list[_Class], templates: Path) -> dict[str, str]:
    """The text of every wanted class, by key; those they refer to need only be there."""
    needed = frozenset[str]().union(*(one.uses for one in wanted))
    definitions: dict[str, Any] = {name: {"type": "object"} for name in sorted(needed)}
    definitions |= {one.name: one.schema for one in wanted}
    text = _REBUILD.sub("", _raw(definitions, wanted, templates))
    starts = [*_CLASS.finditer(text)]
    ends = [*(one.start() for one in starts[1:]), len(text)]
    raw = {
        one[1]: text[one.start() : end] for one, end in zip(starts, ends, strict=True)
    }
    made: dict[str, str] = {}
    for one in wanted:
        body = raw.get(one.name, "").replace(_OWN, "")
        _verify(one, body)
        made[one.key] = format_module(body)
    return made


def _raw(definitions: dict[str, Any], wanted: list[_Class], templates: Path) -> str:
    # a quarter of a second, which a build that finds nothing to do saves
    from datamodel_code_generator import InputFileType, generate
    from datamodel_code_generator.enums import DataModelType
    from datamodel_code_generator.format import PythonVersion

    texts = defaultdict[str, dict[str, Any]](lambda: {"doc": "", "docs": {}})
    texts |= {one.name: dict(one.texts) for one in wanted}
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
        aliases={key: one for each in wanted for key, one in each.aliases.items()},
        type_overrides={
            key: one for each in wanted for key, one in each.overrides.items()
        },
        extra_template_data=texts,
        custom_template_dir=templates.resolve(),
    )
    if not isinstance(text, str):
        raise InternalError("datamodel-code-generator made more than one module")
    return text


def _enum(enum: Enum, own: str) -> _Class:
    return _Class(
        name=enum.name,
        module=own,
        schema=_enum_schema(enum),
        texts=_enum_texts(enum),
        overrides={},
        aliases={},
        body={one.name: repr(one.value) for one in enum.members},
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
    imported = {one for field in model.fields for one in field.annotation.imports}
    return _Class(
        name=model.name,
        module=own,
        schema=_model_schema(model, own),
        texts=_model_texts(model),
        overrides=overrides,
        aliases=aliases,
        body={one.name: _planned(one) for one in model.fields},
        uses=frozenset(name for module, name in imported if module == own),
        foreign=frozenset(name for module, name in imported if module != own),
    )


def _key(field: ModelField) -> str:
    """The property: the Python name, from which the base class derives the alias, or the alias."""
    return field.alias or field.name


def _enum_schema(enum: Enum) -> dict[str, Any]:
    return {
        "type": "string",
        "enum": [one.value for one in enum.members],
        "x-enum-varnames": [one.name for one in enum.members],
    }


def _model_schema(model: Model, own: str) -> dict[str, Any]:
    properties = {
        _key(one): (
            _OVERRIDDEN
            if _override(one, own)
            else _schema(_parsed(one.annotation.text))
        )
        for one in model.fields
    }
    return {"type": "object", "properties": properties}


def _schema(annotation: ast.expr) -> dict[str, Any]:
    """The JSON Schema from which an annotation is made."""
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
    """The annotation with full names, where JSON Schema has no words for it; else nothing."""
    modules = {name: module for module, name in field.annotation.imports}
    foreign = {name: module for name, module in modules.items() if module != own}
    if not set(foreign) - {"Any"}:
        return ""
    own_names = {name for name, module in modules.items() if module == own}

    def full(found: re.Match[str]) -> str:
        name = found[0]
        if name in foreign:
            return f"{foreign[name]}.{name}"
        return f"{_OWN}{name}" if name in own_names else name

    return re.sub(r"[A-Za-z_]\w*", full, field.annotation.text)


def _enum_texts(enum: Enum) -> dict[str, Any]:
    return {
        "doc": docstring(enum.doc, _FIELD_INDENT) if enum.doc else "",
        "docs": {
            one.name: docstring(one.doc, _FIELD_INDENT)
            for one in enum.members
            if one.doc
        },
        "literals": {
            repr(one.value): string_literal(one.value) for one in enum.members
        },
    }


def _model_texts(model: Model) -> dict[str, Any]:
    return {
        "doc": docstring(model.doc, _FIELD_INDENT) if model.doc else "",
        "docs": {
            one.name: docstring(one.doc, _FIELD_INDENT)
            for one in model.fields
            if one.doc
        },
        "one_ofs": [
            {
                "name": one.name,
                "annotation": one.annotation,
                "doc": docstring(one.doc, _PROPERTY_INDENT),
                "members": [member.name for member in one.members],
            }
            for one in model.one_ofs
        ],
        "bulk": model.bulk,
    }


def _verify(planned: _Class, text: str) -> None:
    """Compare the class, its fields, values and annotations with the plan."""
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
    annotation = f"{field.annotation} | None"
    if field.alias:
        annotation = f"Annotated[{annotation}, Field(alias={field.alias!r})]"
    return ast.unparse(_parsed(annotation))


def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body
