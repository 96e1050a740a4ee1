"""The base of all models, and reading: liberal in what it accepts.

What Wix answers is read, even where it isn't what the documentation says: unknown fields are kept,
unknown enum values stay text, and a value that can't be read stays what it was, with a line in the
log. Only what is no JSON object at all is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Optional,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
)

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, TypeAdapter
from pydantic import ValidationError as Unfit
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, core_schema

from wixapi._handmade import HandMade
from wixapi._log import LOGGER
from wixapi.errors import WixError

if TYPE_CHECKING:
    from typing import Self

E = TypeVar("E", bound=Enum)
M = TypeVar("M", bound="Model")
T = TypeVar("T")

if TYPE_CHECKING:
    Always = Annotated[T, "always"]
else:
    Always = Optional
"""What Wix always sends: never None for type checkers, which a model made by hand may leave out."""

UNSET: Any = None
"""The default of what Wix always sends."""

Open = Annotated[E | str, Field(union_mode="left_to_right")]
"""An enum that may have grown since: a member, or the text of a value unknown here."""


class _BuiltWhenUsed:
    """A class's serializer, built when an object needs it: before 2.14, pydantic does so only where it isn't inside `Any`."""

    def __init__(self, stand_in: object) -> None:
        self._stand_in = stand_in

    def __get__(self, instance: object | None, owner: type[BaseModel]) -> object:
        if instance is None:
            return self._stand_in  # pydantic asks the class whether it is built
        owner.model_rebuild()
        return owner.__pydantic_serializer__


class Model(HandMade):
    """Base of all models: snake_case attributes, camelCase on the wire, both accepted."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_alias=True,
        validate_by_name=True,
        extra="allow",
        defer_build=True,
        protected_namespaces=(),
    )

    def __init_subclass__(cls, **settings: Any) -> None:
        """Builds the models that a class of your own derives from: what their annotations mean is known there."""
        for base in cls.__mro__[1:]:
            if base.__dict__.get("__pydantic_fields__") and issubclass(base, Model):
                base.model_rebuild()
        super().__init_subclass__(**settings)

    @classmethod
    def __pydantic_init_subclass__(cls, **settings: Any) -> None:
        super().__pydantic_init_subclass__(**settings)
        if not cls.__pydantic_complete__:
            later: Any = _BuiltWhenUsed(cls.__pydantic_serializer__)
            cls.__pydantic_serializer__ = later

    def _first_set(self, *names: str) -> T:  # type: ignore[type-var]
        """Return the first of these attributes that isn't None, with its name; None if there is none.

        What this is for each one-of group, the property that calls it says.
        """
        found = ((name, getattr(self, name)) for name in names)
        return cast(
            "T", next((member for member in found if member[1] is not None), None)
        )

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the model of a JSON object as Wix writes it, read as answers are: what is unknown is kept.

        Raises:
            UnreadableError: `data` is no object.
        """
        return read(cls, data)

    def to_dict(self) -> dict[str, Any]:
        """Return what is set as a JSON object, in wire names: what `from_dict` reads."""
        # what couldn't be read is written as it came, which pydantic would warn of
        return self.model_dump(
            mode="json", by_alias=True, exclude_unset=True, warnings=False
        )

    def to_json(self) -> str:
        """Return the same as `to_dict` as text."""
        return self.model_dump_json(by_alias=True, exclude_unset=True, warnings=False)

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Yield what `repr` and `str` show: what is set."""
        return (
            (name, value)
            for name, value in super().__repr_args__()
            if name in self.model_fields_set
        )

    @staticmethod
    def _failed(items: list[T] | None, metadata: str) -> list[T]:
        """Return the items whose metadata, the attribute of that name, says that they failed."""
        told = [(item, getattr(item, metadata)) for item in items or []]
        return [
            diagnostic
            for diagnostic, item in told
            if item is not None and not item.success
        ]


class _Int64:
    """Reads digits as int, writes an int as digits: JSON numbers have 53 bits."""

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        to_digits = core_schema.to_string_ser_schema(when_used="json")
        return core_schema.int_schema(serialization=to_digits)


class _PointInTime:
    """Reads aware datetimes and ISO 8601 text with an offset; pydantic itself would read numbers too."""

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        text = core_schema.chain_schema(
            [
                core_schema.str_schema(
                    pattern=r"^\d{4}-"
                ),  # digits alone would be Unix time
                core_schema.datetime_schema(tz_constraint="aware"),
            ]
        )
        given = core_schema.datetime_schema(tz_constraint="aware", strict=True)
        return core_schema.json_or_python_schema(
            json_schema=text,
            python_schema=core_schema.union_schema([given, text], mode="left_to_right"),
        )


