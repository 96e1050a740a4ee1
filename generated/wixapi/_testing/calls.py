"""Answers for an app's calls from a table, in place of Wix."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast
from urllib.parse import unquote

import httpx2

from wixapi._api import AsyncWixClient, WixClient
from wixapi._auth.strategies import ApiKeyStrategy
from wixapi._http.library import library_of
from wixapi._http.operation import Operation
from wixapi._http.query import ENCODED
from wixapi._http.settings import BASE_URL
from wixapi._model import Model
from wixapi._testing.answers import Response, is_sequence, response_of
from wixapi._testing.methods import operation_of

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


Answer: TypeAlias = (
    Mapping[str, Any]
    | Model
    | tuple[int, Any]
    | Response
    | Exception
    | Callable[[Call], "Answer"]
    | list[Any]
    | None
)
"""The JSON of a 200; status and JSON; a whole response; an exception to raise
(`httpx2.ConnectError("…")`); a function that gets the call and returns one of these; a list of these, one for
each call; None for an empty answer.

For JSON a model may stand, and models in JSON. By method it may be what the method hands back, without the rest of
the answer: the entity, or a list of the items of a page."""

Key: TypeAlias = tuple[str, str] | str | Callable[..., Any]
"""What is answered: HTTP method and path, `("GET", "/things/{id}")`; a method by its path below the client,
`"calendar.participations.get_participation"`; or a method itself, of a client or of its class."""

Table: TypeAlias = Mapping[Any, Answer]
"""Answers by `Key`. A placeholder of a path stands for one part of it, whatever its name; a path without
placeholders goes first."""


@dataclass(frozen=True)
class _Row:
    """A row of a table: the address that it is about."""

    key: Any
    method: str
    path: str
    operation: Operation[Any] | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Transport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Answers calls from a table and remembers them; any number of clients, of httpx2 and httpx, may share it.

        wix = WixClient(auth=…, http_client=httpx2.Client(transport=Transport({…})))

    `client` and `async_client` make that shorter.

    Args:
        table: What to answer. It may be changed between calls.

    Attributes:
        calls: The calls made so far, in order, those that nothing was found for included.

    Raises:
        ConfigurationError: A key names no method.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.calls: list[Call] = []
        self._answered: Counter[Any] = Counter()
        _rows(table)

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
        row = self._find(call, request.url.raw_path.partition(b"?")[0].decode())
        answer = self._answer_of(row, call)
        if isinstance(answer, Exception):
            raise answer
        return response_of(answer, row.operation, library_of(request))

    def _find(self, call: Call, raw_path: str) -> _Row:
        rows = _rows(self.table)
        for row in rows:
            if row.method == call.method and _matches(row.path, raw_path):
                return row
        known = "".join(f"\n  {row}" for row in rows)
        raise UnexpectedCallError(
            f"No answer for {call.method} {call.path}; the table has:"
            f"{known or ' nothing'}"
        )

    def _answer_of(self, row: _Row, call: Call) -> Any:
        """Return what a row answers this time: functions are called, and of a list the next one is taken."""
        answer: Any = self.table[row.key]
        index = self._answered[row.key]
        self._answered[row.key] += 1
        while True:
            if callable(answer):
                answer = answer(call)
            elif is_sequence(answer, row.operation):
                answer, index = _nth(answer, index, row), 0
            else:
                return answer


def _nth(answers: list[Any], index: int, row: _Row) -> Any:
    """Return one of a list of answers; raises `UnexpectedCallError` where there are none left."""
    if index < len(answers):
        return answers[index]
    raise UnexpectedCallError(
        f"{row}: the table has {len(answers)} answers, this is call {index + 1}"
    )


def _rows(table: Table) -> list[_Row]:
    """Return what a table is about, rows without placeholders first."""
    rows: list[_Row] = []
    for key in table:
        if isinstance(key, tuple):
            method, path = cast("tuple[str, str]", key)
            rows.append(_Row(key, method.upper(), path))
            continue
        found = operation_of(key)
        rows.append(_Row(key, found.verb, found.path, found))
        if found.fallback:
            rows.append(_Row(key, "POST", found.fallback, found))
    return sorted(rows, key=lambda row: len(_PLACEHOLDER.findall(row.path)))


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
    return {"max_retries": 0, "base_url": BASE_URL, **given, "auth": auth}


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
