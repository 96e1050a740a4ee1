"""Clients over real HTTP on the loopback interface."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import pickle
import socket
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx2
import pytest

from runtime.things import (
    AsyncRawThings,
    AsyncThings,
    RawThings,
    Thing,
    ThingResponse,
    Things,
)
from support.server import Answer, LoopbackServer
from wixapi import errors
from wixapi._auth.strategies import ApiKeyStrategy
from wixapi._http.client import AsyncClient, SyncClient
from wixapi._http.transport import PlainClient, parsed

KEY = "IST.hush-hush"
AUTH = ApiKeyStrategy(KEY, site_id="site")
THING = {"thing": {"id": "i", "name": "n"}}


class Impatient(SyncClient):
    """A client that notes its pauses and doesn't wait."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.pauses: list[float] = []

    def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


class AsyncImpatient(AsyncClient):
    """The same for async code."""

    async def _sleep(self, seconds: float) -> None:
        del seconds


@pytest.fixture
def client(server: LoopbackServer) -> Iterator[Impatient]:
    """A client of the loopback server."""
    with Impatient(auth=AUTH, base_url=server.url) as made:
        yield made


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_post(server: LoopbackServer, client: Impatient) -> None:
    """A call sends the documented request, and reads the answer into a model."""
    server.answer(THING)

    created = Things(client).create_thing(thing={"name": "n"}, idempotency_key="k")
    assert Thing(id="i", name="n") == created
    request = server.last
    assert ("POST", "/v1/things", {"thing": {"name": "n"}, "idempotencyKey": "k"}) == (
        request.verb,
        request.path,
        request.json,
    )
    assert {
        "authorization": KEY,
        "wix-site-id": "site",
        "content-type": "application/json",
        "accept": "application/json",
    }.items() <= request.headers.items()
    assert request.headers["user-agent"].startswith("wixapi-python/")


def test_get(server: LoopbackServer, client: Impatient) -> None:
    """GET has a query string, percent-encoded, and no body."""
    server.answer(THING)
    Things(client).get_thing(thing_id="a/b%2F?#ü", fields=["x&y=z", "a b"])

    assert (
        "GET",
        "/v1/things/a%2Fb%252F%3F%23%C3%BC?fields=x%26y%3Dz&fields=a%20b",
        b"",
    ) == (
        server.last.verb,
        server.last.path,
        server.last.body,
    )
    assert "content-type" not in server.last.headers


def test_update(server: LoopbackServer, client: Impatient) -> None:
    """changed_from sends the difference."""
    server.answer(THING)
    old = Thing(id="i", name="a")
    Things(client).update_thing(
        thing=old.model_copy(update={"name": "b"}), changed_from=old
    )

    assert ("PATCH", "/v1/things/i", {"thing": {"id": "i", "name": "b"}}) == (
        server.last.verb,
        server.last.path,
        server.last.json,
    )


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"x": 1}'])
def test_delete(server: LoopbackServer, client: Impatient, body: bytes) -> None:
    """A method that hands back nothing does so whatever the answer holds."""
    server.answer(body)

    assert None is Things(client).delete_thing(thing_id="i")  # type: ignore[func-returns-value]


def test_validation_is_before_io(server: LoopbackServer, client: Impatient) -> None:
    """A violation is raised before anything is sent."""
    with pytest.raises(errors.ValidationError):
        Things(client).create_thing(thing={})

    assert [] == server.requests


def test_whole_response(server: LoopbackServer, client: Impatient) -> None:
    """Without `returns` the response itself is handed back."""
    server.answer(THING)

    assert ThingResponse(thing=Thing(id="i", name="n")) == Things(client).whole_thing()


