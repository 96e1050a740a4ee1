"""Signatures and claims of webhook tokens, as an attacker would try them."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from support.webhooks import (
    b64url,
    other_private_key,
    private_key,
    public_pem,
    sign_bytes,
)
from wixapi._webhooks import token_verifier
from wixapi._webhooks.token_verifier import TokenVerifier
from wixapi.errors import ConfigurationError, WebhookError

PAYLOAD = b'{"data": "{}"}'


def verifier(app_id: str | None = None, **settings: Any) -> TokenVerifier:
    """A verifier with the app's key."""
    return TokenVerifier(public_pem(), app_id=app_id, **settings)


@pytest.mark.parametrize("as_bytes", [False, True], ids=["text", "bytes"])
def test_a_signed_payload_comes_back_as_bytes(as_bytes: bool) -> None:
    """What was signed is handed back byte for byte, even if it is no JSON."""
    token = sign_bytes(b"\xff no JSON")

    assert b"\xff no JSON" == verifier().payload(token.encode() if as_bytes else token)


def forge(header: dict[str, Any], signature: bytes = b"") -> str:
    """A token with any header and any signature."""
    return (
        f"{b64url(json.dumps(header).encode())}.{b64url(PAYLOAD)}.{b64url(signature)}"
    )


def hs256(secret: bytes) -> str:
    """A token truly signed with HS256."""
    signed = forge({"alg": "HS256", "typ": "JWT"}).rpartition(".")[0]
    return f"{signed}.{b64url(hmac.digest(secret, signed.encode(), hashlib.sha256))}"


def rsa_signed(alg: str, sign: Any) -> str:
    """A token signed with a scheme of choice."""
    signed = forge({"alg": alg}).rpartition(".")[0]
    return f"{signed}.{b64url(sign(signed.encode()))}"


def pss(message: bytes) -> bytes:
    """A signature of the scheme PS256."""
    return private_key().sign(
        message, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256()
    )


def sha512(message: bytes) -> bytes:
    """A signature of the scheme RS512."""
    return private_key().sign(message, padding.PKCS1v15(), hashes.SHA512())


def attacker_jwk() -> dict[str, str]:
    """The key of someone else, as a token may carry it."""
    numbers = other_private_key().public_key().public_numbers()
    return {
        "kty": "RSA",
        "n": b64url(numbers.n.to_bytes(256)),
        "e": b64url(b"\x01\x00\x01"),
    }


def general_json(token: str) -> str:
    """The token in the general JSON serialization."""
    head, payload, signature = token.split(".")
    return json.dumps(
        {
            "payload": payload,
            "signatures": [{"protected": head, "signature": signature}],
        }
    )


def flattened_json(token: str) -> str:
    """The token in the flattened JSON serialization."""
    head, payload, signature = token.split(".")
    return json.dumps({"payload": payload, "protected": head, "signature": signature})


def detached(token: str) -> str:
    """The token without its payload."""
    head, _, signature = token.split(".")
    return f"{head}..{signature}"


def headed(header: bytes) -> str:
    """A token whose header is any bytes."""
    return f"{b64url(header)}.{b64url(PAYLOAD)}.{b64url(bytes(256))}"


def valid() -> str:
    """A valid token."""
    return sign_bytes(PAYLOAD)


