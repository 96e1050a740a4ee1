"""Calls of service plugins: Wix asks an app's server for something and reads the answer.

The body is a token like a webhook's, with one level of JSON less: `data` is an object with the
`request` and its `metadata` (as `@wix/sdk` 1.21 reads it, and Wix's article on self-hosted
service plugin extensions).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from wixapi._webhooks.payload import require_object, unwrap

_IDS = ("anonymousVisitorId", "memberId", "wixUserId", "appId")


@dataclass(frozen=True)
class PluginIdentity:
    """The one whose doing made Wix call: a visitor, a member, a user of Wix or an app."""

    identity_type: str | None
    """`ANONYMOUS_VISITOR`, `MEMBER`, `WIX_USER` or `APP`; None where Wix doesn't say."""
    id: str | None
    """Their id; None where Wix doesn't say."""


class _Metadata:
    """Names for what everybody needs of a call's metadata."""

    metadata: dict[str, Any]

    @property
    def request_id(self) -> str | None:
        """Wix's id of the call, for logs; None where Wix sends none."""
        return self._text("requestId")

    @property
    def instance_id(self) -> str | None:
        """The installed instance of the app that is asked; None where Wix doesn't say."""
        return self._text("instanceId")

    @property
    def app_extension_type(self) -> str | None:
        """Return which kind of service plugin is asked, in lower case (`@wix/sdk` tells them without
        regard to case); None where Wix doesn't say."""
        kind = self._text("appExtensionType")
        return kind.lower() if kind else None

    @property
    def currency(self) -> str | None:
        """The currency of the call, as in ISO 4217; None where Wix doesn't say."""
        return self._text("currency")

    @property
    def languages(self) -> list[str]:
        """The languages of the call, such as `en-US`, the one that is wanted first."""
        found: object = self.metadata.get("languages")
        if not isinstance(found, list):
            return []
        return [one for one in cast("list[object]", found) if isinstance(one, str)]

    @property
    def identity(self) -> PluginIdentity | None:
        """The one whose doing made Wix call; None where Wix doesn't say."""
        found: object = self.metadata.get("identity")
        if not isinstance(found, dict):
            return None
        members = cast("dict[str, object]", found)
        ids = (members.get(name) for name in _IDS)
        kind = members.get("identityType")
        return PluginIdentity(
            kind if isinstance(kind, str) else None,
            next((one for one in ids if isinstance(one, str)), None),
        )

    def _text(self, name: str) -> str | None:
        value = self.metadata.get(name)
        return value if isinstance(value, str) and value else None


@dataclass(frozen=True)
class PluginContext(_Metadata):
    """In whose name and for which installation Wix calls a service plugin."""

    metadata: dict[str, Any]
    """The request's metadata, with wire names: `requestId`, `instanceId`, `appExtensionType`, `currency`,
    `languages`, `identity` and whatever else Wix sends."""


@dataclass(frozen=True)
class ServicePluginCall(_Metadata):
    """A verified call of a service plugin."""

    request: dict[str, Any]
    """The request's body, with wire names; each service plugin's documentation describes it."""
    metadata: dict[str, Any]
    """The request's metadata, with wire names: see `PluginContext`."""


def service_plugin_call(claims: Mapping[str, Any]) -> ServicePluginCall:
    """Unpacks verified claims.

    Raises:
        WebhookError: They are not what a call of a service plugin looks like.
    """
    data = require_object(unwrap(claims.get("data"), "claims.data"), "claims.data")
    return ServicePluginCall(
        request=require_object(data.get("request"), "claims.data.request"),
        metadata=require_object(data.get("metadata"), "claims.data.metadata"),
    )
