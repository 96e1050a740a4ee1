"""Translate names of pages: fields that the SDK half renames, names of types from words and fields."""

from __future__ import annotations

import re

RENAMES = {"_id": "id", "_createdDate": "createdDate", "_updatedDate": "updatedDate"}

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_]")
_MAX_NAME = 100  # half of what a spec allows, as the name may get a prefix


def rest_name(name: str) -> str:
    """Return the REST half's name of a field that the SDK half may have renamed."""
    return RENAMES.get(name, name)


def plain_name(word: str) -> str:
    """Return a word as the name of a type: letters, digits and `_`, with a letter first; may be empty."""
    return _NOT_IN_NAMES.sub("", word)[:_MAX_NAME].lstrip("_0123456789")


def derived_name(name: str, *, is_list: bool) -> str:
    """Return a type's name made from its field's: `tickets` -> `Ticket` if it is a list."""
    name = plain_name(rest_name(name))
    if is_list and name.endswith("ies"):
        name = name[:-3] + "y"
    elif is_list and name.endswith("s") and not name.endswith("ss"):
        name = name[:-1]
    return name[:1].upper() + name[1:] or "Unnamed"


def is_type_name(word: str) -> bool:
    """Return whether a page's word for a type is a name: `Status`, `_String`, but not `Date`."""
    return word.lstrip("_")[:1].isupper() and word != "Date"
