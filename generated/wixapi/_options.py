"""Options of a single call, and the mark of an argument that wasn't given."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Final, Literal, Protocol, TypeAlias, TypedDict, TypeVar, cast

from wixapi.errors import ConfigurationError


class NotGiven(Enum):
    """Type of `NOT_GIVEN`, which is not `None`: None is sent as null."""

    TOKEN = "NOT_GIVEN"

    def __repr__(self) -> str:
        return "NOT_GIVEN"

    def __bool__(self) -> bool:
        return False


NOT_GIVEN: Final = NotGiven.TOKEN

merge: Final = "merge"
"""What to do where an entity has changed meanwhile: `update_x(…, on_conflict=merge)`."""

T = TypeVar("T")

OnConflict: TypeAlias = Literal["merge"] | Callable[[Any, T], T | Mapping[str, Any]]
"""What to do where an entity has changed meanwhile. A function gets what was to be sent, as it was given, and the
entity as Wix has it now; it hands back what to send."""

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HALF_A_PAIR = re.compile(r"[\ud800-\udfff]")
_FRAMING = frozenset({"content-length", "transfer-encoding", "upgrade", "trailer"})
"""Headers by which both sides know where a message ends: one that isn't true makes them misunderstand each other."""
_LONGEST_TIMEOUT = 10**8  # about three years: sockets refuse what is far longer


class TimeoutLimits(Protocol):
    """A `Timeout` of httpx2 or httpx: seconds for each kind of waiting."""

    def as_dict(self) -> Mapping[str, float | None]:
        """Return the seconds by what is waited for; None for no limit."""
        ...


class RequestOptions(TypedDict, total=False):
    """Settings of one call: the keyword `request_options` of every method."""

    headers: Mapping[str, str]
    """Sent on top of all others; they win."""
    timeout: float | TimeoutLimits | None
    """Seconds until an attempt is given up, or a `Timeout` of httpx2 or httpx; None waits for ever."""
    deadline: float | None
    """Seconds until the call is given up, with all its attempts and the pauses between them."""
    max_retries: int
    """The number of retries at most."""
    max_response_bytes: int | None
    """Bytes of the answer at most, decoded; None for no limit."""


def checked_options(options: object) -> RequestOptions:
    """Return the options if they are ones, none for None; raises `ConfigurationError` otherwise."""
    if options is None:
        return RequestOptions()
    if not isinstance(options, Mapping):
        raise ConfigurationError(
            f"request_options must be a dict, not {type(options).__name__}"
        )
    given = cast("Mapping[object, object]", options)
    unknown = [repr(key) for key in given if key not in RequestOptions.__annotations__]
    if unknown:
        known = ", ".join(RequestOptions.__annotations__)
        raise ConfigurationError(
            f"request_options has no {', '.join(unknown)}; it has {known}"
        )
    result = RequestOptions()
    if "headers" in given:
        result["headers"] = checked_headers(given["headers"])
    if "timeout" in given:
        result["timeout"] = cast(
            "float | TimeoutLimits | None", checked_timeout(given["timeout"])
        )
    if "deadline" in given:
        result["deadline"] = checked_deadline(given["deadline"])
    if "max_retries" in given:
        result["max_retries"] = checked_retries(given["max_retries"])
    if "max_response_bytes" in given:
        result["max_response_bytes"] = checked_size(given["max_response_bytes"])
    return result


def checked_headers(headers: object) -> dict[str, str]:
    """Return the headers if HTTP can carry them; raises `ConfigurationError`, without values, otherwise."""
    if not isinstance(headers, Mapping):
        raise ConfigurationError(
            f"headers must be a mapping, not {type(headers).__name__}"
        )
    for name, value in cast("Mapping[object, object]", headers).items():
        if not (isinstance(name, str) and _HEADER_NAME.fullmatch(name)):
            raise ConfigurationError(f"{name!r} is no name of a header")
        if name.lower() in _FRAMING:
            raise ConfigurationError(
                f"the header {name!r} is the HTTP client's to set: leave it out"
            )
        # isprintable refuses line breaks, with which a value could smuggle in further headers
        if not (isinstance(value, str) and value.isascii() and value.isprintable()):
            raise ConfigurationError(
                f"the value of header {name!r} must be printable ASCII text"
            )
    return dict(cast("Mapping[str, str]", headers))


def has_dots(path: str) -> bool:
    """Return whether a path has a part that leads elsewhere, `.` or `..`, percent-encoded or not."""
    return any(
        part.lower().replace("%2e", ".") in {".", ".."} for part in path.split("/")
    )


def checked_text(name: str, value: object) -> str:
    """Return a text that UTF-8 can carry; raises `ConfigurationError`, without it, otherwise."""
    if not isinstance(value, str):
        raise ConfigurationError(f"{name} must be text, not {type(value).__name__}")
    if _HALF_A_PAIR.search(value):
        raise ConfigurationError(
            f"{name} has half a surrogate pair, as text that was cut or wrongly decoded has"
        )
    return value


def checked_timeout(timeout: object) -> object:
    """Seconds above zero, None, or a `Timeout` of httpx2 or httpx; raises `ConfigurationError` otherwise."""
    if timeout is None or callable(getattr(timeout, "as_dict", None)):
        return timeout
    return _checked_seconds("timeout", timeout)


def checked_deadline(deadline: object) -> float | None:
    """Seconds above zero, or None; raises `ConfigurationError` otherwise."""
    return None if deadline is None else _checked_seconds("deadline", deadline)


def _checked_seconds(name: str, seconds: object) -> float:
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        raise ConfigurationError(
            f"{name} must be seconds, not {type(seconds).__name__}"
        )
    if not 0 < seconds <= _LONGEST_TIMEOUT:
        raise ConfigurationError(
            f"{name} must be seconds above 0, or None for no limit"
        )
    return seconds


def checked_retries(retries: object) -> int:
    """Return a count of 0 or more; raises `ConfigurationError` otherwise."""
    if isinstance(retries, int) and not isinstance(retries, bool) and retries >= 0:
        return retries
    raise ConfigurationError("max_retries must be a whole number, 0 or more")


def checked_size(size: object) -> int | None:
    """Return a count of bytes above 0, or None; raises `ConfigurationError` otherwise."""
    if size is None:
        return None
    if isinstance(size, int) and not isinstance(size, bool) and size > 0:
        return size
    raise ConfigurationError(
        "max_response_bytes must be a whole number above 0, or None for no limit"
    )
