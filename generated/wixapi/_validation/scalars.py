"""Writers of single values: text, numbers, dates."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from math import inf, isfinite
from sys import maxsize
from typing import Any, cast
from uuid import UUID

from wixapi._validation.walker import (
    Refused,
    Write,
    counted,
    is_unicode,
    kind_of,
)

Bound = int | float | str | Decimal
INT32 = (-(2**31), 2**31 - 1)
INT64 = (-(2**63), 2**63 - 1)

_GUID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.I | re.A
)
_DIGITS = re.compile(r"-?[0-9]{1,20}")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")
_DATETIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})"
)
_FIRST_WITH_EXPONENT = 1e21
_MOST_DIGITS = 1000
_MOST_LISTED = 10


def write_text(value: Any, _depth: int) -> Any:
    """Writes text of any length; a UUID or a Decimal stands for its usual text."""
    if value.__class__ is str and value.isascii():
        return value
    text = text_of(value)
    if text is None:
        raise Refused(value, "TYPE", f"must be text, is {kind_of(value)}")
    if not is_unicode(text):
        raise Refused(value, "FORMAT", "has half a surrogate pair")
    return text


def string_writer(min_length: int | None, max_length: int | None) -> Write:
    """Writes text as `write_text` does, of limited length."""
    if not min_length and max_length is None:
        return write_text
    low, high = min_length or 0, maxsize if max_length is None else max_length

    def write(value: Any, depth: int) -> Any:
        if value.__class__ is str and low <= len(value) <= high and value.isascii():
            return value
        text = write_text(value, depth)
        length = len(text)
        if length < low:
            description = (
                f"must have at least {counted(low, 'character')}, has {length}"
            )
            raise Refused(value, "MIN_LENGTH", description)
        if length > high:
            description = (
                f"must have at most {counted(high, 'character')}, has {length}"
            )
            raise Refused(value, "MAX_LENGTH", description)
        return text

    return write


def with_length(write: Write, min_length: int | None, max_length: int | None) -> Write:
    """Writes as `write` does, text of limited length."""
    if not min_length and max_length is None:
        return write
    write_limited = string_writer(min_length, max_length)
    return lambda value, depth: write_limited(write(value, depth), depth)


def text_of(value: object) -> str | None:
    """Return the plain text of what stands for text: a str of any class, a UUID, a finite Decimal."""
    if isinstance(value, str):
        return str.__str__(value)  # a StrEnum's own __str__ could say anything
    if isinstance(value, UUID):
        return str(value)
    return decimal_text(value) if isinstance(value, Decimal) else None


def decimal_text(value: Decimal) -> str | None:
    """Plain notation, without exponent; None for what has none of reasonable size."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > _MOST_DIGITS:
        return None
    return format(value, "f")


def write_guid(value: Any, _depth: int) -> Any:
    """Writes a GUID, as text or `uuid.UUID`."""
    if not isinstance(value, str):
        if isinstance(value, UUID):
            return str(value)
        raise Refused(value, "TYPE", f"must be a GUID, is {kind_of(value)}")
    if not _GUID.fullmatch(value):
        raise Refused(value, "FORMAT", "must be a GUID (8-4-4-4-12 hex digits)")
    return str.__str__(value)


def write_boolean(value: Any, _depth: int) -> Any:
    """Writes true or false."""
    if value is True or value is False:
        return value
    raise Refused(value, "TYPE", f"must be true or false, is {kind_of(value)}")


def integer_writer(minimum: int | None, maximum: int | None) -> Write:
    """Writes a whole number as a JSON number."""
    low, high = -inf if minimum is None else minimum, (
        inf if maximum is None else maximum
    )

    def write(value: Any, _depth: int) -> Any:
        number = value if value.__class__ is int else _whole(value)
        if low <= number <= high:
            return number
        raise _out_of_range(number, low, high)

    return write


def int64_writer(minimum: int | None, maximum: int | None) -> Write:
    """Writes a whole number of 64 bits, given as int or digits, as text."""
    low = INT64[0] if minimum is None else max(minimum, INT64[0])
    high = INT64[1] if maximum is None else min(maximum, INT64[1])

    def write(value: Any, _depth: int) -> Any:
        if isinstance(value, str) and not _DIGITS.fullmatch(value):
            raise Refused(value, "FORMAT", "must be a whole number in digits")
        number = int(value) if isinstance(value, str) else _whole(value)
        if low <= number <= high:
            return str(value) if isinstance(value, str) else str(number)
        raise _out_of_range(number, low, high)

    return write


