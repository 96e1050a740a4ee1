"""Recognise methods with paging: the request asks for a page, the answer has items and paging metadata."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from wixgen.pages.transcribe.drafts import DraftField
from wixgen.pages.transcribe.merge import Types
from wixgen.spec.paging import paging_control

#: What metadata tells, by the style of paging; the better style first. A cursor is taken from there, and
#: an offset can be counted.
_TELL_PAGES = {"cursor": {"cursors"}, "offset": {"offset", "hasNext", "cursors"}}


def paging_of(
    parameters: Mapping[str, DraftField],
    returns: Mapping[str, DraftField],
    types: Types,
) -> dict[str, str] | None:
    """Return the value of the spec key `paging`; None if the method has no paging."""
    lists = [name for name, return_ in returns.items() if return_.is_list]
    has = partial(_has, parameters, types)
    for style, told in _TELL_PAGES.items() if lists else ():
        if paging_control(style, has) is None:
            continue
        paging = {"style": style, "items": lists[0]}
        for name, draft in returns.items():
            if told & types.inside(draft).keys():
                return {**paging, "metadata": name}
        if told & returns.keys() and len(lists) == 1:
            return paging  # the answer itself tells of other pages
    return None


def _has(fields: Mapping[str, DraftField], types: Types, path: str) -> bool:
    """Return whether a dotted path leads to a field, through no list."""
    *owners, name = path.split(".")
    for owner in owners:
        fields = types.inside(fields.get(owner))
    return name in fields
