"""Takes corrections out of a spec: what an import would make of it if nobody had explained anything."""

from __future__ import annotations

from wixgen.spec_text.printer import printed
from wixgen.spec_text.reader import tree_of
from wixgen.spec_text.text_tree import Data, Moves, UpdateError, is_record

#: The keys of a spec below which stand names.
_OF_NAMES = {
    "types",
    "methods",
    "webhooks",
    "fields",
    "one_of",
    "parameters",
    "returns",
    "enum",
    "errors",
    "permissions",
}


def without_corrections(spec: bytes) -> bytes | None:
    """Return a spec without its corrections; None if it has none, or can't be read."""
    try:
        tree = tree_of(spec.decode())
    except (UnicodeDecodeError, UpdateError):
        return None
    is_changed = _drop(tree.root.live)
    return printed(tree, Moves()).encode() if is_changed else None


def _drop(part: Data, *, has_names: bool = False) -> bool:
    """Remove corrections; in a mapping of names, `correction` is a name. Return whether there were any."""
    is_changed = not has_names and part.pop("correction", None) is not None
    for key, value in part.items():
        if is_record(value):
            is_of_names = not has_names and key in _OF_NAMES
            is_changed |= _drop(value, has_names=is_of_names)
    return is_changed
