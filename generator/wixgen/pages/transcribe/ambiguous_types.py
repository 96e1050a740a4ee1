"""Find fields with ambiguous types: the section prints the name alone, and two types of that name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wixgen.pages.nesting.evidence import Why
from wixgen.pages.nesting.field_tree import KindDecision
from wixgen.pages.transcribe.drafts import DraftField, DraftType, Reference
from wixgen.pages.transcribe.merge import Types


def ambiguous_types(
    path: str, fields: Mapping[str, DraftField], types: Types
) -> Iterator[KindDecision]:
    """Yield a decision for each field whose type may be another one of the same name.

    Args:
        path: The path of the object or method that has the fields.
        fields: The fields, by wire name; the fields in their types are looked at, too.
        types: The types of the resource.
    """
    for name, field in fields.items():
        field_path = f"{path}.{name}"
        if isinstance(field.type, DraftType):
            yield from ambiguous_types(field_path, field.type.fields, types)
        elif isinstance(field.type, Reference):
            alternatives = types.other_types_named(field.type)
            if alternatives:
                chosen = types.name(field.type) or ""
                why = (Why.CONVENTION,)
                yield KindDecision(
                    field.at, field_path, chosen, alternatives, why, is_certain=False
                )
