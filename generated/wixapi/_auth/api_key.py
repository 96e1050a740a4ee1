"""What can be seen of a key without asking Wix: how it is written, and for which account it was made."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any, cast

_KIND = "IST."
"""What every API key of Wix's begins with; behind it stands a JWT."""


def malformed(key: str) -> str:
    """Return what is wrong with the way in which a key or token is written; nothing if it looks well."""
    if not key.strip():
        return "no key or token was sent: give the client an auth= strategy such as ApiKeyStrategy"
    if key[:7].lower() == "bearer ":
        return "the key begins with `Bearer `: Wix takes it without"
    if key[0] in "\"'`" or key[-1] in "\"'`":
        return "the key stands in quotes: take them off"
    if key != key.strip() or len(key.split()) > 1:
        return "the key holds white space: take it off"
    if key.startswith("<") or "your-key" in key:
        return "that is a placeholder: put the key in its place"
    return ""


def is_cut(key: str) -> bool:
    """Return whether an API key lacks one of its four parts."""
    return key.startswith(_KIND) and len(key.split(".")) < 4


def account_of(key: str) -> str | None:
    """Return the ID of the account that made an API key, which the key says itself; None if it doesn't."""
    parts = key.split(".")
    if not key.startswith(_KIND) or len(parts) != 4:
        return None
    try:
        payload = json.loads(urlsafe_b64decode(parts[2] + "=" * (-len(parts[2]) % 4)))
        data = payload["data"]
        tenant = (json.loads(data) if isinstance(data, str) else data)["tenant"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(tenant, Mapping):
        return None
    found = cast("Mapping[str, Any]", tenant)
    account = found.get("id") if found.get("type") == "account" else None
    return account if isinstance(account, str) else None
