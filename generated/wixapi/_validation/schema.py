"""The vocabulary of request tables: what each field may hold, and how it is written.

Each function makes one field of a table. All of them take

- `wire`: the wire name, where it isn't the camelCase of the Python name;
- `read_only`: from a model, sent only where the method requires it;
- `undocumented`: accepted, never proposed.

Limits include their ends, but for exclusive ones; lengths count code points.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from wixapi._validation.free_json import write_json, write_object
from wixapi._validation.kept import (
    keep_field_mask,
    keep_int64,
    keeping_lists,
    keeping_maps,
    keeping_objects,
)
from wixapi._validation.masks import field_mask_writer
from wixapi._validation.queries import Plain, Queried, Query
from wixapi._validation.scalars import (
    INT32,
    Bound,
    decimal_writer,
    enum_writer,
    int64_writer,
    integer_writer,
    number_writer,
    string_writer,
    with_length,
    write_boolean,
    write_datetime,
    write_guid,
)
from wixapi._validation.tables import Field, Group, Table, Tables
from wixapi._validation.walker import NO_DEMAND, Write, array_writer, map_writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = [
    "Field",
    "Group",
    "Plain",
    "Query",
    "Table",
    "Tables",
    "array",
    "boolean",
    "datetime",
    "decimal",
    "enum",
    "field_mask",
    "guid",
    "int32",
    "int64",
    "integer",
    "json",
    "map",
    "model",
    "number",
    "object",
    "one_of",
    "queried",
    "query",
    "string",
]


class Common(TypedDict, total=False):
    """Options that every kind of field has."""

    wire: str | None
    read_only: bool
    undocumented: bool


def _leaf(
    kind: str, make: Callable[[], Write], common: Common, keep: Write = write_json
) -> Field:
    return Field(
        lambda _tables, _demand: make(),
        lambda _tables, _demand: keep,
        kind=kind,
        **common,
    )


def string(
    *,
    min_length: int | None = None,
    max_length: int | None = None,
    **common: Unpack[Common],
) -> Field:
    """Text. A `uuid.UUID` or a Decimal stands for its usual text."""
    return _leaf("string", lambda: string_writer(min_length, max_length), common)


def guid(
    *,
    min_length: int | None = None,
    max_length: int | None = None,
    **common: Unpack[Common],
) -> Field:
    """Return a GUID: 8-4-4-4-12 hex digits in any case, or a `uuid.UUID`."""
    return _leaf(
        "guid", lambda: with_length(write_guid, min_length, max_length), common
    )


def boolean(**common: Unpack[Common]) -> Field:
    """True or False, and nothing that resembles them."""
    return _leaf("boolean", lambda: write_boolean, common)


def integer(
    *, minimum: int | None = None, maximum: int | None = None, **common: Unpack[Common]
) -> Field:
    """Return a whole number of unknown size, written as a number."""
    return _leaf("integer", lambda: integer_writer(minimum, maximum), common)


def int32(
    *, minimum: int | None = None, maximum: int | None = None, **common: Unpack[Common]
) -> Field:
    """Return a whole number of 32 bits, written as a number."""
    low = INT32[0] if minimum is None else max(minimum, INT32[0])
    high = INT32[1] if maximum is None else min(maximum, INT32[1])
    return _leaf("int32", lambda: integer_writer(low, high), common)


def int64(
    *, minimum: int | None = None, maximum: int | None = None, **common: Unpack[Common]
) -> Field:
    """Return a whole number of 64 bits, an int or its digits, written as text."""
    return _leaf("int64", lambda: int64_writer(minimum, maximum), common, keep_int64)


def number(
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    **common: Unpack[Common],
) -> Field:
    """Return a finite int, float or Decimal, written as a number."""
    return _leaf("number", lambda: number_writer(minimum, maximum), common)


def decimal(
    *,
    minimum: Bound | None = None,
    maximum: Bound | None = None,
    exclusive_minimum: Bound | None = None,
    exclusive_maximum: Bound | None = None,
    max_scale: int | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
    **common: Unpack[Common],
) -> Field:
    """Return a decimal number as str, Decimal or int, written as text."""

    def make() -> Write:
        write = decimal_writer(
            minimum, maximum, exclusive_minimum, exclusive_maximum, max_scale
        )
        return with_length(write, min_length, max_length)

    return _leaf("decimal", make, common)


def datetime(**common: Unpack[Common]) -> Field:
    """An aware datetime, written in UTC, or ISO 8601 text with an offset, sent as it is."""
    return _leaf("datetime", lambda: write_datetime, common)


def enum(enum: type[Enum], **common: Unpack[Common]) -> Field:
    """Return a member of the enum, or the value of one."""
    return _leaf("enum", lambda: enum_writer(enum), common)


def model(model: type[Any], **common: Unpack[Common]) -> Field:
    """Return an object with a table: an instance of the model, or a mapping."""
    return Field(
        lambda tables, demand: tables.writer(model, demand).write,
        lambda tables, demand: keeping_objects(tables.writer(model, demand).write),
        model=model,
        kind="model",
        **common,
    )


def array(
    item: Field,
    *,
    min_items: int | None = None,
    max_items: int | None = None,
    **common: Unpack[Common],
) -> Field:
    """Return a list or tuple of items."""
    return Field(  # its items are bound by what is demanded of the list
        lambda tables, demand: array_writer(
            item.writer(tables, demand), min_items, max_items
        ),
        lambda tables, demand: keeping_lists(item.keeper(tables, demand)),
        model=item.model,
        item=item,
        kind="array",
        **common,
    )


def field_mask(model: type[Any] | None = None, **common: Unpack[Common]) -> Field:
    """Paths of a model's fields, in the names of Python or of the wire: `["participant.name", "party_size"]`."""
    return Field(
        lambda tables, _demand: field_mask_writer(tables, model),
        lambda _tables, _demand: keep_field_mask,
        kind="field_mask",
        **common,
    )


