"""The common part of the ASGI and WSGI adapters: who takes a webhook, and the answer to Wix.

Wix looks for one status, 200: it sends again whatever got another. The others are for people who
read logs.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from wixapi._log import LOGGER
from wixapi._webhooks import bodies
from wixapi.errors import WebhookError

OK = 200
REFUSED = 400
NOT_ALLOWED = 405
LENGTH_REQUIRED = 411
TOO_LARGE = 413
FAILED = 500

#: More than this isn't read: as much as `Webhooks.verify` takes.
MAX_BYTES = bodies.MAX_BYTES

#: The headers of an answer without a body.
EMPTY = (("Content-Length", "0"),)


@runtime_checkable
class Receiver(Protocol):
    """Takes webhooks, as `wixapi.inbox.WebhookInbox` does."""

    def receive(self, body: bytes, /) -> object:
        """Verifies a body and keeps it safe; whatever comes back, Wix is answered 200.

        Raises:
            WebhookError: Wix didn't sign it, or there is no event in it.
            Exception: It couldn't be kept: Wix shall send it again.
        """
        ...


@runtime_checkable
class AsyncReceiver(Protocol):
    """Takes webhooks in an event loop, as `wixapi.inbox.WebhookInbox` does."""

    async def areceive(self, body: bytes, /) -> object:
        """See `Receiver.receive`."""
        ...


def headers(status: int) -> tuple[tuple[str, str], ...]:
    """Return the headers of an answer."""
    return (*EMPTY, ("Allow", "POST")) if status == NOT_ALLOWED else EMPTY


def refused(error: WebhookError) -> int:
    """Return the status for what Wix didn't sign, or what has no event in it; logs why."""
    LOGGER.warning("webhook refused: %s", error)
    return REFUSED


def failed(what: str, error: Exception) -> int:
    """Return the status for what could not be handled; logs the exception, and nothing of the payload."""
    LOGGER.error("webhook failed: %s", what, exc_info=error)
    return FAILED
