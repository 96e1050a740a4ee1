"""The whole API as one OpenAPI 3.1 document.

What the pages say and OpenAPI has no word for stands in extensions:

- `x-required-paths`: a method's required paths word for word, also those that lead nowhere;
- `x-one-of-groups`: the names of one-of groups and their members, on the object schema; among
  query parameters on the operation, there with `x-exactly-one` for groups that must be set;
- `x-wix-permissions`, `x-wix-permission-ids`, `x-wix-identities` (who may call a method), `x-wix-handler`,
  `x-wix-event-type`; `x-wix-errors` on a response: `default` has those whose status nothing tells;
- `x-wix-maturity`, `x-wix-removal-date`; `x-wix-sources` and `x-wix-unmapped` on a tag: what its spec was
  made from, and the methods of the JavaScript SDK that have no public address;
- `x-wix-encoding`: see `wixgen.export.query`; `x-wix-fallback`: the POST that takes the parameters of a GET as its
  body, for addresses that would get too long;
- `x-wix-component`, `x-wix-path`: of a service plugin's method, which stands among the webhooks, since
  Wix calls it;
- `x-wix-query`: the fields of an item that a query can filter and sort by; `x-wix-attributes`:
  what else the page prints about a field;
- `x-wix-flattened`: see `wixgen.export.query`; `x-immutable`; `x-always`; `x-minimum`, `x-maximum`,
  `x-exclusiveMinimum`, `x-exclusiveMaximum`: limits of an int64 or a decimal, which is a text on
  the wire; `x-maxScale`: a decimal's digits after the point; `x-enumDescriptions` and
  `x-displayName`: read by Redoc.

Known limits of readers: a method may demand a field that is `readOnly` (id and revision of what is
updated); Redoc hides it in requests, and Schemathesis finds such requests impossible. Schemathesis
4 can't build URLs from dotted placeholders either.

Absent: what no REST half prints (fields of the SDK's half), what only an example shows, methods
that aren't JSON. Two methods with one verb and path are two entries in `paths`: the later one's
key ends with `#` and its operation's id.
"""

from __future__ import annotations

from wixgen.export.errors import undocumented
from wixgen.export.notes import Json
from wixgen.export.operations import operation, operation_id
from wixgen.export.plugins import plugin_method
from wixgen.export.schemas import Schemas, names_of
from wixgen.export.webhooks import RECEIVED, webhook
from wixgen.spec.api import Api, ObjectType, Resource
from wixgen.spec.check import EVENT_METADATA

HOST = "https://www.wixapis.com"
SECURITY_SCHEMES = {
    "authorization": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "An API key or an access token, without `Bearer`.",
    },
    "site": {
        "type": "apiKey",
        "in": "header",
        "name": "wix-site-id",
        "description": "With an API key: the site that a call is about.",
    },
    "account": {
        "type": "apiKey",
        "in": "header",
        "name": "wix-account-id",
        "description": "With an API key: the account that a call is about, where no site is.",
    },
}


def openapi(api: Api, version: str) -> Json:
    """Return the document; `version` is its own."""
    schemas = Schemas(names_of(api), "#/components/schemas/")
    made: Json = {
        "openapi": "3.1.0",
        "info": {"title": "Wix API", "version": version},
        "servers": [{"url": HOST}],
        "security": [
            {"authorization": [], "site": []},
            {"authorization": [], "account": []},
            {"authorization": []},
        ],
        "tags": [_tag(resource) for resource in api.resources],
        "paths": _paths(api, schemas),
        "webhooks": _webhooks(api, schemas),
    }
    responses = {"Error": undocumented(schemas), "Received": RECEIVED}
    return made | {
        "components": {
            "schemas": schemas.definitions(),
            "responses": responses,
            "securitySchemes": SECURITY_SCHEMES,
        }
    }


def _tag(resource: Resource) -> Json:
    made: Json = {"name": resource.key, "x-displayName": resource.title}
    if resource.description:
        made["description"] = resource.description
    if resource.docs:
        made["externalDocs"] = {"url": resource.docs}
    if resource.sources:
        made["x-wix-sources"] = list(resource.sources)
    if resource.unmapped:
        made["x-wix-unmapped"] = list(resource.unmapped)
    return made


def _paths(api: Api, schemas: Schemas) -> Json:
    paths: dict[str, Json] = {}
    for resource in api.resources:
        for method in resource.methods:
            verb = method.verb.lower()
            path = method.path
            if verb in paths.get(path, {}):
                path += f"#{operation_id(resource, method)}"
            paths.setdefault(path, {})[verb] = operation(resource, method, schemas)
    return paths


def _webhooks(api: Api, schemas: Schemas) -> Json:
    metadata = next(
        (type_ for type_ in api.common if type_.name == EVENT_METADATA), None
    )
    around = metadata if isinstance(metadata, ObjectType) else None
    made: Json = {
        f"{resource.key}.{hook.name}": webhook(resource, hook, around, schemas)
        for resource in api.resources
        for hook in resource.webhooks
    }
    for resource in api.resources:
        if plugin := resource.plugin:
            for method in plugin.methods:
                key = f"{resource.key}.service_plugin.{method.name}"
                made[key] = plugin_method(resource, plugin, method, schemas)
    return made
