"""Writing free JSON: neither renamed nor checked, except that it must be JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from math import isfinite
from typing import Any, cast
from uuid import UUID

from pydantic import BaseModel

from wixapi._leaves import datetime_text, text_of
from wixapi._walk import (
    Demand,
    Key,
    Place,
    Violations,
    checked_key,
    enter,
    is_unicode,
    kind_of,
    refuse,
)


def write_object(
    value: Any, at: Place, key: Key, demand: Demand, out: Violations
) -> Any:
    """Writes a free JSON object."""
    if isinstance(value, Mapping | BaseModel):
        return write_json(value, at, key, demand, out)
    return refuse(
        value, at, key, out, "TYPE", f"must be a mapping, is {kind_of(value)}"
    )


def write_json(value: Any, at: Place, key: Key, demand: Demand, out: Violations) -> Any:
    """Writes any JSON value; UUID, aware datetime and Decimal as text, models by wire name."""
    cls = value.__class__
    if value is None or cls is bool or cls is int:
        return value
    if cls is str:
        return _write_text(value, at, key, out)
    if isinstance(value, Mapping):
        here = enter(cast("object", value), at, key, out)
        return {
            text: write_json(x, here, text, demand, out)
            for name, x in cast("Mapping[object, Any]", value).items()
            if (text := checked_key(name, here, out)) is not None
        }
    if isinstance(value, list | tuple):
        here = enter(cast("object", value), at, key, out)
        items = enumerate(cast("Sequence[Any]", value))
        return [write_json(x, here, index, demand, out) for index, x in items]
    return _write_rare(value, at, key, demand, out)


def _write_text(
    value: str | UUID | Decimal, at: Place, key: Key, out: Violations
) -> Any:
    text = text_of(value)
    if text is None:
        return refuse(value, at, key, out, "TYPE", "is no finite number")
    if not is_unicode(text):
        return refuse(value, at, key, out, "FORMAT", "has half a surrogate pair")
    return text


def _write_number(value: float, at: Place, key: Key, out: Violations) -> Any:
    if isinstance(value, int):
        return int(value)
    if isfinite(value):
        return float(value)
    return refuse(value, at, key, out, "TYPE", "is no finite number")


def _write_rare(
    value: Any, at: Place, key: Key, demand: Demand, out: Violations
) -> Any:
    if isinstance(value, Enum):
        return write_json(value.value, at, key, demand, out)
    if isinstance(value, str | UUID | Decimal):
        return _write_text(value, at, key, out)
    if isinstance(value, int | float):
        return _write_number(value, at, key, out)
    if isinstance(value, datetime):
        text = datetime_text(value)
        return text or refuse(value, at, key, out, "FORMAT", "must have a time zone")
    if isinstance(value, BaseModel):
        return _write_model(value, at, key, demand, out)
    return refuse(value, at, key, out, "TYPE", f"{kind_of(value)} isn't JSON")


def _write_model(
    value: BaseModel, at: Place, key: Key, demand: Demand, out: Violations
) -> Any:
    try:
        plain = value.model_dump(
            mode="json", by_alias=True, exclude_unset=True, warnings=False
        )
    except (
        ValueError,
        RecursionError,
    ):  # pydantic's errors for cycles and foreign objects
        return refuse(
            value, at, key, out, "TYPE", f"{kind_of(value)} holds what isn't JSON"
        )
    return write_json(plain, at, key, demand, out)
