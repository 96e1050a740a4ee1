"""The HTTP clients that pools own: httpx2's, without what calls of ours don't need.

httpx2 merges the headers, cookies, parameters and base URL of a client into each request, and offers each
answer to a cookie jar: most of what a call takes beside the network. A client that nobody else can
configure has nothing to merge but the two headers that say what it can do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NoReturn

import httpx2

from wixapi._http.body import ENCODINGS


class _NoCookies(httpx2.Cookies):
    """Stays empty: clients of many sites share a pool, a session must not."""

    def extract_cookies(self, response: httpx2.Response) -> None:
        """Takes none."""

    def __bool__(self) -> bool:
        return False


_EXPECT_BODY = frozenset({"POST", "PUT", "PATCH"})
_NO_COOKIES = _NoCookies()

_parsed = lru_cache(maxsize=256)(httpx2.URL)


def parsed(url: str) -> httpx2.URL:
    """Return the URL, remembered: most calls go where others went, and parsing is slow.

    Raises:
        httpx2.InvalidURL: no request can go there.
    """
    # a query differs from call to call, and may hold people's data
    return httpx2.URL(url) if "?" in url else _parsed(url)


class _Plain:
    """Behaviour of both clients that differs from httpx2's defaults."""

    own_headers: Mapping[str, str] = {
        "accept-encoding": ENCODINGS,
        "connection": "keep-alive",
    }

    @property
    def cookies(self) -> httpx2.Cookies:
        """None, ever."""
        return _NO_COOKIES

    @cookies.setter
    def cookies(self, cookies: object) -> NoReturn:
        del cookies
        raise TypeError("this client has no cookies")

    def plain_request(
        self,
        verb: str,
        url: httpx2.URL,
        *,
        headers: Mapping[str, str],
        content: bytes | None,
        limits: Mapping[str, float | None],
    ) -> httpx2.Request:
        """Return what `build_request` would make. Names of headers must be in lower case."""
        body: dict[str, str] = {}
        if content is not None or verb in _EXPECT_BODY:
            body["content-length"] = str(len(content or b""))
        return httpx2.Request(
            verb,
            url,
            headers={
                "host": url.netloc.decode("ascii"),
                **self.own_headers,
                **body,
                **headers,
            },
            stream=httpx2.ByteStream(content or b""),
            extensions={"timeout": limits},
        )


class PlainClient(_Plain, httpx2.Client):
    """An `httpx2.Client` for calls of ours alone."""

    def __init__(self) -> None:
        super().__init__()
        for transport in (self._transport, *self._mounts.values()):
            _keep_to_time(transport)


class AsyncPlainClient(_Plain, httpx2.AsyncClient):
    """An `httpx2.AsyncClient` for calls of ours alone."""


def _keep_to_time(transport: object) -> None:
    """Has the connections of a transport keep to the moment of `due.py`.

    httpx2 makes its connection pools itself, and takes no network for them.
    """
    pool: Any = getattr(transport, "_pool", None)
    if pool is None:  # a browser's, or that of a proxy that isn't used
        return
    from wixapi._http.network import DueBackend

    pool._network_backend = DueBackend(pool._network_backend)
