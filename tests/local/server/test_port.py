"""A core on a port: real HTTP, connections that break, and who may call."""

from __future__ import annotations

import gc
import http.client
import json
import socket
import sys
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field

import httpx2
import pytest

from wixapi._local.messages import Answer, Request, json_answer
from wixapi._local.server.bodies import KEPT
from wixapi._local.server.port import Port
from wixapi.errors import ConfigurationError


@dataclass
class Echo:
    """Stands in for a core: answers with what it was asked, and takes note of it."""

    requests: list[Request] = field(default_factory=list)
    broken: str = ""

    @property
    def deliveries(self) -> Echo:
        """Return what sends events on a port: nothing is to be sent."""
        return self

    def start(self) -> None:
        """Begin to send nothing."""

    def answer(self, request: Request) -> Answer:
        """Return what was asked; raise if the path says so."""
        self.requests.append(request)
        if "fails" in request.path:
            raise KeyError("inside")
        body = json_answer({"path": request.path, "query": request.query})
        return Answer(200, body.body, body.headers, self.broken)


ECHO = Echo()


@pytest.fixture(scope="module")
def port() -> Generator[Port]:
    """Open a port of a core that takes note of requests."""
    with closing(Port(ECHO, 0).start()) as opened:
        yield opened


@pytest.fixture
def echo() -> Echo:
    """Return this core, which knows of no request."""
    ECHO.requests.clear()
    return ECHO


@pytest.fixture
def http_client(port: Port) -> Generator[httpx2.Client]:
    """Make a client of the port."""
    with httpx2.Client(base_url=port.url) as made:
        yield made


def test_a_request_comes_as_it_was_sent(
    echo: Echo, port: Port, http_client: httpx2.Client
) -> None:
    """The core gets verb, encoded path, query, headers and body; the client its answer."""
    answer = http_client.patch(
        "/v1/a%2Fb/%C3%A9?x=1&x=%20", content=b"{}", headers={"Wix-Site-Id": "s"}
    )

    assert {"path": "/v1/a%2Fb/%C3%A9", "query": "x=1&x=%20"} == answer.json()
    [request] = echo.requests
    assert ("PATCH", b"{}", "s") == (
        request.verb,
        request.body,
        request.headers["wix-site-id"],
    )
    assert f"http://127.0.0.1:{port.number}" == port.url


def test_head_is_a_get_without_the_body(echo: Echo, http_client: httpx2.Client) -> None:
    """HEAD gets the headers that a GET gets."""
    got, head = http_client.get("/v1/a"), http_client.head("/v1/a")

    assert ["GET", "GET"] == [request.verb for request in echo.requests]
    assert b"" == head.content
    assert got.headers["content-length"] == head.headers["content-length"]


def test_connections_stay_open(echo: Echo, port: Port) -> None:
    """Several requests go over one connection."""
    opened: set[object] = set()
    with closing(http.client.HTTPConnection("127.0.0.1", port.number)) as connection:
        for number in range(3):
            connection.request("GET", f"/v1/{number}")
            connection.getresponse().read()
            opened.add(connection.sock)

    assert (1, 3) == (len(opened), len(echo.requests))


def test_a_reset_ends_the_connection(echo: Echo, http_client: httpx2.Client) -> None:
    """An answer that is to be reset never comes; the next request is answered."""
    echo.broken = "reset"
    with pytest.raises(httpx2.ReadError):
        http_client.get("/v1/a")
    echo.broken = ""

    assert 200 == http_client.get("/v1/a").status_code


def test_a_cut_body_is_incomplete(echo: Echo, http_client: httpx2.Client) -> None:
    """An answer that is to be cut has a status and headers, and half of its body."""
    echo.broken = "cut"
    with pytest.raises(httpx2.RemoteProtocolError, match="without sending complete"):
        http_client.get("/v1/a")
    echo.broken = ""

    assert 200 == http_client.get("/v1/a").status_code


def test_no_more_of_a_body_is_kept_than_shows_that_it_is_too_large(
    echo: Echo, http_client: httpx2.Client
) -> None:
    """Of 50 MB, sent with or without a length, the core gets one byte more than it takes."""
    chunk = b"x" * 1_000_000

    first = http_client.post("/v1/a", content=chunk * 50)
    second = http_client.post("/v1/a", content=(chunk for _ in range(50)))

    assert [200, 200] == [first.status_code, second.status_code]
    assert [KEPT, KEPT] == [len(request.body) for request in echo.requests]


