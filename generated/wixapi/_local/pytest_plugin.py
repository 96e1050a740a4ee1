"""The fixture `local_wix`, which pytest finds by itself."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wixapi._local.local_wix import LocalWix


@pytest.fixture
def local_wix() -> Generator[LocalWix]:
    """A local Wix of this test alone, in process."""
    from wixapi._local.local_wix import LocalWix

    with LocalWix() as local:
        yield local
