"""Type expressions of the spec language: `string`, `list[Sorting]`, `map[common.Money]`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wixgen.spec.api import Kind, ListOf, MapOf, ObjectType, Resource, Type

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


def holds_json(type_: Type) -> bool:
    """Return whether free JSON may stand anywhere in values of a type."""
    waiting, seen = [type_], set[int]()
    while waiting:
        one = innermost(waiting.pop())
        if one in {Kind.OBJECT, Kind.JSON, Kind.UNKNOWN}:
            return True
        if isinstance(one, ObjectType) and id(one) not in seen:
            seen.add(id(one))
            waiting += [field.type for field in one.fields]
    return False


def kind_of_format(format: str) -> Kind | None:
    """Return the kind that says the same as a format of Wix; None if none does."""
    return _KINDS_OF_FORMATS.get(format.upper())


def type_text(type_: Type) -> str:
    """Return the expression that names a type in a spec of a resource: `list[common.Money]`."""
    match type_:
        case Kind():
            return str(type_)
        case ListOf():
            return f"list[{type_text(type_.item)}]"
        case MapOf():
            return f"map[{type_text(type_.item)}]"
        case _:
            return f"common.{type_.name}" if type_.is_common else str(type_.name)


def only_sent(resource: Resource) -> set[str]:
    """Return the names of the types that only requests have; these may leave fields of a type out."""
    sent = [method.parameters for method in resource.methods]
    received = [method.returns for method in resource.methods]
    received += [hook.payload for hook in resource.webhooks if hook.payload]
    return _reached(sent) - _reached(received)


def _reached(owners: Sequence[ObjectType]) -> set[str]:
    """Return the names of objects, and of all objects inside of them."""
    seen: dict[int, str] = {}
    waiting = list(owners)
    while waiting:
        owner = waiting.pop()
        if id(owner) not in seen:
            seen[id(owner)] = owner.name
            inside = (innermost(member.type) for member in owner.fields)
            waiting += [type_ for type_ in inside if isinstance(type_, ObjectType)]
    return set(seen.values())
