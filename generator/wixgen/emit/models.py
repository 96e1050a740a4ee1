"""Models and enums -> one module, by datamodel-code-generator.

It gets final names and finished annotations; what it makes is compared with what was asked for,
because it renames silently where it finds a name unsuitable.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from wixgen.emit.errors import InternalError
from wixgen.emit.text import docstring
from wixgen.package.model import Enum, Model, ModelField, Module

BASE_CLASS = "wixapi._model.Model"
_FIELD_INDENT = 4
_PROPERTY_INDENT = 8

_PRIMITIVES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
#: Marks our own names in overrides, where `Text` would be taken for the standard library's.
_OWN = "WixgensOwn_"
_OVERRIDDEN = {"type": "string"}  # stands for what a type override replaces
_REBUILD = re.compile(r"^\w+\.model_rebuild\(\)$\n?", re.MULTILINE)


def models_text(module: Module, header: str, templates: Path) -> str:
    """The text of `models.py`, not yet formatted."""
    if not module.models and not module.enums:
        return header
    text = _generate(module, header, templates)
    text = text.replace(_OWN, "")
    text = _REBUILD.sub(
        "", text
    )  # it would build every class at import, in spite of defer_build
    _verify(module, text)
    return text


def _generate(module: Module, header: str, templates: Path) -> str:
    # a quarter of a second, which a build that finds nothing to do saves
    from datamodel_code_generator import InputFileType, generate
    from datamodel_code_generator.enums import DataModelType
    from datamodel_code_generator.format import (
        Formatter,
        PythonVersion,
    )

    own = f"{module.path}.models"
    definitions: dict[str, Any] = {one.name: _enum_schema(one) for one in module.enums}
    definitions |= {one.name: _model_schema(one, own) for one in module.models}
    texts = defaultdict[str, dict[str, Any]](dict)
    texts |= {one.name: _enum_texts(one) for one in module.enums}
    texts |= {one.name: _model_texts(one) for one in module.models}
    uses_literal = any(model.one_ofs for model in module.models)
    text = generate(
        {"$defs": definitions},
        input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        formatters=[Formatter.BUILTIN],
        builtin_format_line_length=88,
        settings_path=Path(
            Path.cwd().anchor
        ),  # else it obeys any pyproject.toml above us
        disable_timestamp=True,
        custom_file_header=header,
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
        aliases={
            f"{model.name}.{field.wire}": field.name
            for model in module.models
            for field in model.fields
            if field.alias
        },
        type_overrides={
            f"{model.name}.{field.name}": override
            for model in module.models
            for field in model.fields
            if (override := _override(field, own))
        },
        additional_imports=["typing.Literal"] if uses_literal else None,
        extra_template_data=texts,
        custom_template_dir=templates.resolve(),
    )
    if not isinstance(text, str):
        raise InternalError(
            f"datamodel-code-generator made no module for {module.path}"
        )
    return text


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
        "doc": docstring(enum.doc, _FIELD_INDENT),
        "docs": {
            one.name: docstring(one.doc, _FIELD_INDENT)
            for one in enum.members
            if one.doc
        },
    }


def _model_texts(model: Model) -> dict[str, Any]:
    return {
        "doc": docstring(model.doc, _FIELD_INDENT),
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


def _verify(module: Module, text: str) -> None:
    """Compare classes, fields, values and annotations with the plan."""
    classes = {
        one.name: one for one in ast.parse(text).body if isinstance(one, ast.ClassDef)
    }
    made = {name: _class_body(node) for name, node in classes.items()}
    planned: dict[str, dict[str, str]] = {}
    for enum in module.enums:
        planned[enum.name] = {one.name: repr(one.value) for one in enum.members}
    for model in module.models:
        planned[model.name] = {one.name: _planned(one) for one in model.fields}
    if made != planned:
        wrong = [
            name for name in {*made, *planned} if made.get(name) != planned.get(name)
        ]
        details = [
            f"{name}: {made.get(name)} is not {planned.get(name)}"
            for name in sorted(wrong)
        ]
        raise InternalError(
            f"datamodel-code-generator changed the plan of {module.path}: {'; '.join(details)}"
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