ATTACKS: dict[str, Any] = {
    "alg none, unsigned": lambda: forge({"alg": "none"}),
    "alg none, with junk as signature": lambda: forge({"alg": "none"}, b"x" * 256),
    "alg None": lambda: forge({"alg": "None"}, b"x"),
    "alg null": lambda: sign_bytes(PAYLOAD, {"alg": None}),
    "alg missing": lambda: sign_bytes(PAYLOAD, {"typ": "JWT"}),
    "alg a list": lambda: sign_bytes(PAYLOAD, {"alg": ["RS256"]}),
    "alg an object": lambda: sign_bytes(PAYLOAD, {"alg": {"RS256": 1}}),
    "alg in lower case": lambda: sign_bytes(PAYLOAD, {"alg": "rs256"}),
    "HS256 with the PEM as secret": lambda: hs256(public_pem().encode()),
    "HS256 with the stripped PEM as secret": lambda: hs256(
        public_pem().strip().encode()
    ),
    "HS256 with nothing as secret": lambda: hs256(b""),
    "HS256 over a true signature": lambda: sign_bytes(PAYLOAD, {"alg": "HS256"}),
    "RS512 by the right key": lambda: rsa_signed("RS512", sha512),
    "PS256 by the right key": lambda: rsa_signed("PS256", pss),
    "RS256 in name, PS256 in fact": lambda: rsa_signed("RS256", pss),
    "another key": lambda: sign_bytes(PAYLOAD, key=other_private_key()),
    "another key, as jwk": lambda: sign_bytes(
        PAYLOAD, {"alg": "RS256", "jwk": attacker_jwk()}, other_private_key()
    ),
    "another key, as jku": lambda: sign_bytes(
        PAYLOAD,
        {"alg": "RS256", "jku": "https://evil.example/keys"},
        other_private_key(),
    ),
    "another key, as x5u": lambda: sign_bytes(
        PAYLOAD, {"alg": "RS256", "x5u": "https://evil.example/c"}, other_private_key()
    ),
    "another key, named by kid": lambda: sign_bytes(
        PAYLOAD, {"alg": "RS256", "kid": "../../dev/null"}, other_private_key()
    ),
    "kid no text": lambda: sign_bytes(PAYLOAD, {"alg": "RS256", "kid": 1}),
    "crit unknown": lambda: sign_bytes(
        PAYLOAD, {"alg": "RS256", "crit": ["x"], "x": 1}
    ),
    "crit empty": lambda: sign_bytes(PAYLOAD, {"alg": "RS256", "crit": []}),
    "crit no list": lambda: sign_bytes(PAYLOAD, {"alg": "RS256", "crit": "b64"}),
    "b64 false": lambda: sign_bytes(PAYLOAD, {"alg": "RS256", "b64": False}),
    "b64 false in crit": lambda: sign_bytes(
        PAYLOAD, {"alg": "RS256", "b64": False, "crit": ["b64"]}
    ),
    "b64 false in crit, detached": lambda: detached(
        sign_bytes(b"", {"alg": "RS256", "b64": False, "crit": ["b64"]})
    ),
    "no signature": lambda: valid().rpartition(".")[0],
    "empty signature": lambda: valid().rpartition(".")[0] + ".",
    "signature of zeros": lambda: forge({"alg": "RS256"}, bytes(256)),
    "signature of one": lambda: forge({"alg": "RS256"}, bytes(255) + b"\x01"),
    "signature cut off": lambda: valid()[:-4],
    "detached payload": lambda: detached(valid()),
    "payload swapped": lambda: valid().replace(
        b64url(PAYLOAD), b64url(b'{"data": "[]"}')
    ),
    "four parts": lambda: valid() + ".e30",
    "five parts (JWE)": lambda: valid() + ".e30.e30",
    "general JSON serialization": lambda: general_json(valid()),
    "flattened JSON serialization": lambda: flattened_json(valid()),
    "trailing NUL": lambda: valid() + "\0",
    "trailing padding": lambda: valid() + "==",
    "Bearer": lambda: "Bearer " + valid(),
    "quoted twice": lambda: json.dumps(json.dumps(valid())),
    "UTF-16": lambda: valid().encode("utf-16"),
    "surrogate": lambda: valid() + "\ud800",
    "fullwidth letters": lambda: valid().replace("e", "\uff45"),
    "no UTF-8": lambda: b"\xff" + valid().encode(),
    "only dots": lambda: "..",
    "empty": lambda: "",
    "header no JSON": lambda: headed(b"{"),
    "header a list": lambda: headed(b"[]"),
    "header no UTF-8": lambda: headed(b'{"\xff": 1}'),
    "header deep": lambda: headed(b"[" * 12_000),
    "header of a megabyte": lambda: forge(
        {"alg": "RS256", "x": "x" * 1_000_000}, bytes(256)
    ),
    "11 megabytes": lambda: "e" * 11_000_000,
    "11 megabytes of dots": lambda: b"." * 11_000_000,
    "9 megabytes of payload": lambda: f"e30.{'e' * 9_000_000}.{b64url(bytes(256))}",
    "None": lambda: None,
    "parsed JSON": lambda: {"data": "{}"},
    "a number": lambda: 1,
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_whatever_the_key_did_not_sign_is_refused(attack: str) -> None:
    """The classic attacks on JWT, and broken input of every kind: WebhookError, nothing else."""
    body = ATTACKS[attack]()

    with pytest.raises(WebhookError) as caught:
        verifier().payload(body)

    assert WebhookError is type(caught.value)


def test_harmless_headers_are_ignored() -> None:
    """A token may say kid, typ, jku or jwk; the key that was configured verifies it all the same."""
    header = {
        "alg": "RS256",
        "typ": "x",
        "kid": "1",
        "jku": "https://a.example",
        "jwk": {},
    }

    assert PAYLOAD == verifier().payload(sign_bytes(PAYLOAD, header))


@pytest.mark.parametrize(
    ("attack", "message"),
    [
        (
            "alg none, unsigned",
            "The body is no signed token (JWT): pass the request's raw body",
        ),
        ("alg none, with junk as signature", "The token isn't signed with RS256"),
        ("HS256 with the PEM as secret", "The token isn't signed with RS256"),
        (
            "another key",
            "The token's signature doesn't fit the public key: it is forged, or meant for another app",
        ),
        ("crit unknown", "The body is no valid signed token (JWT)"),
        ("11 megabytes", "The body has more than 10,000,000 bytes"),
        (
            "parsed JSON",
            "The body is of type dict: pass the request's raw body, unparsed",
        ),
    ],
)
def test_the_message_says_what_is_wrong_with_a_token(attack: str, message: str) -> None:
    """The words are ours: nothing that an attacker wrote gets into logs by the message."""
    with pytest.raises(WebhookError) as caught:
        verifier().payload(ATTACKS[attack]())

    assert message == str(caught.value)


def test_anything_that_the_library_raises_is_a_webhook_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An exception of another kind from PyJWT means: not verified."""

    def explode(*_: object, **__: object) -> None:
        raise KeyError("surprise")

    subject = verifier()
    monkeypatch.setattr(token_verifier.RSAAlgorithm, "verify", explode)

    with pytest.raises(WebhookError, match="no valid signed token"):
        subject.payload(valid())


@given(data=st.data())
def test_no_mutation_of_a_token_passes(data: st.DataObject) -> None:
    """A token with any bytes replaced, added or taken away is refused."""
    token = valid().encode()
    start = data.draw(st.integers(0, len(token)))
    end = data.draw(st.integers(start, min(len(token), start + 8)))
    alphabet = st.sampled_from(b"abcXYZ019-_=.+/ \n\0\xff")
    patch = bytes(data.draw(st.lists(alphabet, max_size=8)))
    mutant = token[:start] + patch + token[end:]

    if mutant == token:
        assert PAYLOAD == verifier().payload(mutant)
    else:
        with pytest.raises(WebhookError):
            verifier().payload(mutant)


def test_no_bit_of_a_token_can_be_flipped() -> None:
    """Every single bit of header, payload and signature counts, the spare ones of base64 too."""
    token = valid().encode()
    subject = verifier()
    mutants = [
        token[:place] + bytes([token[place] ^ (1 << bit)]) + token[place + 1 :]
        for place in range(len(token))
        for bit in range(8)
    ]

    accepted = []
    for mutant in mutants:
        try:
            accepted.append(subject.payload(mutant))
        except WebhookError:
            continue

    assert [] == accepted


@given(st.one_of(st.text(), st.binary()))
def test_random_bodies_are_refused(body: str | bytes) -> None:
    """Whatever text or bytes come, the answer is a WebhookError."""
    with pytest.raises(WebhookError):
        verifier().payload(body)


NOW = 1_800_000_000.0


@pytest.fixture
def _at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands at NOW."""
    monkeypatch.setattr(time, "time", lambda: NOW)


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"exp": NOW + 3600},
        {"exp": int(NOW) + 3600},
        {"exp": NOW + 1},
        {"exp": NOW - 9},
        {"nbf": NOW - 3600},
        {"nbf": NOW + 5},
        {"iat": NOW + 3600},
        {"iat": "junk"},
        {"aud": ["any"]},
        {"exp": 10**400},
    ],
)
@pytest.mark.usefixtures("_at_now")
def test_tokens_in_their_time_are_accepted(claims: dict[str, Any]) -> None:
    """exp and nbf count where present, with ten seconds of leeway; iat and aud don't."""
    verifier().check_claims(claims)


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        ({"exp": NOW - 10}, "The token has expired (verify_expiry=False accepts it)"),
        ({"exp": 0}, "The token has expired (verify_expiry=False accepts it)"),
        ({"exp": -(10**400)}, "The token has expired (verify_expiry=False accepts it)"),
        ({"nbf": NOW + 11}, "The token isn't valid yet: check this machine's clock"),
        ({"nbf": 10**400}, "The token isn't valid yet: check this machine's clock"),
        *(
            ({"exp": value}, "The token's exp is no number")
            for value in (None, "1", True, [], {})
        ),
        *(
            ({"nbf": value}, "The token's nbf is no number")
            for value in (None, "1", False, [], {})
        ),
    ],
)
@pytest.mark.usefixtures("_at_now")
def test_tokens_out_of_their_time_are_refused(
    claims: dict[str, Any], message: str
) -> None:
    """Expired, not valid yet, or with a time that is none: refused, unless expiry is off."""
    with pytest.raises(WebhookError) as caught:
        verifier().check_claims(claims)

    assert message == str(caught.value)
    verifier(verify_expiry=False).check_claims(claims)


