"""Masking: secrets don't reach errors and logs, wherever they stand."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wixapi._http.logs import query_text
from wixapi._masking import (
    LONGEST_TEXT,
    MASK,
    body_text,
    is_secret,
    masked,
    masked_json,
)

SECRET = [
    *("password", "userPassword2", "PASSWORD", "pass-word", "pass.word", "passwd"),
    *(
        "\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44",
        "pass\u200bword",
        "passwordHash",
        "PASS_PHRASE",
        "pwd",
    ),
    *("secret", "clientSecret", "client_secret", "secrets", "app secret"),
    *("token", "refresh_token", "accessTokens", "X-XSRF-TOKEN", "jwt"),
    *("key", "apiKey", "APIKEY", "X-Api-Key", "privateKey", "keys"),
    *("Authorization", "authorization", "auth", "credentials", "cookie", "Set-Cookie"),
    *("code", "verificationCode", "giftCardCode", "codes", "pinCode", "pin", "otp"),
    *("cvv", "CVV2", "cvc", "ssn", "iban", "signature"),
]
HARMLESS = [
    *("name", "email", "id", "revision", "shipping", "spinner", "keyboard", "keywords"),
    *("countryCode", "currency_code", "languageCode", "postalCode", "barcode"),
    *("idempotencyKey", "encoded", "author", "decoded", "sortKey", "", "日本"),
]


@pytest.mark.parametrize("name", SECRET)
def test_secret_names(name: str) -> None:
    """What is named as a secret is masked in objects, in lists of pairs, in JSON as text and in queries."""
    value = "hunter2-hunter2"
    query = f"https://x.test/?a=b&{name}={value}" if name.isascii() else ""
    shown = masked(
        [
            {name: value},
            {name: [value, {"x": value}]},
            {"list": [{"name": name, "value": value}]},
            {"body": json.dumps({"deep": {name: value}})},
            {"twice": json.dumps({"body": json.dumps({name: value})})},
            {name: 20_061_999},
            query if " " not in name else "",
        ]
    )

    assert value not in json.dumps(shown)
    assert "20061999" not in json.dumps(shown)


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_names(name: str) -> None:
    """What only looks a little like a secret is shown."""
    assert {name: "DE"} == masked({name: "DE"})
    assert not is_secret(name)


@pytest.mark.parametrize(
    "text",
    [
        "Bearer abcdefgh12345678",
        "IST.eyJraWQiOiJQb3pIX2FDMiIsImFsZyI6IlJTMjU2In0.eyJkYXRhIjoiIn0.sig-na_ture",
        "OAUTH2.eyJraWQiOiJkZ0x3cjNRMCIsImFsZyI6IkhTMjU2In0.eyJkYXRhIjoiIn0.abc",
        "eyJhbGciOiJIUzI1NiJ9.e30.abc",
        "Basic dXNlcjpwYXNzd29yZA==",
        "https://user:sesame@host.test/",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END",
        '{"password": "sesame", "cut off',
        "password: sesame",
        "a=1&api_key=sesame&b=2",
        "api%5Fkey=sesame",
    ],
)
def test_secrets_in_texts(text: str) -> None:
    """Tokens and keys are masked in texts of any name, in the middle, too."""
    for shown in (masked(text), masked({"note": f"see {text}"})["note"]):
        assert MASK in shown
        for part in ("eyJ", "sesame", "abcdefgh", "dXNl", "MIIE"):
            assert part not in shown


def test_flags_and_nothing_stay() -> None:
    """Whether there is a secret is none."""
    given = {"hasPassword": True, "token": None, "count": 3, "price": 1.5}

    assert given == masked(given)


def test_long_texts_are_cut() -> None:
    """A long text is cut, and so is a whole body in a log; a secret at the cut doesn't show."""
    long = masked("x" * 1000)
    at_the_cut = masked("x" * (LONGEST_TEXT - 9) + " password=sesame " + "y" * 9_000)

    assert f"{'x' * LONGEST_TEXT}… (1000 characters)" == long
    assert "sesame"[:3] not in at_the_cut
    assert 12_000 > len(body_text(json.dumps([long] * 1000).encode()))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"a": 1, "token": "t"}', {"a": 1, "token": MASK}),
        (b"[1]", [1]),
        (b"", None),
        (None, None),
        (b"\xff", None),
        (b"[" * 100_000, None),
        (iter([b"a"]), None),
    ],
)
def test_bodies(content: object, expected: object) -> None:
    """The JSON of a body is handed back masked; None for any other."""
    assert expected == masked_json(content)


def test_bodies_as_text() -> None:
    """A log tells of a body that is no JSON how long it is."""
    assert "<none>" == body_text(None) == body_text(b"")
    assert "<3 bytes that aren't JSON>" == body_text(b"\x00\x01\x02")
    assert "<a stream>" == body_text(iter([b"a"]))
    assert '{"name": "Zoë"}' == body_text('{"name": "Zoë"}'.encode())


def test_deep_json() -> None:
    """What stands deeper than anybody looks is masked as a whole."""
    value: object = "sesame"
    for _ in range(200):
        value = {"a": [value]}

    assert "sesame" not in json.dumps(masked(value))


def test_queries() -> None:
    """Parameters of a GET are masked, those that travel as one, too."""
    whole = urlsafe_b64encode(b'{"apiKey":"sesame","limit":3}').rstrip(b"=").decode()

    assert '{"a": "1,2", "token": "***"}' == query_text(
        [("a", "1"), ("token", "t"), ("a", "2")]
    )
    assert '{"apiKey": "***", "limit": 3}' == query_text([(".r", whole)])


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
    ),
)


@given(ANY_JSON)
def test_any_json(value: object) -> None:
    """Any JSON can be masked; doing it twice changes nothing more, and harmless values keep their kind."""
    once = masked(value)

    assert isinstance(once, type(value))
    json.dumps(once)


@given(ANY_JSON, st.sampled_from(SECRET))
def test_a_secret_anywhere(value: object, name: str) -> None:
    """A secret is masked whatever stands around it."""
    around = {"before": value, "list": [value, {name: "hunter2-hunter2"}]}

    assert "hunter2" not in json.dumps(masked(around))
