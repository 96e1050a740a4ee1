"""Methods of async clients, made of those of the sync ones: one signature and one docstring for both.

What a method does depends on its client alone: it hands its arguments to the client's `_call` or
`_pages`. Called with an async client, it hands back what that one does.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from wixapi._http.pager import AsyncPager, Pager

P = ParamSpec("P")
T = TypeVar("T")


def method(
    of_sync: Callable[Concatenate[Any, P], T],
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]:
    """The method as a coroutine function."""
    shared: Any = of_sync

    @wraps(of_sync)
    async def call(*args: Any, **kwargs: Any) -> Any:
        return await shared(*args, **kwargs)

    call.__qualname__ = f"Async{shared.__qualname__}"
    return cast("Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]", call)


def pages(
    of_sync: Callable[Concatenate[Any, P], Pager[T]],
) -> Callable[Concatenate[Any, P], AsyncPager[T]]:
    """The method with pages, handing back an async pager."""
    shared: Any = of_sync

    @wraps(of_sync)
    def call(*args: Any, **kwargs: Any) -> Any:
        return shared(*args, **kwargs)

    call.__qualname__ = f"Async{shared.__qualname__}"
    return cast("Callable[Concatenate[Any, P], AsyncPager[T]]", call)
