"""The ASGI and the WSGI app, below real servers: what Wix is answered, and when."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from support.thing_events import ThingCreated, Webhooks
from support.web_servers import (
    TIMEOUT,
    Site,
    gunicorn_server,
    uvicorn_server,
    wsgiref_server,
)
from support.webhooks import domain_event, public_pem, sign_claims, sign_event
from wixapi import asgi, wsgi
from wixapi._webhooks.events import Event
from wixapi.errors import ConfigurationError, WebhookError

Serve = Callable[..., AbstractContextManager[Site]]


def serve_asgi(receiver: Any, **options: Any) -> AbstractContextManager[Site]:
    """Serves the ASGI app under uvicorn."""
    return uvicorn_server(asgi.WebhookApp(receiver, **options))


def serve_wsgi(receiver: Any, **options: Any) -> AbstractContextManager[Site]:
    """Serves the WSGI app under wsgiref."""
    return wsgiref_server(wsgi.WebhookApp(receiver, **options))


@pytest.fixture(params=[serve_asgi, serve_wsgi], ids=["uvicorn", "wsgiref"])
def serve(request: pytest.FixtureRequest) -> Serve:
    """Either app below a real server: what is true of one is true of the other."""
    function: Serve = request.param
    return function


class Inbox:
    """Keeps bodies in memory, or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self.bodies: list[bytes] = []
        self._error = error

    def receive(self, body: bytes) -> str:
        """Keeps a body."""
        if self._error:
            raise self._error
        self.bodies.append(body)
        return "stored"

    async def areceive(self, body: bytes) -> str:
        """Keeps a body."""
        return self.receive(body)


@pytest.fixture
def hooks() -> Webhooks:
    """Webhooks with the app's key and no handlers."""
    return Webhooks(public_pem())


