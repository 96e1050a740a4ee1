"""Clients of httpx2 and httpx alike: taken by what they can do, answered in kind."""

from __future__ import annotations

import functools
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import Mock

import httpx
import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from support import faults
from support.server import LoopbackServer
from wixapi import errors
from wixapi._auth.strategies import ApiKeyStrategy
from wixapi._http.client import AsyncClient, SyncClient

KEY = ApiKeyStrategy("key", site_id="site")
LIBRARIES = pytest.mark.parametrize(
    "library", [httpx2, httpx], ids=lambda library: library.__name__
)
OTHER = {httpx2: httpx, httpx: httpx2}


class Impatient(SyncClient):
    """A client that doesn't wait."""

    def _sleep(self, seconds: float) -> None:
        pass


class Wrapped:
    """A client inside of something that hands on what is asked of it."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


class Delegating:
    """A client that is wrapped method by method: its `send` is no coroutine function."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.build_request = client.build_request
        self.aclose = client.aclose

    @property
    def is_closed(self) -> bool:
        """Whether the client is."""
        return bool(self._client.is_closed)

    def send(self, request: Any, **settings: Any) -> Any:
        """Hands the request on."""
        return self._client.send(request, **settings)


def subclass_of(cls: type[Any]) -> Any:
    """Return a client of a class of one's own."""
    return type(f"My{cls.__name__}", (cls,), {"__module__": "my.http"})()


MAKERS: dict[str, Any] = {
    "itself": lambda cls: cls(),
    "subclass": subclass_of,
    "wrapped": lambda cls: Wrapped(cls()),
}
KINDS = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


@LIBRARIES
@KINDS
def test_clients(server: LoopbackServer, library: Any, make: Any) -> None:
    """A client of either library, subclassed or wrapped, makes calls; answers are of its library."""
    server.answer({"a": 1})
    server.answer({"message": "no"}, 404)
    http = make(library.Client)
    client = SyncClient(auth=KEY, base_url=server.url, http_client=http, deadline=30)

    assert {"a": 1} == client.request("GET", "/x", params={"b": "c"})
    with pytest.raises(errors.NotFoundError) as caught:
        client.request("POST", "/x", json={"d": 2})
    assert isinstance(caught.value.response, library.Response)
    assert isinstance(caught.value.response.request, library.Request)
    assert caught.value.response.elapsed.total_seconds() > 0
    assert b'{"d":2}' == server.last.body
    http.close()


@LIBRARIES
@pytest.mark.parametrize(
    "make",
    [*MAKERS.values(), lambda cls: Delegating(cls())],
    ids=[*MAKERS, "delegating"],
)
async def test_async_clients(server: LoopbackServer, library: Any, make: Any) -> None:
    """So does an async one."""
    server.answer({"a": 1})
    server.answer({"message": "no"}, 404)
    http = make(library.AsyncClient)
    client = AsyncClient(auth=KEY, base_url=server.url, http_client=http, deadline=30)

    assert {"a": 1} == await client.request("GET", "/x")
    with pytest.raises(errors.NotFoundError) as caught:
        await client.request("GET", "/x")
    assert isinstance(caught.value.response, library.Response)
    await http.aclose()


@LIBRARIES
@pytest.mark.parametrize("theirs", [httpx2, httpx], ids=["of httpx2", "of httpx"])
def test_timeouts(library: Any, theirs: ModuleType) -> None:
    """`timeout` takes the objects of either library, whatever the client's is: everywhere."""
    seen: list[dict[str, float]] = []

    def answer(request: Any) -> Any:
        seen.append(request.extensions["timeout"])
        return library.Response(200, json={})

    http = library.Client(transport=library.MockTransport(answer), timeout=9)
    limits = theirs.Timeout(7, connect=3)
    SyncClient(auth=KEY, http_client=http, timeout=limits).request("GET", "/x")
    client = SyncClient(auth=KEY, http_client=http)
    client.with_options(timeout=limits).request("GET", "/x")
    client.request("GET", "/x", request_options={"timeout": limits})
    client.request("GET", "/x")

    assert [{"connect": 3, "read": 7, "write": 7, "pool": 7}] * 3 == seen[:3]
    assert {"connect": 9, "read": 9, "write": 9, "pool": 9} == seen[3]


def test_a_timeout_of_a_client_of_ours(server: LoopbackServer) -> None:
    """A client that we make takes both as well."""
    for theirs in (httpx2, httpx):
        client = SyncClient(
            auth=KEY, base_url=server.url, timeout=theirs.Timeout(5), deadline=3
        )
        assert client.request("GET", "/x") is not None
        client.close()


@LIBRARIES
@pytest.mark.parametrize(
    ("name", "expected"),
    [("ConnectError", errors.ConnectionError), ("ReadTimeout", errors.TimeoutError)],
)
@pytest.mark.parametrize("whose", ["its own", "the other's"])
def test_errors(library: Any, name: str, expected: type[Exception], whose: str) -> None:
    """What a client raises is an error of ours, also where its transport raises the other library's."""
    source: Any = library if whose == "its own" else OTHER[library]

    def fail(_request: Any) -> Any:
        raise getattr(source, name)("no luck")

    http = library.Client(transport=library.MockTransport(fail))
    client = Impatient(auth=KEY, http_client=http, max_retries=1)
    with pytest.raises(expected) as caught:
        client.request("GET", "/x")

    assert 2 == caught.value.attempts  # type: ignore[attr-defined]
    assert isinstance(caught.value.__cause__, getattr(source, name))


