"""Tokens and codes that the local Wix has given out: kept in its state, valid for a while of its clock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from wixapi._local.core import Core

LIFETIME = timedelta(hours=4)
"""Of an access token."""
_CODE_LIFETIME = timedelta(minutes=10)
_PREFIX = "OauthNG.JWS."
"""What an access token of Wix's begins with; behind it stands a JWT."""

Kind: TypeAlias = Literal["access", "refresh", "code"]


@dataclass(frozen=True)
class Grant:
    """For whom something was given out."""

    subject: Literal["app", "visitor", "member"]
    subject_id: str
    """Of the app, the visitor or the member."""
    client_id: str
    """The app, or the OAuth client of the site."""
    instance_id: str = ""
    bound: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of a code: what whoever trades it must know."""


@dataclass(frozen=True)
class Given:
    """A token or code that is valid."""

    grant: Grant
    issued: datetime
    until: datetime | None
    """None: it doesn't expire."""


class Grants:
    """All that was given out and is still valid.

    Args:
        core: whose they are.
    """

    def __init__(self, core: Core) -> None:
        self._core = core

    def access_token(self, grant: Grant) -> str:
        """Return a new access token."""
        now = self._core.clock.now()
        text = _PREFIX + self._jwt(grant, now)
        self._keep(text, "access", grant, LIFETIME)
        return text

    def refresh_token(self, grant: Grant) -> str:
        """Return a new refresh token, which is valid for one renewal."""
        return self._made("refresh", grant, None)

    def code(self, grant: Grant) -> str:
        """Return a new code, to be traded once."""
        return self._made("code", grant, _CODE_LIFETIME)

    def find(self, text: str, kind: Kind) -> Given | None:
        """Return for whom a token or code was given out; None if it isn't valid (any more)."""
        rows = self._core.store.execute(
            "SELECT body FROM tokens WHERE text = ? AND kind = ?", (text, kind)
        )
        if not rows:
            return None
        body: dict[str, Any] = json.loads(rows[0][0])
        until = body["until"]
        found = Given(
            Grant(**body["grant"]),
            datetime.fromisoformat(body["issued"]),
            None if until is None else datetime.fromisoformat(until),
        )
        is_over = found.until is not None and self._core.clock.now() >= found.until
        return None if is_over else found

    def take(self, text: str, kind: Kind) -> Given | None:
        """Return what `find` does, and make it invalid."""
        found = self.find(text, kind)
        self._core.store.execute(
            "DELETE FROM tokens WHERE text = ? AND kind = ?", (text, kind)
        )
        return found

    def _made(self, kind: Kind, grant: Grant, lifetime: timedelta | None) -> str:
        """Return a new text that stands for a grant."""
        text = f"local-{kind}-{self._core.chance.token()}"
        self._keep(text, kind, grant, lifetime)
        return text

    def _keep(
        self, text: str, kind: Kind, grant: Grant, lifetime: timedelta | None
    ) -> None:
        """Remember what was given out."""
        now = self._core.clock.now()
        until = None if lifetime is None else (now + lifetime).isoformat()
        body = {"grant": asdict(grant), "issued": now.isoformat(), "until": until}
        self._core.store.execute(
            "INSERT OR REPLACE INTO tokens (text, kind, body) VALUES (?, ?, ?)",
            (text, kind, json.dumps(body)),
        )

    def _jwt(self, grant: Grant, now: datetime) -> str:
        """Return a JWT that names the instance, as those of Wix do; nobody but us can verify it."""
        import jwt

        identity = self._core.identity
        instance = {"instanceId": grant.instance_id, "appDefId": grant.client_id}
        data = {"instance": instance, "metaSiteId": identity.site_id}
        claims = {
            "data": json.dumps(data),
            "sub": grant.subject_id,
            "iat": int(now.timestamp()),
            "exp": int((now + LIFETIME).timestamp()),
            "jti": self._core.chance.token(),
        }
        key = hashlib.sha256(identity.app_secret.encode()).digest()
        return jwt.encode(claims, key, "HS256")
