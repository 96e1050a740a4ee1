"""The ASGI and the WSGI app that answer calls of service plugins, below real servers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import httpx2
import pytest

from support.thing_plugins import (
    APP,
    RATE,
    RateRequest,
    RateResponse,
    Rating,
    ServicePlugins,
    ThingIsGone,
    plugin_body,
)
from support.web_servers import Site, uvicorn_server, wsgiref_server
from support.webhooks import public_pem
from wixapi import asgi, wsgi
from wixapi._webhooks.service_plugins import PluginContext
from wixapi.errors import ConfigurationError

Serve = Callable[..., AbstractContextManager[Site]]
SECRET = "jane@example.com"


def serve_asgi(plugins: Any, **options: Any) -> AbstractContextManager[Site]:
    """Serves the ASGI app under uvicorn."""
    return uvicorn_server(asgi.ServicePluginApp(plugins, **options))


def serve_wsgi(plugins: Any, **options: Any) -> AbstractContextManager[Site]:
    """Serves the WSGI app under wsgiref."""
    return wsgiref_server(wsgi.ServicePluginApp(plugins, **options))


@pytest.fixture(params=[serve_asgi, serve_wsgi], ids=["uvicorn", "wsgiref"])
def serve(request: pytest.FixtureRequest) -> Serve:
    """Either app below a real server: what is true of one is true of the other."""
    function: Serve = request.param
    return function


def post(site: Site, path: str, body: str) -> httpx2.Response:
    """Sends a request as Wix does."""
    return httpx2.post(f"{site.url}{path}", content=body, timeout=60)


@pytest.fixture
def plugins() -> ServicePlugins:
    """Service plugins whose handler does what the request's name says."""
    made = ServicePlugins(public_pem(), app_id=APP)

    @made.on(RATE)
    def rate(request: RateRequest, _context: PluginContext) -> RateResponse:
        match request.name:
            case "gone":
                raise ThingIsGone
            case "broken":
                raise RuntimeError(SECRET)
            case "wrong":
                return RateResponse(rating=Rating(stars=9), note=SECRET)
            case _:
                return RateResponse(rating=Rating(stars=3))

    return made


@pytest.mark.parametrize(
    ("name", "status", "body"),
    [
        ("here", 200, b'{"rating":{"stars":3}}'),
        ("gone", 428, b'{"applicationError":{"code":"THING_IS_GONE"}}'),
    ],
)
def test_wix_is_answered_in_json(
    serve: Serve, plugins: ServicePlugins, name: str, status: int, body: bytes
) -> None:
    """With what the handler returns, or with the error that it raises on purpose."""
    with serve(plugins) as site:
        answer = post(site, "/a/v1/rate?x=1", plugin_body({"name": name}))

    assert (status, "application/json", str(len(body)), body) == (
        answer.status_code,
        answer.headers["Content-Type"],
        answer.headers["Content-Length"],
        answer.content,
    )


@pytest.mark.parametrize(
    ("name", "told"), [("broken", "RuntimeError"), ("wrong", "rating.stars")]
)
def test_what_fails_is_500_and_leaks_nothing(
    serve: Serve,
    plugins: ServicePlugins,
    name: str,
    told: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The log says why; Wix learns nothing."""
    with serve(plugins) as site:
        answer = post(site, "/v1/rate", plugin_body({"name": name}))

    assert (500, b"") == (answer.status_code, answer.content)
    assert told in caplog.text


@pytest.mark.parametrize("path", ["/v1/burn", "/nope", "/"])
def test_what_has_no_handler_is_404(
    serve: Serve, plugins: ServicePlugins, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says what Wix called."""
    with serve(plugins) as site:
        answer = post(site, path, plugin_body({}))

    assert (404, b"") == (answer.status_code, answer.content)
    assert "THING_RATER, which has no handler" in caplog.text


@pytest.mark.parametrize("body", ["", "junk", plugin_body({}, aud="app-2")])
def test_what_wix_did_not_sign_is_400(
    serve: Serve, plugins: ServicePlugins, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever the path; the log says why."""
    with serve(plugins) as site:
        answer = post(site, "/v1/rate", body)

    assert (400, b"") == (answer.status_code, answer.content)
    assert [logging.WARNING] == [
        one.levelno for one in caplog.records if one.name == "wixapi"
    ]


def test_a_body_that_is_too_long_is_413(serve: Serve, plugins: ServicePlugins) -> None:
    """It isn't verified."""
    with serve(plugins, max_bytes=100) as site:
        answer = post(site, "/v1/rate", "x" * 101)

    assert 413 == answer.status_code


def test_only_posts_are_answered(serve: Serve, plugins: ServicePlugins) -> None:
    """Others get 405."""
    with serve(plugins) as site:
        answer = httpx2.get(f"{site.url}/v1/rate")

    assert (405, "POST") == (answer.status_code, answer.headers["Allow"])


@pytest.mark.parametrize("app", [asgi.ServicePluginApp, wsgi.ServicePluginApp])
def test_an_app_takes_service_plugins(app: Any) -> None:
    """Anything else is refused where it is set up."""
    with pytest.raises(ConfigurationError, match="takes ServicePlugins, not dict"):
        app({})


def test_a_mounted_wsgi_app_knows_the_whole_path(plugins: ServicePlugins) -> None:
    """What the server took off the path stands in `SCRIPT_NAME`."""
    transport = httpx2.WSGITransport(
        wsgi.ServicePluginApp(plugins), script_name="/plugins/v1"
    )
    with httpx2.Client(transport=transport, base_url="http://app") as client:
        answer = client.post("/rate", content=plugin_body({}))

    assert 200 == answer.status_code


@pytest.mark.parametrize("path", ["/rate", "/plugins/v1/rate"])
def test_a_mounted_asgi_app_knows_the_whole_path(
    plugins: ServicePlugins, path: str
) -> None:
    """Some servers take `root_path` off the path, others don't."""
    body = plugin_body({}).encode()
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "root_path": "/plugins/v1",
        "headers": [],
    }
    asyncio.run(asgi.ServicePluginApp(plugins)(scope, receive, send))

    assert 200 == sent[0]["status"]
