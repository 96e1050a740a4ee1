"""What stands in path, query and body of a request becomes the arguments of a call."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wixapi._http.operation import Operation
from wixapi._local.facts import MethodFacts, ResourceFacts
from wixapi._local.messages import Refusal, Request
from wixapi._local.requests import arguments
from wixapi._local.requests.json_text import LARGEST
from wixapi._local.requests.routes import Match
from wixapi._model import Model
from wixapi._validation import schema as s


class Thing(Model):
    """An object of a request."""


TABLES = s.Tables(
    {Thing: {"name": s.string(), "size": s.int32(), "things": s.map(s.number())}}
)
PARAMETERS = {
    "thing_id": s.string(),
    "thing": s.model(Thing),
    "limit": s.int32(),
    "big": s.int64(),
    "share": s.number(),
    "flag": s.boolean(),
    "ids": s.array(s.int32()),
    "tags": s.array(s.string()),
    "mask": s.field_mask(Thing),
    "filter": s.object(),
}


QUERIES = st.binary(max_size=30).map(lambda query: query.decode("latin-1"))


def read(
    request: Request,
    values: dict[str, str] | None = None,
    *,
    is_fallback: bool = False,
    required: tuple[str, ...] = (),
) -> dict[str, Any]:
    """The arguments that a request holds."""
    operation = Operation[Any](
        "a.things.x", request.verb, "/v1/things", PARAMETERS, TABLES, None, required
    )
    method = MethodFacts("x", request.verb, "/v1/things")
    found = Match(ResourceFacts("a.things", {}), method, values or {}, is_fallback)
    return arguments.read(found, request, operation)


def encoded(data: object) -> str:
    """The one parameter that holds all."""
    return f".r={urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip('=')}"


def refused(request: Request) -> Refusal:
    """The refusal of a request."""
    with pytest.raises(Refusal) as caught:
        read(request)
    return caught.value


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {}),
        ("limit=5&flag=true&share=1.5", {"limit": 5, "flag": True, "share": 1.5}),
        ("limit=-5&flag=false&share=2", {"limit": -5, "flag": False, "share": 2.0}),
        ("limit=five&flag=yes&share=inf", {"limit": "five", "flag": "yes", "share": "inf"}),
        ("big=5&thingId=5", {"big": "5", "thingId": "5"}),
        ("ids=1&ids=2&tags=5", {"ids": [1, 2], "tags": ["5"]}),
        ("limit=1&limit=2", {"limit": [1, 2]}),
        ("thing.size=1&thing.name=1", {"thing": {"size": 1, "name": "1"}}),
        ("thing.things.5=1.5", {"thing": {"things": {"5": 1.5}}}),
        ("filter.a.b=5&strange=5", {"filter": {"a": {"b": "5"}}, "strange": "5"}),
        ("thing_id=%C3%A9+%2B&mask=a,b", {"thing_id": "é +", "mask": "a,b"}),
        (encoded({"limit": 5, "thing": {"x": [{}]}}), {"limit": 5, "thing": {"x": [{}]}}),
        (f"limit=1&{encoded({'flag': False})}", {"flag": False}),
    ],
)  # fmt: skip
def test_query_strings(query: str, expected: dict[str, Any]) -> None:
    """Texts get the types that the tables have; names with dots are objects; a repeated name is a list."""
    assert expected == read(Request("GET", "/", query))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"thing": {"things": {}}, "filter": {}}),
        ("thing.size=1&filter.a=b", {"thing": {"size": 1, "things": {}}, "filter": {"a": "b"}}),
        ("thing=x", {"thing": "x", "filter": {}}),
        (encoded({"limit": 5}), {"limit": 5}),
    ],
)  # fmt: skip
def test_empty_objects_leave_no_trace_in_a_query_string(
    query: str, expected: dict[str, Any]
) -> None:
    """Where a method demands an object, and nothing of it is there, an empty one was given; of lists and texts this
    isn't supposed."""
    required = ("thing", "thing.things", "thing.name", "filter", "ids", "limit")

    assert expected == read(Request("GET", "/", query), required=required)


