"""Calls of service plugins: who may make them, and what they look like."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.thing_events import Webhooks
from support.webhooks import other_private_key, public_pem, sign_bytes, sign_claims
from wixapi._webhooks.service_plugins import ServicePluginCall
from wixapi.errors import ConfigurationError, WebhookError

NOW = 1_800_000_000.0
REQUEST = {"lineItems": [{"id": "1", "price": "9.50"}]}
METADATA = {
    "requestId": "request-1",
    "instanceId": "instance-1",
    "appExtensionType": "ECOM_ADDITIONAL_FEES",
    "currency": "EUR",
    "identity": {"identityType": "MEMBER"},
}


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> Webhooks:
    """Webhooks of an app that knows its id; the clock stands at NOW."""
    monkeypatch.setattr(time, "time", lambda: NOW)
    return Webhooks(public_pem(), app_id="app-1")


def claims(**members: Any) -> dict[str, Any]:
    """The claims of a call; members that are None are left out."""
    every = {
        "data": {"request": REQUEST, "metadata": METADATA},
        "iss": "wix.com",
        "aud": "app-1",
        "iat": NOW - 1,
        "exp": NOW + 60,
        **members,
    }
    return {name: value for name, value in every.items() if value is not None}


def test_a_call_says_what_is_asked_and_by_whom(hooks: Webhooks) -> None:
    """Request and metadata come as they are; what everybody needs has names."""
    call = hooks.verify_service_plugin(sign_claims(claims()))

    assert ServicePluginCall(REQUEST, METADATA) == call
    assert ("request-1", "instance-1", "ecom_additional_fees") == (
        call.request_id,
        call.instance_id,
        call.app_extension_type,
    )


@pytest.mark.parametrize("odd", [1, "", [], {}, None])
def test_metadata_may_be_missing_or_odd(hooks: Webhooks, odd: object) -> None:
    """What isn't a text is None."""
    names = ("requestId", "instanceId", "appExtensionType")
    data = {"request": {}, "metadata": dict.fromkeys(names, odd)}

    call = hooks.verify_service_plugin(sign_claims(claims(data=data)))

    assert (None, None, None) == (
        call.request_id,
        call.instance_id,
        call.app_extension_type,
    )


def test_data_may_be_a_string_of_json(hooks: Webhooks) -> None:
    """As in webhooks."""
    data = json.dumps({"request": REQUEST, "metadata": METADATA})

    assert ServicePluginCall(REQUEST, METADATA) == hooks.verify_service_plugin(
        sign_claims(claims(data=data))
    )


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"iss": None}, "its iss is not wix.com"),
        ({"iss": "wix.co"}, "its iss is not wix.com"),
        ({"iss": ["wix.com"]}, "its iss is not wix.com"),
        ({"aud": None}, "its aud is not app_id"),
        ({"aud": "app-2"}, "its aud is not app_id"),
        ({"aud": []}, "its aud is not app_id"),
        ({"exp": None}, "doesn't say when it expires"),
        ({"exp": NOW - 10}, "has expired"),
        ({"exp": "soon"}, "exp is no number"),
        ({"nbf": NOW + 11}, "isn't valid yet"),
        ({"iat": NOW + 11}, "isn't valid yet"),
        ({"iat": "today"}, "iat is no number"),
        ({"data": None}, "malformed: claims.data is missing"),
        ({"data": []}, "malformed: claims.data is no JSON object"),
        ({"data": "{"}, "malformed: claims.data can't be read"),
        ({"data": {"metadata": {}}}, "malformed: claims.data.request is missing"),
        ({"data": {"request": {}}}, "malformed: claims.data.metadata is missing"),
        (
            {"data": {"request": [], "metadata": {}}},
            "malformed: claims.data.request is no JSON object",
        ),
    ],
)
def test_what_is_no_call_for_this_app_is_refused(
    hooks: Webhooks, members: dict[str, Any], message: str
) -> None:
    """Issuer, audience and times must all be there and right, and the shape, too."""
    with pytest.raises(WebhookError) as caught:
        hooks.verify_service_plugin(sign_claims(claims(**members)))

    assert message in str(caught.value)


def test_the_signature_comes_first(hooks: Webhooks) -> None:
    """A forged call is told as such, whatever is in it."""
    with pytest.raises(WebhookError, match="signature doesn't fit"):
        hooks.verify_service_plugin(sign_bytes(b"junk", key=other_private_key()))


def test_expiry_can_be_left_unchecked() -> None:
    """For recorded calls; issuer and audience count all the same."""
    hooks = Webhooks(public_pem(), app_id="app-1", verify_expiry=False)

    hooks.verify_service_plugin(sign_claims(claims(exp=None)))
    hooks.verify_service_plugin(sign_claims(claims(exp=1)))
    with pytest.raises(WebhookError, match="iss"):
        hooks.verify_service_plugin(sign_claims(claims(iss=None)))


def test_the_app_must_be_known() -> None:
    """Without it, any app's calls would pass: the message says what to give."""
    with pytest.raises(ConfigurationError, match=r"Webhooks\(app_id=…\)"):
        Webhooks(public_pem()).verify_service_plugin(sign_claims(claims()))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["request", "metadata", "x"]), inner),
)


@given(JSON)
def test_random_calls_are_calls_or_refused(value: object) -> None:
    """Whatever is signed, a call or a WebhookError comes of it."""
    hooks = Webhooks(public_pem(), app_id="app-1", verify_expiry=False)
    bodies = [
        sign_claims(value),
        sign_claims(claims(data=value)),
        sign_claims(claims(data={"request": value, "metadata": value})),
        sign_claims(claims(aud=value)),
    ]

    for body in bodies:
        try:
            call = hooks.verify_service_plugin(body)
        except WebhookError:
            continue
        assert isinstance(call, ServicePluginCall)
