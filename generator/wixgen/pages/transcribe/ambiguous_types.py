"""Find fields with ambiguous types: the section prints the name alone, and two types of that name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from wixgen.pages.nesting.evidence import Why
from wixgen.pages.nesting.field_tree import KindDecision
from wixgen.pages.transcribe.drafts import DraftField, DraftType, Reference
from wixgen.pages.transcribe.merge import Types


def ambiguous_types(
    path: str,
    fields: Mapping[str, DraftField],
    types: Types,
    merged: Mapping[str, DraftField] = MappingProxyType({}),
) -> Iterator[KindDecision]:
    """Yield a decision for each field whose type may be another one of the same name.

    Args:
        path: The path of the object or method that has the fields.
        fields: The fields, by wire name; the fields in their types are looked at, too.
        types: The types of the resource.
        merged: The same fields as all places together show them: where one shows a field's type with its
            fields, nothing is ambiguous.
    """
    for name, field in fields.items():
        field_path = f"{path}.{name}"
        if isinstance(field.type, DraftType):
            whole = types.merged[types.name(field.type) or ""].fields
            yield from ambiguous_types(field_path, field.type.fields, types, whole)
        elif isinstance(field.type, Reference) and not _is_shown(merged.get(name)):
            alternatives = types.other_types_named(field.type)
            if alternatives:
                chosen = types.name(field.type) or ""
                why = (Why.CONVENTION,)
                yield KindDecision(
                    field.at, field_path, chosen, alternatives, why, is_certain=False
                )


def _is_shown(field: DraftField | None) -> bool:
    return field is not None and isinstance(field.type, DraftType)
