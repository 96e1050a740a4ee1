"""The API model -> the entries of the index."""

from __future__ import annotations

from dataclasses import replace

from wixgen.catalogue.entries import (
    COMMON,
    EventEntry,
    MethodEntry,
    ResourceEntry,
    TypeShape,
)
from wixgen.spec.api import Api, Method, ObjectType, PluginMethod, Resource, Webhook
from wixgen.spec.types import only_sent, type_text


def common_shapes(api: Api) -> list[TypeShape]:
    """Return the shapes of the types of common.yaml."""
    return [
        _shape(type_, COMMON) for type_ in api.common if isinstance(type_, ObjectType)
    ]


def entry_of(resource: Resource) -> ResourceEntry:
    """Return what the index knows of a resource."""
    sent = only_sent(resource)
    return ResourceEntry(
        package=str(resource.package),
        module=str(resource.module),
        path=resource.at.path,
        title=str(resource.title),
        docs=str(resource.docs),
        types=tuple(
            _shape(type_, resource.key, is_only_sent=type_.name in sent)
            for type_ in resource.types
            if isinstance(type_, ObjectType)
        ),
        methods=tuple(_method(method, resource.key) for method in resource.methods),
        events=tuple(map(_event, resource.webhooks)),
        plugin_methods=tuple(
            _plugin_method(method, resource.key)
            for method in (resource.plugin.methods if resource.plugin else ())
        ),
    )


def _shape(type_: ObjectType, home: str, *, is_only_sent: bool = False) -> TypeShape:
    fields = [field for field in type_.fields if not field.undocumented]
    return TypeShape(
        name=str(type_.name),
        home=home,
        fields={str(field.wire): type_text(field.type) for field in fields},
        groups=tuple(tuple(map(str, group.members)) for group in type_.groups),
        names={
            str(field.wire): str(field.python_name)
            for field in fields
            if field.python_name
        },
        python_name=str(type_.note.python_name),
        only_sent=is_only_sent,
    )


def _method(method: Method, home: str) -> MethodEntry:
    return MethodEntry(
        name=str(method.name),
        sdk_name=str(method.sdk.method),
        http=f"{method.verb} {method.path}",
        parameters=replace(_shape(method.parameters, home), name=""),
        returns=replace(_shape(method.returns, home), name=""),
        title=str(method.title),
        docs=str(method.docs),
        python_name=str(method.python_name),
        deprecated=bool(method.deprecated),
    )


def _plugin_method(method: PluginMethod, home: str) -> MethodEntry:
    return MethodEntry(
        name=str(method.name),
        sdk_name=str(method.name),
        http=f"POST {method.path}",
        parameters=replace(_shape(method.parameters, home), name=""),
        returns=replace(_shape(method.returns, home), name=""),
        title=str(method.title),
        docs=str(method.docs),
        python_name=str(method.python_name),
        deprecated=bool(method.deprecated),
    )


def _event(webhook: Webhook) -> EventEntry:
    return EventEntry(
        name=str(webhook.name),
        handler=str(webhook.handler),
        event_type=str(webhook.event_type),
        payload=type_text(webhook.payload) if webhook.payload else "",
        title=str(webhook.title),
        docs=str(webhook.docs),
        python_name=str(webhook.python_name),
        deprecated=bool(webhook.deprecated),
    )