@pytest.mark.parametrize(
    "claims", [{}, {"aud": "app-1"}, {"aud": ["app-0", "app-1"]}], ids=str
)
def test_a_token_for_this_app_is_accepted(claims: dict[str, Any]) -> None:
    """With an app_id, aud may name it, alone or among others, or be absent."""
    verifier("app-1").check_claims(claims)


@pytest.mark.parametrize(
    "audience", ["app-2", "app-11", "", [], ["app-2"], None, 1, {"app-1": 1}]
)
def test_a_token_for_another_app_is_refused(audience: object) -> None:
    """With an app_id, an aud that is there must name it."""
    with pytest.raises(WebhookError, match="meant for another app"):
        verifier("app-1").check_claims({"aud": audience})


@pytest.mark.parametrize(
    ("leeway", "claims", "is_accepted"),
    [
        (0, {"exp": NOW}, False),
        (0, {"exp": NOW + 1}, True),
        (0, {"nbf": NOW}, True),
        (0, {"nbf": NOW + 1}, False),
        (172_800, {"exp": NOW - 172_799}, True),
        (172_800, {"exp": NOW - 172_800}, False),
        (0.5, {"exp": -(10**400)}, False),
        (0.5, {"nbf": 10**400}, False),
    ],
)
@pytest.mark.usefixtures("_at_now")
def test_the_leeway_is_the_callers(
    leeway: float, claims: dict[str, Any], is_accepted: bool
) -> None:
    """Wix repeats what failed for two days: whoever wants late repeats may accept them."""
    subject = verifier(leeway=leeway)
    if is_accepted:
        subject.check_claims(claims)
    else:
        with pytest.raises(WebhookError):
            subject.check_claims(claims)


