"""The API model -> the package model."""

from __future__ import annotations

from itertools import groupby

from wixgen.diagnostics import Diagnostics, Place
from wixgen.package import names, reserved
from wixgen.package.docs import event_doc, note_doc, reason
from wixgen.package.example import example_of
from wixgen.package.model import (
    Annotation,
    Enum,
    Event,
    Example,
    Group,
    Method,
    Model,
    Module,
    Package,
)
from wixgen.package.shape_methods import MethodShaper, hands_back_nothing
from wixgen.package.shape_requests import DictShaper, shape_table
from wixgen.package.shape_types import (
    TypeNames,
    reachable,
    shape_enum,
    shape_model,
    type_name,
)
from wixgen.spec.api import Api, EnumType, Named, ObjectType, Resource, Type, Webhook
from wixgen.spec.api import Method as ApiMethod
from wixgen.spec.source import Text

COMMON = "common"
NO_RENAME = "one of them has to go: their names are the SDK's"
CLIENT_VARIANTS = (
    "{}Client",
    "Async{}Client",
    "Raw{}Client",
    "AsyncRaw{}Client",
    "{}Events",
)
GROUP_VARIANTS = ("{}", "Async{}", "Raw{}", "AsyncRaw{}", "{}Hooks")


def shape(api: Api, version: str, report: Diagnostics) -> Package:
    """Give everything its Python shape; names that collide are reported."""
    common = CommonShaper(api, report)
    packages = names.Scope("", report)
    classes = names.Scope("the clients", report, reserved.GROUPS)
    groups: list[Group] = []
    for wire, resources in groupby(api.resources, key=lambda one: one.package):
        of_package = list(resources)
        at = _place(wire, of_package[0])
        name = packages.claim(names.package_name(wire), "package", wire, at, NO_RENAME)
        class_name = names.free((classes,), [names.pascal(wire)], GROUP_VARIANTS)
        beside = names.Scope(f"the package `{wire}`", report)
        names.free((beside,), [class_name], GROUP_VARIANTS)
        modules = [_module(one, name, common, beside, report) for one in of_package]
        groups.append(Group(name=name, class_name=class_name, modules=tuple(modules)))
    return Package(
        version=version,
        common=common.module,
        groups=tuple(groups),
        example=_example(api, groups),
    )


def _module(
    resource: Resource,
    package: str,
    common: CommonShaper,
    beside: names.Scope,
    report: Diagnostics,
) -> Module:
    """One resource; `beside` are the names of the other resources and of all their clients."""
    at = _place(resource.module, resource)
    derived = names.module_name(resource.module)
    name = beside.claim(derived, "module", resource.module, at, NO_RENAME)
    return ResourceShaper(resource, package, name, common, beside, report).shape()


def _place(word: str, resource: Resource) -> Place:
    """Where the resource says that word, if it comes from a spec."""
    return word.place if isinstance(word, Text) else resource.at


def _example(api: Api, groups: list[Group]) -> Example | None:
    """The first documented request of the package."""
    shaped = [(group, module) for group in groups for module in group.modules]
    for resource, (group, module) in zip(api.resources, shaped, strict=True):
        for method, made in zip(resource.methods, module.methods, strict=True):
            if example := example_of(method, made, f"{group.name}.{module.name}"):
                return example
    return None


class CommonShaper:
    """Makes the module of the types that several resources share."""

    path = f"wixapi.{COMMON}"

    def __init__(self, api: Api, report: Diagnostics) -> None:
        self.types = TypeNames(f"{self.path}.models")
        scope = names.Scope(
            "common.yaml", report, reserved.CLASSES | reserved.CONSTANTS
        )
        for type_ in api.common:
            name = scope.claim(type_name(type_), "type", type_.name, type_.note.at)
            self.types.add(type_, name)
        self.dicts = DictShaper(self.types, scope, f"{self.path}.requests")
        self.requested = [one for one in _requested(api.resources) if one.is_common]
        for type_ in self.requested:
            _name_request(type_, self.dicts)
        self.module = self._module(api.common, report) if api.common else None

    def _module(self, common: list[Named], report: Diagnostics) -> Module:
        models, enums = _classes(common, self.types, self.dicts, self.requested, report)
        tables = [one for one in self.requested if isinstance(one, ObjectType)]
        for one in tables:
            self.dicts.add_shared(one)
        return Module(
            package="",
            name=COMMON,
            title="the common types",
            doc="Types that several resources share.",
            source="common.yaml",
            docs="",
            class_name="",
            events_class="",
            models=models,
            enums=enums,
            dicts=tuple(self.dicts.dicts),
            tables=tuple(shape_table(one, self.types) for one in tables),
        )


