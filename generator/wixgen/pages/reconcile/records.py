"""Merges lists and small records, and knows what a person has decided about a declaration."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from wixgen.pages.spec_data import unwrapped
from wixgen.spec.limits import FLAGS, LIMITS, LIMITS_BY_NAME
from wixgen.spec_text.scalars import clean, depth
from wixgen.spec_text.text_tree import Data, is_list, is_record

#: The deepest example that is written: the loader reads 60 levels, and a spec has some around it.
MAX_DEPTH = 40

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
    "format": r"formats?",
    "attributes": r"attributes?",
    "deprecated": r"deprecated|deprecation",
    "query": r"quer(?:y|ies)|operators?|filters?|sort(?:ing)?",
    "title": r"titles?",
    "permissions": r"permissions?|scopes?",
    "required": r"required",
    "exactly_one": r"required|exactly[- _]one",
    "sdk": r"sdk",
    "paging": r"paging|pager",
    "errors": r"errors?",
}


class Covered:
    """The keys that a declaration's `source:` covers: a page doesn't overrule these.

    Where a source only adds to a spec (`adds_only`), it overrules nothing at all.
    """

    def __init__(self, record: Data, *, adds_only: bool = False) -> None:
        source = "" if adds_only else str(record.get("source") or "").lower()
        self.is_given = adds_only or bool(source)
        self.keys = {
            key
            for key, words in _COVERED.items()
            if source and re.search(rf"\b(?:{words})\b", source)
        }

    def __contains__(self, key: str) -> bool:
        return self.is_given and (not self.keys or key in self.keys)


def suits(expression: str, limit: str, bound: Any) -> bool:
    """Return whether a field of a type can have a limit: of a list, those of its items, too."""
    wrappers, inner = unwrapped(expression)
    kind = "" if "map" in wrappers else inner
    is_list = wrappers[:1] == ("list",)
    return LIMITS_BY_NAME[limit].accepts(kind, bound, is_list=is_list)


def adds_types(spec: Data, shown: Data) -> bool:
    """Return whether published types add to a spec what the pages of an import needn't print."""
    sources: list[object] = [] if shown.get("sources") else spec.get("sources") or []
    return any(str(source).startswith("@") for source in sources)


def is_fixed(decl: Any) -> bool:
    """Return whether a person has corrected a declaration: then no page changes it."""
    return is_record(decl) and bool(decl.get("correction"))


def insert(record: Data, anchor: str | None, key: str, value: Any) -> None:
    """Add an entry after `anchor`, or at the beginning."""
    if next(reversed(record), None) == anchor:
        record[key] = value
        return
    items = list(record.items())
    index = 0 if anchor is None else [name for name, _ in items].index(anchor) + 1
    items.insert(index, (key, value))
    record.clear()
    record.update(items)


def first_anchor(record: Data, names: Iterable[str]) -> str | None:
    """Return the entry after which to `insert` what stands on the page before all known `names`.

    That is the entry above the first known one, None if it comes first; the last entry if none is
    known.
    """
    known = list(record)
    places = {name: place for place, name in enumerate(known)}
    here = [places[name] for name in names if name in places]
    if not here:
        return known[-1] if known else None
    return known[min(here) - 1] if min(here) else None


def add_to_list(known: list[Any], wanted: Iterable[Any]) -> None:
    """Add the texts that are missing, each after the one before it."""
    index = 0
    for text in wanted:
        if text not in known:
            known.insert(index if index else len(known), text)
        index = known.index(text) + 1


def merge_permissions(record: Data, shown: Data, *, adds_only: bool = False) -> None:
    """Add permissions; a scope that is there already may have a name by hand."""
    known: Data = record.get("permissions") or {}
    anchor: str | None = None
    for name, scope in shown.items():
        if name in known:
            known[name] = known[name] if adds_only else scope
            anchor = name
        elif same := [own for own in known if known[own] == scope and own not in shown]:
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
        places = [place for place, own in enumerate(known) if is_same_error(own, error)]
        if places:
            index = places[0]
        else:
            known.insert(index, {})
        for key, value in error.items():
            if key not in known[index] and (describe or key != "description"):
                known[index][key] = value
        index += 1
    if known:
        record["errors"] = known


def is_same_error(known: Data, shown: Data) -> bool:
    """Return whether two declarations are of one error: by its code, else by its status."""
    statuses = known.get("http"), shown.get("http")
    if None in statuses:  # not every source knows it
        return "code" in known and known["code"] == shown.get("code")
    if statuses[0] != statuses[1]:
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
        places = [
            place for place, own in enumerate(known) if _is_same_example(own, example)
        ]
        if places:
            index = places[0]
            if "response" in example and "response" not in known[index]:
                known[index]["response"] = clean(example["response"])
        else:
            excluded = set[str]() if describe else {"title", "description"}
            kept = {key: clean(example[key]) for key in example if key not in excluded}
            known.insert(index, kept)
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
    """Return what a body sets, whatever the values are."""
    if is_record(value):
        return {key: _paths(item) for key, item in value.items()}
    if is_list(value):
        return [_paths(item) for item in value]
    return None
