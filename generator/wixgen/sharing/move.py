"""Moves types from the specs of resources to common.yaml; comments and words go along."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from wixgen.diagnostics import COMMON_FILE
from wixgen.pages.spec_data import section, unwrapped, wrapped
from wixgen.sharing.alike import COMMON, NESTED, WORDS, TypeKey, long_form
from wixgen.sharing.proposal import SharedType
from wixgen.spec_text.formatter import checked
from wixgen.spec_text.reader import tree_of
from wixgen.spec_text.text_tree import Collection, Data, Moves, Tree, is_record

_NEW_COMMON = "# yaml-language-server: $schema=./resource.schema.json\ntypes: {}\n"


def moved(texts: Mapping[str, str], shared: Sequence[SharedType]) -> dict[str, str]:
    """Return the texts of the specs that change when types move, that of common.yaml first.

    Args:
        texts: The texts of specs by path; common.yaml need not be among them.
        shared: The types to move, as `shared_types` found them.

    Raises:
        UpdateError: a spec can't be read.
    """
    if not shared:
        return {}
    paths = {path for one in shared for path, _ in one.members}
    trees = {path: tree_of(texts[path]) for path in sorted(paths)}
    before = texts.get(COMMON_FILE)
    common = tree_of(before or _NEW_COMMON, with_nodes=True)
    for one in shared:
        _move(one, trees, common)
    gone: dict[str, set[str]] = {}
    for path, name in (key for one in shared for key in one.members):
        gone.setdefault(path, set()).add(name)
    for path, tree in trees.items():
        _drop(tree.root.live, gone[path])
    return {
        COMMON_FILE: checked(common, Moves(), before),
        **{path: checked(tree, Moves(), texts[path]) for path, tree in trees.items()},
    }


def _move(shared: SharedType, trees: Mapping[str, Tree], common: Tree) -> None:
    """Bring one type into common.yaml, with the longest words that any declaration has."""
    declarations = {
        key: section(trees[key[0]].root.live, "types")[key[1]] for key in shared.members
    }
    types: Data = common.root.live["types"]
    if shared.is_common:
        home = None
        decl: Data = types[shared.name]
    else:
        home = _home(shared.members, trees)
        decl = types[shared.name] = declarations[home]
        _hand_over(shared.name, trees[home[0]], common)
    others = [other for key, other in declarations.items() if key != home]
    _take_words(decl, others, "", keep=shared.is_common)
    _rename(decl.get("fields") or {}, lambda name: name.removeprefix(COMMON))


def _home(members: Iterable[TypeKey], trees: Mapping[str, Tree]) -> TypeKey:
    """Return the declaration that moves as a whole: the one with most comments, else the first."""
    return max(members, key=lambda key: _comments(key[1], trees[key[0]]))


def _comments(name: str, tree: Tree) -> int:
    node = tree.maps.get(id(tree.root.live["types"]))
    return sum(1 for _ in node.entries[name].comments()) if node else 0


def _hand_over(name: str, source: Tree, target: Tree) -> None:
    """Move the comments of a type to another spec."""
    node = source.maps.get(id(source.root.live["types"]))
    if node is None:
        return
    entry = node.entries.pop(name)
    owner = target.maps[id(target.root.live["types"])]
    owner.entries[name] = entry
    around: Collection | None = owner if any(entry.comments()) else None
    while around is not None:
        around.is_commented = True
        around = around.parent


def _take_words(decl: Any, others: Sequence[Any], short: str, *, keep: bool) -> Any:
    """Give a declaration the longest words that it or another one has; return it in its shortest form.

    Args:
        decl: The declaration; a record is changed in place.
        others: Other declarations of the same.
        short: The key that stands for the whole in short form.
        keep: Whether words that are there stay, even if others are longer.
    """
    record, records = long_form(decl, short), [long_form(one, short) for one in others]
    for key in WORDS:
        known = str(record.get(key) or "")
        longest = max([known, *(str(one.get(key) or "") for one in records)], key=len)
        if longest and not (known and keep):
            record[key] = longest
    for key, inner in NESTED.items():
        inside: Data = record.get(key) or {}
        for name in inside:
            same = [one[key][name] for one in records]
            inside[name] = _take_words(inside[name], same, inner, keep=keep)
    if is_record(decl):
        return decl
    return record if record.keys() - {short} else record.get(short)


def _drop(spec: Data, gone: set[str]) -> None:
    """Remove types from a resource, and refer to those of common.yaml instead."""

    def renamed(name: str) -> str:
        return COMMON + name if name in gone else name

    types: Data = spec["types"]
    for name in gone:
        del types[name]
    for decl in types.values():
        _rename(decl.get("fields") or {}, renamed)
    if not types:
        del spec["types"]
    for method in section(spec, "methods").values():
        for key in ("parameters", "returns"):
            _rename(method.get(key) or {}, renamed)
    for webhook in section(spec, "webhooks").values():
        for key in ("entity", "data"):
            if webhook.get(key):
                webhook[key] = _translated(str(webhook[key]), renamed)


def _rename(fields: Data, renamed: Callable[[str], str]) -> None:
    """Rename the types that fields refer to."""
    for name, decl in fields.items():
        if not is_record(decl):
            fields[name] = _translated(str(decl), renamed)
        elif "one_of" in decl:
            _rename(decl["one_of"] or {}, renamed)
        else:
            decl["type"] = _translated(str(decl["type"]), renamed)


def _translated(expression: str, renamed: Callable[[str], str]) -> str:
    wrappers, name = unwrapped(expression)
    return wrapped(wrappers, renamed(name))
