"""Where the page is."""

from __future__ import annotations

ROOT = "/_wix"


def is_of_page(path: str) -> bool:
    """Return whether a path is one of the page, which is no part of Wix's API."""
    return path == ROOT or path.startswith(f"{ROOT}/")
