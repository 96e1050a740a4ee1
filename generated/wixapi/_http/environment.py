"""Proxies and certificates that the environment names: checked before an HTTP client is made of them."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from importlib.util import find_spec
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx2

from wixapi.errors import ConfigurationError

_SOCKS = frozenset({"socks5", "socks5h"})
_KINDS = frozenset({"http", "https"}) | _SOCKS
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")


@contextmanager
def usable_environment() -> Generator[None]:
    """The context in which an HTTP client is made, that reads the environment.

    Raises:
        ConfigurationError: it can't be used; the variable is named, and what helps. Never the value of a
            proxy's variable, which may hold a password.
    """
    _check_certificates()
    _check_proxies()
    try:
        yield
    except OSError as error:  # an SSLError is one
        named = [name for name in _CERTIFICATES if os.environ.get(name)]
        raise ConfigurationError(
            f"what {_listed(named)} names can't be used ({error}): correct or unset it"
        ) from error
    except (ImportError, ValueError, httpx2.InvalidURL) as error:
        reason = type(error).__name__  # its words may hold the password
    else:
        return
    named = [_variable(kind) for kind in _proxies()]
    raise ConfigurationError(
        f"the proxy of {_listed(named)} can't be used ({reason}): correct or unset it"
    )


def _check_certificates() -> None:
    """Raises `ConfigurationError` where the certificates to trust are said to be at a place that isn't there."""
    file = os.environ.get("SSL_CERT_FILE")
    folders = os.environ.get("SSL_CERT_DIR")
    remedy = "correct it, or unset it to trust what the system trusts"
    if file:
        if os.path.isdir(file) or not os.path.exists(file):
            raise ConfigurationError(
                f"SSL_CERT_FILE names {file!r}, where no file is: {remedy}"
            )
    elif folders and not any(map(os.path.isdir, folders.split(os.pathsep))):
        raise ConfigurationError(
            f"SSL_CERT_DIR names {folders!r}, where no folder is: {remedy}"
        )


def _proxies() -> dict[str, str]:
    """Return the proxies that an HTTP client would use, by the kind of URLs that they are for."""
    found = getproxies()
    exempt = [host.strip() for host in found.get("no", "").split(",")]
    if "*" in exempt:
        return {}
    return {kind: found[kind] for kind in ("http", "https", "all") if found.get(kind)}


def _check_proxies() -> None:
    """Raises `ConfigurationError` where a proxy is none that an HTTP client can use."""
    for kind, proxy in _proxies().items():
        url = proxy if "://" in proxy else f"http://{proxy}"
        scheme = url.partition("://")[0].lower()
        if scheme not in _KINDS or not _has_address(url):
            raise ConfigurationError(
                f"the proxy of {_variable(kind)} must be such as http://host:3128 or "
                "http://user:password@host:3128, with % codes for special characters of the "
                "password: correct or unset it"
            )
        if scheme in _SOCKS and find_spec("socksio") is None:
            raise ConfigurationError(
                f"the proxy of {_variable(kind)} is a SOCKS one, which takes: pip install 'httpx2[socks]'"
            )


def _has_address(url: str) -> bool:
    """Return whether something can be connected to: a host that can be looked up, and a port or none."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna")
    except ValueError:
        return False
    return bool(host) and port != 0 and b" " not in host


def _variable(kind: str) -> str:
    """Return the name of the variable that says which proxy is used; there are other sources than variables."""
    names = (f"{kind}_proxy", f"{kind}_proxy".upper())
    return next(
        (name for name in names if os.environ.get(name)),
        f"the system's proxy for {kind} URLs",
    )


def _listed(names: list[str]) -> str:
    return " or ".join(names) or "the environment"
