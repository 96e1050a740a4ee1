"""Values as Wix writes them: dates in UTC with milliseconds, 64-bit numbers as text, nothing that isn't set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, TypeAlias, TypeGuard, Union, get_args, get_origin

from wixapi._model import Datetime, Int64, Model
from wixapi._testing.moments import wire_text

Clean: TypeAlias = Callable[[Any], Any]
"""Takes a value of a caller and returns it as Wix writes it; what it can't be stays as it is."""

Object: TypeAlias = dict[str, Any]
"""A JSON object in wire names."""

_INT64, _MOMENT = get_args(Int64)[1], get_args(Datetime)[1]


@cache
def cleaner(model: type[Model]) -> Clean:
    """Return what writes the objects of a model: its nulls are left out, those in free JSON stay."""
    fields: dict[str, Clean | None] | None = None

    def clean(value: Any) -> Any:
        """Return an object as Wix writes it."""
        nonlocal fields
        if not is_object(value):
            return value
        if fields is None:  # not before: a model may hold objects of its own kind
            fields = {wire: _cleaner_of(kind) for wire, kind in kinds_of(model).items()}
        return {
            wire: write(x) if (write := fields.get(wire)) else x
            for wire, x in value.items()
            if x is not None or wire not in fields
        }

    return clean


@cache
def kinds_of(model: type[Model]) -> dict[str, Any]:
    """Return the annotations of a model's fields by wire name."""
    model.model_rebuild()  # resolves names of classes that were defined later
    return {
        field.alias or name: Annotated[(field.annotation, *field.metadata, None)]
        for name, field in model.model_fields.items()
    }


def plain_kind(annotation: Any) -> Any:
    """Return the type of a field that is always set: `Annotated[int, ...]` of `Annotated[int, ...] | None`."""
    if get_origin(annotation) is Annotated:
        kind, *marks = get_args(annotation)
        return annotation if _INT64 in marks or _MOMENT in marks else plain_kind(kind)
    if get_origin(annotation) in {Union, UnionType}:
        kinds = [kind for kind in get_args(annotation) if kind is not NoneType]
        return plain_kind(kinds[0]) if len(kinds) == 1 else annotation
    return annotation


def model_in(annotation: Any) -> type[Model] | None:
    """Return the model of a field, or of the items of its list or map; None if it has none."""
    kind = plain_kind(annotation)
    if get_origin(kind) in {list, dict}:
        return model_in(get_args(kind)[-1])
    return kind if isinstance(kind, type) and issubclass(kind, Model) else None


def _cleaner_of(annotation: Any) -> Clean | None:
    """Return what writes the values of a field; None where they stay as they are."""
    kind = plain_kind(annotation)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _digits if _INT64 in arguments else _moment
    if isinstance(kind, type) and issubclass(kind, Model):
        return cleaner(kind)
    if origin in {list, dict} and (item := _cleaner_of(arguments[-1])):
        return _of_list(item) if origin is list else _of_map(item)
    return None


def _of_list(item: Clean) -> Clean:
    """Return what writes a list of such items."""

    def clean(value: Any) -> Any:
        """Return a list as Wix writes it."""
        return [item(x) for x in value] if is_list(value) else value

    return clean


def _of_map(item: Clean) -> Clean:
    """Return what writes a map to such items."""

    def clean(value: Any) -> Any:
        """Return a map as Wix writes it."""
        if not is_object(value):
            return value
        return {key: item(x) for key, x in value.items()}

    return clean


def _digits(value: Any) -> Any:
    """Return a whole number as its digits."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number else value


def _moment(value: Any) -> Any:
    """Return ISO 8601 text with an offset in UTC, with milliseconds; any other value as it is."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        return value if moment is None or moment.tzinfo is None else wire_text(moment)
    except (ValueError, OverflowError):
        return value


def is_object(value: object) -> TypeGuard[Object]:
    """Return whether a value is a JSON object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Return whether a value is a list."""
    return isinstance(value, list)


def as_object(value: object) -> Object:
    """Return a value that is a JSON object; an empty one for any other value."""
    return value if is_object(value) else {}


def as_list(value: object) -> list[Any]:
    """Return a value that is a list; an empty one for any other value."""
    return value if is_list(value) else []
