"""Names and types of an API as findings tell them."""

from __future__ import annotations

from wixgen.package import names
from wixgen.spec.api import (
    WITH_DATA,
    EnumType,
    Field,
    Kind,
    ListOf,
    MapOf,
    Method,
    Named,
    ObjectType,
    Type,
    Webhook,
)


def spelt_type(type_: Type) -> str:
    """Return a type as specs spell it: `list[Sorting]`."""
    match type_:
        case ListOf():
            return f"list[{spelt_type(type_.item)}]"
        case MapOf():
            return f"map[{spelt_type(type_.item)}]"
        case Kind():
            return str(type_)
        case ObjectType() | EnumType():
            return f"common.{type_.name}" if type_.is_common else type_.name


def class_of(type_: Named) -> str:
    """Return the class of a type."""
    return names.class_name(type_.name, type_.note.python_name)


def attribute_of(field: Field) -> str:
    """Return the attribute of a field."""
    return names.field_name(field.wire, field.python_name)


def parameter_of(field: Field) -> str:
    """Return the keyword of a parameter."""
    return names.parameter_name(field.wire, field.python_name)


def call_of(method: Method) -> str:
    """Return the method of the client."""
    return names.method_name(method.sdk.method, method.python_name)


def event_of(webhook: Webhook) -> str:
    """Return the class of an event."""
    return names.class_name(webhook.name, webhook.python_name)


def content_of(webhook: Webhook) -> str:
    """Return the attribute of an event that has its payload."""
    return "data" if webhook.kind in WITH_DATA else "entity"
