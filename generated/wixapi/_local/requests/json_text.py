"""JSON that somebody sent, read strictly: what Wix would refuse is refused, in the same form."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NoReturn, cast

from wixapi._local.messages import Refusal, Request

LARGEST = 10 * 1024 * 1024
"""Bytes of a body."""


def object_of(request: Request) -> dict[str, Any]:
    """Return the JSON object in the body of a request; an empty one where there is no body.

    Raises:
        Refusal: it is too large (413), packed (415), or is no JSON object in UTF-8 (400).
    """
    require_small(len(request.body))
    if not request.body.strip():
        return {}
    _require_json(request.headers.get("content-type", ""))
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        raise Refusal(415, plain(f"send the body as it is, without {encoding}"))
    return read_object(request.body, "the body")


def require_small(size: int) -> None:
    """Refuse a body of that many bytes if they are too many."""
    if size > LARGEST:
        message = f"the body has more than {LARGEST:,} bytes"
        raise Refusal(413, message)


def read_object(content: bytes, what: str) -> dict[str, Any]:
    """Return the JSON object in that content.

    Args:
        content: in UTF-8.
        what: what to call it.

    Raises:
        Refusal: it is none.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise bad(f"{what} is no UTF-8 at byte {error.start}") from None
    try:
        found: object = json.loads(
            text, object_pairs_hook=_without_doubles, parse_constant=_refuse_constant
        )
    except RecursionError:
        raise bad(f"{what} is nested too deeply") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise bad(f"{what} is no JSON: {error.msg} at {place}") from None
    except ValueError:  # a number of thousands of digits
        raise bad(f"{what} holds a number with too many digits") from None
    if not isinstance(found, dict):
        raise bad(f"{what} must be a JSON object")
    return cast("dict[str, Any]", found)


def bad(message: str) -> Refusal:
    """Return the refusal of a request that can't be read."""
    return Refusal(400, plain(message))


def plain(text: str) -> str:
    """Return a text that UTF-8 can carry: halves of surrogate pairs as escapes."""
    return text.encode(errors="backslashreplace").decode()


def _require_json(content_type: str) -> None:
    """Refuse a body that says it is something else than JSON in UTF-8; one that says nothing passes."""
    kind, *parameters = (part.strip().lower() for part in content_type.split(";"))
    if kind and kind != "application/json" and not kind.endswith("+json"):
        raise bad(f"the content type must be application/json, and is {kind}")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "charset" and value.strip("\"'") not in {
            "utf-8",
            "utf8",
            "us-ascii",
        }:
            raise bad(f"JSON must be in UTF-8, and the body says {value}")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object's members; refuse a key that comes twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        [(double, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise bad(f"the JSON has a key twice in one object: {double}")
    return found


def _refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which Python's reader knows and JSON doesn't."""
    raise bad(f"the JSON holds {name}, which is no JSON")
