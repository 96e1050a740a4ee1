"""Keys, and webhook tokens built by hand: signed, forged, or broken in any way a test asks for."""

from __future__ import annotations

import base64
import json
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

THING_CREATED = "test.things.v1.thing_created"


@cache
def private_key() -> rsa.RSAPrivateKey:
    """The app's key, made once."""
    return rsa.generate_private_key(65537, 2048)


@cache
def other_private_key() -> rsa.RSAPrivateKey:
    """Someone else's key."""
    return rsa.generate_private_key(65537, 2048)


@cache
def public_pem() -> str:
    """The app's public key as PEM."""
    key = private_key().public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def b64url(data: bytes) -> str:
    """Base64url without padding, as tokens have it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sign_bytes(
    payload: bytes,
    header: dict[str, Any] | None = None,
    key: rsa.RSAPrivateKey | None = None,
) -> str:
    """A token over any bytes, truly signed with RS256 whatever its header says."""
    head = b64url(
        json.dumps(
            {"alg": "RS256", "typ": "JWT"} if header is None else header
        ).encode()
    )
    signed = f"{head}.{b64url(payload)}"
    signature = (key or private_key()).sign(
        signed.encode(), padding.PKCS1v15(), hashes.SHA256()
    )
    return f"{signed}.{b64url(signature)}"


def sign_claims(claims: object, **options: Any) -> str:
    """A token over claims; see `sign_bytes` for the options."""
    return sign_bytes(json.dumps(claims).encode(), **options)


def domain_event(**payload: Any) -> dict[str, Any]:
    """A domain event: metadata, and what is given (`createdEvent={…}`)."""
    return {
        "id": "e0d1d3ad-4d1d-4f0a-9a4e-0a2f8e1f1b01",
        "entityFqdn": "test.things.v1.thing",
        "slug": "created",
        "entityId": "thing-1",
        "eventTime": "2026-04-26T13:57:50.699Z",
        "triggeredByAnonymizeRequest": False,
        "entityEventSequence": "9007199254740993",
        **payload,
    }


def notification(
    data: object = None, event_type: str | None = THING_CREATED, **members: Any
) -> dict[str, Any]:
    """The middle level: type, instance and the event as a string; `members` replace or add."""
    if data is None:
        data = domain_event(createdEvent={"entity": {"id": "thing-1", "name": "Spoon"}})
    return {
        "eventType": event_type,
        "instanceId": "instance-1",
        "data": json.dumps(data),
        **members,
    }


def sign_event(
    data: object = None,
    event_type: str | None = THING_CREATED,
    *,
    claims: dict[str, Any] | None = None,
    **members: Any,
) -> str:
    """A delivery's body: all three levels, signed.

    Args:
        data: The inner JSON; default: a thing that was created.
        event_type: The event's type.
        claims: Further claims (`exp`, `aud`), or another `data`.
        members: What the middle level has besides, or otherwise (`identity`, `accountInfo`).
    """
    middle = notification(data, event_type, **members)
    return sign_claims({"data": json.dumps(middle), **(claims or {})})
