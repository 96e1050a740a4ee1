"""How the parameters of a GET travel: by name, as one, or by POST; each as Wix's own SDK sends them."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from runtime.things import (
    TABLES,
    CursorPaging,
    Paging,
    Query,
    QueryResponse,
    Thing,
    Things,
)
from support.server import LoopbackServer
from wixapi import testing
from wixapi._auth.strategies import ApiKeyStrategy
from wixapi._http.client import SyncClient
from wixapi._http.operation import Operation
from wixapi._http.pager import Pager
from wixapi._http.query import LONGEST
from wixapi._http.request import build, encode
from wixapi._validation import schema as s

PATH = "/v1/shelves/{shelfId}/things"


def finding(**settings: Any) -> Operation[Thing]:
    """A GET with parameters of many kinds."""
    return Operation(
        name="things.find_things",
        verb="GET",
        path=PATH,
        parameters={
            "shelf_id": s.string(),
            "query": s.model(Query),
            "paging": s.model(CursorPaging),
            "fields": s.array(s.string()),
            "since": s.datetime(),
            "flag": s.boolean(),
            "any_": s.json(wire="any"),
        },
        tables=TABLES,
        response=QueryResponse,
        paging=Paging("cursor", "things", "paging_metadata", "query.cursorPaging"),
        **settings,
    )


PLAIN = finding()
ENCODED = finding(encoding="base64")
BOTH = finding(encoding="base64", fallback="/v1/shelves/{shelfId}/find")
POSTED = finding(fallback="/v1/find")


def decoded(text: str) -> Any:
    """The JSON in a parameter, whose padding is left out."""
    return json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))


@pytest.mark.parametrize(
    "wire",
    [
        {"query": {"filter": {"name": {"$eq": "ü~?>"}}}},
        {"query": {"cursorPaging": {"limit": 5}}},
        {"query": {"filter": None}},
        {"paging": {"cursor": "x"}, "fields": ["a", "b"], "flag": False},
        {"any": [{"a": 1}]},
        {"any": ["a", None]},
        {"any": [["a"]]},
        {"any": {"a": {"b": []}}},
    ],
    ids=str,
)
def test_objects_are_encoded(wire: dict[str, Any]) -> None:
    """With an object among them, or a list of such, all parameters are one, without padding."""
    target, body = encode(ENCODED, {"shelfId": "s", **wire})
    ((name, value),) = target.query

    assert ("/v1/shelves/s/things", None, ".r") == (target.path, body, name)
    assert not set(value) & set("=+/")
    assert {"shelfId": "s", **wire} == decoded(value)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"fields": ["a", "b"]}, [("fields", "a"), ("fields", "b")]),
        ({"flag": True}, [("flag", "true")]),
        ({"flag": None, "fields": []}, []),
        ({"query": {}}, []),
        ({"query": {"filter": {}}, "flag": False}, [("flag", "false")]),
        ({"since": "2026-01-02T03:04:05Z"}, [("since", "2026-01-02T03:04:05Z")]),
        ({"any_": 1.5}, [("any", "1.5")]),
    ],
    ids=str,
)
def test_what_has_no_parts_is_not_encoded(
    arguments: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    """Texts, numbers and lists of these have names of their own, even where objects would be encoded."""
    for operation in (ENCODED, PLAIN):
        target, _ = build(operation, {"shelf_id": "s", **arguments})

        assert expected == list(target.query)


def filtered(length: int) -> Mapping[str, Any]:
    """Arguments whose address has about that many characters."""
    return {"shelf_id": "s", "fields": ["x" * (length - len("fields="))]}


@pytest.mark.parametrize("operation", [BOTH, POSTED], ids=["encoded", "plain"])
def test_what_is_too_long_is_posted(operation: Operation[Any]) -> None:
    """A longer query than Wix takes goes to the fallback as a body, which is as safe to repeat."""
    target, body = build(operation, filtered(LONGEST))
    assert ("GET", None) == (target.verb, body)

    target, body = build(operation, filtered(LONGEST + 1))
    expected = {"shelfId": "s", "fields": filtered(LONGEST + 1)["fields"]}
    path = (operation.fallback or "").replace("{shelfId}", "s")
    assert ("POST", path, (), True) == tuple(target)[:4]
    assert expected == json.loads(body or b"")


def test_without_a_fallback_nothing_is_posted() -> None:
    """A long query of a method without a fallback stays a GET."""
    for operation in (PLAIN, ENCODED):
        assert "GET" == build(operation, filtered(9_000))[0].verb


@pytest.mark.parametrize("operation", [PLAIN, ENCODED], ids=["plain", "encoded"])
def test_free_json_is_encoded(operation: Operation[Any]) -> None:
    """Dotted names would lose its structure; other objects keep theirs, where nothing says otherwise."""
    free = {"a": {"$in": [1, 2]}, "b": True}
    ((name, value),) = build(operation, {"shelf_id": "s", "any_": free})[0].query
    assert ".r" == name
    assert {"shelfId": "s", "any": free} == decoded(value)

    plain, _ = build(PLAIN, {"shelf_id": "s", "paging": {"limit": 1}, "any_": "x"})
    assert [("paging.limit", "1"), ("any", "x")] == list(plain.query)


def test_a_list_of_objects_is_posted_where_that_can_be() -> None:
    """A query string can't keep the items of a list apart: the fallback can, or else all as one."""
    arguments = {"shelf_id": "s", "query": {"sort": [{"a": 1}, {"a": 2}]}}

    assert "POST" == build(POSTED, arguments)[0].verb
    assert "GET" == build(BOTH, arguments)[0].verb
    ((name, value),) = build(PLAIN, arguments)[0].query
    assert ".r" == name
    assert {"shelfId": "s", "query": arguments["query"]} == decoded(value)


