"""Schemas of error answers, and the errors that a page documents."""

from __future__ import annotations

from collections.abc import Iterable

from wixgen.export.notes import Json
from wixgen.export.schemas import Schemas
from wixgen.spec.api import DocumentedError

_UNDOCUMENTED: Json = {"$ref": "#/components/responses/Error"}

DEFAULT = "default"

_TEXT: Json = {"type": "string"}
_VIOLATION = {
    "field": _TEXT,
    "description": _TEXT,
    "violatedRule": _TEXT,
    "ruleName": _TEXT,
}
_VALIDATION = {
    "fieldViolations": {
        "type": "array",
        "items": {"type": "object", "properties": {**_VIOLATION, "data": {}}},
    }
}
_APPLICATION = {"code": _TEXT, "description": _TEXT, "data": {"type": "object"}}
_DETAILS: Json = {
    "applicationError": {"type": "object", "properties": _APPLICATION},
    "validationError": {"type": "object", "properties": _VALIDATION},
}
_ERROR: Json = {
    "type": "object",
    "description": "What most errors look like; gateways may answer with something else.",
    "properties": {
        "message": _TEXT,
        "details": {"type": "object", "properties": _DETAILS},
    },
}


def json_content(schema: Json) -> Json:
    """Return a body of JSON."""
    return {"application/json": {"schema": schema}}


def undocumented(schemas: Schemas) -> Json:
    """Return the response that every method shares: an error that its page doesn't list."""
    return {"description": "Another error.", "content": _content(schemas)}


def documented(errors: Iterable[DocumentedError], schemas: Schemas) -> dict[str, Json]:
    """Return the responses by HTTP status, each with the errors that have it.

    The last one is `default`: what no other tells of, and the errors whose status isn't known.
    """
    by_status: dict[str, list[DocumentedError]] = {}
    for error in errors:
        by_status.setdefault(str(error.http or DEFAULT), []).append(error)
    made = {
        status: {
            "description": "\n".join(_line(error) for error in by_status[status]),
            "content": _content(schemas),
            "x-wix-errors": [_facts(error) for error in by_status[status]],
        }
        for status in sorted(by_status)
    }
    return {**made, DEFAULT: made.get(DEFAULT, _UNDOCUMENTED)}


def _content(schemas: Schemas) -> Json:
    # two parts: no type of a resource (three) or common type (`common.…`) has such a name
    return json_content(schemas.refer("wix.Error", lambda: _ERROR))


def _line(error: DocumentedError) -> str:
    name = error.code or error.status or "An error"
    return f"{name}: {error.description.strip()}" if error.description else f"{name}."


def _facts(error: DocumentedError) -> Json:
    facts = {
        "status": error.status,
        "code": error.code,
        "description": error.description,
    }
    return {name: value for name, value in facts.items() if value}
