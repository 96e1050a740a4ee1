"""A small API, written by hand as the generator writes it, for tests of the runtime."""

from __future__ import annotations

from typing import Any

from wixapi._http.client import AsyncClient, SyncClient
from wixapi._http.method_wrappers import async_raw, async_raw_page, raw, raw_page
from wixapi._http.operation import Operation, Paging
from wixapi._http.pager import AsyncPager, Pager
from wixapi._http.resource import AsyncResource, Resource
from wixapi._model import Model
from wixapi._options import NOT_GIVEN, NotGiven, RequestOptions
from wixapi._validation import schema as s


class Thing(Model):
    """An entity."""

    id: str | None = None
    name: str | None = None


class ThingResponse(Model):
    """What most methods answer."""

    thing: Thing | None = None


class Cursors(Model):
    """Where other pages start."""

    next: str | None = None


class PagingMetadata(Model):
    """Where in the result a page is."""

    has_next: bool | None = None
    cursors: Cursors | None = None
    total: int | None = None


class QueryResponse(Model):
    """One page."""

    things: list[Thing] | None = None
    paging_metadata: PagingMetadata | None = None


class FlatResponse(Model):
    """One page that tells of the others itself."""

    things: list[Thing] | None = None
    offset: int | None = None
    total: int | None = None


class CursorPaging(Model):
    """Which page, by cursor."""

    limit: int | None = None
    cursor: str | None = None


class OffsetPaging(Model):
    """Which page, by number of items before it."""

    limit: int | None = None
    offset: int | None = None


class Query(Model):
    """A query."""

    filter: dict[str, Any] | None = None
    sort: list[dict[str, Any]] | None = None
    cursor_paging: CursorPaging | None = None
    paging: OffsetPaging | None = None


TABLES = s.Tables(
    {
        Thing: {"id": s.string(read_only=True), "name": s.string(max_length=10)},
        CursorPaging: {"limit": s.int32(maximum=100), "cursor": s.string()},
        OffsetPaging: {"limit": s.int32(maximum=100), "offset": s.int32()},
        Query: {
            "filter": s.object(),
            "sort": s.array(s.json()),
            "cursor_paging": s.model(CursorPaging),
            "paging": s.model(OffsetPaging),
            "extra": s.string(undocumented=True),
        },
    }
)

GET: Operation[Thing] = Operation(
    name="things.get_thing",
    verb="GET",
    path="/v1/things/{thingId}",
    parameters={"thing_id": s.string(), "fields": s.array(s.string())},
    required=("thingId",),
    tables=TABLES,
    response=ThingResponse,
    returns="thing",
)
CREATE: Operation[Thing] = Operation(
    name="things.create_thing",
    verb="POST",
    path="/v1/things",
    parameters={"thing": s.model(Thing), "idempotency_key": s.string()},
    required=("thing", "thing.name"),
    idempotency_key="idempotencyKey",
    tables=TABLES,
    response=ThingResponse,
    returns="thing",
)
UPDATE: Operation[Thing] = Operation(
    name="things.update_thing",
    verb="PATCH",
    path="/v1/things/{thing.id}",
    parameters={"thing": s.model(Thing)},
    required=("thing", "thing.id"),
    changes="thing",
    tables=TABLES,
    response=ThingResponse,
    returns="thing",
)
DELETE: Operation[None] = Operation(
    name="things.delete_thing",
    verb="DELETE",
    path="/v1/things/{thingId}",
    parameters={"thing_id": s.string()},
    required=("thingId",),
    tables=TABLES,
    response=None,
)


def query_operation(paging: Paging) -> Operation[Thing]:
    """A method with pages."""
    return Operation(
        name="things.query_things",
        verb="POST",
        path="/v1/things/query",
        parameters={"query": s.model(Query), "fields": s.array(s.string())},
        tables=TABLES,
        response=QueryResponse,
        paging=paging,
    )


