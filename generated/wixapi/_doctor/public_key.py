"""The public key with which webhooks are verified."""

from __future__ import annotations

from pathlib import Path

from wixapi._doctor.finding import Finding, fail, ok
from wixapi._webhooks.public_keys import load_key
from wixapi.errors import WebhookKeyError


def key_finding(given: str) -> Finding:
    """Return whether a public key, or the file with one, is one that `Webhooks` takes."""
    text = given
    if "-----BEGIN" not in given and len(given) < 300:  # as paths are
        try:
            text = Path(given).read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            told = f"there is no file with a key to read ({type(error).__name__})"
            return fail("webhooks", told, "give the path of a file, or the key itself")
    try:
        bits = load_key(text).key_size
    except WebhookKeyError as error:
        return fail("webhooks", str(error), "copy it from the app's Webhooks page")
    return ok("webhooks", f"the public key is one, of {bits:,} bits")
