"""Tell where a package declares what a spec says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wixgen.diagnostics import Place
from wixgen.pages.reconcile.extent import Part
from wixgen.published.resource import PublishedResource


class PlacesOfTypes:
    """Where a package declares what; see `pages.change_places.WhereShown`."""

    def __init__(self, resource: PublishedResource) -> None:
        self.start = resource.start
        self.places = resource.places

    def method_or_webhook(self, part: Part) -> Place:
        """Return where a method or a webhook is declared."""
        return self.places.get(part, self.start)

    def at_method(self, name: str, key: str) -> Place:
        """Return where a method is declared."""
        return self.method_or_webhook(("methods", name))

    def at_parameter(self, name: str, key: str, wire: str) -> Place:
        """Return where the method of a parameter is declared."""
        return self.method_or_webhook(("methods", name))

    def at_type(self, names: Iterable[str]) -> Place | None:
        """Return where the first of some types is declared."""
        found = (self.places.get(("types", name)) for name in names)
        return next(filter(None, found), None)

    def at_field(
        self, names: Iterable[str], wire: str, fact: str, value: Any
    ) -> Place | None:
        """Return where a field of a type is declared."""
        found = (self.places.get(("types", name, wire)) for name in names)
        return next(filter(None, found), None)

    def at_value(self, names: Iterable[str], value: str) -> Place | None:
        """Return where an enum is declared."""
        return self.at_type(names)
