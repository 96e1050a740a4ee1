"""Strategies that put credentials on requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from wixapi._auth.environment import QUOTES, from_environment
from wixapi._frames import shielded
from wixapi.errors import ConfigurationError


@runtime_checkable
class AuthStrategy(Protocol):
    """Anything that can give the headers which authorize a request: write one of your own.

    A strategy may also have a method `rejected(headers) -> bool`. It is told when a request with
    these headers (their names in lower case) got 401; if it returns True, the request is made once
    more, with the headers that are asked for then.
    """

    def headers(self) -> Mapping[str, str]:
        """Return the headers of one attempt; asked again before each repetition."""
        ...


@runtime_checkable
class AsyncAuthStrategy(Protocol):
    """An `AuthStrategy` that has to wait for its headers: for `AsyncWixClient`."""

    async def aheaders(self) -> Mapping[str, str]:
        """Return the headers of one attempt; asked again before each repetition."""
        ...


class ApiKeyStrategy:
    """Calls with an API key, for one site or for one account.

    Args:
        api_key: the key; by default the environment variable `WIX_API_KEY`.
        site_id: the site that calls are about; by default `WIX_SITE_ID`.
        account_id: the account that calls are about; by default `WIX_ACCOUNT_ID`.

    A site or account given here makes both of those variables count for nothing. Where both are
    set and neither is given, the site wins. Blanks and quotes around a variable's value are taken off.

    Raises:
        ConfigurationError: there is no key, what is given can't stand in an HTTP header, or both a
            site and an account are given.
    """

    @shielded
    def __init__(
        self,
        api_key: str | None = None,
        *,
        site_id: str | None = None,
        account_id: str | None = None,
    ) -> None:
        if site_id is not None and account_id is not None:
            raise ConfigurationError(
                "both site_id and account_id are given: a call is about one of them"
            )
        self._headers = {"Authorization": _api_key(api_key)}
        if site_id is not None:
            self._headers["wix-site-id"] = checked_credential("site id", site_id)
        elif account_id is not None:
            self._headers["wix-account-id"] = checked_credential(
                "account id", account_id
            )
        else:
            self._headers |= _subject_of_environment()

    def headers(self) -> Mapping[str, str]:
        """Return the key, and the site or account."""
        return dict(self._headers)

    def __repr__(self) -> str:
        shown = {"wix-site-id": "site_id", "wix-account-id": "account_id"}
        ids = [
            f"{shown[name]}={self._headers[name]!r}"
            for name in shown
            if name in self._headers
        ]
        return f"{type(self).__name__}({', '.join(['api_key=***', *ids])})"


def _api_key(given: str | None) -> str:
    """Return the key that is given, or that of the environment; raises `ConfigurationError`, without it, otherwise."""
    key, name = given, "API key"
    if key is None:
        key, name = from_environment("WIX_API_KEY"), "API key in WIX_API_KEY"
    if key is None:
        raise ConfigurationError(
            "no API key: give ApiKeyStrategy(api_key=...) or set WIX_API_KEY"
        )
    return checked_credential(name, key)


def _subject_of_environment() -> dict[str, str]:
    """Return the header of the site in the environment, else that of the account, else none."""
    for variable, header, name in (
        ("WIX_SITE_ID", "wix-site-id", "site id"),
        ("WIX_ACCOUNT_ID", "wix-account-id", "account id"),
    ):
        value = from_environment(variable)
        if value is not None:
            return {header: checked_credential(f"{name} in {variable}", value)}
    return {}


def checked_credential(what: str, value: object) -> str:
    """Return the text if a header can carry it; raises `ConfigurationError`, without the text, otherwise."""
    if not isinstance(value, str):
        raise ConfigurationError(
            f"the {what} must be a str, not {type(value).__name__}"
        )
    if not value.strip():
        raise ConfigurationError(f"the {what} is empty")
    if value.lower().startswith("bearer "):
        raise ConfigurationError(
            f"the {what} must come alone: take off the word in front, such as Bearer"
        )
    if not (value.isascii() and value.isprintable() and " " not in value):
        raise ConfigurationError(
            f"the {what} holds white space, line breaks or other characters that no {what} has"
        )
    if value[0] in QUOTES or value[-1] in QUOTES:
        raise ConfigurationError(f"the {what} stands in quotes: take them off")
    return value


def optional_credential(what: str, value: str | None) -> str | None:
    """Return `checked_credential`, or None for None."""
    return None if value is None else checked_credential(what, value)
