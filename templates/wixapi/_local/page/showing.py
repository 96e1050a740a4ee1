"""Requests and events, and what came of them, as the page shows them: secrets masked, long texts cut."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wixapi._local.wire import as_list, as_object
from wixapi._masking import MASK, is_secret, masked
from wixapi._testing.moments import wire_text

if TYPE_CHECKING:
    from wixapi._local.log import Entry
    from wixapi._local.messages import Answer
    from wixapi._local.records import Delivery

_MARKS = {"delivered": "sent", "waiting": "due", "given up": "lost", "unheard": "none"}
"""States of deliveries in four letters."""
LONGEST = 2_000
"""Characters of one text that are shown."""
_LARGEST = 500_000
"""Bytes of a body that is shown."""


def brief(entry: Entry) -> dict[str, Any]:
    """Return one line of the list of requests."""
    answer = entry.answer
    return {
        "number": entry.number,
        "at": wire_text(entry.at),
        "verb": shown(entry.request.verb),
        "path": shown(entry.request.path),
        "query": shown(entry.request.query),
        "method": entry.method,
        "by": entry.answered_by,
        "status": answer.status if answer else 0,
        "broken": answer.broken if answer else "",
        "violations": len(violations_of(answer)),
    }


def whole(entry: Entry) -> dict[str, Any]:
    """Return all of a request and its answer, but for how to repeat it."""
    answer = entry.answer
    return {
        **brief(entry),
        "message": message_of(answer),
        "violations": violations_of(answer),
        "headers": shown_headers(entry.request.headers),
        "body": body_text(entry.request.body),
        "answer_headers": shown_headers(answer.headers) if answer else {},
        "answer": body_text(answer.body) if answer else None,
    }


def brief_delivery(delivery: Delivery) -> dict[str, Any]:
    """Return one line of the list of deliveries."""
    return {
        "number": delivery.number,
        "at": _happened(delivery),
        "event": delivery.event_type,
        "state": delivery.state,
        "mark": _MARKS[delivery.state],
        "target": shown(delivery.target),
        "tries": len(delivery.tries),
    }


def _happened(delivery: Delivery) -> str:
    """Return when what an event tells of happened; empty where it doesn't say so."""
    return shown(str(as_object(delivery.data).get("eventTime", "")))


def whole_delivery(delivery: Delivery) -> dict[str, Any]:
    """Return all of a delivery: each try, and what is sent."""
    return {
        **brief_delivery(delivery),
        "entity": delivery.entity_id,
        "sequence": delivery.sequence,
        "due": wire_text(delivery.due) if delivery.due else None,
        "each": [
            {
                "at": wire_text(one.at),
                "status": one.status,
                "ms": round(1000 * one.seconds),
                "error": shown(one.error),
            }
            for one in delivery.tries
        ],
        "content": as_text(masked(delivery.data, LONGEST)),
    }


def violations_of(answer: Answer | None) -> list[dict[str, Any]]:
    """Return the rules that an answer says are broken."""
    error = as_object(as_object(_json_of(answer).get("details")).get("validationError"))
    found = error.get("fieldViolations")
    return [as_object(masked(one, LONGEST)) for one in as_list(found)]


def message_of(answer: Answer | None) -> str:
    """Return what an answer that refuses a request says; empty for others."""
    if answer is None or answer.status < 400:
        return ""
    return shown(str(_json_of(answer).get("message", "")))


def shown(text: str) -> str:
    """Return a text without secrets, and without what no browser could read."""
    return _readable(str(masked(text, LONGEST)))


def shown_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers without secrets."""
    return {
        shown(name): MASK if is_secret(name) else shown(value)
        for name, value in headers.items()
    }


def body_text(body: bytes) -> str | None:
    """Return a body as it is shown: JSON on several lines, another text as it is; None if there is none."""
    if not body:
        return None
    if len(body) > _LARGEST:
        return f"<{len(body):,} bytes>"
    try:
        return as_text(masked(json.loads(body), LONGEST))
    except (ValueError, RecursionError):
        return shown(body.decode("utf-8", "backslashreplace"))


def as_text(value: object) -> str:
    """Return JSON on several lines."""
    return _readable(json.dumps(value, ensure_ascii=False, indent=2))


def _readable(text: str) -> str:
    """Return a text with halves of surrogate pairs written out: no other program could read them."""
    return text.encode("utf-8", "backslashreplace").decode()


def _json_of(answer: Answer | None) -> Mapping[str, Any]:
    """Return the object that is an answer's body; an empty one if it is no object."""
    if answer is None or answer.broken or len(answer.body) > _LARGEST:
        return {}
    try:
        found = answer.json()
    except ValueError:
        return {}
    return as_object(found)
