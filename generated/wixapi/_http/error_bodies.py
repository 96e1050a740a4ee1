"""What the bodies of error answers tell, in all the shapes that Wix and the gateways before it give them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from wixapi.errors import FieldViolation

_OURS = frozenset(
    [
        "REQUIRED",
        "ONE_OF",
        "UNKNOWN_FIELD",
        "TYPE",
        "FORMAT",
        "ENUM",
        "MIN",
        "MAX",
        "MIN_LENGTH",
        "MAX_LENGTH",
        "MIN_ITEMS",
        "MAX_ITEMS",
        "FILTERABLE",
        "SORTABLE",
        "OPERATOR",
    ]
)
_THEIRS = {
    "REQUIRED_FIELD": "REQUIRED",
    "INVALID_ENUM_VALUE": "ENUM",
    "ONE_OF_ALIGNMENT": "ONE_OF",
    "REQUIRED_ONE_OF_FIELD": "ONE_OF",
    "DECIMAL_GTE": "MIN",
    "DECIMAL_LTE": "MAX",
    "MIN_SIZE": "MIN_ITEMS",
    "MAX_SIZE": "MAX_ITEMS",
    "REQUIRED_VALUE_ERROR": "REQUIRED",
    "TYPE_ERROR": "TYPE",
    "UNKNOWN_VALUE_ERROR": "UNKNOWN_FIELD",
}
"""The server's names of rules that have another name here."""
_CODES = ("code", "errorCode", "error_code", "errorcode")
_DESCRIPTIONS = (
    "description",
    "message",
    "errorDescription",
    "error_description",
    "errorMessage",
    "error_message",
    "detail",
    "error",
)
_PATHS = ("field", "errorPath", "fieldPath", "path", "fieldName")
_SENTENCES = ("description", "errorMessage", "customErrorMessage", "message")
_RULES = ("violatedRule", "ruleName", "errorType", "rule", "code", "type")
_EXTRAS = ("data", "params", "errorData")
_LISTS = ("errors", "fieldViolations", "validationErrors", "violations", "fieldErrors")
_LONGEST_PLAIN_TEXT = 300
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Told:
    """What a body tells; what it doesn't is empty."""

    code: str = ""
    description: str = ""
    details: Any = None
    data: Any = None
    violations: list[FieldViolation] = field(default_factory=list[FieldViolation])


def read(content: bytes, status: int) -> Told:
    """Return what the body of an answer with this status tells; a body of any kind is read."""
    try:
        body: object = json.loads(content)
    except (ValueError, RecursionError):
        return Told(description=_plain_text(content))
    told = _object(body)
    places = [*_places(told)]
    return Told(
        code=next((code for place in places if (code := _code(place, status))), ""),
        description=next(
            (text for place in places if (text := _description(place))), ""
        ),
        details=told.get("details"),
        data=next(
            (x for place in places if (x := place.get("data")) is not None), None
        ),
        violations=[*_violations(told, places)],
    )


def _places(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the objects that may tell of the error, the one that tells most of it first."""
    details = _objects(body.get("details"))
    message = body.get("message")
    inner = _decoded_object(_text(message))
    for place in (*details, body):
        if application := _object(place.get("applicationError")):
            yield application
    if inner:  # the JavaScript SDK's errors have their JSON in the message
        yield from _places(inner)
    if error := _object(body.get("error")):
        yield error
    yield {**body, "message": ""} if inner else body
    yield from details
    yield from _items(body.get("errors"))[:1]


def _code(place: Mapping[str, Any], status: int) -> str:
    """Return the error's code as text; a number that is the HTTP status is none."""
    for name in _CODES:
        code = place.get(name)
        if isinstance(code, str) and code.strip():
            return code
        if (
            isinstance(code, int | float)
            and not isinstance(code, bool)
            and code != status
        ):
            return str(code)
    error = place.get("error")  # as OAuth has it; elsewhere it is the status in words
    return error if isinstance(error, str) and error.replace("_", "").isalnum() else ""


def _description(place: Mapping[str, Any]) -> str:
    texts = (place.get(name) for name in _DESCRIPTIONS)
    return next((text for text in texts if isinstance(text, str) and text.strip()), "")


def _violations(
    body: Mapping[str, Any], places: list[Mapping[str, Any]]
) -> Iterator[FieldViolation]:
    """Yield the fields that are wrong: from where they always stand, else from where some APIs have them."""
    details = _objects(body.get("details"))
    found = False
    for place in (*details, body, *places):
        owner = _object(place.get("validationError"))
        for item in _items(owner.get("fieldViolations")):
            found = True
            yield _violation(item)
        if found:
            return
    owners = [*places, *(_object(place.get("data")) for place in places)]
    owners += [_object(owner.get("submissionValidationErrors")) for owner in owners]
    for owner in owners:
        for name in _LISTS:
            for item in _items(owner.get(name)):
                if any(isinstance(item.get(path), str) for path in _PATHS):
                    found = True
                    yield _violation(item)
        if found:
            return


def _violation(item: Mapping[str, Any]) -> FieldViolation:
    extras = (item.get(name) for name in _EXTRAS)
    return FieldViolation(
        _first_text(item, _PATHS),
        _first_text(item, _SENTENCES),
        _rule(item),
        data=next((extra for extra in extras if extra is not None), None),
    )


def _rule(violation: Mapping[str, Any]) -> str:
    names = [_text(violation.get(key)) for key in _RULES]
    ours = [rule for name in names if (rule := _THEIRS.get(name, name)) in _OURS]
    return next(filter(None, [*ours, *names]), "")


def _plain_text(content: bytes) -> str:
    """Return a gateway's sentence; nothing for a page, broken JSON, or what is too long to be one."""
    if len(content) > _LONGEST_PLAIN_TEXT:
        return ""
    try:
        text = " ".join(content.decode().split())
    except UnicodeDecodeError:
        return ""
    return text if text[:1].isalnum() and text.isprintable() else ""


def _decoded_object(text: str) -> Mapping[str, Any]:
    """Return the object that a text is the JSON of; an empty one for any other text."""
    if not text.lstrip().startswith("{"):
        return NOTHING
    try:
        return _object(json.loads(text))
    except (ValueError, RecursionError):
        return NOTHING


def _objects(value: object) -> list[Mapping[str, Any]]:
    """Return the objects in a list that aren't empty, or the one object itself."""
    return _items(cast("object", value) if isinstance(value, list) else [value])


def _items(value: object) -> list[Mapping[str, Any]]:
    """Return the objects in a list that aren't empty; nothing for what is no list."""
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [found for item in items if (found := _object(item))]


def _object(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else NOTHING


def _first_text(item: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next(filter(None, (_text(item.get(name)) for name in names)), "")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
