"""What can be seen of a local Wix: its requests, entities, deliveries, and who answers which method."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wixapi._local.messages import Refusal
from wixapi._local.page import copying, showing
from wixapi._local.state.entities import sizes

if TYPE_CHECKING:
    from wixapi._local.core import Core

_MOST = 200
"""Deliveries, or entities of a collection, that are shown."""


def state(core: Core, given: Mapping[str, str]) -> dict[str, Any]:
    """Return an overview: the requests after the one numbered `after`, and what changed since `changes`."""
    with core.lock:
        log, identity = core.log, core.identity
        is_known = given.get("epoch") == log.epoch
        after = _number(given.get("after", "0")) if is_known else 0
        fresh = [one for one in log.entries if one.number > after]
        [(changes,)] = core.store.execute("SELECT total_changes()")
        overview: dict[str, Any] = {
            "epoch": log.epoch,
            "number": log.count,
            "changes": changes,
            "now": core.clock.text(),
            "stands": core.clock.stands,
            "site_id": identity.site_id,
            "app_id": identity.app_id,
            "instance_id": identity.instance_id,
            "requests": [showing.brief(one) for one in fresh],
        }
        if not is_known or given.get("changes") != str(changes):
            overview["collections"] = _collections(core)
            newest = core.deliveries.log(_MOST)
            overview["deliveries"] = [showing.brief_delivery(one) for one in newest]
        return overview


def request(core: Core, given: Mapping[str, str]) -> dict[str, Any]:
    """Return all of the request with a number, and how to repeat it."""
    with core.lock:
        number = _number(given["number"])
        entry = next((one for one in core.log.entries if one.number == number), None)
        if entry is None:
            raise Refusal(404, f"there is no request {number}, or it is forgotten")
        return {
            **showing.whole(entry),
            "curl": copying.as_curl(entry.request, core.identity.api_key),
            "code": copying.as_code(core, entry),
        }


def entities(core: Core, given: Mapping[str, str]) -> dict[str, Any]:
    """Return the newest entities of the collection that is named."""
    with core.lock:
        name = given.get("collection", "")
        rows = core.store.execute(
            "SELECT id, body FROM entities WHERE collection = ? ORDER BY place DESC LIMIT ?",
            (name, _MOST),
        )
        [(total,)] = core.store.execute(
            "SELECT count(*) FROM entities WHERE collection = ?", (name,)
        )
    items = [
        {"id": key, "entity": showing.body_text(body.encode())} for key, body in rows
    ]
    return {"items": items, "total": total}


def coverage(core: Core, _: Mapping[str, str]) -> dict[str, Any]:
    """Return for each method whether a handler, the state, an example or what is made up answers it."""
    from wixapi._local.made.coverage import coverage as find

    with core.lock:
        return {"methods": find(core)}


def exported(core: Core, _: Mapping[str, str]) -> dict[str, Any]:
    """Return all entities as a seed."""
    from wixapi._local.seeds import export

    with core.lock:
        return export(core)


def delivery(core: Core, given: Mapping[str, str]) -> dict[str, Any]:
    """Return all tries of the delivery with a number."""
    number = _number(given["number"])
    with core.lock:
        known = core.deliveries.log()
    found = next((one for one in known if one.number == number), None)
    if found is None:
        raise Refusal(404, f"there is no delivery {number}, or it is forgotten")
    return showing.whole_delivery(found)


def _collections(core: Core) -> list[dict[str, Any]]:
    """Return the collections that hold something, with how much."""
    found = sorted(sizes(core.store).items())
    return [{"name": name, "count": count} for name, count in found]


def _number(text: str) -> int:
    """Return the number that a text is; 0 for any other."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0
