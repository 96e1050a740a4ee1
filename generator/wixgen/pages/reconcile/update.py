"""Documented resources -> spec files: new ones in house style, old ones changed where they must be.

What a person wrote stays as it is, byte for byte; what a page says and the spec doesn't is added at
the place where the page has it; what a page contradicts is changed, unless it is a correction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from wixgen.pages.reconcile.resource import merge
from wixgen.spec_text.block_edit import rewritten
from wixgen.spec_text.printer import clean, document
from wixgen.spec_text.text_tree import Data, UpdateError, same, tree_of

__all__ = ["UpdateError", "update"]

_BOM = "\ufeff"
_ROUNDS = 5


def update(
    existing: str | None,
    documented: Mapping[str, Any],
    *,
    descriptions: bool,
    common: Mapping[str, Any] | None = None,
) -> str:
    """The text of a spec file that says what `existing` says and what the pages document.

    `documented` is a resource in the spec language, holding what the pages of this run show;
    `common` is the data of common.yaml. Without `descriptions` no sentence is written. An
    `UpdateError` says that `existing` can't be read, or has no place for what is new.
    """
    shown = cast(Data, clean(documented))
    types: Mapping[str, Any] = (common or {}).get("types") or {}
    text = existing
    for _ in range(_ROUNDS):  # what was added may tell better which type is which
        before, text = text, _once(text, shown, types, describe=descriptions)
        if text == before:
            break
    return text or ""


def _once(
    existing: str | None, shown: Data, types: Mapping[str, Any], *, describe: bool
) -> str:
    if existing is None:
        spec: Data = {}
        merge(spec, shown, types, {}, describe=describe)
        return _checked(document(spec), spec)
    mark = _BOM if existing.startswith(_BOM) else ""
    tree = tree_of(existing.removeprefix(_BOM))
    moves = merge(tree.root.live, shown, types, tree.maps, describe=describe)
    if same(tree.root, tree.root.live):
        return existing
    return mark + _checked(rewritten(tree, moves), tree.root.live)


def _checked(text: str, data: Data) -> str:
    """`text`, after making sure that it says `data`: a spec is never spoilt in silence."""
    if not same(tree_of(text).root, data):
        raise UpdateError("the change can't be written into this file")
    return text
