"""What is given of an object: by a mapping, or by a model, some of which may have come from Wix."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from wixapi._handmade import set_by_hand

if TYPE_CHECKING:
    from wixapi._model import Model

Items: TypeAlias = Collection[tuple[Any, Any]]
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Returned(dict[str, Any]):
    """A JSON object on its way back to where it came from: `changed` are the names whose values are a caller's own;
    the others are as they came."""

    def __init__(self, members: Mapping[str, Any], changed: Set[str]) -> None:
        super().__init__(members)
        self.changed = changed


class Part(NamedTuple):
    """Some of the fields of an object that was given."""

    items: Items
    """Names and values."""
    by_hand: Set[str] | None = None
    """Of a model, the names whose values a caller set; the others came from Wix. None: no model."""
    is_by_hand: bool = True
    """Whether a caller set all of them."""
    unknown: Mapping[str, Any] = _NOTHING
    """What came from Wix beside the fields, by wire name."""
    is_returned: bool = False
    """Whether it is of a `Returned`: names that are no fields are the caller's, read-only fields count."""


def part_of_returned(given: Returned, fields: Set[Any]) -> Part:
    """Return what a JSON object sets, of whose fields these are the wire names."""
    items = [(k, x) for k, x in given.items() if k in fields or k in given.changed]
    unknown = {k: x for k, x in given.items() if k not in fields | given.changed}
    return Part(items, given.changed, False, unknown, is_returned=True)


def part_of(model: Model) -> Part:
    """Return what is set in a model."""
    names, by_hand = model.__pydantic_fields_set__, set_by_hand(model)
    if by_hand.issuperset(names) and not model.__pydantic_extra__:
        return Part(
            [item for item in model.__dict__.items() if item[0] in names], by_hand
        )
    unknown = model.__pydantic_extra__ or _NOTHING
    # an unknown key of an answer, spelt like a field's Python name, is in `names` as well
    items = [
        (name, x)
        for name, x in model.__dict__.items()
        if name in names and not (x is None and name in unknown and name not in by_hand)
    ]
    return Part(items, by_hand, False, unknown)
