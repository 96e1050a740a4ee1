"""Declarations -> the API model: references resolved, contradictions reported."""

from __future__ import annotations

from wixgen.acceptances import Teller, tell_unused
from wixgen.diagnostics import Diagnostics, quoted
from wixgen.spec.api import (
    Api,
    EnumType,
    EnumValue,
    Kind,
    Method,
    Named,
    Note,
    ObjectType,
    Resource,
    SkippedMethod,
)
from wixgen.spec.check_fields import Names, Scope, fill, noted
from wixgen.spec.check_methods import check_method
from wixgen.spec.check_plugins import check_plugin, free_answers
from wixgen.spec.check_webhooks import check_webhook
from wixgen.spec.language import EnumValueDecl, ResourceDecl, TypeDecl
from wixgen.spec.load import Spec
from wixgen.spec.pages import Pages
from wixgen.spec.shapes import Entries
from wixgen.spec.source import Text
from wixgen.spec.stored import mark_stored
from wixgen.spec.types import KINDS

EVENT_METADATA = "EventMetadata"


def check(spec: Spec, report: Diagnostics) -> Api:
    """Resolve all declarations; what is contradictory is reported and left out."""
    declared = spec.common.types if spec.common else Entries[TypeDecl]()
    common = _declare(declared, True, report)
    common.is_complete &= not spec.common_is_unread
    _fill(common, declared, Scope(common, common, report))
    resources: dict[str, Resource] = {}
    for decl in sorted(
        spec.resources, key=lambda resource: (resource.package, resource.module)
    ):
        resource = _resource(decl, common, report)
        if (first := resources.get(resource.key)) is not None:
            message = f"{quoted(resource.key)} is already declared in {first.at.path}"
            report.error(decl.module.place, "duplicate-resource", message)
            continue
        resources[resource.key] = resource
    tell_unused(report, Teller.SPECS)
    return Api(list(resources.values()), common.known())


def _declare(
    declared: Entries[TypeDecl], is_common: bool, report: Diagnostics
) -> Names:
    """Declare the types by name, still without fields, so that they can refer to each other."""
    types = Names()
    types.is_complete = declared.is_whole
    types.update(dict.fromkeys(declared.unread, Kind.UNKNOWN))
    for name, decl in declared.items():
        if name in KINDS or name == "common":
            message = f"{quoted(name)} is a type of the spec language itself"
            report.error(
                name.place, "type-name", message, help="give the type another name"
            )
        else:
            types[str(name)] = _declared(name, decl, is_common, report)
    return types


def _declared(
    name: Text, decl: TypeDecl, is_common: bool, report: Diagnostics
) -> Named | Kind:
    """Return the type without its fields; UNKNOWN after reporting that it has no body to speak of."""
    if (decl.fields is None) == (decl.enum is None):
        has = "both `fields` and" if decl.enum is not None else "neither `fields` nor"
        message = f"the type {quoted(name)} has {has} `enum`; it needs one of them"
        report.error(name.place, "type-body", message)
    elif decl.fields is not None:
        return ObjectType(
            note=Note(at=decl.at, **noted(decl, report)),
            name=str(name),
            is_common=is_common,
        )
    elif decl.enum:
        return _enum(name, decl.enum, decl, is_common, report)
    elif decl.enum is not None and decl.enum.is_complete:
        message = f"the enum {quoted(name)} has no values"
        report.error(decl.place("enum"), "type-body", message)
    return Kind.UNKNOWN


def _enum(
    name: Text,
    values: Entries[EnumValueDecl],
    decl: TypeDecl,
    is_common: bool,
    report: Diagnostics,
) -> EnumType:
    made = EnumType(
        note=Note(at=decl.at, **noted(decl, report)),
        name=str(name),
        is_common=is_common,
        is_partial=not values.is_complete,
    )
    for value, value_decl in values.items():
        facts = noted(value_decl, report)
        made.values.append(EnumValue(at=value.place, **facts, value=str(value)))
    return made


def _fill(types: Names, declared: Entries[TypeDecl], scope: Scope) -> None:
    for name, decl in declared.items():
        made = types.get(name)
        if isinstance(made, ObjectType) and decl.fields is not None:
            fill(made, decl.fields, scope)


def _resource(decl: ResourceDecl, common: Names, report: Diagnostics) -> Resource:
    local = _declare(decl.types, False, report)
    scope = Scope(local, common, report)
    _fill(local, decl.types, scope)
    pages = Pages(decl.docs, report)
    methods = [
        check_method(name, method, pages, scope)
        for name, method in decl.methods.items()
    ]
    webhooks = [
        check_webhook(name, webhook, pages, scope)
        for name, webhook in decl.webhooks.items()
    ]
    usable = [method for method in methods if isinstance(method, Method)]
    plugin = None
    if decl.service_plugin:
        plugin = check_plugin(decl.service_plugin, pages, scope)
    if plugin:
        free_answers(plugin, usable)
    metadata = common.get(EVENT_METADATA)
    if decl.webhooks and not isinstance(metadata, ObjectType):
        _report_metadata(next(iter(decl.webhooks)), metadata, common, report)
    checked = Resource(
        at=decl.at,
        description=decl.description or "",
        package=decl.package,
        module=decl.module,
        title=decl.title or str(decl.module),
        docs=pages.base,
        entity=decl.entity or "",
        types=local.known(),
        methods=usable,
        webhooks=[webhook for webhook in webhooks if webhook is not None],
        skipped=[method for method in methods if isinstance(method, SkippedMethod)],
        sources=tuple(map(str, decl.sources)),
        unmapped=_unmapped(decl, report),
        plugin=plugin,
    )
    mark_stored(checked)
    return checked


def _unmapped(decl: ResourceDecl, report: Diagnostics) -> tuple[str, ...]:
    """Return the names of methods without an address; one that is described here has an address."""
    for name in decl.unmapped:
        if name in decl.methods:
            message = f"{quoted(name)} is described here, so it has an address"
            help = "remove it from `unmapped`"
            report.warn(name.place, "mapped-method", message, help=help)
    return tuple(str(name) for name in decl.unmapped if name not in decl.methods)


def _report_metadata(
    first: Text, found: Named | Kind | None, common: Names, report: Diagnostics
) -> None:
    if found is Kind.UNKNOWN or (found is None and not common.is_complete):
        return
    report.error(
        first.place,
        "no-event-metadata",
        f"webhooks need the object type `{EVENT_METADATA}` in common.yaml",
        help="it describes what surrounds the payload of every event",
    )
