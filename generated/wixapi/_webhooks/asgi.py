"""The ASGI app that receives webhooks; `wixapi.asgi` shows how it is used."""

from __future__ import annotations

from asyncio import to_thread

from wixapi._webhooks import adapters as answers
from wixapi._webhooks.adapters import AsyncReceiver
from wixapi._webhooks.asgi_requests import (
    LONG,
    Message,
    Receive,
    Send,
    live,
    read_body,
    send_answer,
)
from wixapi._webhooks.webhooks import BaseWebhooks
from wixapi.errors import ConfigurationError, WebhookError


class WebhookApp:
    """Answers POST requests on any path.

    200: handled by all handlers, or stored by the inbox. 400: Wix didn't sign it, or there
    is no event in it. 405: no POST. 413: too long. 500: a handler or the inbox failed, which is logged
    under `wixapi`. All without a body. Wix sends again whatever isn't answered 200 in 1,250 ms:
    handlers that take longer belong behind an inbox.

    Args:
        receiver: `Webhooks`: handlers run before the answer, sync ones in threads. Or an inbox:
            anything with `areceive(body)`.
        max_bytes: Longer bodies are refused, and not read to their end.

    Raises:
        ConfigurationError: `receiver` is neither.
    """

    def __init__(
        self,
        receiver: BaseWebhooks | AsyncReceiver,
        *,
        max_bytes: int = answers.MAX_BYTES,
    ) -> None:
        if not isinstance(
            receiver, (BaseWebhooks, AsyncReceiver)
        ):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ConfigurationError(
                "WebhookApp takes Webhooks, or an inbox with `areceive`, "
                f"not {type(receiver).__name__}"
            )
        self._receiver = receiver
        self._max_bytes = max_bytes

    def __repr__(self) -> str:
        return f"WebhookApp({self._receiver!r})"

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serves one connection, as ASGI 3 says."""
        if scope["type"] == "lifespan":
            await live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        elif scope["type"] == "http":
            status = await self._status(scope, receive)
            if status is not None:
                await send_answer(status, answers.headers(status), b"", send)

    async def _status(self, scope: Message, receive: Receive) -> int | None:
        """Handles a request; None if the client is gone."""
        body = await read_body(scope, receive, self._max_bytes)
        return await self._take(body) if isinstance(body, bytes) else body

    async def _take(self, body: bytes) -> int:
        receiver = self._receiver
        if isinstance(receiver, BaseWebhooks):
            return await _process(receiver, body)
        try:
            await receiver.areceive(body)
        except WebhookError as error:
            return answers.refused(error)
        except Exception as error:
            return answers.failed("it could not be stored", error)
        return answers.OK


async def _process(hooks: BaseWebhooks, body: bytes) -> int:
    try:
        if len(body) > LONG:
            delivery = await to_thread(hooks.verify, body)
        else:
            delivery = hooks.verify(body)
    except WebhookError as error:
        return answers.refused(error)
    try:
        await hooks.adispatch(delivery, threads=True)
    except Exception as error:
        return answers.failed(f"{delivery.event_type} {delivery.event_id}", error)
    return answers.OK
