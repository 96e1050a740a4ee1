"""The package's logger: silent until the application, or the environment variable `WIX_LOG`, sets it up.

It gets names of methods, and addresses with names in place of values; bodies only if a client is told so.
"""

from __future__ import annotations

import logging

LOGGER = logging.getLogger("wixapi")
LOGGER.addHandler(logging.NullHandler())

LEVELS = {"info": logging.INFO, "debug": logging.DEBUG, "bodies": logging.DEBUG}
"""What `WIX_LOG` can be: the outcome of each request, also where it goes, also what it holds."""


def show(word: str) -> None:
    """Let the log be seen, on stderr where the application hasn't set up logging."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    LOGGER.setLevel(LEVELS[word])
