"""Annotations of fields and types: texts, limits, defaults, marks."""

from __future__ import annotations

from typing import Any

from wixgen.spec.api import Field, Kind, Method, Note, ObjectType, Webhook
from wixgen.spec.limits import FLAGS, LIMITS, VALUE

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
    """Return description and deprecation."""
    found: Json = {}
    if text := description(note):
        found["description"] = text
    if note.deprecated:
        found["deprecated"] = True
    return found


def description(note: Note) -> str:
    """Return the description, and what to use instead of something deprecated."""
    instead = (
        f"Deprecated: {note.deprecated}" if isinstance(note.deprecated, str) else ""
    )
    return "\n\n".join(part for part in (note.description.strip(), instead) if part)


def rules(field: Field) -> Json:
    """Return limits and default. JSON Schema can't limit the number in a text: int64, decimal."""
    is_text = field.type in {Kind.INT64, Kind.DECIMAL}
    found: Json = {
        (
            f"x-{limit.openapi}"
            if is_text and limit.measure is VALUE
            else limit.openapi
        ): bound
        for limit in LIMITS
        if (bound := field.limits.get(limit.name)) is not None
    }
    if field.default is not None:
        found["default"] = field.default.value
    return found


def marks(field: Field) -> Json:
    """Return who sets it, and when."""
    return {
        flag.openapi: True
        for flag in FLAGS
        if flag.openapi and getattr(field, flag.name)
    }


def about(subject: Method | Webhook, fallback: str) -> Json:
    """Return title, texts, page and permissions of an operation."""
    found: Json = {"summary": subject.title or fallback, **texts(subject)}
    if subject.docs:
        found["externalDocs"] = {"url": subject.docs}
    if subject.permissions:
        found["x-wix-permissions"] = subject.permissions
    return found
