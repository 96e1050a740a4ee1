"""Decode the body of a webhook whose signature holds: three levels of JSON.

A body is a signed token (JWT) with three levels of JSON: the `claims`; in them `data`, a string
of JSON with the event's type and the app's instance; in that `data` again, a string with the
event itself. Each level must be what it is documented to be, except that an object is taken
where a string of one is documented: it is under the same signature and passes the same checks.
Errors say where: `claims.data.data.createdEvent`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn, TypeGuard, cast

from wixapi.errors import WebhookError

#: The members of a domain event that carry its payload; all others are metadata.
PAYLOAD_MEMBERS = frozenset(
    {"createdEvent", "updatedEvent", "deletedEvent", "actionEvent"}
)

#: Where the domain event stands in the token; paths in messages start here.
DOMAIN_EVENT = "claims.data.data"

#: Deeper JSON is refused at each level, so that nothing that walks it later runs out of stack.
MAX_DEPTH = 100


def unpack(claims: Mapping[str, Any]) -> tuple[str, dict[str, Any], Any]:
    """Unpacks verified claims: the event's type, the fields of its metadata, its inner JSON."""
    outer = require_object(unwrap(claims.get("data"), "claims.data"), "claims.data")
    event_type = outer.get("eventType")
    if not isinstance(event_type, str) or not event_type:
        raise malformed("claims.data.eventType", "is missing or no text")
    metadata: dict[str, Any] = {"eventType": event_type}
    instance_id = outer.get("instanceId")
    if instance_id is not None:
        if not isinstance(instance_id, str):
            raise malformed("claims.data.instanceId", "is no text")
        metadata["instanceId"] = instance_id
    for name in ("identity", "accountInfo"):
        # Empty text stands for none, as in the JavaScript SDK.
        if (value := outer.get(name)) not in (None, ""):
            where = f"claims.data.{name}"
            metadata[name] = require_object(unwrap(value, where), where)
    inner = outer.get("data")
    data = None if inner is None else unwrap(inner, DOMAIN_EVENT)
    return event_type, _domain_metadata(data) | metadata, data


def is_domain_event(data: object) -> TypeGuard[dict[str, Any]]:
    """Return whether it is the JSON of a domain event, and no flat one's."""
    if not isinstance(data, dict):
        return False
    members = cast("dict[str, Any]", data)
    return not members.keys().isdisjoint({"entityFqdn", *PAYLOAD_MEMBERS})


def _domain_metadata(data: object) -> dict[str, Any]:
    """A domain event without its payload. Other shapes have none: their `id` isn't the event's."""
    if not is_domain_event(data):
        return {}
    return {name: value for name, value in data.items() if name not in PAYLOAD_MEMBERS}


def malformed(where: str, problem: str) -> WebhookError:
    """Return the error for something in a verified token that isn't as documented."""
    return WebhookError(f"The webhook is signed, but malformed: {where} {problem}")


def require_object(value: object, where: str) -> dict[str, Any]:
    """Hands back `value` if it is a JSON object.

    Raises:
        WebhookError: It is missing, null or anything else; the message names `where`.
    """
    if value is None:
        raise malformed(where, "is missing")
    if not isinstance(value, dict):
        raise malformed(where, f"is no JSON object, but of type {type(value).__name__}")
    return cast("dict[str, Any]", value)


def unwrap(value: object, where: str) -> Any:
    """Return the JSON in a string; an object is taken as already decoded."""
    if isinstance(value, str):
        return parse(value, where)
    return require_object(value, where)


def parse(text: str | bytes, where: str) -> Any:
    """Reads strict JSON: UTF-8, no key twice, no NaN or infinity, not too deep."""
    try:
        value = json.loads(
            text.decode() if isinstance(text, bytes) else text,
            object_pairs_hook=_object_of,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    # The recursion is the parser's own, in JSON that is nested thousands deep. No cause is kept:
    # it would hold the whole text, and with it people's data.
    except (ValueError, RecursionError) as error:
        raise malformed(where, f"can't be read as JSON: {error}") from None
    if _is_deep(value):
        raise malformed(where, f"is nested more than {MAX_DEPTH} deep")
    return value


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("an object has a key twice")
    return fields


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is out of range")
    return number


def _is_deep(value: object) -> bool:
    layer = [value]
    for _ in range(MAX_DEPTH):
        layer = [child for node in layer for child in _children(node)]
        if not layer:
            return False
    return True


def _children(node: object) -> Iterable[object]:
    if isinstance(node, dict):
        return cast("dict[str, object]", node).values()
    if isinstance(node, list):
        return cast("list[object]", node)
    return ()
