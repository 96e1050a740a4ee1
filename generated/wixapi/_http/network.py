"""What keeps a sync call to its time: no wait for the network outlasts the moment at which the call is due.

The HTTP library bounds each wait by itself, so that an answer that trickles byte by byte never makes it give
up. Its connections are given a network of ours, which makes every wait as short as what is left.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore2

from wixapi._http.due import is_due, left
from wixapi._http.tls_in_tls import TLSInTLS

_PIECE = 16 * 1024
"""Bytes that are written in one wait."""


class DueStream(httpcore2.NetworkStream):
    """A connection whose waits end in time."""

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what has come, at least a byte unless the other side has closed."""
        return self._stream.read(max_bytes, left(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends it in pieces: each is a wait of its own."""
        for start in range(0, len(buffer), _PIECE):
            seconds = left(timeout, httpcore2.WriteTimeout)
            self._stream.write(buffer[start : start + _PIECE], seconds)

    def close(self) -> None:
        """Closes the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        """Return the connection, encrypted; inside what it is encrypted with already, if it is."""
        try:
            seconds = left(timeout, httpcore2.ConnectTimeout)
            if self.get_extra_info("ssl_object") is not None:
                return TLSInTLS(self, ssl_context, server_hostname, seconds)
        except BaseException:
            self.close()  # as the stream itself does where it fails
            raise
        return DueStream(self._stream.start_tls(ssl_context, server_hostname, seconds))

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection tells of itself."""
        return self._stream.get_extra_info(info)


class DueBackend(httpcore2.NetworkBackend):
    """A network whose connections are `DueStream`s."""

    def __init__(self, backend: httpcore2.NetworkBackend) -> None:
        self._backend = backend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> DueStream:
        """Return a connection to a host, at the first of its addresses that answers.

        The look-up of its name can't be broken off.
        """
        failure: Exception = httpcore2.ConnectError(f"{host} has no address")
        for address in _addresses(host, port):
            try:
                seconds = left(timeout, httpcore2.ConnectTimeout)
                return DueStream(
                    self._backend.connect_tcp(
                        address, port, seconds, local_address, socket_options
                    )
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure


def _addresses(host: str, port: int) -> list[str]:
    """Return the addresses of a host; without a moment at which a call is due, the name that stands for all."""
    if not is_due():
        return [host]
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore2.ConnectError(str(error)) from error
    return [str(address[0]) for *_, address in found]
