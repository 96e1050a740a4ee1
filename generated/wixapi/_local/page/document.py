"""The page itself: one file, which loads nothing from elsewhere."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from wixapi._local.messages import Answer

_INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)


@cache
def document() -> Answer:
    """Return the page. Its headers let the browser run the one script and use the one style that it has."""
    text = files(__package__ or "").joinpath("page.html").read_text(encoding="utf-8")
    hashes = {
        kind: b64encode(sha256(inline.encode()).digest()).decode()
        for kind, inline in _INLINE.findall(text)
    }
    policy = (
        f"default-src 'none'; script-src 'sha256-{hashes['script']}'; "
        f"style-src 'sha256-{hashes['style']}'; connect-src 'self'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    headers = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
    }
    return Answer(200, text.encode(), headers)