@LIBRARIES
def test_a_body_that_takes_too_long(library: Any) -> None:
    """The time for an answer with all its body is kept with both."""
    with faults.faulty_server() as slow, library.Client() as http:
        slow.scripts = [faults.trickle]
        client = SyncClient(
            auth=KEY, base_url=slow.url, timeout=0.3, max_retries=0, http_client=http
        )
        with pytest.raises(errors.TimeoutError) as caught:
            client.request("GET", "/x")
    assert isinstance(caught.value.__cause__, library.ReadTimeout)


@LIBRARIES
async def test_an_async_body_that_takes_too_long(library: Any) -> None:
    """So it is with async clients."""
    with faults.faulty_server() as slow:
        slow.scripts = [faults.trickle]
        async with library.AsyncClient() as http:
            client = AsyncClient(
                auth=KEY,
                base_url=slow.url,
                timeout=0.3,
                max_retries=0,
                http_client=http,
            )
            with pytest.raises(errors.TimeoutError) as caught:
                await client.request("GET", "/x")
    assert isinstance(caught.value.__cause__, library.ReadTimeout)


WRONG: dict[str, tuple[Any, Any, str]] = {
    "async for sync": (SyncClient, httpx.AsyncClient(), "httpx.AsyncClient"),
    "sync for async": (AsyncClient, httpx2.Client(), "httpx2.Client"),
    "a class": (SyncClient, httpx.Client, "httpx.Client"),
    "another library's": (SyncClient, subprocess.Popen, "subprocess.Popen"),
    "its object": (SyncClient, Path(), "pathlib."),
    "a text": (AsyncClient, "httpx", "not str"),
    "a wrapped one": (SyncClient, Wrapped(httpx2.AsyncClient()), "Wrapped"),
}


@pytest.mark.parametrize(("cls", "given", "named"), WRONG.values(), ids=WRONG)
def test_wrong_clients(cls: Any, given: Any, named: str) -> None:
    """What can't be used is refused at once, by its name with its package, and who takes it is said."""
    with pytest.raises(errors.ConfigurationError) as caught:
        cls(auth=KEY, http_client=given)

    assert named in str(caught.value)


def test_the_other_client_is_named() -> None:
    """An async client for the sync one is told where it belongs, and the other way round."""
    with pytest.raises(errors.ConfigurationError) as caught:
        SyncClient(auth=KEY, http_client=httpx.AsyncClient())  # type: ignore[arg-type]
    with pytest.raises(errors.ConfigurationError) as other:
        AsyncClient(auth=KEY, http_client=httpx.Client())  # type: ignore[arg-type]

    assert (
        "http_client must be an httpx2.Client or an httpx.Client; httpx.AsyncClient is for "
        "AsyncWixClient",
        "http_client must be an httpx2.AsyncClient or an httpx.AsyncClient; httpx.Client is for "
        "WixClient",
    ) == (str(caught.value), str(other.value))


@LIBRARIES
def test_a_stand_in(library: Any) -> None:
    """A mock with the client's spec is taken for one, as before."""
    http = Mock(spec=library.Client, is_closed=False, timeout=library.Timeout(3))
    http.build_request.side_effect = library.Client().build_request
    http.send.side_effect = functools.partial(_answered, library)

    client = SyncClient(auth=KEY, http_client=http)
    assert {"a": 1} == client.request("GET", "/x")


def _answered(library: Any, request: Any, **_settings: Any) -> Any:
    return library.Response(200, json={"a": 1}, request=request)


def test_starlettes_test_client() -> None:
    """starlette's (and so FastAPI's) TestClient makes calls of an app of one's own."""

    async def show(request: Request) -> JSONResponse:
        body = await request.json() if await request.body() else None
        return JSONResponse({"path": request.url.path, "body": body})

    http = TestClient(Starlette(routes=[Route("/{p}", show, methods=["GET", "POST"])]))
    client = SyncClient(auth=KEY, http_client=http)

    assert {"path": "/x", "body": {"a": 1}} == client.request(
        "POST", "/x", json={"a": 1}
    )


def test_without_httpx() -> None:
    """Nothing needs httpx, nor looks for it, where it isn't installed."""
    code = (
        "import sys; sys.modules['httpx'] = None;"
        "import httpx2; from wixapi._http.client import SyncClient;"
        "from wixapi._auth.strategies import ApiKeyStrategy; from wixapi import errors;\n"
        "def fail(request): raise httpx2.ConnectError('x')\n"
        "http = httpx2.Client(transport=httpx2.MockTransport(fail))\n"
        "client = SyncClient(auth=ApiKeyStrategy('k'), http_client=http, max_retries=0)\n"
        "try: client.request('GET', '/x')\n"
        "except errors.ConnectionError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}; {code}"],
        capture_output=True,
        text=True,
        check=False,
    )
    told, _, address = done.stdout.partition("\n")
    assert ("GET /x: x", "GET https://www.wixapis.com/x") == (told, address.strip())
    assert "" == done.stderr
