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
from wixapi._options import NOT_GIVEN, checked_text
from wixapi._validation import schema as s
from wixapi._validation.changes import changed_part, wire_forms
from wixapi._validation.free_json import write_json, write_object
from wixapi._validation.tables import Field, ObjectWriter
from wixapi._validation.walker import NO_DEMAND, Demand, Refused, kind_of
from wixapi.errors import (
    ConfigurationError,
    FieldViolation,
    NothingChangedError,
    ValidationError,
)

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})
_NOTHING_CHANGED = (
    "nothing changed: {name} says what changed_from says, so there is nothing to send (take "
    "a copy, with model_copy(), before you change anything, and give the original as changed_from)"
)
_WITHOUT_BODY = frozenset({"GET", "HEAD", "DELETE"})


class Target(NamedTuple):
    """Verb, path and query of a request."""

    verb: str
    path: str
    """Percent-encoded."""
    query: Sequence[tuple[str, str]]
    repeatable: bool
    """True if doing it twice does no more than doing it once."""
    content_type: str = "application/json"
    is_elsewhere: bool = False
    """True if `path` is a whole URL on a host to which no credentials go."""


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
    """None for free requests, and for a server, which tells callers nothing of Python."""
    free: frozenset[str] = frozenset()
    """Wire names of the parameters that may be any JSON."""
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


def check(
    operation: Operation[Any],
    arguments: Mapping[str, object],
    changed_from: object = None,
) -> dict[str, Any]:
    """Return the wire form of the arguments; raises `ValidationError` as `build` does."""
    return _checked(_PLANS[operation], arguments, changed_from)


def check_received(
    operation: Operation[Any], arguments: Mapping[str, object]
) -> dict[str, Any]:
    """Return the wire form of arguments that a server got as JSON, by wire name, as `check` does."""
    return _checked(_PLANS_OF_WIRE[operation], arguments, None)


def changeable(operation: Operation[Any], entity: object) -> tuple[str, dict[str, Any]]:
    """Return what an update changes of an entity, as far as it has a wire form, after the wire name of the
    parameter that holds it."""
    name, writer = cast("tuple[str, ObjectWriter]", _PLANS[operation].changes)
    field = cast("Field", operation.parameters[name])
    part = writer.given(entity)
    return field.wire or to_camel(name), wire_forms(writer, part) if part else {}


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
    """The plan of each operation, made when it is asked for.

    Args:
        of_wire: whether arguments have the names of the wire, and no others.
    """

    def __init__(self, *, of_wire: bool = False) -> None:
        super().__init__()
        self._of_wire = of_wire

    def __missing__(self, operation: Operation[Any]) -> _Plan:
        placeholders = tuple(_PLACEHOLDER.findall(operation.path))
        parents = [name.rsplit(".", 1)[0] for name in placeholders if "." in name]
        demand = Demand.of(
            [*operation.required, *parents, *placeholders], operation.exactly_one
        )
        tables, of_wire = operation.tables, self._of_wire
        if (query := operation.query) is not None:
            for place, finish in query.finishers(of_wire=of_wire):
                demand.finish(place, finish)
        verb, path = operation.verb, operation.path
        repeatable = verb in _REPEATABLE or operation.only_reads
        plan = _Plan(
            ObjectWriter(
                None,
                operation.parameters,
                tables.of_wire() if of_wire else tables,
                demand,
            ),
            Target(verb, path, (), repeatable),
            Target(verb, path, (), repeatable=True),
            has_body=verb not in _WITHOUT_BODY,
            placeholders=placeholders,
            idempotency_key=operation.idempotency_key or "",
            changes=_changes(operation, demand),
            encodes=operation.encoding == "base64",
            operation=None if of_wire else operation,
            free=_free_parameters(operation),
            fallback=operation.fallback or "",
        )
        return self.setdefault(operation, plan)


_PLANS = _Plans()
_PLANS_OF_WIRE = _Plans(of_wire=True)
_ANYWHERE = Target("", "", (), repeatable=False)
_FREE = _Plan(
    ObjectWriter(None, {"json": s.json(), "params": s.object()}, s.Tables(), NO_DEMAND),
    _ANYWHERE,
    _ANYWHERE,
    has_body=True,
)
"""The plan of a free request (`client.request`), which no operation describes."""


