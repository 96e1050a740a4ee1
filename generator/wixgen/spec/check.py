"""Declarations -> the API model: references resolved, contradictions reported."""

from __future__ import annotations

from collections.abc import Mapping

from wixgen.diagnostics import Diagnostics
from wixgen.spec.api import (
    Api,
    EnumType,
    EnumValue,
    Method,
    Named,
    ObjectType,
    Resource,
    SkippedMethod,
)
from wixgen.spec.check_fields import Scope, fill, note
from wixgen.spec.check_methods import check_method, check_webhook, page_address
from wixgen.spec.language import ResourceDecl, TypeDecl
from wixgen.spec.load import Spec
from wixgen.spec.source import Text
from wixgen.spec.types import KINDS

EVENT_METADATA = "EventMetadata"


def check(spec: Spec, report: Diagnostics) -> Api:
    """Resolve all declarations; what is contradictory is reported and left out."""
    declared = spec.common.types if spec.common else {}
    common = _declare(declared, True, report)
    _fill(common, declared, Scope(common, common, report))
    resources: dict[str, Resource] = {}
    for decl in sorted(spec.resources, key=lambda one: (one.package, one.module)):
        resource = _resource(decl, common, report)
        if (first := resources.get(resource.key)) is not None:
            message = f"`{resource.key}` is already declared in {first.at.path}"
            report.error(decl.package.place, "duplicate-resource", message)
            continue
        resources[resource.key] = resource
    return Api(list(resources.values()), list(common.values()))


def _declare(
    declared: Mapping[Text, TypeDecl], is_common: bool, report: Diagnostics
) -> dict[str, Named]:
    """The types by name, still without fields, so that they can refer to each other."""
    types: dict[str, Named] = {}
    for name, decl in declared.items():
        if name in KINDS or name == "common":
            report.error(name.place, "type-name", f"`{name}` is a word of the spec language")
        elif (decl.fields is None) == (decl.enum is None):
            message = f"the type `{name}` has either `fields` or `enum`"
            report.error(decl.at, "type-body", message)
        elif decl.enum is None:
            types[str(name)] = ObjectType(note=note(decl), name=str(name), is_common=is_common)
        elif not decl.enum:
            report.error(decl.place("enum"), "type-body", f"the enum `{name}` has no values")
        else:
            types[str(name)] = _enum(name, decl, is_common)
    return types


def _enum(name: Text, decl: TypeDecl, is_common: bool) -> EnumType:
    made = EnumType(note=note(decl), name=str(name), is_common=is_common)
    for value, value_decl in (decl.enum or {}).items():
        base = note(value_decl)
        made.values.append(
            EnumValue(
                at=value.place,
                description=base.description,
                deprecated=base.deprecated,
                python_name=base.python_name,
                value=str(value),
            )
        )
    return made


def _fill(types: Mapping[str, Named], declared: Mapping[Text, TypeDecl], scope: Scope) -> None:
    for name, decl in declared.items():
        made = types.get(name)
        if isinstance(made, ObjectType):
            fill(made, decl.fields or {}, scope)


def _resource(decl: ResourceDecl, common: Mapping[str, Named], report: Diagnostics) -> Resource:
    local = _declare(decl.types, False, report)
    scope = Scope(local, common, report)
    _fill(local, decl.types, scope)
    if decl.docs:
        page_address(Text(decl.docs, decl.docs.place), decl, report)
    methods = [check_method(name, one, decl, scope) for name, one in decl.methods.items()]
    webhooks = [check_webhook(name, one, decl, scope) for name, one in decl.webhooks.items()]
    if decl.webhooks and not isinstance(common.get(EVENT_METADATA), ObjectType):
        report.error(
            next(iter(decl.webhooks)).place,
            "no-event-metadata",
            f"webhooks need the type `{EVENT_METADATA}` in common.yaml",
            help="it describes what surrounds the payload of every event",
        )
    return Resource(
        at=decl.at,
        description=decl.description or "",
        package=str(decl.package),
        module=str(decl.module),
        title=decl.title or str(decl.module),
        docs=decl.docs or "",
        entity=decl.entity or "",
        types=list(local.values()),
        methods=[one for one in methods if isinstance(one, Method)],
        webhooks=[one for one in webhooks if one is not None],
        skipped=[one for one in methods if isinstance(one, SkippedMethod)],
    )
