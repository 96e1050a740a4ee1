"""From arguments to a request, as data: checked, written, and not yet sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeAlias, cast
from urllib.parse import quote
from uuid import uuid4

from pydantic.alias_generators import to_camel
from pydantic_core import to_json

from wixapi._auth.tokens import TokenRequest
from wixapi._http.operation import Operation
from wixapi._http.query import (
    LONGEST,
    encoded,
    flattened,
    has_list_of_parts,
    has_parts,
    plain_text,
    query_text,
)
from wixapi._options import NOT_GIVEN
from wixapi._validation import schema as s
from wixapi._validation.tables import Field, ObjectWriter
from wixapi._validation.walker import NO_DEMAND, Demand, Refused, kind_of
from wixapi.errors import FieldViolation, ValidationError

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})
_WITHOUT_BODY = frozenset({"GET", "HEAD", "DELETE"})


class Target(NamedTuple):
    """Verb, path and query of a request."""

    verb: str
    path: str
    """Percent-encoded."""
    query: Sequence[tuple[str, str]]
    repeatable: bool
    """True if doing it twice does no more than doing it once."""


WireRequest: TypeAlias = tuple[Target, bytes | None]
"""A request but for host and headers: its target and its body."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """Facts that are worked out once per operation."""

    parameters: ObjectWriter
    target: Target
    """The path with placeholders."""
    target_with_key: Target
    """The same with an idempotency key."""
    has_body: bool
    placeholders: tuple[str, ...] = ()
    idempotency_key: str = ""
    changes: tuple[str, ObjectWriter] | None = None
    """The parameter that `changed_from` is compared with, and its writer."""
    encodes: bool = False
    """Whether parameters with parts travel as one."""
    operation: Operation[Any] | None = None
    """None for free requests."""
    fallback: str = ""
    """The path, with placeholders, to which they are posted where the address can't hold them."""


def build(
    operation: Operation[Any],
    arguments: Mapping[str, object],
    changed_from: object = None,
    *,
    make_key: bool = False,
) -> WireRequest:
    """Checks the arguments (by Python name) and makes the request.

    Args:
        operation: the method.
        arguments: what it is called with.
        changed_from: the entity as it was, to send only what changed.
        make_key: whether to make an idempotency key where there could be one and none is given.

    Raises:
        ValidationError: they break documented rules; it tells all of them at once.
    """
    plan = _PLANS[operation]
    wire = _checked(plan, arguments, changed_from)
    if make_key and plan.idempotency_key:
        wire.setdefault(plan.idempotency_key, str(uuid4()))
    return _encoded(plan, wire)


def check(operation: Operation[Any], arguments: Mapping[str, object]) -> dict[str, Any]:
    """Return the wire form of the arguments; raises `ValidationError` as `build` does."""
    return _checked(_PLANS[operation], arguments, None)


def encode(operation: Operation[Any], wire: Mapping[str, Any]) -> WireRequest:
    """Return the request for arguments that are in wire form already."""
    return _encoded(_PLANS[operation], wire)


def _checked(
    plan: _Plan, arguments: Mapping[str, object], changed_from: object
) -> dict[str, Any]:
    """Return the wire form of the arguments; with `changed_from`, without what didn't change."""
    given = arguments
    for value in arguments.values():
        if value is NOT_GIVEN:
            given = {name: x for name, x in given.items() if x is not NOT_GIVEN}
            break
    out: list[FieldViolation] = []
    if changed_from is not None and plan.changes is not None:
        given = _without_unchanged(*plan.changes, given, changed_from, out)
    try:
        # so that what stands in the arguments is at depth 0
        wire = plan.parameters.write(given, -1)
    except Refused as error:
        out += error.violations()
        wire = cast("dict[str, Any]", error.written or {})
    except RecursionError:
        out.append(FieldViolation("", "is nested too deeply", "TYPE"))
        wire = {}
    if plan.placeholders:
        _check_path_values(plan, wire, out)
    if out:
        raise _refused(plan.operation, out)
    return wire


def _refused(
    operation: Operation[Any] | None, violations: list[FieldViolation]
) -> ValidationError:
    """Return the error that tells of a method's violations, in wire names and in Python's."""
    if operation is None:
        return ValidationError(violations)
    named = (
        replace(one, python_field=operation.python_path(one.field))
        for one in violations
    )
    return ValidationError(named, operation=operation.name)