@pytest.mark.parametrize("body", [{}, {"thing": None}])
def test_answer_without_the_thing(
    server: LoopbackServer,
    client: Impatient,
    body: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A getter whose answer lacks what was asked for has failed; a write has succeeded nevertheless."""
    caplog.set_level(logging.WARNING, "wixapi")
    server.answer(body)
    with pytest.raises(errors.ApiError, match="the answer has no thing") as caught:
        Things(client).get_thing(thing_id="i")
    assert (200, "UNUSABLE_ANSWER") == (caught.value.status, caught.value.code)
    assert [] == caplog.messages

    server.answer(body)
    assert Thing() == Things(client).create_thing(thing={"name": "n"})
    assert ["things.create_thing: the answer has no thing"] == caplog.messages


@pytest.mark.parametrize(("body", "status"), [(b"", 204), (b"", 200), (b" \n", 201)])
def test_empty_answer(
    server: LoopbackServer,
    client: Impatient,
    body: bytes,
    status: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The same without any content."""
    caplog.set_level(logging.WARNING, "wixapi")
    server.answer(body, status)
    assert Thing() == Things(client).create_thing(thing={"name": "n"})
    assert ["things.create_thing: the answer has no thing"] == caplog.messages

    server.answer(body, status)
    raw = Things(client).with_raw_calls().create_thing(thing={"name": "n"})
    assert (status, None) == (raw.status, raw.body)  # type: ignore[attr-defined]
    assert Thing() == raw.parse()  # type: ignore[attr-defined]

    server.answer(body, status)
    with pytest.raises(errors.ApiError, match="the answer is empty") as caught:
        Things(client).get_thing(thing_id="i")
    assert (status, "UNUSABLE_ANSWER") == (caught.value.status, caught.value.code)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"thing": "x"}', b"\xff", b"[" * 100_000]
)
def test_unusable_answer(
    server: LoopbackServer, client: Impatient, body: bytes
) -> None:
    """A 2xx answer from which no model can be had is an ApiError with that status."""
    server.answer(body, 201, x_wix_request_id="r")
    with pytest.raises(errors.ApiError) as caught:
        Things(client).get_thing(thing_id="i")

    assert (errors.ApiError, 201, "r") == (
        type(caught.value),
        caught.value.status,
        caught.value.request_id,
    )


def test_api_error(server: LoopbackServer, client: Impatient) -> None:
    """An error answer is raised as its class, and holds no secrets."""
    server.answer(b"<html>", 404, x_wix_request_id="r")
    with pytest.raises(errors.NotFoundError) as caught:
        Things(client).get_thing(thing_id="i")

    first = "things.get_thing: 404 NOT_FOUND: Not Found (request id r)"
    assert [first, "  GET /v1/things/i"] == str(caught.value).splitlines()[:2]
    assert KEY.encode() not in pickle.dumps(caught.value)


def test_redirects_are_not_followed(server: LoopbackServer, client: Impatient) -> None:
    """A redirect is an error: the key must not go elsewhere."""
    server.answer(b"", 302, location="http://127.0.0.1:1/")
    with pytest.raises(errors.ApiError) as caught:
        Things(client).get_thing(thing_id="i")

    assert (302, 1) == (caught.value.status, len(server.requests))


def test_retry(server: LoopbackServer, client: Impatient) -> None:
    """What may be repeated is, with what Retry-After asks for; the new attempt asks for credentials."""
    server.answer(b"", 429, retry_after="7")
    server.answer(b"", 503)
    server.answer(THING)

    assert "n" == Things(client).get_thing(thing_id="i").name
    assert 3 == len(server.requests)
    assert 7.0 <= client.pauses[0] <= 7.7  # not all callers at once
    assert 0 <= client.pauses[1] <= 1


def test_retries_end(server: LoopbackServer, client: Impatient) -> None:
    """After the last retry the error is raised."""
    server.by = lambda _request: Answer(500)
    with pytest.raises(errors.ServerError):
        Things(client).get_thing(thing_id="i")

    assert 3 == len(server.requests)


def test_no_retry_of_writes(server: LoopbackServer, client: Impatient) -> None:
    """A write isn't repeated."""
    server.answer(b"", 503)
    with pytest.raises(errors.ServerError):
        Things(client).update_thing(thing={"id": "i", "name": "n"})

    assert 1 == len(server.requests)


def test_idempotency_key_is_made(server: LoopbackServer, client: Impatient) -> None:
    """A write that can have a key is given one, once for all its attempts, and may be repeated."""
    server.answer(b"", 503)
    server.drop()
    server.answer(THING)
    Things(client).create_thing(thing={"name": "n"})
    keys = {request.json["idempotencyKey"] for request in server.requests}

    assert (3, 1) == (len(server.requests), len(keys))
    assert 4 == UUID(keys.pop()).version


@pytest.mark.parametrize(
    ("given", "options", "expected"),
    [
        ({"idempotency_key": "k"}, {}, {"idempotencyKey": "k"}),
        ({"idempotency_key": None}, {}, {"idempotencyKey": None}),
        ({}, {"max_retries": 0}, {}),
    ],
)
def test_idempotency_key_is_left_alone(
    server: LoopbackServer,
    client: Impatient,
    given: Any,
    options: Any,
    expected: Any,
) -> None:
    """A key that was given stays, also null; where nothing is repeated none is made."""
    server.answer(THING)
    Things(client).create_thing(thing={"name": "n"}, request_options=options, **given)

    assert {"thing": {"name": "n"}, **expected} == server.last.json


