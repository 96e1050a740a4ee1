"""JSON that looks like Wix's, made from a model: for tests that don't care what exactly it is."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches
from enum import Enum
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from wixapi._model import Datetime, DecimalText, Guid, Int64, Model
from wixapi._waiting import FAILED
from wixapi.errors import ConfigurationError

#: No GUID of Wix's: what is made here is told by them, and is the same in every run.
_NAMESPACE = uuid.UUID("b7a2a6b8-6f0b-4c43-9d5c-3f1d5f0c1e55")

_MOMENT = "2026-01-02T03:04:05.678Z"
_AMOUNT = "10.00"

#: What an attribute's name ends with -> a text of its kind. The first that fits counts.
_TEXTS = {
    "email": "jane@example.com",
    "phone": "+1 555 0100",
    "first_name": "Jane",
    "last_name": "Doe",
    "name": "Jane Doe",
    "url": "https://example.com/",
    "link": "https://example.com/",
    "currency": "USD",
    "language_code": "en",
    "language": "en",
    "locale": "en-US",
    "country_code": "US",
    "country": "US",
    "time_zone": "UTC",
    "number": "1001",
    "date": "2026-01-02T03:04:05",
    "amount": _AMOUNT,
    "price": _AMOUNT,
    "total": _AMOUNT,
}

#: What enum values begin with that say nothing; Wix itself spells one without its last letter.
_NO_VALUES = ("UNKNOW", "UNDEFINED", "UNSPECIFIED")


def content(
    model: type[Model], given: Mapping[str, Any] | Model | None = None
) -> dict[str, Any]:
    """Makes the JSON of an object, every documented field filled in.

    GUIDs, times and decimals are such, enums have a documented value, lists one element, and of a
    one-of group the first member is set. Limits of numbers, texts and lists aren't looked at: give
    what they matter for. The same call makes the same object.

    Args:
        model: Class of the object.
        given: What the test cares about, with Python or wire names; objects within it are filled
            up in the same way. None is sent as null. Of a model, what was set counts, and fields
            that the class doesn't know, too.

    Returns:
        JSON with wire names.

    Raises:
        ConfigurationError: `given` has a name that the model doesn't.
    """
    return _object(model, given, model.__name__, ())


def _object(
    model: type[Model],
    given: Mapping[str, Any] | Model | None,
    path: str,
    parents: tuple[type[Model], ...],
) -> dict[str, Any]:
    model.model_rebuild()  # classes that use later ones have no wire names before
    overrides, extra = _overrides(model, given)
    unset = _losers(model, overrides)
    # In the fields themselves, pydantic has moved what tells Int64 and its like.
    hints = get_type_hints(model, include_extras=True)
    made: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        wire = field.alias or name
        kind = hints[name]
        place = f"{path}.{wire}"
        if name in overrides:
            made[wire] = _given(kind, overrides[name], place, (*parents, model))
        elif name not in unset:
            value = _value(kind, name, place, (*parents, model))
            if value is not None:
                made[wire] = value
    return made | extra


def _overrides(
    model: type[Model], given: Mapping[str, Any] | Model | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is given, by attribute; and what the class doesn't know, by wire name."""
    if given is None:
        return {}, {}
    if isinstance(given, Model):
        known = {name: getattr(given, name) for name in given.model_fields_set}
        extra = given.model_extra or {}
        return {name: known[name] for name in known if name not in extra}, extra
    names = {field.alias or name: name for name, field in model.model_fields.items()}
    names |= {name: name for name in model.model_fields}
    for name in given:
        if name not in names:
            near = get_close_matches(name, names, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ConfigurationError(f"{model.__name__} has no field {name!r}{hint}")
    return {names[name]: value for name, value in given.items()}, {}


def _losers(model: type[Model], overrides: Mapping[str, Any]) -> set[str]:
    """Return the members of one-of groups that stay unset: all but the given one, or but the first."""
    losers: set[str] = set()
    for members in _groups(model):
        given = [name for name in members if overrides.get(name) is not None]
        winner = (
            given[0]
            if given
            else next((name for name in members if name not in overrides), None)
        )
        losers |= {name for name in members if name != winner}
    return losers


def _groups(model: type[Model]) -> list[list[str]]:
    """Return the members of each one-of group: what its property says that it may hand back."""
    groups: list[list[str]] = []
    for cls in model.__mro__:
        for var in vars(cls).values():
            if isinstance(var, property) and var.fget and issubclass(cls, Model):
                hints = get_type_hints(var.fget).get("return")
                pairs = [kind for kind in _union(hints) if get_origin(kind) is tuple]
                tags = [get_args(kind)[0] for kind in pairs]
                groups.append(
                    [get_args(tag)[0] for tag in tags if get_origin(tag) is Literal]
                )
    return [members for members in groups if members]


def _given(kind: Any, value: Any, path: str, parents: tuple[type[Model], ...]) -> Any:
    """Return a value that a test gives, as JSON; objects are filled up."""
    model = _model_of(kind)
    if model and isinstance(value, (Mapping, Model)):
        return _object(
            model, cast("Mapping[str, Any] | Model", value), path, parents[-1:]
        )
    if isinstance(value, Model):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if isinstance(value, (list, tuple)):
        item = next(
            (
                get_args(option)[0]
                for option in _union(kind)
                if get_origin(option) is list
            ),
            Any,
        )
        elements = cast("list[Any]", value)
        return [
            _given(item, element, f"{path}[{at}]", parents)
            for at, element in enumerate(elements)
        ]
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, int) and _is(kind, Int64) and not isinstance(value, bool):
        return str(value)
    return str(value) if isinstance(value, uuid.UUID) else value


