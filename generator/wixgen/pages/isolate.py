"""Separate the pages that can be imported together from those that stand in the way."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from wixgen.pages.parse.tree import Page

T = TypeVar("T")


@dataclass(frozen=True)
class Problem:
    """Why a page can't be imported."""

    code: str
    message: str
    help: str = ""


class RejectedError(Exception):
    """Some pages can't be imported together."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


@dataclass
class Isolated(Generic[T]):
    """The result of the pages that can be imported (None if there are none), and the rejected pages."""

    made: T | None = None
    refused: list[tuple[Page, Sequence[Problem]]] = field(
        default_factory=list[tuple[Page, Sequence["Problem"]]]
    )


def isolate_faulty(
    pages: Sequence[Page], attempt: Callable[[Sequence[Page]], T]
) -> Isolated[T]:
    """Make one thing of all pages that can be in it.

    All are tried together, as they nearly always can be. Where they can't, halves are tried, down to
    the single pages that are at fault: what comes out is what would if these were not there.

    Args:
        pages: In an order that doesn't depend on how they were given: of two that can't be imported
            together, the first one is.
        attempt: Makes the thing of some pages; whatever it raises, these can't be imported together.
    """
    admitted = Isolated[T]()
    kept: list[Page] = []
    waiting = [list(pages)] if pages else []
    while waiting:
        some = waiting.pop(0)
        try:
            admitted.made = attempt([*kept, *some])
            kept += some
            continue
        except RejectedError as error:
            problems = error.problems
        except Exception as error:  # our bug, and no reason to lose the other pages
            problems = [_internal(error)]
        if len(some) == 1:
            admitted.refused.append((some[0], problems))
        else:
            middle = len(some) // 2
            waiting[:0] = [some[:middle], some[middle:]]
    return admitted


def _internal(error: Exception) -> Problem:
    """Describe an unexpected exception: its kind, and the line of our code that raised it."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}, line {frame.lineno}"
    message = f"wixgen failed: {type(error).__name__}: {error}"
    help = f"this is a bug of wixgen ({place}): please report it together with the page"
    return Problem("internal-error", message, help)
