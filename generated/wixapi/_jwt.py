"""Keys and signatures of webhook tokens.

RS256 only: the token never chooses how it is verified. The payload stays bytes until its
signature holds; this module never parses it.
"""

from __future__ import annotations

import base64
import binascii
import re
import time
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from jwt import PyJWS
from jwt.exceptions import InvalidAlgorithmError, InvalidSignatureError

from wixapi.errors import WebhookError, WebhookKeyError

#: Bodies longer than this are refused unread: events are a few kilobytes.
MAX_BYTES = 10_000_000

#: How far Wix's clock may be ahead of ours when it says that a token is valid from now on.
LEEWAY_SECONDS = 10

#: RFC 7518 demands it, and PyJWT warns at every token below.
MIN_KEY_BITS = 2048

# Stricter than PyJWT: one spelling per token (no padding), and bounds on what is decoded before
# the signature is looked at.
_COMPACT_JWS = re.compile(rb"[\w-]{1,16384}\.[\w-]+\.[\w-]{1,4096}")

_PEM_LABEL = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----")

_EXPECTED = (
    "expected the public key from the app's Webhooks page: PEM text that starts with "
    "'-----BEGIN PUBLIC KEY-----', or the same text as one line of base64"
)


def load_key(text: str | bytes) -> RSAPublicKey:
    r"""Reads an app's public key.

    Args:
        text: PEM (`PUBLIC KEY` or `RSA PUBLIC KEY`), or one line of base64 of it. Line ends
            written as a backslash and `n`, as environment variables often have them, will do.

    Raises:
        WebhookKeyError: It is anything else. The message never quotes the text, which may be
            secret: a private key, say.
    """
    pem = _pem(text)
    labels = _PEM_LABEL.findall(pem)
    if any(b"PRIVATE" in label for label in labels):
        raise WebhookKeyError(
            f"public_key is a private key; {_EXPECTED}. Keep private keys out of webhook code"
        )
    if b"CERTIFICATE" in labels:
        raise WebhookKeyError(f"public_key is a certificate; {_EXPECTED}")
    if len(labels) != 1:
        raise WebhookKeyError(f"public_key holds {len(labels)} PEM blocks; {_EXPECTED}")
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise WebhookKeyError(
            f"public_key looks like PEM, but can't be read; {_EXPECTED}"
        ) from None
    if not isinstance(key, RSAPublicKey):
        raise WebhookKeyError(
            f"public_key is no RSA key, and Wix signs with RS256; {_EXPECTED}"
        )
    if key.key_size < MIN_KEY_BITS:
        raise WebhookKeyError(
            f"public_key has {key.key_size} bits; RS256 needs at least {MIN_KEY_BITS}"
        )
    return key


def _pem(text: object) -> bytes:
    """The PEM text of a key, with real line ends, whichever way it was given."""
    if isinstance(text, str):
        text = text.encode(errors="replace")
    if not isinstance(text, bytes):
        raise WebhookKeyError(
            f"public_key is of type {type(text).__name__}; {_EXPECTED}"
        )
    if not text.strip():
        raise WebhookKeyError(f"public_key is empty; {_EXPECTED}")
    text = _unescape(text)
    return text if b"-----BEGIN" in text else _unescape(_from_base64(text))


def _unescape(text: bytes) -> bytes:
    return text.replace(rb"\r", b"").replace(rb"\n", b"\n")


def _from_base64(text: bytes) -> bytes:
    try:
        pem = base64.b64decode(b"".join(text.split()), validate=True)
    except binascii.Error:
        raise WebhookKeyError(
            f"public_key is neither PEM nor base64; {_EXPECTED}"
        ) from None
    if b"-----BEGIN" not in pem:
        raise WebhookKeyError(f"public_key is base64, but not of PEM text; {_EXPECTED}")
    return pem


class TokenVerifier:
    """Verifies tokens against one app's public key.

    Args:
        public_key: See `load_key`.
        app_id: The app that a token with an audience (`aud`) must be meant for; None: any.
        verify_expiry: Whether `exp` and `nbf` are enforced in tokens that have them.

    Raises:
        WebhookKeyError: `public_key` is no key to verify with.
    """

    def __init__(
        self, public_key: str | bytes, *, app_id: str | None, verify_expiry: bool
    ) -> None:
        self._key = load_key(public_key)
        self._app_id = app_id
        self._verify_expiry = verify_expiry
        self._jws = PyJWS(algorithms=["RS256"])

    def payload(self, body: object) -> bytes:
        """Checks the signature of a token.

        Args:
            body: The compact JWT, as text or bytes.

        Returns:
            The signed payload, not parsed.

        Raises:
            WebhookError: The body is no token that the key's owner signed with RS256.
        """
        token = _compact(body)
        try:
            verified = self._jws.decode_complete(token, self._key, algorithms=["RS256"])
        except InvalidAlgorithmError as error:
            raise WebhookError("The token isn't signed with RS256") from error
        except InvalidSignatureError as error:
            raise WebhookError(
                "The token's signature doesn't fit the public key: "
                "it is forged, or meant for another app"
            ) from error
        # Whatever else goes wrong inside the library, the token is not verified: fail closed.
        except Exception as error:
            raise WebhookError("The body is no valid signed token (JWT)") from error
        payload: bytes = verified["payload"]
        return payload

    def check_claims(self, claims: Mapping[str, Any]) -> None:
        """Checks when and for whom a verified token is valid.

        Args:
            claims: The parsed payload.

        Raises:
            WebhookError: The token is expired, not valid yet, or meant for another app; or one
                of these claims has a wrong type.
        """
        if self._verify_expiry:
            now = time.time()
            if "exp" in claims and _seconds(claims, "exp") <= now:
                raise WebhookError(
                    "The token has expired (verify_expiry=False accepts it)"
                )
            if "nbf" in claims and _seconds(claims, "nbf") - LEEWAY_SECONDS > now:
                raise WebhookError(
                    "The token isn't valid yet: check this machine's clock"
                )
        if self._app_id is not None and "aud" in claims:
            audience: object = claims["aud"]
            if not (isinstance(audience, list) and self._app_id in audience) and (
                audience != self._app_id
            ):
                raise WebhookError(
                    "The token is meant for another app (its aud is not app_id)"
                )


def _compact(body: object) -> bytes:
    if not isinstance(body, (str, bytes)):
        raise WebhookError(
            f"The body is of type {type(body).__name__}: pass the request's raw body, unparsed"
        )
    if len(body) > MAX_BYTES:
        raise WebhookError(f"The body has more than {MAX_BYTES:,} bytes")
    token = body.encode(errors="replace") if isinstance(body, str) else body
    if not _COMPACT_JWS.fullmatch(token):
        raise WebhookError(
            "The body is no signed token (JWT): pass the request's raw body"
        )
    return token


def _seconds(claims: Mapping[str, Any], name: str) -> float:
    value: object = claims[name]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise WebhookError(f"The token's {name} is no number")
    return value
