"""A finding: one change of an API, and what it means for whom."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from typing import Any

from wixgen.diagnostics import Place
from wixgen.diff.rules import RULES, Consumer, Rule, Verdict, Verdicts

#: Where findings about shared types are told to be.
COMMON = "common"
#: What specs say before the name of a shared type.
_SHARED = re.compile(rf"\b{COMMON}\.(?=[A-Z])")


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
        is_type: Whether it is about a type, which may move to those that resources share, or back.
        was: What the resource was before, and what Python called the type, the method or the webhook; "": as now.
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
    is_type: bool = False
    was: tuple[str, str] = ("", "")

    @property
    def verdict(self) -> Verdict:
        """Return the worst verdict."""
        found = self.verdicts.values()
        return max(found, key=lambda one: one.weight, default=Verdict.DOCS)

    @property
    def fingerprint(self) -> str:
        """Return a hash of the rule, the path and the facts, by which the change can be accepted.

        Where a type stands is none of its facts: it may move to the shared types, or from there.
        """
        owner = "" if self.is_type else self.resource
        facts = [self.rule.id, owner, self.path, self.fact, self.old, self.new]
        text = json.dumps(facts, sort_keys=True, ensure_ascii=True)
        text = _SHARED.sub("", text)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def formerly(self) -> Finding:
        """Return it with the resource and in the Python names of the old side."""
        resource, owner = self.was
        head, dot, rest = self.python.partition(".")
        python = f"{owner or head}{dot}{rest}"
        return replace(self, resource=resource or self.resource, python=python)

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