def test_broken_connection(server: LoopbackServer, client: Impatient) -> None:
    """A connection that breaks is our ConnectionError; repeated where that does no harm."""
    server.drop()
    with pytest.raises(errors.ConnectionError) as caught:
        Things(client).update_thing(thing={"id": "i", "name": "n"})
    assert isinstance(caught.value.__cause__, httpx2.RemoteProtocolError)
    assert "authorization" not in caught.value.__cause__.request.headers

    server.drop()
    server.answer(THING)
    assert "n" == Things(client).get_thing(thing_id="i").name


def test_no_connection() -> None:
    """Where nobody listens, every call is repeated: nothing was sent."""
    with Impatient(auth=AUTH, base_url=f"http://127.0.0.1:{closed_port()}") as client:
        with pytest.raises(errors.ConnectionError, match=r"things\.create_thing"):
            Things(client).create_thing(thing={"name": "n"})

        assert 2 == len(client.pauses)


def test_timeout(server: LoopbackServer, client: Impatient) -> None:
    """An answer that takes too long is our TimeoutError."""
    release = threading.Event()

    def slow(_request: Any) -> Any:
        release.wait(30)
        return Answer()

    server.by = slow
    try:
        with pytest.raises(errors.TimeoutError):
            Things(client).get_thing(
                thing_id="i", request_options={"timeout": 0.05, "max_retries": 0}
            )
    finally:
        release.set()


def test_header_precedence(server: LoopbackServer) -> None:
    """Defaults < client headers < auth < headers of the call, whatever their case."""
    headers = {
        "ACCEPT": "client",
        "Authorization": "client",
        "X-A": "client",
        "x-b": "client",
    }
    with SyncClient(auth=AUTH, base_url=server.url, headers=headers) as client:
        Things(client).delete_thing(thing_id="i")
        assert (
            server.last.headers["accept"],
            server.last.headers["authorization"],
        ) == ("client", KEY)
        client.request(
            "GET",
            "/x",
            request_options={"headers": {"x-a": "call", "AUTHORIZATION": "call"}},
        )

    assert (
        "call",
        "client",
        "call",
    ) == tuple(server.last.headers[name] for name in ("x-a", "x-b", "authorization"))


def test_with_options(server: LoopbackServer, client: Impatient) -> None:
    """with_options gives the same class with other settings and the same connections."""
    other = client.with_options(
        auth=ApiKeyStrategy("k2"), headers={"x-a": "1"}, max_retries=0
    )
    server.answer(b"", 500)
    with pytest.raises(errors.ServerError):
        other.request("GET", "/x")

    assert (Impatient, 1) == (type(other), len(server.requests))
    assert ("k2", "1") == (
        server.last.headers["authorization"],
        server.last.headers["x-a"],
    )
    assert "wix-site-id" not in server.last.headers
    client.request("GET", "/x")
    assert server.last.headers["authorization"] == KEY
    assert "x-a" not in server.last.headers


def test_raw_response(server: LoopbackServer, client: Impatient) -> None:
    """A raw method hands back status, headers, request id, body, and what the method would have."""
    server.answer({**THING, "more": 1}, 201, x_wix_request_id="r", x_a="b")
    response = RawThings(client).get_thing(thing_id="i")

    assert (201, "r", "b") == (
        response.status,
        response.request_id,
        response.headers["X-A"],
    )
    assert {**THING, "more": 1} == response.body == json.loads(response.content)
    assert Thing(id="i", name="n") == response.parse()
    assert "<RawResponse status=201 request_id='r'>" == repr(response)


def test_raw_delete(server: LoopbackServer, client: Impatient) -> None:
    """A raw method may have nothing to parse; an empty body is None."""
    server.answer(b"", 204)
    response = RawThings(client).delete_thing(thing_id="i")

    assert (204, None, None) == (response.status, response.body, response.parse())


def test_request(server: LoopbackServer, client: Impatient) -> None:
    """`request` reaches anything under the base URL."""
    server.answer({"a": [1]})

    assert {"a": [1]} == client.request(
        "post", "/x?y=1", json={"b_c": None}, params={"z": ["1"]}
    )
    assert ("POST", "/x?y=1&z=1", {"b_c": None}) == (
        server.last.verb,
        server.last.path,
        server.last.json,
    )


