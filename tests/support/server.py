"""A real HTTP server on the loopback interface: records what it gets, answers what it is told."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Recorded:
    """One request as it came in; names of headers are in lower case."""

    verb: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body's JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """What to answer; a body that isn't bytes is sent as JSON."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        """The body's bytes."""
        return (
            self.body
            if isinstance(self.body, bytes)
            else json.dumps(self.body).encode()
        )


class Dropped(Answer):
    """No answer: the connection is closed."""


class LoopbackServer:
    """Answers from a queue, or by a function; without either, `{}`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.requests: list[Recorded] = []
        self.by: Callable[[Recorded], Answer] | None = None
        self._queue: deque[Answer] = deque()

    def answer(self, body: Any = None, status: int = 200, **headers: str) -> None:
        """Queues an answer; underscores in names of headers stand for dashes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._queue.append(Answer(status, named, {} if body is None else body))

    def drop(self) -> None:
        """Queues a connection that breaks without an answer."""
        self._queue.append(Dropped())

    @property
    def last(self) -> Recorded:
        """The newest request."""
        return self.requests[-1]

    def take(self, request: Recorded) -> Answer:
        """Records a request and says what to answer."""
        self.requests.append(request)
        if self._queue:
            return self._queue.popleft()
        return self.by(request) if self.by else Answer()


@contextmanager
def loopback_server() -> Iterator[LoopbackServer]:
    """A server that runs as long as the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle_any(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Recorded(
                self.command, self.path, headers, self.rfile.read(length)
            )
            answer = loopback.take(request)
            if isinstance(answer, Dropped):
                self.close_connection = True
                return
            content = answer.content
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if "content-length" not in map(str.lower, answer.headers):
                self.send_header("content-length", str(len(content)))
            self.end_headers()
            if answer.status != 204:
                with suppress(ConnectionError):  # the client may have given up
                    self.wfile.write(content)

        def __getattr__(self, name: str) -> Callable[[], None]:
            if name.startswith("do_"):
                return self.handle_any
            raise AttributeError(name)

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 256  # tests come in crowds
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    loopback = LoopbackServer(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}
    )
    thread.start()
    try:
        yield loopback
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
