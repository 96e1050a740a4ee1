"""Checks of what a field says about its values: limits and the default."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import cast

from wixgen.diagnostics import Diagnostics, quoted
from wixgen.spec.api import EnumType, Kind, Limits, ListOf, MapOf, ObjectType, Type
from wixgen.spec.language import FieldDecl
from wixgen.spec.messages import hint
from wixgen.spec.types import innermost

_RANGES = {Kind.INT32: range(-(2**31), 2**31), Kind.INT64: range(-(2**63), 2**63)}
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DECIMAL = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")


def check_limits(decl: FieldDecl, type_: Type, report: Diagnostics) -> Limits:
    """The limits of a field; reports those that its type can't have."""
    families = (
        ("", isinstance(type_, Kind) and type_.is_number, "numbers"),
        ("_length", isinstance(type_, Kind) and type_.is_text, "texts"),
        ("_items", isinstance(type_, ListOf), "lists"),
    )
    fitting = next((suffix for suffix, fits, _ in families if fits), None)
    for suffix, fits, what in families:
        low, high = f"min{suffix}", f"max{suffix}"
        least, most = getattr(decl, low), getattr(decl, high)
        given = [
            (key, value)
            for key, value in ((low, least), (high, most))
            if value is not None
        ]
        if not fits:
            for key, _ in given if innermost(type_) is not Kind.UNKNOWN else ():
                message = f"`{key}` is for {what}, and this is {quoted(decl.type)}"
                help = (
                    "" if fitting is None else f"perhaps `{key[:3]}{fitting}` is meant"
                )
                report.error(decl.place(key), "limit-type", message, help=help)
        elif misfits := [one for one in given if not _representable(type_, one[1])]:
            for key, value in misfits:
                message = f"`{key}` is {value}, which is no {decl.type}"
                report.error(decl.place(key), "limit-range", message)
        elif least is not None and most is not None and least > most:
            message = f"`{low}` ({least}) is above `{high}` ({most})"
            report.error(decl.place(low), "limit-order", message)
    return Limits(
        decl.min,
        decl.max,
        decl.min_length,
        decl.max_length,
        decl.min_items,
        decl.max_items,
    )


def _representable(type_: Type, value: float) -> bool:
    if isinstance(type_, Kind) and type_.is_number and type_ is not Kind.NUMBER:
        return isinstance(value, int) and (
            type_ not in _RANGES or value in _RANGES[type_]
        )
    return True


def check_default(
    decl: FieldDecl, type_: Type, limits: Limits, report: Diagnostics
) -> None:
    """Report a default that the field itself would refuse."""
    if decl.default is None or innermost(type_) is Kind.UNKNOWN:
        return
    value = decl.default.value
    place = decl.place("default")
    shown = quoted(_as_json(value))
    misfit = next(_misfits(type_, value), None)
    if isinstance(misfit, EnumType):
        message = f"the default {shown} is not a value of `{misfit.name}`"
        help = partial(_hint_at_value, value, misfit)
        report.error(place, "bad-default", message, help=help)
    elif misfit is not None:
        message = f"the default {shown} is no {quoted(decl.type)}"
        remedy = "leave `default` out if Wix has none" if value is None else ""
        report.error(place, "bad-default", message, help=remedy)
    elif not _within_limits(value, limits):
        message = f"the default {shown} is outside the limits of the field"
        report.error(place, "bad-default", message)


def _hint_at_value(value: object, type_: EnumType) -> str:
    return hint(str(value), [one.value for one in type_.values])


def _misfits(type_: Type, value: object) -> Iterator[Type]:
    """The types of the values in `value`, itself included, that are something else."""
    match type_:
        case EnumType():
            if not type_.is_partial and not type_.has(value):
                yield type_
        case ListOf() if isinstance(value, list):
            for item in cast(list[object], value):
                yield from _misfits(type_.item, item)
        case MapOf() if isinstance(value, dict):
            for item in cast(dict[str, object], value).values():
                yield from _misfits(type_.item, item)
        case Kind() if _fits(type_, value):
            pass
        case ObjectType() if isinstance(value, dict):
            pass
        case _:
            yield type_


def _fits(kind: Kind, value: object) -> bool:
    match kind:
        case Kind.JSON | Kind.UNKNOWN:
            return True
        case Kind.OBJECT:
            return isinstance(value, dict)
        case Kind.BOOLEAN:
            return isinstance(value, bool)
        case Kind.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Kind.INTEGER | Kind.INT32 | Kind.INT64:
            is_whole = isinstance(value, int) and not isinstance(value, bool)
            return is_whole and _representable(kind, cast(int, value))
        case Kind.STRING:
            return isinstance(value, str)
        case Kind.GUID | Kind.DECIMAL:
            pattern = _GUID if kind is Kind.GUID else _DECIMAL
            return isinstance(value, str) and pattern.fullmatch(value) is not None
        case Kind.DATETIME:
            return isinstance(value, str) and _is_point_in_time(value)


def _is_point_in_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _within_limits(value: object, limits: Limits) -> bool:
    match value:
        case bool():
            return True
        case int() | float():
            return _within(value, limits.min, limits.max)
        case str():
            return _within(len(value), limits.min_length, limits.max_length)
        case list():
            return _within(
                len(cast(list[object], value)), limits.min_items, limits.max_items
            )
        case _:
            return True


def _within(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _as_json(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
