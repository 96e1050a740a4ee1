"""Markdown of texts that come from outside: nothing in them is a link, a mention, markup or HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

from wixgen.diagnostics import visible
from wixgen.diff.finding import Finding

#: A blank of no width, which ends what GitHub would take for a mention, an issue or a link.
_GAP = "\u200b"
_LONGEST = 300
_MARKUP = re.compile(r"([\\`*_\[\]<>|~&$])")
_LINKED = re.compile(r"(?<=[@#])|(?<=://)|(?<=www)(?=\.)|(?<=GH)(?=-)", re.IGNORECASE)
_PLAIN = re.compile(r"[\w.]+")
_FENCE = "```"


def text(given: str) -> str:
    """Return a text as one line of Markdown that shows just this text."""
    line = visible(" ".join(given.split()))
    short = line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
    return _LINKED.sub(_GAP, _MARKUP.sub(r"\\\1", short))


def code(given: str) -> str:
    """Return a text as a piece of code in a line of Markdown, in which nothing is markup."""
    line = visible(" ".join(given.split())).replace("`", "'").replace("|", "¦")
    return f"`{line[:_LONGEST]}`" if line else ""


def link(url: str, words: str) -> str:
    """Return a link to a page of the portal, whose addresses hold nothing that ends a link."""
    return f"[{text(words)}](<{url}>)"


def harmless(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings whose values and reasons are Markdown that shows just these."""
    return [_harmless(one) for one in findings]


def _harmless(finding: Finding) -> Finding:
    old, new = _values(finding.old), _values(finding.new)
    if old is None or new is None or old.keys() != new.keys():
        # else each value is told with its name
        old, new = _value(finding.old), _value(finding.new)
    fact, accepted = _value(finding.fact), text(finding.accepted)
    return replace(finding, old=old, new=new, fact=fact, accepted=accepted)


def _values(value: Any) -> dict[str, Any] | None:
    """Return values that have names as Markdown; None of anything else."""
    if not isinstance(value, dict):
        return None
    named = cast("dict[str, Any]", value)
    return {text(name): _value(one) for name, one in named.items()}


def _value(value: Any) -> Any:
    """Return a value with its texts as Markdown; names and numbers are what they are."""
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) else text(value)
    if isinstance(value, list | tuple | dict):
        return text(json.dumps(value, ensure_ascii=False, default=str))
    return value


def within(lines: Sequence[str], most: int) -> Iterator[str]:
    """Yield lines until they have so many characters, and then how many are left out."""
    used, is_fenced = 0, False
    for number, line in enumerate(lines):
        used += len(line) + 1
        if used > most:
            if is_fenced:
                yield _FENCE
            yield ""
            yield f"… and {len(lines) - number} lines more."
            return
        is_fenced ^= line.lstrip().startswith(_FENCE)
        yield line
