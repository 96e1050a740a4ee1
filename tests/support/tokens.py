"""Wix's token endpoint and an API behind it, on the loopback server."""

from __future__ import annotations

import threading
from itertools import count
from typing import Any

from support.server import Answer, LoopbackServer, Recorded

TOKEN_PATHS = ("/oauth2/token", "/oauth/access", "/oauth2/token-info")
THING = {"thing": {"id": "i", "name": "n"}}


class TokenServer:
    """Gives `token-1`, `token-2`, …; the API takes only the newest, and none that was revoked."""

    def __init__(self, server: LoopbackServer) -> None:
        self.asked: list[Recorded] = []
        self.calls: list[Recorded] = []
        self.lifetime: Any = 14_400
        self.refresh_token: str | None = None
        self.info = {"clientId": "app", "instanceId": "site"}
        self.refusal: Answer | None = None
        self.valid: str | None = None
        self.gate: threading.Event | None = None
        self._numbers = count(1)
        self._lock = threading.Lock()
        server.by = self._answer

    def revoke(self) -> None:
        """Makes every token that was given invalid."""
        self.valid = None

    def _answer(self, request: Recorded) -> Answer:
        if request.path not in TOKEN_PATHS:
            with self._lock:
                self.calls.append(request)
            known = request.headers.get("authorization") == self.valid
            return Answer(body=THING) if known else Answer(401)
        if self.gate is not None:
            self.gate.wait(30)
        with self._lock:
            self.asked.append(request)
        if request.path == "/oauth2/token-info":
            return Answer(body=self.info)
        if self.refusal is not None:
            return self.refusal
        return self._token()

    def _token(self) -> Answer:
        with self._lock:
            self.valid = f"token-{next(self._numbers)}"
        body: dict[str, Any] = {"access_token": self.valid}
        if self.lifetime is not None:
            body["expires_in"] = self.lifetime
        if self.refresh_token is not None:
            body["refresh_token"] = self.refresh_token
        return Answer(body=body)
