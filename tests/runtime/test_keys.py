"""Public keys of webhooks: how they may be spelt, and what isn't one."""

from __future__ import annotations

import base64
from collections import deque
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from support.webhooks import (
    other_private_key,
    private_key,
    public_pem,
)
from wixapi._webhooks.public_keys import load_key, load_keys
from wixapi.errors import WebhookKeyError


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


def encrypted_private_key() -> bytes:
    """The DER of the private key under a password."""
    return private_key().private_bytes(
        Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(b"password")
    )


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
    "PEM with blanks": lambda pem: pem.replace("\n", " "),
    "base64 of DER": lambda pem: "".join(pem.splitlines()[1:-1]),
    "base64 of DER, wrapped": lambda pem: "\n".join(pem.splitlines()[1:-1]),
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
    "a secret in base64": (
        base64.b64encode(b"0123456789abcdef" * 2).decode(),
        "is base64, but not of PEM text (too short for a key, perhaps the app's secret);",
    ),
    "a secret as GUID": (
        "0e1b5b4a-6a5e-4d9e-8a2e-0a2f8e1f1b01",
        "is neither PEM nor base64 (too short for a key, perhaps the app's secret);",
    ),
    "a JWK": (
        '{"kty": "RSA", "n": "secretsecret", "e": "AQAB"}',
        "is neither PEM nor base64 (JSON, perhaps a JWK);",
    ),
    "a key for SSH": (
        lambda: (
            private_key()
            .public_key()
            .public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
        ),
        "is neither PEM nor base64 (a key for SSH);",
    ),
    "base64 of DER of a private key": (
        lambda: "".join(private_text(PrivateFormat.PKCS8).splitlines()[1:-1]),
        "is a private key",
    ),
    "base64 of DER of a PKCS1 private key": (
        lambda: "".join(
            private_text(PrivateFormat.TraditionalOpenSSL).splitlines()[1:-1]
        ),
        "is a private key",
    ),
    "base64 of DER of an encrypted private key": (
        lambda: base64.b64encode(encrypted_private_key()),
        "is a private key",
    ),
    "base64 of DER of a certificate": (
        lambda: "".join(certificate().splitlines()[1:-1]),
        "is a certificate",
    ),
    "base64 of DER of an EC key": (
        lambda: "".join(
            public_text(ec.generate_private_key(ec.SECP256R1())).splitlines()[1:-1]
        ),
        "is no RSA key",
    ),
    "base64 of DER, cut off": (
        lambda: "".join(public_pem().splitlines()[1:-1])[:120],
        "is base64, but not of PEM text",
    ),
    "a set": ({"key"}, "is of type set"),
    "no keys": ([], "is an empty sequence"),
    "DER": (
        lambda: (
            private_key()
            .public_key()
            .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        ),
        "is neither PEM nor base64",
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
    "two keys in one text": (
        lambda: public_pem() * 2,
        "holds 2 PEM blocks; give several keys as a list",
    ),
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
        load_keys(text)

    shown = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    lines = [
        line for line in shown.splitlines() if len(line) > 6 and "BEGIN" not in line
    ]
    assert str(caught.value).startswith(f"public_key {reason}")
    assert caught.value.__cause__ is None
    assert [] == [line for line in lines if line in str(caught.value)]


def test_several_keys_are_read_in_order() -> None:
    """While a new key replaces an old one, both are given, each spelt as it likes."""
    texts = [public_text(private_key()), one_line(public_text(other_private_key()))]
    numbers = [
        one.public_key().public_numbers()
        for one in (private_key(), other_private_key())
    ]

    assert numbers == [key.public_numbers() for key in load_keys(texts)]
    assert numbers == [key.public_numbers() for key in load_keys(tuple(texts))]
    assert numbers == [key.public_numbers() for key in load_keys(deque(texts))]
    assert numbers[:1] == [key.public_numbers() for key in load_keys(texts[0])]


def test_the_message_says_which_of_several_keys_is_wrong() -> None:
    """Counted from 0, as the list that was given."""
    with pytest.raises(WebhookKeyError, match=r"^public_key\[1\] is a private key; "):
        load_keys([public_pem(), private_text(PrivateFormat.PKCS8)])


@given(st.one_of(st.text(), st.binary(), st.binary().map(base64.b64encode)))
def test_random_keys_are_refused(text: str | bytes) -> None:
    """Whatever text or bytes are given, the answer is a WebhookKeyError."""
    with pytest.raises(WebhookKeyError):
        load_keys(text)


@given(data=st.data())
def test_a_damaged_key_is_another_one_or_refused(data: st.DataObject) -> None:
    """No damage to DER ends in anything but a key of enough bits or a WebhookKeyError."""
    der = bytearray(base64.b64decode("".join(public_pem().splitlines()[1:-1])))
    for place in data.draw(st.lists(st.integers(0, len(der) - 1), min_size=1)):
        der[place] ^= data.draw(st.integers(1, 255))

    try:
        key = load_key(base64.b64encode(bytes(der)))
    except WebhookKeyError:
        return
    assert key.key_size >= 2048
