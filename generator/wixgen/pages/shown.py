"""What the pages of an import show of a resource, and where: the other side of each difference."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from wixgen.diagnostics import Place
from wixgen.pages.nesting.resolve_pages import RETURNS, ResolvedPage
from wixgen.pages.parse.facts import method_name, webhook_name
from wixgen.pages.parse.tree import Item, Kind, Page
from wixgen.pages.reconcile.extent import Extent, Part
from wixgen.pages.transcribe.drafts import DraftField, DraftType
from wixgen.pages.transcribe.transcriber import Transcriber

#: The attributes of a field that pages of the older form print; those of today print others, too.
_OLD_ATTRIBUTES = {"required"}


class Shown:
    """The pages of one resource, once they are transcribed.

    Attributes:
        extent: How much they show.
        start: Where the first of them begins.
    """

    def __init__(
        self, readings: Sequence[ResolvedPage], transcriber: Transcriber
    ) -> None:
        self.start = min(reading.page.at for reading in readings)
        self._types = transcriber.types
        self._views: dict[str, list[DraftType]] = {}
        for view in transcriber.views:
            name = self._types.name(view)
            if name:
                self._views.setdefault(name, []).append(view)
        methods, webhooks, _ = transcriber.drafts
        self._methods = {method_name(one.resolved.page): one for one in methods}
        self._pages: dict[Part, Page] = {
            ("methods", name): one.resolved.page for name, one in self._methods.items()
        }
        for webhook in webhooks:
            page = webhook.resolved.page
            self._pages["webhooks", webhook_name(page)] = page
        with_payload = (hook for hook in webhooks if hook.payload is not None)
        parts = self._parts(readings)
        self.extent = Extent(
            whole=frozenset(
                name for name, type_ in self._types.merged.items() if type_.is_whole
            ),
            marked=_parts_of(filter(_is_marked, readings), parts),
            doubtful=_parts_of(filter(_is_doubtful, readings), parts),
            with_sdk=frozenset(
                name for name, one in self._methods.items() if one.resolved.page.sdk
            ),
            with_payload=frozenset(
                webhook_name(hook.resolved.page) for hook in with_payload
            ),
        )

    def _parts(self, readings: Sequence[ResolvedPage]) -> Mapping[Place, set[Part]]:
        """Map the beginning of each page to what it shows: a method, a webhook, types."""
        starts = sorted(reading.page.at for reading in readings)
        parts: dict[Place, set[Part]] = {start: set() for start in starts}
        for part, page in self._pages.items():
            parts[page.at].add(part)
        for name, views in self._views.items():
            for view in views:
                start = starts[bisect_right(starts, view.at) - 1]
                parts[start].add(("types", name))
        return parts

    def method_or_webhook(self, part: Part) -> Place:
        """Return where a method or a webhook is documented."""
        return self._pages[part].at

    def at_method(self, name: str, key: str) -> Place:
        """Return where a page shows what stands in a spec under a key of a method."""
        page = self._pages["methods", name]
        schema = page.rest.schema if page.rest else None
        words = {"http": "URL", "required": "Required parameters"}
        line = schema.value(words[key]) if schema and key in words else None
        return line.at if line else page.at

    def at_parameter(self, name: str, key: str, wire: str) -> Place:
        """Return where a page shows a parameter or a field of the answer, else where it might."""
        method = self._methods[name]
        fields = method.parameters if key == "parameters" else method.returns
        places = [field.at for field in fields.values()]
        if wire in fields:
            return fields[wire].at
        return places[0] if places else method.resolved.page.at

    def at_type(self, names: Iterable[str]) -> Place | None:
        """Return where the first of some types of the pages is shown; None if none of them is."""
        return next((view.at for view in self._views_of(names)), None)

    def at_field(
        self, names: Iterable[str], wire: str, fact: str, value: Any
    ) -> Place | None:
        """Return where a field of a type is shown, best where it has a fact.

        Args:
            names: The types of the pages that the type is.
            wire: The field.
            fact: The key of the fact.
            value: The value of the fact.
        """
        found = [
            view.fields[wire] for view in self._views_of(names) if wire in view.fields
        ]
        stating = [field for field in found if self._states(field, fact, value)]
        return next((field.at for field in [*stating, *found]), None)

    def _states(self, field: DraftField, fact: str, value: Any) -> bool:
        if fact == "type":
            return str(field.type) == str(value)
        known = self._types.facts(field).get(fact)
        return known is not None and str(value) in {"True", str(known)}

    def at_value(self, names: Iterable[str], value: str) -> Place | None:
        """Return where an enum is shown with a value; None if no page shows it."""
        views = (view for view in self._views_of(names) if value in view.values)
        return next((view.at for view in views), None)

    def _views_of(self, names: Iterable[str]) -> Iterator[DraftType]:
        for name in names:
            yield from self._views.get(name, ())


def _parts_of(
    readings: Iterable[ResolvedPage], parts: Mapping[Place, set[Part]]
) -> frozenset[Part]:
    return frozenset(part for reading in readings for part in parts[reading.page.at])


def _is_doubtful(reading: ResolvedPage) -> bool:
    """Return whether the structure of a page is a guess somewhere, or a part of it is missing."""
    is_certain = all(decision.is_certain for decision in reading.decisions)
    return not is_certain or _is_cut(reading.page)


def _is_cut(page: Page) -> bool:
    """Return whether a page lacks the section that all pages of its kind end with, be it empty."""
    schema = page.rest.schema if page.rest else None
    if page.kind is Kind.METHOD:
        return not (schema and schema.section(RETURNS))
    return not any(half.schema and half.schema.sections for half in page.halves)


def _is_marked(reading: ResolvedPage) -> bool:
    """Return whether a page prints marks of today's form."""
    return any(
        isinstance(entry, Item) and bool(entry.attributes.keys() - _OLD_ATTRIBUTES)
        for half in reading.page.halves
        for section in (half.schema.sections if half.schema else [])
        for entry in section.entries
    )
