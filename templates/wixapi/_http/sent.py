"""What was sent, as errors tell of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from wixapi._http.operation import Operation


class Sent(NamedTuple):
    """A request and what it has cost so far."""

    name: str
    """Of the method; of a free request, verb and path."""
    operation: Operation[Any] | None
    """None: a request that no operation describes."""
    verb: str
    host: str
    """Scheme, name and port."""
    path: str
    """Percent-encoded, without the query."""
    body: object
    """What was sent: bytes, None, or what they come from."""
    headers: Mapping[str, str]
    """Names in lower case."""
    attempts: int
    elapsed: float
