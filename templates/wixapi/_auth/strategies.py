"""Strategies that put credentials on requests."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Protocol, runtime_checkable

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

    A site or account given here makes both of those variables count for nothing.

    Raises:
        ConfigurationError: there is no key, what is given can't stand in an HTTP header, or both a
            site and an account are given.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        site_id: str | None = None,
        account_id: str | None = None,
    ) -> None:
        if api_key is None:
            api_key = os.environ.get("WIX_API_KEY") or None
        if api_key is None:
            raise ConfigurationError(
                "no API key: give ApiKeyStrategy(api_key=...) or set WIX_API_KEY"
            )
        if site_id is None and account_id is None:
            site_id = os.environ.get("WIX_SITE_ID") or None
            account_id = os.environ.get("WIX_ACCOUNT_ID") or None
        if site_id is not None and account_id is not None:
            raise ConfigurationError(
                "both a site (site_id, WIX_SITE_ID) and an account (account_id, WIX_ACCOUNT_ID) are "
                "given: a call is about one of them"
            )
        self._headers = {"Authorization": checked_credential("API key", api_key)}
        if site_id is not None:
            self._headers["wix-site-id"] = checked_credential("site id", site_id)
        if account_id is not None:
            self._headers["wix-account-id"] = checked_credential(
                "account id", account_id
            )

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


def checked_credential(what: str, value: object) -> str:
    """Return the text if a header can carry it; raises `ConfigurationError`, without the text, otherwise."""
    if not isinstance(value, str):
        raise ConfigurationError(
            f"the {what} must be a str, not {type(value).__name__}"
        )
    if not value:
        raise ConfigurationError(f"the {what} is empty")
    if value[:7].lower() == "bearer ":
        raise ConfigurationError(
            f"the {what} begins with `Bearer `: Wix takes it without"
        )
    if value[0] in "\"'`" or value[-1] in "\"'`":
        raise ConfigurationError(f"the {what} stands in quotes: take them off")
    if not (value.isascii() and value.isprintable() and " " not in value):
        raise ConfigurationError(
            f"the {what} holds white space, line breaks or other characters that no {what} has"
        )
    return value
