"""Writers of values that came from Wix: they go back as they came, whatever the rules say.

Only what a caller has put into them since is checked: hand-made models, and dicts where models stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from pydantic import BaseModel

from wixapi._validation.free_json import write_json
from wixapi._validation.walker import Write, write_list, write_map


def keep_int64(value: Any, depth: int) -> Any:
    """Writes a whole number as text; what isn't one as it is."""
    return str(value) if value.__class__ is int else write_json(value, depth)


def keep_field_mask(value: Any, depth: int) -> Any:
    """Writes the paths of a field mask as one text; what isn't one as it is."""
    written = write_json(value, depth)
    if not isinstance(written, list):
        return written
    paths = cast("list[object]", written)
    texts = [path for path in paths if isinstance(path, str)]
    return ",".join(texts) if len(texts) == len(paths) else paths


def keeping_objects(write: Write) -> Write:
    """Writes models and dicts as `write` does, which knows how each of them was made."""

    def keep(value: Any, depth: int) -> Any:
        is_object = isinstance(value, BaseModel | Mapping)
        return write(value, depth) if is_object else write_json(value, depth)

    return keep


def keeping_lists(item: Write) -> Write:
    """Writes lists of `item`, which keeps; what isn't a list as it is."""

    def keep(value: Any, depth: int) -> Any:
        if not isinstance(value, list | tuple):
            return write_json(value, depth)
        return write_list(cast("list[Any]", value), item, depth)

    return keep


def keeping_maps(item: Write) -> Write:
    """Writes mappings to `item`, which keeps; what isn't one as it is."""

    def keep(value: Any, depth: int) -> Any:
        if not isinstance(value, Mapping):
            return write_json(value, depth)
        return write_map(cast("Mapping[object, Any]", value), item, depth)

    return keep
