"""Queries of several pages: both sides ask for the same pages in the same order."""

from __future__ import annotations

import pytest

from sdk.differences import unexplained, unneeded
from sdk.node import Sdk
from sdk.pages import compared, queries
from sdk.resources import Resources

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def test_pages_are_those_of_the_sdk(sdk: Sdk, resources: Resources) -> None:
    """With cursors and offsets, and of a query that finds nothing: requests and items."""
    asked = queries(resources.operations())

    found = compared(sdk, asked)

    assert {query.paging.style for query in asked} == {"cursor", "offset"}
    told = unexplained(found)
    assert "" == told, told
    assert [] == unneeded("page", found, [query.operation.name for query in asked])