def test_request_without_answer(server: LoopbackServer, client: Impatient) -> None:
    """`request` hands back None for an empty body; what isn't JSON is an ApiError."""
    server.answer(b"", 204)
    server.answer(b"<html>")

    assert None is client.request("DELETE", "/x")
    assert "content-type" not in server.last.headers
    with pytest.raises(errors.ApiError, match="isn't JSON"):
        client.request("GET", "/x")


@pytest.mark.parametrize(
    "path",
    [
        "x",
        "",
        "//evil.test/x",
        "https://evil.test",
        "@evil.test",
        "/a b",
        "/a\\b",
        "/a#b",
        "/a\n",
        7,
    ],
)
def test_request_stays_at_home(
    client: Impatient, server: LoopbackServer, path: Any
) -> None:
    """A path can't lead to another host: the key would leak."""
    with pytest.raises(errors.ConfigurationError, match="path"):
        client.request("GET", path)

    assert [] == server.requests


@pytest.mark.parametrize("verb", ["", "GET /x", "G\nET", None])
def test_request_verb(client: Impatient, verb: Any) -> None:
    """A verb is a word."""
    with pytest.raises(errors.ConfigurationError, match="verb"):
        client.request(verb, "/x")


@pytest.mark.parametrize(
    "options",
    [
        {"tiemout": 1},
        {1: 1},
        [],
        {"timeout": 0},
        {"timeout": True},
        {"timeout": float("nan")},
        {"timeout": "1"},
        {"max_retries": -1},
        {"max_retries": True},
        {"headers": {"a": "b\n"}},
        {"headers": {"a": 1}},
        {"headers": {"a b": "c"}},
        {"headers": "x"},
    ],
)
def test_request_options_are_checked(
    client: Impatient, server: LoopbackServer, options: Any
) -> None:
    """Wrong options are refused before anything is sent, also where there are pages."""
    with pytest.raises(errors.ConfigurationError):
        Things(client).get_thing(thing_id="i", request_options=options)
    with pytest.raises(errors.ConfigurationError):
        Things(client).query_things(request_options=options)

    assert [] == server.requests


@pytest.mark.parametrize(
    "settings",
    [
        {"base_url": "ftp://x"},
        {"base_url": "x"},
        {"base_url": "https://"},
        {"base_url": "https://user:hush@x"},
        {"base_url": "https://x/?a=b"},
        {"base_url": "https://x:99999"},
        {"base_url": "https://x y"},
        {"base_url": "http://[x"},
        {"base_url": "http://a..b"},
        {"base_url": b"https://x"},
        {"auth": "key"},
        {"timeout": -1},
        {"timeout": "1"},
        {"max_retries": 1.5},
        {"headers": {"a": "b\r\nc: d"}},
        {"http_client": "x"},
    ],
)
@pytest.mark.parametrize("cls", [SyncClient, AsyncClient])
def test_settings_are_checked(cls: Any, settings: dict[str, Any]) -> None:
    """A client that can't work can't be made."""
    with pytest.raises(errors.ConfigurationError) as caught:
        cls(**{"auth": AUTH, **settings})

    assert "hush" not in str(caught.value)


