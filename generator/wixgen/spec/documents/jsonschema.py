"""`resource.schema.json`: the spec language as JSON Schema, for editors."""

from __future__ import annotations

import json

from wixgen.spec.language import COMMON, RESOURCE, records
from wixgen.spec.shapes import definition, keys_of


def resource_schema() -> str:
    """Return the schema of both kinds of spec files, as JSON text.

    A file that has any key of a resource is taken for one, so that editors explain what a resource
    lacks instead of what `common.yaml` may not have.
    """
    of_resource = [
        name for name in keys_of(RESOURCE.declaration) if name not in _common_keys()
    ]
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "wixgen spec",
        "description": "Generated from wixgen.spec.language; not edited by hand.",
        "if": {"anyOf": [{"required": [name]} for name in of_resource]},
        "then": RESOURCE.schema(),
        "else": COMMON.schema(),
        "$defs": {record.__name__: definition(record) for record in records()},
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _common_keys() -> set[str]:
    return set(keys_of(COMMON.declaration))