class _Plans(dict[Operation[Any], _Plan]):
    """The plan of each operation, made when it is asked for."""

    def __missing__(self, operation: Operation[Any]) -> _Plan:
        placeholders = tuple(_PLACEHOLDER.findall(operation.path))
        parents = [name.rsplit(".", 1)[0] for name in placeholders if "." in name]
        demand = Demand.of(
            [*operation.required, *parents, *placeholders], operation.exactly_one
        )
        for place, finish in operation.query.finishers() if operation.query else ():
            demand.finish(place, finish)
        verb, path = operation.verb, operation.path
        repeatable = verb in _REPEATABLE or operation.only_reads
        plan = _Plan(
            ObjectWriter(None, operation.parameters, operation.tables, demand),
            Target(verb, path, (), repeatable),
            Target(verb, path, (), repeatable=True),
            has_body=verb not in _WITHOUT_BODY,
            placeholders=placeholders,
            idempotency_key=operation.idempotency_key or "",
            changes=_changes(operation, demand),
            encodes=operation.encoding == "base64",
            operation=operation,
            fallback=operation.fallback or "",
        )
        return self.setdefault(operation, plan)


_PLANS = _Plans()
_ANYWHERE = Target("", "", (), repeatable=False)
_FREE = _Plan(
    ObjectWriter(None, {"json": s.json(), "params": s.object()}, s.Tables(), NO_DEMAND),
    _ANYWHERE,
    _ANYWHERE,
    has_body=True,
)
"""The plan of a free request (`client.request`), which no operation describes."""


def _changes(
    operation: Operation[Any], demand: Demand
) -> tuple[str, ObjectWriter] | None:
    if (name := operation.changes) is None:
        return None
    field = cast("Field", operation.parameters[name])
    wire = field.wire or to_camel(name)
    model = cast("type[Any]", field.model)
    return name, operation.tables.writer(model, demand.nested.get(wire, NO_DEMAND))


def _without_unchanged(
    name: str,
    writer: ObjectWriter,
    given: Mapping[str, object],
    changed_from: object,
    out: list[FieldViolation],
) -> Mapping[str, object]:
    """Return the arguments with what changed in the entity instead of all of it."""
    new, old = writer.given(given.get(name)), writer.given(changed_from)
    if old is None:
        description = f"must be like {name}, is {kind_of(changed_from)}"
        out.append(FieldViolation("changed_from", description, "TYPE"))
    if new is None or old is None:
        return given
    return {**given, name: writer.changed(new, old)}


def _check_path_values(
    plan: _Plan, wire: Mapping[str, Any], out: list[FieldViolation]
) -> None:
    refused = {violation.field for violation in out}
    for name in plan.placeholders:
        value = _lookup(wire, name)
        if name in refused:
            continue
        if value is None:
            if not out:  # no rule demands it, but the URL does
                out.append(FieldViolation(name, "is required", "REQUIRED"))
        elif any(isinstance(part, dict | list | None) for part in _parts(value)):
            out.append(FieldViolation(name, "must be a single value", "TYPE"))
        elif _parts(value) in ([], ["."], [".."]) or "" in _parts(value):
            description = "stands in the URL's path and must not be empty, . or .."
            out.append(FieldViolation(name, description, "FORMAT"))


def _parts(value: Any) -> list[object]:
    """Return the values that stand in one place of a path: the items of a list, with commas between."""
    return cast("list[object]", value) if isinstance(value, list) else [value]


def _lookup(wire: Mapping[str, Any], name: str) -> Any:
    value: Any = wire
    for key in name.split("."):
        value = (
            cast("dict[str, Any]", value).get(key) if isinstance(value, dict) else None
        )
    return value


def _encoded(plan: _Plan, wire: Mapping[str, Any]) -> WireRequest:
    with_key = wire.get(plan.idempotency_key)
    target, rest = plan.target_with_key if with_key else plan.target, wire
    if plan.placeholders:
        target = target._replace(path=_path(target.path, wire))
        rest = {
            name: value for name, value in wire.items() if name not in plan.placeholders
        }
    if plan.has_body:
        return target, to_json(rest)
    is_encoded = plan.encodes and has_parts(wire)
    query = encoded(wire) if is_encoded else [*flattened(rest)]
    if plan.fallback and (
        len(query_text(query)) > LONGEST or (not is_encoded and has_list_of_parts(rest))
    ):
        return Target("POST", _path(plan.fallback, wire), (), True), to_json(wire)
    return target._replace(query=query), None


def _path(template: str, wire: Mapping[str, Any]) -> str:
    return _PLACEHOLDER.sub(
        lambda match: ",".join(
            quote(plain_text(part), safe="") for part in _parts(_lookup(wire, match[1]))
        ),
        template,
    )


def free_request(verb: str, path: str, json: object, params: object) -> WireRequest:
    """Return the request for a path that no operation describes.

    Raises:
        ValidationError: `json` or `params` hold what isn't JSON.
    """
    given: dict[str, object] = {
        "json": json,
        "params": {} if params is None else params,
    }
    wire = _checked(_FREE, given, None)
    query = [*flattened(wire["params"])]
    content = to_json(wire["json"]) if "json" in wire else None
    return Target(verb, path, query, verb in _REPEATABLE), content


def token_request(request: TokenRequest) -> WireRequest:
    """Return the request for an access token."""
    target = Target("POST", request.path, (), request.repeatable)
    return target, to_json(dict(request.json))
