"""What both sides did, compared as data."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from sdk.spelling import is_same, is_same_json

HEADERS = ("authorization", "wix-site-id", "wix-account-id", "content-type")


@dataclass(frozen=True)
class Found:
    """One thing that both sides do otherwise."""

    part: str  # request, answer, page, error, webhook
    operation: str  # bookings.bookings.createBooking, or an event type
    place: str  # where: `body.booking.id`
    kind: str  # what is otherwise, in a word of `KINDS`
    sdk: Any
    ours: Any

    def __str__(self) -> str:
        values = f"SDK {_short(self.sdk)}, wixapi {_short(self.ours)}"
        return f"{self.part} {self.operation} {self.place} ({self.kind}): {values}"


#: What can be otherwise.
KINDS = {
    "only sdk": "the SDK has something there, wixapi nothing",
    "only wixapi": "wixapi has something there, the SDK nothing",
    "value": "both have something, not the same",
    "repeated": "the SDK sends what is in the path again, in the query or the body",
    "renamed": "the SDK takes `_id` for one of its own names, and sends `id`",
    "address": "the SDK has several public addresses, and takes another one of them",
    "no argument": "the SDK's function takes no such argument",
    "sdk fails": "the SDK fails",
    "wixapi fails": "wixapi fails, or refuses",
}


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 300 else f"{text[:300]}…"


class _Absent:
    def __repr__(self) -> str:
        return "nothing"


ABSENT = _Absent()
Difference = tuple[str, str, Any, Any]
"""A place, the kind, and both values."""


def differences(
    sdk: Any,
    ours: Any,
    place: str = "",
    *,
    same: Callable[[Any, Any], bool] = is_same,
) -> Iterator[Difference]:
    """Yield the places where two values differ; `same` says whether single ones do."""
    if isinstance(sdk, dict) and isinstance(ours, dict):
        for name in {**sdk, **ours}:
            below = f"{place}.{name}" if place else str(name)
            left, right = sdk.get(name, ABSENT), ours.get(name, ABSENT)
            yield from differences(left, right, below, same=same)
    elif isinstance(sdk, list) and isinstance(ours, list) and len(sdk) == len(ours):
        for left, right in zip(sdk, ours, strict=True):
            yield from differences(left, right, f"{place}[]", same=same)
    elif sdk is ABSENT:
        yield place, "only wixapi", sdk, ours
    elif ours is ABSENT:
        yield place, "only sdk", sdk, ours
    elif not same(sdk, ours):
        yield place, "value", sdk, ours


def request_of(sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return a request as data: verb, path, query, body and the headers that matter."""
    url = urlsplit(sent["url"])
    query: dict[str, Any] = {}
    for name, value in parse_qsl(url.query, keep_blank_values=True):
        query.setdefault(name, []).append(value)
    if encoded := query.pop(".r", None):
        padded = encoded[0] + "=" * (-len(encoded[0]) % 4)
        query[".r"] = json.loads(urlsafe_b64decode(padded))
    return {
        "verb": sent["verb"],
        "path": unquote(url.path),
        "query": query,
        "body": json.loads(sent["body"]) if sent["body"] else {},
        "headers": {
            name: sent["headers"][name] for name in HEADERS if name in sent["headers"]
        },
    }


def differing_requests(
    sdk: Mapping[str, Any],
    ours: Mapping[str, Any],
    *,
    in_path: list[str],
    addresses: list[str],
) -> Iterator[Difference]:
    """Yield where two requests differ.

    Args:
        sdk: What the SDK sent.
        ours: What `wixapi` sent.
        in_path: The parameters that stand in the path.
        addresses: All paths that the SDK knows for the call.
    """
    found = list(differences(request_of(sdk), request_of(ours), same=is_same_json))
    of_ours = {place for place, kind, *_ in found if kind == "only wixapi"}
    for place, kind, left, right in found:
        where, _, name = place.partition(".")
        if kind == "only sdk" and where in {"query", "body"} and name in in_path:
            yield place, "repeated", left, right
        elif kind == "only sdk" and _renamed(place) in of_ours:
            yield place, "renamed", left, right
        elif place == "path" and right in map(unquote, addresses):
            yield place, "address", left, right
        elif kind != "only wixapi" or not place.endswith("._id"):
            yield place, kind, left, right


def _renamed(place: str) -> str:
    """Return the place by the name that the SDK takes for one of its own."""
    above, _, last = place.rpartition(".")
    return f"{above}._{last}"


def take_out(wire: Any, path: str) -> None:
    """Take what stands at a dotted path out of arguments."""
    *above, last = path.split(".")
    for name in above:
        wire = wire.get(name) if isinstance(wire, dict) else None
    if isinstance(wire, dict):
        wire.pop(last, None)
