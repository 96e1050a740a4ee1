"""Findings for people: as text, as Markdown, as annotations of GitHub, as an entry of a changelog."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, cast

from wixgen.annotations import Level, annotation
from wixgen.diff.code import before_after
from wixgen.diff.finding import Finding
from wixgen.diff.rules import Consumer, Verdict
from wixgen.package import names
from wixgen.package.distribution import IMPORT_NAME

_LONGEST_VALUE = 60
_MOST_NAMED = 4
_WHO = {
    Consumer.SENDS: "who sends",
    Consumer.GETS: "who gets",
    Consumer.EVENTS: "who consumes events",
}
_LEVELS = {
    Verdict.BREAKING: Level.ERROR,
    Verdict.RISKY: Level.WARNING,
    Verdict.ADDITIVE: Level.NOTICE,
    Verdict.DOCS: Level.NOTICE,
}


def as_text(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield the lines of a report: each finding with its places, both values and what it reaches."""
    for resource, of_resource in groupby(findings, lambda finding: finding.resource):
        yield resource
        for finding in of_resource:
            yield f"  {finding.verdict}: {_title(finding)} [{finding.rule.id}]"
            yield f"    {_change(finding)}"
            yield f"    {finding.old_place} -> {finding.new_place}"
            if finding.python != (finding.path or finding.resource):
                yield f"    in Python: {finding.python}"
            if told := _consumers(finding):
                yield f"    {told}"
            if finding.reaches:
                yield f"    reaches {_named(finding.reaches)}"
            if finding.accepted:
                yield f"    accepted: {finding.accepted}"
            yield f"    fingerprint {finding.fingerprint}"
    yield counts(findings)


def counts(findings: Iterable[Finding]) -> str:
    """Return the number of findings of each verdict; what was accepted is counted apart."""
    found = [*findings]
    told = [
        f"{sum(one.verdict is verdict and not one.accepted for one in found)} {verdict}"
        for verdict in Verdict
    ]
    accepted = sum(bool(finding.accepted) for finding in found)
    return ", ".join([*told, *([f"{accepted} accepted"] if accepted else [])])