def _value(kind: Any, name: str, path: str, parents: tuple[type[Model], ...]) -> Any:
    """Return a sensible value; None where there is none."""
    if _is(kind, Int64):
        return "1"
    if _is(kind, Datetime):
        return _MOMENT
    if _is(kind, Guid):
        return _guid(path)
    if _is(kind, DecimalText):
        return _AMOUNT
    if model := _model_of(kind):
        return None if model in parents else _object(model, None, path, parents)
    for option in _union(kind):
        if get_origin(option) is list:
            element = _value(
                get_args(option)[0], name.removesuffix("s"), f"{path}[0]", parents
            )
            return [] if element is None else [element]
        if get_origin(option) is dict:
            return {}
        if isinstance(option, type) and issubclass(option, Enum):
            return first_value(option)
        if option in (bool, int, float):
            return {bool: True, int: 1, float: 1.0}[option]
        if option is str:
            return _text(name, path)
    return None


def _text(name: str, path: str) -> str:
    if name == "id" or name.endswith("_id"):
        return _guid(path)
    for ending, text in _TEXTS.items():
        if name == ending or name.endswith(f"_{ending}"):
            return text
    return name.replace("_", " ")


def _guid(path: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, path))


def first_value(enum: type[Enum]) -> Any:
    """Return the value of an enum's first member that says something, and not that something failed."""
    values = [member.value for member in enum]
    known = [value for value in values if not str(value).startswith(_NO_VALUES)]
    good = [value for value in known if value not in FAILED]
    return (good or known or values)[0]


def _model_of(kind: Any) -> type[Model] | None:
    for option in _union(kind):
        if isinstance(option, type) and issubclass(option, Model):
            return option
    return None


def _is(kind: Any, wanted: Any) -> bool:
    """Return whether a type is that of `_model` which is wanted, or that or None."""
    marks = get_args(wanted)[1:]
    return any(mark in marks for mark in _marks(kind))


def _marks(kind: Any) -> list[Any]:
    """Return what the annotations within a type say, lists left aside."""
    if get_origin(kind) is Annotated:
        inner, *marks = get_args(kind)
        return marks + _marks(inner)
    if get_origin(kind) in (Union, UnionType):
        return [mark for arg in get_args(kind) for mark in _marks(arg)]
    return []


def _union(kind: Any) -> list[Any]:
    """Return the types that a type may be, None left aside."""
    if get_origin(kind) is Annotated:
        return _union(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return [found for arg in get_args(kind) for found in _union(arg)]
    return [] if kind is NoneType else [kind]
