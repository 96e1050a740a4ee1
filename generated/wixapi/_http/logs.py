"""The lines of the log about a call: names at any level, addresses at DEBUG, bodies only where they are wanted."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from logging import DEBUG
from typing import TYPE_CHECKING

from wixapi._http.query import ENCODED
from wixapi._log import LOGGER
from wixapi._masking import body_text, masked

if TYPE_CHECKING:
    import httpx2

    from wixapi._http.trace import Attempt


def log_request(attempt: Attempt, path: str) -> None:
    """Write where a request goes: `path` has names in place of values where a method is known."""
    LOGGER.debug(
        "%s: %s %s, attempt %d", attempt.name, attempt.verb, path, attempt.number
    )


def log_outcome(attempt: Attempt, what_next: str) -> None:
    """Write how an attempt has ended, and what follows."""
    LOGGER.info(
        "%s: %s in %.3f s, attempt %d, request id %s%s",
        attempt.name,
        attempt.status or attempt.error,
        attempt.elapsed,
        attempt.number,
        attempt.request_id,
        what_next,
    )


def log_request_body(
    attempt: Attempt, path: str, query: Sequence[tuple[str, str]], body: object
) -> None:
    """Write what is sent, masked."""
    if LOGGER.isEnabledFor(DEBUG):
        more = f", query {query_text(query)}" if query else ""
        text = body_text(body, attempt.name)
        LOGGER.debug("%s: sends %s%s, body %s", attempt.name, path, more, text)


def log_answer_body(attempt: Attempt, answer: httpx2.Response) -> None:
    """Write what came, masked."""
    if LOGGER.isEnabledFor(DEBUG):
        text = body_text(answer.content, attempt.name)
        LOGGER.debug("%s: gets %d, body %s", attempt.name, answer.status_code, text)


def query_text(query: Sequence[tuple[str, str]]) -> str:
    """Return the parameters of a query string as JSON, masked."""
    shown: dict[str, object] = {}
    for name, value in query:
        if name == ENCODED:
            shown |= json.loads(urlsafe_b64decode(value + "=" * (-len(value) % 4)))
        else:
            shown[name] = f"{shown[name]},{value}" if name in shown else value
    return json.dumps(masked(shown), ensure_ascii=False)
