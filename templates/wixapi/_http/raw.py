"""Answers with everything around them: status, headers, request id, the full body."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, cast

from wixapi._http.api_errors import decoded, request_id

if TYPE_CHECKING:
    import httpx

    from wixapi._http.pager import AsyncPager, Page, Pager

P = ParamSpec("P")
T = TypeVar("T")


class RawResponse(Generic[T]):
    """A successful answer as it came, and `parse()` for what the method would have handed back."""

    def __init__(
        self, response: httpx.Response, read: Callable[[httpx.Response], T]
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
    def body(self) -> Any:
        """The body's JSON, None for an empty body; raises `ApiError` if it is something else."""
        return decoded(self._response)

    def parse(self) -> T:
        """What the method would have handed back; raises `ApiError` if the body can't be used."""
        return self._read(self._response)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} status={self.status} request_id={self.request_id!r}>"


def raw(method: Callable[P, T]) -> Callable[P, RawResponse[T]]:
    """The method, handing back a `RawResponse`."""
    return cast("Callable[P, RawResponse[T]]", _on_raw_resource(method))


def async_raw(
    method: Callable[P, Awaitable[T]],
) -> Callable[P, Awaitable[RawResponse[T]]]:
    """The async method, handing back a `RawResponse`."""
    return cast("Callable[P, Awaitable[RawResponse[T]]]", _on_raw_resource(method))


def raw_page(method: Callable[P, Pager[T]]) -> Callable[P, RawResponse[Page[T]]]:
    """The method with pages, sending at once and handing back the first page's `RawResponse`."""

    @wraps(method)
    def first_page(*args: P.args, **kwargs: P.kwargs) -> RawResponse[Page[T]]:
        return method(*args, **kwargs).raw_first_page()

    return first_page


def async_raw_page(
    method: Callable[P, AsyncPager[T]],
) -> Callable[P, Awaitable[RawResponse[Page[T]]]]:
    """The method with pages, sending at once and handing back the first page's `RawResponse`."""

    @wraps(method)
    async def first_page(*args: P.args, **kwargs: P.kwargs) -> RawResponse[Page[T]]:
        return await method(*args, **kwargs).raw_first_page()

    return first_page


def _on_raw_resource(method: Callable[..., Any]) -> Any:
    """The same method, bound to a twin of its resource whose calls hand back what they got."""
    bound = cast("Any", method)
    twin = bound.__self__.with_raw_calls()
    return bound.__func__.__get__(twin)
