"""The header with which a request asks for a fault of its own, whatever client sends it.

    x-wix-local-fault: status=503; retry-after=2; times=1

Parts are separated by semicolons; each is a word, or a word and a value:

- `status=503`: an error answer. `retry-after=2` sets that header of it, `body=...` its body, percent-encoded.
  The call isn't made, unless `took-effect` is there as well. With any of these three, 503 needn't be said.
- `reset=connect`, `reset=before`, `reset=after`: the connection breaks; only with `after` is the call made.
- `challenge`: a page of HTML with status 200; the call isn't made.
- `cut`: the answer's body ends too early; the call took effect.
- `edit`: somebody else changes the entity just before.
- `delay=0.5`: the answer comes so many seconds later; on its own or with any of these.
- `times=2`: only the first two of the same requests have the fault, and the next one none: for repetitions that
  send the header again.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from wixapi._local.faults.fault import HEADER, RESETS, Fault
from wixapi._local.messages import Refusal, application_error
from wixapi.errors import ConfigurationError

_FLAGS = {"took-effect": "took_effect", "challenge": "challenge", "cut": "cut"}
_KNOWN = (
    "status",
    "retry-after",
    "body",
    "took-effect",
    "reset",
    "challenge",
    "cut",
    "edit",
    "delay",
    "times",
)
_OF_ERRORS = frozenset({"status", "retry_after", "body", "took_effect", "delay"})
"""What an error answer may have: without any other kind of fault, it is one."""


def read(text: str) -> tuple[Fault, int | None]:
    """Return the fault that a header asks for, and how many requests have it; None: all.

    Raises:
        Refusal: it can't be understood (400).
    """
    given: dict[str, Any] = {}
    for part in filter(None, (one.strip() for one in text.split(";"))):
        name, sign, value = (one.strip() for one in part.partition("="))
        if name not in _KNOWN:
            raise _refused(f"{name!r} is none of {', '.join(_KNOWN)}")
        if bool(sign) == (name in _FLAGS or name == "edit"):
            raise _refused(f"{name} {'takes no value' if sign else 'needs a value'}")
        given |= _part(name, value)
    times = given.pop("times", None)
    if given.keys() <= _OF_ERRORS and given.keys() - {"delay"}:
        given.setdefault("status", 503)
    try:
        return Fault(**given), times
    except ConfigurationError as error:
        raise _refused(str(error)) from None


def _part(name: str, value: str) -> dict[str, Any]:
    """Return one part as arguments of a fault."""
    if name in _FLAGS:
        return {_FLAGS[name]: True}
    if name == "edit":
        return {"edit": {}}
    if name in {"status", "times"}:
        number = int(_number(name, value, whole=True))
        if not number:
            raise _refused(f"{name} is 1 or more")
        return {name: number}
    if name == "delay":
        return {name: _number(name, value, whole=False)}
    if name == "reset" and value not in RESETS:
        raise _refused(f"reset is one of {', '.join(RESETS)}")
    return {name.replace("-", "_"): unquote(value) if name == "body" else value}


def _number(name: str, value: str, *, whole: bool) -> float:
    """Return a number of one part.

    Raises:
        Refusal: it is none.
    """
    digits = value if whole else value.replace(".", "", 1)
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 9:
        raise _refused(f"{name} is a number")
    return float(value)


def _refused(why: str) -> Refusal:
    """Return the answer that the header can't be understood."""
    return application_error(400, "BAD_FAULT", f"the header {HEADER}: {why}")
