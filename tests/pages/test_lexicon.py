"""Words of names and descriptions, and how much each of them says."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from wixgen.pages.lexicon import Lexicon, name_words, text_words
from wixgen.pages.lines import Line
from wixgen.pages.tree import Item

SAID = [
    ("width", "How wide the door is."),
    ("height", "How high the door is."),
    ("colour", "What the door looks like."),
    ("lockNumber", "Stamped on the lock."),
]
PRINTED = """
from pages.test_lexicon import SAID, item
from wixgen.pages.lexicon import Lexicon
lexicon = Lexicon(item(*one) for one in SAID)
print([lexicon.said(item(*one)).weight.hex() for one in SAID])
"""


def item(name: str, description: str) -> Item:
    """A field that says this."""
    line = Line(1, 1, f"- name: {name}")
    said = {"name": name, "type": "string", "description": description}
    return Item(path="p.md", lines=[line], marker="field", attributes={}, **said)


def weights(lexicon: Lexicon) -> list[float]:
    """What each of the fields weighs."""
    return [lexicon.said(item(*one)).weight for one in SAID]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("startDates", {"start", "date"}),
        ("URLOfDoor", {"url", "of", "door"}),
        ("line2Text", {"line", "2", "text"}),
        ("categories", {"category"}),
        ("class", {"class"}),
        ("_createdDate", {"created", "date"}),
        ("___", set()),
    ],
)
def test_a_name_is_its_words(name: str, words: set[str]) -> None:
    """Capitals and figures part them; one and many are the same word."""
    assert name_words(name) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The doors of a house.", {"door", "house"}),
        ("See [hinges](https://wix.com/squeak) there.", {"hinge", "there"}),
        ("A <b>bold</b> door", {"bold", "door"}),
        ("", set()),
    ],
)
def test_a_description_is_the_words_that_mean_something(
    text: str, words: set[str]
) -> None:
    """Small words say nothing, nor does where a link leads, nor what a tag is called."""
    assert text_words(text) == words


def test_rare_words_weigh_more() -> None:
    """A word that few fields say tells more of what belongs together."""
    lexicon = Lexicon(item(*one) for one in SAID)

    assert lexicon.weight({"stamped"}) > lexicon.weight({"wide", "door"}) / 2
    assert lexicon.weight({"lock"}) > lexicon.weight({"door"}) > 0
    assert lexicon.weight({"unheard"}) > lexicon.weight({"lock"})


def test_a_field_counts_once_however_often_it_is_printed() -> None:
    """Answers repeat what requests say; that makes no word more usual."""
    once = Lexicon(item(*one) for one in SAID)
    often = Lexicon(item(*one) for one in [*SAID, SAID[0], SAID[0]])

    assert weights(often) == weights(once)


def test_weights_do_not_depend_on_order() -> None:
    """Pages may be read in any order: sums are exact."""
    one = Lexicon(item(*one) for one in SAID)
    other = Lexicon(item(*one) for one in reversed(SAID))

    assert weights(other) == weights(one)
    words = ["wide", "door", "lock", "stamped", "high", "unheard"]
    assert one.weight(words) == one.weight(reversed(words))


def test_weights_do_not_depend_on_the_hash_seed() -> None:
    """Sets of words have another order in every process; what they weigh is the same."""
    told = {
        subprocess.run(
            [sys.executable, "-c", PRINTED],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": "tests"},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }

    assert len(told) == 1


def test_a_field_says_its_name_and_its_description() -> None:
    """Apart and together, and how the description begins."""
    said = Lexicon([]).said(item("lockNumber", "Stamped on the lock."))

    assert (said.name, said.description) == ({"lock", "number"}, {"stamped", "lock"})
    assert (said.all, said.opening) == ({"lock", "number", "stamped"}, "stamped on")
