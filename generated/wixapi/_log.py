"""The package's logger: silent until the application sets it up. It never gets values, only names."""

from __future__ import annotations

import logging

LOGGER = logging.getLogger("wixapi")
LOGGER.addHandler(logging.NullHandler())
