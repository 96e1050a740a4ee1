"""The URL with which a user comes back from Wix."""

from __future__ import annotations

import hmac
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

from wixapi._http.settings import BASE_URL, base_url_or_default
from wixapi._options import checked_text
from wixapi.errors import ConfigurationError

_INSTALLER = "/installer/install"


def installer_url(base_url: str | None) -> str:
    """Return where apps are installed: on a site of Wix's own, or, where calls go elsewhere, at the same place.

    Args:
        base_url: where calls go; None: as `WIX_BASE_URL` says, else to Wix.

    Raises:
        ConfigurationError: no call can go there.
    """
    place = base_url_or_default(base_url)
    return f"{'https://www.wix.com' if place == BASE_URL else place}{_INSTALLER}"


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
