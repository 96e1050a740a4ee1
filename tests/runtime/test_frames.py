"""Methods whose tracebacks show no variables are what they were otherwise."""

from __future__ import annotations

import inspect
import warnings

from typing_extensions import deprecated

from runtime.things import AsyncThings, Things
from wixapi._http.resource import AsyncResource, Resource


class Old(Resource):
    """A resource with a method that is going away."""

    @deprecated("use another one")
    def old(self, *, number: int) -> int:
        """Hands back a number."""
        return number


class AsyncOld(AsyncResource):
    """The same, async."""

    @deprecated("use another one")
    async def old(self, *, number: int) -> int:
        """Hands back a number."""
        return number


async def test_deprecated_methods() -> None:
    """The warning of a deprecated method stands at the line that calls it."""
    old, aold = Old.__new__(Old), AsyncOld.__new__(AsyncOld)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert 1 == old.old(number=1)
        assert 2 == await aold.old(number=2)

    told = [(str(one.message), one.filename, one.category) for one in caught]
    assert [("use another one", __file__, DeprecationWarning)] * 2 == told


def test_what_can_be_asked_of_methods() -> None:
    """Signatures, names, docstrings and the kind of a function stay."""
    assert "(self, *, number: 'int') -> 'int'" == str(inspect.signature(Old.old))
    assert ("Old.old", "Hands back a number.") == (
        Old.old.__qualname__,
        Old.old.__doc__,
    )
    assert inspect.iscoroutinefunction(AsyncThings.get_thing)
    assert not inspect.iscoroutinefunction(Things.get_thing)
