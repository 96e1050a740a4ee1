"""Secrets on their way through the code, for tools that print what is in variables."""

from __future__ import annotations

from typing import Any


class Hidden(dict[str, Any]):
    """A dict that doesn't show what it holds."""

    def __repr__(self) -> str:
        return f"<{len(self)} hidden>"
