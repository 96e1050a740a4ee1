"""What a call asks for: filter, sort orders, text to search for, and which page; wherever its method has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from wixapi._http.request import lookup
from wixapi._local.calls import Call
from wixapi._local.queries.refusals import refused
from wixapi._local.wire import as_list, as_object

_ALL = 2**31
"""More items than there can be."""
LIMIT = 50
"""Items of a page where nothing is said."""
_SORTS = ("sort", "sorting")
_PAGES = ("cursorPaging", "paging")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page is wanted."""

    style: Literal["cursor", "offset", ""]
    """Empty: nothing is said of it."""
    limit: int | None = None
    offset: int = 0
    cursor: str = ""
    path: str = ""
    """Where the request says so."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a call asks for."""

    wanted: Wanted
    filter: Any = None
    filter_path: str = "filter"
    sort: Any = None
    sort_path: str = "sort"
    text: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """`{"expression", "mode", "fields"}`; empty: nothing is searched for."""
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """A filter made of parameters that are fields of the entity."""
    aggregations: Sequence[Mapping[str, Any]] = ()
    """What is to be summarized of all that is found."""
    is_new: bool = False
    """Whether a filter or a sort order is there by its own name: beside a cursor, neither may be."""


def asked(call: Call) -> Asked:
    """Return what a call asks for.

    Raises:
        Refusal: what it says can't be understood.
    """
    paging = call.operation.paging
    control = "" if paging is None else paging.control
    name = call.method.query or control.rpartition(".")[0]
    inner = lookup(call.arguments, name) if name else None
    outer: Mapping[str, Any] = call.arguments
    owner: Mapping[str, Any] = {} if name else outer
    if isinstance(inner, dict):
        owner = cast("Mapping[str, Any]", inner)
    start = f"{name}." if name else ""
    has_own = "filter" in owner or "filter" not in outer
    sort = next((one for one in _SORTS if owner.get(one)), "sort")
    return Asked(
        wanted=_wanted(owner, start),
        filter=(owner if has_own else outer).get("filter"),
        filter_path=f"{start}filter" if has_own else "filter",
        sort=owner.get(sort),
        sort_path=f"{start}{sort}",
        text=_text(owner, outer),
        parameters=_parameters(call),
        aggregations=[as_object(one) for one in as_list(owner.get("aggregations"))],
        is_new=bool(owner.get("filter") or owner.get("sort")),
    )


def _text(*places: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the text that is searched for, from the first place that has one."""
    for place in places:
        for value in (place.get("search"), place.get("searchDetails"), place):
            if isinstance(value, str) and value:
                return {"expression": value}
            if isinstance(value, Mapping):
                details = cast("Mapping[str, Any]", value)
                if details.get("expression"):
                    return details
    return {}


def _parameters(call: Call) -> dict[str, Any]:
    """Return the filter of the parameters that are about fields of the entity."""
    found: dict[str, Any] = {}
    for name, about in call.method.conditions.items():
        value = lookup(call.arguments, name)
        if value not in (None, []):
            found[about] = {"$in": value} if isinstance(value, list) else value
    return found


def _wanted(owner: Mapping[str, Any], start: str) -> Wanted:
    """Return which page is wanted."""
    for name in _PAGES:
        value = owner.get(name)
        if isinstance(value, dict):
            return _page(cast("Mapping[str, Any]", value), f"{start}{name}", name)
    if owner.keys().isdisjoint({"limit", "offset", "cursor"}):
        return Wanted("")
    return _page(owner, start.removesuffix("."), "")


def _page(control: Mapping[str, Any], path: str, name: str) -> Wanted:
    """Return which page an object wants."""
    cursor = control.get("cursor") or ""
    if not isinstance(cursor, str):
        raise refused(f"{path}.cursor", "TYPE", "must be text")
    limit = _number(control, "limit", path)
    offset = _number(control, "offset", path)
    by_cursor = cursor or name == "cursorPaging"
    style: Literal["cursor", "offset", ""]
    style = "cursor" if by_cursor else "offset" if offset is not None else ""
    return Wanted(style, limit, offset or 0, cursor, path)


def _number(control: Mapping[str, Any], name: str, path: str) -> int | None:
    """Return a number of items; None: it isn't said."""
    value = control.get(name)
    if value is None:
        return None
    if isinstance(value, str) and value.isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        where = f"{path}.{name}".removeprefix(".")
        raise refused(where, "MIN", "must be a whole number of items, 0 or more")
    return min(value, _ALL)
