"""Random edits of a resource: together they give every rule of `wixgen diff`."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from random import Random

from support.oracle import (
    edits_of_calls,
    edits_of_events,
    edits_of_members,
    edits_of_types,
)
from support.oracle.editor import KINDS, Editor, Unfit
from support.oracle.specs import Specs
from support.oracle.states import state_of

__all__ = [
    "KINDS",
    "edits_of_calls",
    "edits_of_events",
    "edits_of_members",
    "edits_of_types",
    "random_edits",
]
_ATTEMPTS = 30


def random_edits(
    bases: list[Specs], count: int, seed: str
) -> Iterator[tuple[int, str, Specs]]:
    """Edits that leave specs right: the number of the specs, the kinds of edit, the edited specs.

    Each kind comes in turn; where none of the specs has anything of its kind, the next one does.
    """
    order = sorted(KINDS)
    Random(seed).shuffle(order)
    number = 0
    for turn in itertools.count():
        for attempt in range(_ATTEMPTS):
            rng = Random(f"{seed}/{turn}/{attempt}")
            # the first specs have everything
            base = rng.randrange(len(bases)) if rng.random() < 0.5 else 0
            try:
                edits, specs = edited(bases[base], rng, order[turn % len(order)])
            except Unfit:
                continue
            if state_of(specs, "tried") is not None:
                yield base, edits, specs
                number += 1
                break
        if number == count:
            return


def edited(specs: Specs, rng: Random, kind: str) -> tuple[str, Specs]:
    """Specs with one random edit of that kind, sometimes with another one; and the kinds of both."""
    others = [rng.choice(sorted(KINDS))] if rng.random() < 0.15 else []
    editor = Editor(specs, rng)
    for name in (kind, *others):
        KINDS[name](editor)
    return " + ".join([kind, *others]), editor.specs
