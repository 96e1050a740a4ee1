"""What a check has found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LABELS = {"ok": "ok", "warn": "warn", "fail": "FAIL"}


@dataclass(frozen=True)
class Finding:
    """The outcome of one check."""

    check: str
    """What was looked at, in a word."""
    outcome: Literal["ok", "warn", "fail"]
    message: str
    """What was found."""
    fix: str = ""
    """What to do about it; empty where nothing is to be done."""

    def line(self) -> str:
        """Return it as one line of text."""
        fix = f"; {self.fix}" if self.fix else ""
        words = f"{self.check}: {self.message}{fix}".split()
        return f"{LABELS[self.outcome]:<5} {' '.join(words)}"

    def without(self, secret: str) -> Finding:
        """Return the same with a secret masked, wherever it stands."""
        message, fix = (
            text.replace(secret, "***") for text in (self.message, self.fix)
        )
        return Finding(self.check, self.outcome, message, fix)


def ok(check: str, message: str) -> Finding:
    """Return that all is well."""
    return Finding(check, "ok", message)


def warn(check: str, message: str, fix: str) -> Finding:
    """Return what may be meant so, or will hurt one day."""
    return Finding(check, "warn", message, fix)


def fail(check: str, message: str, fix: str) -> Finding:
    """Return what keeps calls from working."""
    return Finding(check, "fail", message, fix)
