"""Calls: both sides send the same request, and make the same of an answer."""

from __future__ import annotations

import pytest

from sdk.calls import Call, compared
from sdk.differences import unexplained, unneeded
from sdk.node import Sdk
from sdk.resources import Resources

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def test_calls_are_those_of_the_sdk(sdk: Sdk, resources: Resources) -> None:
    """Of every method, in random forms: verb, path, query, body, headers, and what is handed back."""
    operations = list(resources.operations())

    found = compared(
        sdk,
        [
            Call(operation, form)
            for operation in operations
            for form in range(resources.forms)
        ],
    )

    names = [operation.name for operation in operations]
    told = unexplained(found)
    assert "" == told, told
    assert [] == unneeded("request", found, names) + unneeded("answer", found, names)
