"""A documentation portal on the loopback interface, with pages in the form of today and faults on demand."""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HEADER = """\
> Portal Navigation:
>
> - Append `.md` to any URL below the portal to get its text.
> - Pages are content pages or menus.

"""
OTHER_HEADER = f"> A sentence that was not there before.\n>\n{HEADER}"
ROOT = "api-reference/things"


@dataclass
class Fault:
    """How one page is served instead; each is what a portal might do.

    Attributes:
        status: The HTTP status.
        body: The body; None: the page.
        headers: Headers.
        drip: The body comes a byte at a time with such a pause; endless where the body is empty.
        cut: The connection breaks after so many bytes.
        times: After so many requests the page is served as usual; None: never.
        raw: All that is sent, from the first line of the answer on, before the connection is closed.
    """

    status: int = 200
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    drip: float | None = None
    cut: int | None = None
    times: int | None = None
    raw: bytes | None = None


class LocalPortal:
    """A portal: pages by their path without `.md`, below `/docs`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.base = f"{url}/docs"
        self.pages: dict[str, str] = {}
        self.faults: dict[str, Fault] = {}
        self.with_schema: dict[str, str] = {}
        self.robots: str | None = None
        self.robots_fault: Fault | None = None
        self.header = HEADER
        self.has_etags = True
        self.soft_404 = True
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.times: list[float] = []
        self.on_request: Callable[[int], None] = lambda _count: None

    @property
    def asked(self) -> list[str]:
        """The paths that were asked for, but for robots.txt."""
        return [path for path, _ in self.requests if path != "/robots.txt"]

    def forget(self) -> None:
        """Forget the requests so far."""
        self.requests.clear()
        self.times.clear()

    def menu(self, path: str, *children: str, title: str = "Things") -> None:
        """Put a menu there, with ancestors as headings."""
        parts = path.split("/")
        above = [
            f"{'#' * depth} [{parts[depth - 1].title()}]({self.base}/{'/'.join(parts[:depth])}.md)"
            for depth in range(1, len(parts))
        ]
        own = f"{'#' * len(parts)} [{title}]({self.base}/{path}.md)"
        links = [f"- [{child}]({self.base}/{child}.md)" for child in children]
        self.pages[path] = "\n\n".join([*above, own, *links]) + "\n"

    def method(
        self, path: str, name: str = "getThing", *, field: str = "color"
    ) -> None:
        """Put the page of a method there."""
        self.pages[path] = method_page(f"{self.base}/{path}", name, field)

    def article(self, path: str, words: str = "Words.") -> None:
        """Put an article there."""
        self.pages[path] = f"## Article: {path}\n\n{words}\n"


def method_page(link: str, name: str, field: str) -> str:
    """The page of a method that answers a thing."""
    return f"""\
# {name[:1].upper()}{name[1:]}

# Package: things

# Namespace: Things

# Method link: {link}.md

## Permission Scopes:
Read Things: SCOPE.THINGS.READ

## Introduction

Gets one.

---

## REST API

### Schema

```
Method: {name}
Description: Gets one.
URL: https://www.wixapis.com/things/v1/{name}/{{thingId}}
Method: GET
Required parameters: thingId
Method parameters:
  param name: thingId | type: none | required: true
Return type: GetThingResponse
  - name: thing | type: Thing | description: The thing.
     - name: id | type: string | description: Its id. | validation: format GUID
     - name: {field} | type: string | description: What it looks like. | validation: maxLength 20
```
"""


@contextmanager
def local_portal() -> Iterator[LocalPortal]:
    """A portal that runs as long as the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            portal.requests.append((self.path, headers))
            portal.times.append(time.monotonic())
            portal.on_request(len(portal.requests))
            with suppress(ConnectionError, ValueError):
                self._serve(headers)

        def _serve(self, headers: dict[str, str]) -> None:
            if self.path == "/robots.txt":
                return self._robots()
            path, _, query = self.path.partition("?")
            name = path.removeprefix("/docs/").removesuffix(".md")
            fault = portal.faults.get(name)
            if fault and fault.times is not None:
                fault.times -= 1
                if fault.times < 0:
                    fault = None
            if fault:
                return self._fail(fault, name)
            pages = portal.pages | (
                portal.with_schema if "schema=true" in query else {}
            )
            if name not in pages:
                return self._missing(name)
            self._page(pages[name], headers)
            return None

        def _page(self, own: str, headers: dict[str, str]) -> None:
            content = (portal.header + own).encode()
            etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
            if portal.has_etags and headers.get("if-none-match") == etag:
                return self._send(304, b"", {"etag": etag})
            return self._send(200, content, {"etag": etag} if portal.has_etags else {})

        def _missing(self, name: str) -> None:
            text = f"{portal.header}# No matching node found for URL: /docs/{name}\n"
            return self._send(200 if portal.soft_404 else 404, text.encode(), {})

        def _robots(self) -> None:
            known = portal.robots
            if portal.robots_fault:
                return self._fail(portal.robots_fault, "")
            return self._send(404 if known is None else 200, (known or "").encode(), {})

        def _fail(self, fault: Fault, name: str) -> None:
            body = fault.body
            if fault.raw is not None:
                self.wfile.write(fault.raw)
                self.close_connection = True
                return None
            if body is None:
                body = (portal.header + portal.pages.get(name, "")).encode()
            if fault.cut is None and fault.drip is None:
                return self._send(fault.status, body, fault.headers)
            self.send_response(fault.status)
            for key, value in fault.headers.items():
                self.send_header(key, value)
            self.send_header("content-type", "text/markdown")
            if fault.cut is not None:
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: fault.cut])
                self.close_connection = True
                return None
            self.send_header("connection", "close")
            self.end_headers()
            self.close_connection = True
            while not body:
                self.wfile.write(b"x" * 65536)
            for byte in body:
                self.wfile.write(bytes([byte]))
                time.sleep(fault.drip or 0)
            return None

        def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            named = {"content-type": "text/markdown; charset=utf-8"} | headers
            for key, value in named.items():
                self.send_header(key, value)
            if status != 304:
                self.send_header("content-length", str(len(content)))
            self.end_headers()
            if status != 304:
                self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    portal = LocalPortal(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}
    )
    thread.start()
    try:
        yield portal
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@cache
def bomb(megabytes: int = 64) -> bytes:
    """A gzip body that is small on the wire only."""
    return gzip.compress(b"x" * (megabytes * 1024 * 1024), 9)