QUERY = query_operation(
    Paging("cursor", "things", "paging_metadata", "query.cursorPaging")
)
LIST = query_operation(Paging("offset", "things", "paging_metadata", "query.paging"))
FIND: Operation[Thing] = Operation(
    name="things.find_things",
    verb="GET",
    path="/v1/things",
    parameters={"limit": s.int32(), "offset": s.int32()},
    tables=TABLES,
    response=FlatResponse,
    paging=Paging("offset", "things", "", ""),
)
WHOLE: Operation[ThingResponse] = Operation(
    name="things.whole_thing",
    verb="GET",
    path="/v1/whole",
    parameters={},
    tables=TABLES,
    response=ThingResponse,
)


class Things(Resource):
    """Client of things."""

    def get_thing(
        self,
        *,
        thing_id: str,
        fields: list[str] | NotGiven = NOT_GIVEN,
        request_options: RequestOptions | None = None,
    ) -> Thing:
        """Gets a thing."""
        return self._call(
            GET, {"thing_id": thing_id, "fields": fields}, request_options
        )

    def create_thing(
        self,
        *,
        thing: dict[str, Any] | Thing,
        idempotency_key: str | NotGiven = NOT_GIVEN,
        request_options: RequestOptions | None = None,
    ) -> Thing:
        """Creates a thing."""
        arguments = {"thing": thing, "idempotency_key": idempotency_key}
        return self._call(CREATE, arguments, request_options)

    def update_thing(self, *, thing: Thing, changed_from: Thing | None = None) -> Thing:
        """Updates a thing."""
        return self._call(UPDATE, {"thing": thing}, changed_from=changed_from)

    def delete_thing(self, *, thing_id: str) -> None:
        """Deletes a thing."""
        return self._call(DELETE, {"thing_id": thing_id})

    def whole_thing(self) -> ThingResponse:
        """Hands back the response itself."""
        return self._call(WHOLE, {})

    def query_things(
        self,
        *,
        query: dict[str, Any] | Query | NotGiven = NOT_GIVEN,
        fields: list[str] | NotGiven = NOT_GIVEN,
        request_options: RequestOptions | None = None,
    ) -> Pager[Thing]:
        """Queries things by cursor."""
        return self._pages(QUERY, {"query": query, "fields": fields}, request_options)

    def list_things(
        self, *, query: dict[str, Any] | NotGiven = NOT_GIVEN
    ) -> Pager[Thing]:
        """Queries things by offset."""
        return self._pages(LIST, {"query": query})

    def find_things(
        self, *, limit: int | NotGiven = NOT_GIVEN, offset: int | NotGiven = NOT_GIVEN
    ) -> Pager[Thing]:
        """Finds things by offset, in answers that tell of their pages themselves."""
        return self._pages(FIND, {"limit": limit, "offset": offset})


class RawThings:
    """`Things`, each method handing back a `RawResponse`."""

    def __init__(self, client: SyncClient) -> None:
        resource = Things(client)
        self.get_thing = raw(resource.get_thing)
        self.delete_thing = raw(resource.delete_thing)
        self.query_things = raw_page(resource.query_things)


class AsyncThings(AsyncResource):
    """Async client of things."""

    async def get_thing(
        self, *, thing_id: str, request_options: RequestOptions | None = None
    ) -> Thing:
        """Gets a thing."""
        return await self._call(GET, {"thing_id": thing_id}, request_options)

    async def create_thing(self, *, thing: dict[str, Any] | Thing) -> Thing:
        """Creates a thing."""
        return await self._call(CREATE, {"thing": thing})

    async def delete_thing(self, *, thing_id: str) -> None:
        """Deletes a thing."""
        return await self._call(DELETE, {"thing_id": thing_id})

    def query_things(
        self, *, query: dict[str, Any] | NotGiven = NOT_GIVEN
    ) -> AsyncPager[Thing]:
        """Queries things by cursor."""
        return self._pages(QUERY, {"query": query})


class AsyncRawThings:
    """`AsyncThings`, each method handing back a `RawResponse`."""

    def __init__(self, client: AsyncClient) -> None:
        resource = AsyncThings(client)
        self.get_thing = async_raw(resource.get_thing)
        self.query_things = async_raw_page(resource.query_things)
