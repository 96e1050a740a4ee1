"""Which way a page is printed: the older form, today's, and every odd thing that pages show.

    Style()                     # as pages looked before 2026
    Style(facts=True)           # what stands behind a description since then
    styles_of_today(seed)       # page -> a random choice of all of it, always the same

Each switch can be measured alone: `tests/benchmarks/today.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from random import Random


@dataclass(frozen=True, kw_only=True)
class Style:
    """The switches of the renderer.

    Attributes:
        facts: Limits, formats and marks stand behind a description.
        attributes: Formats and marks are attributes of their own, not words of `validation:`.
    """

    facts: bool = False
    attributes: bool = False


OLD = Style()
TODAY = Style(facts=True)
ODDITIES = tuple(one.name for one in fields(Style) if not getattr(TODAY, one.name))

Styles = Callable[[str], Style]
"""What style the page of `<package>.<module>.<name>` has."""


def all_old(page: str) -> Style:  # noqa: ARG001
    """The older form, for every page."""
    return OLD


def all_alike(*switches: str) -> Styles:
    """Today's form with some of the odd things, for every page."""
    style = replace(TODAY, **dict.fromkeys(switches, True))
    return lambda page: style  # noqa: ARG005


def styles_of_today(seed: int, chance: float = 0.3) -> Styles:
    """Today's form; each page has each of the odd things with that chance."""

    def style(page: str) -> Style:
        rng = Random(f"{seed}/{page}")
        odd = {name: rng.random() < chance for name in ODDITIES}
        return replace(TODAY, **odd)

    return style
