"""The README's examples of calls, run against tables of answers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from support.projects import ROOT
from wixapi import Pager, testing
from wixapi.calendar.participations import Participation
from wixapi.events.guests import EventGuest

README = (ROOT / "README.md").read_text(encoding="utf-8")
ID = "5f4a86c5-fadf-427e-96e7-d57c14a4f49d"
BLOCKS = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def run(beginning: str, **names: Any) -> dict[str, Any]:
    """The names that the Python block that begins so leaves behind."""
    (found,) = [text for text in BLOCKS if text.startswith(beginning)]
    exec(found.replace('"…"', f'"{ID}"'), names)
    return names


def test_pager() -> None:
    """The pager of the README gives pages, the first ones, and a total."""
    answer = {
        "guests": [EventGuest(id="1"), EventGuest(id="2")],
        "pagingMetadata": {"hasNext": False, "total": 2},
    }
    transport = testing.Transport({"events.guests.query_guests": answer})
    saved: list[Any] = []
    left = run(
        "pager = wix.",
        wix=testing.client(transport),
        save=lambda items, _cursor: saved.extend(items),
    )

    assert isinstance(left["pager"], Pager)
    assert ["1", "2"] == [guest.id for guest in saved]
    assert 1 == transport.calls[-1].json["query"]["cursorPaging"]["limit"]


def test_daily_things(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A conflict is resolved, a file uploaded and waited for, and a task as well."""
    monkeypatch.chdir(tmp_path)
    Path("mug.png").write_bytes(b"png")
    created = Participation(id=ID, revision=1)
    transport = testing.Transport(
        {
            "calendar.participations.update_participation": [(409, {}), created],
            "calendar.participations.get_participation": created.model_copy(
                update={"revision": 2}
            ),
            "media.files.generate_file_upload_url": {
                "uploadUrl": "https://upload.example.com/u/token"
            },
            ("PUT", "/u/token"): {"file": {"id": "f1", "operationStatus": "PENDING"}},
            "media.files.get_file_descriptor": {"file": {"operationStatus": "READY"}},
            "data.tasks.get_task": {"task": {"status": "COMPLETED"}},
        }
    )
    left = run(
        "from pathlib import Path\nfrom wixapi import merge",
        wix=testing.client(transport),
        created=created,
        changed=created.model_copy(update={"party_size": 3}),
    )

    assert ["PATCH", "GET", "PATCH", "POST", "PUT", "GET", "GET"] == [
        call.method for call in transport.calls
    ]
    assert ("READY", "COMPLETED") == (
        left["file"].operation_status,
        left["task"].status,
    )
    assert b"png" == transport.calls[4].json
    assert "authorization" not in transport.calls[4].headers
