"""Free requests with bodies that are no JSON, and uploads to other hosts."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from email import message_from_bytes
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest

from support.server import LoopbackServer, loopback_server
from wixapi import ApiKeyStrategy, AsyncWixClient, WixClient
from wixapi.errors import (
    ApiError,
    ConfigurationError,
    ConnectionError,
    ServerError,
)

AUTH = ApiKeyStrategy("IST.hush", site_id="our-site")
Call = Callable[..., Any]


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest, server: LoopbackServer) -> Call:
    """Calls a method of a client: its name, then its arguments."""

    def sync_call(method: str, *args: Any, **given: Any) -> Any:
        settings = {"auth": AUTH, "base_url": server.url, "max_retries": 0}
        with WixClient(**{**settings, **given.pop("settings", {})}) as client:
            return getattr(client, method)(*args, **given)

    async def async_call(method: str, *args: Any, **given: Any) -> Any:
        settings = {"auth": AUTH, "base_url": server.url, "max_retries": 0}
        settings = {**settings, **given.pop("settings", {})}
        async with AsyncWixClient(**settings) as client:
            return await getattr(client, method)(*args, **given)

    if request.param == "sync":
        return sync_call
    return lambda *args, **given: asyncio.run(async_call(*args, **given))


@pytest.fixture
def elsewhere() -> Iterator[LoopbackServer]:
    """Another host."""
    with loopback_server() as running:
        yield running


@pytest.mark.parametrize(
    ("content", "sent", "kind"),
    [
        (b"\x00\xff", b"\x00\xff", "application/octet-stream"),
        (bytearray(b"ab"), b"ab", "application/octet-stream"),
        ("grün", "grün".encode(), "text/plain; charset=utf-8"),
        ("", b"", "text/plain; charset=utf-8"),
        (lambda: io.BytesIO(b"open"), b"open", "application/octet-stream"),
    ],
)
def test_content(
    server: LoopbackServer, call: Call, content: Any, sent: bytes, kind: str
) -> None:
    """Bytes, text and open files are sent as they are, with credentials, params and a fitting type."""
    server.answer({"ok": 1})
    given = content() if callable(content) else content
    answer = call("request", "post", "/v1/raw", content=given, params={"a": 1})

    assert {"ok": 1} == answer
    assert ("POST", "/v1/raw?a=1", sent) == (
        server.last.verb,
        server.last.path,
        server.last.body,
    )
    assert (kind, "IST.hush", str(len(sent))) == (
        server.last.headers["content-type"],
        server.last.headers["authorization"],
        server.last.headers["content-length"],
    )


def test_files_as_content(server: LoopbackServer, call: Call, tmp_path: Path) -> None:
    """A path is read; its type is that of its name. A given type beats it, and a header both."""
    path = tmp_path / "a.png"
    path.write_bytes(b"png")
    more = {"headers": {"Content-Type": "x/y"}}
    call("request", "PUT", "/v1/raw", content=path)
    call("request", "PUT", "/v1/raw", content=path, content_type="image/x")
    call("request", "PUT", "/v1/raw", content=path, request_options=more)

    assert [b"png"] * 3 == [one.body for one in server.requests]
    assert ["image/png", "image/x", "x/y"] == [
        one.headers["content-type"] for one in server.requests
    ]


def parts_of(request: Any) -> list[tuple[Any, Any, str, bytes]]:
    """Name, file name, type and content of each part of a form."""
    head = f"content-type: {request.headers['content-type']}\n\n".encode()
    message: Any = message_from_bytes(head + request.body)
    return [
        (
            part.get_param("name", header="content-disposition"),
            part.get_filename(),
            part.get("content-type"),
            part.get_payload(decode=True),
        )
        for part in message.get_payload()
    ]


def test_form(server: LoopbackServer, call: Call, tmp_path: Path) -> None:
    """Files are the parts of a form: each by a name, with file name and type, or plain fields."""
    path = tmp_path / "b.txt"
    path.write_bytes(b"path")
    files = [
        ("a", b"bytes"),
        ("b", path),
        ("b", ("c.pdf", "named")),
        ("d", ("d.bin", io.BytesIO(b"typed"), "x/y")),
        ("e", (None, "a field")),
    ]
    call("request", "POST", "/v1/form", files=files)

    assert [
        ("a", "a", "application/octet-stream", b"bytes"),
        ("b", "b.txt", "text/plain", b"path"),
        ("b", "c.pdf", "application/pdf", b"named"),
        ("d", "d.bin", "x/y", b"typed"),
        ("e", None, None, b"a field"),
    ] == parts_of(server.last)
    assert "IST.hush" == server.last.headers["authorization"]


def test_form_of_a_dict(server: LoopbackServer, call: Call) -> None:
    """Parts by name do as well."""
    call("request", "POST", "/v1/form", files={"file": ("a.csv", b"1;2")})

    assert [("file", "a.csv", "text/csv", b"1;2")] == parts_of(server.last)


@pytest.mark.parametrize(
    "given",
    [
        {"json": {}, "content": b""},
        {"json": None, "files": {}},
        {"content": b"", "files": {}},
    ],
)
def test_one_body(server: LoopbackServer, call: Call, given: dict[str, Any]) -> None:
    """A request has one body."""
    with pytest.raises(ConfigurationError, match="only one of json, content and files"):
        call("request", "POST", "/v1/raw", **given)
    assert [] == server.requests


@pytest.mark.parametrize(
    "given",
    [
        {"content": 7},
        {"content": io.StringIO("text")},
        {"content": Path("/nowhere/at/all")},
        {"files": {"a": 7}},
        {"files": 7},
        {"files": ["a"]},
        {"files": {"a": ()}},
        {"files": {}},
    ],
)
def test_no_content(server: LoopbackServer, call: Call, given: dict[str, Any]) -> None:
    """What can't be sent is refused before anything is."""
    with pytest.raises(ConfigurationError):
        call("request", "POST", "/v1/raw", **given)
    assert [] == server.requests


