"""How much the pages of an import show: only then what they don't say is said no longer."""

from __future__ import annotations

from dataclasses import dataclass

#: A part of what pages document: its section (`types`, `methods`, `webhooks`), and its name on the pages.
Part = tuple[str, str]


@dataclass(frozen=True)
class Extent:
    """How much the pages of an import show.

    Attributes:
        whole: The types of which a page shows all fields; others are shown in requests alone, which
            leave out what is read-only.
        marked: The parts shown by pages that print marks of today's form; older ones print no formats,
            and not what is read-only or immutable.
        doubtful: The parts shown by pages of which the structure is a guess.
        with_sdk: The methods whose page has an SDK half.
        with_payload: The webhooks whose page shows a payload, of whatever type.
        is_all: Whether everything is shown that there is to say, which no page does.
    """

    whole: frozenset[str] = frozenset()
    marked: frozenset[Part] = frozenset()
    doubtful: frozenset[Part] = frozenset()
    with_sdk: frozenset[str] = frozenset()
    with_payload: frozenset[str] = frozenset()
    is_all: bool = False
