"""Query strings: how the parameters of a call stand in its address."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast
from urllib.parse import quote, urlencode

from pydantic_core import to_json

ENCODED = ".r"
"""The parameter that holds all others."""

LONGEST = 4_000
"""Characters of a query string; a longer one is posted where that is possible. Wix's own SDK has this limit."""


def flattened(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Pairs of a query string: lists repeat the key, objects add to it, null is left out."""
    if isinstance(value, dict):
        for key, x in cast("dict[str, Any]", value).items():
            yield from flattened(x, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for x in cast("list[object]", value):
            yield from flattened(x, name)
    elif value is not None:
        yield name, plain_text(value)


def plain_text(value: Any) -> str:
    """A single JSON value as it stands in a URL."""
    return value if isinstance(value, str) else to_json(value).decode()


def encoded(wire: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return all parameters as one: the base64url of their JSON, without padding."""
    return [(ENCODED, urlsafe_b64encode(to_json(wire)).rstrip(b"=").decode())]


def has_parts(wire: Mapping[str, Any]) -> bool:
    """Return whether any parameter is an object, or a list of such: Wix's SDK encodes these, and only these."""
    return any(
        "." in name or _has_leaf(value) or has_list_of_parts(value)
        for name, value in wire.items()
    )


def has_list_of_parts(value: Any) -> bool:
    """Return whether there is a list, at any depth, whose items a query string couldn't keep apart."""
    if isinstance(value, dict):
        inner = cast("dict[str, Any]", value).values()
        return any(map(has_list_of_parts, inner))
    items = cast("list[object]", value) if isinstance(value, list) else []
    return any(isinstance(item, dict | list | None) for item in items)


def query_text(pairs: Sequence[tuple[str, str]]) -> str:
    """Return a query string, percent-encoded."""
    return urlencode(pairs, quote_via=quote, safe="")


def _has_leaf(value: Any) -> bool:
    """Return whether it is an object with anything in it but objects without anything."""
    inner = cast("dict[str, Any]", value).values() if isinstance(value, dict) else ()
    return any(not isinstance(x, dict) or _has_leaf(x) for x in inner)
