"""Settings from environment variables: `WIX_API_KEY`, `WIX_SITE_ID`, `WIX_ACCOUNT_ID`, `WIX_BASE_URL`.

They come from `.env` files, which not every tool reads alike: some leave quotes, blanks and line ends
of the file in the value. None of these settings can hold any, so they are taken off.
"""

from __future__ import annotations

import os

QUOTES = "\"'"


def from_environment(name: str) -> str | None:
    """Return the variable's value, without what a `.env` file puts around it; None if nothing is left."""
    value = os.environ.get(name, "").strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in QUOTES:
        value = value[1:-1].strip()
    return value or None
