"""Instances of an app: the signed query parameter, and the one that an access token names."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import pickle
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wixapi import (
    AppStrategy,
    SignedInstance,
    parse_instance,
    testing,
    unverified_instance_id,
)
from wixapi.errors import ConfigurationError, InstanceError, WixError

SECRET = "12345678-secret"
ID = "11111111-1111-4111-8111-111111111111"


def b64url(content: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def signed(content: object, secret: str = SECRET, padding: str = "") -> str:
    """An instance as Wix signs it, by hand."""
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    data = b64url(text) + padding
    mac = hmac.new(secret.encode(), data.encode(), hashlib.sha256).digest()
    return f"{b64url(mac)}.{data}"


def iso(**ago: float) -> str:
    """A point in time before now, as Wix writes it."""
    return (datetime.now(UTC) - timedelta(**ago)).isoformat().replace("+00:00", "Z")


WHOLE: dict[str, Any] = {
    "instanceId": ID,
    "appDefId": "app-1",
    "signDate": "2026-04-26T13:57:50.699Z",
    "uid": "user-1",
    "permissions": "OWNER",
    "ipAndPort": "127.0.0.1/80",
    "vendorProductId": "premium",
    "demoMode": False,
    "aid": "aid-1",
    "siteOwnerId": "user-1",
    "siteMemberId": "member-1",
    "expirationDate": "2999-04-26T17:57:50.699Z",
}


def test_a_signed_instance_is_typed() -> None:
    """All that an app needs, and the rest by wire names."""
    expected = SignedInstance(
        ID,
        app_id="app-1",
        sign_date=datetime(2026, 4, 26, 13, 57, 50, 699_000, UTC),
        expiration_date=datetime(2999, 4, 26, 17, 57, 50, 699_000, UTC),
        uid="user-1",
        permissions="OWNER",
        vendor_product_id="premium",
        site_owner_id="user-1",
        site_member_id="member-1",
    )

    made = parse_instance(signed(WHOLE), app_secret=SECRET)

    assert (
        expected == made == AppStrategy("app-1", SECRET).parse_instance(signed(WHOLE))
    )
    assert made.is_owner
    assert WHOLE == made.raw
    assert made == pickle.loads(pickle.dumps(made))
    assert hash(made) == hash(expected)
    assert "127.0.0.1" not in repr(made)


@pytest.mark.parametrize(
    ("permissions", "is_owner"),
    [
        (None, False),
        ("", False),
        ("OWNER", True),
        ("OWNER,EDITOR", True),
        ("CO_OWNER", False),
        (7, False),
    ],
)
def test_whoever_is_no_owner_is_none(permissions: object, is_owner: bool) -> None:
    """Of all permissions, this one is asked for most."""
    content = {"instanceId": ID, "permissions": permissions}

    assert is_owner is parse_instance(signed(content), app_secret=SECRET).is_owner


def test_what_is_not_told_is_none() -> None:
    """An instance may say nothing but its id."""
    assert SignedInstance(ID) == parse_instance(
        signed({"instanceId": ID, "uid": None, "signDate": ""}), app_secret=SECRET
    )


@pytest.mark.parametrize("padding", ["", "=", "=="])
def test_padding_and_white_space_are_no_obstacle(padding: str) -> None:
    """Some code of old writes them."""
    content = {"instanceId": ID, "x": "é" * 7}
    text = f" {signed(content, padding=padding)}\n"

    assert ID == parse_instance(text, app_secret=SECRET).instance_id


WHOLE_TEXT = signed(WHOLE)
FORGED = {
    "another secret": signed(WHOLE, "other"),
    "another content": f"{WHOLE_TEXT.partition('.')[0]}.{signed({'instanceId': 'x'}).partition('.')[2]}",
    "no signature that fits": f"AAAA.{WHOLE_TEXT.partition('.')[2]}",
    "a signature cut off": WHOLE_TEXT[4:],
    "content that is no JSON": signed(b"junk", "other"),
}


@pytest.mark.parametrize("text", FORGED.values(), ids=FORGED.keys())
def test_what_wix_did_not_sign_is_refused(text: str) -> None:
    """Before anything of it is read."""
    with pytest.raises(InstanceError, match="signature doesn't fit the app secret"):
        parse_instance(text, app_secret=SECRET)


UNREADABLE: dict[str, Any] = {
    "nothing": "",
    "no text": None,
    "bytes": WHOLE_TEXT.encode(),
    "one part": "junk",
    "a JWT": "a.b.c",
    "the whole address": f"https://app.example/?instance={WHOLE_TEXT}",
    "too long": "a" * 20_000 + ".b",
    "no base64": "a.b",
    "no JSON": signed(b"junk"),
    "a list": signed([]),
    "no UTF-8": signed(b"\xff"),
    "deep JSON": signed(b"[" * 9_000),
    "no instance": signed({}),
    "an instance that is no text": signed({"instanceId": 7}),
    "a date that is none": signed({"instanceId": ID, "signDate": "soon"}),
    "an expiry that is none": signed({"instanceId": ID, "expirationDate": []}),
}


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_no_instance_is_refused(text: Any) -> None:
    """By one error, below WixError."""
    with pytest.raises(InstanceError) as caught:
        parse_instance(text, app_secret=SECRET)
    assert isinstance(caught.value, WixError)


@pytest.mark.parametrize("max_age", [60, 60.0, timedelta(minutes=1)])
def test_the_age_is_limited_if_wanted(max_age: float | timedelta) -> None:
    """By when Wix signed it; without a limit, any age will do."""
    old = signed({"instanceId": ID, "signDate": iso(minutes=2)})
    young = signed({"instanceId": ID, "signDate": iso(seconds=-5)})
    app = AppStrategy("app-1", SECRET)

    assert ID == app.parse_instance(old).instance_id
    assert ID == app.parse_instance(young, max_age=max_age).instance_id
    with pytest.raises(InstanceError, match="longer ago than max_age"):
        app.parse_instance(old, max_age=max_age)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"signDate": iso(hours=-1)}, "check this machine's clock"),
        ({}, "doesn't say when it was signed"),
        ({"signDate": iso(), "expirationDate": iso(seconds=1)}, "has expired"),
    ],
)
def test_other_times_are_refused(content: dict[str, str], message: str) -> None:
    """Each with its reason."""
    text = signed({"instanceId": ID, **content})

    with pytest.raises(InstanceError, match=message):
        parse_instance(text, app_secret=SECRET, max_age=3600)


def test_an_expired_instance_is_refused_always() -> None:
    """Whatever age is wanted."""
    text = signed({"instanceId": ID, "expirationDate": iso(seconds=1)})

    with pytest.raises(InstanceError, match="has expired"):
        parse_instance(text, app_secret=SECRET)


@pytest.mark.parametrize("zone", ["Z", "+00:00", "-05:00", ""])
def test_dates_have_any_offset(zone: str) -> None:
    """Wix has written several; without one it is UTC."""
    text = signed({"instanceId": ID, "signDate": f"2026-04-26T08:57:50.699{zone}"})
    hours = 5 if zone == "-05:00" else 0

    assert (
        datetime(2026, 4, 26, 8 + hours, 57, 50, 699_000, UTC)
        == parse_instance(text, app_secret=SECRET).sign_date
    )


@pytest.mark.parametrize("max_age", [-1, float("nan"), "60", True, 1e30])
def test_an_age_that_is_none_is_refused(max_age: Any) -> None:
    """By the error of settings."""
    with pytest.raises(ConfigurationError, match="max_age"):
        parse_instance(WHOLE_TEXT, app_secret=SECRET, max_age=max_age)


def test_without_a_secret_nothing_is_verified() -> None:
    """Neither by the app, nor by an empty one."""
    with pytest.raises(ConfigurationError, match="needs app_secret"):
        AppStrategy("app-1").parse_instance(WHOLE_TEXT)
    with pytest.raises(ConfigurationError, match="app secret is empty"):
        parse_instance(WHOLE_TEXT, app_secret="")


def test_tests_can_make_one() -> None:
    """Signed now, by the secret of an app that exists in tests only."""
    app = AppStrategy("app-1", SECRET)

    opened = app.parse_instance(testing.instance(app_secret=SECRET), max_age=60)
    visited = app.parse_instance(
        testing.instance(
            "id-2",
            app_secret=SECRET,
            members={"permissions": None, "siteMemberId": "member-1"},
        )
    )

    assert (ID, True) == (opened.instance_id, opened.is_owner)
    assert ("id-2", False, "member-1") == (
        visited.instance_id,
        visited.is_owner,
        visited.site_member_id,
    )


@given(st.text() | st.binary())
def test_any_text_is_an_instance_or_refused(text: Any) -> None:
    """No other exception comes of it."""
    for read in (
        unverified_instance_id,
        lambda one: parse_instance(one, app_secret="s"),
    ):
        with pytest.raises(InstanceError):
            read(text)


# Access tokens --------------------------------------------------------------------------------


def token(claims: object, prefix: str = "OauthNG.JWS.") -> str:
    """An access token of Wix; its signature is never looked at."""
    header = b64url(b'{"alg":"RS256"}')
    return f"{prefix}{header}.{b64url(json.dumps(claims).encode())}.c2ln"


INSTANCE = {"instance": {"instanceId": ID, "appDefId": "app-1"}}


@pytest.mark.parametrize(
    "prefix", ["OauthNG.JWS.", "", "Bearer OauthNG.JWS.", "bearer "]
)
@pytest.mark.parametrize(
    "claims",
    [
        {"data": json.dumps(INSTANCE), "iat": 1, "exp": 2},
        {"data": INSTANCE},
        {"data": {"instanceId": ID}},
        INSTANCE,
        {"instanceId": ID},
    ],
)
def test_a_token_names_its_instance(claims: object, prefix: str) -> None:
    """Wherever it stands."""
    assert ID == unverified_instance_id(token(claims, prefix))


def test_a_signed_instance_names_it_too() -> None:
    """Pages of apps send it to their servers like a token."""
    assert ID == unverified_instance_id(signed(WHOLE, "any secret"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "junk",
        "IST.a.b.c",
        None,
        b"a.b.c",
        "a.b.c",
        token([]),
        token({}),
        token({"data": "{"}),
        token({"data": "[]"}),
        token({"data": json.dumps({"instance": {"instanceId": 7}})}),
        token({"data": "x" * 20_000}),
    ],
)
def test_a_token_without_an_instance_is_refused(text: Any) -> None:
    """By the same error."""
    with pytest.raises(InstanceError):
        unverified_instance_id(text)
