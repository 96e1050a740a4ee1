"""The same values as people write them in Python, and as both sides hand them back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from random import Random
from typing import Any
from uuid import UUID

from wixapi._model import Model
from wixgen.package.shape.methods import parameter_name
from wixgen.package.shape.types import attribute_name, type_name
from wixgen.spec.api import Field, Kind, ListOf, MapOf, Method, ObjectType, Type

#: How many of the whole numbers are written as floats, as JSON readers and pandas have them.
WHOLE_FLOATS = 0.1
_NAMES = {"_id": "id", "_createdDate": "createdDate", "_updatedDate": "updatedDate"}


class InPython:
    """Writes arguments as people do: dicts in either spelling or models, dates and numbers as Python has them.

    Args:
        seed: The same seed chooses the same spelling.
        classes: The classes of the resource, by name.
    """

    def __init__(self, seed: str, classes: Mapping[str, Any]) -> None:
        self._random = Random(seed)
        self._classes = classes

    def keywords(self, method: Method, wire: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keywords of a call."""
        fields = {field.wire: field for field in method.parameters.fields}
        style = self._random.choice(["wire", "python", "model"])
        return {
            parameter_name(fields[name]): self._field(fields[name], value, style)
            for name, value in wire.items()
        }

    def _field(self, field: Field, value: Any, style: str) -> Any:
        if field.format == "FIELD_MASK" and style != "wire" and isinstance(value, str):
            return value.split(",")
        return self._value(field.type, value, style)

    def _value(self, type_: Type, value: Any, style: str) -> Any:
        if style == "wire" or value is None:
            return value
        match type_:
            case ListOf():
                return [self._value(type_.item, item, style) for item in value]
            case MapOf():
                return {
                    name: self._value(type_.item, item, style)
                    for name, item in value.items()
                }
            case ObjectType():
                return self._object(type_, value, style)
            case Kind():
                return self._single(type_, value, style)
            case _:
                return value

    def _object(self, type_: ObjectType, value: Mapping[str, Any], style: str) -> Any:
        made: dict[str, Any] = {}
        for name, part in value.items():
            field = type_.field_named(name)
            key = attribute_name(field) if field else name
            made[key] = self._field(field, part, style) if field else part
        class_ = self._classes.get(type_name(type_))
        if style == "model" and isinstance(class_, type) and issubclass(class_, Model):
            return class_(**made)
        return made

    def _single(self, kind: Kind, value: Any, style: str) -> Any:
        match kind:
            case Kind.DATETIME:
                return datetime.fromisoformat(value)
            case Kind.INT64:
                return int(value)
            case Kind.GUID:
                return value if style == "model" else UUID(value)
            case Kind.INTEGER | Kind.INT32:
                return float(value) if self._random.random() < WHOLE_FLOATS else value
            case _:
                return value


def data_of_ours(value: Any) -> Any:
    """Return what a call of `wixapi` handed back, by wire names; what isn't set is left out."""
    if isinstance(value, Model):
        value = value.model_dump(by_alias=True, exclude_unset=True)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return _present({name: data_of_ours(part) for name, part in value.items()})
    if isinstance(value, list | tuple):
        return [data_of_ours(item) for item in value]
    return value


def data_of_sdk(value: Any) -> Any:
    """Return what a call of the SDK handed back, by wire names, dates as such; nulls are left out."""
    if isinstance(value, list):
        return [data_of_sdk(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"$date"}:
        return (
            None if value["$date"] is None else datetime.fromisoformat(value["$date"])
        )
    return _present(
        {_NAMES.get(name, name): data_of_sdk(part) for name, part in value.items()}
    )


def _present(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def is_same(sdk: Any, ours: Any) -> bool:
    """Return whether two single values say the same, each in its language."""
    if isinstance(ours, datetime):
        if isinstance(sdk, str):
            sdk = _moment(sdk)
        return isinstance(sdk, datetime) and _milliseconds(sdk) == _milliseconds(ours)
    if isinstance(sdk, datetime):
        return isinstance(ours, str) and _milliseconds(sdk) == _milliseconds(
            _moment(ours)
        )
    if isinstance(ours, UUID | Decimal) or (
        isinstance(ours, int) and not isinstance(ours, bool) and isinstance(sdk, str)
    ):
        return str(ours) == str(sdk)
    return is_same_json(sdk, ours)


def is_same_json(sdk: Any, ours: Any) -> bool:
    """Return whether two single values are the same in JSON; it has one kind of numbers."""
    if _is_number(sdk) and _is_number(ours):
        return bool(sdk == ours)
    return type(sdk) is type(ours) and bool(sdk == ours)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _milliseconds(moment: datetime | None) -> int | None:
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(aware.timestamp() * 1000)
