"""Compares pages with specs: all that an import which removes what they no longer say would change."""

from __future__ import annotations

from collections.abc import Mapping

from wixgen.catalogue.catalogue import Catalogue
from wixgen.diagnostics import Diagnostics, Place
from wixgen.pages.importer import Imported, Mode, import_pages
from wixgen.pages.transcribe.event_types import EventTypes


def compare_pages(
    files: Mapping[str, str],
    specs: Mapping[str, bytes],
    report: Diagnostics,
    *,
    jobs: int = 1,
    catalogue: Catalogue | None = None,
    is_draft: bool = False,
    event_types: EventTypes | None = None,
) -> Imported:
    """Compare what pages say with specs; of the result, `differences` counts.

    Args:
        files: The pages' texts by path.
        specs: The specs, by their path below the schemas folder.
        report: Takes what is wrong with pages.
        jobs: How many processes share the work.
        catalogue: What is known of all of Wix.
        is_draft: Whether pages without lines are compared whose structure nothing proves.
        event_types: Facts that no page prints, which an import brings into specs, too.
    """
    compared = import_pages(
        files,
        specs,
        event_types or {},
        report,
        descriptions=False,
        jobs=jobs,
        mode=Mode.COMPARE,
        catalogue=catalogue,
        is_draft=is_draft,
    )
    if not compared.pages and not compared.has_failed:
        message = "no page here documents a method or a webhook: nothing was compared"
        report.error(Place(next(iter(files), "."), 1, 1), "nothing-to-compare", message)
    return compared
