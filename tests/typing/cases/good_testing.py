"""Good use of `wixapi.testing`: both checkers find nothing."""

from __future__ import annotations

from typing import Any, assert_type

import httpx
import httpx2

from wixapi import AsyncWixClient, Webhooks, WixClient, testing
from wixapi.calendar.participations import Participation
from wixapi.events import guests

hooks = Webhooks(public_key=testing.keys().public_key)

body = testing.event(
    guests.GuestCreated, entity={"guest_details": {"first_name": "Ann"}}
)
assert_type(body, str)
testing.event(guests.GuestUpdated, entity=guests.EventGuest(id="1"), sequence=2)
testing.event(guests.GuestCheckedIn, data={"a": 1}, claims={"exp": None})
testing.event("legacy/Changed", data=[1], signed_by=testing.WebhookKeys.generate())
assert_type(testing.content(guests.EventGuest, {"id": "1"}), dict[str, Any])
assert_type(
    testing.deliver("http://…", [body, body], shuffle=True), list[httpx2.Response]
)


def by_call(call: testing.Call) -> testing.Answer:
    """An answer that depends on the call."""
    return 404, {"message": call.path}


rows = {("GET", "/a"): {"b": 1}}
transport = testing.Transport(
    {
        ("GET", "/calendar/v3/participations/{id}"): {
            "participation": {"partySize": 2}
        },
        ("POST", "/a"): (404, {"message": "gone"}),
        ("POST", "/b"): httpx2.ConnectError("no route"),
        ("POST", "/c"): by_call,
        ("POST", "/d"): lambda call: {"echo": call.json},
        ("POST", "/e"): httpx2.Response(204),
        ("POST", "/f"): httpx.Response(204),
    }
)
wix = testing.client(transport, timeout=1)
assert_type(wix, WixClient)
assert_type(testing.client(rows), WixClient)
assert_type(testing.async_client(transport), AsyncWixClient)
found = wix.calendar.participations.get_participation(participation_id="…")
assert_type(found, Participation)
assert_type(transport.calls, list[testing.Call])
own = WixClient(http_client=httpx2.Client(transport=transport))
own_async = AsyncWixClient(http_client=httpx2.AsyncClient(transport=transport))
