"""Tells what a change of a key of a spec means for callers: the findings of the API that it makes.

`changes.py` tells which keys differ, and where; the verdicts are those of `api.diff`, whatever asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from wixgen.diff.api import diff
from wixgen.diff.changes import ENTRY, MEMBERS, RENAMED, Change
from wixgen.diff.finding import Finding
from wixgen.diff.rules import RULES, Consumer, Verdict, Verdicts
from wixgen.spec.api import Api
from wixgen.spec.limits import LIMITS_BY_NAME
from wixgen.spec.types import innermost_name

WORDS = "words-changed"
#: What came, went or has another name takes all that is in it along.
_OF_WHOLE = (
    "type-added", "type-removed", "type-renamed", "type-kind-changed",
    "field-added", "field-removed", "field-renamed", "undocumented-field-",
    "parameter-added", "parameter-removed", "parameter-renamed", "required-parameter-added", "idempotency-key-removed",
    "enum-value-added", "enum-value-removed",
    "method-added", "method-removed", "method-renamed", "deprecated-method-removed", "media-type-",
    "webhook-added", "webhook-removed", "webhook-renamed",
    "plugin-method-added", "plugin-method-removed",
    "plugin-error-added", "plugin-error-removed", "query-field-",
)  # fmt: skip
_ERRORS = ("error-", "plugin-error-")
#: The rules that an entry of a list or a mapping may fall under, by the key that it stands in; else `_OF_WHOLE`.
_ENTRIES: Mapping[str, tuple[str, ...]] = {
    "required": ("required-",),
    "answer_required": ("required-",),
    "exactly_one": ("exactly-one-",),
    "answer_exactly_one": ("exactly-one-",),
    "permissions": ("permission-", WORDS),
    "permission_ids": ("permission-",),
    "identities": ("identity-",),
    "errors": _ERRORS,
    "operators": ("query-operator-",),
    "sort": ("query-order-",),
    "attributes": ("query-facts-changed", WORDS),
    "options": (WORDS,),
}
_CALLED = (
    "method-renamed", "method-removed", "method-added", "deprecated-method-removed",
    "webhook-renamed", "webhook-removed", "webhook-added", "plugin-method-removed", "plugin-method-added",
)  # fmt: skip
_PLUGINS = ("plugin-added", "plugin-removed")
#: The same for a key that has a single value; what is missing here is words, or a fact of an entry above.
_FACTS: Mapping[str, tuple[str, ...]] = {
    MEMBERS: ("group-",),
    "type": ("field-type-changed", "format-added"),
    "http": ("http-changed", "plugin-error-changed"),
    "media_type": ("media-type-",),
    "encoding": ("encoding-changed",),
    "fallback": ("encoding-changed",),
    "deprecated": ("deprecated-set", "deprecated-unset"),
    "default": ("default-",),
    "read_only": ("read-only-",),
    "immutable": ("immutable-",),
    "always": ("always-",),
    "undocumented": ("field-became-",),
    "method": ("method-renamed",),
    "returns": ("sdk-returns-changed",),
    "paging": ("paging-", "sdk-returns-changed"),
    "kind": ("webhook-kind-changed",),
    "entity": ("webhook-entity-",),
    "data": ("webhook-entity-", "plugin-error-changed"),
    "modified_fields": ("modified-fields-",),
    "event_type": ("event-type-",),
    "handler": ("webhook-renamed",),
    "path": ("plugin-path-changed",),
    "component": ("plugin-component-changed", *_PLUGINS),
    "status": (*_ERRORS,),
    "code": (*_ERRORS,),
    **dict.fromkeys(LIMITS_BY_NAME, ("limit-",)),
}
#: Keys below which entries are facts of their owner, which findings tell at the owner.
_AT_OWNER = {
    "permissions", "permission_ids", "identities", "operators", "sort", "attributes", "options",
}  # fmt: skip
#: Records in whose keys nothing has a name of its own.
_UNNAMED = {"service_plugin", "sdk", "paging"}


@dataclass(frozen=True)
class Judgement:
    """What a change means: the worst rule that it falls under, and the worst verdict for each consumer.

    A verdict is None for a consumer whom the change doesn't concern.
    """

    rule: str
    sends: Verdict | None = None
    gets: Verdict | None = None
    events: Verdict | None = None

    @property
    def verdict(self) -> Verdict:
        """Return the worst verdict."""
        found = [one for one in (self.sends, self.gets, self.events) if one is not None]
        return max(found, key=lambda one: one.weight, default=Verdict.DOCS)

    def as_json(self) -> dict[str, str | None]:
        """Return the keys that `wixgen diff --format json` has of it."""
        return {
            "rule": self.rule,
            "verdict": self.verdict,
            "sends": self.sends,
            "gets": self.gets,
            "events": self.events,
        }


def judgement_of(findings: Iterable[Finding]) -> Judgement:
    """Return what findings mean together; without any, nobody is concerned."""
    found = sorted(findings, key=lambda one: (-one.verdict.weight, one.rule.id))
    rule = found[0].rule.id if found else WORDS
    return Judgement(rule, *_worst([finding.verdicts for finding in found]))


def judgement_by(rule: str) -> Judgement:
    """Return what a rule says for everybody."""
    return Judgement(rule, *_worst([RULES[rule].verdicts]))


def _worst(told: Sequence[Verdicts]) -> Iterator[Verdict | None]:
    """Yield the worst verdict for each consumer; None for one that isn't concerned."""
    for consumer in Consumer:
        found = [verdicts[consumer] for verdicts in told if consumer in verdicts]
        yield max(found, key=lambda one: one.weight, default=None)


