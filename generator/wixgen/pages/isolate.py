"""Isolate faulty pages: find those that can't be imported together with the others."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from wixgen.diagnostics import Place
from wixgen.pages.parse.tree import Page

T = TypeVar("T")


@dataclass(frozen=True)
class Problem:
    """Why a page can't be imported; `at` is the place, where it isn't the page as a whole."""

    code: str
    message: str
    help: str = ""
    at: Place | None = None


class RejectedError(Exception):
    """Pages can't be imported together."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


@dataclass
class Isolated(Generic[T]):
    """The result of merging the pages that can be imported, and the pages that were rejected.

    Attributes:
        merged: The result; None if no page can be imported.
        rejected: The other pages, each with its problems.
    """

    merged: T | None = None
    rejected: list[tuple[Page, Sequence[Problem]]] = field(
        default_factory=list[tuple[Page, Sequence["Problem"]]]
    )


def isolate_faulty(
    pages: Sequence[Page], attempt: Callable[[Sequence[Page]], T]
) -> Isolated[T]:
    """Merge all pages that can be imported together, and isolate the others.

    All pages are tried together first, which nearly always succeeds. Where it fails, halves are tried,
    down to the single pages at fault. The result is the same as if these had not been given.

    Args:
        pages: The pages, in an order that doesn't depend on how they were given: of two that can't be
            imported together, the first one is imported.
        attempt: Merges some pages. If it raises anything, they can't be imported together.

    Returns:
        What the last successful attempt returned, and the rejected pages. Nothing is raised.
    """
    isolated = Isolated[T]()
    kept: list[Page] = []
    waiting = [list(pages)] if pages else []
    while waiting:
        batch = waiting.pop(0)
        try:
            isolated.merged = attempt([*kept, *batch])
            kept += batch
            continue
        except RejectedError as error:
            problems = error.problems
        except Exception as error:  # a bug in wixgen must not cost the other pages
            problems = [_internal(error)]
        if len(batch) == 1:
            isolated.rejected.append((batch[0], problems))
        else:
            middle = len(batch) // 2
            waiting[:0] = [batch[:middle], batch[middle:]]
    return isolated


def _internal(error: Exception) -> Problem:
    """Return the problem that reports an unexpected exception with its place in the code."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}, line {frame.lineno}"
    message = f"wixgen failed: {type(error).__name__}: {error}"
    help = f"this is a bug in wixgen ({place}); please report it, with the page"
    return Problem("internal-error", message, help)
