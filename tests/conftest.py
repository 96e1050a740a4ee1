"""Options and fixtures that all tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from support.server import LoopbackServer, loopback_server

# A busy machine is slow, not wrong.
settings.register_profile("wixgen", deadline=None)
settings.load_profile("wixgen")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The one command that rewrites expected files: `pytest --update-goldens`."""
    parser.addoption(
        "--update-goldens", action="store_true", help="rewrite expected files"
    )


@pytest.fixture(scope="session")
def update_goldens(request: pytest.FixtureRequest) -> bool:
    """Whether expected files are to be rewritten."""
    return bool(request.config.getoption("--update-goldens"))


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    """A loopback HTTP server."""
    with loopback_server() as running:
        yield running


@pytest.fixture(autouse=True, scope="session")
def _no_ci() -> Iterator[None]:
    """Builds of tests are those of a person's machine, also where a CI runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CI", raising=False)
        yield
