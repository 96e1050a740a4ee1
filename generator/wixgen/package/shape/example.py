"""A documented request -> the call that a Python developer would write."""

from __future__ import annotations

from typing import Any, cast

from wixgen.package.model import Example
from wixgen.package.model import Method as MadeMethod
from wixgen.package.shape.methods import parameter_name
from wixgen.package.shape.types import attribute_name
from wixgen.spec.api import ListOf, MapOf, Method, ObjectType, Type


def example_of(method: Method, made: MadeMethod, path: str) -> Example | None:
    """Return the method's shortest documented request, with Python's names; None if there is none."""
    requests = [
        cast(dict[str, Any], example.request.value)
        for example in method.examples
        if example.request
    ]
    request = min(
        filter(None, requests), key=lambda body: len(repr(body)), default=None
    )
    if request is None:
        return None
    fields = {parameter.wire: parameter for parameter in method.parameters.fields}
    given = {
        parameter_name(fields[wire]): _renamed(value, fields[wire].type)
        for wire, value in request.items()
        if wire in fields
    }
    arguments = tuple(
        (parameter.name, given[parameter.name])
        for parameter in made.parameters
        if parameter.name in given
    )
    return Example(call=f"{path}.{made.name}", arguments=arguments)


def _renamed(value: object, type_: Type) -> object:
    """Write the wire names of known fields in `value` as Python names."""
    if isinstance(type_, ListOf) and isinstance(value, list):
        return [_renamed(item, type_.item) for item in cast(list[object], value)]
    if not isinstance(value, dict):
        return value
    members = cast(dict[str, object], value)
    if isinstance(type_, MapOf):
        return {name: _renamed(item, type_.item) for name, item in members.items()}
    if not isinstance(type_, ObjectType):
        return members
    renamed: dict[str, object] = {}
    for name, item in members.items():
        field = type_.field_named(name)
        renamed[attribute_name(field) if field else name] = (
            _renamed(item, field.type) if field else item
        )
    return renamed
