"""Who may talk to a local Wix on a port: programs of this machine, and no web page from elsewhere."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

LOOPBACK_ORIGIN = (
    r"https?://(localhost|[a-z0-9.-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?"
)
"""Origins of web pages that this machine serves, as a regular expression."""
_PORT = re.compile(r":\d*$")
_PRIVATE = (".localhost", ".local", ".internal", ".test", ".home.arpa")
"""Ends of names that the public DNS never answers for."""


def is_at_home(host: str, own: str) -> bool:
    """Return whether a `Host` header names this server by a name that no stranger could have given to it.

    A web page of a stranger can let a name of its own lead to this machine (DNS rebinding); the browser then
    takes this server for a part of that page. Addresses, names without a dot (such as those of containers)
    and names of private networks can't be had that way.

    Args:
        host: what the header says, with or without a port; empty: it isn't there, so no browser sent it.
        own: the host that the server was told to be.
    """
    name = _PORT.sub("", host.strip().lower()).removesuffix(".")
    if name in {"", own.lower()} or "." not in name:
        return True
    return name.endswith(_PRIVATE) or is_address(name)


def is_address(name: str) -> bool:
    """Return whether a host is an IP address, which may stand in brackets."""
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Return whether only this machine reaches what listens at a host."""
    if host.lower() == "localhost":
        return True
    return is_address(host) and ipaddress.ip_address(host).is_loopback


def is_of_another_site(headers: Mapping[str, str]) -> bool:
    """Return whether a browser says that a page of another origin sent a request.

    Args:
        headers: those of the request, by name in lower case.
    """
    if headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
        return True
    origin = headers.get("origin")
    return (
        origin is not None
        and urlsplit(origin).netloc != headers.get("host", "").lower()
    )
