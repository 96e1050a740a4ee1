"""How values compare: what SQLite can't know of them by itself."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

_DATE = len("2026-01-01")
_UTC = len("2026-01-01T00:00:00.000000")
_BIAS = 10_000
"""Makes exponents positive, so that they sort as text; larger ones are no decimal numbers of Wix."""
_OPPOSITE = str.maketrans("0123456789", "9876543210")


def register(connection: sqlite3.Connection) -> None:
    """Make the functions of this module known to a connection, as `wix_moment` and so on."""
    for function in (moment, digits, folded, canonical):
        connection.create_function(
            f"wix_{function.__name__}", 1, function, deterministic=True
        )


def moment(text: object) -> str | None:
    """Return ISO 8601 text with an offset as text that sorts as the moments do; None for anything else."""
    return _moment(text) if isinstance(text, str) and len(text) > _DATE else None


@lru_cache(2048)
def _moment(text: str) -> str | None:
    """Return the same of text that is longer than a date."""
    try:
        found = datetime.fromisoformat(text)
        utc = None if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return None if utc is None else utc.isoformat(timespec="microseconds")[:_UTC]


def digits(number: object) -> str | None:
    """Return a text that sorts as the number does which it stands for; None for what is no number.

    It is a sign, the exponent and the digits without zeros at the end; for numbers below zero each digit is
    taken from nine, so that the larger one sorts first.
    """
    is_number = isinstance(number, str | int | float) and not isinstance(number, bool)
    return _digits(str(number)) if is_number else None


@lru_cache(2048)
def _digits(number: str) -> str | None:
    """Return the same of the text of a number."""
    try:
        value = Decimal(number)
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value.adjusted()) >= _BIAS:
        return None
    if not value:
        return "1"
    figures = "".join(map(str, value.as_tuple().digits)).rstrip("0")
    text = f"{value.adjusted() + _BIAS:05d}{figures}"
    return f"2{text}" if value > 0 else f"0{text.translate(_OPPOSITE)}~"


def folded(text: object) -> str | None:
    """Return text without the difference of capitals; None for anything else."""
    return text.casefold() if isinstance(text, str) else None


def canonical(text: object) -> str | None:
    """Return the one text for JSON that says the same in another order or with other gaps; None for no JSON."""
    try:
        return as_json(json.loads(text)) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None


def as_json(value: Any) -> str:
    """Return the text that `canonical` gives for a value's JSON."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
