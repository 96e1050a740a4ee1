"""Decode the body of a webhook whose signature holds: three levels of JSON.

A body is a signed token (JWT) with three levels of JSON: the `claims`; in them `data`, a string
of JSON with the event's type and the app's instance; in that `data` again, a string with the
event itself. An object is taken where a string of one is documented: it is under the same
signature and passes the same checks.

Claims must be JSON with a `data` in it. What else isn't as documented stays what it was, with a
line in the log that says where (`claims.data.data.createdEvent`): the delivery isn't lost for it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, NoReturn, TypeGuard, cast

from wixapi.errors import WebhookError

#: The members of a domain event that carry its payload; all others are metadata.
PAYLOAD_MEMBERS = frozenset(
    {"createdEvent", "updatedEvent", "deletedEvent", "actionEvent"}
)

#: Where the domain event stands in the token; paths in messages start here.
DOMAIN_EVENT = "claims.data.data"

#: Deeper JSON is refused at each level, so that nothing that walks it later runs out of stack.
MAX_DEPTH = 100


class Contents(NamedTuple):
    """What stands in the claims of a webhook."""

    event_type: str
    """Wix's name of the event type; empty where Wix says none, or no text."""
    metadata: dict[str, Any]
    """The fields of the event's metadata, with wire names."""
    data: Any
    """The event's own JSON, decoded; text that is no JSON."""
    problem: WebhookError | None
    """What isn't as documented, with its place; None: nothing was seen that isn't."""


def read_claims(payload: str | bytes) -> dict[str, Any]:
    """Return verified claims.

    Raises:
        WebhookError: They are no JSON object.
    """
    return require_object(parse(payload, "claims"), "claims")


def unpack(claims: Mapping[str, Any]) -> Contents:
    """Unpacks verified claims; what isn't as documented stays as it came.

    Raises:
        WebhookError: They have no `data`.
    """
    if claims.get("data") is None:
        raise malformed("claims.data", "is missing")
    outer, problem = _decoded(claims["data"], "claims.data")
    if not isinstance(outer, dict):
        return Contents("", {}, outer, problem or not_an_object("claims.data", outer))
    members = cast("dict[str, Any]", outer)
    event_type = members.get("eventType")
    if event_type in (None, ""):
        problem = malformed("claims.data.eventType", "is missing")
    data, unread = _decoded(members.get("data"), DOMAIN_EVENT)
    metadata = _domain_metadata(data) | _outer_metadata(members)
    event_type = event_type if isinstance(event_type, str) else ""
    return Contents(event_type, metadata, data, problem or unread)


def _outer_metadata(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the middle level says of an event; the reader of models tells what it can't read."""
    metadata: dict[str, Any] = {}
    for name in ("eventType", "instanceId"):
        if members.get(name) is not None:
            metadata[name] = members[name]
    for name in ("identity", "accountInfo"):
        # Empty text stands for none, as in the JavaScript SDK.
        if (value := members.get(name)) not in (None, ""):
            metadata[name] = _decoded(value, f"claims.data.{name}")[0]
    return metadata


def _decoded(value: object, where: str) -> tuple[Any, WebhookError | None]:
    """Return the JSON in a text, or what is no text or no JSON as it is, and why it is no JSON."""
    if isinstance(value, str):
        try:
            return parse(value, where), None
        except WebhookError as error:
            return value, error
    return value, None


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
    return WebhookError(f"The webhook's content is malformed: {where} {problem}")


def not_an_object(where: str, value: object) -> WebhookError:
    """Return the error for something else than a JSON object."""
    return malformed(where, f"is no JSON object, but of type {type(value).__name__}")


def require_object(value: object, where: str) -> dict[str, Any]:
    """Hands back `value` if it is a JSON object.

    Raises:
        WebhookError: It is missing, null or anything else; the message names `where`.
    """
    if value is None:
        raise malformed(where, "is missing")
    if not isinstance(value, dict):
        raise not_an_object(where, value)
    return cast("dict[str, Any]", value)


def unwrap(value: object, where: str) -> Any:
    """Return the JSON in a string; an object is taken as already decoded."""
    if isinstance(value, str):
        return parse(value, where)
    return require_object(value, where)


def parse(text: str | bytes, where: str) -> Any:
    """Reads strict JSON: UTF-8, no key twice, no NaN or infinity, not too deep."""
    reason = ""
    try:
        value = json.loads(
            text.decode() if isinstance(text, bytes) else text,
            object_pairs_hook=_object_of,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    # The recursion is the parser's own, in JSON that is nested thousands deep; the type is another one
    # where somebody gives no text at all.
    except (ValueError, RecursionError, TypeError) as error:
        value, reason = None, f"can't be read as JSON: {error}"
    # Neither a cause is kept nor a context: they would hold the whole text, and with it people's data.
    if reason:
        raise malformed(where, reason)
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
