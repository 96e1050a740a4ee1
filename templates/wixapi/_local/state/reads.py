"""Methods that get, find and count entities."""

from __future__ import annotations

from pydantic.alias_generators import to_camel

from wixapi._http.request import lookup
from wixapi._local.calls import Done
from wixapi._local.state.wire import Object, as_object, is_object, kinds_of, plain_kind
from wixapi._local.state.work import Work
from wixapi._local.state.writes import answered, found_or_first

_QUERIES = ("query", "search")


def get(work: Work) -> Done:
    """Get one entity."""
    return Done(answered(work, found_or_first(work, work.sent_id())))


def find(work: Work) -> Done:
    """Find one page of entities."""
    from wixapi._local.queries.paging import page

    from wixapi._local.queries.field_types import FieldTypes

    found = page(work.core.store, work.facts.name, _query(work), FieldTypes(work.model))
    body: Object = {work.call.method.answer or "items": found.items}
    metadata = _metadata_name(work)
    if metadata is None:
        return Done(body)
    return Done(body | ({metadata: found.metadata} if metadata else found.metadata))


def count(work: Work) -> Done | None:
    """Count entities."""
    from wixapi._local.queries import paging
    from wixapi._local.queries.field_types import FieldTypes

    response = work.call.operation.response
    fields = kinds_of(response) if response else {}
    names = [work.call.method.answer, *fields]
    name = next((x for x in names if x and plain_kind(fields.get(x)) is int), None)
    if name is None:
        return None
    asked = as_object(_query(work).get("filter"))
    types = FieldTypes(work.model)
    return Done({name: paging.count(work.core.store, work.facts.name, asked, types)})


def _query(work: Work) -> Object:
    """Return filter, sort and page as the caller asks for them."""
    arguments, paging = work.call.arguments, work.call.operation.paging
    owner = paging.control.rpartition(".")[0] if paging else ""
    places = (owner, *_QUERIES)
    found = (lookup(arguments, place) for place in places if place)
    return next((as_object(x) for x in found if is_object(x)), arguments)


def _metadata_name(work: Work) -> str | None:
    """Return the field of the answer that says where the next page is; empty: the answer itself; None: nothing."""
    paging = work.call.operation.paging
    return None if paging is None else to_camel(paging.metadata)
