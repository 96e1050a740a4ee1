"""Callers: one way to make a call for both clients, so that each rule is tested on both."""

from __future__ import annotations

import asyncio
import inspect
import ssl
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from operator import attrgetter
from typing import Any, TypeVar

import httpx2
import pytest

from wixapi import ApiKeyStrategy, AsyncWixClient, WixClient
from wixapi.errors import ValidationError

T = TypeVar("T")

TLS = ssl.create_default_context()
"""Shared, since making one takes longer than any of these calls, which don't even use it."""

KEY = "IST.hush-hush"
SITE = "c2f0a7f2-4a3e-4c8e-9a0d-5f1c3f6b2e11"
AUTH = ApiKeyStrategy(api_key=KEY, site_id=SITE)

EVENT = "130o4ncdcmm8csGKUihodsF8Lnx5vQuUmP9uqeurIYireDpysq5nOxSIMvXKf80QrOXzc09i1"
SCHEDULE = "3f1c9a52-7d0e-4b8a-9c64-2e5b7a1d8f03"
ID = "8b6e0d14-52c7-4f39-a1de-90c3b7f4e628"

CREATE = "calendar.participations.create_participation"
GET = "calendar.participations.get_participation"
UPDATE = "calendar.participations.update_participation"
DELETE = "calendar.participations.delete_participation"
QUERY = "calendar.participations.query_participations"
QUERY_GUESTS = "events.guests.query_guests"


def asked_for(
    odd: Mapping[Any, Any] | None = None, /, **changes: Any
) -> dict[Any, Any]:
    """What a valid call of create_participation asks for; `...` leaves a field out."""
    valid = {"event_id": EVENT, "participant": {"name": "Jane Doe"}, "party_size": 1}
    whole = {**valid, **(odd or {}), **changes}
    return {name: value for name, value in whole.items() if value is not ...}


def answered(**changes: Any) -> dict[str, Any]:
    """A participation as Wix answers it; `...` leaves a field out."""
    whole = {
        "eventId": EVENT,
        "id": ID,
        "participant": {"name": "Jane Doe", "email": "jane.doe@example.com"},
        "partySize": 2,
        "status": "CONFIRMED",
        "appId": "d41a7c06-9e85-4b2f-8a37-6c15f0e9b2d4",
        "revision": "9007199254740993",
        "createdDate": "2026-03-02T09:15:00.250Z",
        "updatedDate": "2026-03-02T09:15:00.250Z",
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not ...}


class Caller(ABC):
    """Makes calls at `url`; `settings` are the client's."""

    def __init__(self, url: str, **settings: Any) -> None:
        self.settings = {"auth": AUTH, "base_url": url, "max_retries": 0, **settings}

    @abstractmethod
    def call(self, method: str, *args: Any, **arguments: Any) -> Any:
        """What the method (`calendar.participations.get_participation`) hands back."""

    @abstractmethod
    def items(self, method: str, **arguments: Any) -> list[Any]:
        """All items of a method with pages, by iterating."""

    @abstractmethod
    def pages(self, method: str, **arguments: Any) -> list[Any]:
        """All its pages."""

    @abstractmethod
    def first_page(self, method: str, **arguments: Any) -> Any:
        """Its first page."""


class SyncCaller(Caller):
    """Calls with `WixClient`."""

    def _with(
        self, method: str, use: Callable[[Any], T], *args: Any, **arguments: Any
    ) -> T:
        with (
            httpx2.Client(verify=TLS) as http,
            WixClient(**self.settings, http_client=http) as client,
        ):
            return use(attrgetter(method)(client)(*args, **arguments))

    def call(self, method: str, *args: Any, **arguments: Any) -> Any:
        """See `Caller`."""
        return self._with(method, lambda result: result, *args, **arguments)

    def items(self, method: str, **arguments: Any) -> list[Any]:
        """See `Caller`."""
        return self._with(method, list, **arguments)

    def pages(self, method: str, **arguments: Any) -> list[Any]:
        """See `Caller`."""
        return self._with(method, lambda pager: list(pager.pages()), **arguments)

    def first_page(self, method: str, **arguments: Any) -> Any:
        """See `Caller`."""
        return self._with(method, lambda pager: pager.first_page(), **arguments)


class AsyncCaller(Caller):
    """Calls with `AsyncWixClient`, each time in an event loop of its own."""

    def _with(
        self,
        method: str,
        use: Callable[[Any], Awaitable[T]],
        *args: Any,
        **arguments: Any,
    ) -> T:
        async def run() -> T:
            async with (
                httpx2.AsyncClient(verify=TLS) as http,
                AsyncWixClient(**self.settings, http_client=http) as client,
            ):
                return await use(attrgetter(method)(client)(*args, **arguments))

        return asyncio.run(run())

    def call(self, method: str, *args: Any, **arguments: Any) -> Any:
        """See `Caller`."""

        async def use(result: Any) -> Any:
            return await result if inspect.isawaitable(result) else result

        return self._with(method, use, *args, **arguments)

    def items(self, method: str, **arguments: Any) -> list[Any]:
        """See `Caller`."""

        async def use(pager: Any) -> list[Any]:
            return [item async for item in pager]

        return self._with(method, use, **arguments)

    def pages(self, method: str, **arguments: Any) -> list[Any]:
        """See `Caller`."""

        async def use(pager: Any) -> list[Any]:
            return [page async for page in pager.pages()]

        return self._with(method, use, **arguments)

    def first_page(self, method: str, **arguments: Any) -> Any:
        """See `Caller`."""
        return self._with(method, lambda pager: pager.first_page(), **arguments)


def violations(caller: Caller, method: str, **arguments: Any) -> list[tuple[str, str]]:
    """Field and rule of everything that is refused before the call."""
    with pytest.raises(ValidationError) as caught:
        caller.call(method, **arguments)
    return [(one.field, one.rule) for one in caught.value.violations]
