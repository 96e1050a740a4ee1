"""Answers that are no success: wixapi's exceptions tell what the SDK's errors tell."""

from __future__ import annotations

import pytest

from sdk.differences import unexplained, unneeded
from sdk.error_answers import compared
from sdk.node import Sdk
from sdk.resources import Resources

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

#: One for each way of reading an answer: an entity, a page, the whole of it, nothing.
METHODS = {
    "members.badges.createBadge",
    "members.badges.getBadge",
    "members.badges.deleteBadge",
    "members.badges.listBadges",
    "events.guests.queryEventGuests",
}


def test_errors_tell_what_those_of_the_sdk_tell(sdk: Sdk, resources: Resources) -> None:
    """At every status, of bodies of all shapes: code, description, violations."""
    operations = [one for one in resources.operations() if one.name in METHODS]

    found = compared(sdk, operations)

    names = [operation.name for operation in operations]
    assert METHODS == set(names)
    told = unexplained(found)
    assert "" == told, told
    assert [] == unneeded("error", found, names)
