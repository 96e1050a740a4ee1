"""A local Wix on a port of this machine, served by a thread."""

from __future__ import annotations

import errno
import socket
from threading import Thread
from typing import TYPE_CHECKING, Self

from wixapi.errors import ConfigurationError

if TYPE_CHECKING:
    from wixapi._local.core import Core

LOOPBACK = "127.0.0.1"
_EVERYWHERE = {"0.0.0.0": LOOPBACK, "::": "::1"}
_GRACE = 1
"""Seconds that answers which are under way get when the port is closed."""
_PATIENCE = 5
"""Seconds after which nobody waits for them any more, such as for a handler that never ends."""


class Port:
    """A port on which a core is served from `start` until `close`; who calls it before `start` waits.

    Args:
        core: it answers.
        port: the port; 0: any that is free.
        host: the address at which it listens; by default this machine alone reaches it.

    Raises:
        ConfigurationError: starlette or uvicorn isn't installed, or the port can't be had.
    """

    def __init__(self, core: Core, port: int, host: str = LOOPBACK) -> None:
        try:
            import uvicorn

            from wixapi._local.server.asgi import application
            from wixapi._local.server.sending import Protocol
        except ModuleNotFoundError as error:
            raise ConfigurationError(
                f"a local Wix on a port needs {error.name}: pip install 'wixapi[local]'"
            ) from error
        opened = _opened(host, port)
        self.host = host
        self.number: int = opened.getsockname()[1]
        config = uvicorn.Config(
            application(core, host),
            http=Protocol,
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,  # loggers are the program's that the local Wix is a part of
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE,
        )
        self._server = uvicorn.Server(config)
        self._thread = Thread(
            target=self._server.run,
            kwargs={"sockets": [opened]},
            name="local Wix",
            daemon=True,
        )
        self._core = core
        self._opened = opened

    def start(self) -> Self:
        """Serve from now on."""
        self._thread.start()
        self._core.deliveries.start()
        return self

    @property
    def url(self) -> str:
        """Where clients of this machine reach it."""
        host = _EVERYWHERE.get(self.host, self.host)
        return (
            f"http://[{host}]:{self.number}"
            if ":" in host
            else f"http://{host}:{self.number}"
        )

    def close(self) -> None:
        """Answer what is under way, and give the port back; a second time does nothing."""
        if self._thread.ident is None:
            self._opened.close()
            return
        self._server.should_exit = True
        self._thread.join(_PATIENCE)


def _opened(host: str, port: int) -> socket.socket:
    """Return a socket that listens: connections wait in it until the thread takes them.

    Raises:
        ConfigurationError: the port, or the address, can't be had.
    """
    if not 0 <= port <= 65535:
        raise ConfigurationError(
            f"{port} is no port: give one from 1 to 65535, or 0 for any free one"
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.getaddrinfo(host, port)  # `create_server` doesn't tell that this fails
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise ConfigurationError(_reason(host, port, error)) from error


def _reason(host: str, port: int, error: OSError) -> str:
    """Return why a port can't be had, with what helps."""
    match error.errno:
        case errno.EADDRINUSE:
            return f"port {port} of {host} is in use: end what uses it, or give another port, 0 for any free one"
        case errno.EACCES:
            return f"port {port} of {host} isn't allowed for this user: give one above 1023"
        case errno.EADDRNOTAVAIL:
            return f"{host} is no address of this machine: give {LOOPBACK}, or 0.0.0.0 for all of its addresses"
        case _ if isinstance(error, socket.gaierror):
            return f"{host!r} is no address: give {LOOPBACK}, or 0.0.0.0 for all of this machine's"
        case _:
            return f"port {port} of {host!r} can't be had: {error.strerror or error}"
