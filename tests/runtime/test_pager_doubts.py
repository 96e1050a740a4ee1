"""Last pages that may not be the last: the log says so, once for each method."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from runtime.test_pager import AUTH, page
from runtime.things import Things
from support.server import LoopbackServer
from wixapi._http import walk
from wixapi._http.client import SyncClient


@pytest.fixture
def things(server: LoopbackServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Things]:
    """A client of things, of whose methods none was doubted so far."""
    monkeypatch.setattr(walk, "_DOUBTED", set())
    with SyncClient(auth=AUTH, base_url=server.url, max_retries=0) as client:
        yield Things(client)


ONE = [{"name": "a"}]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"things": ONE}, "has no paging_metadata"),
        ({"things": ONE, "pagingMetadata": None}, "has no paging_metadata"),
        (
            {"things": ONE, "metadata": {"cursors": {"next": "c"}}},
            "in metadata.cursors.next, not in paging_metadata",
        ),
        ({"things": ONE, "pageInfo": {"hasNext": True}}, "in pageInfo.hasNext, not"),
        ({"things": ONE, "nextCursor": "c"}, "in nextCursor, not"),
        (
            {"things": ONE, "pagingMetadata": {"nextCursor": "c"}},
            "paging_metadata.next",
        ),
        ({"things": ONE, "pagingMetadata": "x"}, "has no paging_metadata"),
        ({"results": ONE}, "has no things, but results"),
        (page("a", hasNext=True), "says that there are more pages, but has no cursor"),
    ],
)
def test_doubtful(
    server: LoopbackServer,
    things: Things,
    caplog: pytest.LogCaptureFixture,
    answer: Any,
    words: str,
) -> None:
    """What tells of more pages isn't where it should be: items may be missing, and the log says so."""
    for _ in range(2):
        server.answer(answer)
        list(things.query_things())

    assert 1 == caplog.text.count("things.query_things")
    assert words in caplog.text


@pytest.mark.parametrize(
    ("answer", "query"),
    [
        (page("a"), {}),
        (page("a", hasNext=False), {}),
        (page("a", hasNext=False) | {"nextCursor": "c"}, {}),
        (page("a", cursor=""), {}),
        (page("a", total=1), {}),
        ({"things": []}, {}),
        ({}, {}),
        ({"things": ONE}, {"cursor_paging": {"limit": 2}}),
        ({"things": [{"name": "a", "nextCursor": "c"}], "pagingMetadata": {}}, {}),
    ],
)
def test_doubtless(
    server: LoopbackServer,
    things: Things,
    caplog: pytest.LogCaptureFixture,
    answer: Any,
    query: Any,
) -> None:
    """A page that is short, empty, or that says that it is the last is no reason to warn."""
    server.answer(answer)
    list(things.query_things(query=query))

    assert "" == caplog.text


def test_enough(
    server: LoopbackServer, things: Things, caplog: pytest.LogCaptureFixture
) -> None:
    """Who has what was wanted isn't told of what may be missing."""
    server.answer({"things": ONE})
    things.query_things().first()

    assert "" == caplog.text
