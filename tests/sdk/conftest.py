"""Fixtures of the comparison with Wix's own SDK."""

from __future__ import annotations

import os

import pytest

from sdk.node import MissingError, Sdk, find_sdk
from sdk.resources import Resources


@pytest.fixture(scope="session")
def sdk() -> Sdk:
    """Wix's SDK; skips where it can't be had, unless `WIXGEN_REQUIRE_SDK` is set."""
    try:
        return find_sdk()
    except MissingError as error:
        if os.environ.get("WIXGEN_REQUIRE_SDK"):
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def resources(sdk: Sdk) -> Resources:
    """The resources that both sides have."""
    return Resources(sdk)