def test_a_failure_is_an_answer(http_client: httpx2.Client) -> None:
    """What fails in a handler is told in Wix's form, without a traceback."""
    answer = http_client.get("/v1/fails")

    assert (500, "KeyError: 'inside'") == (answer.status_code, answer.json()["message"])
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "origin", ["http://localhost:3000", "http://127.0.0.1:5173", "https://[::1]"]
)
def test_pages_of_this_machine_may_call(
    echo: Echo, http_client: httpx2.Client, origin: str
) -> None:
    """A front end on another port may call the API with any header, and read what says who answered."""
    asked = http_client.options(
        "/v1/a",
        headers={
            "origin": origin,
            "access-control-request-method": "PATCH",
            "access-control-request-headers": "authorization,wix-site-id",
        },
    )
    answer = http_client.get("/v1/a", headers={"origin": origin})

    assert (200, origin) == (
        asked.status_code,
        asked.headers["access-control-allow-origin"],
    )
    assert "wix-site-id" in asked.headers["access-control-allow-headers"]
    assert origin == answer.headers["access-control-allow-origin"]
    assert "x-wix-local" in answer.headers["access-control-expose-headers"]
    assert 1 == len(echo.requests)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost.evil.example"]
)
def test_pages_from_elsewhere_may_not(http_client: httpx2.Client, origin: str) -> None:
    """A page of another host gets no leave to call the API or to read an answer."""
    asked = http_client.options(
        "/v1/a", headers={"origin": origin, "access-control-request-method": "POST"}
    )
    answer = http_client.get("/v1/a", headers={"origin": origin})

    assert 400 == asked.status_code
    assert "access-control-allow-origin" not in {**asked.headers, **answer.headers}


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:1", 200),
        ("localhost", 200),
        ("wix:8787", 200),
        ("app.localhost:8787", 200),
        ("[::1]:8787", 200),
        ("evil.example", 421),
        ("localhost.evil.example:8787", 421),
        ("127.0.0.1.evil.example", 421),
    ],
)
def test_strangers_names_are_refused(
    http_client: httpx2.Client, host: str, status: int
) -> None:
    """A name that a stranger can let lead to this machine is no name of the local Wix."""
    assert status == http_client.get("/v1/a", headers={"host": host}).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://localhost:3000"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_other_pages_may_not_control_it(
    echo: Echo, http_client: httpx2.Client, headers: dict[str, str]
) -> None:
    """What is below `/_wix/` is for its own page and for programs that are no browser."""
    refused = http_client.post("/_wix/api/reset", json={}, headers=headers)
    asked = http_client.options(
        "/_wix/api/reset", headers={**headers, "access-control-request-method": "POST"}
    )

    assert [403, 403] == [refused.status_code, asked.status_code]
    assert "access-control-allow-origin" not in {**refused.headers, **asked.headers}
    assert [] == echo.requests


def test_its_own_page_controls_it(
    port: Port, echo: Echo, http_client: httpx2.Client
) -> None:
    """The page's own origin, and programs that say nothing of one, are let through."""
    own = {"origin": port.url, "sec-fetch-site": "same-origin"}
    http_client.post("/_wix/api/reset", json={}, headers=own)
    http_client.post("/_wix/api/reset", json={})

    assert 2 == len(echo.requests)


def test_a_port_in_use_is_named(port: Port) -> None:
    """The error names the port and what helps."""
    with pytest.raises(
        ConfigurationError, match=f"port {port.number} of 127.0.0.1 is in use: end what"
    ):
        Port(Echo(), port.number)


@pytest.mark.parametrize(
    ("host", "number", "words"),
    [
        ("127.0.0.1", 70_000, "70000 is no port: give one from 1 to 65535"),
        ("127.0.0.1", -1, "-1 is no port"),
        ("192.0.2.1", 0, "192.0.2.1 is no address of this machine"),
        ("no such host", 0, "is no address"),
    ],
)
def test_a_port_that_can_not_be_had_is_named(
    host: str, number: int, words: str
) -> None:
    """Whatever is wrong with port or address is a `ConfigurationError` with a remedy."""
    with pytest.raises(ConfigurationError, match=words):
        Port(Echo(), number, host)


def test_a_port_answers_from_its_start_on(echo: Echo) -> None:
    """Who asks before waits for the answer; one that never starts is free again, too."""
    with (
        closing(Port(echo, 0)) as taken,
        socket.create_connection(("127.0.0.1", taken.number), timeout=30) as early,
    ):
        early.sendall(b"GET /v1/a HTTP/1.1\r\nhost: localhost\r\n\r\n")
        before = len(echo.requests)
        taken.start()
        answer = early.recv(12)
    never = Port(echo, 0)
    never.close()
    Port(echo, never.number).close()

    assert (0, b"HTTP/1.1 200") == (before, answer)


def test_a_closed_port_is_free_again(echo: Echo) -> None:
    """The same port can be opened right after `close`, which can be called twice."""
    first = Port(echo, 0).start()
    httpx2.get(f"{first.url}/v1/a")
    first.close()
    first.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", first.number))

    with closing(Port(echo, first.number).start()) as second:
        assert 200 == httpx2.get(f"{second.url}/v1/a").status_code
    gc.collect()  # nothing was left open: that would be a ResourceWarning


@pytest.mark.parametrize("module", ["uvicorn", "starlette.concurrency"])
def test_without_the_extra_the_remedy_is_told(
    monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    """Where the extra isn't installed, the error says how to install it."""
    for name in [*sys.modules]:
        if name.startswith(("wixapi._local.server.asgi", "uvicorn")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)

    with pytest.raises(ConfigurationError, match=r"pip install 'wixapi\[local\]'"):
        Port(Echo(), 0)


def test_it_is_reached_over_ipv6(echo: Echo) -> None:
    """An address of version 6 stands in brackets in the URL."""
    try:
        opened = Port(echo, 0, "::1").start()
    except ConfigurationError:
        pytest.skip("this machine has no IPv6")
    with closing(opened):
        assert f"http://[::1]:{opened.number}" == opened.url
        assert {"path": "/v1/a", "query": ""} == json.loads(
            httpx2.get(f"{opened.url}/v1/a").content
        )
