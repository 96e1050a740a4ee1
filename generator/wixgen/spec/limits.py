"""The limits and flags of a field: two tables, read wherever one is checked, written or put into words.

A limit that is added here needs its key in `spec.language`, an argument of the runtime's functions
(`_validation/{schema,scalars}.py`), and the name of its rule in `errors.py`; nothing else knows it by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any, Literal

from wixgen.spec.api import Bound, Kind, ListOf, Type
from wixgen.spec.types import through_lists

NUMBERS = frozenset(map(str, (Kind.INTEGER, Kind.INT32, Kind.INT64, Kind.NUMBER)))
DECIMALS = frozenset({str(Kind.DECIMAL)})
TEXTS = frozenset(map(str, (Kind.STRING, Kind.GUID, Kind.DECIMAL)))
LISTS = frozenset({"list"})

Number = int | float | Decimal

_ANY_LIMIT = "limits?|min|max|range"


@dataclass(frozen=True, eq=False)
class Measure:
    """The quantity of a value that a limit bounds: the value itself, its length, its number of items."""

    size: Callable[[Any], Number]
    unit: str = ""  # what is counted, behind the number
    source_words: str = _ANY_LIMIT  # what a `source:` calls it, as a regular expression


def exact(number: Bound) -> Number:
    """Return a number; of a decimal's text, the very number that it says."""
    return Decimal(number) if isinstance(number, str) else number


def _scale(decimal: str) -> int:
    return len(decimal.partition(".")[2])


VALUE = Measure(exact)
SCALE = Measure(_scale, " digits after the point", source_words=f"scale|{_ANY_LIMIT}")
LENGTH = Measure(len, " characters", f"lengths?|{_ANY_LIMIT}")
ITEMS = Measure(len, " items")


@dataclass(frozen=True, eq=False)
class Limit:
    """A limit on a value in a request: its spec key, and its name everywhere else."""

    name: str  # the key of a spec
    measure: Measure
    holds: Callable[[Any, Any], bool]  # of what is measured, and the bound
    fits: frozenset[str]  # the kinds of types that can have it: see `kind_of`
    fitting: str  # the same in a word
    openapi: str  # the keyword of JSON Schema
    runtime: str  # the argument of the runtime's functions
    words: str
    operator: str = ""  # what it is called in a page's `decimalValue {…}`

    @property
    def side(self) -> Literal["lower", "upper", ""]:
        """Return the side on which it bounds what is measured, if it does so on one."""
        if self.holds in {ge, gt}:
            return "lower"
        return "upper" if self.holds in {le, lt} else ""

    @property
    def is_exclusive(self) -> bool:
        """Return whether the bound itself is out."""
        return self.holds in {gt, lt}

    def bounded(self, type_: Type) -> Type:
        """Return what the limit bounds: of a list its items, unless it counts them."""
        return type_ if self.measure is ITEMS else through_lists(type_)

    def suits(self, type_: Type) -> bool:
        """Return whether a field of that type can have the limit."""
        return kind_of(self.bounded(type_)) in self.fits

    def accepts(self, kind: str, bound: object, *, is_list: bool = False) -> bool:
        """Return whether a field of that kind, or a list of such, can have the bound.

        That of a decimal's value is a text.
        """
        if self.measure is ITEMS:
            return is_list
        is_spelt = isinstance(bound, str) == (kind in DECIMALS)
        return kind in self.fits and (is_spelt or self.measure is not VALUE)

    def allows(self, value: object, bound: Bound) -> bool:
        """Return whether a value of a type that suits is within the bound."""
        return self.holds(self.measure.size(value), exact(bound))


# fmt: off
LIMITS = (
    Limit("min", VALUE, ge, NUMBERS | DECIMALS, "numbers", "minimum", "minimum", "at least {}",
          operator="gte"),
    Limit("max", VALUE, le, NUMBERS | DECIMALS, "numbers", "maximum", "maximum", "at most {}",
          operator="lte"),
    Limit("exclusive_min", VALUE, gt, DECIMALS, "decimals", "exclusiveMinimum",
          "exclusive_minimum", "more than {}", operator="gt"),
    Limit("exclusive_max", VALUE, lt, DECIMALS, "decimals", "exclusiveMaximum",
          "exclusive_maximum", "less than {}", operator="lt"),
    Limit("max_scale", SCALE, le, DECIMALS, "decimals", "x-maxScale", "max_scale",
          "at most {}", operator="maxScale"),
    Limit("min_length", LENGTH, ge, TEXTS, "texts", "minLength", "min_length", "at least {}"),
    Limit("max_length", LENGTH, le, TEXTS, "texts", "maxLength", "max_length", "at most {}"),
    Limit("min_items", ITEMS, ge, LISTS, "lists", "minItems", "min_items", "at least {}"),
    Limit("max_items", ITEMS, le, LISTS, "lists", "maxItems", "max_items", "at most {}"),
)
# fmt: on
MEASURES = tuple(dict.fromkeys(limit.measure for limit in LIMITS))
LIMITS_BY_NAME = {limit.name: limit for limit in LIMITS}


@dataclass(frozen=True)
class Flag:
    """A property that a field has or has not, such as read-only."""

    name: str  # the key of a spec, and the attribute of `api.Field`
    openapi: str  # the keyword of an export; "": none
    runtime: str  # the argument of the runtime's functions; "": none
    words: str
    source_words: str = ""  # what a `source:` calls it, as a regular expression


FLAGS = (
    Flag(
        "read_only",
        "readOnly",
        "read_only",
        "Read-only.",
        "read[- _]only",
    ),
    Flag(
        "immutable",
        "x-immutable",
        "",
        "Can't be changed once it is set.",
        "immutable",
    ),
    Flag("always", "x-always", "", ""),
    Flag("undocumented", "", "undocumented", ""),
)


def kind_of(type_: Type) -> str:
    """Return the kind that `Limit.fits` knows a type by: a primitive, `list`, or "" for any other."""
    if isinstance(type_, ListOf):
        return "list"
    return str(type_) if isinstance(type_, Kind) else ""


def crossed(given: Mapping[Limit, Bound]) -> Iterator[tuple[Limit, Limit]]:
    """Yield the lower and upper limits of one measure between which there is no value."""
    for low, least in given.items():
        for high, most in given.items():
            sides = (low.side, high.side)
            if low.measure is not high.measure or sides != ("lower", "upper"):
                continue
            is_open = low.is_exclusive or high.is_exclusive
            is_point = exact(least) == exact(most)
            if exact(least) > exact(most) or (is_open and is_point):
                yield low, high
