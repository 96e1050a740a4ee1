"""What list, query, search and count answer: items, and what their response has to tell of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wixapi._http.operation import Operation
from wixapi._local.calls import Call
from wixapi._local.facts import CollectionFacts
from wixapi._local.queries import cursors
from wixapi._local.queries.aggregations import aggregated
from wixapi._local.queries.asked import Asked, asked
from wixapi._local.queries.cursors import Cursor
from wixapi._local.queries.field_types import FieldTypes, wire_name
from wixapi._local.queries.page_answers import PageAnswer
from wixapi._local.queries.pages import Selection

if TYPE_CHECKING:
    from wixapi._local.core import Core

_METADATA = (
    "pagingMetadata",
    "metadata",
    "metaData",
    "paging",
    "pagingMetadataV2",
    "cursorPagingMetadata",
)
_AGGREGATED = "aggregationData"
_TOTALS = frozenset({"total", "totalResults", "totalCount"})
_COUNTS = ("count", *sorted(_TOTALS))


def found(call: Call, core: Core, collection: CollectionFacts) -> dict[str, Any]:
    """Return the answer of a method that lists, queries or searches the entities of a collection.

    Raises:
        Refusal: what is asked can't be understood.
    """
    types = FieldTypes(call.resource.model(collection.model))
    what = asked(call)
    cursor = None
    if what.wanted.cursor:
        cursor = cursors.find(core.store, what, call.name)
        what = _resumed(what, cursor)
    selection = Selection(core.store, collection.name, what, types)
    page = PageAnswer(call, core, selection, what, cursor)
    response = FieldTypes(call.operation.response)
    body: dict[str, Any] = {_items_name(call): [row.entity for row in page.rows]}
    if name := _metadata_name(call.operation, response):
        below = response.below(response.find(name))
        body[name] = page.told(below)
        body |= page.told(response, _TOTALS)
    else:
        body |= page.told(response, but=_items_name(call))
    if what.aggregations and response.has(_AGGREGATED):
        body[_AGGREGATED] = aggregated(selection, what.aggregations)
    return body


def counted(
    call: Call, core: Core, collection: CollectionFacts
) -> dict[str, Any] | None:
    """Return the answer of a method that counts the entities of a collection; None: it has no place for a number.

    Raises:
        Refusal: what is asked can't be understood.
    """
    types = FieldTypes(call.resource.model(collection.model))
    what = asked(call)
    response = FieldTypes(call.operation.response)
    names = [call.method.answer or "", *_COUNTS]
    for name in [*names, *(f"{one}.{name}" for one in _METADATA for name in _COUNTS)]:
        if name and response.find(name).kind == "number":
            number = Selection(core.store, collection.name, what, types).count()
            outer, _, inner = name.rpartition(".")
            return {outer: {inner: number}} if outer else {inner: number}
    return None


def _resumed(what: Asked, cursor: Cursor) -> Asked:
    """Return what is asked for by a cursor: that of the call for its first page, and the call's own parameters."""
    return Asked(
        wanted=what.wanted,
        filter=cursor.filter,
        filter_path=what.filter_path,
        sort=cursor.sort,
        sort_path=what.sort_path,
        text=cursor.text,
        parameters={**cursor.parameters, **what.parameters},
        aggregations=what.aggregations,
    )


def _items_name(call: Call) -> str:
    """Return the wire name of the field that has the items: where pagers look for them, if there are pages."""
    operation = call.operation
    if operation.paging is not None and operation.response is not None:
        return wire_name(operation.response, operation.paging.items)
    return call.method.answer or "items"


def _metadata_name(operation: Operation[Any], response: FieldTypes) -> str:
    """Return the wire name of the field that tells of pages; empty: the response itself does."""
    if operation.paging is not None and operation.response is not None:
        name = operation.paging.metadata
        return wire_name(operation.response, name) if name else ""
    known = (name for name in _METADATA if response.has(name))
    return next(known, "")
