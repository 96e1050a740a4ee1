"""Words of names and descriptions, and how much each of them says."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from wixgen.pages.nesting.folded.lexicon import Lexicon, name_words, text_words
from wixgen.pages.parse.lines import Line
from wixgen.pages.parse.tree import Item

WORDS = ["stair", "rail", "tread", "riser", "landing", "newel", "carpet", "runner"]
#: Each word is rarer than the one before it.
STEPS = [(f"step{n}", " ".join(WORDS[:n])) for n in range(1, len(WORDS) + 1)]
PRINTED = """
from pages.nesting.folded.test_lexicon import STEPS, item
from wixgen.pages.nesting.folded.lexicon import Lexicon
lexicon = Lexicon(item(*one) for one in STEPS)
print([lexicon.said(item(*one)).weight.hex() for one in STEPS])
"""


def item(name: str, description: str) -> Item:
    """A field that says this."""
    line = Line(1, 1, f"- name: {name}")
    said = {"name": name, "type": "string", "description": description}
    return Item(path="p.md", lines=[line], marker="field", attributes={}, **said)


def weights(lexicon: Lexicon) -> list[float]:
    """What each of the steps weighs."""
    return [lexicon.said(item(*one)).weight for one in STEPS]


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
    lexicon = Lexicon(item(*one) for one in STEPS)
    rising = [lexicon.weight({word}) for word in [*WORDS, "unheard"]]

    assert rising == sorted(set(rising))
    assert rising[0] > 0


def test_a_field_counts_once_however_often_it_is_printed() -> None:
    """Answers repeat what requests say; that makes no word more usual."""
    once = Lexicon(item(*one) for one in STEPS)
    often = Lexicon(item(*one) for one in [*STEPS, STEPS[0], STEPS[0]])

    assert weights(often) == weights(once)


def test_weights_do_not_depend_on_order() -> None:
    """Pages may be read in any order: sums are exact."""
    one = Lexicon(item(*one) for one in STEPS)
    other = Lexicon(item(*one) for one in reversed(STEPS))

    assert weights(other) == weights(one)
    assert one.weight(WORDS) == one.weight(reversed(WORDS))


def test_weights_do_not_depend_on_the_hash_seed() -> None:
    """Sets of words have another order in every process; what they weigh is the same."""
    told = {
        subprocess.run(
            [sys.executable, "-c", PRINTED],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
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
