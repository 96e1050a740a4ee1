"""Keys and signatures of webhook tokens, as an attacker would try them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from support.webhooks import (
    b64url,
    other_private_key,
    private_key,
    public_pem,
    sign_bytes,
)
from wixapi import _jwt
from wixapi._jwt import TokenVerifier, load_key
from wixapi.errors import WebhookError, WebhookKeyError

PAYLOAD = b'{"data": "{}"}'


def verifier(app_id: str | None = None, *, verify_expiry: bool = True) -> TokenVerifier:
    """A verifier with the app's key."""
    return TokenVerifier(public_pem(), app_id=app_id, verify_expiry=verify_expiry)


def public_text(
    key: Any, form: PublicFormat = PublicFormat.SubjectPublicKeyInfo
) -> str:
    """The PEM of a public key."""
    return key.public_key().public_bytes(Encoding.PEM, form).decode()


def private_text(form: PrivateFormat) -> str:
    """The PEM of the private key."""
    return private_key().private_bytes(Encoding.PEM, form, NoEncryption()).decode()


def certificate() -> str:
    """The PEM of a certificate for the key."""
    name = x509.Name([])
    day = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, private_key().public_key(), 1, day, day)
    return made.sign(private_key(), hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def one_line(pem: str) -> str:
    """One line of base64."""
    return base64.b64encode(pem.encode()).decode()


KEY_SPELLINGS = {
    "PEM": lambda pem: pem,
    "PEM as bytes": lambda pem: pem.encode(),
    "PEM between blanks": lambda pem: f"\n  {pem}\n\n",
    "PEM with CRLF": lambda pem: pem.replace("\n", "\r\n"),
    "PEM with backslash-n": lambda pem: pem.replace("\n", "\\n"),
    "PEM with backslash-r-backslash-n": lambda pem: pem.replace("\n", "\\r\\n"),
    "base64 of PEM": one_line,
    "base64 of PEM as bytes": lambda pem: one_line(pem).encode(),
    "base64 of PEM, wrapped": lambda pem: base64.encodebytes(pem.encode()).decode(),
    "base64 of PEM, wrapped with backslash-n": lambda pem: (
        base64.encodebytes(pem.encode()).decode().replace("\n", "\\n")
    ),
    "base64 of PEM, wrapped with backslash-r-backslash-n": lambda pem: (
        base64.encodebytes(pem.encode()).decode().replace("\n", "\\r\\n")
    ),
    "base64 of PEM with backslash-n": lambda pem: one_line(pem.replace("\n", "\\n")),
}


@pytest.mark.parametrize("spelling", KEY_SPELLINGS)
@pytest.mark.parametrize(
    "form", [PublicFormat.SubjectPublicKeyInfo, PublicFormat.PKCS1]
)
def test_a_public_key_is_read_however_it_is_spelt(
    spelling: str, form: PublicFormat
) -> None:
    """SPKI and PKCS1, as PEM or base64 of it, with the line ends that shells and panels make."""
    key = load_key(KEY_SPELLINGS[spelling](public_text(private_key(), form)))

    assert private_key().public_key().public_numbers() == key.public_numbers()


BAD_KEYS: dict[str, tuple[Any, str]] = {
    "None": (None, "is of type NoneType"),
    "a dict": ({}, "is of type dict"),
    "empty": ("", "is empty"),
    "blank": (b" \n", "is empty"),
    "junk": ("hunter2-secret!", "is neither PEM nor base64"),
    "binary junk": (b"\xff\xfe\x00secret", "is neither PEM nor base64"),
    "a surrogate": ("\ud800", "is neither PEM nor base64"),
    "letters beyond ASCII": ("schlüssel", "is neither PEM nor base64"),
    "base64 of junk": ("aHVudGVyMg==", "is base64, but not of PEM text"),
    "DER": (
        lambda: (
            private_key()
            .public_key()
            .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        ),
        "is neither PEM nor base64",
    ),
    "PEM without its label": (
        lambda: "".join(public_pem().splitlines()[1:-1]),
        "is base64, but not of PEM text",
    ),
    "PKCS8 private key": (
        lambda: private_text(PrivateFormat.PKCS8),
        "is a private key",
    ),
    "PKCS1 private key": (
        lambda: private_text(PrivateFormat.TraditionalOpenSSL),
        "is a private key",
    ),
    "OpenSSH private key": (
        lambda: private_text(PrivateFormat.OpenSSH),
        "is a private key",
    ),
    "base64 of a private key": (
        lambda: one_line(private_text(PrivateFormat.PKCS8)),
        "is a private key",
    ),
    "public and private key": (
        lambda: public_pem() + private_text(PrivateFormat.PKCS8),
        "is a private key",
    ),
    "certificate": (certificate, "is a certificate"),
    "two keys": (lambda: public_pem() * 2, "holds 2 PEM blocks"),
    "a label in lower case": (
        lambda: public_pem().lower(),
        "is neither PEM nor base64",
    ),
    "a mangled label": (
        lambda: public_pem().replace("PUBLIC", "püblic"),
        "holds 0 PEM blocks",
    ),
    "cut off": (lambda: public_pem()[:150], "looks like PEM, but can't be read"),
    "changed": (
        lambda: public_pem().replace("M", "A"),
        "looks like PEM, but can't be read",
    ),
    "EC": (
        lambda: public_text(ec.generate_private_key(ec.SECP256R1())),
        "is no RSA key",
    ),
    "Ed25519": (
        lambda: public_text(ed25519.Ed25519PrivateKey.generate()),
        "is no RSA key",
    ),
    "1024 bits": (
        lambda: public_text(rsa.generate_private_key(65537, 1024)),
        "has 1024 bits; RS256 needs at least 2048",
    ),
}


@pytest.mark.parametrize("case", BAD_KEYS)
def test_what_is_no_public_rsa_key_is_refused_with_the_reason(case: str) -> None:
    """The message says what is wrong, and nothing of the text is in it or in its causes."""
    text, reason = BAD_KEYS[case]
    text = text() if callable(text) else text

    with pytest.raises(WebhookKeyError) as caught:
        load_key(text)

    lines = [
        line for line in str(text).splitlines() if len(line) > 6 and "BEGIN" not in line
    ]
    assert str(caught.value).startswith(f"public_key {reason}")
    assert caught.value.__cause__ is None
    assert [] == [line for line in lines if line in str(caught.value)]


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
    "trailing newline": lambda: valid() + "\n",
    "trailing NUL": lambda: valid() + "\0",
    "trailing padding": lambda: valid() + "==",
    "leading blank": lambda: " " + valid(),
    "Bearer": lambda: "Bearer " + valid(),
    "quoted": lambda: json.dumps(valid()),
    "UTF-16": lambda: valid().encode("utf-16"),
    "byte order mark": lambda: "\ufeff" + valid(),
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
    monkeypatch.setattr(_jwt.PyJWS, "decode_complete", explode)

    with pytest.raises(WebhookError, match="no valid signed token"):
        subject.payload(valid())


@settings(deadline=None)
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


@settings(deadline=None)
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
    """exp and nbf count where present, nbf with ten seconds of leeway; iat and aud don't."""
    verifier().check_claims(claims)


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        ({"exp": NOW - 1}, "The token has expired (verify_expiry=False accepts it)"),
        ({"exp": 0}, "The token has expired (verify_expiry=False accepts it)"),
        ({"exp": -(10**400)}, "The token has expired (verify_expiry=False accepts it)"),
        ({"nbf": NOW + 900}, "The token isn't valid yet: check this machine's clock"),
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
