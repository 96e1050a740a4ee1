"""What the local Wix gets and gives: requests and answers, on a port or without one."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic_core import to_json

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came."""

    verb: str
    """The HTTP method, in capitals."""
    path: str
    """The URL's path, percent-encoded, without the query."""
    query: str = ""
    """The query string, as it stands behind the `?`."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """By name in lower case; credentials, too."""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it goes out."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """By name in lower case."""
    broken: Literal["", "refused", "reset", "cut"] = ""
    """What becomes of it on its way: the connection can't be made, is reset before the first byte, or cut
    within the body."""
    delay: float = 0.0
    """Seconds that it takes longer."""

    def json(self) -> Any:
        """Return the body's JSON; None without a body."""
        return json.loads(self.body) if self.body else None


def json_answer(
    data: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> Answer:
    """Return an answer with a JSON body."""
    return Answer(status, to_json(data), {"content-type": JSON, **(headers or {})})


class Refusal(Exception):  # noqa: N818 - an answer, not a fault
    """A request is refused: an error answer as Wix writes it.

    Args:
        status: of HTTP.
        message: what is wrong, for people.
        details: `{"validationError": …}` or `{"applicationError": …}`; None: none.
        headers: more of them.
    """

    def __init__(
        self,
        status: int,
        message: str,
        details: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.details = details
        self.headers = headers

    def answer(self) -> Answer:
        """Return the answer that says so."""
        body: dict[str, Any] = {"message": self.message}
        if self.details is not None:
            body["details"] = self.details
        return json_answer(body, self.status, self.headers)


def application_error(
    status: int, code: str, message: str, data: Mapping[str, Any] | None = None
) -> Refusal:
    """Return the refusal that names an error by Wix's code.

    Args:
        status: of HTTP.
        code: in capitals: `PARTICIPATION_NOT_FOUND`.
        message: what is wrong, for people.
        data: what else the error tells.
    """
    error: dict[str, Any] = {"code": code, "description": message}
    if data is not None:
        error["data"] = data
    return Refusal(status, message, {"applicationError": error})


def wrong_verb(request: Request, allowed: Collection[str]) -> Refusal:
    """Return the refusal of a request whose path takes other verbs."""
    verbs = ", ".join(sorted(allowed))
    message = f"{request.verb} is no verb of {request.path}: it takes {verbs}"
    return Refusal(405, message, headers={"allow": verbs})
