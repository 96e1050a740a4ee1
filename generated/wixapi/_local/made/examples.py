"""Answers that the documentation shows."""

from __future__ import annotations

from typing import Any

from wixapi._local.calls import Call
from wixapi._local.wire import is_list, is_object


def example(call: Call) -> Any | None:
    """Return the answer of the documented example whose request says most of what the call says; None if none fits.

    It fits if the call says all that the example says: the same ids, the same values. What the call says
    beyond that doesn't matter.
    """
    known = call.resource.examples(call.method.name)
    fitting = [one for one in known if _says(call.arguments, one["request"])]
    return (
        max(fitting, key=lambda one: _size(one["request"]))["response"]
        if fitting
        else None
    )


def _says(given: Any, wanted: Any) -> bool:
    """Return whether a value has all that another one has."""
    if is_object(wanted):
        return is_object(given) and all(
            name in given and _says(given[name], x) for name, x in wanted.items()
        )
    if is_list(wanted):
        return (
            is_list(given)
            and len(given) == len(wanted)
            and all(map(_says, given, wanted))
        )
    is_same: bool = given == wanted
    return is_same and isinstance(given, bool) == isinstance(wanted, bool)


def _size(value: Any) -> int:
    """Return how many single values there are in a value."""
    if is_object(value):
        return sum(map(_size, value.values()))
    return sum(map(_size, value)) if is_list(value) else 1
