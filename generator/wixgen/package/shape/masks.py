"""Field masks: which fields are one, and of whose fields."""

from __future__ import annotations

import re

from wixgen.spec.api import Field, Kind, ListOf, ObjectType, Type

_FORMAT = "FIELD_MASK"
"""The format of a field mask, as Wix calls it."""
_NAMES = re.compile(r"mask|\w*[fF]ieldmask|\w+Mask")
"""Names of lists that are field masks all over Wix, also where nothing says their format."""
_NAMES_OF_TEXTS = re.compile(rf"{_NAMES.pattern}|fields")
"""The same of parameters that are a single text."""
_ITEMS: set[Type] = {Kind.STRING, Kind.JSON, Kind.UNKNOWN}


def is_mask(field: Field) -> bool:
    """Return whether a list is a field mask, which travels as one text."""
    if not isinstance(field.type, ListOf) or field.type.item not in _ITEMS:
        return False
    return field.format == _FORMAT or _NAMES.fullmatch(field.wire) is not None


def is_mask_parameter(field: Field) -> bool:
    """Return whether a method's parameter is a field mask; some specs call those a text."""
    return is_mask(field) or is_text_mask(field)


def is_text_mask(field: Field) -> bool:
    """Return whether a method's parameter is a field mask, although a spec calls it a text."""
    named_so = _NAMES_OF_TEXTS.fullmatch(field.wire) is not None
    return field.type == Kind.STRING and (field.format == _FORMAT or named_so)


def masked_type(owner: ObjectType) -> ObjectType | None:
    """Return the type whose fields the masks of an object, or of a method, are about: that of the entity beside."""
    kinds = (field.type for field in owner.fields)
    return next((kind for kind in kinds if isinstance(kind, ObjectType)), None)
