"""A client's settings, checked when they are given."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict
from weakref import WeakKeyDictionary

from wixapi._auth.environment import from_environment
from wixapi._auth.strategies import AsyncAuthStrategy, AuthStrategy
from wixapi._auth.tokens import TokenStrategy
from wixapi._options import (
    NOT_GIVEN,
    NotGiven,
    TimeoutLimits,
    checked_deadline,
    checked_headers,
    checked_retries,
    checked_size,
    checked_timeout,
    has_dots,
)
from wixapi.errors import ConfigurationError

if TYPE_CHECKING:
    from wixapi._http.trace import Trace

BASE_URL = "https://www.wixapis.com"
TIMEOUT = 60.0
MAX_RETRIES = 2
MAX_RESPONSE_BYTES = 100_000_000

Auth: TypeAlias = AuthStrategy | TokenStrategy
"""Credentials of a sync client."""
AsyncAuth: TypeAlias = AuthStrategy | AsyncAuthStrategy | TokenStrategy
"""Credentials of an async client."""


class Session:
    """Headers of Wix's answers that later calls of the same identity send back."""

    consistent: str | None = None
    """The header X-Wix-Consistent that came last: with it, calls see what was written before."""


class Sessions:
    """The session of each identity that a pool serves."""

    def __init__(self) -> None:
        self._by_auth: WeakKeyDictionary[object, Session] = WeakKeyDictionary()

    def of(self, auth: object) -> Session:
        """Return the session of a strategy; of one that can't be hashed, a new one each time."""
        try:
            return self._by_auth.setdefault(auth, Session())
        except TypeError:
            return Session()


@dataclass(frozen=True)
class Settings:
    """The settings of one client."""

    auth: AsyncAuth
    base_url: str
    timeout: float | TimeoutLimits | None
    deadline: float | None
    max_retries: int
    max_response_bytes: int | None
    headers: Mapping[str, str] = field(repr=False)  # they may hold keys
    trace: Trace | None
    log_bodies: bool

    def __post_init__(self) -> None:
        _check_auth(self.auth)
        checked_timeout(self.timeout)
        checked_deadline(self.deadline)
        checked_retries(self.max_retries)
        checked_size(self.max_response_bytes)
        if self.log_bodies not in (True, False):
            raise ConfigurationError("log_bodies must be True or False")
        if self.trace is not None and not callable(self.trace):
            raise ConfigurationError("trace must be callable")

    def but(self, changes: SettingsChange) -> Settings:
        """These settings with some replaced, and headers added.

        Raises:
            ConfigurationError: one of them can't work.
        """
        given: dict[str, Any] = {
            name: value for name, value in changes.items() if value is not NOT_GIVEN
        }
        if "base_url" in given:
            given["base_url"] = checked_base_url(given["base_url"])
        if "headers" in given:
            given["headers"] = merged(self.headers, checked_headers(given["headers"]))
        return replace(self, **given)


class SettingsChange(TypedDict):
    """Settings to be replaced."""

    auth: AsyncAuth | NotGiven
    base_url: str | NotGiven
    timeout: float | TimeoutLimits | NotGiven | None
    deadline: float | NotGiven | None
    max_retries: int | NotGiven
    max_response_bytes: int | NotGiven | None
    headers: Mapping[str, str] | NotGiven
    trace: Trace | NotGiven | None
    log_bodies: bool | NotGiven


def merged(*layers: Mapping[str, str]) -> dict[str, str]:
    """Headers laid over each other: the last one wins, in whatever case it is written."""
    result: dict[str, str] = {}
    for layer in layers:
        result.update({name.lower(): value for name, value in layer.items()})
    return result


def _check_auth(auth: object) -> None:
    if isinstance(auth, TokenStrategy):
        return
    if not any(callable(getattr(auth, name, None)) for name in ("headers", "aheaders")):
        kind = type(auth).__name__
        raise ConfigurationError(
            f"auth must be a strategy such as ApiKeyStrategy, not {kind}"
        )


def checked_log_bodies(given: bool | None) -> bool:
    """Return whether bodies are logged: as it is given, else as `WIX_LOG` says, which also shows the log.

    Raises:
        ConfigurationError: the variable holds another word than those that it knows.
    """
    word = os.environ.get("WIX_LOG", "").strip().lower()
    if word:
        from wixapi._log import LEVELS, show

        if word not in LEVELS:
            words = ", ".join(LEVELS)
            raise ConfigurationError(f"WIX_LOG must be one of {words}")
        show(word)
    return word == "bodies" if given is None else given


def base_url_or_default(given: object) -> str:
    """Return where Wix is: what is given, else `WIX_BASE_URL`, else the real one.

    Every client asks here, so that calls, tokens and OAuth callbacks go to the same place.

    Raises:
        ConfigurationError: no call can go there.
    """
    if given is not None:
        return checked_base_url(given)
    found = from_environment("WIX_BASE_URL")
    return BASE_URL if found is None else checked_base_url(found, "WIX_BASE_URL")


def checked_base_url(url: object, name: str = "base_url") -> str:
    """Return the URL without a slash at its end; raises `ConfigurationError`, which names it, if no call can go there."""
    if url == BASE_URL:
        return BASE_URL  # what it takes to check others is slow to import
    if not isinstance(url, str):
        raise ConfigurationError(f"{name} must be a str, not {type(url).__name__}")
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        port = parts.port  # raises for what is no port,
        (parts.hostname or "").encode(
            "idna"
        )  # and this for what no name server can be asked
    except ValueError as error:
        raise ConfigurationError(f"{name} is no URL") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        raise ConfigurationError(f"{name} must be an http or https URL with a host")
    if parts.username is not None or "?" in url or "#" in url:
        raise ConfigurationError(f"{name} must have no user, query or fragment")
    if has_dots(parts.path):
        raise ConfigurationError(f"{name} must have no . or .. in its path")
    if not (url.isascii() and url.isprintable()) or " " in url or "\\" in url:
        raise ConfigurationError(f"{name} holds characters that no URL has")
    return url.rstrip("/")
