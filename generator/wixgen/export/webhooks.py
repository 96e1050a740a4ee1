"""Webhooks -> the webhooks of OpenAPI.

The body is the event as the REST half prints it: the decoded `data` of the token that Wix sends. Of a
flat event that is its payload, without anything around it.
"""

from __future__ import annotations

from wixgen.export.errors import json_content
from wixgen.export.notes import Json, about
from wixgen.export.schemas import Schemas
from wixgen.spec.api import ObjectType, Resource, Webhook

RECEIVED: Json = {
    "description": "Received. After any other status Wix sends the event again."
}
ENVELOPES = {
    "created": ("createdEvent", "entity"),
    "updated": ("updatedEvent", "currentEntity"),
    "deleted": ("deletedEvent", "deletedEntity"),
    "action": ("actionEvent", "body"),
}
MODIFIED_FIELDS: Json = {
    "type": "object",
    "description": "What was changed, with the values before; only some events have it.",
}


def webhook(
    resource: Resource, hook: Webhook, metadata: ObjectType | None, schemas: Schemas
) -> Json:
    """Return one webhook; `metadata` is the type of what surrounds the payload of every domain event."""
    if hook.kind == "flat":
        body = schemas.answer(hook.payload) if hook.payload else {}
    else:
        body = _domain_event(hook, metadata, schemas)
    made: Json = {
        "tags": [resource.key],
        **about(hook),
        "security": [],
        "requestBody": {"required": True, "content": json_content(body)},
        "responses": {"200": {"$ref": "#/components/responses/Received"}},
        "x-wix-handler": hook.handler,
    }
    if hook.event_type:
        made["x-wix-event-type"] = hook.event_type
    return {"post": made}


def _domain_event(hook: Webhook, metadata: ObjectType | None, schemas: Schemas) -> Json:
    """Return the schema of a domain event: its metadata, and the member that carries the payload."""
    event, payload = ENVELOPES[hook.kind]
    carried: Json = {}
    if hook.payload:
        carried[payload] = schemas.answer(hook.payload)
    elif hook.kind == "action":
        carried[payload] = {"type": "object"}
    if hook.modified_fields:
        carried["modifiedFields"] = MODIFIED_FIELDS
    wrapper: Json = {"type": "object"}
    if carried:
        wrapper["properties"] = carried
    body: Json = {"type": "object", "properties": {event: wrapper}}
    return body if metadata is None else {"allOf": [schemas.answer(metadata), body]}
