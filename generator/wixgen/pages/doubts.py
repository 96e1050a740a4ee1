"""Tells what pages leave in doubt, and how it was settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wixgen.diagnostics import Diagnostic, Diagnostics, Place, quoted
from wixgen.pages.nesting.field_tree import Decision, KindDecision
from wixgen.pages.nesting.resolve_pages import ResolvedPage
from wixgen.pages.transcribe.compare_halves import compare_halves

UNKNOWN_ATTRIBUTE = "unknown-attribute"


def warn_of_doubts(readings: Iterable[ResolvedPage], report: Diagnostics) -> None:
    """Tell what had to be guessed, what is not understood, and where the halves disagree."""
    for reading in readings:
        for decision in reading.decisions:
            if not decision.is_certain:
                message = f"`{decision.chosen}` is a guess: the structure is lost here"
                report.warn(decision.item.at, "uncertain-structure", message)
        for kind in reading.kinds:
            if not kind.is_certain:
                message = f"{quoted(kind.chosen)} is a guess: the pages don't tell the type of {quoted(kind.path)}"
                report.warn(kind.at, "uncertain-type", message)
        for half in reading.page.halves:
            for unknown in half.schema.unknown if half.schema else []:
                message = "this line has no place in a schema; it is passed over"
                report.warn(unknown.at, "unknown-line", message)
        compare_halves(reading, report)


def tell_kept(kept: Mapping[str, Place], report: Diagnostics) -> None:
    """Tell the words behind fields of which nothing is made."""
    for word, place in sorted(kept.items()):
        message = (
            f"nothing is made of {quoted(word)}: the spec keeps it under `attributes`"
        )
        report.warn(place, UNKNOWN_ATTRIBUTE, message)


def told_once(found: Iterable[Diagnostic], told: set[str]) -> Iterator[Diagnostic]:
    """Yield diagnostics, of those about unknown words the first about each; `told` holds them."""
    for diagnostic in found:
        if diagnostic.code != UNKNOWN_ATTRIBUTE or diagnostic.message not in told:
            yield diagnostic
        if diagnostic.code == UNKNOWN_ATTRIBUTE:
            told.add(diagnostic.message)


def decisions(reading: ResolvedPage) -> Iterator[dict[str, Any]]:
    """Yield how the doubts of a page were settled, as `--report` has it."""
    for decision in reading.decisions:
        owner = decision.chosen.rpartition(".")[0]
        yield _decision(decision, decision.item.at, decision.chosen, owner)
    for kind in reading.kinds:
        yield _decision(kind, kind.at, kind.path, kind.chosen)


def _decision(
    decision: Decision | KindDecision, at: Place, path: str, chosen: str
) -> dict[str, Any]:
    return {
        "page": at.path,
        "line": at.line,
        "column": at.column,
        "path": path,
        "chosen": chosen,
        "alternatives": list(decision.alternatives),
        "evidence": [str(why) for why in decision.evidence],
        "certain": decision.is_certain,
    }
