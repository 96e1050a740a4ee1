"""Credentials: both sides ask for the same tokens, and send the same headers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest

from sdk.comparing import ABSENT, Found, differences, request_of
from sdk.differences import unexplained, unneeded
from sdk.node import Sdk
from sdk.ours import Wix
from sdk.spelling import is_same_json
from wixapi import ApiKeyStrategy, AppStrategy, OAuthStrategy, WixClient

TOKENS = {"access_token": "t-1", "refresh_token": "r-2", "expires_in": 14_400}
ANSWERS = [{"json": {**TOKENS, "instance": {}}}]  # of both kinds of requests
APP = {"appId": "app-1", "appSecret": "s-1"}
#: What it shows -> the SDK's strategy, and ours.
STRATEGIES: dict[str, tuple[list[Any], Callable[[], Any]]] = {
    "a key for a site": (
        ["ApiKeyStrategy", {"apiKey": "k-1", "siteId": "site-1"}],
        lambda: ApiKeyStrategy("k-1", site_id="site-1"),
    ),
    "a key for an account": (
        ["ApiKeyStrategy", {"apiKey": "k-1", "accountId": "account-1"}],
        lambda: ApiKeyStrategy("k-1", account_id="account-1"),
    ),
    "an app's instance": (
        ["AppStrategy", {**APP, "instanceId": "i-1"}],
        lambda: AppStrategy(app_id="app-1", app_secret="s-1", instance_id="i-1"),
    ),
    "a refresh token": (
        ["AppStrategy", {**APP, "refreshToken": "r-1"}],
        lambda: AppStrategy(app_id="app-1", app_secret="s-1", refresh_token="r-1"),
    ),
    "a visitor": (
        ["OAuthStrategy", {"clientId": "c-1"}],
        lambda: OAuthStrategy(client_id="c-1"),
    ),
}


@pytest.mark.parametrize("name", STRATEGIES)
def test_credentials_are_those_of_the_sdk(name: str, sdk: Sdk) -> None:
    """Tokens are asked for with the same requests, and calls carry them."""
    theirs, ours = STRATEGIES[name]
    job = {
        "kind": "authorize",
        "package": "@wix/auto_sdk_app-management_app-instances",
        "method": "getAppInstance",
        "strategy": theirs,
        "answers": ANSWERS,
    }

    [answer] = sdk.ask([job])

    found = [*_differing(name, answer["requests"], _sent(ours()))]
    told = unexplained(found)
    assert "" == told, told
    assert [] == unneeded("auth", found, [name])


def _sent(strategy: Any) -> list[dict[str, Any]]:
    """Return the requests of two calls."""
    wix = Wix()
    wix.prepare(ANSWERS)
    with WixClient(
        auth=strategy, http_client=httpx2.Client(transport=wix), max_retries=0
    ) as client:
        client.app_management.app_instances.get_app_instance()
        client.app_management.app_instances.get_app_instance()
    return wix.requests


def _differing(
    name: str, theirs: list[dict[str, Any]], ours: list[dict[str, Any]]
) -> Iterator[Found]:
    """Compare requests; those for a token that `wixapi` still has are told apart."""
    left, right = [*map(request_of, theirs)], [*map(request_of, ours)]
    if len(left) == len(right) + 1:
        yield Found("auth", name, "token", "only sdk", left.pop(2), ABSENT)
    for place, kind, one, other in differences(left, right, same=is_same_json):
        yield Found("auth", name, place, kind, one, other)
