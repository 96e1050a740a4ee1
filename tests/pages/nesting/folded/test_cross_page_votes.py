"""What other places of the same pages say of where an entry belongs and where an object ends."""

from __future__ import annotations

from functools import cache

import pytest

from pages.nesting.folded.test_lexicon import item
from pages.small import vocabulary
from wixgen.pages.nesting.evidence import PathEvidence, TypeTable, Why
from wixgen.pages.nesting.folded.lexicon import Lexicon
from wixgen.pages.nesting.folded.object_state import Contents, Opening
from wixgen.pages.nesting.open_objects import OpenObject
from wixgen.pages.nesting.scoring import (
    KNOWN,
    CrossPageVotes,
    EvidenceScorer,
    ResolutionContext,
)

WIDTH = item("width", "In centimetres.")


def read(*probabilities: float) -> CrossPageVotes:
    """After a round in which a door had a width with these probabilities."""
    elsewhere = CrossPageVotes()
    for one in probabilities:
        elsewhere.add("Door", WIDTH, one)
    elsewhere.turn()
    return elsewhere


def printed(*objects: list[str]) -> CrossPageVotes:
    """After a round in which answers had doors with these fields."""
    elsewhere = CrossPageVotes()
    for fields in objects:
        elsewhere.add_object("Door", fields)
    elsewhere.turn()
    return elsewhere


def test_a_round_asks_what_the_one_before_it_found() -> None:
    """Never what it finds itself: results don't depend on the order of pages."""
    elsewhere = CrossPageVotes()
    elsewhere.add("Door", WIDTH, 1.0)

    assert (elsewhere.has_found, elsewhere.belongs("Door", WIDTH)) == (True, 0.0)
    elsewhere.turn()
    assert (elsewhere.has_found, elsewhere.belongs("Door", WIDTH) > 0) == (False, True)
    elsewhere.turn()
    assert elsewhere.belongs("Door", WIDTH) == 0.0


def test_an_entry_belongs_where_it_was_likely() -> None:
    """The mean of all places counts: more than half speaks for it, less against it."""
    assert read(0.9, 0.7).belongs("Door", WIDTH) > read(0.6).belongs("Door", WIDTH) > 0
    assert read(0.1).belongs("Door", WIDTH) < 0
    assert read(0.2, 0.8).belongs("Door", WIDTH) == pytest.approx(0.0)


def test_what_others_say_is_bounded() -> None:
    """However sure and many they are, a type that is known for certain weighs more."""
    sure, never = read(*[1.0] * 20), read(*[0.0] * 20)

    assert sure.belongs("Door", WIDTH) == -never.belongs("Door", WIDTH) < KNOWN
    assert sure.belongs("Door", WIDTH) == read(1.0).belongs("Door", WIDTH)


def test_the_same_entry_says_the_same() -> None:
    """Type, name and description tell which one it is."""
    others = [("Gate", WIDTH), ("Door", item("width", "In inches."))]

    assert [read(1.0).belongs(*one) for one in others] == [0.0, 0.0]


@pytest.mark.parametrize(
    ("shown", "of_all", "speaks_for_it"),
    [(10, 10, True), (5, 10, True), (4, 10, False), (0, 10, False)],
)
def test_most_objects_of_a_type_tell_its_fields(
    shown: int, of_all: int, speaks_for_it: bool
) -> None:
    """A field that at least half of them show is one; one that fewer show is a mistake."""
    elsewhere = printed(*[["width"]] * shown, *[["lock"]] * (of_all - shown))

    assert (elsewhere.usual("Door", "width") > 0) is speaks_for_it
    assert elsewhere.usual("Door", "unheardOf") < 0


def test_one_object_tells_nothing() -> None:
    """It may be wrong; and nothing is known of types that no answer showed."""
    assert printed(["width"]).usual("Door", "width") == 0.0
    assert printed(*[["width"]] * 10).usual("Gate", "width") == 0.0


@pytest.mark.parametrize(
    ("ended_in_request", "asks_in_request", "is_end"),
    [
        (False, False, True),
        (False, True, True),
        (True, True, True),
        (True, False, False),
    ],
)
def test_an_object_ends_where_it_ended_elsewhere(
    ended_in_request: bool, asks_in_request: bool, is_end: bool
) -> None:
    """An answer shows all fields, a request leaves the last ones out: it says nothing of answers."""
    elsewhere = CrossPageVotes()
    elsewhere.add_end("Door", "lock", in_request=ended_in_request)
    elsewhere.turn()

    assert elsewhere.is_end("Door", "lock", in_request=asks_in_request) is is_end
    assert not elsewhere.is_end("Door", "width", in_request=asks_in_request)


def test_a_field_that_an_object_has_is_not_missing_from_it() -> None:
    """That a type is known to have a field says nothing of a second one of that name."""
    knowledge = TypeTable()
    knowledge.learn("Door", ["width"])
    contents = Contents(cache(lambda: Lexicon([WIDTH])), vocabulary())
    scale = EvidenceScorer(
        ResolutionContext(knowledge, contents, CrossPageVotes(), {}),
        PathEvidence(),
        in_request=False,
        marks_required=False,
    )
    before = contents.opened(Opening("Door"), is_folded=True)
    after = before.with_field(contents.thing(WIDTH, opens=False), in_group=False)
    said = [
        scale.evident(OpenObject(None, 0, ("door",), "Door", content), WIDTH)[Why.TYPE]
        for content in (before, after)
    ]

    assert [KNOWN, 0.0] == said