@pytest.fixture
def things(server: LoopbackServer) -> Iterator[Things]:
    """A client of the loopback server."""
    auth = ApiKeyStrategy("IST.hush-hush", site_id="site")
    with SyncClient(auth=auth, base_url=server.url) as client:
        yield Things(client)


def sent_by(server: LoopbackServer) -> list[tuple[str, str, Any]]:
    """Verb, path and parameters of what the server got."""
    found: list[tuple[str, str, Any]] = []
    for request in server.requests:
        url = urlsplit(request.path)
        query = dict(parse_qsl(url.query))
        json_ = decoded(query[".r"]) if ".r" in query else request.json
        found.append((request.verb, url.path, json_))
    return found


def test_all_pages_are_asked_for_alike(server: LoopbackServer, things: Things) -> None:
    """Each page of a pager is asked for as its own parameters demand: encoded, or posted."""
    long = "y" * LONGEST
    for metadata in ({"cursors": {"next": "n"}}, {"cursors": {"next": long}}, {}):
        server.answer({"things": [{"id": "i"}], "pagingMetadata": metadata})

    pager: Pager[Thing] = things._pages(
        BOTH, {"shelf_id": "s", "query": {"cursor_paging": {"limit": 1}}}, None
    )

    assert 3 == len([*pager])
    first, second, third = (
        {"cursorPaging": {"limit": 1}},
        {"cursorPaging": {"limit": 1, "cursor": "n"}},
        {"cursorPaging": {"limit": 1, "cursor": long}},
    )
    assert [
        ("GET", "/v1/shelves/s/things", {"shelfId": "s", "query": first}),
        ("GET", "/v1/shelves/s/things", {"shelfId": "s", "query": second}),
        ("POST", "/v1/shelves/s/find", {"shelfId": "s", "query": third}),
    ] == sent_by(server)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (".r=eyJxdWVyeSI6e319", {"query": {}}),
        (".r=eyJhIjoxfQ", {"a": 1}),
        ("a=1", None),
        (".r=x&.r=y", None),
        (".r=%C3%BC", None),
    ],
)
def test_a_test_sees_what_was_encoded(query: str, expected: Any) -> None:
    """`wixapi.testing` shows the parameters that a GET sends as one, readable."""
    transport = testing.Transport({("GET", "/v1/things"): {}})
    url = f"https://www.wixapis.com/v1/things?{query}"
    transport.handle_request(httpx2.Request("GET", url))

    assert expected == transport.calls[0].json
