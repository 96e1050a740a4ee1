"""Annotations of fields and types: texts, limits, defaults, marks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wixgen.spec.api import (
    Field,
    Kind,
    Method,
    Note,
    ObjectType,
    PluginMethod,
    QueryField,
    Webhook,
)
from wixgen.spec.limits import FLAGS, ITEMS, LIMITS, VALUE, Limit
from wixgen.spec.types import through_lists

Json = dict[str, Any]


def exported(type_: ObjectType) -> list[Field]:
    """Return the fields that the REST half of the page documents."""
    return [
        field
        for field in type_.fields
        if not field.undocumented and field.half != "sdk"
    ]


def is_whole(type_: ObjectType) -> bool:
    """Return whether no field is left out: only then can unknown keys be refused."""
    return len(exported(type_)) == len(type_.fields)


def texts(note: Note) -> Json:
    """Return description, deprecation, and what says how long it is there to stay."""
    found: Json = {}
    if text := description(note):
        found["description"] = text
    if note.deprecated:
        found["deprecated"] = True
    if note.removal_date:
        found["x-wix-removal-date"] = note.removal_date
    if note.maturity:
        found["x-wix-maturity"] = note.maturity
    return found


def description(note: Note) -> str:
    """Return the description, and what to use instead of something deprecated."""
    instead = (
        f"Deprecated: {note.deprecated}" if isinstance(note.deprecated, str) else ""
    )
    return "\n\n".join(part for part in (note.description.strip(), instead) if part)


def with_rules(schema: Json, field: Field) -> Json:
    """Return the schema of a field with its limits, format and default.

    Of a list, what counts no items stands at the items.
    """
    made = {**schema, **_limits(field, lambda limit: limit.measure is ITEMS)}
    if field.default is not None:
        made["default"] = field.default.value
    of_values = _limits(field, lambda limit: limit.measure is not ITEMS)
    if field.format:
        of_values["format"] = field.format
    return _with_innermost(made, of_values) if of_values else made


def _with_innermost(schema: Json, rules: Json) -> Json:
    """Return a schema with rules added to what is inside all of its lists."""
    if "items" in schema:
        return {**schema, "items": _with_innermost(schema["items"], rules)}
    return {**schema, **rules}


def _limits(field: Field, counts: Callable[[Limit], bool]) -> Json:
    """Return some of the limits. JSON Schema can't limit the number in a text: int64, decimal."""
    is_text = through_lists(field.type) in {Kind.INT64, Kind.DECIMAL}
    return {
        (
            f"x-{limit.openapi}"
            if is_text and limit.measure is VALUE
            else limit.openapi
        ): bound
        for limit in LIMITS
        if counts(limit) and (bound := field.limits.get(limit.name)) is not None
    }


def marks(field: Field) -> Json:
    """Return who sets it, and when, and what else the page prints about it."""
    made: Json = {
        flag.openapi: True
        for flag in FLAGS
        if flag.openapi and getattr(field, flag.name)
    }
    if field.attributes:
        made["x-wix-attributes"] = dict(field.attributes)
    return made


def introduced(subject: Method | PluginMethod | Webhook) -> Json:
    """Return title, texts and page of an operation."""
    found: Json = {"summary": subject.title or subject.name, **texts(subject)}
    if subject.docs:
        found["externalDocs"] = {"url": subject.docs}
    return found


def about(subject: Method | Webhook) -> Json:
    """Return title, texts, page of an operation, and what it needs."""
    found = introduced(subject)
    if subject.permissions:
        found["x-wix-permissions"] = subject.permissions
    if subject.permission_ids:
        found["x-wix-permission-ids"] = list(subject.permission_ids)
    return found


def about_call(method: Method) -> Json:
    """Return what is known of a method beside its texts: who may call it, how it is sent, what it can query."""
    found: Json = {}
    if method.identities:
        found["x-wix-identities"] = list(method.identities)
    if method.encoding:
        found["x-wix-encoding"] = method.encoding
    if method.fallback:
        found["x-wix-fallback"] = f"POST {method.fallback}"
    if method.query:
        found["x-wix-query"] = {
            field.path: _query_field(field) for field in method.query
        }
    return found


def _query_field(field: QueryField) -> Json:
    made: Json = {"operators": list(field.operators), "sort": list(field.sort)}
    return {
        **{key: value for key, value in made.items() if value},
        **field.attributes,
    }