class Judge:
    """Judges the changes of one resource by the differences of two APIs that have it."""

    def __init__(self, before: Api, after: Api) -> None:
        self._before = before
        self._after = after

    @cached_property
    def findings(self) -> Sequence[Finding]:
        """All differences of the APIs."""
        return diff(self._before, self._after)

    @cached_property
    def _by_path(self) -> Mapping[str, list[Finding]]:
        """Return the findings by their paths; what has another name now is found by both."""
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            owner, dot, name = finding.path.rpartition(".")
            names = {name}
            if finding.rule.id.endswith("-renamed"):
                names |= {str(finding.old), str(finding.new)}
            for called in sorted(names):
                found.setdefault(f"{owner}{dot}{called}", []).append(finding)
        return found

    def of(self, change: Change) -> list[Finding]:
        """Return the findings that a change makes; none if it concerns words alone."""
        return next((one for one in self._candidates(change) if one), list[Finding]())

    def _candidates(self, change: Change) -> Iterator[list[Finding]]:
        """Yield the findings of a change, of what it stands in, of the type in whose stead another is."""
        way = _Way(change)
        if change.fact == RENAMED:
            names = (str(change.before), str(change.after))
            yield [one for name in names for one in self._at(way, name, _CALLED)]
            return
        about = _ENTRIES.get(way.key, _OF_WHOLE) if change.fact == ENTRY else None
        yield self._at(way, way.path, about or _FACTS.get(change.fact, (WORDS,)))
        if change.fact == MEMBERS:
            yield self._members(way)
        if change.fact == "type":
            old, new = (
                innermost_name(side)[0] for side in (change.before, change.after)
            )
            yield self._renamed.get((old, new), [])
        for path in way.above():
            yield self._at(way, path, _OF_WHOLE)
        if change.path[:1] == ("service_plugin",):
            yield self._at(way, "", _PLUGINS)
        if change.fact != ENTRY and change.path[:1] == ("types",):
            yield self._taking.get(change.path[1], [])

    def _at(self, way: _Way, path: str, about: tuple[str, ...]) -> list[Finding]:
        """Return the findings at a path that fall under one of some rules."""
        return [
            finding
            for finding in self._by_path.get(path, ())
            if finding.rule.id.startswith(about) and way.leads_to(finding)
        ]

    def _members(self, way: _Way) -> list[Finding]:
        """Return what came into a one-of group or left it, be it that the field is gone."""
        change = way.change
        members = sorted({*(change.before or ())} ^ {*(change.after or ())})
        owner = way.path.rpartition(".")[0]
        found = [
            finding
            for name in members
            for finding in self._at(way, f"{way.path}.{name}", ("group-member-",))
        ]
        return found or [
            finding
            for name in members
            for finding in self._at(way, f"{owner}.{name}", _OF_WHOLE)
        ]

    @cached_property
    def _renamed(self) -> Mapping[tuple[str, str], list[Finding]]:
        """That types have other names, by the old name and the new one."""
        return {
            (finding.old, finding.new): [finding]
            for finding in self.findings
            if finding.rule.id == "type-renamed"
        }

    @cached_property
    def _taking(self) -> Mapping[str, list[Finding]]:
        """Return the changes of fields that are of a type which is new, by its name."""
        new = {one.new for one in self.findings if one.rule.id == "type-added"}
        found: dict[str, list[Finding]] = {name: [] for name in new}
        for finding in self.findings:
            if finding.rule.id == "field-type-changed":
                name, _ = innermost_name(finding.new)
                found.get(name, []).append(finding)
        return found


class _Way:
    """The way through a spec to what changed.

    Attributes:
        change: The change.
        key: The key that the last name on the way stands under.
        path: The names on the way, as findings have them.
    """

    def __init__(self, change: Change) -> None:
        self.change = change
        keys, names = list[str](), list[str]()
        waiting = [*change.path]
        while waiting:
            key = waiting.pop(0)
            if key not in _UNNAMED:
                keys.append(key)
                names += waiting[:1]
                del waiting[:1]
        self.key = keys[-1] if keys else ""
        is_in_plugin = change.path[:1] == ("service_plugin",)
        if self.key in _AT_OWNER or (self.key == "errors" and not is_in_plugin):
            del names[-1:]
        self.path = ".".join(names)
        #: Whom a finding concerns alone that is about the other half of a call.
        self.others = {
            "parameters": [Consumer.GETS],
            "returns": [Consumer.SENDS],
        }.get("" if is_in_plugin else [*change.path, "", "", ""][2])

    def above(self) -> Iterator[str]:
        """Yield the paths of what the change is in, the nearest first, down to a part of a type or a method."""
        path = self.path.rpartition(".")[0]
        while "." in path:
            yield path
            path = path.rpartition(".")[0]

    def leads_to(self, finding: Finding) -> bool:
        """Return whether a finding at the same path is about the same fact, for the same people."""
        change = self.change
        if self.others and [*finding.verdicts] == self.others:
            return False
        if change.fact in LIMITS_BY_NAME or change.fact in {"encoding", "fallback"}:
            return finding.fact == change.fact
        name = change.path[-1] if change.path else ""
        if self.key == "errors" and finding.fact:
            return finding.fact in name.split(" ", 1)
        if self.key in {"operators", "sort"}:
            return finding.fact == name
        if self.key in {"permissions", "permission_ids", "identities"}:
            if finding.rule.id == WORDS:  # the same permission under another name
                return f"permissions.{change.before or change.after}" in finding.old
            told = {repr(finding.old), repr(finding.new)}
            wanted = {repr(change.before), repr(change.after), repr(name)}
            return not finding.fact or bool(told & wanted - {"None"})
        return True
