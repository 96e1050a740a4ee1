"""Public keys of webhooks, in all spellings that panels, shells and settings make of them.

No message quotes what was given: it may be secret, a private key say.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from typing import cast

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
    load_pem_public_key,
)

from wixapi.errors import WebhookKeyError

#: RFC 7518 demands it, and PyJWT warns at every token below.
MIN_KEY_BITS = 2048

_PEM_LABEL = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----")

#: What base64 of DER begins with: an ASN.1 sequence.
_DER_SEQUENCE = b"\x30"

#: A public key of 2,048 bits has 392 characters in base64 of DER; secrets are much shorter.
_SHORTEST_KEY = 300

_EXPECTED = (
    "expected the public key from the app's Webhooks page: PEM text that starts with "
    "'-----BEGIN PUBLIC KEY-----', or the same as one line of base64"
)


def load_keys(given: object) -> tuple[RSAPublicKey, ...]:
    """Reads an app's public keys: one, or several while a new one replaces the old.

    Args:
        given: What `load_key` takes, or a sequence of that.

    Returns:
        The keys in the order given; at least one.

    Raises:
        WebhookKeyError: One of them is no public key, or there is none; the message says which.
    """
    if isinstance(given, (str, bytes)) or not isinstance(given, Sequence):
        return (load_key(given),)
    if not given:
        raise WebhookKeyError(f"public_key is an empty sequence; {_EXPECTED}")
    texts = cast("Sequence[object]", given)
    return tuple(
        load_key(text, f"public_key[{number}]") for number, text in enumerate(texts)
    )


def load_key(text: object, name: str = "public_key") -> RSAPublicKey:
    r"""Reads an app's public key.

    Args:
        text: PEM (`PUBLIC KEY` or `RSA PUBLIC KEY`), or base64 of it, or base64 of the DER that
            PEM wraps. Line ends written as a backslash and `n`, as environment variables often
            have them, will do, and so will blanks in their place.
        name: What messages call it.

    Raises:
        WebhookKeyError: It is anything else.
    """
    if isinstance(text, str):
        text = text.encode(errors="replace")
    if not isinstance(text, bytes):
        raise WebhookKeyError(f"{name} is of type {type(text).__name__}; {_EXPECTED}")
    if not text.strip():
        raise WebhookKeyError(f"{name} is empty; {_EXPECTED}")
    text = _unescape(text)
    decoded = text if b"-----BEGIN" in text else _from_base64(text, name)
    if decoded.startswith(_DER_SEQUENCE):
        key = _from_der(decoded, name)
    else:
        key = _from_pem(_unescape(decoded), name)
    if not isinstance(key, RSAPublicKey):
        raise WebhookKeyError(
            f"{name} is no RSA key, and Wix signs with RS256; {_EXPECTED}"
        )
    if key.key_size < MIN_KEY_BITS:
        raise WebhookKeyError(
            f"{name} has {key.key_size} bits; RS256 needs at least {MIN_KEY_BITS}"
        )
    return key


def _unescape(text: bytes) -> bytes:
    return text.replace(rb"\r", b"").replace(rb"\n", b"\n")


def _from_base64(text: bytes, name: str) -> bytes:
    """Return what base64 holds, PEM or perhaps DER."""
    digits = b"".join(text.split())
    try:
        decoded = base64.b64decode(digits, validate=True)
    except binascii.Error:
        reason = f"{name} is neither PEM nor base64{_hint(digits)}"
        raise WebhookKeyError(f"{reason}; {_EXPECTED}") from None
    if b"-----BEGIN" in decoded or decoded.startswith(_DER_SEQUENCE):
        return decoded
    reason = f"{name} is base64, but not of PEM text{_hint(digits)}"
    raise WebhookKeyError(f"{reason}; {_EXPECTED}")


def _hint(text: bytes) -> str:
    if text.startswith(b"{"):
        return " (JSON, perhaps a JWK)"
    if text.startswith(b"ssh-"):
        return " (a key for SSH)"
    if len(text) < _SHORTEST_KEY:
        return " (too short for a key, perhaps the app's secret)"
    return ""


def _from_pem(pem: bytes, name: str) -> PublicKeyTypes:
    labels = _PEM_LABEL.findall(pem)
    if any(b"PRIVATE" in label for label in labels):
        raise _private(name)
    if b"CERTIFICATE" in labels:
        raise WebhookKeyError(f"{name} is a certificate; {_EXPECTED}")
    if len(labels) != 1:
        several = "; give several keys as a list" if len(labels) > 1 else ""
        raise WebhookKeyError(
            f"{name} holds {len(labels)} PEM blocks{several}; {_EXPECTED}"
        )
    try:
        return load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise WebhookKeyError(
            f"{name} looks like PEM, but can't be read; {_EXPECTED}"
        ) from None


def _from_der(der: bytes, name: str) -> PublicKeyTypes:
    try:
        return load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        pass
    if _is_private(der):
        raise _private(name)
    try:
        x509.load_der_x509_certificate(der)
    except ValueError:
        reason = f"{name} is base64, but not of PEM text{_hint(base64.b64encode(der))}"
    else:
        reason = f"{name} is a certificate"
    raise WebhookKeyError(f"{reason}; {_EXPECTED}")


def _is_private(der: bytes) -> bool:
    try:
        load_der_private_key(der, password=None)
    except TypeError:  # it is encrypted
        return True
    except (ValueError, UnsupportedAlgorithm):
        return False
    return True


def _private(name: str) -> WebhookKeyError:
    return WebhookKeyError(
        f"{name} is a private key; {_EXPECTED}. Keep private keys out of webhook code"
    )