def _free_parameters(operation: Operation[Any]) -> frozenset[str]:
    """Return the wire names of the parameters that may be any JSON."""
    fields = {
        field.wire or to_camel(name): field.writer(operation.tables, NO_DEMAND)
        for name, field in operation.parameters.items()
        if isinstance(field, Field)
    }
    return frozenset(
        wire for wire, write in fields.items() if write in (write_json, write_object)
    )


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
    """Return the arguments with what changed in the entity instead of all of it.

    Raises:
        NothingChangedError: nothing did.
    """
    new, old = writer.given(given.get(name)), writer.given(changed_from)
    if old is None:
        description = f"must be like {name}, is {kind_of(changed_from)}"
        out.append(FieldViolation("changed_from", description, "TYPE"))
    if new is None or old is None:
        return given
    changed = changed_part(writer, new, old)
    if changed is None:
        raise NothingChangedError(_NOTHING_CHANGED.format(name=name))
    return {**given, name: changed}


def _check_path_values(
    plan: _Plan, wire: Mapping[str, Any], out: list[FieldViolation]
) -> None:
    refused = {violation.field for violation in out}
    for name in plan.placeholders:
        value = lookup(wire, name)
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


def lookup(wire: Mapping[str, Any], name: str) -> Any:
    """Return what stands at a dotted path of a wire form; None where nothing does."""
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
    loses = not is_encoded and (
        has_list_of_parts(rest)
        or any(isinstance(rest.get(name), dict) for name in plan.free)
    )
    query = encoded(wire) if is_encoded or loses else [*flattened(rest)]
    if plan.fallback and (loses or len(query_text(query)) > LONGEST):
        return Target("POST", _path(plan.fallback, wire), (), True), to_json(wire)
    return target._replace(query=query), None


def _path(template: str, wire: Mapping[str, Any]) -> str:
    return _PLACEHOLDER.sub(
        lambda match: ",".join(
            quote(plain_text(part), safe="") for part in _parts(lookup(wire, match[1]))
        ),
        template,
    )


def free_request(
    verb: str,
    path: str,
    json: object,
    params: object,
    *,
    content: object = None,
    content_type: str | None = None,
    files: object = None,
) -> WireRequest:
    """Return the request for a path that no operation describes.

    Raises:
        ConfigurationError: more than one body is given, or one that can't be sent.
        ValidationError: `json` or `params` hold what isn't JSON.
    """
    bodies = [json is not NOT_GIVEN, content is not None, files is not None]
    if sum(bodies) > 1:
        raise ConfigurationError("give only one of json, content and files")
    given: dict[str, object] = {
        "json": json,
        "params": {} if params is None else params,
    }
    wire = _checked(_FREE, given, None)
    query = [*flattened(wire["params"])]
    if has_list_of_parts(wire["params"]):
        query = encoded(wire["params"])
    target = Target(verb, path, query, verb in _REPEATABLE)
    if "json" in wire:
        return target, to_json(wire["json"])
    if content is None and files is None:
        return target, None
    from wixapi._http.content import body_of, form_of

    body = form_of(files) if content is None else body_of(content, content_type)
    return target._replace(content_type=body.content_type), body.content


def upload_request(
    url: object, content: object, content_type: str | None, filename: str | None
) -> WireRequest:
    """Return the request that puts a file at a URL outside of the API.

    Raises:
        ConfigurationError: the URL is none, or the content can't be sent.
    """
    from wixapi._http.content import body_of

    if not isinstance(url, str) or not re.match("https?://[^/]", url, re.IGNORECASE):
        raise ConfigurationError("the upload URL must be one, with https:// and a host")
    if not url.isprintable() or any(character in url for character in " \\#"):
        raise ConfigurationError("the upload URL must be percent-encoded, without #")
    body = body_of(content, content_type, filename)
    query = [] if filename is None else [("filename", filename)]
    return Target("PUT", url, query, True, body.content_type, True), body.content


def token_request(request: TokenRequest) -> WireRequest:
    """Return the request for an access token."""
    target = Target("POST", request.path, (), request.repeatable)
    members = {name: checked_text(name, x) for name, x in request.json.items()}
    return target, to_json(members)
