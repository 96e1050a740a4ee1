"""Faults of all kinds, by the header that asks for them."""

from __future__ import annotations

from typing import Any

from wixapi.errors import (
    ApiError,
    ConnectionError,
    RateLimitError,
    ServerError,
    TimeoutError,
    WixError,
)
from wixapi.testing import LocalWix

HEADER = "x-wix-local-fault"
PARTY: Any = {"event_id": "e" * 36, "participant": {"name": "Ann"}, "party_size": 1}
FAULTS: dict[str, tuple[dict[str, Any], type[WixError], bool]] = {
    "status=503": ({"status": 503}, ServerError, False),
    "status=503; took-effect": (
        {"status": 503, "took_effect": True},
        ServerError,
        True,
    ),
    "status=429; retry-after=7": (
        {"status": 429, "retry_after": 7},
        RateLimitError,
        False,
    ),
    "reset=connect": ({"reset": "connect"}, ConnectionError, False),
    "reset=before": ({"reset": "before"}, ConnectionError, False),
    "reset=after": ({"reset": "after"}, ConnectionError, True),
    "challenge": ({"challenge": True}, ApiError, False),
    "cut": ({"cut": True}, ConnectionError, True),
    "delay=3000": ({"delay": 3000}, TimeoutError, True),
}
"""Faults by their header: the arguments of `fail_next`, the client's error, and whether the call takes effect."""


def create(local: LocalWix, **options: Any) -> Any:
    """Make a participation."""
    return local.client().calendar.participations.create_participation(
        participation=PARTY, **options
    )


def count(local: LocalWix) -> int:
    """Return how many participations there are."""
    return len(local.client().calendar.participations.query_participations().to_list())
