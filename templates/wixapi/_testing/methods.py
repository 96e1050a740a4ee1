"""Methods as keys of tables of answers: by their path, or themselves."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from difflib import get_close_matches
from functools import cache
from typing import Any, cast

from wixapi._api import WixClient
from wixapi._auth.strategies import ApiKeyStrategy
from wixapi._http.operation import Operation
from wixapi.errors import ConfigurationError


def operation_of(key: object) -> Operation[Any]:
    """Return the operation behind a method.

    Args:
        key: `calendar.participations.get_participation`, or the method: of a sync or an async client or of
            their classes.

    Raises:
        ConfigurationError: there is no such method.
    """
    method = _method_at(key) if isinstance(key, str) else key
    function: Any = inspect.unwrap(method) if callable(method) else None
    operation = _operation_of(getattr(function, "__func__", function))
    if operation is None:
        raise ConfigurationError(f"{key!r} is no method of a resource of wixapi")
    return operation


@cache
def _operation_of(function: Callable[..., Any] | None) -> Operation[Any] | None:
    """Return the operation that a method of a resource's class hands to the resource, None for others."""
    if function is None or inspect.iscoroutinefunction(function):
        return None
    try:
        parameters = [*inspect.signature(function).parameters][1:]
        found: Any = function(_Resource(), **dict.fromkeys(parameters))
    except (AttributeError, TypeError, ValueError):
        return None
    return found if isinstance(found, cast("type[Any]", Operation)) else None


class _Resource:
    """In place of a resource's client: a method hands it the operation, and gets that back."""

    def _call(
        self, operation: Operation[Any], *_args: object, **_named: object
    ) -> Operation[Any]:
        return operation

    _pages = _update = _wait = _call


@cache
def _method_at(path: str) -> Callable[..., Any]:
    """Return the method at a dotted path below a client."""
    place: Any = WixClient(auth=ApiKeyStrategy("none", site_id="none"))
    names = path.split(".")
    for index, name in enumerate(names):
        known = [one for one in dir(place) if not one.startswith("_")]
        if name not in known:
            near = get_close_matches(name, known, n=1)
            meant = ".".join([*names[:index], *near, *names[index + 1 :]])
            hint = f"; did you mean {meant}?" if near else ""
            raise ConfigurationError(f"wixapi has no method {path}{hint}")
        place = getattr(place, name)
    if len(names) != 3:
        raise ConfigurationError(
            f"{path} is no method: name one as in calendar.participations.get_participation"
        )
    return cast("Callable[..., Any]", place)
