"""Requests that were right with one package, sent again with another.

differing = refused(old, new)        # those that the other package refuses, or sends otherwise
"""

from __future__ import annotations

import inspect
import json
from collections import Counter
from enum import StrEnum
from importlib import import_module
from typing import Any

from support.oracle.recorded import Choice, Request, Thing, requests_of
from support.oracle.states import State
from wixapi._http.request import check
from wixapi.errors import ValidationError
from wixgen.diff.words import attribute_of, call_of, class_of, parameter_of
from wixgen.package import names
from wixgen.spec.api import (
    Method,
    ObjectType,
)


class Form(StrEnum):
    """How a request is written down."""

    DICTS = "dicts"
    MODELS = "models"
    MEMBERS = "members"  # as models, with members of enums


class Broken(Exception):  # noqa: N818 - nothing is wrong: it is what was asked about
    """Code that used the old package stops working with the new one."""


def refused(old: State, new: State) -> list[str]:
    """The recorded requests that the new package refuses, or sends otherwise than the old one."""
    found: list[str] = []
    count = 0
    for request in requests_of(old):
        for form in Form:
            try:
                before = sent(request, form, old, old)
            except Broken:
                continue  # no request that was right
            count += 1
            try:
                after = sent(request, form, old, new)
            except Broken as error:
                found.append(
                    f"{request.method.name}({request.says}) as {form}: {error}"
                )
                continue
            if _leaves(before) - _leaves(after):
                told = f"{before} is sent as {after}"
                found.append(f"{request.method.name}({request.says}) as {form}: {told}")
    assert count or not old.api.resources[0].methods, "no recorded request is right"
    return found


def _leaves(value: Any) -> Counter[str]:
    """The single values of a request's JSON, wherever they stand."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return sum(map(_leaves, inner), Counter([type(value).__name__]))
    return Counter([json.dumps(value)])


def sent(request: Request, form: Form, old: State, new: State) -> Any:
    """What code that was written for the old package sends with the new one."""
    writer = _Writer(form, old, new)
    try:
        arguments = {
            _parameter(request.arguments.type, wire): writer.write(value)
            for wire, value in request.arguments.values.items()
        }
        client, operation = _operation(request.method, old, new)
        call = getattr(client, call_of(request.method))
        inspect.signature(call).bind(None, **arguments)
        return check(operation, arguments)
    except (
        AttributeError,
        ImportError,
        TypeError,
        ValidationError,
        ValueError,
    ) as error:
        raise Broken(f"{type(error).__name__}: {error}"[:300]) from error


def _parameter(type_: ObjectType, wire: str) -> str:
    declared = type_.field_named(wire)
    assert declared is not None
    return parameter_of(declared)


def _operation(method: Method, old: State, new: State) -> tuple[Any, Any]:
    """The client's class and the operation of a method, as code for the old package finds them."""
    assert old.module is not None
    client = getattr(new.part("client", old), old.module.class_name)
    constants = {
        made.name: made.operation.constant
        for made in (new.module.methods if new.module else ())
    }
    call = call_of(method)
    if call not in constants:
        raise AttributeError(f"there is no {call}")
    return client, getattr(new.part("requests", old), constants[call])


class _Writer:
    """Writes values down as code for the old package does, with the classes of the new one."""

    def __init__(self, form: Form, old: State, new: State) -> None:
        self.form = form
        self.old = old
        self.new = new

    def write(self, value: Any) -> Any:
        """A value as an argument."""
        match value:
            case list():
                return [self.write(item) for item in value]
            case dict():
                return {key: self.write(item) for key, item in value.items()}
            case Choice():
                return self._choice(value)
            case Thing():
                given = {
                    attribute_of(declared): self.write(inner)
                    for wire, inner in value.values.items()
                    if (declared := value.type.field_named(wire))
                }
                if self.form is Form.DICTS:
                    return given
                return self._class(class_of(value.type), value.type.is_common)(**given)
            case _:
                return value

    def _choice(self, value: Choice) -> Any:
        if self.form is not Form.MEMBERS:
            return value.value
        known = next(one for one in value.type.values if one.value == value.value)
        member = names.member_name(known.value, known.python_name)
        return getattr(self._class(class_of(value.type), value.type.is_common), member)

    def _class(self, name: str, is_common: bool) -> Any:
        if is_common:
            return getattr(import_module(f"{self.new.name}.common"), name)
        return getattr(self.new.part("", self.old), name)
