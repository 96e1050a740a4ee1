"""Weigh what evidence says for and against an entry being a field of an object."""

from __future__ import annotations

from wixgen.pages.names import rest_name
from wixgen.pages.nesting.evidence import Path, PathEvidence, TypeTable, Why
from wixgen.pages.nesting.open_objects import OpenObject
from wixgen.pages.parse.tree import Item

# How much each kind of evidence weighs for a candidate; the kinds are compared one after the other.
REQUIRED, KNOWN, UNKNOWN, EXAMPLE = 8.0, 5.0, -7.0, 4.0
CLAIMED = 1.0  # a spec has the field, but no page that shows the type
# Pages mark the fields that they list as required, and list those that they mark. So a marked item that
# isn't listed under a path speaks against it, and a listed one that isn't marked, too. An item that only
# leads to a listed path speaks for it.
UNLISTED, NOT_MARKED, LEADS_ON = -6.0, -6.0, 3.0


class EvidenceScorer:
    """A scorer of the candidates of one section."""

    def __init__(
        self, types: TypeTable, evidence: PathEvidence, *, marks_required: bool
    ) -> None:
        """Take what is known; `marks_required`: some field of the section says that it is required."""
        self.types = types
        self.evidence = evidence
        self.has_paths = bool(evidence.required or evidence.examples)
        self.marks_required = marks_required

    def evident(self, owner: OpenObject, item: Item) -> dict[Why, float]:
        """Return what each kind of evidence weighs for an item being a field of an object."""
        name = rest_name(item.name)
        weights = self._of_path((*owner.path, name), item) if self.has_paths else {}
        if type_ := self.types.of(owner.key):
            if name in type_.fields:
                is_claim = type_.is_shown and name in type_.claimed
                weight = CLAIMED if is_claim else KNOWN
                is_missing = name not in owner.names
                weights[Why.TYPE] = weight if is_missing else 0.0
            elif type_.is_complete:
                weights[Why.TYPE] = UNKNOWN
        return weights

    def _of_path(self, path: Path, item: Item) -> dict[Why, float]:
        """Return what required paths and examples weigh for an item having this path."""
        weights: dict[Why, float] = {}
        if item.is_required and self.evidence.listed:
            is_listed = path in self.evidence.listed
            weights[Why.REQUIRED] = REQUIRED if is_listed else UNLISTED
        elif path in self.evidence.required:
            is_marked = path in self.evidence.listed and self.marks_required
            weights[Why.REQUIRED] = NOT_MARKED if is_marked else LEADS_ON
        if path in self.evidence.examples:
            weights[Why.EXAMPLE] = EXAMPLE
        return weights
