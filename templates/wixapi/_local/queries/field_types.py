"""What the fields of an entity hold, by their paths: so dates compare as moments and digits as numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from wixapi._local.wire import kinds_of
from wixapi._model import Model

Kind: TypeAlias = Literal["text", "number", "digits", "moment", "flag", "object", "any"]
"""`digits` are numbers that travel as text (int64, decimals); `any`: nothing is known."""


@dataclass(frozen=True, slots=True)
class Step:
    """One name of a path."""

    name: str
    fans: bool
    """Whether a list may be there, whose items each go on."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a path leads to."""

    steps: tuple[Step, ...]
    kind: Kind
    """Of the value, or of the items of a list."""
    below: Any = Any
    """The type that the kind was told by: a model, for example."""


class FieldTypes:
    """The types of one entity's fields.

    Args:
        model: the entity's model, or any type; None: nothing is known of it.
    """

    def __init__(self, model: Any) -> None:
        self._model = Any if model is None else model
        self._places: dict[str, Place] = {}

    def find(self, path: str) -> Place:
        """Return where a dotted wire path leads to."""
        found = self._places.get(path)
        if found is None:
            found = self._places[path] = _place(self._model, path.split("."))
        return found

    def below(self, place: Place) -> FieldTypes:
        """Return the types of the fields of what is at a place."""
        return FieldTypes(place.below)

    def has(self, name: str) -> bool:
        """Return whether the entity itself has a field of that name."""
        return _member(self._model, name) is not None


def _place(model: Any, names: list[str]) -> Place:
    """Return where the names lead to, from an object of the model on."""
    steps: list[Step] = []
    below: Any = model
    kind: Kind = "any"
    for name in names:
        step, kind, below = _step(below, name)
        steps.append(step)
    return Place(tuple(steps), kind, below)


def _step(above: Any, name: str) -> tuple[Step, Kind, Any]:
    """Return one step from an object of the type `above`, the kind of what is there, and its type."""
    annotation = _member(above, name)
    if annotation is None:
        return Step(name, fans=True), "any", Any
    kind, inner = told(annotation)
    fans = get_origin(inner) is list
    while get_origin(inner) is list:
        kind, inner = told(get_args(inner)[0])
    return Step(name, fans or kind == "any"), kind, inner


def _member(above: Any, name: str) -> Any:
    """Return the annotation of an object's member; None: it isn't known."""
    if get_origin(above) is dict:
        return get_args(above)[1]
    if isinstance(above, type) and issubclass(above, Model):
        return kinds_of(above).get(name)
    return None


@cache
def wire_name(model: type[Model], name: str) -> str:
    """Return the wire name of a model's attribute; a name of which nothing is known stays as it is."""
    model.model_rebuild()  # until then aliases aren't known
    field = model.model_fields.get(name)
    return (field.alias if field else None) or name


def told(annotation: Any) -> tuple[Kind, Any]:
    """Return what an annotation says: the kind, and the type without None and remarks."""
    remarks, kinds = parts(annotation)
    for kind in kinds:
        origin = get_origin(kind) or kind
        if origin is list:
            return "any", kind
        if origin is dict or (isinstance(origin, type) and issubclass(origin, Model)):
            return "object", kind
    return _kind(remarks, kinds), kinds[0] if len(kinds) == 1 else Any


def parts(annotation: Any) -> tuple[list[Any], list[Any]]:
    """Return the remarks and the types of an annotation, but for None."""
    remarks, kinds = list[Any](), list[Any]()
    _gather(annotation, remarks, kinds)
    return remarks, kinds


def _gather(annotation: Any, remarks: list[Any], kinds: list[Any]) -> None:
    """Collect the remarks and the types of an annotation, but for None."""
    for one in _members(annotation):
        if get_origin(one) is Annotated:
            inner, *more = get_args(one)
            remarks.extend(more)
            _gather(inner, remarks, kinds)
        else:
            kinds.append(one)


def _members(annotation: Any) -> Iterator[Any]:
    """Yield the members of a union, but for None; of anything else, itself."""
    if get_origin(annotation) not in {Union, UnionType}:
        yield annotation
        return
    for one in get_args(annotation):
        if one is not NoneType:
            yield from _members(one)


def _kind(remarks: list[Any], kinds: list[Any]) -> Kind:
    """Return what single values are."""
    names = {getattr(one, "__name__", one) for one in remarks}
    if "decimal" in names or "_Int64" in names:
        return "digits"
    if datetime in kinds:
        return "moment"
    if kinds == [bool]:
        return "flag"
    if int in kinds or float in kinds:
        return "number"
    texts = [one for one in kinds if isinstance(one, type) and issubclass(one, str)]
    return "text" if texts and len(texts) == len(kinds) else "any"
