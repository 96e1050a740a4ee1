"""From arguments to a request, as data: checked, written, and not yet sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, cast
from urllib.parse import quote
from uuid import uuid4

from pydantic_core import to_json

from wixapi import _schema as s
from wixapi._operation import Operation
from wixapi._options import NOT_GIVEN
from wixapi._tables import Field, ObjectWriter
from wixapi._tokens import TokenRequest
from wixapi._walk import NO_DEMAND, Demand, Refused, kind_of
from wixapi.errors import FieldViolation, ValidationError

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})
_WITHOUT_BODY = frozenset({"GET", "HEAD", "DELETE"})
_FREE = ObjectWriter(
    None, {"json": s.json(), "params": s.object()}, s.Tables(), NO_DEMAND
)
"""What a request can be that no operation describes."""


class WireRequest(NamedTuple):
    """A request but for host and headers."""

    verb: str
    path: str
    """Percent-encoded."""
    query: list[tuple[str, str]]
    body: bytes | None
    repeatable: bool
    """Whether doing it twice does no more than doing it once."""


@dataclass(frozen=True)
class _Plan:
    """What is worked out once per operation."""

    parameters: ObjectWriter
    demand: Demand
    placeholders: tuple[str, ...]
    has_body: bool
    is_repeatable: bool
    """Whatever it is called with."""


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
    plan = _plan(operation)
    wire = _checked(operation, plan, arguments, changed_from)
    if make_key and operation.idempotency_key is not None:
        wire.setdefault(operation.idempotency_key, str(uuid4()))
    return _encoded(operation, plan, wire)


def check(operation: Operation[Any], arguments: Mapping[str, object]) -> dict[str, Any]:
    """The wire form of the arguments; raises `ValidationError` as `build` does."""
    return _checked(operation, _plan(operation), arguments, None)


def encode(operation: Operation[Any], wire: Mapping[str, Any]) -> WireRequest:
    """The request for arguments that are in wire form already."""
    return _encoded(operation, _plan(operation), wire)


def _checked(
    operation: Operation[Any],
    plan: _Plan,
    arguments: Mapping[str, object],
    changed_from: object,
) -> dict[str, Any]:
    """The wire form of the arguments; with `changed_from`, without what didn't change."""
    given = arguments
    for value in arguments.values():
        if value is NOT_GIVEN:
            given = {name: x for name, x in given.items() if x is not NOT_GIVEN}
            break
    out: list[FieldViolation] = []
    if changed_from is not None and operation.changes is not None:
        given = _without_unchanged(operation, plan, given, changed_from, out)
    wire = _written(plan.parameters, given, out)
    if plan.placeholders:
        _check_path_values(plan, wire, out)
    if out:
        raise ValidationError(out)
    return wire


def _written(
    writer: ObjectWriter, given: Mapping[str, object], out: list[FieldViolation]
) -> dict[str, Any]:
    """The wire form of arguments as far as they have one; what is wrong with them goes into `out`."""
    try:
        return writer.write(given, -1)  # so that what stands in them is at depth 0
    except Refused as error:
        out += error.violations()
        return error.written or {}
    except RecursionError:
        out.append(FieldViolation("", "is nested too deeply", "TYPE"))
        return {}


@cache
def _plan(operation: Operation[Any]) -> _Plan:
    placeholders = tuple(_PLACEHOLDER.findall(operation.path))
    parents = [name.rsplit(".", 1)[0] for name in placeholders if "." in name]
    demand = Demand.of(
        [*operation.required, *parents, *placeholders], operation.exactly_one
    )
    return _Plan(
        parameters=ObjectWriter(None, operation.parameters, operation.tables, demand),
        demand=demand,
        placeholders=placeholders,
        has_body=operation.verb not in _WITHOUT_BODY,
        is_repeatable=operation.verb in _REPEATABLE or operation.only_reads,
    )


def _without_unchanged(
    operation: Operation[Any],
    plan: _Plan,
    given: Mapping[str, object],
    changed_from: object,
    out: list[FieldViolation],
) -> Mapping[str, object]:
    """The arguments with what changed in the entity instead of all of it."""
    name = cast("str", operation.changes)
    model = cast("type[Any]", cast("Field", operation.parameters[name]).model)
    demand = plan.demand.nested.get(plan.parameters.wire_name(name), NO_DEMAND)
    writer = operation.tables.writer(model, demand)
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
        elif isinstance(value, dict | list):
            out.append(FieldViolation(name, "must be a single value", "TYPE"))
        elif value in ("", ".", ".."):
            description = "stands in the URL's path and must not be empty, . or .."
            out.append(FieldViolation(name, description, "FORMAT"))


def _lookup(wire: Mapping[str, Any], name: str) -> Any:
    value: Any = wire
    for key in name.split("."):
        value = (
            cast("dict[str, Any]", value).get(key) if isinstance(value, dict) else None
        )
    return value


def _encoded(
    operation: Operation[Any], plan: _Plan, wire: Mapping[str, Any]
) -> WireRequest:
    path, rest = operation.path, wire
    if plan.placeholders:
        path = _path(path, wire)
        rest = {
            name: value for name, value in wire.items() if name not in plan.placeholders
        }
    repeatable = plan.is_repeatable
    if not repeatable and (key := operation.idempotency_key) is not None:
        repeatable = bool(wire.get(key))
    if plan.has_body:
        return WireRequest(operation.verb, path, [], to_json(rest), repeatable)
    return WireRequest(operation.verb, path, [*flattened(rest)], None, repeatable)


def _path(template: str, wire: Mapping[str, Any]) -> str:
    return _PLACEHOLDER.sub(
        lambda match: quote(plain_text(_lookup(wire, match[1])), safe=""), template
    )


def free_request(verb: str, path: str, json: object, params: object) -> WireRequest:
    """The request for a path that no operation describes.

    Raises:
        ValidationError: `json` or `params` hold what isn't JSON.
    """
    given: dict[str, object] = {"json": json, "params": params}
    if params is None:
        given["params"] = {}
    out: list[FieldViolation] = []
    if json is NOT_GIVEN:
        del given["json"]
    wire = _written(_FREE, given, out)
    if out:
        raise ValidationError(out)
    content = to_json(wire["json"]) if "json" in wire else None
    query = [*flattened(wire["params"])]
    return WireRequest(verb, path, query, content, verb in _REPEATABLE)


def token_request(request: TokenRequest) -> WireRequest:
    """The request for an access token."""
    return WireRequest(
        "POST", request.path, [], to_json(dict(request.json)), request.repeatable
    )


def flattened(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Pairs of a query string: lists repeat the key, objects add to it, null is left out."""
    if isinstance(value, dict):
        for key, x in cast("dict[str, Any]", value).items():
            yield from flattened(x, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for x in cast("list[object]", value):
            yield from flattened(x, name)
    elif value is not None:
        yield name, plain_text(value)


def plain_text(value: Any) -> str:
    """A single JSON value as it stands in a URL."""
    return value if isinstance(value, str) else to_json(value).decode()
