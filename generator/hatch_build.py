"""Adds the index of the catalogue to the wheel of wixgen, so that nobody has to wait for it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueIndex(BuildHookInterface[Any]):
    """Makes the index of the specs in `schemas` while a wheel is built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bring the checkout's index up to date and include it; an editable installation uses it as it is."""
        if version == "editable":
            return
        generator = Path(self.root) / "generator"
        sys.path.insert(0, str(generator))
        from wixgen.catalogue.catalogue import (  # noqa: PLC0415 - it is found now
            INDEX_FILE,
            in_checkout,
        )

        catalogue = in_checkout(Path(self.root))
        catalogue.read()
        build_data["force_include"][
            str(catalogue.index_file)
        ] = f"wixgen/_catalogue/{INDEX_FILE}"
