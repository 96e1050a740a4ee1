"""A server on the loopback interface that misbehaves, one script for each connection."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

GOOD = b'{"thing": {"id": "i", "name": "n"}}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
LENGTH = b"Content-Length: %d\r\n\r\n" % len(GOOD)

Script = Callable[[socket.socket, threading.Event], None]


def reset(connection: socket.socket) -> None:
    """Closes so that the other side gets a reset instead of an end."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def read_request(connection: socket.socket) -> None:
    """Reads a request, head and body."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65_536) or b"\r\n\r\n"
    head, _, body = data.partition(b"\r\n\r\n")
    length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
    while len(body) < int(length or 0):
        body += connection.recv(65_536)


def in_request(connection: socket.socket, _stop: threading.Event) -> None:
    """Resets as soon as the request begins to come."""
    connection.recv(1)
    reset(connection)


def after_request(connection: socket.socket, _stop: threading.Event) -> None:
    """Reads the request, and resets."""
    read_request(connection)
    reset(connection)


def after_request_end(connection: socket.socket, _stop: threading.Event) -> None:
    """Reads the request, and closes."""
    read_request(connection)
    connection.close()


def in_head(connection: socket.socket, _stop: threading.Event) -> None:
    """Answers half a head, and closes."""
    read_request(connection)
    connection.sendall(HEAD[:20])
    connection.close()


def in_body(connection: socket.socket, _stop: threading.Event) -> None:
    """Answers half a body, and closes."""
    read_request(connection)
    connection.sendall(HEAD + LENGTH + GOOD[:10])
    connection.close()


def no_http(connection: socket.socket, _stop: threading.Event) -> None:
    """Answers what is no HTTP."""
    read_request(connection)
    connection.sendall(b"220 smtp.example ESMTP\r\n")
    connection.close()


def trickle(connection: socket.socket, stop: threading.Event) -> None:
    """Answers a body that never ends, byte by byte, each before a client would give up."""
    read_request(connection)
    connection.sendall(HEAD + b"Content-Length: 100000\r\n\r\n")
    while not stop.wait(0.01):
        connection.sendall(b" ")


def silent(connection: socket.socket, stop: threading.Event) -> None:
    """Never answers."""
    read_request(connection)
    stop.wait(10)


def good(connection: socket.socket, _stop: threading.Event) -> None:
    """Answers as it should."""
    read_request(connection)
    connection.sendall(HEAD + b"Connection: close\r\n" + LENGTH + GOOD)
    connection.close()


class FaultyServer:
    """Runs one script for each connection; the last one again and again."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.scripts: list[Script] = [good]
        self.accepted = 0

    def next_script(self) -> Script:
        """The script for a connection that was just accepted."""
        self.accepted += 1
        return self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]


@contextmanager
def faulty_server() -> Iterator[FaultyServer]:
    """A server that runs as long as the block."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    faulty = FaultyServer(f"http://127.0.0.1:{listener.getsockname()[1]}")
    stop = threading.Event()
    threads: list[threading.Thread] = []

    def serve(connection: socket.socket, script: Script) -> None:
        with connection, suppress(OSError):
            script(connection, stop)

    def accept() -> None:
        while not stop.is_set():
            with suppress(TimeoutError):
                connection, _ = listener.accept()
                connection.settimeout(10)
                work = (connection, faulty.next_script())
                threads.append(threading.Thread(target=serve, args=work))
                threads[-1].start()

    threads.append(threading.Thread(target=accept))
    threads[0].start()
    try:
        yield faulty
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        listener.close()
