"""Real web servers on the loopback interface, for apps of ours and of users."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import uvicorn

from support.projects import ROOT

TIMEOUT = 300.0  # against hanging


@dataclass(frozen=True)
class Site:
    """A running server."""

    port: int

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def send(
        self, body: Any, verb: str = "POST", path: str = "/", **headers: str
    ) -> HTTPResponse:
        """Sends a request; a body that is no bytes or text, but an iterable, goes in chunks."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(
            verb, path, body, named, encode_chunked=not isinstance(body, (bytes, str))
        )
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def raw(self, data: bytes) -> bytes:
        """Sends bytes, says that no more come, and hands back everything that is answered."""
        with socket.create_connection(("127.0.0.1", self.port), TIMEOUT) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while chunk := connection.recv(65_536):
                answer += chunk
            return answer


def _listening() -> socket.socket:
    """A socket that queues connections before anybody accepts them: no server needs waiting for."""
    return socket.create_server(("127.0.0.1", 0))


@contextmanager
def uvicorn_server(app: Any, lifespan: str = "on") -> Iterator[Site]:
    """Runs an ASGI app under uvicorn."""
    config = uvicorn.Config(
        app, log_config=None, lifespan=lifespan, ws="none", http="h11", loop="asyncio"
    )
    server = uvicorn.Server(config)
    with _listening() as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield Site(listener.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None: ...


class _Threading(ThreadingMixIn, WSGIServer):
    pass


@contextmanager
def wsgiref_server(app: Any) -> Iterator[Site]:
    """Runs a WSGI app under the standard library's server."""
    with make_server("127.0.0.1", 0, app, _Threading, _Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield Site(server.server_port)
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def gunicorn_server(app: str, folder: Path, env: dict[str, str]) -> Iterator[Site]:
    """Runs the WSGI app of a module in a folder under gunicorn, in a process of its own."""
    with _listening() as listener:
        paths = [str(folder), str(ROOT / "generated"), str(ROOT / "tests")]
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn"),
                *("--bind", f"fd://{listener.fileno()}", app),
            ],
            pass_fds=[listener.fileno()],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)} | env,
            cwd=folder,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield Site(listener.getsockname()[1])
        finally:
            process.terminate()
            process.wait(TIMEOUT)
