"""Checks of what a field says about its values: limits and the default."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any, cast

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
from wixgen.spec.language import GUID, FieldDecl
from wixgen.spec.limits import (
    ITEMS,
    LIMITS,
    SCALE,
    VALUE,
    Limit,
    Measure,
    crossed,
    exact,
    kind_of,
)
from wixgen.spec.messages import hint
from wixgen.spec.types import innermost, kind_of_format, through_lists

_RANGES: dict[Type, range] = {
    Kind.INT32: range(-(2**31), 2**31),
    Kind.INT64: range(-(2**63), 2**63),
}
_GUID = re.compile(GUID)
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
                message = f"`{limit.name}` is for {limit.fitting}, but the type is {quoted(decl.type)}"
                help = _counterpart(limit, type_)
                report.error(decl.place(limit.name), "limit-type", message, help=help)
        elif not limit.accepts(
            kind_of(through_lists(type_)), bound, is_list=isinstance(type_, ListOf)
        ):
            _report_spelling(decl, limit, bound, report)
        elif not _representable(limit, limit.bounded(type_), bound):
            message = f"`{limit.name}` is {bound}, which is no {limit.bounded(type_)}"
            report.error(decl.place(limit.name), "limit-range", message)
        else:
            fitting[limit] = bound
    _check_order(decl, fitting, report)
    return {
        limit.name: str(bound) if isinstance(bound, str) else bound
        for limit, bound in given.items()
    }


def check_format(decl: FieldDecl, type_: Type, report: Diagnostics) -> str:
    """Return the format of a field; report one that its type can't have, or that a type says."""
    if decl.format is None or innermost(type_) is Kind.UNKNOWN:
        return ""
    place = decl.place("format")
    if own := kind_of_format(decl.format):
        message = f"the format {quoted(decl.format)} is a type of the spec language"
        report.error(place, "format-type", message, help=f"write `type: {own}`")
    elif not isinstance(innermost(type_), Kind):
        message = f"{quoted(decl.type)} has no format: it is no single value"
        report.error(place, "format-type", message)
    return str(decl.format)


def _counterpart(limit: Limit, type_: Type) -> str:
    """Name the limit on the same side that the type can have; there is none for digits."""
    if limit.measure is SCALE:
        return ""
    for other in LIMITS:
        if other.side == limit.side and other.suits(type_):
            return f"perhaps `{other.name}` is meant"
    return ""


def _check_order(
    decl: FieldDecl, given: Mapping[Limit, Bound], report: Diagnostics
) -> None:
    """Report a lower limit that leaves nothing below an upper one, once for a measure."""
    reported: set[Measure] = set()
    for low, high in crossed(given):
        if low.measure in reported:
            continue
        reported.add(low.measure)
        least, most = given[low], given[high]
        message = f"`{low.name}` ({least}) is above `{high.name}` ({most})"
        if exact(least) == exact(most):
            message = f"no value is between `{low.name}` and `{high.name}` ({most})"
        report.error(decl.place(low.name), "limit-order", message)


def _report_spelling(
    decl: FieldDecl, limit: Limit, bound: Bound, report: Diagnostics
) -> None:
    """Report a text that should be a number, or the reverse."""
    place = decl.place(limit.name)
    if isinstance(bound, str):
        message = f"expected a number, found {quoted(bound)}"
        report.error(place, "wrong-shape", message, help="leave out the quotes")
    else:
        message = f"`{limit.name}` of a decimal is a text: a number may not be exact"
        report.error(
            place, "limit-type", message, help=f'write it in quotes: "{bound}"'
        )


def _representable(limit: Limit, type_: Type, bound: Bound) -> bool:
    """Return whether a value of the type can be that number."""
    if limit.measure is not VALUE or type_ in {Kind.NUMBER, Kind.DECIMAL}:
        return True
    is_whole = isinstance(bound, int)
    return is_whole and (type_ not in _RANGES or bound in _RANGES[type_])


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
        message = f"the default {shown} is not of the type {quoted(decl.type)}"
        remedy = "leave `default` out if Wix has none" if value is None else ""
        report.error(place, "bad-default", message, help=remedy)
    elif not all(
        _is_within(limit, value, limits[limit.name])
        for limit in LIMITS
        if limit.name in limits and limit.suits(type_)
    ):
        message = f"the default {shown} is outside the limits of the field"
        report.error(place, "bad-default", message)


def _is_within(limit: Limit, value: Any, bound: Bound) -> bool:
    """Return whether a value keeps a limit; of a list, each item, unless items are counted."""
    if limit.measure is not ITEMS and isinstance(value, list):
        items = cast(list[object], value)
        return all(_is_within(limit, item, bound) for item in items)
    return limit.allows(value, bound)


def _hint_at_value(value: object, type_: EnumType) -> str:
    return hint(str(value), [known.value for known in type_.values])


def _misfits(type_: Type, value: object) -> Iterator[Type]:
    """Yield the types that `value`, or a value in it, should have and hasn't."""
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
            return is_whole and (kind not in _RANGES or value in _RANGES[kind])
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
