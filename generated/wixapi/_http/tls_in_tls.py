"""TLS inside TLS, as a way through an https proxy has it: each wait of it is one of the connection below.

The HTTP library's own sets a limit once for as many waits as the other side makes it take.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import httpcore2

T = TypeVar("T")
_RECORD = 16 * 1024
"""Bytes that are read in one wait."""


class TLSInTLS(httpcore2.NetworkStream):
    """A connection that is encrypted once more.

    Args:
        stream: the connection below.
        context: what is agreed upon, and whom it trusts.
        hostname: whose certificate the other side must have.
        timeout: seconds that each wait of the handshake may take; None: any number.

    Raises:
        httpcore2.ConnectError: the other side isn't who it should be, or speaks no TLS.
        httpcore2.ConnectTimeout: the handshake takes too long.
    """

    def __init__(
        self,
        stream: httpcore2.NetworkStream,
        context: ssl.SSLContext,
        hostname: str | None,
        timeout: float | None,
    ) -> None:
        self._stream = stream
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(
            self._incoming, self._outgoing, server_hostname=hostname
        )
        try:
            self._until_done(self._tls.do_handshake, timeout)
        except (httpcore2.ReadTimeout, httpcore2.WriteTimeout) as error:
            raise httpcore2.ConnectTimeout(str(error)) from error
        except (httpcore2.NetworkError, ssl.SSLError) as error:
            raise httpcore2.ConnectError(str(error)) from error

    def _until_done(self, action: Callable[[], T], timeout: float | None) -> T:
        """Return what an action of TLS returns, once the connection below has brought and taken what it needs."""
        while True:
            try:
                result = action()
            except ssl.SSLWantReadError:
                self._send(timeout)
            else:
                self._send(timeout)
                return result
            if data := self._stream.read(_RECORD, timeout):
                self._incoming.write(data)
            else:
                self._incoming.write_eof()

    def _send(self, timeout: float | None) -> None:
        """Sends what TLS has to say."""
        if data := self._outgoing.read():
            self._stream.write(data, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what has come, at least a byte unless the other side has closed."""
        try:
            return self._until_done(partial(self._tls.read, max_bytes), timeout)
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
            return b""
        except ssl.SSLError as error:
            raise httpcore2.ReadError(str(error)) from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends all of it."""
        view = memoryview(buffer)
        try:
            while view:
                sent = self._until_done(partial(self._tls.write, view), timeout)
                view = view[sent:]
        except ssl.SSLError as error:
            raise httpcore2.WriteError(str(error)) from error

    def close(self) -> None:
        """Closes the connection."""
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection tells of itself."""
        return self._tls if info == "ssl_object" else self._stream.get_extra_info(info)
