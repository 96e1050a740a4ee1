"""What of a request or an answer may be shown in errors and logs: secrets are masked, long texts are cut."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import unquote_plus

MASK = "***"
LONGEST_TEXT = 200
"""Characters that are shown of one text."""
LONGEST_BODY = 10_000
"""Characters that are shown of one body."""
_DEEPEST = 30

_ANYWHERE = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "secret",
    "token",
    "authorization",
    "credential",
    "cookie",
    "jwt",
    "apikey",
    "privatekey",
    "accesskey",
]
"""Parts of names of what is secret, wherever they stand."""
_WORDS = frozenset(
    [
        "pwd",
        "key",
        "code",
        "pin",
        "otp",
        "cvv",
        "cvc",
        "ssn",
        "iban",
        "auth",
        "signature",
    ]
)
"""The same as whole words: `pin` is a part of `shipping`."""
_HARMLESS = frozenset(
    [
        "country",
        "currency",
        "language",
        "locale",
        "postal",
        "zip",
        "region",
        "subdivision",
        "area",
        "dialing",
        "status",
        "error",
        "product",
        "sort",
        "sorting",
        "idempotency",
        "foreign",
        "primary",
        "field",
        "group",
        "translation",
        "color",
        "colour",
    ]
)
"""Before `key` or `code`, they make it one that is none: `countryCode`."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_TOKEN = re.compile(
    r"(?:[A-Za-z0-9]{2,10}\.)?eyJ[\w-]{6,}(?:\.[\w-]*)*"  # a JWT, and what Wix writes before it
    r"|(?i:bearer|basic)\s+[\w.~+/=-]{8,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*"
    r"|(?<=//)[^\s/@:]+:[^\s/@]+(?=@)",  # user and password of a URL
    re.DOTALL,
)
_PAIR = re.compile(
    r"""(?<![\w.%\[\]-])([\w.%\[\]-]++)(["']?\s*[=:]\s*["']?)([^&;,\s#"'<>]+)"""
)
"""A name and a value as they stand in a query string, a header, or JSON that was cut off. Looked for at the beginnings
of words only: a long word would be read once for each of its letters."""
_NAMES = ("name", "key", "header", "label", "field", "target", "id")
"""Members that may name what the member `value` beside them holds."""


def masked(value: Any, longest: int = LONGEST_TEXT) -> Any:
    """Return the same JSON without secrets; a text that holds JSON is masked inside, a long one is cut."""
    return _masked(value, 0, longest)


def masked_json(content: object, call: str = "") -> Any:
    """Return a body's JSON without secrets; None if there is no body, or it isn't JSON.

    Args:
        content: The body.
        call: The name of the method: of one about secrets, `get_secret_value`, the `value` is one.
    """
    if not isinstance(content, bytes | bytearray | str) or not content:
        return None
    try:
        found = json.loads(content)
        if isinstance(found, Mapping) and is_secret(call):
            given = cast("Mapping[str, Any]", found)
            return _masked_object(given, 0, LONGEST_TEXT, labelled=True)
        return masked(found)
    except (ValueError, RecursionError):
        return None


def body_text(content: object, call: str = "") -> str:
    """Return what a log shows of a body of a call: its JSON in one line, else how long it is."""
    if (found := masked_json(content, call)) is not None:
        return _cut(json.dumps(found, ensure_ascii=False), LONGEST_BODY)
    if isinstance(content, bytes | bytearray | str):
        return f"<{len(content)} bytes that aren't JSON>" if content else "<none>"
    return "<none>" if content is None else "<a stream>"


def is_secret(name: str) -> bool:
    """Return whether what has that name isn't shown: a password, token, key, code and the like."""
    plain = unicodedata.normalize("NFKC", name)
    letters = "".join(filter(str.isalnum, plain)).casefold()
    if any(part in letters for part in _ANYWHERE):
        return True
    words = [word.lower() for word in _WORD.findall(plain)]
    for before, word in zip(["", *words], words, strict=False):
        if word.removesuffix("s") in _WORDS and before not in _HARMLESS:
            return True
    return False


def _masked(value: Any, depth: int, longest: int) -> Any:
    if isinstance(value, str):
        return _masked_text(value, depth, longest)
    if depth >= _DEEPEST and isinstance(value, Mapping | list):
        return MASK
    if isinstance(value, Mapping):
        return _masked_object(cast("Mapping[str, Any]", value), depth, longest)
    if isinstance(value, list):
        return [_masked(x, depth + 1, longest) for x in cast("list[object]", value)]
    return value


def _masked_object(
    value: Mapping[str, Any], depth: int, longest: int, *, labelled: bool = False
) -> dict[str, Any]:
    """Return the members, with masks for those whose names, or the names beside them, say they are secret."""
    labels = [value.get(name) for name in _NAMES]
    named = any(isinstance(label, str) and is_secret(label) for label in labels)
    secret = {"value", "values"} if labelled or named else set[str]()
    return {
        _masked_text(name, depth, longest): (
            _hidden(x)
            if name in secret or is_secret(name)
            else _masked(x, depth + 1, longest)
        )
        for name, x in value.items()
    }


def _hidden(value: Any) -> Any:
    """Return the mask; for a flag or nothing, itself, since it tells nothing."""
    return value if value is None or isinstance(value, bool) else MASK


def _masked_text(text: str, depth: int, longest: int) -> str:
    """Return the text without tokens, and without what a query string or JSON in it holds."""
    inner = text.strip()
    if inner[:1] in {"{", "["} and depth < _DEEPEST:
        try:
            found = json.loads(inner)
        except (ValueError, RecursionError):
            pass
        else:
            shown = json.dumps(_masked(found, depth + 1, longest), ensure_ascii=False)
            return _cut(shown, longest)
    shown = _TOKEN.sub(MASK, text[: 2 * longest])  # what is longer is cut anyway
    shown = _PAIR.sub(_masked_pair, shown)
    if len(text) <= 2 * longest:
        return _cut(shown, longest)
    return f"{shown[:longest]}… ({len(text)} characters)"


def _masked_pair(pair: re.Match[str]) -> str:
    name = pair[1]
    return f"{name}{pair[2]}{MASK}" if is_secret(unquote_plus(name)) else pair[0]


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    return f"{text[:longest]}… ({len(text)} characters)"
