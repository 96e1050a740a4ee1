"""Addresses of the portal's pages, and the paths at which pages are kept.

An address is a page's URL without `.md`, query and fragment, such as
`https://dev.wix.com/docs/api-reference/crm`. Links are text from outside: one that can't be the address of a
page of this portal, or would lead to a path that not every file system has, is none. A query that chooses
between views of a page is passed over; with another one a URL may be anything.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urljoin, urlsplit, urlunsplit

DEFAULT_PORTAL = "https://dev.wix.com/docs"
MAX_PARTS = 20
MAX_ADDRESS = 600  # characters

#: A part has room for the endings that files get while they are written; none is called as a page's file is,
#: which would be where others have their folder.
_PART = re.compile(
    r"(?!.*\.md$)[A-Za-z0-9_](?:[A-Za-z0-9_.~-]{0,198}[A-Za-z0-9_~-])?", re.IGNORECASE
)
#: What stands in queries that choose a view of a page.
_VIEWS = {"apiview", "schema"}
_PORTS = {"https": 443, "http": 80}
#: Names of devices, which no file can have on Windows.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


class BadAddressError(ValueError):
    """A text that is no address of a portal or of one of its pages; its message says why."""


@dataclass(frozen=True)
class Portal:
    """A documentation portal.

    Attributes:
        base: Its address, without a slash at the end.
    """

    base: str = DEFAULT_PORTAL

    @classmethod
    def at(cls, url: str) -> Portal:
        """Return the portal at `url`; raise BadAddressError if nothing can be fetched from there."""
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            raise BadAddressError(f"{url!r} is no URL") from None
        if parts.scheme not in {"http", "https"} or not host:
            raise BadAddressError(f"{url!r} is no http or https URL with a host")
        if parts.scheme == "http" and not is_loopback(host):
            raise BadAddressError("http is for addresses of this machine: use https")
        if parts.username is not None or parts.query or parts.fragment:
            raise BadAddressError("the portal's address has no user, query or fragment")
        if not (url.isascii() and url.isprintable()) or " " in url:
            raise BadAddressError(
                "the portal's address holds characters that no URL has"
            )
        return cls(_plain(url).rstrip("/"))

    @property
    def origin(self) -> str:
        """Return scheme, host and port."""
        parts = urlsplit(self.base)
        return f"{parts.scheme}://{parts.netloc}"

    def address(self, link: str, beside: str = "") -> str | None:
        """Return the address that a link leads to, None if that is no page of this portal.

        `beside` is the address of the page that the link stands in.
        """
        link = link.strip()
        if len(link) > MAX_ADDRESS or not link.isprintable():
            return None
        try:
            url = self._here(_plain(urljoin(f"{beside or self.base}.md", link)))
            parts = urlsplit(url)
            queries = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=9)
        except ValueError:
            return None
        if any(name.lower() not in _VIEWS for name, _ in queries):
            return None
        address = f"{parts.scheme}://{parts.netloc}{parts.path}".removesuffix("/")
        return self.checked(address.removesuffix(".md"))

    def is_near(self, link: str, beside: str) -> bool:
        """Return whether a link leads below the portal's address, as those of pages do."""
        try:
            url = self._here(_plain(urljoin(f"{beside}.md", link.strip())))
        except ValueError:
            return False
        return url.startswith(f"{self.base}/") and "?" not in url

    def above(self, address: str) -> Iterator[str]:
        """Yield the addresses above that of a page, the nearest first."""
        while (address := address.rpartition("/")[0]) != self.base and address:
            yield address

    def _here(self, url: str) -> str:
        """Return the URL in this portal of one in Wix's, of which this may be a copy."""
        path = url.removeprefix(f"{DEFAULT_PORTAL}/")
        return url if path == url else f"{self.base}/{path}"

    def checked(self, address: str) -> str | None:
        """Return an address if a page of this portal can have it, else None."""
        start = f"{self.base}/"
        parts = address.removeprefix(start).split("/")
        if not address.startswith(start) or len(address) > MAX_ADDRESS:
            return None
        if len(parts) > MAX_PARTS:
            return None
        sound = (
            _PART.fullmatch(part) and not _DEVICE.fullmatch(part) for part in parts
        )
        return address if all(sound) else None

    def path(self, address: str) -> str:
        """Return the path of a page below the folder of pages: `api-reference/crm.md`."""
        return f"{address.removeprefix(f'{self.base}/')}.md"


def _plain(url: str) -> str:
    """Return a URL with scheme and host in lower case, without the port that goes without saying.

    Raises ValueError if it is none.
    """
    parts = urlsplit(url)
    port, host = parts.port, parts.netloc.lower()
    if port is not None and port == _PORTS.get(parts.scheme):
        host = host.removesuffix(f":{port}")
    return urlunsplit(parts._replace(netloc=host))


def markdown(address: str) -> str:
    """Return the URL of a page's text."""
    return f"{address}.md"


def is_below(address: str, root: str) -> bool:
    """Return whether a page is the root, or stands below it."""
    return address == root or address.startswith(f"{root}/")


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine, whatever a name server says."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