def as_markdown(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield the lines of a table of all findings, the worst first."""
    yield "| verdict | rule | what | change | where | for whom | reaches | fingerprint |"
    yield "|---|---|---|---|---|---|---|---|"
    for finding in sorted(findings, key=lambda one: -one.verdict.weight):
        accepted = f" (accepted: {finding.accepted})" if finding.accepted else ""
        cells = (
            f"{finding.verdict}{accepted}",
            finding.rule.id,
            f"{_told(finding)}: {finding.rule.words}",
            _change(finding),
            f"{finding.old_place} -> {finding.new_place}",
            _consumers(finding),
            _named(finding.reaches),
            finding.fingerprint,
        )
        yield f"| {' | '.join(map(_cell, cells))} |"
    yield ""
    yield counts(findings)


def as_github(findings: Iterable[Finding], folder: str) -> Iterator[str]:
    """Yield workflow commands of GitHub Actions, which annotate the lines of specs below a folder."""
    for finding in findings:
        place = finding.new_place if finding.new_place.line else finding.old_place
        level = Level.NOTICE if finding.accepted else _LEVELS[finding.verdict]
        title = f"{finding.verdict}: {finding.rule.id}"
        message = f"{_title(finding)}: {finding.rule.words} ({_change(finding)})"
        reason = [f"accepted: {finding.accepted}"] if finding.accepted else []
        path = f"{folder}/{place.path}" if folder else place.path
        yield annotation(level, replace(place, path=path), title, [message, *reason])


def as_changelog(
    findings: Sequence[Finding],
    version: str,
    import_name: str = IMPORT_NAME,
    shown: Callable[[str], str] = str,
) -> Iterator[str]:
    """Yield the lines of a changelog's entry, by what a reader has to do.

    Args:
        findings: The findings.
        version: The version of the entry.
        import_name: By what code imports the package.
        shown: Makes a value from outside Markdown that shows just this.
    """
    yield f"## {version}"
    for heading, chosen in _sections(findings):
        if chosen:
            yield ""
            yield f"### {heading}"
            yield ""
            for finding in chosen:
                yield f"- {_sentence(finding, shown)}"
                if finding.verdict is Verdict.BREAKING:
                    yield from before_after(finding, import_name)


def _sections(findings: Sequence[Finding]) -> Iterator[tuple[str, list[Finding]]]:
    deprecated = {"deprecated-set", "deprecated-unset"}
    by_verdict: dict[Verdict, list[Finding]] = {verdict: [] for verdict in Verdict}
    for finding in findings:
        if finding.rule.id not in deprecated:
            by_verdict[finding.verdict].append(finding)
    yield "Breaking", by_verdict[Verdict.BREAKING]
    yield "Added", by_verdict[Verdict.ADDITIVE]
    yield "Deprecated", [one for one in findings if one.rule.id in deprecated]
    yield "Behaviour", by_verdict[Verdict.RISKY]
    yield "Docs", by_verdict[Verdict.DOCS]


def _sentence(finding: Finding, shown: Callable[[str], str]) -> str:
    why = f": {finding.rule.why}" if finding.rule.why else ""
    change = _change(_in_python(finding), shown)
    fact = f" ({shown(finding.fact)})" if finding.fact else ""
    return f"`{_python(finding)}`{fact}: {finding.rule.words}{why} ({change})."


def _in_python(finding: Finding) -> Finding:
    """Return a finding about another name with what code says, where that changes, too."""
    old, new = finding.names
    is_seen = finding.rule.id.endswith("-renamed") and old != new
    return replace(finding, old=old, new=new) if is_seen else finding


def _module(finding: Finding) -> str:
    package, _, module = finding.resource.partition(".")
    return f"{names.package_name(package)}.{names.module_name(module)}"


def _python(finding: Finding) -> str:
    module = finding.resource if "." not in finding.resource else _module(finding)
    return f"{module}.{finding.python}" if finding.path else finding.python


def _title(finding: Finding) -> str:
    fact = f" ({finding.fact})" if finding.fact else ""
    return f"{finding.path or finding.resource}{fact}"


def _told(finding: Finding) -> str:
    """Return what changed, with its resource and its name in Python, as Markdown."""
    named = f"`{finding.resource}`"
    named += f" `{_title(finding)}`" if finding.path else ""
    is_alike = finding.python == (finding.path or finding.resource)
    return named if is_alike else f"{named} (`{finding.python}`)"


def _change(finding: Finding, shown: Callable[[str], str] = str) -> str:
    """Return the old and the new value, each text as `shown` has it; of several that have names, each pair with its name."""
    old, new = _with_names(finding.old), _with_names(finding.new)
    if old is None or new is None or old.keys() != new.keys():
        return _step(finding.old, finding.new, shown)
    return "; ".join(
        f"{shown(name)}: {_step(old[name], new[name], shown)}" for name in old
    )


def _with_names(value: Any) -> dict[str, Any] | None:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def _step(old: Any, new: Any, shown: Callable[[str], str]) -> str:
    if old is None:
        return f"new: {shown(_cut(_written(new)))}"
    if new is None:
        return f"was {shown(_cut(_written(old)))}"
    before, after = _written(old), _written(new)
    if max(len(before), len(after)) > _LONGEST_VALUE:
        same = _same_words(before, after)
        before, after = (f"…{one[same:]}" if same else one for one in (before, after))
    return f"{shown(_cut(before))} -> {shown(_cut(after))}"


def _same_words(before: str, after: str) -> int:
    """Return the length of what two texts begin with, up to a blank or slash."""
    pairs = enumerate(zip(before, after, strict=False))
    shortest = min(len(before), len(after))
    end = next((at for at, (one, other) in pairs if one != other), shortest)
    return max(before.rfind(" ", 0, end), before.rfind("/", 0, end)) + 1


def _written(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"


def _consumers(finding: Finding) -> str:
    return ", ".join(
        f"{verdict} for {_WHO[consumer]}"
        for consumer, verdict in finding.verdicts.items()
    )


def _named(reached: Sequence[str]) -> str:
    shown = ", ".join(reached[:_MOST_NAMED])
    more = len(reached) - _MOST_NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def _cell(text: str) -> str:
    return (
        text.replace("\\", "\\\\")
        .replace("|", "\\|")
        .replace("\n", " ")
        .replace("<", "&lt;")
    )
