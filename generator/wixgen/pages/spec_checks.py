"""Check a spec that an import has changed: no import may make one wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wixgen.diagnostics import Diagnostic, Diagnostics, Severity
from wixgen.pages.isolate import Problem
from wixgen.spec.check import check
from wixgen.spec.language import ResourceDecl
from wixgen.spec.load import COMMON_FILE, load

_NOT_OF_PAGES = {"no-event-metadata"}  # a fault of common.yaml, whatever pages say
_BY_HAND = "if the {source} is wrong, write by hand what is right, with a `correction`"


@dataclass(frozen=True)
class SpecText:
    """A spec as it is before an import.

    Attributes:
        path: The path of its file.
        text: Its text; None if there is none yet.
        common: The text of common.yaml; "" without one.
    """

    path: str
    text: str | None
    common: str


def loaded(path: str, text: str) -> ResourceDecl | None:
    """Return the declarations of a spec; None if there are none."""
    return next(iter(load({path: text.encode()}, Diagnostics()).resources), None)


def new_problems(old: SpecText, text: str, source: str = "page") -> Iterator[Problem]:
    """Yield the errors that a spec would have with a new text and doesn't have with the old one.

    Args:
        old: The spec.
        text: Its new text.
        source: What that is made of, in a word.
    """
    errors = _errors(old, text) if text != old.text else []
    if not errors:
        return
    known = {_identity(error) for error in _errors(old, old.text or "")}
    for error in errors:
        if _identity(error) not in known:
            message = f"with this {source} the spec would be wrong: {error.message}"
            help = error.help or _BY_HAND.format(source=source)
            yield Problem("unusable-page", message, help)


def _errors(spec: SpecText, text: str) -> list[Diagnostic]:
    report = Diagnostics()
    texts = {spec.path: text}
    if spec.common:
        texts[COMMON_FILE] = spec.common
    check(load({path: part.encode() for path, part in texts.items()}, report), report)
    return [
        finding
        for finding in report
        if finding.severity is Severity.ERROR
        and finding.place.path == spec.path
        and finding.code not in _NOT_OF_PAGES
    ]


def _identity(error: Diagnostic) -> tuple[str, str]:
    """Return what an error says, wherever in the spec it stands."""
    return error.code, re.sub(r"\bline \d+", "", error.message)
