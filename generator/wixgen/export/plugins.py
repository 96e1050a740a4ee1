"""Service plugins -> webhooks of OpenAPI: what Wix calls, and what the app answers.

The request body is what is signed: the token that Wix sends holds it as `data.request`, beside the call's
metadata. The app's address and the path of the method, `x-wix-path`, make the URL.
"""

from __future__ import annotations

from wixgen.export.errors import json_content
from wixgen.export.notes import Json, introduced
from wixgen.export.schemas import Schemas
from wixgen.spec.api import Plugin, PluginError, PluginMethod, Resource
from wixgen.spec.demands import demanded

REFUSED = "An error that the app answers with, by its code."


def plugin_method(
    resource: Resource, plugin: Plugin, method: PluginMethod, schemas: Schemas
) -> Json:
    """Return one method of a service plugin."""
    made: Json = {
        "operationId": f"{resource.key}.service_plugin.{method.name}",
        "tags": [resource.key],
        **introduced(method),
        "security": [],
        "requestBody": {
            "required": True,
            "content": json_content(schemas.answer_object(method.parameters)),
        },
        "responses": {"200": _answer(method, schemas), **_errors(plugin, schemas)},
        "x-wix-component": plugin.component,
        "x-wix-path": method.path,
    }
    if method.required:
        made["x-required-paths"] = [required.path for required in method.required]
    return {"post": made}


def _answer(method: PluginMethod, schemas: Schemas) -> Json:
    """Return the answer of the app, bound as the request of a call is: the app sends it."""
    paths = [required.path for required in method.answer_required if required.reachable]
    demand = demanded(paths, method.answer_exactly_one)
    schema = schemas.request_object(method.returns, demand)
    return {"description": "The app's answer.", "content": json_content(schema)}


def _errors(plugin: Plugin, schemas: Schemas) -> Json:
    """Return the errors that an app may answer with, by their status."""
    by_status: dict[int, list[PluginError]] = {}
    for error in plugin.errors:
        by_status.setdefault(error.http, []).append(error)
    made: Json = {}
    for http, errors in sorted(by_status.items()):
        bodies = [_error(error, schemas) for error in errors]
        schema = bodies[0] if len(bodies) == 1 else {"oneOf": bodies}
        made[str(http)] = {"description": REFUSED, "content": json_content(schema)}
    return made


def _error(error: PluginError, schemas: Schemas) -> Json:
    """Return the body that tells of an error."""
    told: Json = {"code": {"const": error.code}}
    if error.data:
        told["data"] = schemas.request(error.data)
    made: Json = {
        "type": "object",
        "title": error.name,
        "properties": {
            "applicationError": {
                "type": "object",
                "properties": told,
                "required": ["code"],
            }
        },
        "required": ["applicationError"],
    }
    if error.description:
        made["description"] = error.description
    return made
