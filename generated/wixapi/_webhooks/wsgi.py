"""The WSGI app that receives webhooks; `wixapi.wsgi` shows how it is used."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from wixapi._webhooks import adapters as answers
from wixapi._webhooks.adapters import Receiver
from wixapi._webhooks.webhooks import BaseWebhooks
from wixapi._webhooks.wsgi_requests import read_body
from wixapi.errors import ConfigurationError, WebhookError

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment


class WebhookApp:
    """Answers POST requests on any path.

    200: handled by all handlers, or stored by the inbox. 400: Wix didn't sign it, or there
    is no event in it, or its end is missing. 405: no POST. 411: the server can't tell where the body
    ends. 413: too long. 500: a handler or the inbox failed, which is logged under `wixapi`. All
    without a body. Wix sends again whatever isn't answered 200 in 1,250 ms: handlers that take
    longer belong behind an inbox.

    Args:
        receiver: `Webhooks`: handlers, which must be sync, run before the answer. Or an inbox:
            anything with `receive(body)`.
        max_bytes: Longer bodies are refused, and not read to their end.

    Raises:
        ConfigurationError: `receiver` is neither.
    """

    def __init__(
        self, receiver: BaseWebhooks | Receiver, *, max_bytes: int = answers.MAX_BYTES
    ) -> None:
        if not isinstance(
            receiver, (BaseWebhooks, Receiver)
        ):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ConfigurationError(
                "WebhookApp takes Webhooks, or an inbox with `receive`, "
                f"not {type(receiver).__name__}"
            )
        self._receiver = receiver
        self._max_bytes = max_bytes

    def __repr__(self) -> str:
        return f"WebhookApp({self._receiver!r})"

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Serves one request, as PEP 3333 says."""
        status = self._status(environ)
        start_response(
            f"{status} {HTTPStatus(status).phrase}", list(answers.headers(status))
        )
        return []

    def _status(self, environ: WSGIEnvironment) -> int:
        body = read_body(environ, self._max_bytes)
        return self._take(body) if isinstance(body, bytes) else body

    def _take(self, body: bytes) -> int:
        receiver = self._receiver
        if isinstance(receiver, BaseWebhooks):
            return _process(receiver, body)
        try:
            receiver.receive(body)
        except WebhookError as error:
            return answers.refused(error)
        except Exception as error:
            return answers.failed("it could not be stored", error)
        return answers.OK


def _process(hooks: BaseWebhooks, body: bytes) -> int:
    try:
        delivery = hooks.verify(body)
    except WebhookError as error:
        return answers.refused(error)
    try:
        hooks.dispatch(delivery)
    except Exception as error:
        return answers.failed(f"{delivery.event_type} {delivery.event_id}", error)
    return answers.OK
