"""The HTTP clients that pools own: httpx's, without what calls of ours don't need.

httpx merges the headers, cookies, parameters and base URL of a client into each request, and offers each
answer to a cookie jar: most of what a call takes beside the network. A client that nobody else can
configure has nothing to merge but the two headers that say what it can do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NoReturn

import httpx


class _NoCookies(httpx.Cookies):
    """Stays empty: clients of many sites share a pool, a session must not."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Takes none."""

    def __bool__(self) -> bool:
        return False


_EXPECT_BODY = frozenset({"POST", "PUT", "PATCH"})
_NO_COOKIES = _NoCookies()

_parsed = lru_cache(maxsize=256)(httpx.URL)


def parsed(url: str) -> httpx.URL:
    """Return the URL, remembered: most calls go where others went, and parsing is slow.

    Raises:
        httpx.InvalidURL: no request can go there.
    """
    # a query differs from call to call, and may hold people's data
    return httpx.URL(url) if "?" in url else _parsed(url)


class _Plain:
    """Behaviour of both clients that differs from httpx's defaults."""

    own_headers: Mapping[str, str]

    @property
    def cookies(self) -> httpx.Cookies:
        """None, ever."""
        return _NO_COOKIES

    @cookies.setter
    def cookies(self, cookies: object) -> NoReturn:
        del cookies
        raise TypeError("this client has no cookies")

    def plain_request(
        self,
        verb: str,
        url: httpx.URL,
        *,
        headers: Mapping[str, str],
        content: bytes | None,
        timeout: float | httpx.Timeout | None,
    ) -> httpx.Request:
        """Return what `build_request` would make. Names of headers must be in lower case."""
        body: dict[str, str] = {}
        if content is not None or verb in _EXPECT_BODY:
            body["content-length"] = str(len(content or b""))
        return httpx.Request(
            verb,
            url,
            headers={
                "host": url.netloc.decode("ascii"),
                **self.own_headers,
                **body,
                **headers,
            },
            stream=httpx.ByteStream(content or b""),
            extensions={"timeout": httpx.Timeout(timeout).as_dict()},
        )


class PlainClient(_Plain, httpx.Client):
    """An `httpx.Client` for calls of ours alone."""

    def __init__(self) -> None:
        super().__init__()
        self.own_headers = _own_headers(self.headers)


class AsyncPlainClient(_Plain, httpx.AsyncClient):
    """An `httpx.AsyncClient` for calls of ours alone."""

    def __init__(self) -> None:
        super().__init__()
        self.own_headers = _own_headers(self.headers)


def _own_headers(headers: httpx.Headers) -> Mapping[str, str]:
    """Return what a client can decode, and that it keeps connections; all other headers are the call's."""
    return {name: headers[name] for name in ("accept-encoding", "connection")}
