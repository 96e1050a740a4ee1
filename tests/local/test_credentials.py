"""Who may call the local Wix: raw requests, as any client could send them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from wixapi import ApiKeyStrategy
from wixapi.errors import (
    ApiError,
    AuthenticationError,
    NotFoundError,
    PermissionDeniedError,
)
from wixapi.testing import LocalWix

PATH = "/calendar/v3/participations"
EVENT = "f3c1a7d0-5b2e-4c8d-9a6f-1e0b2d4c6a88"
NEW: Any = {"eventId": EVENT, "participant": {"name": "Ann"}, "partySize": 2}
SCOPE = "SCOPE.DC-CALENDAR.MANAGE"
OTHER = "0b1e2d3c-0000-4000-8000-000000000000"


def status(local: LocalWix, headers: dict[str, str | None]) -> tuple[int, Any]:
    """Status of a call, and the answer's message, where these headers are other than they should be."""
    good = {"authorization": local.api_key, "wix-site-id": local.site_id}
    sent = {name: x for name, x in {**good, **headers}.items() if x is not None}
    answer = local.http_client().post(PATH, json={"participation": NEW}, headers=sent)
    return answer.status_code, answer.json().get("message")


def test_key_and_site(local_wix: LocalWix) -> None:
    """A bare key with the site, or with the account, is all that is needed."""
    of_account = {"wix-site-id": None, "wix-account-id": local_wix.account_id}

    assert [200, 200, 200] == [
        status(local_wix, {})[0],
        status(local_wix, {"wix-site-id": local_wix.site_id.upper()})[0],
        status(local_wix, of_account)[0],
    ]


@pytest.mark.parametrize(
    ("headers", "expected", "message"),
    [
        ({"authorization": None}, 401, "no key or token was sent"),
        ({"authorization": ""}, 401, "no key or token was sent"),
        ({"authorization": "Bearer {key}"}, 401, "the key begins with `Bearer `"),
        ({"authorization": "bearer {key}"}, 401, "the key begins with `Bearer `"),
        ({"authorization": "{key}x"}, 401, "the key or token isn't valid"),
        ({"authorization": "'{key}'"}, 401, "the key stands in quotes"),
        ({"authorization": "OauthNG.JWS.a.b.c"}, 401, "the key or token isn't valid"),
        ({"wix-site-id": None}, 400, "a call with an API key needs the header"),
        ({"wix-site-id": OTHER}, 403, "the API key isn't for the wix-site-id"),
        ({"wix-account-id": OTHER}, 403, "the API key isn't for the wix-account-id"),
    ],
)  # fmt: skip
def test_refusals(
    local_wix: LocalWix, headers: dict[str, str | None], expected: int, message: str
) -> None:
    """Other credentials are refused, and the answer says why."""
    key = local_wix.api_key
    sent = {name: x and x.format(key=key) for name, x in headers.items()}
    found, told = status(local_wix, sent)

    assert (expected, message) == (found, told[: len(message)])


@pytest.mark.parametrize(
    ("end", "error"), [("x", AuthenticationError), ("", PermissionDeniedError)]
)
def test_clients_are_refused(
    local_wix: LocalWix, end: str, error: type[ApiError]
) -> None:
    """Clients raise the errors that they raise for Wix's own answers: to a wrong key, and to another site."""
    auth = ApiKeyStrategy(local_wix.api_key + end, site_id=OTHER)
    client = local_wix.client(auth=auth)

    with pytest.raises(error):
        client.calendar.participations.create_participation(participation=NEW)


def test_missing_site_has_wix_code(
    local_wix: LocalWix, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key without a site is told what the client knows a remedy for."""
    for variable in ("WIX_SITE_ID", "WIX_ACCOUNT_ID"):
        monkeypatch.delenv(variable, raising=False)
    client = local_wix.client(auth=ApiKeyStrategy(local_wix.api_key))

    with pytest.raises(ApiError) as caught:
        client.calendar.participations.create_participation(participation=NEW)

    assert ("MISSING_METASITE_ID", True) == (
        caught.value.code,
        "site_id=" in caught.value.hint,
    )


@pytest.mark.parametrize(
    ("scopes", "is_allowed"),
    [
        (None, True),
        (SCOPE, True),
        ([SCOPE], True),
        ([SCOPE, "X"], True),
        (["X"], False),
        ([], False),
    ],
)
def test_scopes(
    local_wix: LocalWix, scopes: list[str] | str | None, is_allowed: bool
) -> None:
    """Without a scope that the method needs it is 403, of which Wix says no more."""
    local_wix.scopes = scopes

    expected = (200, None) if is_allowed else (403, "")
    assert expected == status(local_wix, {})


def test_scopes_name_the_missing_one(local_wix: LocalWix) -> None:
    """The client tells which scope it was."""
    local_wix.scopes = []

    with pytest.raises(PermissionDeniedError) as caught:
        local_wix.client().calendar.participations.create_participation(
            participation=NEW
        )

    assert {SCOPE: "Manage Calendars"} == caught.value.required_permissions


async def _missing(local: LocalWix) -> None:
    """Ask for a path that no method has, with an async client."""
    async with local.async_client() as wix:
        await wix.request("GET", "/calendar/v3/participation/x")


def test_unknown_route_through_clients(local_wix: LocalWix) -> None:
    """A path that no method has is `NotFoundError` with the nearest one; another verb is 405."""
    with pytest.raises(NotFoundError) as caught:
        asyncio.run(_missing(local_wix))
    with pytest.raises(ApiError) as other:
        local_wix.client().request("PUT", "/calendar/v3/participations/x", json={})

    assert ("get_participation" in caught.value.description, 405) == (
        True,
        other.value.status,
    )
    assert other.value.response is not None
    assert "DELETE, GET, PATCH" == other.value.response.headers["allow"]
