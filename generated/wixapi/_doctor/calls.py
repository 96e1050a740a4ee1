"""Calls that only read, made to see what Wix says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wixapi._http.request import free_request
from wixapi._options import NOT_GIVEN, RequestOptions
from wixapi.errors import WixError

if TYPE_CHECKING:
    from wixapi._http.client import SyncClient
    from wixapi._http.operation import Operation


@dataclass(frozen=True)
class Probe:
    """A call that changes nothing."""

    name: str
    """What it reads, as people call it."""
    verb: str
    path: str
    json: Any = None
    """The body; None: there is none."""
    operation: Operation[Any] | None = None
    """The method that is called, of which errors tell what it needs."""


@dataclass(frozen=True)
class Answered:
    """What came of a call."""

    probe: Probe
    error: WixError | None
    """None: it worked."""


OF_A_SITE = (Probe("properties of the site", "GET", "/site-properties/v4/properties"),)
OF_AN_ACCOUNT = (
    Probe(
        "sites of the account",
        "POST",
        "/site-list/v2/sites/query",
        {"query": {"cursorPaging": {"limit": 1}}},
    ),
)
"""What most keys may read."""


def answers(client: SyncClient, probes: Iterable[Probe]) -> list[Answered]:
    """Return what Wix says to each of the calls."""
    return [Answered(probe, _error_of(client, probe)) for probe in probes]


def _error_of(client: SyncClient, probe: Probe) -> WixError | None:
    json = NOT_GIVEN if probe.json is None else probe.json
    try:
        if probe.operation is None:
            client.request(probe.verb, probe.path, json=json)
        else:
            request = free_request(probe.verb, probe.path, json=json, params=None)
            client.perform(request, RequestOptions(), probe.operation)
    except WixError as error:
        return error
    return None
