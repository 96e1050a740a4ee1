"""Type expressions of the spec language: `string`, `list[Sorting]`, `map[common.Money]`."""

from __future__ import annotations

from collections.abc import Callable

from wixgen.spec.api import Kind, ListOf, MapOf, Type

KINDS = {str(kind): kind for kind in Kind if kind is not Kind.UNKNOWN}
_KINDS_OF_FORMATS = {
    "GUID": Kind.GUID,
    "UUID": Kind.GUID,
    "DATE-TIME": Kind.DATETIME,
    "DATE_TIME": Kind.DATETIME,
    "INT32": Kind.INT32,
    "INT64": Kind.INT64,
    "DECIMAL_VALUE": Kind.DECIMAL,
}
_WRAPPERS: dict[str, type[ListOf] | type[MapOf]] = {"list[": ListOf, "map[": MapOf}


def innermost_name(expression: str) -> tuple[str, int]:
    """Return the name inside all `list[…]` and `map[…]`, and where in the expression it begins."""
    start = expression.rfind("[") + 1
    return expression[start:].rstrip("]"), start


def resolve(expression: str, lookup: Callable[[str], Type | None]) -> Type | None:
    """Return the type that `expression` names, or None if its brackets or its name are wrong."""
    wrappers: list[type[ListOf] | type[MapOf]] = []
    rest = expression
    while opening := next(
        (wrapper for wrapper in _WRAPPERS if rest.startswith(wrapper)), None
    ):
        if not rest.endswith("]"):
            return None
        wrappers.append(_WRAPPERS[opening])
        rest = rest[len(opening) : -1]
    resolved: Type | None = KINDS.get(rest) or lookup(rest)
    if resolved is None:
        return None
    for wrapper in reversed(wrappers):
        resolved = wrapper(resolved)
    return resolved


def innermost(type_: Type) -> Type:
    """Return the type inside all lists and maps."""
    while isinstance(type_, ListOf | MapOf):
        type_ = type_.item
    return type_


def through_lists(type_: Type) -> Type:
    """Return the type inside all lists: what a dotted path goes on with."""
    while isinstance(type_, ListOf):
        type_ = type_.item
    return type_


def kind_of_format(format: str) -> Kind | None:
    """Return the kind that says the same as a format of Wix; None if none does."""
    return _KINDS_OF_FORMATS.get(format.upper())
