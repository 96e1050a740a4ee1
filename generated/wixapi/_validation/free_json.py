"""Writing free JSON: neither renamed nor checked, except that it must be JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, cast
from uuid import UUID

from pydantic import BaseModel

from wixapi._validation.scalars import datetime_text, plain_number, text_of
from wixapi._validation.walker import (
    Refused,
    is_unicode,
    kind_of,
    write_list,
    write_map,
)


def write_object(value: Any, depth: int) -> Any:
    """Writes a free JSON object."""
    if isinstance(value, Mapping | BaseModel):
        return write_json(value, depth)
    raise Refused(value, "TYPE", f"must be a mapping, is {kind_of(value)}")


def write_json(value: Any, depth: int) -> Any:
    """Writes any JSON value; UUID, aware datetime and Decimal as text, models by wire name."""
    cls = value.__class__
    if value is None or cls is bool or cls is int:
        return value
    if cls is str:
        return _write_text(value)
    if isinstance(value, Mapping):
        return write_map(cast("Mapping[object, Any]", value), write_json, depth)
    if isinstance(value, list | tuple):
        return write_list(cast("Sequence[Any]", value), write_json, depth)
    return _write_rare(value, depth)


def _write_text(value: str | UUID | Decimal) -> str:
    text = text_of(value)
    if text is None:
        raise Refused(value, "TYPE", "is no finite number")
    if not is_unicode(text):
        raise Refused(value, "FORMAT", "has half a surrogate pair")
    return text


def _write_number(value: float) -> int | float:
    number = plain_number(value)
    if number is None:
        raise Refused(value, "TYPE", "is no finite number")
    return number


def _write_rare(value: Any, depth: int) -> Any:
    if isinstance(value, Enum):
        return write_json(value.value, depth)
    if isinstance(value, str | UUID | Decimal):
        return _write_text(value)
    if isinstance(value, int | float):
        return _write_number(value)
    if isinstance(value, datetime):
        if (text := datetime_text(value)) is None:
            raise Refused(value, "FORMAT", "must have a time zone")
        return text
    if isinstance(value, BaseModel):
        return _write_model(value, depth)
    raise Refused(value, "TYPE", f"{kind_of(value)} isn't JSON")


def _write_model(value: BaseModel, depth: int) -> Any:
    try:
        plain = value.model_dump(
            mode="json", by_alias=True, exclude_unset=True, warnings=False
        )
    except (
        ValueError,
        RecursionError,
    ):  # pydantic's errors for cycles and foreign objects
        description = f"{kind_of(value)} holds what isn't JSON"
        raise Refused(value, "TYPE", description) from None
    return write_json(plain, depth)
