"""`resource.schema.json`: the spec language as JSON Schema, for editors."""

from __future__ import annotations

import json

from wixgen.spec.language import COMMON, RESOURCE, records
from wixgen.spec.shapes import definition


def resource_schema() -> str:
    """The schema of both kinds of spec files, as JSON text."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "wixgen spec",
        "description": "Generated from wixgen.spec.language; not edited by hand.",
        "anyOf": [RESOURCE.schema(), COMMON.schema()],
        "$defs": {record.__name__: definition(record) for record in records()},
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
