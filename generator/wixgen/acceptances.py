"""Warnings that a spec accepts, each with a reason; and the acceptances that silence nothing."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from enum import Enum, auto

from wixgen.diagnostics import Acceptance, Diagnostics


class Teller(Enum):
    """A step on the way from pages to a package, by what it warns of."""

    SPECS = auto()  # whatever reads specs: lint, build, export
    FORMAT = auto()  # lint, of the layout
    SHARING = auto()  # lint --shared
    PAGES = auto()  # import, of pages
    TYPES = auto()  # import, of published types
    LEFT = auto()  # import, of what specs say otherwise than pages and types
    FETCH = auto()  # fetch, of specs that name pages


#: Every warning that may be accepted, with the step that tells it.
TELLERS = {
    "mapped-method": Teller.SPECS,
    "media-type": Teller.SPECS,
    "removal-date": Teller.SPECS,
    "unknown-error": Teller.SPECS,
    "unreachable-required": Teller.SPECS,
    "not-formatted": Teller.FORMAT,
    "shared-type": Teller.SHARING,
    "documented-twice": Teller.PAGES,
    "failing-example": Teller.PAGES,
    "halves-differ": Teller.PAGES,
    "same-name": Teller.PAGES,
    "uncertain-structure": Teller.PAGES,
    "uncertain-type": Teller.PAGES,
    "undocumented-key": Teller.PAGES,
    "unknown-attribute": Teller.PAGES,
    "unknown-line": Teller.PAGES,
    "no-public-address": Teller.TYPES,
    "odd-name": Teller.TYPES,
    "left": Teller.LEFT,
    "moved-page": Teller.FETCH,
}
UNUSED = "unused-acceptance"


def always(_: Acceptance) -> bool:
    """Return True: an acceptance is about what was looked at."""
    return True


def tell_unused(
    report: Diagnostics,
    teller: Teller,
    concerns: Callable[[Acceptance], bool] = always,
) -> None:
    """Warn of acceptances that silenced nothing, though their step has told all that it had to tell.

    Of specs with errors not all warnings are known, so nothing is said. A code that no warning has is told
    by whatever reads specs.

    Args:
        report: Has the acceptances, and takes the warnings.
        teller: The step that is done.
        concerns: Whether it looked at what an acceptance is about.
    """
    if report.has_errors:
        return
    for acceptance in filter(concerns, report.unused_acceptances):
        code = acceptance.code
        if code not in TELLERS and teller is Teller.SPECS:
            message = f"there is no warning `{code}` that could be accepted"
            near = difflib.get_close_matches(code, TELLERS, n=1, cutoff=0.8)
            help = f"did you mean `{near[0]}`?" if near else "errors have to be mended"
            report.warn(acceptance.at, UNUSED, message, help=help)
        elif TELLERS.get(code) is teller:
            message = (
                f"nothing here is warned of as `{code}`, so there is nothing to accept"
            )
            report.warn(acceptance.at, UNUSED, message, help="remove the entry")
