"""The arguments of a call: what stands in the path, in the query and in the body of its request."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, cast
from urllib.parse import parse_qsl, unquote

from wixapi._http.operation import Operation
from wixapi._http.query import ENCODED
from wixapi._http.request import lookup
from wixapi._local.messages import Request
from wixapi._local.requests.json_text import bad, object_of, read_object
from wixapi._local.requests.routes import Match
from wixapi._local.state.own_fields import by_wire
from wixapi._validation.tables import Field, Tables
from wixapi._validation.walker import MAX_DEPTH

_WITHOUT_BODY = frozenset({"GET", "HEAD", "DELETE"})
_WHOLE = re.compile(r"-?[0-9]{1,20}")
_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?")

_OBJECTS = frozenset({"model", "map", "object"})

Tree: TypeAlias = "dict[str, Tree] | list[str]"
"""A query string: texts that stand under one name, and what stands below it."""


def read(found: Match, request: Request, operation: Operation[Any]) -> dict[str, Any]:
    """Return the arguments of a call in wire form, not yet checked.

    Args:
        found: the method, and what stands in the path.
        request: the request.
        operation: that of the method.

    Raises:
        Refusal: query or body can't be read, or the body is too large.
    """
    body = object_of(request)
    is_in_query = found.method.verb in _WITHOUT_BODY and not found.is_fallback
    given = {**_of_query(request.query, operation), **body} if is_in_query else body
    for path, text in found.values.items():
        _put(given, path, _of_path(text, _field(operation, path)))
    return given


def _of_query(query: str, operation: Operation[Any]) -> dict[str, Any]:
    """Return what stands in a query string, in the types that the method's parameters have."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict")
    except ValueError:
        raise bad("the query string is no UTF-8") from None
    tree: dict[str, Tree] = {}
    encoded: dict[str, Any] = {}
    for name, text in pairs:
        if name == ENCODED:
            encoded = read_object(_decoded(text), f"the parameter {ENCODED}")
        else:
            _plant(tree, name, text)
    if encoded:
        return encoded
    typed = _typed_members(tree, by_wire(operation.parameters), operation.tables)
    for path in operation.required:
        _put_empty(typed, path, operation)
    return typed


def _decoded(text: str) -> bytes:
    """Return what is in base64url, padded or not."""
    bare = text.rstrip("=")
    try:
        return b64decode(bare + "=" * (-len(bare) % 4), b"-_", validate=True)
    except ValueError:
        raise bad(f"the parameter {ENCODED} is no base64url") from None


def _plant(tree: dict[str, Tree], name: str, text: str) -> None:
    """Add a text to the tree of a query string, below the names between the dots of its name."""
    *parents, last = name.split(".")
    if len(parents) >= MAX_DEPTH:
        raise bad("a name in the query string has too many dots")
    node = tree
    for parent in parents:
        below = node.setdefault(parent, {})
        if isinstance(below, list):
            raise bad(f"the query string has {parent} both alone and with a dot")
        node = below
    texts = node.setdefault(last, [])
    if isinstance(texts, dict):
        raise bad(f"the query string has {last} both alone and with a dot")
    texts.append(text)


def _typed_members(
    tree: Mapping[str, Tree], fields: Mapping[str, Field], tables: Tables
) -> dict[str, Any]:
    """Return the members of an object, each in the type of its field."""
    return {name: _typed(node, fields.get(name), tables) for name, node in tree.items()}


def _typed(node: Tree, field: Field | None, tables: Tables) -> Any:
    """Return what stands under a name of the query string, in the type of the field that has the name."""
    if isinstance(node, dict):
        if field is not None and field.kind == "map" and field.item is not None:
            item = field.item
            return {key: _typed(below, item, tables) for key, below in node.items()}
        table = tables.table(field.model) if field and field.model else None
        return _typed_members(node, by_wire(table or {}), tables)
    if field is not None and field.kind == "array" and field.item is not None:
        return [_value(text, field.item) for text in node]
    values = [_value(text, field) for text in node]
    return values[0] if len(values) == 1 else values


def _value(text: str, field: Field | None) -> object:
    """Return a text in the type of its field; what isn't of that type stays as it is, to be refused."""
    read = _READERS.get(field.kind) if field is not None else None
    return text if read is None else read(text)


def _boolean(text: str) -> object:
    """Return true or false; any other text as it is."""
    return {"true": True, "false": False}.get(text, text)


def _whole(text: str) -> object:
    """Return a whole number; any other text as it is."""
    return int(text) if _WHOLE.fullmatch(text) else text


def _number(text: str) -> object:
    """Return a number; any other text as it is."""
    return float(text) if _NUMBER.fullmatch(text) else text


_READERS: Mapping[str, Callable[[str], object]] = {
    "boolean": _boolean,
    "integer": _whole,
    "int32": _whole,
    "number": _number,
}
"""Readers of the kinds of fields whose JSON is no text."""


def _of_path(encoded: str, field: Field | None) -> object:
    """Return what stands in a segment of the path: a value, or a list of them with commas between."""
    item = field.item if field is not None and field.kind == "array" else None
    parts = encoded.split(",") if item is not None else [encoded]
    try:
        texts = [unquote(part, errors="strict") for part in parts]
    except UnicodeDecodeError:
        raise bad("the path is no UTF-8") from None
    if item is not None:
        return [_value(text, item) for text in texts]
    return _value(texts[0], field)


def _field(operation: Operation[Any], path: str) -> Field | None:
    """Return the field at a dotted wire path of a method's parameters; None where none is."""
    fields = by_wire(operation.parameters)
    found: Field | None = None
    for name in path.split("."):
        found = fields.get(name)
        model = found.model if found is not None else None
        table = operation.tables.table(model) if model is not None else None
        fields = by_wire(table or {})
    return found


def _put(given: dict[str, Any], path: str, value: object) -> None:
    """Put a value of the path to its place among the arguments; where no object can be, what is there stays, to be
    refused."""
    first, _, rest = path.partition(".")
    if not rest:
        given[first] = value
        return
    below: object = given.setdefault(first, {})
    if isinstance(below, dict):
        _put(cast("dict[str, Any]", below), rest, value)


def _put_empty(given: dict[str, Any], path: str, operation: Operation[Any]) -> None:
    """Put an empty object where one is demanded and nothing stands: a query string can't say that it was given."""
    field = _field(operation, path)
    if field is None or field.kind not in _OBJECTS:
        return
    parents, _, last = path.rpartition(".")
    node = lookup(given, parents) if parents else given
    if isinstance(node, dict):
        cast("dict[str, Any]", node).setdefault(last, {})