def test_auth_from_environment(
    server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without auth the environment decides."""
    monkeypatch.setenv("WIX_API_KEY", "from-env")
    with SyncClient(base_url=server.url) as client:
        client.request("GET", "/x")

    assert "from-env" == server.last.headers["authorization"]


def test_auth_headers_are_checked(server: LoopbackServer) -> None:
    """What a strategy of one's own gives must be headers; the value isn't quoted."""

    class Bad:
        def headers(self) -> dict[str, str]:
            return {"Authorization": "hush\n"}

    with (
        SyncClient(auth=Bad(), base_url=server.url) as client,
        pytest.raises(errors.ConfigurationError) as caught,
    ):
        client.request("GET", "/x")

    assert "hush" not in str(caught.value)


def test_closed(server: LoopbackServer) -> None:
    """A closed client refuses calls, and so do those that share its connections."""
    client = SyncClient(auth=AUTH, base_url=server.url)
    twin = client.with_options()
    client.request("GET", "/x")
    twin.close()
    client.close()

    for each in (client, twin):
        with pytest.raises(errors.WixError, match="closed"):
            each.request("GET", "/x")


@pytest.mark.parametrize(
    "url", ["http://[::1]:81/a%2Fb", "https://bücher.example/?q=a+b"]
)
@pytest.mark.parametrize("content", [None, b"body"])
@pytest.mark.parametrize("verb", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_plain_request(verb: str, content: bytes | None, url: str) -> None:
    """A client of ours makes the request that httpx2's would make, of the headers that it is given."""
    with PlainClient() as ours, httpx2.Client() as theirs:
        headers = {"user-agent": "x", "accept": "y", "wix-site-id": "z"}
        limits = httpx2.Timeout(7).as_dict()
        made = ours.plain_request(
            verb, parsed(url), headers=headers, content=content, limits=limits
        )
        expected = theirs.build_request(
            verb, url, headers=headers, content=content, timeout=7
        )
    assert (made.method, made.url, made.extensions) == (
        expected.method,
        expected.url,
        expected.extensions,
    )
    assert made.read() == expected.content
    assert sorted(made.headers.items()) == sorted(expected.headers.items())


def test_borrowed_http_client(server: LoopbackServer) -> None:
    """An http_client of the user's is used as it is, without its redirects and auth, and not closed."""
    with httpx2.Client(
        headers={"x-mine": "1"}, auth=("user", "pass"), follow_redirects=True
    ) as http:
        with SyncClient(auth=AUTH, base_url=server.url, http_client=http) as client:
            client.request("GET", "/x")
        assert (
            server.last.headers["x-mine"],
            server.last.headers["authorization"],
        ) == ("1", KEY)
        assert not http.is_closed

    client = SyncClient(auth=AUTH, base_url=server.url, http_client=http)
    with pytest.raises(errors.WixError, match="closed"):
        client.request("GET", "/x")


def test_base_url_with_path(server: LoopbackServer) -> None:
    """A base URL may have a path, with or without a slash at its end."""
    with SyncClient(auth=AUTH, base_url=f"{server.url}/proxy/") as client:
        Things(client).delete_thing(thing_id="i")

    assert "/proxy/v1/things/i" == server.last.path


@pytest.mark.parametrize("cls", [SyncClient, AsyncClient])
def test_repr(cls: Any) -> None:
    """A client shows where it calls, and no secret."""
    assert f"{cls.__name__}(base_url='https://www.wixapis.com')" == repr(
        cls(auth=AUTH, headers={"x": "hush"})
    )


def test_threads(client: Impatient) -> None:
    """Threads that call at the same time share one HTTP client."""
    seen: list[httpx2.Client] = []
    barrier = threading.Barrier(8)

    def work() -> None:
        barrier.wait()
        seen.append(client._pool.client())

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (8, 1) == (len(seen), len(set(map(id, seen))))


def test_nothing_heavy_is_imported() -> None:
    """Importing the client loads neither pydantic nor httpx2; making one doesn't either."""
    code = (
        "import sys, wixapi.errors; from wixapi._http.client import SyncClient, AsyncClient;"
        "from wixapi._auth.strategies import ApiKeyStrategy; a = ApiKeyStrategy('k');"
        "SyncClient(auth=a); AsyncClient(auth=a);"
        "print([m for m in ('pydantic', 'httpx', 'httpx2', 'asyncio', 'jwt', 'logging') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}; {code}"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "[]" == done.stdout.strip()


def test_logs_hold_no_secrets(
    server: LoopbackServer, client: Impatient, caplog: pytest.LogCaptureFixture
) -> None:
    """Our log names methods and their paths, never keys or values."""
    caplog.set_level(logging.DEBUG, "wixapi")
    server.answer(b"", 500)
    server.answer({"thing": {"name": 5}})
    Things(client).get_thing(thing_id="secret-id")
    ours = [record.getMessage() for record in caplog.records if record.name == "wixapi"]

    assert 5 == len(ours)
    assert "things.get_thing: GET /v1/things/{thingId}, attempt 2" == ours[2]
    assert "secret-id" not in "".join(ours)
    assert KEY not in caplog.text


async def test_async(server: LoopbackServer) -> None:
    """The async client does the same."""
    async with AsyncImpatient(auth=AUTH, base_url=server.url) as client:
        things = AsyncThings(client)
        server.answer(b"", 503)
        server.answer(THING)
        assert Thing(id="i", name="n") == await things.get_thing(thing_id="i")
        server.answer(b"", 400)
        with pytest.raises(errors.ApiError):
            await things.create_thing(thing={"name": "n"})
        for _ in range(3):
            server.drop()
        with pytest.raises(errors.ConnectionError):
            await things.create_thing(thing={"name": "n"})
        with pytest.raises(errors.ValidationError):
            await things.create_thing(thing={})
        await things.delete_thing(thing_id="i")
        server.answer([1])
        assert [1] == await client.with_options(headers={"x-a": "b"}).request(
            "GET", "/x"
        )
        assert "b" == server.last.headers["x-a"]

    with pytest.raises(errors.WixError, match="closed"):
        await things.get_thing(thing_id="i")


async def test_async_raw(server: LoopbackServer) -> None:
    """Raw methods of async clients."""
    async with AsyncClient(auth=AUTH, base_url=server.url) as client:
        server.answer(THING, x_wix_request_id="r")
        response = await AsyncRawThings(client).get_thing(thing_id="i")

    assert ("r", Thing(id="i", name="n")) == (response.request_id, response.parse())


def test_async_client_outside_a_loop(server: LoopbackServer) -> None:
    """An async client may be made outside a loop, and used again when its loop is gone."""
    client = AsyncClient(auth=AUTH, base_url=server.url)

    async def call() -> Any:
        return await client.request("GET", "/x")

    async def last_call() -> Any:
        async with client:
            return await call()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the first loop's connection
        answers = (asyncio.run(call()), asyncio.run(last_call()))
        gc.collect()

    assert ({}, {}) == answers


def test_async_client_in_two_loops(server: LoopbackServer) -> None:
    """Two loops at once can't share a client."""
    client = AsyncClient(auth=AUTH, base_url=server.url)

    async def first() -> str:
        await client.request("GET", "/x")
        try:
            await asyncio.to_thread(asyncio.run, client.request("GET", "/x"))
        except errors.WixError as error:
            return str(error)
        finally:
            await client.aclose()
        return ""

    assert "another event loop" in asyncio.run(first())


def test_user_client_class_is_checked() -> None:
    """A sync HTTP client doesn't fit an async client, nor the other way round."""
    with (
        httpx2.Client() as http,
        pytest.raises(errors.ConfigurationError, match="AsyncClient"),
    ):
        AsyncClient(auth=AUTH, http_client=http)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_keep_no_secret(
    server: LoopbackServer, client: Impatient, status: int
) -> None:
    """The error of a redirect holds neither key nor secrets of the body, also not where it would have led."""
    server.answer({}, status=status, location="/elsewhere")
    with pytest.raises(errors.ApiError) as caught:
        Things(client).create_thing(thing={"name": "pin=priv"})
    pickled = pickle.dumps(caught.value)

    assert (False, False) == (KEY.encode() in pickled, b"priv" in pickled)


def test_sessions_are_not_shared(server: LoopbackServer, client: Impatient) -> None:
    """A cookie of one answer is not sent again: the pool serves many sites."""
    server.answer(THING, set_cookie="sid=abc; Path=/")
    things = Things(client)
    things.get_thing(thing_id="i")
    server.answer(THING)
    other = client.with_options(auth=ApiKeyStrategy("IST.other", site_id="other"))
    Things(other).get_thing(thing_id="i")

    assert ["cookie" in one.headers for one in server.requests] == [False, False]


@pytest.mark.parametrize("status", [200, 404, 500])
def test_a_body_that_cannot_be_decoded(server: LoopbackServer, status: int) -> None:
    """A body that isn't encoded as it says leaves status and request id."""
    server.by = lambda _: Answer(
        status, {"content-encoding": "gzip", "x-wix-request-id": "r-1"}, b"no gzip"
    )
    with (
        SyncClient(auth=AUTH, base_url=server.url, max_retries=0) as client,
        pytest.raises(errors.ApiError) as caught,
    ):
        Things(client).get_thing(thing_id="i")

    assert (caught.value.status, caught.value.request_id) == (status, "r-1")


async def test_a_body_that_cannot_be_decoded_async(server: LoopbackServer) -> None:
    """The same for async code."""
    server.answer(b"no gzip", status=503, content_encoding="gzip")
    async with AsyncClient(auth=AUTH, base_url=server.url, max_retries=0) as client:
        with pytest.raises(errors.ServerError) as caught:
            await AsyncThings(client).get_thing(thing_id="i")

    assert caught.value.status == 503
