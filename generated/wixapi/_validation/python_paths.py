"""Wire paths in Python names, for people who read what is wrong with what they wrote in Python."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydantic.alias_generators import to_camel

from wixapi._validation.tables import Field, Table, Tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wixapi._model import Model

_TOKEN = re.compile(r"\[[^\]]*\]|[^.\[\]]+")


def python_path(table: Table, tables: Tables, path: str) -> str:
    """Return a wire path in Python names: `tickets[0].number`, `participation.party_size`.

    What no table knows stays as it is: free JSON, keys of maps, and fields that are none.

    Args:
        table: The parameters of the method.
        tables: Where the tables of models are.
        path: Keys with dots between, and indexes as `[0]` or `.0`.
    """
    text = ""
    here: Table | None = table
    item: Field | None = None
    for token in _TOKEN.findall(path):
        key = token.strip("[]")
        if item is not None:
            below, inner = _inside(item, tables)
            if key.isdigit() or key not in _fields(below):
                text += f"[{key}]" if key.isdigit() else f".{key}"
                here, item = below, inner
                continue
            here = below  # the index was left out
        name, field = _fields(here).get(key, (key, None))
        text += token if token[0] == "[" else f".{name}"
        here, item = _inside(field, tables) if field else (None, None)
    return text.removeprefix(".")


def model_of(table: Table, name: str) -> type[Model] | None:
    """Return the model of what has this wire name in a table; None if it has none."""
    _, field = _fields(table).get(name, (name, None))
    return field.model if field else None


def _inside(field: Field, tables: Tables) -> tuple[Table | None, Field | None]:
    """Return what can stand in a field: the table of its object, or the items of its list or map."""
    return tables.table(field.model) if field.model else None, field.item


def _fields(table: Table | None) -> Mapping[str, tuple[str, Field]]:
    """Return the fields of a table with their Python names, by wire name; by Python name where none has it."""
    fields = {
        name: field for name, field in (table or {}).items() if isinstance(field, Field)
    }
    by_name = {name: (name, field) for name, field in fields.items()}
    return by_name | {
        field.wire or to_camel(name): (name, field) for name, field in fields.items()
    }
