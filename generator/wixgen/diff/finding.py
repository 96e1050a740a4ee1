"""A finding: one change of an API, and what it means for whom."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from wixgen.diagnostics import Place
from wixgen.diff.rules import RULES, Consumer, Rule, Verdict, Verdicts


@dataclass(frozen=True)
class Finding:
    """One change.

    Attributes:
        rule: The kind of change.
        resource: The resource, `<package>.<module>`, or `common`.
        path: What changed, in wire names: `Participation.partySize`, `createParticipation`.
        python: The same in Python's names.
        old: What it was, as JSON; None if there was nothing.
        new: What it is, likewise.
        old_place: Where that stands; of what would hold it if there is nothing.
        new_place: Likewise.
        verdicts: What it means for each consumer that it concerns.
        reaches: The methods and webhooks that are concerned, in wire names.
        fact: Which fact of that, where there are several of a kind: a limit, a scope, a code.
        names: What code calls it in Python then and now, where that isn't the end of `python`.
        accepted: Why it was accepted; "" if it wasn't.
    """

    rule: Rule
    resource: str
    path: str
    python: str
    old: Any
    new: Any
    old_place: Place
    new_place: Place
    verdicts: Verdicts
    reaches: tuple[str, ...] = ()
    fact: str = ""
    names: tuple[str, str] = ("", "")
    accepted: str = ""

    @property
    def verdict(self) -> Verdict:
        """Return the worst verdict."""
        found = self.verdicts.values()
        return max(found, key=lambda one: one.weight, default=Verdict.DOCS)

    @property
    def fingerprint(self) -> str:
        """Return a hash of the rule, the path and the facts, by which the change can be accepted."""
        facts = [self.rule.id, self.resource, self.path, self.fact, self.old, self.new]
        text = json.dumps(facts, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def as_json(self) -> dict[str, Any]:
        """Return it as `--format json` prints it."""
        told: dict[str, Any] = {"rule": self.rule.id, "verdict": self.verdict}
        told |= {consumer: self.verdicts.get(consumer) for consumer in Consumer}
        told |= {
            "resource": self.resource,
            "path": self.path,
            "python": self.python,
            "old": self.old,
            "new": self.new,
            "old_place": str(self.old_place),
            "new_place": str(self.new_place),
            "reaches": list(self.reaches),
            "fingerprint": self.fingerprint,
        }
        return told | ({"accepted": self.accepted} if self.accepted else {})


def rule(id: str) -> Rule:
    """Return a rule by its name."""
    return RULES[id]
