"""What a spec accepts of the warnings of an import: they are about pages and types, and it is not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from wixgen.acceptances import Teller, tell_unused
from wixgen.diagnostics import Acceptance, Diagnostic, Diagnostics, Place
from wixgen.pages.differences import Difference
from wixgen.pages.duplicates import declared_name
from wixgen.pages.parse.tree import Page
from wixgen.spec.load import load
from wixgen.spec.shapes import ACCEPTED, Declaration


class Accepted:
    """The acceptances of one spec."""

    def __init__(self, path: str, text: str | None) -> None:
        """Read them from the text of a spec; None if there is none."""
        self._report = Diagnostics()
        has_some = text is not None and ACCEPTED in text
        files = {path: text.encode()} if text and has_some else {}
        self._spec = next(iter(load(files, self._report).resources), None)

    def without(
        self, found: Iterable[Diagnostic], pages: Sequence[Page] = ()
    ) -> list[Diagnostic]:
        """Return what was found, without warnings that are accepted.

        What is wrong with the page of a method or a webhook may be accepted there; all else, by the resource.
        """
        if self._spec is None:
            return [*found]
        ordered = sorted(pages, key=lambda page: page.at)
        return [
            finding
            for finding in found
            if finding.is_error
            or not self._report.accepts(
                self._place_of(finding.place, ordered), finding.code
            )
        ]

    def without_left(self, differences: Iterable[Difference]) -> list[Difference]:
        """Return what a spec says otherwise than its sources, without what is accepted as `left`."""
        return [
            one for one in differences if not self._report.accepts(one.spec, "left")
        ]

    def unused(
        self, tellers: Iterable[Teller], pages: Sequence[Page] | None = None
    ) -> list[Diagnostic]:
        """Return warnings of acceptances that silenced nothing.

        Args:
            tellers: The steps that are done.
            pages: The pages that they were done with: an acceptance that others might need isn't told.
                None stands for all.
        """
        read = {declared_name(page) for page in pages or ()}
        known = sorted((decl.at, name) for name, decl in self._declared())
        for teller in tellers:
            tell_unused(
                self._report,
                teller,
                lambda one: pages is None or _names_within(one, known) <= read,
            )
        return [finding for finding in self._report if not finding.is_error]

    def _place_of(self, place: Place, pages: Sequence[Page]) -> Place:
        """Return the place in the spec of what a page is about, given a place in the page."""
        above = [
            page
            for page in pages
            if page.at.path == place.path and page.at.line <= place.line
        ]
        name = declared_name(above[-1]) if above else ""
        places = {name: decl.at for name, decl in self._declared()}
        return places.get(name, self._spec.at if self._spec else place)

    def _declared(self) -> Iterator[tuple[str, Declaration]]:
        """Yield what has a page of its own, by name."""
        if self._spec is not None:
            plugin = self._spec.service_plugin
            parts = (
                self._spec.methods.items(),
                self._spec.webhooks.items(),
                plugin.methods.items() if plugin else (),
            )
            for name, decl in chain(*parts):
                yield str(name), decl


def _names_within(
    acceptance: Acceptance, known: Sequence[tuple[Place, str]]
) -> set[str]:
    """Return what an acceptance is about: what stands inside of its part, or the part stands in; else everything."""
    inside = {name for at, name in known if acceptance.start <= at <= acceptance.end}
    above = [name for at, name in known if at <= acceptance.start]
    return inside or {*above[-1:]} or {name for _, name in known}
