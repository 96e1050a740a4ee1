"""Moments as Wix writes them."""

from __future__ import annotations

from datetime import UTC, datetime


def wire_text(moment: datetime) -> str:
    """Return an aware moment as Wix writes it, with milliseconds: `2026-01-02T03:04:05.678Z`."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    return f"{utc.isoformat(timespec='milliseconds')}Z"
