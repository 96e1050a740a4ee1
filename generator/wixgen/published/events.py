"""Turn the events of a package into webhooks of a spec.

`declare function onDoorOpened(handler: (event: DoorOpenedEnvelope) => …)` with the tags `@eventType` and
`@slug` says that there is an event, and its envelope what is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from wixgen.published.methods import grants_of
from wixgen.published.syntax import Declared, Function
from wixgen.published.type_words import expression_of, names_in
from wixgen.published.types import Decl, TypeReader, notes_of
from wixgen.spec.types import KINDS

_ENVELOPE = "Envelope"
_ENTITY_EVENTS = {"created", "updated", "deleted"}
_NO_DOMAIN_EVENT = "BaseEventMetadata"


def webhooks_of(
    functions: Iterable[Function], declared: Mapping[str, Declared], types: TypeReader
) -> Iterator[tuple[str, Decl, Function]]:
    """Yield name and declaration of each webhook, and the function that tells of it.

    Args:
        functions: The functions of the SDK.
        declared: Its interfaces.
        types: The types of the package: takes those that events have.
    """
    for function in functions:
        name = function.name[2:]
        if not (
            function.name.startswith("on") and function.doc.first("eventType") and name
        ):
            continue
        named = {one for _, type_ in function.parameters for one in names_in(type_)}
        envelopes = sorted(one for one in named if one.endswith(_ENVELOPE))
        envelope = declared.get(envelopes[0]) if envelopes else None
        if envelope is not None:
            yield name[:1].lower() + name[1:], _webhook(
                function, envelope, types
            ), function


def _webhook(function: Function, envelope: Declared, types: TypeReader) -> Decl:
    parts = {member.name: member.type for member in envelope.members}
    slug = function.doc.first("slug")
    metadata = parts.get("metadata")
    is_flat = (
        metadata is not None and (metadata.text or b"").decode() == _NO_DOMAIN_EVENT
    )
    is_of_entity = slug in _ENTITY_EVENTS and not is_flat and "data" not in parts
    made: Decl = {"kind": "flat" if is_flat else slug if is_of_entity else "action"}
    made |= notes_of(function.doc)
    payload = parts.get("entity") or parts.get("data")
    type_ = expression_of(payload, types.reference) if payload is not None else "json"
    if type_ not in KINDS and "[" not in type_:
        made["entity" if is_of_entity else "data"] = type_
    if "modifiedFields" in parts and made["kind"] == "updated":
        made["modified_fields"] = True
    made["event_type"] = function.doc.first("eventType")
    return made | {
        key: value for key, value in grants_of(function.doc).items() if value
    }
