"""Answers with everything around them: status, headers, request id, the full body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from wixapi._frames import shielded
from wixapi._http.api_errors import request_id

if TYPE_CHECKING:
    import httpx2

T = TypeVar("T")


class RawResponse(Generic[T]):
    """A successful answer as it came, and `parse()` for what the method would have handed back."""

    def __init__(
        self, response: httpx2.Response, read: Callable[[httpx2.Response], T]
    ) -> None:
        self._response = response
        self._read = read

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self._response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the answer; names in any case."""
        return self._response.headers

    @property
    def request_id(self) -> str | None:
        """Wix's id of the request: quote it when asking Wix for help."""
        return request_id(self._response)

    @property
    def content(self) -> bytes:
        """The body's bytes."""
        return self._response.content

    @property
    @shielded
    def body(self) -> Any:
        """The body's JSON, None for an empty body; raises `ApiError` if it is something else."""
        from wixapi._http.response import decoded

        return decoded(self._response)

    @shielded
    def parse(self) -> T:
        """Return what the method would have handed back; raises `ApiError` if the body can't be used."""
        return self._read(self._response)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} status={self.status} request_id={self.request_id!r}>"
