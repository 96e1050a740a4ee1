"""Without lines: what lists are of that have no fields."""

from __future__ import annotations

import pytest

from pages.small import method_page
from support.fidelity import imported
from support.pages import flatten
from wixgen.spec.api import Kind, ObjectType
from wixgen.spec.types import innermost


@pytest.mark.parametrize(
    ("name", "is_of_locks"), [("removedLocks", True), ("removedLock", False)]
)
def test_a_list_may_be_of_what_an_earlier_one_is_of(
    name: str, *, is_of_locks: bool
) -> None:
    """If its name ends with that list's; a name in the singular is of a list of anything."""
    lines = [
        "  param name: locks | type: array<locks> | description: The locks. ",
        "        - name: key | type: string | description: Opens it. ",
        f"  param name: {name} | type: array<{name}> | description: Not wanted. ",
    ]
    read = imported({"set.md": flatten(method_page("setLocks", lines))})
    ((method,),) = (one.methods for one in read.api.resources)
    locks, removed = (innermost(one.type) for one in method.parameters.fields)

    assert isinstance(locks, ObjectType)
    assert (locks if is_of_locks else Kind.JSON) == removed
