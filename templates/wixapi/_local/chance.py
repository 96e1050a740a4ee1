"""Ids and choices of the local Wix: the same ones in each run with the same seed."""

from __future__ import annotations

import uuid
from random import Random


class Chance:
    """A seeded source of ids and choices. Not for secrets that guard anything.

    Args:
        seed: the same one gives the same ids.
        run: tells runs of one file apart, from 1: each has ids of its own.
    """

    def __init__(self, seed: int = 0, run: int = 1) -> None:
        self._random = Random(seed if run == 1 else f"{seed}/{run}")

    def guid(self) -> str:
        """Return a new GUID."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def token(self) -> str:
        """Return a text that nobody guesses by accident."""
        return f"{self._random.getrandbits(192):048x}"

    def happens(self, probability: float) -> bool:
        """Return whether something of that probability, 0 to 1, happens this time."""
        return self.part() < probability

    def part(self) -> float:
        """Return a number from 0 to 1."""
        return self._random.random()
