"""Tracebacks without variables: tools that report errors send them along, and they hold keys, tokens and bodies.

Files, lines and names of functions stay, and so do the variables of whoever calls this package, or is called by it.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, TypeVar, cast

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])

_OURS = sys.stdlib_module_names | {
    __name__.partition(".")[0],
    *("httpx2", "httpcore2", "httpx", "httpcore", "h11", "h2", "hpack", "socksio"),
    *("anyio", "sniffio", "idna", "truststore", "pydantic", "jwt", "cryptography"),
}
"""The packages whose functions see what isn't theirs to tell. The main module is nobody's but the user's."""


def forget_variables(error: BaseException, outer: BaseException | None = None) -> None:
    """Clears the variables of functions that have ended with an error, and with those that led to it.

    Args:
        error: what was raised.
        outer: what was being handled before the call began: none of its.
    """
    seen = {id(outer)}
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        waiting += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            waiting += cast("BaseExceptionGroup[BaseException]", one).exceptions
        traceback = one.__traceback__
        while traceback is not None:
            frame, traceback = traceback.tb_frame, traceback.tb_next
            module = str(frame.f_globals.get("__name__"))
            if module.partition(".")[0] in _OURS and module != "__main__":
                with suppress(RuntimeError):  # it hasn't ended
                    frame.clear()


def shielded(function: FunctionT, body: FunctionT | None = None) -> FunctionT:
    """Return a function of this package's interface as it is, but that its tracebacks show no variables.

    A deprecated one still warns, in the line that calls it.

    Args:
        function: what it looks like.
        body: what it does; by default the function itself, and of a deprecated one what that warns of.
    """
    warning: str | None = getattr(function, "__deprecated__", None)
    inner: Any = body
    if inner is None:
        inner = function if warning is None else cast("Any", function).__wrapped__

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if warning is not None:
            warnings.warn(warning, DeprecationWarning, stacklevel=2)
        outer = sys.exception()
        try:
            return inner(*args, **kwargs)
        except BaseException as error:
            args, kwargs = (), {}
            forget_variables(error, outer)
            del outer
            raise

    @wraps(function)
    async def acall(*args: Any, **kwargs: Any) -> Any:
        if warning is not None:
            warnings.warn(warning, DeprecationWarning, stacklevel=2)
        outer = sys.exception()
        try:
            return await inner(*args, **kwargs)
        except BaseException as error:
            args, kwargs = (), {}
            forget_variables(error, outer)
            del outer
            raise

    return cast("FunctionT", acall if iscoroutinefunction(inner) else call)


def shield_methods(cls: type) -> None:
    """Makes the public methods of a class `shielded`."""
    for name, value in list(vars(cls).items()):
        if not name.startswith("_") and callable(value) and not isinstance(value, type):
            setattr(cls, name, shielded(value))
