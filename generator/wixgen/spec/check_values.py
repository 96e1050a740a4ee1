"""Checks of what a field says about its values: limits and the default."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import cast

from wixgen.diagnostics import Diagnostics, quoted
from wixgen.spec.api import (
    Bound,
    EnumType,
    Kind,
    Limits,
    ListOf,
    MapOf,
    ObjectType,
    Type,
)
from wixgen.spec.language import FieldDecl
from wixgen.spec.limits import LIMITS, Limit
from wixgen.spec.messages import hint
from wixgen.spec.types import innermost

_RANGES = {Kind.INT32: range(-(2**31), 2**31), Kind.INT64: range(-(2**63), 2**63)}
_WHOLE = {Kind.INTEGER, *_RANGES}
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DECIMAL = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")


def check_limits(decl: FieldDecl, type_: Type, report: Diagnostics) -> Limits:
    """Return the limits of a field; report those that its type can't have."""
    given = {
        limit: bound
        for limit in LIMITS
        if (bound := getattr(decl, limit.name)) is not None
    }
    fitting: dict[Limit, Bound] = {}
    for limit, bound in given.items():
        if not limit.suits(type_):
            if innermost(type_) is not Kind.UNKNOWN:
                message = f"`{limit.name}` is for {limit.fitting}, and this is {quoted(decl.type)}"
                help = _counterpart(limit, type_)
                report.error(decl.place(limit.name), "limit-type", message, help=help)
        elif not _representable(type_, bound):
            message = f"`{limit.name}` is {bound}, which is no {decl.type}"
            report.error(decl.place(limit.name), "limit-range", message)
        else:
            fitting[limit] = bound
    _check_order(decl, fitting, report)
    return {limit.name: bound for limit, bound in given.items()}


def _counterpart(limit: Limit, type_: Type) -> str:
    """Name the limit on the same side that the type can have."""
    names = (
        other.name
        for other in LIMITS
        if other.side == limit.side and other.suits(type_)
    )
    return next((f"perhaps `{name}` is meant" for name in names), "")


def _check_order(
    decl: FieldDecl, given: Mapping[Limit, Bound], report: Diagnostics
) -> None:
    """Report a lower limit above an upper one: no value can keep both."""
    for low, least in given.items():
        for high, most in given.items():
            if (low.side, high.side) != ("lower", "upper") or least <= most:
                continue
            if low.measure is high.measure:
                message = f"`{low.name}` ({least}) is above `{high.name}` ({most})"
                report.error(decl.place(low.name), "limit-order", message)


def _representable(type_: Type, value: Bound) -> bool:
    """Return whether a value of the type can be that number."""
    if not isinstance(type_, Kind) or type_ not in _WHOLE:
        return True
    return isinstance(value, int) and (type_ not in _RANGES or value in _RANGES[type_])


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
    elif not all(
        limit.allows(value, limits[limit.name])
        for limit in LIMITS
        if limit.name in limits and limit.suits(type_)
    ):
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


def _as_json(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
