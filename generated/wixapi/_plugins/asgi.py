"""The ASGI app that answers calls of service plugins; `wixapi.asgi` shows how it is used."""

from __future__ import annotations

from asyncio import to_thread

from wixapi._plugins.adapters import failed, headers, not_plugins, refused
from wixapi._plugins.answers import PluginAnswer
from wixapi._plugins.plugins import BaseServicePlugins
from wixapi._webhooks import adapters as answers
from wixapi._webhooks.asgi_requests import (
    LONG,
    Message,
    Receive,
    Send,
    live,
    read_body,
    send_answer,
)
from wixapi.errors import WebhookError


class ServicePluginApp:
    """Answers POST requests on any path that ends in that of a service plugin's method.

    200, or the status of the error that the handler raised on purpose: with JSON. Without a body: 400:
    Wix didn't sign it, or it is malformed. 404: nothing is registered for what Wix asks. 405: no POST.
    413: too long. 500: the handler failed, or its answer breaks documented rules; that is logged under
    `wixapi`, and nothing of it goes to Wix.

    Args:
        plugins: The service plugins; sync handlers run in threads.
        max_bytes: Longer bodies are refused, and not read to their end.

    Raises:
        ConfigurationError: `plugins` are none.
    """

    def __init__(
        self, plugins: BaseServicePlugins, *, max_bytes: int = answers.MAX_BYTES
    ) -> None:
        if not isinstance(
            plugins, BaseServicePlugins
        ):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise not_plugins(plugins)
        self._plugins = plugins
        self._max_bytes = max_bytes

    def __repr__(self) -> str:
        return f"ServicePluginApp({self._plugins!r})"

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serves one connection, as ASGI 3 says."""
        if scope["type"] == "lifespan":
            await live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        elif scope["type"] == "http":
            body = await read_body(scope, receive, self._max_bytes)
            if body is None:
                return
            found: PluginAnswer | bytes | int = body
            if isinstance(body, bytes):
                found = await self._answer(_address(scope), body)
            if isinstance(found, PluginAnswer):
                await send_answer(found.status, headers(found), found.body, send)
            elif isinstance(found, int):
                await send_answer(found, answers.headers(found), b"", send)

    async def _answer(self, address: str, body: bytes) -> PluginAnswer | int:
        """Return the answer to a request, or the status of one without a body."""
        plugins = self._plugins
        try:
            if len(body) > LONG:
                call = await to_thread(plugins.verify, body)
            else:
                call = plugins.verify(body)
        except WebhookError as error:
            return refused(error)
        try:
            return await plugins.adispatch(address, call, threads=True)
        except Exception as error:
            return failed(address, error)


def _address(scope: Message) -> str:
    """Return the whole path of a request: where an app is mounted, some servers take that off."""
    path, root = scope["path"], scope.get("root_path", "")
    return str(path if path.startswith(root) else root + path)
