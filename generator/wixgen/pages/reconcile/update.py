"""Documented resources -> spec files: what exists is read, reconciled with the pages, printed.

What a person wrote stays: words, names, comments, corrections, the order of what has a name. What a
page says and the spec doesn't is added at the place where the page has it; what a page contradicts is
changed, unless it is a correction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from wixgen.pages.reconcile.order import put_in_order, sections_in_order
from wixgen.pages.reconcile.resource import merge
from wixgen.spec_text.formatter import checked
from wixgen.spec_text.reader import tree_of
from wixgen.spec_text.scalars import clean
from wixgen.spec_text.text_tree import Data, Moves, UpdateError, new_tree

__all__ = ["UpdateError", "update", "with_name"]

_ROUNDS = 5  # two are usual: a second one finds nothing


def update(
    existing: str | None,
    documented: Mapping[str, Any],
    *,
    descriptions: bool,
    common: Mapping[str, Any] | None = None,
) -> str:
    """Return the text of a spec file that says what `existing` says and what the pages document.

    `documented` is a resource in the spec language, holding what the pages of this run show;
    `common` is the data of common.yaml. Without `descriptions` no sentence is written. An
    `UpdateError` says that `existing` can't be read, or has no place for what is new.
    """
    tree = new_tree() if existing is None else tree_of(existing)
    shown = cast(Data, clean(documented))
    types: Mapping[str, Any] = (common or {}).get("types") or {}
    moves = Moves()
    in_order = sections_in_order(tree.root.live) if existing is not None else []
    for _ in range(_ROUNDS):  # what was added may tell better which type is which
        before = repr(tree.root.live)
        merge(tree, shown, types, moves, describe=descriptions)
        if repr(tree.root.live) == before:
            break
    put_in_order(tree.root.live, in_order)
    return checked(tree, moves, existing)


def with_name(
    text: str, package: str, module: str, event_types: Mapping[str, str]
) -> str:
    """Return the text of a spec under another package and module.

    Event types are known by resource: webhooks without one get it by their handlers, of which
    `event_types` has those of the new name. An `UpdateError` says that `text` can't be read.
    """
    tree = tree_of(text)
    spec = tree.root.live
    spec["package"], spec["module"] = package, module
    for name, webhook in (spec.get("webhooks") or {}).items():
        handler = webhook.get("handler") or f"on{name[:1].upper()}{name[1:]}"
        if handler in event_types and not webhook.get("event_type"):
            webhook["event_type"] = event_types[handler]
    return checked(tree, Moves(), text)
