"""The way to Wix: proxy, name, certificate, and the time on both sides."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from wixapi._doctor.finding import Finding, fail, ok, warn
from wixapi._options import NOT_GIVEN
from wixapi.errors import ApiError, ConfigurationError, TimeoutError, WixError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wixapi._http.client import SyncClient

_FAR_APART, _TOO_FAR = 5.0, 60.0
"""Seconds between clocks that are told, and that do harm: webhooks and tokens are good for a while only."""


def address_findings(base_url: str) -> Iterator[Finding]:
    """Yield what is to be said of where calls go, before any is made."""
    url = urlsplit(base_url)
    host = url.hostname or ""
    proxy = None if proxy_bypass(host) else getproxies().get(url.scheme)
    if proxy is not None:
        through = urlsplit(proxy).hostname or "one whose address can't be read"
        yield ok("proxy", f"calls go through {through}, as the environment says")
    elif (problem := _unknown(host, url.port or 443)) is not None:
        fix = "see whether there is a network, and whether the name is right"
        yield fail("address", f"{host} has no address ({problem})", fix)
        return
    yield ok("address", f"calls go to {base_url}")


def _unknown(host: str, port: int) -> str | None:
    """Return why a name has no address; None if it has one."""
    try:
        socket.getaddrinfo(host, port)
    except OSError as error:
        return error.strerror or type(error).__name__
    return None


def reach_findings(client: SyncClient) -> Iterator[Finding]:
    """Yield whether Wix answers at all, whatever it answers, and whether its clock and ours agree."""
    began = time.time()
    try:
        headers = _headers(client)
    except ConfigurationError as error:
        yield fail("reach", f"no call can be made: {error}", "put that right")
        return
    except WixError as error:
        yield fail("reach", f"Wix doesn't answer: {error}", way_out(error))
        return
    ended = time.time()
    yield ok("reach", f"Wix answers, in {ended - began:.1f} s")
    theirs = _time_of(headers)
    if theirs is not None:
        yield _clock_finding(theirs, began, ended)


def _headers(client: SyncClient) -> Mapping[str, str]:
    """Return the headers of an answer, of whatever status; raises `WixError` if none comes."""
    make, send = client._free_call, client._send  # pyright: ignore[reportPrivateUsage]
    try:
        answer = send(
            make("GET", "/", None, json=NOT_GIVEN, params=None), authorized=False
        )
    except ApiError as error:
        if error.response is None:
            raise
        return error.response.headers
    return answer.headers


def way_out(error: WixError) -> str:
    """Return what to do when no answer comes."""
    told = str(error)
    if "CERTIFICATE" in told.upper() or "SSL" in told.upper():
        return (
            "Wix's certificate isn't trusted: behind a proxy that opens TLS, set SSL_CERT_FILE to its "
            "certificate; else update the certificates of this machine"
        )
    if isinstance(error, TimeoutError):
        return (
            "see whether a firewall or proxy is in the way, or give a longer --timeout"
        )
    return "see whether there is a network, and what HTTPS_PROXY and NO_PROXY say"


def _time_of(headers: Mapping[str, str]) -> float | None:
    """Return when an answer was made; None where it doesn't say so."""
    try:
        made = parsedate_to_datetime(headers["date"]).timestamp()
        return made + float(headers.get("age", 0))
    except (KeyError, ValueError):
        return None


def _clock_finding(theirs: float, began: float, ended: float) -> Finding:
    """Return how far our clock is from Wix's: what a call lasted, and a second of theirs, tell nothing."""
    behind, ahead = theirs - ended, began - (theirs + 1)
    if max(behind, ahead) <= _FAR_APART:
        return ok("clock", "the time here is that of Wix")
    which, seconds = ("behind", behind) if behind > ahead else ("ahead", ahead)
    find = fail if seconds > _TOO_FAR else warn
    fix = "set it, by NTP: else webhooks and tokens are refused"
    return find("clock", f"the clock here is {seconds:.0f} s {which}", fix)
