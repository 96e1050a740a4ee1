"""Documented resources -> spec files: what exists is read, reconciled with the pages, printed.

What a person wrote stays: words, names, comments, corrections, the order of what has a name. What a
page says and the spec doesn't is added at the place where the page has it; what a page contradicts is
changed, unless it is a correction. What no page says any longer stays, too, or is removed if that is
wanted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

from wixgen.pages.reconcile.extent import Extent, Part
from wixgen.pages.reconcile.matching import Matching
from wixgen.pages.reconcile.order import put_in_order, sections_in_order
from wixgen.pages.reconcile.prune import prune
from wixgen.pages.reconcile.reach import users_of_types
from wixgen.pages.reconcile.records import adds_types, is_fixed
from wixgen.pages.reconcile.resource import merge
from wixgen.pages.spec_data import section
from wixgen.spec_text.formatter import checked
from wixgen.spec_text.reader import tree_of
from wixgen.spec_text.scalars import clean
from wixgen.spec_text.text_tree import (
    HEADER,
    Data,
    Moves,
    Tree,
    UpdateError,
    new_tree,
)

__all__ = [
    "Reconciled",
    "UpdateError",
    "reconcile",
    "united",
    "update",
    "with_name",
    "without",
]

_ROUNDS = 5  # two are usual: a second one finds nothing


@dataclass(frozen=True)
class Reconciled:
    """A spec that pages have been brought into.

    Attributes:
        text: The text of its file.
        matching: What in it is what on the pages.
        renamed: The new names of methods and webhooks, by section and old name.
    """

    text: str
    matching: Matching
    renamed: Mapping[Part, str]


def update(
    existing: str | None,
    documented: Mapping[str, Any],
    *,
    descriptions: bool,
    common: Mapping[str, Any] | None = None,
    extent: Extent | None = None,
) -> str:
    """Return the text of a spec file that says what `existing` says and what the pages document.

    See `reconcile` for the arguments.
    """
    return reconcile(
        existing, documented, descriptions=descriptions, common=common, extent=extent
    ).text


def reconcile(
    existing: str | None,
    documented: Mapping[str, Any],
    *,
    descriptions: bool,
    common: Mapping[str, Any] | None = None,
    extent: Extent | None = None,
    adds_only: bool = False,
    is_strict: bool = False,
) -> Reconciled:
    """Bring what pages document into a spec.

    Args:
        existing: The text of the spec; None if there is none yet.
        documented: A resource in the spec language, holding what the pages of this run show.
        descriptions: Whether sentences are written.
        common: The data of common.yaml.
        extent: How much the pages show; given, what they no longer say is removed.
        adds_only: Whether nothing that the spec says is changed.
        is_strict: Whether no common type stands for one that is shown otherwise; so it is where `extent`
            is given.

    Raises:
        UpdateError: `existing` can't be read, or has no place for what is new.
    """
    tree = new_tree() if existing is None else tree_of(existing)
    shown = cast(Data, clean(documented))
    types: Mapping[str, Any] = (common or {}).get("types") or {}
    moves = Moves()
    renamed: dict[Part, str] = {}
    is_strict |= extent is not None
    in_order = sections_in_order(tree.root.live) if existing is not None else []
    for _ in range(_ROUNDS):
        before = repr(tree.root.live)
        _merge(
            tree,
            shown,
            types,
            moves,
            descriptions,
            is_strict=is_strict,
            adds_only=adds_only,
        )
        if extent is not None and not adds_types(tree.root.live, shown):
            matching = Matching(tree.root.live, shown, types, is_strict=True)
            renamed |= prune(tree, matching, moves, extent)
        if repr(tree.root.live) == before:
            break
    put_in_order(tree.root.live, in_order)
    matching = Matching(tree.root.live, shown, types, is_strict=is_strict)
    return Reconciled(checked(tree, moves, existing), matching, renamed)


def _merge(
    tree: Tree,
    shown: Data,
    types: Mapping[str, Any],
    moves: Moves,
    descriptions: bool,
    *,
    is_strict: bool,
    adds_only: bool,
) -> None:
    """Merge until nothing changes: what was added may tell better which type is which."""
    for _ in range(_ROUNDS):
        before = repr(tree.root.live)
        matching = Matching(
            tree.root.live, shown, types, is_strict=is_strict, adds_only=adds_only
        )
        merge(tree, matching, moves, describe=descriptions, adds_only=adds_only)
        if repr(tree.root.live) == before:
            break


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
    for name, webhook in section(spec, "webhooks").items():
        handler = webhook.get("handler") or f"on{name[:1].upper()}{name[1:]}"
        if handler in event_types and not webhook.get("event_type"):
            webhook["event_type"] = event_types[handler]
    return checked(tree, Moves(), text)


def without(text: str, gone: Collection[Part]) -> str:
    """Return the text of a spec without methods or webhooks, and without the types that only they led to.

    What a person has corrected or explained stays. An `UpdateError` says that `text` can't be read.

    Args:
        text: The spec.
        gone: The methods and webhooks, by section and name.
    """
    tree = tree_of(text)
    spec = tree.root.live
    before = users_of_types(spec)
    for key, name in gone:
        known = section(spec, key)
        if name in known and not _is_explained(known[name]):
            del known[name]
            if not known:
                del spec[key]
    types = section(spec, "types")
    for name, users in users_of_types(spec).items():
        if before[name] and not users and not _is_explained(types[name]):
            del types[name]
    if not types:
        spec.pop("types", None)
    return checked(tree, Moves(), text)


def _is_explained(decl: Data) -> bool:
    """Return whether a person has said where a declaration is known from, or corrected it."""
    return bool(decl.get("source")) or is_fixed(decl)


def united(text: str, part: str, common: Mapping[str, Any] | None) -> str | None:
    """Return the text of a spec with all that another one says about the same resource.

    None if something of it would be lost: comments, or what a person alone can have written.
    """
    tree = tree_of(part)
    if set(tree.comments()) - {HEADER}:
        return None
    data = cast(Data, clean(tree.root.live))
    menu = data.pop("docs", "")
    for name in ("methods", "webhooks"):
        for entry in section(data, name).values():
            page = str(entry.get("docs") or "")
            if page and "://" not in page:
                entry["docs"] = f"{menu}/{page}"
    made = update(text, data, descriptions=True, common=common)
    whole = tree_of(made).root.live
    for name in ("methods", "webhooks"):
        for key, entry in section(data, name).items():
            if not entry.keys() <= section(whole, name).get(key, Data()).keys():
                return None
    return made if _words(data) <= _words(whole) else None


def _words(value: Any) -> set[str]:
    """Return all keys that a spec has, at any depth."""
    if isinstance(value, dict):
        members = cast(dict[str, Any], value)
        words = {word for item in members.values() for word in _words(item)}
        return {*members, *words}
    if isinstance(value, list):
        return {word for item in cast(list[object], value) for word in _words(item)}
    return set()
