"""Methods made of others: async ones of the sync ones, and those that hand back whole answers.

One signature and one docstring serve all. What a method does depends on its resource alone: it hands
its arguments to the resource's `_call` or `_pages`. Called with an async resource, or with one whose
calls are raw, it hands back what that one does.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from inspect import unwrap
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar, cast

from wixapi._frames import shielded

if TYPE_CHECKING:
    from wixapi._http.page import Page
    from wixapi._http.pager import AsyncPager, Pager
    from wixapi._http.raw import RawResponse

P = ParamSpec("P")
T = TypeVar("T")


# Type checkers see descriptors: what a class holds binds to its instances only as one. Jedi, behind many
# editors, follows no descriptor of this kind but functions; the comparison leaves both open to it.
if sys.platform == "jedi" or TYPE_CHECKING:

    class method(Generic[P, T]):  # noqa: N801
        """The method as a coroutine function."""

        def __init__(self, of_sync: Callable[Concatenate[Any, P], T]) -> None: ...
        def __get__(
            self, resource: Any, owner: Any
        ) -> Callable[P, Coroutine[Any, Any, T]]: ...

    class pages(Generic[P, T]):  # noqa: N801
        """The method with pages, handing back an async pager."""

        def __init__(
            self, of_sync: Callable[Concatenate[Any, P], Pager[T]]
        ) -> None: ...
        def __get__(self, resource: Any, owner: Any) -> Callable[P, AsyncPager[T]]: ...

else:

    def method(of_sync):
        """Return the method as a coroutine function."""

        @wraps(of_sync)
        async def call(*args, **kwargs):
            if TYPE_CHECKING:  # to jedi, a sync method hands back what this one will
                return of_sync(*args, **kwargs)
            return await of_sync(*args, **kwargs)

        call.__qualname__ = f"Async{of_sync.__qualname__}"
        return call

    def pages(of_sync):
        """Return the method with pages, handing back an async pager."""

        @wraps(of_sync)
        def call(*args, **kwargs):
            return of_sync(*args, **kwargs)

        call.__qualname__ = f"Async{of_sync.__qualname__}"
        return call


def raw(method: Callable[P, T]) -> Callable[P, RawResponse[T]]:
    """Return the method, handing back a `RawResponse`."""
    return cast("Callable[P, RawResponse[T]]", _on_raw_resource(method))


def async_raw(
    method: Callable[P, Awaitable[T]],
) -> Callable[P, Awaitable[RawResponse[T]]]:
    """Return the async method, handing back a `RawResponse`."""
    return cast("Callable[P, Awaitable[RawResponse[T]]]", _on_raw_resource(method))


def raw_page(method: Callable[P, Pager[T]]) -> Callable[P, RawResponse[Page[T]]]:
    """Return the method with pages, sending at once and handing back the first page's `RawResponse`."""

    plain = _without_warning(method)

    @wraps(method)
    def first_page(*args: P.args, **kwargs: P.kwargs) -> RawResponse[Page[T]]:
        return plain(*args, **kwargs).raw_first_page()

    return shielded(first_page, body=first_page)


def async_raw_page(
    method: Callable[P, AsyncPager[T]],
) -> Callable[P, Awaitable[RawResponse[Page[T]]]]:
    """Return the method with pages, sending at once and handing back the first page's `RawResponse`."""

    plain = _without_warning(method)

    @wraps(method)
    async def first_page(*args: P.args, **kwargs: P.kwargs) -> RawResponse[Page[T]]:
        return await plain(*args, **kwargs).raw_first_page()

    return shielded(first_page, body=first_page)


def _without_warning(method: Callable[P, T]) -> Callable[P, T]:
    """Return the same method, which doesn't tell that it is deprecated: who calls it does."""
    bound = cast("Any", method)
    plain = unwrap(bound.__func__).__get__(bound.__self__)
    return cast("Callable[P, T]", plain)


def _on_raw_resource(method: Callable[..., Any]) -> Any:
    """Return the same method, bound to a twin of its resource whose calls hand back what they got."""
    bound = cast("Any", method)
    twin = bound.__self__.with_raw_calls()
    return bound.__func__.__get__(twin)