def test_values_of_the_path() -> None:
    """They count before the body's, in the types of the tables; a list has commas between its items."""
    values = {"thingId": "a%2Fb", "thing.size": "5", "ids": "1,2", "tags": "a,b%2Cc"}
    body = {"thing": {"name": "n", "size": 7}, "limit": 1}
    request = Request("PATCH", "/", "limit=9", {}, json.dumps(body).encode())

    assert {
        "thingId": "a/b",
        "thing": {"name": "n", "size": 5},
        "ids": [1, 2],
        "tags": ["a", "b,c"],
        "limit": 1,
    } == read(request, values)


def test_a_get_that_is_posted() -> None:
    """Its parameters are the body, as they are."""
    request = Request("POST", "/", "", {}, b'{"limit": 5, "filter": {"a": [{}]}}')

    assert {"limit": 5, "filter": {"a": [{}]}} == read(request, is_fallback=True)


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "application/json",
        "Application/JSON; charset=UTF-8",
        "application/vnd.x+json",
    ],
)
def test_bodies(kind: str) -> None:
    """JSON in UTF-8 is read, also where nothing says what it is; an empty body holds nothing."""
    headers = {"content-type": kind} if kind else {}
    bodies = ('{"a": "é"}'.encode(), b"", b" \n")

    assert [{"a": "é"}, {}, {}] == [
        read(Request("POST", "/", "", headers, body)) for body in bodies
    ]


@pytest.mark.parametrize(
    ("body", "kind", "message"),
    [
        (b"{", "", "the body is no JSON"),
        (b"[]", "", "the body must be a JSON object"),
        (b"null", "", "the body must be a JSON object"),
        ('{"a": 1}'.encode("utf-16"), "", "the body is no UTF-8"),
        ('{"a": 1}'.encode("utf-16-le"), "", "the body is no JSON"),
        ('{"a": "é"}'.encode("latin-1"), "", "the body is no UTF-8 at byte 7"),
        (b'\xef\xbb\xbf{"a": 1}', "", "the body is no JSON"),
        (b'{"a": NaN}', "", "the JSON holds NaN"),
        (b'{"a": -Infinity}', "", "the JSON holds -Infinity"),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "", "the JSON has a key twice in one object: c"),
        (b'{"\\ud800": 1, "\\ud800": 2}', "", "the JSON has a key twice"),
        (b'{"a":' * 100_000, "", "the body is nested too deeply"),
        (b'{"a": %s}' % (b"9" * 5000), "", "the body holds a number with too many digits"),
        (b"a=1", "application/x-www-form-urlencoded", "the content type must be"),
        (b"{}", "text/plain;charset=UTF-8", "the content type must be application/json"),
        (b"{}", "application/json; charset=utf-16", "JSON must be in UTF-8"),
    ],
    ids=str,
)  # fmt: skip
def test_bodies_that_cannot_be_read(body: bytes, kind: str, message: str) -> None:
    """What is no JSON object in UTF-8 is 400, and says why."""
    headers = {"content-type": kind} if kind else {}
    refusal = refused(Request("POST", "/", "", headers, body))

    assert (400, message) == (refusal.status, refusal.message[: len(message)])


def test_large_bodies() -> None:
    """A body of more than 10 MB is 413, and isn't read."""
    assert 413 == refused(Request("POST", "/", body=b"{" * (LARGEST + 1))).status


@pytest.mark.parametrize(
    "query",
    ["a=%ff", "a=1&a.b=2", "a.b=2&a=1", "a" + ".a" * 5000 + "=1", ".r=!", ".r=e30x", ".r=W10"],
    ids=range(7),
)  # fmt: skip
def test_queries_that_cannot_be_read(query: str) -> None:
    """A query string that says nothing is 400."""
    assert 400 == refused(Request("GET", "/", query)).status


@given(body=st.binary(), query=QUERIES, kind=st.sampled_from(["", "application/json"]))
def test_whatever_comes(body: bytes, query: str, kind: str) -> None:
    """Whatever a request holds, it is read or refused."""
    for verb in ("GET", "POST"):
        try:
            found = read(Request(verb, "/", query, {"content-type": kind}, body))
        except Refusal as refusal:
            found = refusal.answer().json()
        assert isinstance(found, dict)