class ResourceShaper:
    """Makes the module of one resource."""

    def __init__(
        self,
        resource: Resource,
        package: str,
        name: str,
        common: CommonShaper,
        beside: names.Scope,
        report: Diagnostics,
    ) -> None:
        self.resource = resource
        self.package = package
        self.name = name
        self.common = common
        self.beside = beside
        self.report = report
        self.path = f"wixapi.{package}.{name}"
        taken = reserved.CLASSES | reserved.CONSTANTS
        self.scope = names.Scope(f"`{resource.key}`", report, taken)
        self.types = TypeNames(f"{self.path}.models")
        self.dicts = DictShaper(self.types, self.scope, f"{self.path}.requests")

    def shape(self) -> Module:
        """The module; events take their names first, then types, then what is derived."""
        resource = self.resource
        events = {one.name: self._event_name(one) for one in resource.webhooks}
        self._name_types(set(events.values()))
        used = [one for one in reachable(_roots(resource)) if one.is_common]
        requested = list(_requested([resource]))
        self._name_common(used, requested)
        responses = {one.name: self._response_name(one) for one in resource.methods}
        both = (self.scope, self.beside)
        prefix = names.free(both, [names.pascal(resource.module)], CLIENT_VARIANTS)
        for type_ in requested:
            _name_request(type_, self.dicts)
        models, enums = _classes(
            resource.types, self.types, self.dicts, requested, self.report
        )
        answers = [
            shape_model(
                one.returns,
                responses[one.name],
                f"The answer of `{names.method_name(one.sdk.method, one.python_name)}`.",
                self.types,
                self.report,
            )
            for one in resource.methods
            if responses[one.name]
        ]
        local = [
            one
            for one in requested
            if isinstance(one, ObjectType) and not one.is_common
        ]
        methods = self._methods(responses)
        for one in local:
            self.dicts.add_shared(one)
        return Module(
            package=self.package,
            name=self.name,
            title=resource.title,
            doc=resource.description,
            source=resource.at.path,
            docs=resource.docs,
            class_name=f"{prefix}Client",
            events_class=f"{prefix}Events",
            models=(*models, *answers),
            enums=enums,
            dicts=tuple(self.dicts.dicts),
            tables=tuple(shape_table(one, self.types) for one in local),
            methods=tuple(methods),
            events=self._events(events),
            skipped=tuple((one.name, one.reason, one.docs) for one in resource.skipped),
            imported=tuple(sorted(self.types.name(one) for one in used)),
        )

    def _event_name(self, webhook: Webhook) -> str:
        derived = names.class_name(webhook.name, webhook.python_name)
        return self.scope.claim(derived, "webhook", webhook.name, webhook.at)

    def _name_types(self, events: set[str]) -> None:
        for type_ in self.resource.types:
            derived = type_name(type_)
            if derived in events:
                derived += "Body"
            name = self.scope.claim(derived, "type", type_.name, type_.note.at)
            self.types.add(type_, name)

    def _name_common(self, used: list[Named], requested: list[Named]) -> None:
        shaper = self.common
        for type_ in used:
            name = shaper.types.name(type_)
            self._claim_common(name, "type", type_)
            self.types.add(type_, name, shaper.types.models_module)
        for type_ in requested:
            if type_.is_common:
                name = _name_request(type_, shaper.dicts)
                self._claim_common(name, "request type of", type_)
                self.dicts.share(type_, name, shaper.dicts.module)

    def _claim_common(self, name: str, kind: str, type_: Named) -> None:
        """Claim the name of something shared; the fault is with a type of this resource."""
        owner = next(
            (one for one in self.resource.types if self.types.name(one) == name), type_
        )
        self.scope.claim(name, kind, f"common.{type_.name}", owner.note.at)

    def _response_name(self, method: ApiMethod) -> str:
        if hands_back_nothing(method):
            return ""
        base = f"{names.pascal(method.name)}Response"
        return self.scope.free(base, f"{base}Body")

    def _methods(self, responses: dict[str, str]) -> list[Method]:
        method_names = names.Scope(f"`{self.resource.key}`", self.report)
        shaper = MethodShaper(self.resource.key, self.types, self.dicts, method_names)
        return [
            shaper.shape(
                one, self.scope.free(names.constant(one.name)), responses[one.name]
            )
            for one in self.resource.methods
        ]

    def _events(self, event_names: dict[str, str]) -> tuple[Event, ...]:
        registrars = names.Scope(f"`{self.resource.key}`", self.report)
        help = "give one of them another handler with `handler:`"
        for one in self.resource.webhooks:
            name = names.method_name(one.handler)
            registrars.claim(name, "handler of the webhook", one.name, one.at, help)
        return tuple(
            self._event(one, event_names[one.name]) for one in self.resource.webhooks
        )

    def _event(self, webhook: Webhook, name: str) -> Event:
        payload: Annotation | None = None
        if webhook.payload is not None:
            payload = self.types.annotation(webhook.payload)
        segment = names.event_segment(webhook.handler)
        return Event(
            name=name,
            doc=event_doc(webhook, segment),
            kind=webhook.kind,
            payload=payload,
            event_type=webhook.event_type,
            segment=segment,
            registrar=names.method_name(webhook.handler),
            deprecated=reason(webhook),
            docs=webhook.docs,
            title=webhook.title or webhook.name,
        )


def _classes(
    types: list[Named],
    naming: TypeNames,
    dicts: DictShaper,
    requested: list[Named],
    report: Diagnostics,
) -> tuple[tuple[Model, ...], tuple[Enum, ...]]:
    in_requests = {id(one) for one in requested}
    models = tuple(
        shape_model(
            one, naming.name(one), note_doc(one.note, f"A {one.name}."), naming, report
        )
        for one in types
        if isinstance(one, ObjectType)
    )
    enums = tuple(
        shape_enum(
            one,
            naming.name(one),
            dicts.accepted_name(one) if id(one) in in_requests else "",
            report,
        )
        for one in types
        if isinstance(one, EnumType)
    )
    return models, enums


def _name_request(type_: Named, dicts: DictShaper) -> str:
    if isinstance(type_, ObjectType):
        return dicts.shared_name(type_)
    return dicts.accepted_name(type_)


def _requested(resources: list[Resource]) -> list[Named]:
    """The named types that any request can contain."""
    return list(
        reachable(
            field.type
            for resource in resources
            for method in resource.methods
            for field in method.parameters.fields
        )
    )


def _roots(resource: Resource) -> list[Type]:
    """Everything of a resource that types can be reached from."""
    roots: list[Type] = list(resource.types)
    for method in resource.methods:
        roots += [
            one.type for one in (*method.parameters.fields, *method.returns.fields)
        ]
    roots += [one.payload for one in resource.webhooks if one.payload]
    return roots
