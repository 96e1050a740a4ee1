"""The README's inbox, as it stands there."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.webhooks import domain_event, public_pem, sign_event
from wixapi import Webhooks
from wixapi.events import guests
from wixapi.inbox import SQLiteStore, WebhookInbox

ROOT = Path(__file__).parents[2]


def example(beginning: str) -> str:
    """The Python block of the README that begins so."""
    (found,) = [
        part.partition("\n```")[0]
        for part in (ROOT / "README.md")
        .read_text(encoding="utf-8")
        .split("```python\n")
        if part.startswith(beginning)
    ]
    return found


def test_the_example_of_the_readme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An event that is delivered twice is welcomed once."""
    hooks = Webhooks(public_pem())
    welcomed: list[str | None] = []

    @hooks.on(guests.GuestCreated)
    def welcome(event: guests.GuestCreated) -> None:
        welcomed.append(event.metadata.id)

    event = domain_event(createdEvent={"entity": {}})
    request_body = sign_event(event, "wix.events.guests.v1.guest_created")
    monkeypatch.chdir(tmp_path)
    for expected in ("stored\n", "duplicate\n"):
        names = {"hooks": hooks, "request_body": request_body}
        exec(example("from wixapi.inbox import"), names)
        names["inbox"].close()
        assert expected == capsys.readouterr().out
    # What a worker that stopped at once didn't begin, the next one does.
    with WebhookInbox(hooks, SQLiteStore("inbox.db")) as inbox:
        inbox.drain()
    assert [event["id"]] == welcomed
