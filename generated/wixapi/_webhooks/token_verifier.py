"""Signatures and claims of webhook tokens.

RS256 only: the token never chooses how it is verified. The payload stays bytes until its
signature holds; this module never parses it.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from jwt.algorithms import RSAAlgorithm

from wixapi._webhooks.bodies import token_in
from wixapi._webhooks.public_keys import load_keys
from wixapi.errors import ConfigurationError, WebhookError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

# PyJWT's own reading of a token takes six times as long as its signature.
_RS256 = RSAAlgorithm(RSAAlgorithm.SHA256)

#: Whose tokens the calls of service plugins are.
WIX = "wix.com"

#: A day is 86,400 seconds, and a resend comes two days after the event at most: whoever allows
#: more than this has given something else than seconds.
MAX_LEEWAY = 604_800.0


class TokenVerifier:
    """Verifies tokens against one app's public keys.

    Args:
        public_key: See `load_keys`.
        app_id: The app that a token with an audience (`aud`) must be meant for; None: any.
        issuer: Whose token it must be (`iss`); None: anybody's who has the key.
        verify_expiry: Whether `exp` and `nbf` are enforced in tokens that have them.
        leeway: How far, in seconds, the clocks may differ.

    Raises:
        WebhookKeyError: `public_key` is no key to verify with.
        ConfigurationError: Another setting can't work.
    """

    def __init__(
        self,
        public_key: str | bytes | Sequence[str | bytes],
        *,
        app_id: str | None = None,
        issuer: str | None = None,
        verify_expiry: bool = True,
        leeway: float = 10,
    ) -> None:
        self._keys = load_keys(public_key)
        self._app_id = _checked_text("app_id", app_id)
        self._issuer = _checked_text("issuer", issuer)
        self._verify_expiry = verify_expiry
        self._leeway = _checked_leeway(leeway)

    def payload(self, body: object) -> bytes:
        """Checks the signature of a token.

        Args:
            body: The compact JWT; see `token_in`.

        Returns:
            The signed payload, not parsed.

        Raises:
            WebhookError: The body is no token that the owner of a key signed with RS256.
        """
        signed, _, signature = token_in(body).rpartition(b".")
        header, _, payload = signed.partition(b".")
        _require_rs256(_decoded(header))
        proof, content = _decoded(signature), _decoded(payload)
        if any(_is_signed(signed, key, proof) for key in self._keys):
            return content
        keys = "public key" if len(self._keys) == 1 else "public keys"
        raise WebhookError(
            f"The token's signature doesn't fit the {keys}: "
            "it is forged, or meant for another app"
        )

    def check_claims(self, claims: Mapping[str, Any]) -> None:
        """Checks when and for whom the verified token of a webhook is valid.

        Args:
            claims: The parsed payload.

        Raises:
            WebhookError: The token is expired, not valid yet, from somebody else or meant for
                another app; or one of these claims has a wrong type.
        """
        self._check_times(claims)
        if self._issuer is not None:
            self._check_issuer(claims, self._issuer)
        if "aud" in claims:
            self._check_audience(claims)

    def check_plugin_claims(self, claims: Mapping[str, Any]) -> None:
        """Checks the verified token of a service plugin's call, which has all of these claims.

        Args:
            claims: The parsed payload.

        Raises:
            WebhookError: See `check_claims`; or `iss` or `aud` is missing, or `exp` is and is
                wanted.
            ConfigurationError: The app isn't known.
        """
        if self._app_id is None:
            raise ConfigurationError(
                "Calls of service plugins are meant for one app each: "
                "give its id, Webhooks(app_id=…)"
            )
        self._check_times(claims)
        if self._verify_expiry:
            if "exp" not in claims:
                raise WebhookError("The token doesn't say when it expires (exp)")
            self._require_past(claims, "iat")
        if claims.get("iss") != WIX:
            raise WebhookError(
                f"The token is from somebody else (its iss is not {WIX})"
            )
        self._check_audience(claims)

    def _check_times(self, claims: Mapping[str, Any]) -> None:
        if not self._verify_expiry:
            return
        if "exp" in claims and _seconds(claims, "exp") <= time.time() - self._leeway:
            raise WebhookError("The token has expired (verify_expiry=False accepts it)")
        self._require_past(claims, "nbf")

    def _require_past(self, claims: Mapping[str, Any], name: str) -> None:
        if name in claims and _seconds(claims, name) > time.time() + self._leeway:
            raise WebhookError("The token isn't valid yet: check this machine's clock")

    def _check_issuer(self, claims: Mapping[str, Any], issuer: str) -> None:
        if claims.get("iss") is None:
            raise WebhookError(
                "The token may be from somebody else: it names no issuer (it has no iss, "
                "and Wix's webhooks needn't have one). Leave out issuer="
            )
        if claims["iss"] != issuer:
            raise WebhookError(
                "The token is from somebody else (its iss is not issuer)"
            )

    def _check_audience(self, claims: Mapping[str, Any]) -> None:
        audience: object = claims.get("aud")
        if self._app_id is None or audience == self._app_id:
            return
        if not (isinstance(audience, list) and self._app_id in audience):
            raise WebhookError(
                "The token is meant for another app (its aud is not app_id)"
            )


def _is_signed(signed: bytes, key: RSAPublicKey, proof: bytes) -> bool:
    try:
        return _RS256.verify(signed, key, proof)
    # Whatever goes wrong inside the library, the token is not verified: fail closed.
    except Exception as error:
        raise _no_token() from error


def _decoded(part: bytes) -> bytes:
    """Return the bytes of a part of a token, if it is spelt as base64url spells them."""
    try:
        content = base64.b64decode(part + b"=" * (-len(part) % 4), b"-_", validate=True)
    except ValueError:
        content = None
    if content is None or base64.urlsafe_b64encode(content).rstrip(b"=") != part:
        raise _no_token()
    return content


def _require_rs256(header: bytes) -> None:
    try:
        fields: object = json.loads(header)
    except (ValueError, RecursionError):
        raise _no_token() from None
    if not isinstance(fields, dict):
        raise _no_token()
    members = cast("dict[str, object]", fields)
    if members.get("alg") != "RS256":
        raise WebhookError("The token isn't signed with RS256")
    # extensions that change what is signed, or must be understood
    if members.keys() & {"b64", "crit"} or not isinstance(members.get("kid", ""), str):
        raise _no_token()


def _no_token() -> WebhookError:
    return WebhookError("The body is no valid signed token (JWT)")


def _seconds(claims: Mapping[str, Any], name: str) -> float:
    value: object = claims[name]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise WebhookError(f"The token's {name} is no number")
    return value


def _checked_text(name: str, value: object) -> str | None:
    if value is None or (isinstance(value, str) and value):
        return value
    raise ConfigurationError(f"{name} must be a text that isn't empty, or None")


def _checked_leeway(value: object) -> float:
    if (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and 0 <= value <= MAX_LEEWAY
    ):
        return float(value)
    raise ConfigurationError(
        f"leeway must be a number of seconds from 0 to {MAX_LEEWAY:,.0f} (a week)"
    )
