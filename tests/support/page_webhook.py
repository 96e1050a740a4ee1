"""A webhook's page: the event's body, and the envelope that the SDK makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from dataclasses import field as defaulted

from support.page_examples import handler_examples
from support.page_hints import Hints, WebhookHints, capitalised
from support.page_parts import half, header, introduction, permissions, portal_header
from support.page_schema import Printed, Section, on_one_line
from wixgen.diagnostics import Place
from wixgen.spec.api import Field, Kind, ObjectType, Resource, Type, Webhook

_BODIES = {
    "created": ("createdEvent", "entity", "What came into being."),
    "updated": ("updatedEvent", "currentEntity", "What it looks like by now."),
    "deleted": ("deletedEvent", "deletedEntity", "What is gone."),
    "action": ("actionEvent", "body", "What was done."),
}
_NOWHERE = Place("")


@dataclass(frozen=True, kw_only=True)
class WebhookPage:
    """Prints one webhook; `metadata` is the type of what surrounds every payload."""

    resource: Resource
    webhook: Webhook
    metadata: ObjectType
    hints: WebhookHints
    all_hints: Hints
    printed: Printed = defaulted(default_factory=Printed)

    def text(self) -> str:
        """The whole page; unlike a method's it has no title."""
        webhook, hints = self.webhook, self.hints
        link = webhook.docs or f"https://dev.wix.com/docs/{webhook.name}"
        scripts = handler_examples(self.resource, webhook.handler)
        namespace = hints.namespace
        if hints.style.menu_namespace:
            namespace = self.resource.module
        lines = [
            *portal_header(hints.style, webhook.name),
            *header("", hints.package, namespace, "Webhook", link),
            *permissions(webhook.permissions),
            *introduction(webhook.description or webhook.title),
            *half("REST API", self.rest(), []),
            "",
            *half("JavaScript SDK", self.sdk(), scripts),
        ]
        return "\n".join(lines)

    def rest(self) -> Iterator[str]:
        """The lines of the REST half's schema; they start in the first column."""
        yield f"Webhook: {self.webhook.title or capitalised(self.webhook.name)}"
        yield f"Description: {on_one_line(self.webhook.description)}"
        if self.webhook.kind == "flat":
            yield from self._flat_rest()
            return
        yield "Event body:"
        section = self._section("rest")
        for one in self.metadata.fields:
            if section.shows(one, one.wire):
                section.note(self.metadata, [one.wire])
                section.field_line(one, 0, one.wire)
        yield from (_with_date_time(line) for line in section.lines)
        section.lines.clear()
        self._event(section)
        yield from [*section.lines, "", ""]

    def sdk(self) -> Iterator[str]:
        """The lines of the JavaScript half's schema."""
        yield f"Webhook: {self.webhook.handler}"
        yield f"Description: {on_one_line(self.webhook.description)}"
        yield f"Payload: {capitalised(self.webhook.name)}Envelope"
        section = self._section("sdk")
        is_flat = self.webhook.kind == "flat"
        name = "data" if self.webhook.kind in {"action", "flat"} else "entity"
        if self._has_payload():
            section.field_line(_field(name, self._payload()), 0, name, "none")
        metadata = _base_of(self.metadata) if is_flat else self.metadata
        section.field_line(_field("metadata", metadata), 0, "metadata", "none")
        if self.webhook.modified_fields:
            changes = _field("modifiedFields", Kind.OBJECT)
            section.field_line(changes, 0, changes.wire, "none")
        yield from [*section.lines, "", ""]

    def _flat_rest(self) -> Iterator[str]:
        """The event's body where it is the payload itself."""
        section = self._section("rest")
        payload = self._payload() if self._has_payload() else Kind.OBJECT
        if self.hints.flat_form == "data":
            yield "Event body:"
            section.field_line(_field("data", payload, "What is told."), 0, "data")
            section.field_line(_field("eventType", Kind.STRING), 0, "eventType")
        else:
            is_body = self.hints.flat_form == "body"
            yield "Event body:" if is_body else f"Payload: {section.word(payload)}"
            if isinstance(payload, ObjectType):
                section.children(payload, -1, "")
        yield from [*section.lines, "", ""]

    def _event(self, section: Section) -> None:
        event, payload, text = _BODIES[self.webhook.kind]
        section.field_line(_field(event, Kind.OBJECT, "The event itself."), 0, event)
        if self._has_payload():
            section.field_line(_field(payload, self._payload(), text), 1, payload)
        if self.webhook.modified_fields:
            changes = _field("modifiedFields", Kind.OBJECT, "What was changed.")
            section.field_line(changes, 1, changes.wire)

    def _payload(self) -> Type:
        self.printed.payloads.add(f"{self.resource.key}.{self.webhook.name}")
        return self.webhook.payload or Kind.OBJECT

    def _has_payload(self) -> bool:
        if self.webhook.kind == "deleted":
            return self.webhook.payload is not None
        return self.hints.has_payload

    def _section(self, half_: str) -> Section:
        return Section(
            half="sdk" if half_ == "sdk" else "rest",
            view="response",
            name_of=lambda one: self.all_hints.page_name(self.resource, one),
            key=self.resource.key,
            inline_enums=self.all_hints.inline_enums,
            base=1,
            style=self.hints.style,
            printed=self.printed,
        )


def _field(wire: str, type_: Type, description: str = "") -> Field:
    return Field(at=_NOWHERE, wire=wire, type=type_, description=description)


def _base_of(metadata: ObjectType) -> ObjectType:
    """The type of a flat event's metadata: what is told of every event."""
    names = {"instanceId", "eventType", "identity", "accountInfo"}
    fields = [one for one in metadata.fields if one.wire in names]
    return replace(metadata, name="BaseEventMetadata", fields=fields, groups=[])


def _with_date_time(line: str) -> str:
    """The REST half says of one date that it is one: the event's time."""
    return line.replace(
        "- name: eventTime | type: string |",
        "- name: eventTime | type: string (date-time) |",
    )
