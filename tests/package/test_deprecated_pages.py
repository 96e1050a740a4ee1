"""Deprecated methods that have pages, as raw calls."""

from __future__ import annotations

import pytest

from wixapi import testing

TABLE = {("GET", "/pricing-plans/v2/plans/public"): {"plans": []}}


def test_a_raw_call_returns_the_first_page() -> None:
    """It returns the whole answer as others do, and warns once, in the line that calls it."""
    raw = testing.client(TABLE).with_raw_response.pricing_plans.plans
    with pytest.warns(DeprecationWarning, match="QueryPlans") as warned:
        answer = raw.list_public_plans()
    assert (answer.status, [one.filename for one in warned]) == (200, [__file__])


async def test_an_async_raw_call_returns_the_first_page() -> None:
    """So it is without blocking."""
    raw = testing.async_client(TABLE).with_raw_response.pricing_plans.plans
    with pytest.warns(DeprecationWarning, match="QueryPlans") as warned:
        answer = await raw.list_public_plans()
    assert (answer.status, [one.filename for one in warned]) == (200, [__file__])
