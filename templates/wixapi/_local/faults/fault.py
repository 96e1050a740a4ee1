"""One fault: what becomes of a request, and of its answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any, Literal, TypeAlias, get_args

from wixapi._local.messages import Answer, json_answer
from wixapi.errors import ConfigurationError

Reset: TypeAlias = Literal["", "connect", "before", "after"]
RetryAfter: TypeAlias = float | str | datetime | None
Body: TypeAlias = Mapping[str, Any] | str | bytes | None

HEADER = "x-wix-local-fault"
"""Of requests that ask for a fault, and of answers that have one."""

RESETS: tuple[str, ...] = tuple(filter(None, get_args(Reset)))
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""Of a header, as HTTP has it."""
_BODILESS = (204, 304)
"""Statuses of answers that have no body."""
_CHALLENGE = (
    b"<!DOCTYPE html>\n<html><head><title>One moment</title></head>"
    b"<body><p>Checking that you are human.</p><script>/* a riddle */</script></body></html>\n"
)
"""What a firewall in front of Wix may answer."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one request.

    It is one of `status`, `reset`, `challenge`, `cut` and `edit`. `retry_after`, `body`, `headers` and
    `took_effect` are about an error answer; `delay` goes with all of these, or alone.
    """

    status: int = 0
    """Of an error answer; 0: there is none."""
    retry_after: RetryAfter = None
    """Its `Retry-After`: seconds, a moment, or any text."""
    body: Body = None
    """Its body: JSON, text or bytes; None: one that fits the status."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """More headers of it."""
    took_effect: bool = False
    """Whether the call is made all the same, and only its answer is lost."""
    reset: Reset = ""
    """The connection breaks: it can't be made (`connect`), before the call took effect, or after that."""
    challenge: bool = False
    """A page of HTML comes with status 200, and the call isn't made."""
    cut: bool = False
    """The answer's body ends too early; the call took effect."""
    edit: Mapping[str, Any] | None = None
    """Somebody else changes these fields of the entity before the call does; empty: its revision alone."""
    delay: float = 0.0
    """Seconds that the answer takes longer."""

    def __post_init__(self) -> None:
        """Check it.

        Raises:
            ConfigurationError: it contradicts itself, or a value is none that there is.
        """
        kinds = [
            self.status,
            self.reset,
            self.challenge,
            self.cut,
            self.edit is not None,
        ]
        if sum(map(bool, kinds)) > 1:
            raise ConfigurationError(
                "a fault is one of status, reset, challenge, cut and edit"
            )
        self._check_error()
        if self.reset and self.reset not in RESETS:
            raise ConfigurationError(f"reset is one of {', '.join(RESETS)}")
        if not 0 <= self.delay < 3600:
            raise ConfigurationError(
                "a delay is a number of seconds, less than an hour"
            )

    def _check_error(self) -> None:
        """Check what is about an error answer."""
        if not self.status:
            words = self.retry_after, self.body, self.headers or None
            if self.took_effect or any(one is not None for one in words):
                raise ConfigurationError(
                    "retry_after, body, headers and took_effect are about an error answer: give its status"
                )
            return
        if self.status not in range(200, 600):
            raise ConfigurationError(
                f"{self.status!r} is no status of an answer: they are from 200 to 599"
            )
        for name, value in self._told_headers().items():
            is_plain = value.isascii() and value.isprintable()
            if not _NAME.fullmatch(name) or not is_plain:
                raise ConfigurationError(
                    f"{name!r}: {value!r} is no header of HTTP: it has to be printable ASCII"
                )

    def _told_headers(self) -> dict[str, str]:
        """Return the headers of the error answer that it was told."""
        if self.retry_after is None:
            return {**self.headers}
        return {**self.headers, "retry-after": _retry_after(self.retry_after)}

    def early(self) -> Answer | None:
        """Return the answer in place of the call; None: it is made."""
        if self.status and not self.took_effect:
            return self._told(self._error())
        if self.challenge:
            return self._told(Answer(200, _CHALLENGE, {"content-type": "text/html"}))
        if self.reset == "connect":
            return self._told(Answer(broken="refused"))
        return self._told(Answer(broken="reset")) if self.reset == "before" else None

    def late(self, answer: Answer) -> Answer:
        """Return what becomes of the call's answer."""
        if self.status:
            return self._told(self._error())
        if self.reset:
            return self._told(replace(answer, broken="reset"))
        return self._told(replace(answer, broken="cut") if self.cut else answer)

    def _error(self) -> Answer:
        """Return the error answer."""
        headers = self._told_headers()
        if self.status in _BODILESS:
            return Answer(self.status, headers=headers)
        if isinstance(self.body, str | bytes):
            text = self.body.encode() if isinstance(self.body, str) else self.body
            return Answer(self.status, text, {"content-type": "text/plain", **headers})
        body = self.body
        if body is None:
            known = {one.value: one.phrase for one in HTTPStatus}
            return json_answer(
                {"message": known.get(self.status, "Error"), "details": {}},
                self.status,
                headers,
            )
        return json_answer(body, self.status, headers)

    def _told(self, answer: Answer) -> Answer:
        """Return the answer, which says that it has this fault, and takes as long."""
        headers = {**answer.headers, HEADER: self.text()}
        return replace(answer, headers=headers, delay=answer.delay + self.delay)

    def text(self) -> str:
        """Return it in a few words, as the header has it."""
        words = [f"status={self.status}"] if self.status else []
        words += ["took-effect"] if self.took_effect else []
        words += [f"reset={self.reset}"] if self.reset else []
        words += ["challenge"] if self.challenge else []
        words += ["cut"] if self.cut else []
        words += ["edit"] if self.edit is not None else []
        words += [f"delay={self.delay:g}"] if self.delay else []
        return "; ".join(words)


def _retry_after(given: float | str | datetime) -> str:
    """Return the value of the header."""
    if isinstance(given, datetime):
        return format_datetime(given.astimezone(UTC), usegmt=True)
    return given if isinstance(given, str) else f"{given:g}"
