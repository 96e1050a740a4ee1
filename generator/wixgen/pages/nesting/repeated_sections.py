"""Align each section of a resource's pages once: pages print the same answer again and again."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from wixgen.pages.names import rest_name
from wixgen.pages.nesting.align import place_by_types
from wixgen.pages.nesting.evidence import PathEvidence, TypeTable
from wixgen.pages.nesting.placement import Placement
from wixgen.pages.nesting.section_entries import SCALARS, SectionEntries
from wixgen.pages.parse.tree import OneOf


class RepeatedSections:
    """The alignments of sections without lines, as long as nothing is added to what is known of types."""

    def __init__(self, types: TypeTable) -> None:
        self._types = types
        self._placements: dict[Hashable, list[Placement]] = {}

    def placements(
        self,
        section: SectionEntries,
        keys: Sequence[str],
        evidence: PathEvidence,
        *,
        has_own_groups: bool,
    ) -> list[Placement]:
        """Return where each entry belongs; the arguments are those of `place_by_types`."""
        roots = tuple(self._root(key) for key in keys)
        content = (roots, tuple(_content(section)), evidence, has_own_groups)
        found = self._placements.get(content)
        if found is None:
            found = self._placements[content] = place_by_types(
                section, keys, self._types, evidence, has_own_groups=has_own_groups
            )
        return found

    def _root(self, key: str) -> Hashable:
        """Return what counts of the type of a whole section: answers with one entity are alike."""
        types, known = self._types, self._types.of(key)
        if known is None or not known.is_complete:
            return key
        fields = [f"{key}.{name}" for name in known.fields]
        inner = tuple(types.names.get(field, field) for field in fields)
        items = tuple(types.items.get(field) for field in fields)
        return tuple(known.fields), frozenset(known.groups), inner, items


def _content(section: SectionEntries) -> Iterator[Hashable]:
    """Yield what counts of each entry of a section: a text and a date are the same."""
    for index, entry in enumerate(section.entries):
        if isinstance(entry, OneOf):
            yield index
        else:
            type_ = "" if entry.type in SCALARS else entry.type
            is_field = entry.marker == "field"
            yield rest_name(entry.name), type_, is_field, index in section.values