def _whole(value: object) -> int:
    """Return the whole number that a value is, also as a float or a Decimal: 2.0 is one, True isn't."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number = plain_number(value)
        if isinstance(number, int):
            return number
    raise _wrong_type(value, "a whole number")


def number_writer(minimum: float | None, maximum: float | None) -> Write:
    """Writes a finite number as a JSON number."""
    low, high = -inf if minimum is None else minimum, (
        inf if maximum is None else maximum
    )

    def write(value: Any, _depth: int) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise _wrong_type(value, "a number")
        number = plain_number(value)
        if number is None:
            raise Refused(value, "TYPE", "must be a finite number")
        if low <= number <= high:
            return number
        raise _out_of_range(number, low, high)

    return write


def plain_number(value: float | Decimal) -> int | float | None:
    """Return a number as JavaScript would write it, without a point if it is whole; None if it isn't finite."""
    if isinstance(value, int):
        return int(value)
    try:
        number = float(value)
    except ValueError:  # a signaling NaN
        return None
    if not isfinite(number):
        return None
    if isinstance(value, Decimal):
        # a float has 15 digits or so: more of a Decimal's fit into an int
        is_whole = value == value.to_integral_value()
    else:
        is_whole = value.is_integer() and abs(value) < _FIRST_WITH_EXPONENT
    return int(value) if is_whole else number


def decimal_writer(
    minimum: Bound | None,
    maximum: Bound | None,
    exclusive_minimum: Bound | None = None,
    exclusive_maximum: Bound | None = None,
    max_scale: int | None = None,
) -> Write:
    """Writes a decimal number, given as text, Decimal or int, as text."""
    low, above = _decimal(minimum, "-inf"), _decimal(exclusive_minimum, "-inf")
    high, below = _decimal(maximum, "inf"), _decimal(exclusive_maximum, "inf")

    def write(value: Any, _depth: int) -> Any:
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise _wrong_type(value, "a decimal number (str, Decimal or int)")
        text = (
            str.__str__(value)
            if isinstance(value, str)
            else decimal_text(Decimal(value))
        )
        if text is None or not _DECIMAL.fullmatch(text):
            raise Refused(value, "FORMAT", "must be a decimal number")
        try:
            number = Decimal(text)
        except InvalidOperation:  # more digits than a Decimal can have
            raise Refused(value, "FORMAT", "must be a decimal number") from None
        if not low <= number <= high:
            raise _out_of_range(number, low, high)
        if not above < number < below:
            raise _on_the_edge(number, above, below)
        if max_scale is not None:
            _check_scale(number, max_scale)
        return text

    return write


def _decimal(bound: Bound | None, otherwise: str) -> Decimal:
    return Decimal(otherwise if bound is None else str(bound))


def _check_scale(number: Decimal, max_scale: int) -> None:
    """Refuses more digits after the point, as they are written: `1.500` has three."""
    scale = -cast("int", number.as_tuple().exponent)
    if scale > max_scale:
        most = counted(max_scale, "digit")
        description = f"must have at most {most} after the point, has {scale}"
        raise Refused(number, "FORMAT", description)


def write_datetime(value: Any, _depth: int) -> Any:
    """Writes a point in time, given as aware datetime or as ISO 8601 text with an offset."""
    if isinstance(value, datetime):
        text = datetime_text(value)
        if text is None:
            description = (
                "must have a time zone: a naive datetime says no point in time"
            )
            raise Refused(value, "FORMAT", description)
        return text
    if not isinstance(value, str):
        description = f"must be a datetime or ISO 8601 text, is {kind_of(value)}"
        raise Refused(value, "TYPE", description)
    if not _is_datetime(value):
        description = (
            "must be ISO 8601 with an offset, such as 2026-01-30T13:30:00.000Z"
        )
        raise Refused(value, "FORMAT", description)
    return str.__str__(value)


def datetime_text(value: datetime) -> str | None:
    """UTC in milliseconds, microseconds where there are any; None for what has no place in UTC."""
    if value.utcoffset() is None:
        return None
    try:
        utc = value.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:  # the first or last day of the calendar
        return None
    precision = "microseconds" if utc.microsecond % 1000 else "milliseconds"
    return utc.isoformat(timespec=precision) + "Z"


def _is_datetime(text: str) -> bool:
    if not _DATETIME.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def enum_writer(enum: type[Enum]) -> Write:
    """Writes a value of an enum, given as member or as value."""
    values: dict[Any, Any] = {
        member.value: member.value for member in enum.__members__.values()
    }
    listed = ", ".join([str(value) for value in values][:_MOST_LISTED])
    more = len(values) - _MOST_LISTED
    description = f"must be one of {listed}" + (f" and {more} more" if more > 0 else "")

    def write(value: Any, _depth: int) -> Any:
        if value.__class__ is str and value in values:
            return value
        if isinstance(value, enum):
            return value.value
        if not isinstance(value, str):
            raise _wrong_type(value, f"a {enum.__name__}")
        if (wire := values.get(value)) is None:
            raise Refused(value, "ENUM", description)
        return wire

    return write


def _wrong_type(value: Any, wanted: str) -> Refused:
    return Refused(value, "TYPE", f"must be {wanted}, is {kind_of(value)}")


def _on_the_edge(value: Any, above: object, below: object) -> Refused:
    if value <= above:
        return Refused(value, "MIN", f"must be more than {above}")
    return Refused(value, "MAX", f"must be less than {below}")


def _out_of_range(value: Any, low: object, high: object) -> Refused:
    if value < low:
        return Refused(value, "MIN", f"must be at least {low}")
    return Refused(value, "MAX", f"must be at most {high}")
