"""Small steps of merging: keys at their place, facts that a source covers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from wixgen.spec.limits import FLAGS, LIMITS
from wixgen.spec_text.scalars import clean, depth
from wixgen.spec_text.text_tree import Data, is_list, is_record

MAX_DEPTH = 40  # of example data; the loader reads 60 levels in all

#: Words of a `source:` that say which facts it is about; without any, it is about all of them.
_COVERED = {
    "type": r"formats?|types?|guid|int32|int64|datetime|decimal",
    **{limit.name: limit.measure.source_words for limit in LIMITS},
    "default": r"defaults?",
    **{flag.name: flag.source_words for flag in FLAGS if flag.source_words},
    "event_type": r"event[- ]types?",
    "enum": r"values?",
    "entity": r"entity",
    "modified_fields": r"modified[- _]?fields",
    "name": r"names?",
}


class Covered:
    """The keys that a declaration's `source:` covers."""

    def __init__(self, record: Data) -> None:
        source = str(record.get("source") or "").lower()
        self.is_given = bool(source)
        self.keys = {
            key
            for key, words in _COVERED.items()
            if re.search(rf"\b(?:{words})\b", source)
        }

    def __contains__(self, key: str) -> bool:
        return self.is_given and (not self.keys or key in self.keys)


def is_fixed(decl: Any) -> bool:
    """Whether a person has corrected a declaration."""
    return is_record(decl) and bool(decl.get("correction"))


def insert(record: Data, anchor: str | None, key: str, value: Any) -> None:
    """Add an entry after `anchor`, or at the beginning."""
    items = list(record.items())
    index = 0 if anchor is None else [name for name, _ in items].index(anchor) + 1
    items.insert(index, (key, value))
    record.clear()
    record.update(items)


def first_anchor(record: Data, names: Iterable[str]) -> str | None:
    """What new entries go after that stand on the page before all that is known: see `insert`.

    None is the place before the first known one; if there are none, the end.
    """
    known = list(record)
    here = [known.index(name) for name in names if name in record]
    if not here:
        return known[-1] if known else None
    return known[min(here) - 1] if min(here) else None


def add_to_list(known: list[Any], wanted: Iterable[Any]) -> None:
    """Add the texts that are missing, each after the one before it."""
    index = 0
    for one in wanted:
        if one in known:
            index = known.index(one) + 1
        else:
            known.insert(index if index else len(known), one)
            index = known.index(one) + 1


def merge_permissions(record: Data, shown: Data) -> None:
    """Add permissions; a scope that is there already may have a name by hand."""
    known: Data = record.get("permissions") or {}
    anchor: str | None = None
    for name, scope in shown.items():
        if name in known:
            known[name] = scope
            anchor = name
        elif same := [one for one in known if known[one] == scope and one not in shown]:
            anchor = same[0]
        else:
            last = list(known)[-1] if known else None
            insert(known, anchor or last, name, scope)
            anchor = name
    if known:
        record["permissions"] = known


def merge_errors(record: Data, shown: list[Data], describe: bool) -> None:
    """Add documented errors that are not there; fill in what is missing in the others."""
    known: list[Data] = record.get("errors") or []
    index = len(known)
    for error in shown:
        same = [one for one in known if _is_same_error(one, error)]
        if same:
            index = next(place for place, one in enumerate(known) if one is same[0]) + 1
        else:
            known.insert(index, {})
            same, index = [known[index]], index + 1
        for key, value in error.items():
            if key not in same[0] and (describe or key != "description"):
                same[0][key] = value
    if known:
        record["errors"] = known


def _is_same_error(known: Data, shown: Data) -> bool:
    if known.get("http") != shown.get("http"):
        return False
    if "code" in known or "code" in shown:
        return known.get("code") == shown.get("code")
    return known.get("status") in {None, shown.get("status")}


def merge_examples(record: Data, shown: list[Data], describe: bool) -> None:
    """Add examples that are not there; one that is there is a person's, and stays."""
    known: list[Data] = record.get("examples") or []
    index = len(known)
    for example in shown:
        if (
            depth(example.get("request")) > MAX_DEPTH
            or depth(example.get("response")) > MAX_DEPTH
        ):
            continue
        same = [one for one in known if _is_same_example(one, example)]
        if same:
            index = next(place for place, one in enumerate(known) if one is same[0]) + 1
            if "response" in example and "response" not in same[0]:
                same[0]["response"] = clean(example["response"])
            continue
        sentences = set[str]() if describe else {"title", "description"}
        known.insert(
            index, {key: clean(example[key]) for key in example if key not in sentences}
        )
        index += 1
    if known:
        record["examples"] = known


def _is_same_example(known: Data, shown: Data) -> bool:
    title = shown.get("title")
    if title and known.get("title") == title:
        return True
    return "request" in shown and _paths(known.get("request")) == _paths(
        shown["request"]
    )


def _paths(value: Any) -> Any:
    """What a body sets, whatever the values are."""
    if is_record(value):
        return {key: _paths(item) for key, item in value.items()}
    if is_list(value):
        return [_paths(item) for item in value]
    return None
