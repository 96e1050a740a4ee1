"""Finds types that several specs declare alike: the same facts, and alike types in the same places."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from wixgen.diagnostics import COMMON_FILE
from wixgen.pages.spec_data import declared, section, unwrapped, wrapped
from wixgen.spec_text.text_tree import Data, is_record

COMMON = "common."
#: Keys of declarations that differ from person to person; what they say is no fact.
WORDS = ("description", "source")
#: The keys of what a declaration holds others in, and the key of which these may be the short form.
NESTED = {"fields": "type", "one_of": "type", "enum": "description"}

#: A type: the path of its spec, and its name there.
TypeKey = tuple[str, str]


@dataclass(frozen=True)
class Facts:
    """What a spec says of a type.

    Attributes:
        text: All facts, other types by their names.
        uses: The types that it refers to, in an order that is the same for the same text.
    """

    text: str
    uses: tuple[TypeKey, ...]


def long_form(decl: Any, short: str) -> Data:
    """Return a declaration as a record, given the key that stands for a record in short form."""
    if is_record(decl):
        return decl
    return {} if decl is None else {short: decl}


def facts_of(specs: Mapping[str, Data]) -> dict[TypeKey, Facts]:
    """Return the facts of all types of specs, given their data by path."""
    return {
        (path, name): _facts(path, decl, section(spec, "types"))
        for path, spec in specs.items()
        for name, decl in section(spec, "types").items()
    }


def _facts(path: str, decl: Data, local: Data) -> Facts:
    uses: list[TypeKey] = []

    def refer(expression: str) -> str:
        wrappers, name = unwrapped(expression)
        own = name.removeprefix(COMMON)
        if own != name:
            uses.append((COMMON_FILE, own))
        elif name in local:
            uses.append((path, name))
        return wrapped(wrappers, own)

    text = json.dumps(_without_words(decl, "", refer), sort_keys=True, default=str)
    return Facts(text, tuple(uses))


def _without_words(decl: Any, short: str, refer: Callable[[str], str]) -> Data:
    """Return a declaration in its long form without words; `refer` translates references to types."""
    record = long_form(decl, short)
    facts: Data = {}
    for key in sorted(record):
        if key in NESTED:
            inside: Data = record[key] or {}
            facts[key] = {
                name: _without_words(inside[name], NESTED[key], refer)
                for name in sorted(inside)
            }
        elif key == "type":
            facts[key] = refer(str(record[key]))
        elif key not in WORDS:
            facts[key] = record[key]
    return facts


def classes_of(
    facts: Mapping[TypeKey, Facts], apart: Set[TypeKey]
) -> dict[TypeKey, int]:
    """Divide types into classes of those that are alike, given those that are like none.

    At first, types of one name with one text are taken to be alike; those whose references lead to types
    that aren't are then told apart, until no class falls into parts any more.
    """
    signs: dict[TypeKey, object] = {
        key: (key if key in apart else key[1], known.text)
        for key, known in facts.items()
    }
    classes, count = _numbered(signs), 0
    while (known_classes := len({*classes.values()})) > count:
        count = known_classes
        classes = _numbered(
            {
                key: (classes[key], *(classes[used] for used in known.uses))
                for key, known in facts.items()
            }
        )
    return classes


def _numbered(signs: Mapping[TypeKey, object]) -> dict[TypeKey, int]:
    """Give equal signs one number."""
    numbers: dict[object, int] = {}
    return {key: numbers.setdefault(sign, len(numbers)) for key, sign in signs.items()}


def used_by_calls(spec: Data) -> Iterator[str]:
    """Yield the type expressions of a resource's methods and webhooks."""
    for method in section(spec, "methods").values():
        for key in ("parameters", "returns"):
            yield from expressions(method.get(key) or {})
    for webhook in section(spec, "webhooks").values():
        yield from (str(webhook[key]) for key in ("entity", "data") if webhook.get(key))


def expressions(fields: Data) -> Iterator[str]:
    """Yield the type expressions of fields, those in one-of groups too."""
    for decl in fields.values():
        if is_record(decl) and "one_of" in decl:
            yield from expressions(decl["one_of"] or {})
        else:
            yield str(declared(decl).get("type", ""))
