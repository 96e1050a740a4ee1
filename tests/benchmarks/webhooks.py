"""What receiving a webhook costs: `python tests/benchmarks/webhooks.py`.

The peer is what a developer would write by hand: PyJWT, `json.loads` for each level, and the entity's
model. It checks no depth, no keys that come twice, and reads no metadata.
"""

from __future__ import annotations

import json
import sys
import timeit
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[2] / "generated")]

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from wixapi import Webhooks, testing
from wixapi.events import guests

KEYS = testing.keys()
KEY: Any = load_pem_public_key(KEYS.public_key.encode())
BODY = testing.event(guests.GuestCreated)
HOOKS = Webhooks(KEYS.public_key)
PAYLOAD = HOOKS.verify(BODY).payload


def by_hand() -> guests.EventGuest:
    """A body -> its entity."""
    claims = jwt.decode(BODY, KEY, algorithms=["RS256"])
    inner = json.loads(json.loads(claims["data"])["data"])
    return guests.EventGuest.model_validate(inner["createdEvent"]["entity"])


def microseconds(work: Callable[[], object]) -> float:
    """The best of several rounds, in time of the CPU: other processes don't count."""
    return (
        min(timeit.repeat(work, timer=process_time, number=500, repeat=20)) / 500 * 1e6
    )


def main() -> None:
    """Prints the table of README.md."""
    peer = microseconds(by_hand)
    print(f"by hand: {peer:.0f} µs for {len(BODY):,} bytes")
    for name, work in (
        ("verify", lambda: HOOKS.verify(BODY)),
        ("decode what was stored", lambda: HOOKS.decode(PAYLOAD)),
        ("process, no handler", lambda: HOOKS.process(BODY)),
    ):
        ours = microseconds(work)
        print(f"{name}: {ours:.0f} µs, ratio {ours / peer:.2f}")


if __name__ == "__main__":
    main()
