"""The URL with which a user comes back from Wix."""

from __future__ import annotations

import hmac
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

from wixapi._options import checked_text
from wixapi.errors import ConfigurationError


def parameters(url: object, *, with_fragment: bool = False) -> dict[str, str]:
    """Return what stands in the query of a URL, by name; the first where a name comes twice.

    Args:
        url: that of the request.
        with_fragment: whether what stands behind `#` counts, too.

    Raises:
        ConfigurationError: it is no URL.
    """
    text = checked_text("the URL of the callback", url)
    with suppress(ValueError):
        parts = urlsplit(text)
        query = f"{parts.query}&{parts.fragment}" if with_fragment else parts.query
        return {name: values[0] for name, values in parse_qs(query).items()}
    # outside of what has failed, whose errors hold the URL with its code
    raise ConfigurationError(
        "the URL of the callback is none: give that of the request, with its query"
    )


def is_same(found: str, expected: str) -> bool:
    """Return whether two secrets are the same, in a time that doesn't tell how much of them is."""
    checked_text("the state", expected)
    return hmac.compare_digest(found.encode(), expected.encode())
