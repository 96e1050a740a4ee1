"""Fields of which a section prints only a type's name, where it prints two types of that name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wixgen.pages.nesting.evidence import Why
from wixgen.pages.nesting.field_tree import KindDecision
from wixgen.pages.transcribe.drafts import DraftField, DraftType, Reference
from wixgen.pages.transcribe.merge import Types


def ambiguous_types(
    path: str, fields: Mapping[str, DraftField], types: Types
) -> Iterator[KindDecision]:
    """Yield the fields of `path` and below whose type may be another one of the same name."""
    for name, field in fields.items():
        place = f"{path}.{name}"
        if isinstance(field.type, DraftType):
            yield from ambiguous_types(place, field.type.fields, types)
        elif isinstance(field.type, Reference):
            others = types.namesakes(field.type)
            if others:
                chosen = types.name(field.type) or ""
                why = (Why.CONVENTION,)
                yield KindDecision(
                    field.at, place, chosen, others, why, is_certain=False
                )
