"""What names say: which verb a method begins with, and of what it speaks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wixgen.package import names

Words = tuple[str, ...]

GETTING = frozenset({"get", "find", "retrieve", "fetch"})
CREATING = frozenset({"create", "add", "insert"})
UPDATING = frozenset({"update", "patch", "edit", "set", "replace"})
DELETING = frozenset({"delete", "remove"})
UPSERTING = frozenset({"upsert", "save"})
LISTING = frozenset({"list"})
QUERYING = frozenset({"query"})
SEARCHING = frozenset({"search"})
COUNTING = frozenset({"count"})
#: They answer what something would be, and change nothing.
TELLING = frozenset(
    {
        "aggregate", "calculate", "check", "collect", "download", "estimate", "evaluate", "generate",
        "is", "lookup", "predict", "prepare", "preview", "report", "resolve", "simulate", "validate", "verify",
    }
)  # fmt: skip

_VERSION = re.compile(r"v\d+")
_PARTICIPLES = {
    "begin": "begun",
    "freeze": "frozen",
    "hide": "hidden",
    "hold": "held",
    "pay": "paid",
    "send": "sent",
    "set": "set",
    "reset": "reset",
    "run": "run",
    "show": "shown",
    "withdraw": "withdrawn",
}


@dataclass(frozen=True)
class MethodName:
    """The parts of a method's name: `bulkUpdateProductsByFilter` -> bulk, update, (product), (by, filter)."""

    is_bulk: bool
    verb: str
    noun: Words
    rest: Words


def method_name(wire: str) -> MethodName:
    """Divide a method's name; a version at its end says nothing."""
    words = [word.lower() for word in names.words_of(wire)]
    is_bulk = words[:1] == ["bulk"]
    verb, *others = (words[1:] if is_bulk else words) or [""]
    if others and _VERSION.fullmatch(others[-1]):
        others.pop()
    end = others.index("by") if "by" in others else len(others)
    return MethodName(is_bulk, verb, singular(others[:end]), tuple(others[end:]))


def noun(wire: str) -> Words:
    """Return the words of a field's or a type's name in lower case, the last one in the singular."""
    return singular([word.lower() for word in names.words_of(wire)])


def singular(words: list[str]) -> Words:
    """Return words with the last one in the singular; what is no real word is the same for both."""
    if not words:
        return ()
    *first, last = words
    if last.endswith("ies") and len(last) > 4:
        last = f"{last[:-3]}y"
    elif re.search(r"(s|x|z|ch|sh)es$", last):
        last = last[:-2]
    elif last.endswith("s") and not last.endswith(("ss", "us", "is")):
        last = last[:-1]
    return (*first, last)


def ends_with(words: Words, end: Words) -> bool:
    """Return whether words end with others."""
    return words[len(words) - len(end) :] == end if len(end) <= len(words) else False


def participles(verb: str) -> frozenset[str]:
    """Return how a verb may stand for what is done: `cancel` -> `canceled`, `cancelled`."""
    if verb in _PARTICIPLES:
        return frozenset({_PARTICIPLES[verb]})
    if verb.endswith("e"):
        return frozenset({f"{verb}d"})
    if re.search("[^aeiou]y$", verb):
        return frozenset({f"{verb[:-1]}ied"})
    return frozenset({f"{verb}ed", f"{verb}{verb[-1:]}ed"})
