"""Reads declarations, fields and type expressions out of the data of a spec."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from wixgen.spec_text.text_tree import Data, is_record

_WRAPPERS = ("list[", "map[")


def declared(decl: Any) -> Data:
    """Return a declaration in its long form; it may be given in short form, or not at all."""
    return decl if is_record(decl) else {} if decl is None else {"type": decl}


def section(resource: Data, name: str) -> Data:
    """Return the methods, the webhooks or the types of a resource; none if it has no such key."""
    return cast(Data, resource.get(name) or {})


def plugin_of(resource: Data) -> Data:
    """Return the service plugin of a resource; nothing if it has none."""
    return section(resource, "service_plugin")


def flat(fields: Data) -> Iterator[tuple[str, Any]]:
    """Yield wire name and declaration of all fields, those in one-of groups too."""
    for name, decl in fields.items():
        if is_record(decl) and "one_of" in decl:
            yield from cast(Data, decl["one_of"]).items()
        else:
            yield name, decl


def groups_of(fields: Data) -> dict[str, Data]:
    """Return the one-of groups among fields, by name."""
    return {name: decl for name, decl in fields.items() if "one_of" in declared(decl)}


def members(decl: Data) -> set[str]:
    """Return the wire names of an object type, or the values of an enum."""
    return (
        set(decl["enum"])
        if "enum" in decl
        else {name for name, _ in flat(fields_of(decl))}
    )


def fields_of(decl: Data) -> Data:
    """Return the fields of an object type."""
    return cast(Data, decl.get("fields") or {})


def unwrapped(expression: str) -> tuple[tuple[str, ...], str]:
    """Split a type expression into its wrappers, from outside in, and the name in them."""
    wrappers: list[str] = []
    while expression.startswith(_WRAPPERS) and expression.endswith("]"):
        wrapper, _, rest = expression.partition("[")
        wrappers.append(wrapper)
        expression = rest[:-1]
    return tuple(wrappers), expression


def wrapped(wrappers: tuple[str, ...], name: str) -> str:
    """Return the type expression of `name` in `wrappers`."""
    return "".join(f"{wrapper}[" for wrapper in wrappers) + name + "]" * len(wrappers)
