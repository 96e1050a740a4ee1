"""Calls of service plugins as Wix signs and sends them, for tests."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from wixapi._model import Model
from wixapi._plugins.method import PluginMethod
from wixapi._testing.content import content
from wixapi._testing.keys import WebhookKeys, keys

#: How long a token is valid, in seconds; how long Wix's are is unverified.
_VALID = 3600

_MEMBER = {
    "identityType": "MEMBER",
    "memberId": "33333333-3333-4333-8333-333333333333",
}


class PluginCall(NamedTuple):
    """A call as Wix makes it: what `ServicePlugins.process` takes."""

    path: str
    """What Wix appends to the app's address."""
    body: str
    """The body of the POST request."""


def plugin_call(
    method: PluginMethod[Any, Any],
    request: Mapping[str, Any] | Model | None = None,
    *,
    app_id: str,
    instance_id: str | None = "11111111-1111-4111-8111-111111111111",
    identity: Mapping[str, Any] | None = None,
    metadata: Mapping[str, Any] | None = None,
    claims: Mapping[str, Any] | None = None,
    signed_by: WebhookKeys | None = None,
) -> PluginCall:
    """Makes a call of a service plugin, signed as Wix signs it.

        call = testing.plugin_call(discounts.GET_ELIGIBLE_DISCOUNTS, {"coupon_codes": ["TEN"]}, app_id="app")
        answer = plugins.process(*call)

    Args:
        method: The method that Wix calls.
        request: What of Wix's request matters to the test; the rest is filled up (see `content`).
        app_id: The app that is called: `ServicePlugins(app_id=…)`.
        instance_id: The installed instance of the app; None: none.
        identity: Whose doing it is, with wire names; `{}`: nobody is named. Default: a member.
        metadata: More of the call's metadata, or otherwise, with wire names (`{"currency": "EUR"}`);
            None leaves one out.
        claims: More claims, or other ones (`{"exp": 1}`); None leaves one out.
        signed_by: Default: `keys()`.

    Returns:
        Path and body.

    Raises:
        ConfigurationError: What is given doesn't fit the request.
    """
    now = int(time.time())
    every = {
        "data": {
            "request": content(method.request, request),
            "metadata": _present(
                {
                    "requestId": str(uuid.uuid4()),
                    "instanceId": instance_id,
                    "appExtensionType": method.component,
                    "currency": "USD",
                    "languages": ["en-US"],
                    "identity": (_MEMBER if identity is None else identity) or None,
                    **(metadata or {}),
                }
            ),
        },
        "iss": "wix.com",
        "aud": app_id,
        "iat": now,
        "exp": now + _VALID,
        **(claims or {}),
    }
    return PluginCall(method.path, (signed_by or keys()).sign(_present(every)))


def _present(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
