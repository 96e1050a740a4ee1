"""Webhooks: handlers of both sides get the same of one delivery."""

from __future__ import annotations

import pytest

from sdk.deliveries import BODIES, compared, deliveries, signed
from sdk.differences import unexplained, unneeded
from sdk.node import Sdk
from sdk.resources import Resources
from wixapi import UnknownEvent, Webhooks

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def test_handlers_get_what_those_of_the_sdk_get(sdk: Sdk, resources: Resources) -> None:
    """Of every webhook, in every form of its kind: entity or data, modified fields, metadata."""
    sent = deliveries(resources.hooks())

    found = compared(sdk, sent)

    types = [delivery.hook.api.event_type for delivery in sent]
    assert BODIES.keys() == {delivery.hook.api.kind for delivery in sent}
    told = unexplained(found)
    assert "" == told, told
    assert [] == unneeded("webhook", found, types)


def test_an_unknown_event_is_refused_by_the_sdk_alone(
    sdk: Sdk, resources: Resources
) -> None:
    """The fallback gets what the SDK's `process` has no place for."""
    job = deliveries(resources.hooks())[0].job
    token = signed({"eventType": "wix.shop.v1.door_opened", "data": '{"door": 1}'})
    hooks = Webhooks(job["key"])
    got: list[object] = []
    hooks.fallback(got.append)

    [answer] = sdk.ask([job | {"token": token}])
    hooks.process(token)

    assert "Unexpected event type: wix.shop.v1.door_opened" in answer["error"]
    assert [{"door": 1}] == [one.data for one in got if isinstance(one, UnknownEvent)]
