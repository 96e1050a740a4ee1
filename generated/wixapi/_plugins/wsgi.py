"""The WSGI app that answers calls of service plugins; `wixapi.wsgi` shows how it is used."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from wixapi._plugins.adapters import failed, headers, not_plugins, refused
from wixapi._plugins.answers import PluginAnswer
from wixapi._plugins.plugins import BaseServicePlugins
from wixapi._webhooks import adapters as answers
from wixapi._webhooks.wsgi_requests import read_body
from wixapi.errors import WebhookError

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment


class ServicePluginApp:
    """Answers POST requests on any path that ends in that of a service plugin's method.

    200, or the status of the error that the handler raised on purpose: with JSON. Without a body: 400:
    Wix didn't sign it, or it is malformed, or its end is missing. 404: nothing is registered for what
    Wix asks. 405: no POST. 411: the server can't tell where the body ends. 413: too long. 500: the
    handler failed, or its answer breaks documented rules; that is logged under `wixapi`, and nothing of
    it goes to Wix.

    Args:
        plugins: The service plugins; handlers must be sync.
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

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Serves one request, as PEP 3333 says."""
        found: PluginAnswer | bytes | int = read_body(environ, self._max_bytes)
        if isinstance(found, bytes):
            address = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
            found = self._answer(address, found)
        if isinstance(found, PluginAnswer):
            start_response(_line(found.status), list(headers(found)))
            return [found.body]
        start_response(_line(found), list(answers.headers(found)))
        return []

    def _answer(self, address: str, body: bytes) -> PluginAnswer | int:
        """Return the answer to a request, or the status of one without a body."""
        try:
            call = self._plugins.verify(body)
        except WebhookError as error:
            return refused(error)
        try:
            return self._plugins.dispatch(address, call)
        except Exception as error:
            return failed(address, error)


def _line(status: int) -> str:
    """Return a status with its words; those of a plugin's own error may have none."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Error"
