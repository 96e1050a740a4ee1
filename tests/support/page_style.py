"""Which way a page is printed: the older form, today's, and every odd thing that pages show.

    Style()                     # as pages looked before 2026
    all_alike("wrappers")       # today's form with one odd thing, on every page
    styles_of_today(seed)       # page -> today's form with a random choice of them

Each switch can be measured alone: see `tests/benchmarks/published_pages.py`.
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
        two_blanks: Object pages have two blanks behind a name, and nothing but the schema.
        header: The portal's header in one of its three wordings.
        attributes: Formats and marks are attributes of their own, not words of `validation:`.
        defaults: `default:` behind a description.
        deprecated: Deprecated fields are shown, marked as such.
        unknown: Attributes and words that nobody has seen so far.
        units: Limits stand in the description, with a unit or markup, and nowhere else.
        operators: Query pages say what can be filtered, how, and sorted.
        operators_last: They do so behind the answer, not before it.
        wrappers: Some primitives show how they are wrapped: a `value` below them.
        odd_words: Types in words that other pages don't have: `any`, `map<string, integer>`.
        shallow_groups: A group among the parameters stands further left than one of the last
            object's fields would.
        fences: Some descriptions have a block of code in them.
        nbsp: Examples are indented with no-break spaces.
        underscore: Both halves call the method `_name`.
        promise: `Promise<…>` instead of `PROMISE<…>`.
        menu_namespace: A webhook's page is named after the menu.
    """

    facts: bool = False
    two_blanks: bool = False
    header: bool = False
    attributes: bool = False
    defaults: bool = False
    deprecated: bool = False
    unknown: bool = False
    units: bool = False
    operators: bool = False
    operators_last: bool = False
    wrappers: bool = False
    odd_words: bool = False
    shallow_groups: bool = False
    fences: bool = False
    nbsp: bool = False
    underscore: bool = False
    promise: bool = False
    menu_namespace: bool = False


OLD = Style()
TODAY = Style(facts=True, two_blanks=True)
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


def some(name: str, salt: str, one_of: int) -> bool:
    """Whether a name is among those that get something odd: always the same ones."""
    return Random(f"{salt}/{name}").randrange(one_of) == 0