@pytest.mark.parametrize(
    "leeway", [-1, 604_801, float("nan"), float("inf"), "10", None, True]
)
def test_a_leeway_is_a_number_of_seconds(leeway: Any) -> None:
    """What can't be meant is refused when constructed."""
    with pytest.raises(ConfigurationError, match="leeway must be a number of seconds"):
        verifier(leeway=leeway)


@pytest.mark.parametrize("name", ["app_id", "issuer"])
@pytest.mark.parametrize("value", ["", 0, b"app", ["app"]])
def test_names_are_texts(name: str, value: Any) -> None:
    """An empty setting, as of a variable that isn't set, doesn't turn a check off."""
    with pytest.raises(ConfigurationError, match=f"{name} must be a text"):
        verifier(**{name: value})


@pytest.mark.parametrize("issuer", [None, "", "wix", ["wix.com"], {}, 1])
def test_the_issuer_must_be_the_one_that_is_wanted(issuer: object) -> None:
    """With an issuer, iss must be there and be it; without, iss doesn't count."""
    claims = {} if issuer is None else {"iss": issuer}

    verifier().check_claims(claims)
    verifier(issuer="wix.com").check_claims({"iss": "wix.com"})
    with pytest.raises(WebhookError, match="from somebody else") as caught:
        verifier(issuer="wix.com").check_claims(claims)
    assert (issuer is None) is str(caught.value).endswith("Leave out issuer=")


def test_a_token_of_any_of_several_keys_is_accepted() -> None:
    """While keys rotate, both sign; a third doesn't."""
    third = rsa.generate_private_key(65537, 2048)
    texts = [
        one.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        for one in (private_key(), other_private_key())
    ]

    for keys in (texts, tuple(reversed(texts))):
        subject = TokenVerifier(keys)
        assert PAYLOAD == subject.payload(sign_bytes(PAYLOAD))
        assert PAYLOAD == subject.payload(sign_bytes(PAYLOAD, key=other_private_key()))
        with pytest.raises(WebhookError, match="doesn't fit the public keys: "):
            subject.payload(sign_bytes(PAYLOAD, key=third))
        with pytest.raises(WebhookError, match="isn't signed with RS256"):
            subject.payload(hs256(texts[0]))
