"""Field masks: lists of paths of fields, which travel as one text with commas between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

from pydantic.alias_generators import to_camel

from wixapi._validation.scalars import write_text
from wixapi._validation.tables import Field, Table, Tables
from wixapi._validation.walker import Refused, Write, is_list, kind_of

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_FREE = "namespaces"
"""Of extended fields: below it stand names of apps and of fields that they chose."""


def field_mask_writer(tables: Tables, model: type[Any] | None) -> Write:
    """Writes paths, a list of them or a text with commas between, with the wire names of a model's fields.

    Names in free JSON and in maps stay as they are spelt. Without a model, and below fields that it
    doesn't have, wire names are taken to be the camelCase of Python's.
    """

    def write(value: Any, depth: int) -> Any:
        if isinstance(value, str):
            paths: list[object] = [*str.__str__(value).split(",")]
        else:
            paths = cast("list[object]", value) if is_list(value) else [None]
        texts = [path for path in paths if isinstance(path, str) and "," not in path]
        if len(texts) < len(paths):
            description = f"must be a list of paths, is {kind_of(value)}"
            raise Refused(value, "TYPE", description)
        if tables.is_of_wire:
            return write_text(",".join(texts), depth)
        wire = (".".join(_wire_names(text.split("."), tables, model)) for text in texts)
        return write_text(",".join(wire), depth)

    return write


def _wire_names(
    names: list[str], tables: Tables, model: type[Any] | None
) -> Iterator[str]:
    """Yield the wire names of one path."""
    for index, name in enumerate(names):
        table = tables.table(model) if model else None
        found = _found(table, name) if table else None
        if found is None:
            yield from _camel_names(names[index:])
            return
        wire, field = found
        yield wire
        model = field.model
        if (
            model is None
        ):  # what is below has no fields: free JSON, or the keys of a map
            yield from names[index + 1 :]
            return


def _found(table: Table, name: str) -> tuple[str, Field] | None:
    """Return wire name and field of what an object calls so, in the names of Python or of the wire."""
    fields = {
        key: (field.wire or to_camel(key), field)
        for key, field in table.items()
        if isinstance(field, Field)
    }
    by_wire = {wire: (wire, field) for wire, field in fields.values()}
    return fields.get(name) or by_wire.get(name)


def _camel_names(names: list[str]) -> Iterator[str]:
    """Yield the wire names of which nothing is known: the first that is none of Python's ends it."""
    for index, name in enumerate(names):
        if not _NAME.fullmatch(name):
            yield from names[index:]
            return
        yield to_camel(name)
        if name == _FREE:
            yield from names[index + 1 :]
            return
