"""The keys with which the local Wix signs events. What signs is heavy: it comes with the first event."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wixapi._local.deliveries.queue import Queue
    from wixapi._testing.keys import WebhookKeys

_P = int(
    "efb49f01062f65e81c8bba6f8efaecb36f3085684dc39a6d7f09c9927cbe9837"
    "557a2b9b8602e688cdaad04870f800fa3aa9393e275fa4797df1117744b448fc"
    "615d3407fc4c4a30621aef2c5c45ce7d697be8eb95b8556e24666a69f56929ac"
    "e0e77baf1150f91fe84d85efa6a17d0bc0d0df3b429fbfd4dd67349dded8dc1f",
    16,
)
_Q = int(
    "ee0f424a4348991ee98d8cadae41fbccc4b91cab6c5438103b6ff8ec80c2e968"
    "fe0ea21a881b7ee39607346cf634c989fe09a61d28b819580a0ab05100ff9e8f"
    "b9a431c5dfd2ebe5b37a995fb3e80f25488c5c8669bd6379369d51f470932f74"
    "dee93084355c0ae8290d14d1daaef825eb6a590d85b82fd88ea297b67ad17c55",
    16,
)
"""The primes of a key that everybody knows: it guards nothing, and its public key is the same in each run."""

_EXPONENT = 65537
_SETTING = "keys"


@cache
def known_keys() -> WebhookKeys:
    """Return the keys that a local Wix begins with. No real app may be given this public key."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    from wixapi._testing.keys import WebhookKeys

    modulus = rsa.RSAPublicNumbers(_EXPONENT, _P * _Q)
    secret = pow(_EXPONENT, -1, (_P - 1) * (_Q - 1))
    numbers = rsa.RSAPrivateNumbers(
        p=_P,
        q=_Q,
        d=secret,
        dmp1=rsa.rsa_crt_dmp1(secret, _P),
        dmq1=rsa.rsa_crt_dmq1(secret, _Q),
        iqmp=rsa.rsa_crt_iqmp(_P, _Q),
        public_numbers=modulus,
    )
    return WebhookKeys.of(numbers.private_key())


class Keyring:
    """The keys of now. Nothing here takes a lock: its user does.

    Args:
        queue: keeps those that came later.
    """

    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    def keys(self) -> WebhookKeys:
        """Return the keys that sign."""
        from wixapi._testing.keys import WebhookKeys

        kept = self._queue.setting(_SETTING)
        return known_keys() if kept is None else WebhookKeys(**json.loads(kept))

    def rotate(self) -> WebhookKeys:
        """Sign with new keys from now on, and return them."""
        from wixapi._testing.keys import WebhookKeys

        made = WebhookKeys.generate()
        pair = {"private_key": made.private_key, "public_key": made.public_key}
        self._queue.keep(_SETTING, json.dumps(pair))
        return made