def test_a_part_that_is_no_file_is_named(call: Call) -> None:
    """What is wrong with one part isn't said of the form."""
    with pytest.raises(ConfigurationError, match="/nowhere/at/all"):
        call("request", "POST", "/v1/raw", files={"a": Path("/nowhere/at/all")})


@pytest.mark.parametrize(
    ("verb", "attempts"), [("PUT", 2), ("DELETE", 2), ("POST", 1), ("PATCH", 1)]
)
def test_retries(server: LoopbackServer, call: Call, verb: str, attempts: int) -> None:
    """A body that was read is sent again, where doing it twice does no harm."""
    for _ in range(attempts):
        server.answer(status=503, retry_after="0")
    settings = {"max_retries": 1}
    with pytest.raises(ServerError):
        call("request", verb, "/v1/raw", content=io.BytesIO(b"once"), settings=settings)

    assert [b"once"] * attempts == [one.body for one in server.requests]


SECRETS = {"authorization", "wix-site-id", "x-ours", "x-wix-consistent", "cookie"}


def test_upload(
    server: LoopbackServer, elsewhere: LoopbackServer, call: Call, tmp_path: Path
) -> None:
    """A file is put at the URL, on whatever host, and nothing of ours goes there."""
    path = tmp_path / "a.jpg"
    path.write_bytes(b"jpg")
    elsewhere.answer({"file": {"id": "f1"}}, x_wix_consistent="theirs")
    answer = call(
        "upload",
        f"{elsewhere.url}/upload/token?x=1",
        path,
        filename="my cat.jpg",
        settings={"headers": {"x-ours": "1"}},
        request_options={"headers": {"x-this": "2"}},
    )
    sent = elsewhere.last

    assert {"file": {"id": "f1"}} == answer
    assert ("PUT", "/upload/token?x=1&filename=my%20cat.jpg", b"jpg") == (
        sent.verb,
        sent.path,
        sent.body,
    )
    assert ("image/jpeg", "2") == (sent.headers["content-type"], sent.headers["x-this"])
    assert set() == SECRETS & sent.headers.keys()
    assert [] == server.requests


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_upload_by_a_client_with_secrets(
    elsewhere: LoopbackServer, library: Any
) -> None:
    """Nor does what a client of one's own sends with everything, nor what Wix answered before."""
    headers = {"authorization": "Bearer b", "Cookie": "c=1"}
    with (
        library.Client(headers=headers) as http,
        WixClient(auth=AUTH, http_client=http, base_url=elsewhere.url) as client,
    ):
        elsewhere.answer({}, x_wix_consistent="ours")
        client.request("GET", "/v1/any")
        client.upload(elsewhere.url, b"x")

    assert set() == SECRETS & elsewhere.last.headers.keys()


def test_upload_is_refused(elsewhere: LoopbackServer, call: Call) -> None:
    """Errors are the usual ones, and a redirect leads nowhere."""
    elsewhere.answer({"message": "too late"}, 401)
    with pytest.raises(ApiError) as caught:
        call("upload", f"{elsewhere.url}/u", b"x")
    elsewhere.answer({}, 307, location="https://example.com")
    with pytest.raises(ApiError):
        call("upload", f"{elsewhere.url}/u", b"x")

    assert (401, 2) == (caught.value.status, len(elsewhere.requests))


def test_an_upload_url_stays_hidden(
    elsewhere: LoopbackServer, call: Call, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither errors nor the log tell the URL's path, which lets one upload; the hint is about uploads."""
    caplog.set_level("DEBUG", "wixapi")
    elsewhere.answer({"message": "too late"}, 401)
    url = f"{elsewhere.url}/upload/eyJhush?token=hush"
    with pytest.raises(ApiError) as caught:
        call("upload", url, b"x", filename="a.txt", settings={"log_bodies": True})
    elsewhere.drop()
    with pytest.raises(ConnectionError) as lost:
        call("upload", url, b"x")

    assert (
        "upload: 401 UNAUTHORIZED: too late\n  PUT /…\n"
        "  What to do: ask for a new upload URL: each is good for one file, and for a while"
    ) == str(caught.value)
    assert f"  PUT {elsewhere.url}/…" == str(lost.value).splitlines()[1]
    assert "upload: PUT /…, attempt 1" in caplog.text
    assert "hush" not in caplog.text


def test_trace_of_an_upload(elsewhere: LoopbackServer, call: Call) -> None:
    """A trace gets the host alone: the rest of the URL is what lets one upload."""
    seen: list[Any] = []

    def trace(attempt: Any) -> Any:
        attempt.headers["x-trace"] = "1"
        seen.append(attempt.url)
        return nullcontext()

    call("upload", f"{elsewhere.url}/u/token", b"x", settings={"trace": trace})

    assert [elsewhere.url] == seen
    assert "x-trace" not in elsewhere.last.headers


@pytest.mark.parametrize(
    "url", ["/v1/x", "//host/x", "ftp://host/x", "https:///x", "https://h/a b", "", 7]
)
def test_no_upload_url(call: Call, url: Any) -> None:
    """It must be a whole URL."""
    with pytest.raises(ConfigurationError, match="upload URL"):
        call("upload", url, b"x")


def test_request_stays_on_its_host(call: Call, elsewhere: LoopbackServer) -> None:
    """`request` takes paths only: credentials never leave for another host."""
    with pytest.raises(ConfigurationError, match="path"):
        call("request", "PUT", f"{elsewhere.url}/u", content=b"x")
    assert [] == elsewhere.requests
