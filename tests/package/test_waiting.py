"""Methods that wait: where a resource has something that Wix makes ready later."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from package.calls import ID, Caller
from support.server import LoopbackServer
from wixapi import _waiting
from wixapi.errors import NotReadyError, TimeoutError
from wixapi.media.files import AsyncFilesClient, FilesClient

WAIT = "media.files.wait_until_ready"
PAUSES: list[float] = []


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def asleep(seconds: float) -> None:
        PAUSES.append(seconds)

    PAUSES.clear()
    monkeypatch.setattr(_waiting.time, "sleep", PAUSES.append)
    monkeypatch.setattr("asyncio.sleep", asleep)


def file(status: str) -> Any:
    """An answer with a file in that state."""
    return {"file": {"id": "f1", "operationStatus": status}}


def test_a_file_that_is_imported(server: LoopbackServer, caller: Caller) -> None:
    """An imported file is asked for until it is ready."""
    server.answer(file("PENDING"))
    server.answer(file("PENDING"))
    server.answer(file("READY"))
    imported = caller.call("media.files.import_file", url="https://example.com/a.png")
    ready = caller.call(WAIT, file_id=imported.file.id)

    assert "READY" == ready.operation_status
    assert ["/site-media/v1/files/get-file-by-id?fileId=f1"] * 2 == [
        one.path for one in server.requests[1:]
    ]
    assert [0.5] == PAUSES


def test_failed(server: LoopbackServer, caller: Caller) -> None:
    """A failed import is an error."""
    server.answer(file("FAILED"))
    with pytest.raises(NotReadyError, match="operation_status is FAILED"):
        caller.call(WAIT, file_id="f1")


def test_too_late(server: LoopbackServer, caller: Caller) -> None:
    """So is one that takes too long."""
    server.answer(file("PENDING"))
    with pytest.raises(TimeoutError, match="still PENDING after 0 s"):
        caller.call(WAIT, file_id="f1", timeout=0)


def test_inside_of_an_answer(server: LoopbackServer, caller: Caller) -> None:
    """The status may stand further inside of what a method hands back."""
    server.answer({"document": {"status": "PENDING"}})
    server.answer({"document": {"status": "READY", "url": "https://example.com"}})
    ready = caller.call("forms.submissions.wait_until_ready", submission_id=ID)

    assert "https://example.com" == ready.document.url


def test_it_is_told_of() -> None:
    """Who imports is told that the file isn't ready, and how to wait; on both clients."""
    assert "wait_until_ready" in (inspect.getdoc(FilesClient.import_file) or "")
    assert "READY" in (inspect.getdoc(AsyncFilesClient.wait_until_ready) or "")
    assert inspect.iscoroutinefunction(AsyncFilesClient.wait_until_ready)
