"""Options and fixtures that all tests share."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

from support.server import LoopbackServer, loopback_server

# A busy machine is slow, not wrong. Each run draws other examples, so few of them will do for one.
FEW, MANY = 25, 200
OBJECTS_PER_COLLECTION = 50_000
settings.register_profile(
    "wixgen",
    deadline=None,
    max_examples=MANY if os.environ.get("WIXGEN_SLOW") == "1" else FEW,
)
settings.load_profile("wixgen")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The one command that rewrites expected files: `pytest --update-goldens`."""
    parser.addoption(
        "--update-goldens", action="store_true", help="rewrite expected files"
    )


def pytest_collection_finish() -> None:
    """Tests, modules and what they hold stay: looking for garbage among them costs more than many tests do."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_PER_COLLECTION)


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


@pytest.fixture(autouse=True, scope="session")
def _ctrl_c() -> Iterator[None]:
    """Ctrl-C ends what tests start: shells have it ignored by all that they run in the background."""
    before = signal.getsignal(signal.SIGINT)
    if before == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(autouse=True, scope="session")
def _one_command_line() -> Iterator[None]:
    """Commands that run in one process share their command line: making it costs as much as most of them."""
    if find_spec("typer") is None:  # the package is tested alone
        yield
        return
    testing = import_module("typer.testing")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(testing, "_get_command", cache(testing._get_command))
        yield


@pytest.fixture(autouse=True, scope="session")
def _one_catalogue() -> Iterator[None]:
    """Commands that run in one process read the checkout's catalogue once: it takes a tenth of a second."""
    if find_spec("wixgen") is None:  # the package is tested alone
        yield
        return
    catalogue = import_module("wixgen.catalogue.catalogue")
    root = Path(__file__).parents[1]
    open_other = catalogue.in_checkout
    shared = open_other(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            catalogue,
            "in_checkout",
            lambda place: shared if place == root else open_other(place),
        )
        yield
