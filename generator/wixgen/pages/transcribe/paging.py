"""Find methods whose results have pages.

The request of such a method says which page, and its response has the items and signs of other pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from wixgen.pages.transcribe.drafts import DraftField
from wixgen.pages.transcribe.merge import Types
from wixgen.spec.paging import paging_control

#: Fields of a response that are signs of other pages, by the style of paging; the better style first. The
#: next cursor is taken from them; an offset is counted, so any of them will do.
SIGNS_OF_PAGES = {"cursor": {"cursors"}, "offset": {"offset", "hasNext", "cursors"}}


def paging_of(
    parameters: Mapping[str, DraftField],
    returns: Mapping[str, DraftField],
    types: Types,
) -> dict[str, str] | None:
    """Return the paging of a method as a spec has it; None if its results have no pages.

    Args:
        parameters: The drafts of its parameters.
        returns: The drafts of the fields of its response.
        types: The types of the resource.
    """
    all_lists = [name for name, field in returns.items() if field.is_list]
    current = [name for name in all_lists if not returns[name].facts.get("deprecated")]
    lists = current or all_lists
    has = partial(_has, parameters, types)
    for style, signs in SIGNS_OF_PAGES.items() if lists else ():
        if paging_control(style, has) is None:
            continue
        paging = {"style": style, "items": lists[0]}
        for name, field in returns.items():
            if signs & types.inside(field).keys():
                return {**paging, "metadata": name}
        if signs & returns.keys() and len(lists) == 1:
            return paging  # the signs stand beside the items
    return None


def _has(fields: Mapping[str, DraftField], types: Types, path: str) -> bool:
    """Return whether a dotted path leads to a field, through no list."""
    *owners, name = path.split(".")
    for owner in owners:
        fields = types.inside(fields.get(owner))
    return name in fields