def map(
    item: Field,
    *,
    min_items: int | None = None,
    max_items: int | None = None,
    **common: Unpack[Common],
) -> Field:
    """Return a mapping from text of any kind to items."""
    return Field(
        lambda tables, _demand: map_writer(
            item.writer(tables, NO_DEMAND), min_items, max_items
        ),
        lambda tables, _demand: keeping_maps(item.keeper(tables, NO_DEMAND)),
        item=item,
        kind="map",
        **common,
    )


def object(**common: Unpack[Common]) -> Field:
    """Return a free JSON object, neither renamed nor checked inside."""
    return _leaf("object", lambda: write_object, common)


def json(**common: Unpack[Common]) -> Field:
    """Return any JSON value, neither renamed nor checked inside."""
    return _leaf("json", lambda: write_json, common)


def one_of(*members: str, wire: str | None = None) -> Group:
    """A group of fields of the same table, by Python name, of which at most one may be set.

    `wire` is the name by which methods demand it, where that isn't the camelCase of its key.
    """
    return Group(members, wire)


def query(
    *fields: Queried, filter: str = "", sort: str = "", free: Iterable[str] = ()
) -> Query:
    """Return what a method filters and sorts by.

    `filter` and `sort` are wire paths of the parameters, or of fields in them, that hold them; below the
    names in `free` any other may stand.
    """
    return Query(fields, filter, sort, tuple(free))


def queried(
    *names: str, operators: str = "", sort: str = "", wire: str | None = None
) -> Queried:
    """Return fields of items, by dotted Python name, with operators and orders as words: `$eq $in`, `ASC`.

    Without operators nothing is filtered by them, if something is by others; so it is with orders. `wire` is the dotted wire name, where it isn't the camelCase of the
    one name.
    """
    return Queried(names, tuple(operators.split()), tuple(sort.split()), wire)
