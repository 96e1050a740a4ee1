"""Pages that are no methods and no webhooks: objects, menus, articles."""

from __future__ import annotations

import json
from typing import Any

from support.page_hints import Hints, capitalised
from support.page_parts import kebab
from support.page_schema import through_lists
from wixgen.spec.api import (
    EnumType,
    Field,
    Kind,
    ListOf,
    MapOf,
    ObjectType,
    Resource,
    Type,
)

_FORMATS = {
    Kind.GUID: "guid",
    Kind.DATETIME: "date-time",
    Kind.INT64: "int64",
    Kind.INT32: "int32",
    Kind.DECIMAL: "decimal",
}
_TYPES = {
    Kind.BOOLEAN: "boolean",
    Kind.INTEGER: "integer",
    Kind.INT32: "integer",
    Kind.NUMBER: "number",
    Kind.OBJECT: "object",
    Kind.JSON: "object",
}


def object_page(resource: Resource, type_: ObjectType, hints: Hints) -> str:
    """The page of one object: its schema as JSON, with what no other page prints."""
    name = hints.page_name(resource, type_)
    link = f"{resource.docs}/{kebab(name)}-object"
    schema = json.dumps(_object(type_, resource, hints, set()), indent=2)
    lines = [
        f"# Type: {name} Object",
        "",
        f"# Package: {resource.package}",
        "",
        f"# Namespace: {capitalised(resource.module)}",
        "",
        f"# Object link: {link}.md",
        "",
        "## Introduction",
        "",
        type_.note.description or name,
        "",
        "---",
        "",
        "## Schema",
        "",
        "```json",
        *schema.split("\n"),
        "```",
        "",
        "---",
    ]
    return "\n".join(lines)


def menu_page(resource: Resource) -> str:
    """The page that links to all pages of a resource."""
    root = "https://dev.wix.com/docs/api-reference"
    pages = [*resource.methods, *resource.webhooks]
    links = [
        part
        for one in pages
        for part in ("", "", f"- [{one.title or one.name}]({one.docs}.md)")
    ]
    lines = [
        f"# [Api Reference]({root}.md)",
        "",
        f"## [{capitalised(resource.package)}]({root}/{resource.package}.md)",
        "",
        "",
        f"### [{resource.title}]({resource.docs}.md)",
        *links[1:],
    ]
    return "\n".join(lines)


def article_page(title: str, link: str) -> str:
    """A page of prose, with headings and a fence of its own."""
    lines = [
        f"## Resource: {title}",
        "",
        f"## Article: {title}",
        "",
        f"## Article Link: {link}.md",
        "",
        "## Article Content:",
        "",
        f"# {title}",
        "",
        "Some prose about kettles, with a list:",
        "- name: nothing that is a field | type: of weather",
        "- and a [link](https://docs.example.com/kettles).",
        "",
        "```curl",
        "curl -X POST 'https://www.wixapis.com/kettles/v1/kettles' -d '{}'",
        "```",
    ]
    return "\n".join(lines)


def _object(
    type_: ObjectType, resource: Resource, hints: Hints, seen: set[int]
) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "object"}
    if id(type_) in seen:
        return {**made, "title": hints.page_name(resource, type_)}
    seen.add(id(type_))
    made["properties"] = {
        one.wire: _field(one, resource, hints, seen)
        for one in type_.fields
        if not one.deprecated and not one.undocumented
    }
    if type_.groups:
        made["oneOf"] = [list(group.members) for group in type_.groups]
    return made


def _field(
    one: Field, resource: Resource, hints: Hints, seen: set[int]
) -> dict[str, Any]:
    made = _type(one.type, resource, hints, seen)
    if one.description:
        made["description"] = one.description
    if one.read_only:
        made["readOnly"] = True
    if one.immutable:
        made["immutable"] = True
    limits = {
        "minimum": one.limits.min,
        "maximum": one.limits.max,
        "minLength": one.limits.min_length,
        "maxLength": one.limits.max_length,
        "minItems": one.limits.min_items,
        "maxItems": one.limits.max_items,
    }
    return {
        **made,
        **{key: limit for key, limit in limits.items() if limit is not None},
    }


def _type(
    type_: Type, resource: Resource, hints: Hints, seen: set[int]
) -> dict[str, Any]:
    if isinstance(type_, ListOf):
        inner = _type(through_lists(type_), resource, hints, seen)
        return {"type": "array", "items": inner}
    if isinstance(type_, ObjectType):
        return _object(type_, resource, hints, seen)
    if isinstance(type_, EnumType):
        return {"type": "string", "enum": [one.value for one in type_.values]}
    if isinstance(type_, MapOf):
        return {"type": "object"}
    made = {"type": _TYPES.get(type_, "string")}
    return {**made, "format": _FORMATS[type_]} if type_ in _FORMATS else made
