"""Sort out pages that have lost their lines, where nothing proves which field belongs to which object."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wixgen.diagnostics import Diagnostics, quoted
from wixgen.pages.isolate import Problem
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
        problems = {
            id(resolved.page): problem
            for resolved in resolved_pages
            if (problem := problem_of(resolved)) is not None
        }
        if not problems:
            return resolved_pages
        for page in pages:
            if problem := problems.get(id(page)):
                report.error(
                    problem.at or page.at,
                    problem.code,
                    problem.message,
                    help=problem.help,
                )
        pages = [page for page in pages if id(page) not in problems]


def problem_of(resolved: ResolvedPage) -> Problem | None:
    """Return why a page without lines can't be imported: its first entry that is a guess, if there is one."""
    guesses = [
        decision.item
        for decision in resolved.decisions
        if decision.item.indent is None and not decision.is_certain
    ]
    if not guesses:
        return None
    first = min(guesses, key=lambda item: item.at)
    message = (
        f"the structure is lost: no known type and no path proves where {quoted(first.name)} belongs, "
        "so the page is not imported"
    )
    return Problem("lost-structure", message, _REMEDY, first.at)
