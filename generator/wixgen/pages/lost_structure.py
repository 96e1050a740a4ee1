"""Sort out pages that have lost their lines, where nothing proves which field belongs to which object."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wixgen.diagnostics import Diagnostics, quoted
from wixgen.pages.nesting.field_tree import Decision
from wixgen.pages.nesting.resolve_pages import ResolvedPage
from wixgen.pages.parse.tree import Page

_REMEDY = (
    "get the page with its lines: add `.md` to its address; "
    "or import a draft of it with `--guess`"
)


def without_lost(
    pages: Sequence[Page],
    resolve: Callable[[Sequence[Page]], list[ResolvedPage]],
    report: Diagnostics,
) -> list[ResolvedPage]:
    """Resolve pages, and leave out those whose structure is lost.

    Args:
        pages: The pages of a resource.
        resolve: Resolves pages. One may prove the structure of another, so what is left is resolved again.
        report: Takes an error for each page that is left out, at the first entry that nothing proves.
    """
    while True:
        resolved_pages = resolve(pages)
        lost = {
            id(resolved.page): decision
            for resolved in resolved_pages
            if (decision := _first_guess(resolved)) is not None
        }
        if not lost:
            return resolved_pages
        for decision in lost.values():
            message = (
                f"the structure is lost: no known type and no path proves where "
                f"{quoted(decision.item.name)} belongs, so the page is not imported"
            )
            report.error(decision.item.at, "lost-structure", message, help=_REMEDY)
        pages = [page for page in pages if id(page) not in lost]


def _first_guess(resolved: ResolvedPage) -> Decision | None:
    """Return the first decision about a page without lines that is a guess."""
    guesses = (
        decision
        for decision in resolved.decisions
        if decision.item.indent is None and not decision.is_certain
    )
    return min(guesses, key=lambda decision: decision.item.at, default=None)
