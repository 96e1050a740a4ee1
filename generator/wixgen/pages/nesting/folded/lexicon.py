"""The words of names and descriptions, with their weights: words that are rare in a resource weigh more."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import fsum, log

from wixgen.pages.parse.tree import Item

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_LINK = re.compile(r"\(http[^)]*\)|<[^>]*>")
_STOP = frozenset(
    [
        "a",
        "about",
        "also",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "can",
        "default",
        "example",
        "for",
        "format",
        "from",
        "had",
        "has",
        "have",
        "id",
        "if",
        "in",
        "is",
        "it",
        "its",
        "learn",
        "list",
        "max",
        "min",
        "more",
        "not",
        "note",
        "of",
        "on",
        "only",
        "or",
        "see",
        "that",
        "the",
        "this",
        "to",
        "used",
        "using",
        "was",
        "were",
        "when",
        "whether",
        "which",
        "will",
        "with",
        "you",
        "your",
        "guid",
    ]
)
READ = 160  # characters of a description
_UNKNOWN = 8.0
#: Words that say nothing of what an object is about.
GENERIC = frozenset(
    [
        "additional",
        "data",
        "date",
        "detail",
        "field",
        "id",
        "info",
        "information",
        "item",
        "list",
        "metadata",
        "name",
        "object",
        "option",
        "setting",
        "statu",
        "status",
        "type",
    ]
)
Words = frozenset[str]


@dataclass(frozen=True)
class Said:
    """What one item says."""

    name: Words
    description: Words
    all: Words
    weight: float
    opening: str  # the first two words of the description


class Lexicon:
    """Weighs words by how rare they are among the items of a resource."""

    def __init__(self, items: Iterable[Item]) -> None:
        texts = {(item.name, item.description[:READ]) for item in items}
        counts = Counter(
            word for name, text in texts for word in name_words(name) | text_words(text)
        )
        self._rarity = defaultdict(
            lambda: _UNKNOWN,
            {word: log((len(texts) + 2) / count) for word, count in counts.items()},
        )
        self._said: dict[tuple[str, str], Said] = {}

    def said(self, item: Item) -> Said:
        """Return the words of an item."""
        key = (item.name, item.description[:READ])
        found = self._said.get(key)
        if found is None:
            name, description = name_words(key[0]), text_words(key[1])
            both = name | description
            opening = " ".join(key[1].lower().split()[:2])
            found = Said(name, description, both, self.weight(both) or 1.0, opening)
            self._said[key] = found
        return found

    def weight(self, words: Iterable[str]) -> float:
        """Return how much words say; the same whatever their order."""
        return fsum(map(self._rarity.__getitem__, words))


@lru_cache(maxsize=50_000)
def name_words(name: str) -> Words:
    """`startDates` -> start, date."""
    return frozenset(_stem(word) for word in _WORD.findall(name))


def last_word(name: str) -> str:
    """Return the last of several words: `startDates` -> date."""
    words = _WORD.findall(name)
    return _stem(words[-1]) if len(words) > 1 else ""


def text_words(text: str) -> Words:
    """Return the words of a description that mean something."""
    words = (
        _stem(word)
        for word in _WORD.findall(_LINK.sub("", text)[:120])
        if len(word) > 2
    )
    return frozenset(words) - _STOP


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    word = word.lower()
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word
