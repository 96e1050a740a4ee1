"""What was sent, as errors tell of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    query: Sequence[tuple[str, str]]
    body: object
    """What was sent: bytes, None, or what they come from."""
    headers: Mapping[str, str]
    """Names in lower case."""
    has_token: bool
    """True for a token that was fetched, as apps and visitors have them, and that tells the site."""
    is_elsewhere: bool
    """True for an upload, to a URL that holds all it takes."""
    attempts: int
    elapsed: float
