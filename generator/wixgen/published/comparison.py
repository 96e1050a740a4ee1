"""What types say otherwise than a spec: see `pages.differences`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from wixgen.diagnostics import Diagnostics
from wixgen.pages.differences import Difference, Sides, differences, unknown
from wixgen.pages.reconcile.update import Reconciled
from wixgen.pages.spec_checks import SpecText, loaded
from wixgen.published.places import PlacesOfTypes
from wixgen.published.resource import PublishedResource
from wixgen.spec.load import COMMON_FILE, load

Bring = Callable[[str], Reconciled]


class Comparison:
    """A spec, and what the types of its module say."""

    def __init__(self, spec: SpecText, resource: PublishedResource) -> None:
        self.spec = spec
        self.resource = resource

    def unknown(self) -> list[Difference]:
        """Return the one difference of a module that no spec is of."""
        found = unknown(".".join(self.resource.key), self.resource.start)
        return [replace(found, what=_of_package(found.what))]

    def of(
        self, before: str, bring: Bring, *, only_contradictions: bool = False
    ) -> list[Difference]:
        """Return what changes in a spec when types are brought into it.

        Args:
            before: The text of the spec.
            bring: Brings the types into a text.
            only_contradictions: Whether only what both state, and not alike, counts.
        """
        after = bring(before)
        if before == after.text:
            return []
        old, new = (loaded(self.spec.path, text) for text in (before, after.text))
        if old is None or new is None:  # lint says why
            return []
        texts = {COMMON_FILE: self.spec.common.encode()}
        common = load(texts, Diagnostics()).common
        shown = PlacesOfTypes(self.resource)
        sides = Sides(old, new, common, after.renamed, after.matching, shown)
        return [
            replace(one, what=_of_package(one.what))
            for one in differences(sides, only_contradictions=only_contradictions)
        ]


def _of_package(words: str) -> str:
    """Return the words of a difference, those for pages, as of a package; what is quoted stays."""
    parts = words.split("`")
    parts[::2] = (re.sub(r"\bpage\b", "package", part) for part in parts[::2])
    return "`".join(parts)
