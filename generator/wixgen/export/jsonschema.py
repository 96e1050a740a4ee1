"""All types as one JSON Schema 2020-12 document."""

from __future__ import annotations

from wixgen.export.notes import Json
from wixgen.export.schemas import Schemas, names_of
from wixgen.spec.api import Api, Plugin
from wixgen.spec.demands import NO_DEMAND


def jsonschema(api: Api) -> Json:
    """Return the document: `$defs` under the names that the components of the OpenAPI document have.

    Every type stands there as answers have it (an enum also closed), and those that a request
    or an app's answer to a service plugin reaches as requests have them.
    """
    names = names_of(api)
    schemas = Schemas(names, "#/$defs/")
    for type_ in names:
        schemas.answer(type_)
    for resource in api.resources:
        for method in resource.methods:
            schemas.request_object(method.parameters, NO_DEMAND)
        if resource.plugin:
            _send(resource.plugin, schemas)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Wix API",
        "$defs": schemas.definitions(),
    }


def _send(plugin: Plugin, schemas: Schemas) -> None:
    """Add the types that an app sends to a service plugin's caller: of its answers, and of its errors' data."""
    for method in plugin.methods:
        schemas.request_object(method.returns, NO_DEMAND)
    for error in plugin.errors:
        if error.data:
            schemas.request(error.data)
