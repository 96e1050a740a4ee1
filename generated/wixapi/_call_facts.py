"""What an error tells of the call that failed."""

from __future__ import annotations

from typing import Any


class Unseen(tuple[Any, ...]):
    """Something that tools which print variables don't show, since it may be people's data."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<hidden>"


class CallFacts:
    """The part of `ApiError` and `ConnectionError` that they share."""

    operation: str = ""
    """The method, `calendar.participations.create_participation`; of `client.request`, verb and path."""
    verb: str = ""
    """The HTTP method."""
    path: str = ""
    """The URL's path, without the query."""
    attempts: int = 1
    """The number of attempts that were made."""
    elapsed: float = 0.0
    """Seconds that all attempts and the pauses between them took."""
    hint: str = ""
    """What to do about it, as far as that can be told."""
    _request_body: Unseen = Unseen()

    @property
    def request_body(self) -> Any:
        """The JSON that was sent; secrets are masked, long texts are cut. None: there was none."""
        return self._request_body[0] if self._request_body else None

    @request_body.setter
    def request_body(self, body: Any) -> None:
        self._request_body = Unseen([body])

    def told_with(self, what: str, where: str, *more: str) -> str:
        """Return the text: the call, `what` went wrong and at what cost, `where`, `more`, and the hint."""
        call = f"{self.operation}: " if self.operation else ""
        many = self.attempts != 1
        cost = f" ({self.attempts} attempts in {self.elapsed:.1f} s)" if many else ""
        place = f"  {where}" if where and where != self.operation else ""
        hint = f"  What to do: {self.hint}" if self.hint else ""
        return "\n".join(filter(None, [f"{call}{what}{cost}", place, *more, hint]))
