"""Answers for an app's calls from a table, in place of Wix."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, cast, runtime_checkable
from urllib.parse import unquote

import httpx2

from wixapi._api import AsyncWixClient, WixClient
from wixapi._auth.strategies import ApiKeyStrategy
from wixapi._http.library import library_of
from wixapi._http.query import ENCODED

_PLACEHOLDER = re.compile(r"\{[^{}/]*\}")


class UnexpectedCallError(AssertionError):
    """A call that the table has no answer for. No `WixError`, so that an app's own error handling
    doesn't hide it from the test."""


@dataclass(frozen=True)
class Call:
    """One call that was made."""

    method: str
    """The HTTP method, in capitals."""
    path: str
    """The URL's path, decoded."""
    params: Mapping[str, str | list[str]]
    """The query string; a list where a name comes more than once."""
    json: Any
    """The body's JSON; None without a body. A body that is no JSON is its bytes. Of a GET that sends all of its
    parameters as one, `.r`: these parameters."""
    headers: Mapping[str, str] = field(repr=False)
    """The headers, by name in lower case: credentials, too."""


@runtime_checkable
class Response(Protocol):
    """A `Response` of httpx2 or httpx."""

    status_code: int

    def read(self) -> bytes:
        """Return the whole body."""
        ...


Answer: TypeAlias = (
    Mapping[str, Any]
    | tuple[int, Any]
    | Response
    | Exception
    | Callable[[Call], "Answer"]
)
"""The JSON of a 200; status and JSON; a whole response; an exception to raise
(`httpx2.ConnectError("…")`); or a function that gets the call and returns one of these."""

Table: TypeAlias = Mapping[tuple[str, str], Answer]
"""Answers by HTTP method and path: `("GET", "/things/{id}")`. A placeholder stands for one
part of the path, whatever its name; a path without placeholders goes first."""


class Transport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Answers calls from a table and remembers them; any number of clients, of httpx2 and httpx, may share it.

        wix = WixClient(auth=…, http_client=httpx2.Client(transport=Transport({…})))

    `client` and `async_client` make that shorter.

    Args:
        table: What to answer. It may be changed between calls.

    Attributes:
        calls: The calls made so far, in order, those that nothing was found for included.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.calls: list[Call] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answers a request of an `httpx2.Client` or `httpx.Client`.

        Raises:
            UnexpectedCallError: The table has no answer.
        """
        request.read()
        return self._answer(request)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answers a request of an `httpx2.AsyncClient` or `httpx.AsyncClient`.

        Raises:
            UnexpectedCallError: The table has no answer.
        """
        await request.aread()
        return self._answer(request)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        call = _call(request)
        self.calls.append(call)
        answer = self._find(call, request.url.raw_path.partition(b"?")[0].decode())
        while callable(answer):
            answer = answer(call)
        if isinstance(answer, Exception):
            raise answer
        library = library_of(request)
        if isinstance(answer, Response):
            return _copy(answer, library)
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        return cast("httpx2.Response", library.Response(status, json=body))

    def _find(self, call: Call, raw_path: str) -> Answer:
        rows = sorted(self.table, key=lambda row: len(_PLACEHOLDER.findall(row[1])))
        for method, path in rows:
            if method.upper() == call.method and _matches(path, raw_path):
                return self.table[method, path]
        known = "".join(f"\n  {method} {path}" for method, path in self.table)
        raise UnexpectedCallError(
            f"No answer for {call.method} {call.path}; the table has:"
            f"{known or ' nothing'}"
        )


def client(table: Table | Transport, **settings: Any) -> WixClient:
    """A client whose calls are answered from a table.

    Args:
        table: What to answer; or a `Transport`, whose `calls` can be looked at.
        settings: Those of `WixClient`; by default an API key that is none and no retries.
    """
    http_client = httpx2.Client(transport=_transport(table))
    return WixClient(http_client=http_client, **_settings(settings))


def async_client(table: Table | Transport, **settings: Any) -> AsyncWixClient:
    """An async client whose calls are answered from a table.

    Args:
        table: What to answer; or a `Transport`, whose `calls` can be looked at.
        settings: Those of `AsyncWixClient`; by default an API key that is none and no retries.
    """
    http_client = httpx2.AsyncClient(transport=_transport(table))
    return AsyncWixClient(http_client=http_client, **_settings(settings))


def _transport(table: Table | Transport) -> Transport:
    return table if isinstance(table, Transport) else Transport(table)


def _settings(given: Mapping[str, Any]) -> dict[str, Any]:
    auth = given.get("auth") or ApiKeyStrategy("test-key", site_id="test-site")
    return {"max_retries": 0, **given, "auth": auth}


def _call(request: httpx2.Request) -> Call:
    params: dict[str, str | list[str]] = {}
    for name in request.url.params:
        values = request.url.params.get_list(name)
        params[name] = values[0] if len(values) == 1 else values
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Call(
        request.method,
        unquote(request.url.raw_path.partition(b"?")[0].decode()),
        params,
        _json(request.content or _decoded(params.get(ENCODED))),
        headers,
    )


def _decoded(value: str | list[str] | None) -> bytes:
    """Return the JSON that a GET holds in a single parameter; nothing if that isn't so."""
    try:
        text = value if isinstance(value, str) else ""
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""


def _copy(response: Response, library: Any) -> httpx2.Response:
    """Return the same again, for a client of this library: a response can be handed out only once."""
    headers = [
        (name, value)
        for name, value in cast("httpx2.Response", response).headers.multi_items()
        if name not in {"content-encoding", "content-length", "transfer-encoding"}
    ]
    copy = library.Response(
        response.status_code, headers=headers, content=response.read()
    )
    return cast("httpx2.Response", copy)


def _json(content: bytes) -> Any:
    if not content:
        return None
    try:
        return json.loads(content)
    except ValueError:
        return content


def _matches(template: str, raw_path: str) -> bool:
    """Return whether a path fits, part by part: an encoded slash is no end of a part."""
    wanted, found = template.split("/"), [unquote(part) for part in raw_path.split("/")]
    return len(wanted) == len(found) and all(
        re.fullmatch(
            ".+".join(map(re.escape, _PLACEHOLDER.split(class_))), part, re.DOTALL
        )
        for class_, part in zip(wanted, found, strict=True)
    )
