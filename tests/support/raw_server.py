"""A server that speaks bytes, for answers that no HTTP server would give."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

Talk = Callable[[socket.socket], None]
"""What is done with a connection; it is closed afterwards."""


@dataclass
class RawServer:
    """Where it listens."""

    port: int

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def raw_server(talk: Talk) -> Iterator[RawServer]:
    """A server that runs as long as the block; each connection is talked with in a thread."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    server = RawServer(listener.getsockname()[1])
    open_ones: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def serve(connection: socket.socket) -> None:
        with suppress(OSError), connection:
            talk(connection)

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                open_ones.append(connection)
                threads.append(threading.Thread(target=serve, args=(connection,)))
                threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield server
    finally:
        for one in (listener, *open_ones):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in (accepting, *threads):
            thread.join()


def read_request(connection: socket.socket) -> bytes:
    """Return a request as it came: head and body."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := connection.recv(65536)):
            return data
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        if not (more := connection.recv(65536)):
            break
        body += more
    return head + b"\r\n\r\n" + body


def answering(*pieces: bytes) -> Talk:
    """Return what reads a request and sends the pieces, for each request of a connection."""

    def talk(connection: socket.socket) -> None:
        while read_request(connection):
            for piece in pieces:
                connection.sendall(piece)

    return talk
