"""Tell the kind of a webhook and its payload from what the page prints, and from its event type if that is known.

Domain events carry their payload in a member such as `createdEvent`. Flat events are no domain events:
their REST half prints the fields of the payload, below `Payload:` or `Event body:`, perhaps in a `data`;
the JavaScript SDK's half prints `data` and `metadata`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from wixgen.pages.names import is_type_name
from wixgen.pages.nesting.evidence import DOMAIN_MEMBERS
from wixgen.pages.nesting.field_tree import Field, Tree
from wixgen.pages.nesting.resolve_pages import BODY, PAYLOAD, ResolvedPage
from wixgen.pages.parse.facts import webhook_name

_PARTS = {
    "createdEvent": ("created", "entity"),
    "updatedEvent": ("updated", "currentEntity"),
    "deletedEvent": ("deleted", "deletedEntity"),
    "actionEvent": ("action", "body"),
}
#: What surrounds the payload of every event, flat ones included.
_ENVELOPE = frozenset(
    {"metadata", "instanceId", "eventType", "identity", "accountInfo"}
)
_FLAT_METADATA = "BaseEventMetadata"


@dataclass(frozen=True)
class ShownWebhook:
    """What a page shows of a webhook.

    Attributes:
        kind: What happened, as specs say it.
        payload: The entity or the data, as the half prints it that counts; None if none does.
        counterpart: The same in the other half, under the same name.
        has_modified_fields: The page prints `modifiedFields`.
    """

    kind: str
    payload: Field | None
    counterpart: Field | None
    has_modified_fields: bool


def shown_webhook(resolved: ResolvedPage, event_type: str) -> ShownWebhook:
    """Return what a page shows of its webhook.

    Args:
        resolved: The page.
        event_type: Wix's `eventType`, from elsewhere; empty if it isn't known.
    """
    rest = resolved.tree("rest", BODY)
    if not rest.fields:
        rest = resolved.tree("rest", PAYLOAD)
    body = {field.name: field for field in rest.fields}
    sdk = {field.name: field for field in resolved.tree("sdk", PAYLOAD).fields}
    part = next((word for word in _PARTS if word in body), "")
    if not part and _is_flat(resolved, body, sdk, event_type):
        payload = _flat_payload(resolved, rest, sdk.get("data"))
        return ShownWebhook("flat", payload, _under(sdk.get("data"), payload), False)
    kind, word = _PARTS[part] if part else (_kind_of_payload(sdk), "")
    members = body[part].children if part else []
    counterpart = sdk.get("data" if kind == "action" else "entity")
    payload = next((field for field in members if field.name == word), counterpart)
    same_level = {field.name for field in members} if part else sdk.keys()
    has_modified_fields = kind == "updated" and "modifiedFields" in same_level
    return ShownWebhook(
        kind, payload, _under(counterpart, payload), has_modified_fields
    )


def is_camel_case(event_type: str) -> bool:
    """Return whether an event type ends in CamelCase, as those of flat events do and no others."""
    word = event_type.rpartition(".")[2]
    return word[:1].isupper() and "_" not in word


def _is_flat(
    resolved: ResolvedPage,
    body: Mapping[str, Field],
    sdk: Mapping[str, Field],
    event_type: str,
) -> bool:
    """Return whether a webhook without a part such as `createdEvent` is no domain event."""
    if "entity" in sdk:
        return False
    if event_type:
        return is_camel_case(event_type)
    metadata = sdk.get("metadata")
    around = {field.name for field in metadata.children} if metadata else set[str]()
    if _is_domain(body) or _is_domain(around):
        return False
    if body or resolved.section("rest", PAYLOAD):
        return True
    is_base = metadata is not None and metadata.item.type == _FLAT_METADATA
    return is_base or ("data" in sdk and bool(around))


def _is_domain(names: Collection[str]) -> bool:
    """Return whether these are the names of a domain event's metadata, and no payload's by accident."""
    return "entityFqdn" in names or len({*DOMAIN_MEMBERS}.intersection(names)) > 2


def _kind_of_payload(sdk: Mapping[str, Field]) -> str:
    """Return the kind of a domain event of which only the SDK's payload tells it."""
    if "entity" in sdk:
        return "updated" if "modifiedFields" in sdk else "created"
    return "action" if "data" in sdk else "deleted"


def _flat_payload(
    resolved: ResolvedPage, rest: Tree, data: Field | None
) -> Field | None:
    """Return the payload of a flat event as one object, whose fields the REST half prints or else the SDK's."""
    if not rest.fields:
        return data
    section = resolved.section("rest", PAYLOAD)
    wrapper = _wrapper(rest, data)
    printed = [
        wrapper.item.type if wrapper else "",
        data.item.type if data else "",
        section.type if section else "",
    ]
    type_ = next(filter(is_type_name, printed), "object")
    # A type without a name is called like the field: the webhook's name says more than `data`.
    name = webhook_name(resolved.page) if type_ == "object" else "data"
    item = (wrapper or rest.fields[0]).item
    item = replace(item, name=name, type=type_, description="")
    if wrapper:
        return replace(wrapper, item=item)
    return Field(item, rest.fields, rest.groups)


def _wrapper(rest: Tree, data: Field | None) -> Field | None:
    """Return the object `data` of the REST half, if it holds the payload and isn't a field of it."""
    fields = {field.name: field for field in rest.fields}
    wrapper = fields.pop("data", None)
    if wrapper is None or not (
        wrapper.children
        or wrapper.item.type == "object"
        or is_type_name(wrapper.item.type)
    ):
        return None
    is_member = data is not None and any(
        field.name == "data" for field in data.children
    )
    return None if is_member or fields.keys() - _ENVELOPE else wrapper


def _under(counterpart: Field | None, payload: Field | None) -> Field | None:
    """Return the other half's payload by the name that it has in the half that counts."""
    if counterpart is None or payload is None:
        return None
    return replace(counterpart, item=payload.item)
