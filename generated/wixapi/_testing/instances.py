"""The query parameter `instance` as Wix signs it, for tests."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from wixapi._testing.moments import wire_text


def instance(
    instance_id: str = "11111111-1111-4111-8111-111111111111",
    *,
    app_secret: str,
    members: Mapping[str, Any] | None = None,
) -> str:
    """Makes the query parameter with which Wix opens a page of an app.

        app = AppStrategy("app", "secret")
        app.parse_instance(testing.instance(app_secret="secret"))

    Args:
        instance_id: The installed instance of the app.
        app_secret: What it is signed with.
        members: More of what is signed, or otherwise, with wire names (`{"permissions": None}`); None
            leaves one out. Default: signed now, opened by the site's owner.

    Returns:
        The value of the parameter.
    """
    every = {
        "instanceId": instance_id,
        "appDefId": "44444444-4444-4444-8444-444444444444",
        "signDate": wire_text(datetime.now(UTC)),
        "uid": "22222222-2222-4222-8222-222222222222",
        "permissions": "OWNER",
        "siteOwnerId": "22222222-2222-4222-8222-222222222222",
        **(members or {}),
    }
    told = {name: value for name, value in every.items() if value is not None}
    data = _base64url(json.dumps(told).encode())
    signature = hmac.digest(app_secret.encode(), data.encode(), hashlib.sha256)
    return f"{_base64url(signature)}.{data}"


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