Int64 = Annotated[int, _Int64]
"""A whole number of 64 bits: text on the wire, an int here."""

Guid = Annotated[str, "guid"]
"""The text of a GUID; whatever Wix sends stays as it is."""

DecimalText = Annotated[str, "decimal"]
"""The text of a decimal number, `10.00`; whatever Wix sends stays as it is."""

Datetime = Annotated[datetime, _PointInTime]
"""An aware datetime. Text that is none, a naive date for example, stays text when it is read."""


class UnreadableError(WixError):
    """An answer that is not a JSON object."""


def read_json(model: type[M], content: bytes | str) -> M:
    """Reads a JSON object into a model.

    Raises:
        UnreadableError: the content is no JSON, or no object.
    """
    with suppress(Unfit):
        # by wire name only: a key spelt like an attribute is one that nobody knows
        validator = model.__pydantic_validator__
        made: M = validator.validate_json(content, by_alias=True, by_name=False)
        return made
    return read(model, decode(content))


def decode(content: bytes | str) -> Any:
    """Decodes JSON; raises `UnreadableError` for what isn't."""
    reason = "not JSON"
    try:
        return json.loads(content)
    except ValueError:
        pass  # it has all of the content, which is not for those who read of the error
    except RecursionError:
        reason = "JSON nested too deeply"
    raise UnreadableError(reason)


def read(model: type[M], data: object) -> M:
    """Reads decoded JSON into a model.

    Raises:
        UnreadableError: the data is no object.
    """
    if not isinstance(data, Mapping):
        raise UnreadableError(f"a JSON object was expected, not {type(data).__name__}")
    with suppress(Unfit):
        return model.model_validate(data, by_alias=True, by_name=False)
    try:
        return _read_object(model, cast("Mapping[str, Any]", data), model.__name__)
    except RecursionError:
        raise UnreadableError("JSON nested too deeply") from None


def _read_object(model: type[M], data: Mapping[str, Any], path: str) -> M:
    """Field by field: what fits is typed, the rest is kept."""
    wires = _fields(model)
    values: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for wire, value in data.items():
        if wire in wires:
            name, annotation = wires[wire]
            values[name] = _read_value(annotation, value, f"{path}.{wire}")
        else:
            extra[wire] = value
    # past `HandMade`: nothing of this was set by hand
    construct = super(HandMade, model).model_construct
    result = construct(_fields_set={*values, *extra}, **values)
    if result.__pydantic_extra__ is not None:
        result.__pydantic_extra__.update(extra)
    return result


@cache
def _fields(model: type[Model]) -> dict[str, tuple[str, Any]]:
    """Attribute and annotation by wire name."""
    model.model_rebuild()  # resolves names of classes that were defined later
    return {
        field.alias
        or name: (name, Annotated[(field.annotation, *field.metadata, None)])
        for name, field in model.model_fields.items()
    }


@cache
def _adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)


def _read_value(annotation: Any, value: Any, path: str) -> Any:
    try:
        return _adapter(annotation).validate_python(value, by_alias=True, by_name=False)
    except Unfit:
        pass
    kind = _without_none(annotation)
    origin, arguments = get_origin(kind), get_args(kind)
    if (
        isinstance(kind, type)
        and issubclass(kind, Model)
        and isinstance(value, Mapping)
    ):
        return _read_object(kind, cast("Mapping[str, Any]", value), path)
    if origin is list and isinstance(value, list):
        items = cast("list[object]", value)
        return [
            _read_value(arguments[0], x, f"{path}[{i}]") for i, x in enumerate(items)
        ]
    if origin is dict and isinstance(value, Mapping):
        members = cast("Mapping[str, Any]", value)
        return {
            name: _read_value(arguments[1], x, f"{path}.*")
            for name, x in members.items()
        }
    LOGGER.warning("%s: unreadable %s kept as it came", path, type(value).__name__)
    return value


def _without_none(annotation: Any) -> Any:
    """Return the type itself: `T` of `Annotated[T | None, ...]`."""
    if get_origin(annotation) is Annotated:
        return _without_none(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        kinds = [kind for kind in get_args(annotation) if kind is not NoneType]
        if len(kinds) == 1:
            return _without_none(kinds[0])
    return annotation


@cache
def attribute_class(model: type[Model], name: str) -> type[Any] | None:
    """Return the model, list or dict that an attribute holds; None for single values."""
    kind = _without_none(dict(_fields(model).values())[name])
    kind = get_origin(kind) or kind
    if isinstance(kind, type) and issubclass(kind, Model | list | dict):
        return cast("type[Any]", kind)
    return None
