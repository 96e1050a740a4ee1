"""Changes that a team has accepted, with their reasons: `accepted.yaml` beside the specs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import repeat
from typing import Any, cast

import yaml

from wixgen.diagnostics import Diagnostics, Place
from wixgen.diff.finding import COMMON, Finding

FILE = "accepted.yaml"
_KEYS = {"fingerprint", "rule", "path", "resource", "reason", "until"}
_HELP = "an entry has a fingerprint, or a rule and a path, and a reason"


@dataclass(frozen=True)
class Acceptance:
    """An entry: what is accepted, why, and until when.

    Attributes:
        at: Its place.
        reason: Why.
        fingerprint: The change; "" if rule and path tell it.
        rule: Its kind.
        path: What changed.
        resource: The resource; "" for any.
        until: The last day on which it counts; None: for ever.
    """

    at: Place
    reason: str
    fingerprint: str = ""
    rule: str = ""
    path: str = ""
    resource: str = ""
    until: date | None = None

    def covers(self, finding: Finding) -> bool:
        """Return whether a finding is what was accepted; a type may have moved to the shared ones, or back."""
        if self.fingerprint:
            homes = {"", finding.resource}
            is_here = self.resource in homes or COMMON in {*homes, self.resource}
            return self.fingerprint == finding.fingerprint and is_here
        known = (finding.rule.id, finding.path)
        return (self.rule, self.path) == known and self.resource in {
            "",
            finding.resource,
        }


def parse_accepted(text: str, report: Diagnostics) -> list[Acceptance]:
    """Read the entries; what is wrong with one is reported, and it counts for nothing."""
    try:
        document = cast("object", yaml.safe_load(text))
    except yaml.MarkedYAMLError as error:
        message = f"can't be read: {error.problem or error.context}"
        report.error(_place(error.problem_mark), "bad-acceptance", message)
        return []
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        report.error(Place(FILE), "bad-acceptance", f"can't be read: {error}")
        return []
    if document is None:
        return []
    is_list = isinstance(document, list)
    entries = cast("list[object]", document) if is_list else [document]
    found = map(_entry, entries, _places(text), repeat(report))
    return [entry for entry in found if entry is not None]


def _places(text: str) -> list[Place]:
    """Return where each entry stands."""
    node = yaml.compose(text, yaml.SafeLoader)
    if isinstance(node, yaml.SequenceNode):
        return [_place(entry.start_mark) for entry in node.value]
    return [Place(FILE, 1, 1)]


def _place(mark: yaml.Mark | None) -> Place:
    """Return the place of a mark; that of the file as a whole without one."""
    return Place(FILE, mark.line + 1, mark.column + 1) if mark else Place(FILE)


def _entry(entry: object, at: Place, report: Diagnostics) -> Acceptance | None:
    given = cast("dict[str, Any]", entry) if isinstance(entry, dict) else {}
    texts = {
        str(name): value.strip()
        for name, value in given.items()
        if isinstance(value, str)
    }
    until = given.get("until")
    names_it = "fingerprint" in texts or {"rule", "path"} <= texts.keys()
    is_sound = (
        names_it
        and texts.get("reason")
        and given.keys() <= _KEYS
        and (until is None or type(until) is date)
    )
    if not is_sound:
        report.error(at, "bad-acceptance", "this entry can't be used", help=_HELP)
        return None
    return Acceptance(at, until=until, **texts)


def accept(
    findings: Iterable[Finding],
    accepted: Sequence[Acceptance],
    today: date,
    report: Diagnostics,
) -> list[Finding]:
    """Return the findings, with the reason of those that are accepted.

    Entries that have expired, or that nothing needs any more, are warnings.
    """
    valid = [entry for entry in accepted if entry.until is None or entry.until >= today]
    used: set[int] = set()
    told: list[Finding] = []
    for finding in findings:
        entry = next((entry for entry in valid if entry.covers(finding)), None)
        if entry is None:
            told.append(finding)
        else:
            used.add(id(entry))
            told.append(replace(finding, accepted=entry.reason))
    for entry in accepted:
        what = entry.fingerprint or f"{entry.rule} of {entry.path}"
        if entry.until is not None and entry.until < today:
            message = f"the acceptance of {what} has expired on {entry.until}"
            report.warn(entry.at, "expired-acceptance", message, help="remove it")
        elif id(entry) not in used:
            message = f"nothing needs the acceptance of {what}"
            report.warn(entry.at, "unused-acceptance", message, help="remove it")
    return told


def entry_text(finding: Finding, reason: str) -> str:
    """Return the lines that accept a finding."""
    facts = {
        "fingerprint": finding.fingerprint,
        "rule": finding.rule.id,
        "path": finding.path,
        "resource": finding.resource,
        "reason": reason.strip(),
    }
    # a string of JSON is one of YAML, too
    lines = [
        f"{name}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in facts.items()
    ]
    return "- " + "\n  ".join(lines) + "\n"
