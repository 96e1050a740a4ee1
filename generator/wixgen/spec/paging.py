"""Find the parameter by which requests choose a page of the result."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

_CONTAINERS = ("query", "search", "")  # "": the parameters themselves
#: In the order in which they are tried: a request may have `paging` and `cursorPaging`.
_CONTROLS = {"cursor": ("cursorPaging", "paging", ""), "offset": ("paging", "")}


def paging_control(style: str, has: Callable[[str], bool]) -> str | None:
    """Return the dotted wire path of the object that says which page is wanted, "" being the parameters.

    Args:
        style: `cursor` or `offset`; the object has a field of that name.
        has: Whether a dotted path leads to a field of the parameters.

    Returns:
        None if there is no such object.
    """
    wanted = "cursor" if style == "cursor" else "offset"
    for container, control in product(_CONTAINERS, _CONTROLS[wanted]):
        place = ".".join(filter(None, (container, control)))
        if has(".".join(filter(None, (place, wanted)))):
            return place
    return None