# Webhooks ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/wix/webhooks?x=1"])
def test_a_webhook_is_handled_and_answered_200(
    serve: Serve, hooks: Webhooks, path: str
) -> None:
    """Its handlers have run by then; the answer is empty, whatever the path."""
    seen: list[Event] = []
    hooks.on(ThingCreated)(seen.append)

    with serve(hooks) as site:
        answer = site.send(sign_event(), path=path)

    assert (200, "0", None) == (
        answer.status,
        answer.getheader("Content-Length"),
        answer.getheader("Content-Type"),
    )
    assert [ThingCreated] == [type(event) for event in seen]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"junk",
        b"\xff" * 1_000,
        b"{}",
        sign_claims({"iat": 1}),
        sign_claims([]),
    ],
)
def test_what_wix_did_not_sign_or_holds_no_event_is_400(
    serve: Serve, hooks: Webhooks, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """No handler runs; the log says why."""
    hooks.fallback(lambda _: pytest.fail("handled"))

    with serve(hooks) as site, caplog.at_level(logging.WARNING, "wixapi"):
        assert 400 == site.send(body).status

    assert ["WARNING"] == [record.levelname for record in ours(caplog)]
    assert caplog.messages[-1].startswith("webhook refused: ")


@pytest.mark.parametrize(
    "body",
    [
        sign_event(domain_event(createdEvent=[])),
        sign_claims({"data": "junk"}),
        sign_event(event_type=None),
    ],
)
def test_what_is_signed_but_malformed_is_handled(
    serve: Serve, hooks: Webhooks, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Wix is answered 200, and the log says once what is wrong."""
    seen: list[Event] = []
    hooks.fallback(seen.append)

    with serve(hooks) as site, caplog.at_level(logging.WARNING, "wixapi"):
        assert 200 == site.send(body).status

    assert 1 == len(seen)
    assert ["WARNING"] == [record.levelname for record in ours(caplog)]


def ours(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """The records of the package."""
    return [record for record in caplog.records if record.name == "wixapi"]


def test_a_failing_handler_is_500_and_logged(
    serve: Serve, hooks: Webhooks, caplog: pytest.LogCaptureFixture
) -> None:
    """The log has the event's type and id and the exception, and nothing of what came."""

    @hooks.on(ThingCreated)
    def handle(_: ThingCreated) -> None:
        raise RuntimeError("full disk")

    with serve(hooks) as site, caplog.at_level(logging.DEBUG, "wixapi"):
        answer = site.send(sign_event())

    (record,) = ours(caplog)
    assert (500, "0") == (answer.status, answer.getheader("Content-Length"))
    assert (
        "webhook failed: test.things.v1.thing_created "
        "e0d1d3ad-4d1d-4f0a-9a4e-0a2f8e1f1b01"
    ) == record.getMessage()
    assert record.exc_info
    assert "full disk" == str(record.exc_info[1])
    assert "Spoon" not in caplog.text


def test_a_webhook_error_of_a_handler_is_its_failure(
    serve: Serve, hooks: Webhooks
) -> None:
    """What a handler raises is never Wix's fault."""

    @hooks.on(ThingCreated)
    def handle(_: ThingCreated) -> None:
        raise WebhookError("another one's")

    with serve(hooks) as site:
        assert 500 == site.send(sign_event()).status


@pytest.mark.parametrize("verb", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "post"])
def test_only_post_is_allowed(serve: Serve, hooks: Webhooks, verb: str) -> None:
    """And the answer says so."""
    hooks.fallback(lambda _: pytest.fail("handled"))

    with serve(hooks) as site:
        answer = site.send(sign_event(), verb)

    assert (405, "POST") == (answer.status, answer.getheader("Allow"))


def test_async_handlers_need_the_asgi_app(hooks: Webhooks) -> None:
    """Below WSGI nothing can await them: 500, since it's the app's mistake."""
    seen: list[Event] = []

    @hooks.on(ThingCreated)
    async def handle(event: ThingCreated) -> None:
        await asyncio.sleep(0)
        seen.append(event)

    with serve_asgi(hooks) as site:
        assert 200 == site.send(sign_event()).status
    assert 1 == len(seen)
    with serve_wsgi(hooks) as site:
        assert 500 == site.send(sign_event()).status
    assert 1 == len(seen)


def test_a_sync_handler_does_not_block_the_event_loop(hooks: Webhooks) -> None:
    """Below ASGI it runs in a thread: two that wait for each other both end."""
    both = threading.Barrier(2)
    hooks.on(ThingCreated)(lambda _: both.wait(30) and None)

    with serve_asgi(hooks) as site:
        statuses: list[int] = []
        threads = [
            threading.Thread(
                target=lambda: statuses.append(site.send(sign_event()).status)
            )
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert [200, 200] == statuses


# Bodies --------------------------------------------------------------------------------------


@pytest.mark.parametrize("too_long", [False, True])
def test_a_body_may_have_as_many_bytes_as_is_said(serve: Serve, too_long: bool) -> None:
    """One more is 413, and nobody gets it."""
    inbox = Inbox()
    body = b"x" * (200_001 if too_long else 200_000)

    with serve(inbox, max_bytes=200_000) as site:
        answer = site.send(body)

    assert (413 if too_long else 200) == answer.status
    assert ([] if too_long else [body]) == inbox.bodies


@pytest.mark.parametrize("length", ["11", "9" * 18, "9" * 5_000])
def test_a_body_that_says_it_is_too_long_is_not_waited_for(
    serve: Serve, length: str
) -> None:
    """The answer comes before the body does; also with a length that no number should hold."""
    with serve(Inbox(), max_bytes=10) as site:
        connection = HTTPConnection("127.0.0.1", site.port, timeout=TIMEOUT)
        connection.putrequest("POST", "/")
        connection.putheader("Content-Length", length)
        connection.endheaders()
        answer = connection.getresponse()
        connection.close()

    assert answer.status in ({413} if len(length) < 20 else {413, 400})


@pytest.mark.parametrize("too_long", [False, True])
def test_chunks_become_one_body(too_long: bool) -> None:
    """Below a server that joins them; the bound holds though nobody said a length."""
    inbox = Inbox()
    chunks = [b"abc", b"d" * 100_000, b"e"] + [b"f"] * too_long

    with serve_asgi(inbox, max_bytes=100_004) as site:
        answer = site.send(iter(chunks))

    assert (413 if too_long else 200) == answer.status
    assert ([] if too_long else [b"".join(chunks)]) == inbox.bodies


def test_a_server_that_cannot_join_chunks_is_411() -> None:
    """wsgiref hands chunks over as they are: nobody can tell where the body ends."""
    inbox = Inbox()

    with serve_wsgi(inbox) as site:
        answer = site.raw(  # at once: who sends more after the answer loses it
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"3\r\nabc\r\n0\r\n\r\n"
        )

    assert b" 411 " in answer
    assert [] == inbox.bodies


def test_half_a_body_reaches_nobody(serve: Serve) -> None:
    """A client that hangs up before the end has delivered nothing; the next one is served."""
    inbox = Inbox()

    with serve(inbox) as site:
        answer = site.raw(
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345"
        )
        assert b" 200 " not in answer
        assert 200 == site.send(b"whole").status

    assert [b"whole"] == inbox.bodies


@pytest.mark.parametrize("length", [b"-1", b"ten", b"1_0", b"\xb2"])
def test_a_length_that_is_none_is_refused(serve: Serve, length: bytes) -> None:
    """By the server or by us."""
    inbox = Inbox()

    with serve(inbox) as site:
        answer = site.raw(
            b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %s\r\n\r\n"
            % length
        )

    assert b"400" == answer.split()[1]
    assert [] == inbox.bodies


# Inboxes -------------------------------------------------------------------------------------


def test_an_inbox_gets_the_raw_body(serve: Serve) -> None:
    """Byte for byte; what it makes of it is its own affair."""
    inbox = Inbox()

    with serve(inbox) as site:
        assert 200 == site.send(b"any \xff\0").status

    assert [b"any \xff\0"] == inbox.bodies


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (WebhookError("forged"), 400, "webhook refused: forged"),
        (OSError("disk full"), 500, "webhook failed: it could not be stored"),
    ],
)
def test_what_an_inbox_does_not_take_is_not_200(
    serve: Serve,
    error: Exception,
    status: int,
    message: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Wix sends it again."""
    with serve(Inbox(error)) as site:
        assert status == site.send(b"body").status

    assert [message] == [record.getMessage() for record in ours(caplog)]


@pytest.mark.parametrize("app", [asgi.WebhookApp, wsgi.WebhookApp])
@pytest.mark.parametrize("receiver", [None, "hooks", object()])
def test_something_else_is_refused_at_once(app: Any, receiver: Any) -> None:
    """Not at the first webhook."""
    with pytest.raises(
        ConfigurationError, match="WebhookApp takes Webhooks, or an inbox"
    ):
        app(receiver)


@pytest.mark.parametrize("app", [asgi.WebhookApp, wsgi.WebhookApp])
def test_the_repr_shows_what_receives(app: Any, hooks: Webhooks) -> None:
    """And no key."""
    assert "WebhookApp(<Webhooks handlers=0>)" == repr(app(hooks))


# ASGI's other messages -----------------------------------------------------------------------


def converse(scope: dict[str, Any], *incoming: dict[str, Any]) -> list[dict[str, Any]]:
    """What the ASGI app sends to a server that sends it these messages."""
    messages: Iterator[dict[str, Any]] = iter(incoming)
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return next(messages)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(asgi.WebhookApp(Inbox())(scope, receive, send))
    return sent


def test_the_lifespan_is_acknowledged() -> None:
    """Servers that insist on it are served, too."""
    sent = converse(
        {"type": "lifespan"},
        {"type": "lifespan.startup"},
        {"type": "lifespan.shutdown"},
    )

    assert ["lifespan.startup.complete", "lifespan.shutdown.complete"] == [
        message["type"] for message in sent
    ]


def test_web_sockets_are_closed() -> None:
    """There is nothing to talk about."""
    assert [{"type": "websocket.close", "code": 1000}] == converse(
        {"type": "websocket"}
    )


def test_a_client_that_is_gone_gets_no_answer() -> None:
    """Nobody would hear it."""
    scope = {"type": "http", "method": "POST", "headers": []}
    part = {"type": "http.request", "body": b"half", "more_body": True}

    assert [] == converse(scope, part, {"type": "http.disconnect"})


# gunicorn ------------------------------------------------------------------------------------

GUNICORN_APP = """
import os, pathlib
from wixapi.wsgi import WebhookApp

class Inbox:
    def receive(self, body):
        with open(os.environ["BODIES"], "ab") as file:
            file.write(body + b"\\n")

app = WebhookApp(Inbox(), max_bytes=100_000)
"""


def test_the_wsgi_app_runs_below_gunicorn(tmp_path: Path) -> None:
    """Whole bodies and chunks arrive; what is too long, cut off or no POST doesn't."""
    (tmp_path / "site_app.py").write_text(GUNICORN_APP, encoding="utf-8")
    bodies = tmp_path / "bodies"

    with gunicorn_server("site_app:app", tmp_path, {"BODIES": str(bodies)}) as site:
        statuses = [
            site.send(b"one").status,
            site.send(iter([b"t", b"wo"])).status,
            site.send(b"x" * 100_001).status,
            site.send(iter([b"x" * 50_000] * 3)).status,
            site.send(b"x", "PUT").status,
        ]
        site.raw(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345")
        statuses.append(site.send(b"three").status)

    assert [200, 200, 413, 413, 405, 200] == statuses
    assert ["one", "two", "three"] == bodies.read_text().split()
