"""The same calls through `wixapi`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import httpx2

from wixapi import ApiKeyStrategy, AsyncWixClient, WixClient

AUTH = ApiKeyStrategy("test-key", site_id="test-site")
SETTINGS: dict[str, Any] = {"auth": AUTH, "max_retries": 0}


class Wix(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Answers calls one after the other as a job says, the last answer again and again; keeps the requests."""

    def __init__(self) -> None:
        self._answers: list[Mapping[str, Any]] = []
        self.requests: list[dict[str, Any]] = []

    def prepare(self, answers: Iterable[Mapping[str, Any]]) -> None:
        """Forgets what was, and answers in this way from now on."""
        self._answers = list(answers)
        self.requests = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answers a call."""
        request.read()
        return self._answer(request)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answers a call of an async client."""
        await request.aread()
        return self._answer(request)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(
            {
                "verb": request.method,
                "url": str(request.url),
                "headers": {
                    name.lower(): value for name, value in request.headers.items()
                },
                "body": request.content.decode() or None,
            }
        )
        answers = self._answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        status, headers = answer.get("status", 200), answer.get("headers", {})
        if status in {204, 304}:
            return httpx2.Response(status, headers=headers)
        if "text" in answer:
            return httpx2.Response(status, headers=headers, text=answer["text"])
        return httpx2.Response(status, headers=headers, json=answer.get("json", {}))


class Ours:
    """A sync and an async client, and Wix behind both of them."""

    def __init__(self) -> None:
        self.wix = Wix()
        self.client = WixClient(
            http_client=httpx2.Client(transport=self.wix), **SETTINGS
        )

    def called(self, path: str, keywords: Mapping[str, Any]) -> Any:
        """Return what a call of the sync client hands back; of a pager, its first page's answer."""
        made = at(self.client, path)(**keywords)
        is_paged = hasattr(made, "first_page")
        return made.first_page().response if is_paged else made

    def awaited(self, path: str, keywords: Mapping[str, Any]) -> Any:
        """Return the same of the async client."""

        async def call() -> Any:
            http = httpx2.AsyncClient(transport=self.wix)
            async with AsyncWixClient(http_client=http, **SETTINGS) as client:
                made = at(client, path)(**keywords)
                if hasattr(made, "first_page"):
                    return (await made.first_page()).response
                return await made

        return asyncio.run(call())


def at(owner: object, path: str) -> Any:
    """Return what stands at a dotted path."""
    for name in path.split("."):
        owner = getattr(owner, name)
    return owner
