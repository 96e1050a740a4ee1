"""Pages of results: what an answer says of its items, and of the pages before and after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

if TYPE_CHECKING:
    import httpx2

    from wixapi._http.operation import Operation, Paging

T = TypeVar("T")

_TOTALS = ("total", "total_results", "totalResults", "total_count", "totalCount")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a result."""

    items: list[T]
    has_next: bool
    """True if the answer says that there is another page."""
    next_cursor: str | None
    """The cursor of the next page; None without one, and where pages go by offset."""
    response: Any
    """The whole answer: the method's response model."""
    total: int | None = None
    """How many items there are on all pages; None where the answer doesn't tell."""
    seen: int = 0
    """How many items came so far, with this page's: since the iteration began."""


def page_handed_back(operation: Operation[T], response: httpx2.Response) -> Page[T]:
    """Return the page that a 2xx answer holds; raises `ApiError` if that can't be had from it."""
    if operation.response is None:
        raise TypeError(f"{operation.name} has no answer to find pages in")
    from wixapi._http.response import read_answer

    return page_of(operation.pages, read_answer(operation.response, response))


def page_of(paging: Paging, response: Any) -> Page[Any]:
    """Return the page that a response model holds."""
    items = getattr(response, paging.items, None)
    metadata = metadata_of(response, paging)
    next_cursor = _cursor(metadata)
    has_next = member(metadata, "has_next", "hasNext")
    if isinstance(has_next, bool):
        more = has_next
    else:
        more = paging.style == "offset" or next_cursor is not None
    found = cast("list[object]", items) if isinstance(items, list) else []
    total = _total(metadata, response)
    return Page(found, more, next_cursor, response, total, len(found))


def metadata_of(response: Any, paging: Paging) -> Any:
    """Return what tells of other pages."""
    return getattr(response, paging.metadata, None) if paging.metadata else response


def member(value: Any, *names: str) -> Any:
    """A member of metadata, which may be a model, a dict, or nothing; by any of its names."""
    for name in names:
        found = (
            cast("Mapping[str, Any]", value).get(name)
            if isinstance(value, Mapping)
            else getattr(value, name, None)
        )
        if found is not None:
            return found
    return None


def doubt(page: Page[Any], paging: Paging, limit: object) -> str | None:
    """Return why there may be pages after one that is taken for the last, None for no reason.

    Args:
        page: the page, of a method whose pages have cursors.
        paging: where the method's answers should tell of other pages.
        limit: how many items were asked for, if that was said.
    """
    name = paging.metadata or "metadata"
    metadata = metadata_of(page.response, paging)
    if page.next_cursor is None and page.has_next:
        return f"{name} says that there are more pages, but has no cursor"
    if isinstance(member(metadata, "has_next", "hasNext"), bool):
        return None
    if stray := _path_to_more(_members(page.response, but=paging.items), 3):
        return f"the answer tells of more pages in {stray}, not in {name} as documented"
    is_full = not isinstance(limit, int) or len(page.items) >= limit
    if page.items and is_full and not _is_object(metadata):
        return f"the answer has no {name}"
    return _items_elsewhere(page.response, paging)


def _items_elsewhere(response: Any, paging: Paging) -> str | None:
    """Return what to say where the items aren't where they should be, but an unknown list is there."""
    if getattr(response, paging.items, None) is not None:
        return None
    unknown: dict[str, Any] = response.model_extra or {}
    for name, value in unknown.items():
        if value and isinstance(value, list):
            return f"the answer has no {paging.items}, but {name}"
    return None


def _cursor(metadata: Any) -> str | None:
    """Return the cursor of the next page, if there is one."""
    cursor = member(member(metadata, "cursors"), "next")
    return cursor if isinstance(cursor, str) and cursor else None


def _total(metadata: Any, response: Any) -> int | None:
    """Return how many items all pages have: what the metadata says, or the answer itself."""
    if member(metadata, "too_many_to_count", "tooManyToCount") is True:
        return None
    for place in (metadata, response):
        total = member(place, *_TOTALS)
        if isinstance(total, int) and not isinstance(total, bool):
            return total
    return None


def _path_to_more(members: Mapping[str, Any], depth: int) -> str | None:
    """Return the dotted path of what says that there are more pages, None where nothing does so."""
    for name, value in members.items():
        if name in {"has_next", "hasNext"} and value is True:
            return name
        if name in {"next_cursor", "nextCursor"} and value and isinstance(value, str):
            return name
        if name == "cursors" and _cursor({name: value}):
            return "cursors.next"
        if depth and (below := _path_to_more(_members(value), depth - 1)):
            return f"{name}.{below}"
    return None


def _is_object(value: Any) -> bool:
    """Return whether it has members: a model or a mapping."""
    return isinstance(value, Mapping) or hasattr(value, "model_extra")


def _members(value: Any, *, but: str = "") -> Mapping[str, Any]:
    """Return the members of an object, also the unknown ones of a model; none of anything else."""
    if isinstance(value, Mapping):
        return cast("Mapping[str, Any]", value)
    if not _is_object(value):
        return {}
    members: dict[str, Any] = {**vars(value), **(value.model_extra or {})}
    members.pop(but, None)
    return members
