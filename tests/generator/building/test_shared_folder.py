"""`@wix/inbox` is `client.inbox`, and its resources are modules beside those of the durable inbox."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from support.projects import built, write_files

COMMON = "types:\n  EventMetadata:\n    fields: {id: string}\n"
EVENT = """package: demo
module: things
webhooks:
  thingMoved: {kind: action, event_type: demo.v1.thing_moved}
"""
RESOURCES = {
    "inbox/conversations.yaml": """package: inbox
module: conversations
types:
  Conversation:
    fields: {id: string}
methods:
  getConversation:
    http: GET /inbox/v2/conversations/{id}
    parameters: {id: string}
    required: [id]
    returns: {conversation: Conversation}
    sdk: {returns: conversation}
webhooks:
  conversationOpened: {kind: created, entity: Conversation, event_type: inbox.v2.conversation_opened}
""",
    "inbox/current.yaml": """package: inbox
module: current
methods:
  getCurrent: {http: GET /inbox/v2/current, returns: {id: string}}
""",
}
USE = """
from wixapi import Webhooks, testing
from wixapi.inbox import SQLiteStore, WebhookInbox, conversations, current
from wixapi.inbox.conversations import ConversationOpened

with testing.client({("GET", "/inbox/v2/conversations/{id}"): {"conversation": {"id": "i"}}}) as client:
    assert client.inbox.conversations.get_conversation(id="i").id == "i"
    assert client.inbox.current_.get_current
    assert type(client.inbox).__module__ == "wixapi.inbox._groups"
assert type(client.inbox.conversations) is conversations.ConversationsClient

seen = []
hooks = Webhooks(testing.keys().public_key)
hooks.inbox.conversations.on_conversation_opened(seen.append)
hooks.process(testing.event(ConversationOpened))
inbox = WebhookInbox(hooks, SQLiteStore("inbox.db"))
inbox.receive(testing.event(ConversationOpened))
assert len(seen) == 1
assert current.__module__ == "wixapi.inbox._attempt"
"""


def project(folder: Path, specs: dict[str, str]) -> Path:
    """A project with these specs, and nothing generated."""
    write_files(folder / "schemas", specs)
    (folder / "pyproject.toml").write_text("[tool.wixgen]\n", encoding="utf-8")
    return folder


def test_both_are_importable(tmp_path: Path) -> None:
    """The runtime keeps `wixapi.inbox`; resources stand beside it, and its own names are not theirs."""
    built(project(tmp_path, {**RESOURCES, "common.yaml": COMMON}))
    (tmp_path / "use.py").write_text(USE, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "use.py"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "generated")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "" == done.stderr


def test_it_is_built_anew_as_from_nothing(tmp_path: Path) -> None:
    """Webhooks come and go, and the durable inbox with them: the folder is as a new build makes it."""
    calls = {
        "inbox/current.yaml": RESOURCES["inbox/current.yaml"],
        "common.yaml": COMMON,
    }
    place = project(tmp_path / "place", calls)
    built(place)
    for step, specs in enumerate(
        [
            {**calls, "demo/things.yaml": EVENT},
            {**RESOURCES, "common.yaml": COMMON},
            {**RESOURCES, "common.yaml": COMMON},
            calls,
            {"demo/things.yaml": EVENT, "common.yaml": COMMON},
        ]
    ):
        shutil.rmtree(place / "schemas")
        project(place, specs)

        assert built(project(tmp_path / str(step), specs)) == built(place)
