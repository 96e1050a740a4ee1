"""Faults that there aren't are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from local.faults.faulty import HEADER
from wixapi._local.messages import Request
from wixapi.errors import ConfigurationError
from wixapi.testing import LocalWix


@pytest.mark.parametrize(
    "header",
    [
        "status",
        "status=many",
        "status=5000",
        "reset=later",
        "challenge=yes",
        "fail",
        "status=503; reset=after",
        "delay=-1",
        "delay=1e3",
        "times=99999999999",
        "times=0",
        "status=0",
        "status=101",
        "reset=after; took-effect",
        "\u0661=1",
    ],
)
def test_a_header_that_is_no_fault_is_refused(local_wix: LocalWix, header: str) -> None:
    """Rather than a test that tests nothing."""
    request = Request("GET", "/calendar/v3/participations/x", headers={HEADER: header})
    answer = local_wix.core.answer(request)
    code = answer.json()["details"]["applicationError"]["code"]
    assert (answer.status, code) == (400, "BAD_FAULT")


@pytest.mark.parametrize(
    "make",
    [
        lambda local: local.fail_next(status=99),
        lambda local: local.fail_next(status=100),
        lambda local: local.fail_next(status="503"),
        lambda local: local.fail_next(reset="after", retry_after=3),
        lambda local: local.fail_next(429, retry_after="1\r\nx-more: 2"),
        lambda local: local.fail_next(headers={"x-price": "5 €"}),
        lambda local: local.fail_next(headers={"x price": "5"}),
        lambda local: local.rate_limit(9, retry_after="a\x00b"),
        lambda local: local.fail_next(status=503, cut=True),
        lambda local: local.fail_next(reset="sometimes"),
        lambda local: local.fail_next(times=0),
        lambda local: local.fail_next(method="calendar.participations.get"),
        lambda local: local.fail_next(delay=-1),
        lambda local: local.latency(float("nan")),
        lambda local: local.rate_limit(0),
    ],
)
def test_what_is_no_fault_is_refused(
    local_wix: LocalWix, make: Callable[[Any], None]
) -> None:
    """When it is said, not when it would happen."""
    with pytest.raises(ConfigurationError):
        make(local_wix)
