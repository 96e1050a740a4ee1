"""Keys that sign webhooks as Wix does, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from jwt.algorithms import RSAAlgorithm

_RS256 = RSAAlgorithm(RSAAlgorithm.SHA256)


@dataclass(frozen=True)
class WebhookKeys:
    """The keys of an app that exists in a test only."""

    private_key: str = field(repr=False)
    """PEM of the key that signs, which Wix has of real apps."""
    public_key: str
    """PEM of the key that verifies: `Webhooks(public_key=…)`."""

    @classmethod
    def generate(cls) -> WebhookKeys:
        """Makes new keys of 2,048 bits, which takes a tenth of a second or so."""
        return cls.of(rsa.generate_private_key(65537, 2048))

    @classmethod
    def of(cls, key: rsa.RSAPrivateKey) -> WebhookKeys:
        """Return the keys of a private key of RSA."""
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        public = key.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        )
        return cls(private.decode(), public.decode())

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return the body of a request with any claims, however malformed: a JWT signed with RS256."""
        return jwt.encode(dict(claims), _loaded(self.private_key), algorithm="RS256")


@lru_cache(maxsize=16)
def _loaded(private_key: str) -> Any:
    """Return the key of a PEM, which is read once: its numbers are checked then, which takes longer than to sign."""
    return _RS256.prepare_key(private_key)


@cache
def keys() -> WebhookKeys:
    """Return the keys that `event` signs with unless it gets others: the same as long as Python runs."""
    return WebhookKeys.generate()
