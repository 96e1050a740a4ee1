"""The API model -> the package model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from wixgen.diagnostics import Diagnostics, Place
from wixgen.package import names, reserved
from wixgen.package.client_names import CLIENT_VARIANTS, GroupNames, ResourceNames
from wixgen.package.distribution import Distribution
from wixgen.package.docs import event_doc, note_doc, reason
from wixgen.package.model import (
    Annotation,
    Enum,
    Event,
    EventLine,
    Example,
    Import,
    Method,
    MethodLine,
    Model,
    Module,
    Package,
    PackageGroup,
    PackageIndex,
    PluginLine,
    ResourceSummary,
)
from wixgen.package.shape.example import example_of
from wixgen.package.shape.families import families
from wixgen.package.shape.local.entry import local_facts
from wixgen.package.shape.methods import (
    MethodShaper,
    error_codes,
    hands_back_nothing,
)
from wixgen.package.shape.plugins import PluginShaper
from wixgen.package.shape.queries import QueryShaper, filtered_enums
from wixgen.package.shape.requests import DictShaper, shape_table
from wixgen.package.shape.types import (
    TypeNames,
    reachable,
    shape_enum,
    shape_model,
    type_name,
)
from wixgen.spec.api import Api, EnumType, Named, ObjectType, Resource, Type, Webhook
from wixgen.spec.api import Method as ApiMethod
from wixgen.spec.source import Text
from wixgen.spec.types import innermost

COMMON = "common"
UNKNOWN_FIELDS = "Its fields are not documented."


def shape(
    api: Api,
    version: str,
    report: Diagnostics,
    *,
    siblings: Sequence[ResourceSummary] = (),
    packages: Iterable[str] = (),
    requested: Iterable[str] = (),
    with_common: bool = True,
) -> Package:
    """Give everything its Python shape; names that collide are reported.

    Args:
        api: The resources to shape.
        version: The version of the generated distribution.
        report: Takes the collisions.
        siblings: Further resources of the same packages, which keep the names that they have.
        packages: All packages, as far as there are others beside those of the resources.
        requested: Common types that requests of other resources can hold.
        with_common: Whether the modules of the common types are shaped, too.
    """
    common = CommonShaper(api, requested, report)
    group_names = GroupNames(report)
    by_package = groupby(api.resources, key=lambda resource: resource.package)
    resources = {str(wire): list(found) for wire, found in by_package}
    groups: list[PackageGroup] = []
    modules: list[Module] = []
    for wire in sorted({*packages, *resources}):
        if wire not in resources:
            group_names.keep(wire)
            continue
        first = resources[wire][0]
        name, class_name = group_names.take(wire, _place(first.package, first))
        resource_names = ResourceNames(wire, class_name, report)
        others = [sibling for sibling in siblings if sibling.wire_package == wire]
        summaries: list[ResourceSummary] = []
        for resource in resources[wire]:
            while others and others[0].wire_module < resource.module:
                resource_names.keep(others.pop(0))
            module, summary = _module(resource, name, common, resource_names, report)
            modules.append(module)
            summaries.append(summary)
        groups.append(
            PackageGroup(name=name, class_name=class_name, modules=tuple(summaries))
        )
    return Package(
        index=PackageIndex(distribution=Distribution(version), groups=tuple(groups)),
        common=common.modules() if with_common else (),
        modules=tuple(modules),
    )


def _module(
    resource: Resource,
    package: str,
    common: CommonShaper,
    resource_names: ResourceNames,
    report: Diagnostics,
) -> tuple[Module, ResourceSummary]:
    """Shape one resource; `resource_names` are those of the others in its package, and of their clients."""
    name = resource_names.module(resource.module, _place(resource.module, resource))
    shaper = ResourceShaper(resource, package, name, common, resource_names, report)
    module = shaper.shape()
    return module, _summary(resource, module, shaper)


def _summary(
    resource: Resource, module: Module, shaper: ResourceShaper
) -> ResourceSummary:
    """Return what others have to know of the resource, in plain text without places."""
    requested = [type_.name for type_ in shaper.requested if type_.is_common]
    common = [type_.name for type_ in shaper.used]
    return ResourceSummary(
        wire_package=str(resource.package),
        wire_module=str(resource.module),
        package=module.package,
        name=module.name,
        title=str(module.title),
        doc=str(module.doc),
        docs=str(module.docs),
        prefix=shaper.prefix,
        types=len(module.models) + len(module.enums),
        refused=tuple(shaper.refused),
        common=tuple(sorted(map(str, common))),
        requested=tuple(sorted(map(str, requested))),
        methods=tuple(
            MethodLine(
                name=method.name,
                title=str(method.title),
                docs=str(method.docs),
                deprecated=str(method.deprecated),
            )
            for method in module.methods
        ),
        events=tuple(
            EventLine(
                name=event.name,
                kind=event.kind,
                event_type=str(event.event_type),
                segment=str(event.segment),
                registrar=event.registrar,
                deprecated=str(event.deprecated),
                docs=str(event.docs),
                title=str(event.title),
            )
            for event in module.events
        ),
        plugin=tuple(
            PluginLine(
                name=method.name,
                title=str(method.title),
                docs=str(method.docs),
                deprecated=str(method.deprecated),
                component=str(method.component),
                path=str(method.path),
                constant=method.constant,
                request=method.request,
            )
            for method in (module.plugin.methods if module.plugin else ())
        ),
        skipped=tuple(
            (str(skipped.name), str(skipped.reason), str(skipped.docs))
            for skipped in resource.skipped
        ),
        unmapped=tuple(map(str, resource.unmapped)),
        example=_example(resource, module),
        local=local_facts(resource, module, shaper.types) if module.methods else "",
    )


def _place(word: str, resource: Resource) -> Place:
    """Return where the resource says that word, if it comes from a spec."""
    return word.place if isinstance(word, Text) else resource.at


def _example(resource: Resource, module: Module) -> Example | None:
    """Return the resource's first documented request."""
    for method, made in zip(resource.methods, module.methods, strict=True):
        if example := example_of(method, made, f"{module.package}.{module.name}"):
            return example
    return None


class CommonShaper:
    """Makes the modules of the types that several resources share."""

    def __init__(self, api: Api, requested: Iterable[str], report: Diagnostics) -> None:
        self.report = report
        self.types = TypeNames(f"wixapi.{COMMON}.models")
        scope = names.Scope(
            "common.yaml", report, reserved.CLASSES | reserved.CONSTANTS
        )
        for type_ in api.common:
            name = scope.claim(type_name(type_), "type", type_.name, type_.note.at)
            self.types.add(type_, name)
        self.dicts = DictShaper(self.types, scope, f"wixapi.{COMMON}.requests")
        for type_ in api.common:  # all of them, so that no name depends on who asks
            _name_request(type_, self.dicts)
        self.families = self._families(api.common)
        known = set(requested) | {
            type_.name for type_ in _requested(api.resources) if type_.is_common
        }
        self.requested = [type_ for type_ in api.common if type_.name in known]
        self._requested_ids = {id(type_) for type_ in self.requested}

    def names(self, type_: Named) -> tuple[str, str, str]:
        """Return the class of a common type, what a request takes in its place, and the family of both."""
        own, of_requests = self.types.name(type_), _name_request(type_, self.dicts)
        return own, of_requests, self.family(type_)

    def family(self, type_: Named) -> str:
        """Return the name of the files in which a type stands."""
        return self.models_module(type_).rpartition(".")[2]

    def models_module(self, type_: Named) -> str:
        """Return the module of the class of a type."""
        [(module, _)] = self.types.annotation(type_).imports
        return module

    def modules(self) -> tuple[Module, ...]:
        """Shape all types, family by family."""
        return tuple(
            self._module(name, family) for name, family in self.families.items()
        )

    def _families(self, common: list[Named]) -> dict[str, list[Named]]:
        """Divide the types into families, and let each stand in the files of its own."""
        taken = names.Scope(COMMON, self.report)
        found: dict[str, list[Named]] = {}
        for family in families(common):
            name = taken.free(names.module_name(self.types.name(family[0])))
            found[name] = family
            for type_ in family:
                own, of_requests = self.types.name(type_), _name_request(
                    type_, self.dicts
                )
                self.types.add(type_, own, f"wixapi.{COMMON}.models.{name}")
                self.dicts.share(type_, of_requests, f"wixapi.{COMMON}.requests.{name}")
        return found

    def _module(self, name: str, family: list[Named]) -> Module:
        requested = [type_ for type_ in family if id(type_) in self._requested_ids]
        models, enums = _classes(family, self.types, self.dicts, requested, self.report)
        tables = [type_ for type_ in requested if isinstance(type_, ObjectType)]
        before = len(self.dicts.dicts)
        for type_ in tables:
            self.dicts.add_shared(type_)
        return Module(
            package="",
            name=COMMON,
            title=f"the common type {self.types.name(family[0])}",
            doc="",
            source="common.yaml",
            docs="",
            class_name="",
            events_class="",
            models=models,
            enums=enums,
            dicts=tuple(self.dicts.dicts[before:]),
            tables=tuple(shape_table(type_, self.types) for type_ in tables),
            family=name,
            common_tables=self.tables_of(_of_fields(tables), own=name),
        )

    def tables_of(self, types: Iterable[Named], own: str = "") -> tuple[str, ...]:
        """Return the families of those types that have tables, but for the one that asks."""
        found = {
            self.family(type_)
            for type_ in types
            if type_.is_common and isinstance(type_, ObjectType)
        }
        return tuple(sorted(found - {own}))


class ResourceShaper:
    """Makes the module of one resource."""

    def __init__(
        self,
        resource: Resource,
        package: str,
        name: str,
        common: CommonShaper,
        resource_names: ResourceNames,
        report: Diagnostics,
    ) -> None:
        self.resource = resource
        self.package = package
        self.name = name
        self.common = common
        self.resource_names = resource_names
        self.report = report
        self.path = f"wixapi.{package}.{name}"
        taken = reserved.CLASSES | reserved.CONSTANTS
        self.scope = names.Scope(f"`{resource.key}`", report, taken)
        self.types = TypeNames(f"{self.path}.models")
        self.dicts = DictShaper(self.types, self.scope, f"{self.path}.requests")
        self.queries = QueryShaper(self.dicts, _entity(resource))
        self.requested = _requested([resource])
        self.used = [type_ for type_ in reachable(_roots(resource)) if type_.is_common]
        self.prefix = ""  # of its classes; known once it is shaped
        self.refused: list[str] = []  # prefixes that its own names rule out

    def shape(self) -> Module:
        """Shape the module; events and errors take their names first, then types, then what is derived."""
        resource = self.resource
        events = {
            webhook.name: self._event_name(webhook) for webhook in resource.webhooks
        }
        plugin = self._plugin_shaper()
        self._name_types(set(events.values()), plugin)
        requested = self.requested
        self._name_common(self.used, requested)
        responses = {
            method.name: self._response_name(method) for method in resource.methods
        }
        if plugin:
            plugin.name_messages()
        self.prefix = self._prefix()
        for type_ in requested:
            _name_request(type_, self.dicts)
        models, enums = _classes(
            resource.types, self.types, self.dicts, requested, self.report
        )
        answers = [
            self._answer(method, responses[method.name])
            for method in resource.methods
            if responses[method.name]
        ]
        local = [
            type_
            for type_ in requested
            if isinstance(type_, ObjectType) and not type_.is_common
        ]
        methods = self._methods(responses)
        shaped_plugin = plugin.shape(self.dicts) if plugin else None
        for type_ in local:
            self.dicts.add_shared(type_)
        codes = tuple(filter(None, map(self._error_codes, resource.methods)))
        return Module(
            package=self.package,
            name=self.name,
            title=resource.title,
            doc=resource.description,
            source=resource.at.path,
            docs=resource.docs,
            class_name=f"{self.prefix}Client",
            events_class=f"{self.prefix}Events",
            plugin_class=f"{self.prefix}Plugin",
            models=(*models, *answers, *(plugin.models() if plugin else ())),
            enums=enums,
            dicts=tuple(self.dicts.dicts),
            tables=(
                *(shape_table(type_, self.types) for type_ in local),
                *(plugin.tables() if plugin else ()),
            ),
            methods=tuple(methods),
            events=self._events(events),
            plugin=shaped_plugin,
            conditions=tuple(self.queries.conditions),
            filters=tuple(self.queries.filters),
            sort_fields=tuple(self.queries.sort_fields),
            error_codes=codes,
            imported=tuple(sorted(self._imported())),
            common_tables=self.common.tables_of(requested),
        )

    def _prefix(self) -> str:
        """Return what the classes of the clients begin with; types of that name come first."""

        def is_refused(prefix: str) -> bool:
            refused = any(
                self.scope.has(variant.format(prefix)) for variant in CLIENT_VARIANTS
            )
            if refused:  # `with_changed_names` asks again, without the types at hand
                self.refused.append(prefix)
            return refused

        prefix = self.resource_names.prefix(self.resource.module, is_refused)
        for variant in CLIENT_VARIANTS:
            self.scope.take(variant.format(prefix))
        return prefix

    def _event_name(self, webhook: Webhook) -> str:
        derived = names.class_name(webhook.name, webhook.python_name)
        return self.scope.claim(derived, "webhook", webhook.name, webhook.at)

    def _answer(self, method: ApiMethod, name: str) -> Model:
        """Shape the class of a method's answer; what it hands back is described at the method."""
        called = names.method_name(method.sdk.method, method.python_name)
        doc = f"The answer of `{called}`."
        made = shape_model(method.returns, name, doc, self.types, self.report)
        handed_back = method.returns.field_named(method.sdk.returns)
        if method.paging or handed_back is None:
            return made
        fields = tuple(
            (
                replace(field, doc="")
                if field.wire == handed_back.wire
                and field.doc == handed_back.description
                else field
            )
            for field in made.fields
        )
        return replace(made, fields=fields)

    def _plugin_shaper(self) -> PluginShaper | None:
        """Return the shaper of the service plugin, which has claimed the names of its errors."""
        if self.resource.plugin is None:
            return None
        return PluginShaper(
            self.resource.plugin,
            self.resource.key,
            self.types,
            self.scope,
            self.report,
        )

    def _name_types(self, events: set[str], plugin: PluginShaper | None) -> None:
        errors = {*plugin.errors.values()} if plugin else set[str]()
        for type_ in self.resource.types:
            derived = type_name(type_)
            if derived in events:
                derived += "Body"
            elif derived in errors:
                derived += "Data"
            name = self.scope.claim(derived, "type", type_.name, type_.note.at)
            self.types.add(type_, name)

    def _name_common(self, used: list[Named], requested: list[Named]) -> None:
        shaper = self.common
        for type_ in used:
            name = shaper.types.name(type_)
            self._claim_common(name, "type", type_)
            self.types.add(type_, name, shaper.models_module(type_))
        for type_ in requested:
            if type_.is_common:
                name = _name_request(type_, shaper.dicts)
                self._claim_common(name, "request type of", type_)
                self.dicts.share(type_, name, shaper.dicts.module_of(type_))

    def _imported(self) -> Iterator[Import]:
        """Yield the common classes that the resource hands on, and what requests take in their place."""
        for type_ in self.used:
            yield self.common.models_module(type_), self.types.name(type_)
        for type_ in self.requested:
            if type_.is_common:
                module = self.common.dicts.module_of(type_)
                yield module, _name_request(type_, self.dicts)

    def _claim_common(self, name: str, kind: str, type_: Named) -> None:
        """Claim the name of something shared; the fault is with a type of this resource."""
        owner = next(
            (own for own in self.resource.types if self.types.name(own) == name), type_
        )
        self.scope.claim(name, kind, f"common.{type_.name}", owner.note.at)

    def _response_name(self, method: ApiMethod) -> str:
        if hands_back_nothing(method):
            return ""
        base = f"{names.pascal(method.name)}Response"
        return self.scope.free(base, f"{base}Body")

    def _error_codes(self, method: ApiMethod) -> Enum | None:
        if not any(error.code for error in method.errors):
            return None
        called = names.method_name(method.sdk.method, method.python_name)
        base = f"{names.pascal(called)}ErrorCode"
        return error_codes(method, self.scope.free(base, f"{base}Value"))

    def _methods(self, responses: dict[str, str]) -> list[Method]:
        method_names = names.Scope(f"`{self.resource.key}`", self.report)
        shaper = MethodShaper(
            self.resource,
            self.path.removeprefix("wixapi."),
            self.types,
            self.dicts,
            self.queries,
            method_names,
        )
        constants = {
            method.name: self.scope.free(names.constant(method.name))
            for method in self.resource.methods
        }
        return [
            shaper.shape(method, constants, responses[method.name])
            for method in self.resource.methods
        ]

    def _events(self, event_names: dict[str, str]) -> tuple[Event, ...]:
        registrars = names.Scope(f"`{self.resource.key}`", self.report)
        help = "give one of them another handler with `handler:`"
        for webhook in self.resource.webhooks:
            name = names.method_name(webhook.handler)
            registrars.claim(
                name, "handler of the webhook", webhook.name, webhook.at, help
            )
        return tuple(
            self._event(webhook, event_names[webhook.name])
            for webhook in self.resource.webhooks
        )

    def _event(self, webhook: Webhook, name: str) -> Event:
        payload: Annotation | None = None
        if webhook.payload is not None:
            payload = self.types.annotation(webhook.payload)
        if webhook.kind == "flat":
            type_name = webhook.payload.name if webhook.payload else ""
            segment = names.flat_event_segment(webhook.handler, type_name)
        else:
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
    in_requests = {id(type_) for type_ in requested}
    models = tuple(
        shape_model(type_, naming.name(type_), _class_doc(type_), naming, report)
        for type_ in types
        if isinstance(type_, ObjectType)
    )
    enums = tuple(
        shape_enum(
            type_,
            naming.name(type_),
            dicts.accepted_name(type_) if id(type_) in in_requests else "",
            report,
        )
        for type_ in types
        if isinstance(type_, EnumType)
    )
    return models, enums


def _class_doc(type_: ObjectType) -> str:
    shows_fields = not all(field.undocumented for field in type_.fields)
    return note_doc(type_.note, "" if shows_fields else UNKNOWN_FIELDS)


def _of_fields(types: Iterable[ObjectType]) -> Iterator[Named]:
    """Yield the named types of the fields of objects."""
    for field in (field for type_ in types for field in type_.fields):
        inner = innermost(field.type)
        if isinstance(inner, ObjectType | EnumType):
            yield inner


def _name_request(type_: Named, dicts: DictShaper) -> str:
    if isinstance(type_, ObjectType):
        return dicts.shared_name(type_)
    return dicts.accepted_name(type_)


def _requested(resources: list[Resource]) -> list[Named]:
    """Return the named types that any request can contain, or any answer of an app."""
    roots: list[Type] = []
    for resource in resources:
        entity = _entity(resource)
        for method in resource.methods:
            roots += [field.type for field in method.parameters.fields]
            roots += filtered_enums(method, entity)
        if plugin := resource.plugin:
            for called in plugin.methods:
                roots += [field.type for field in called.returns.fields]
            roots += [error.data for error in plugin.errors if error.data]
    return list(reachable(roots))


def _entity(resource: Resource) -> ObjectType | None:
    """Return the type of the resource's own objects."""
    for type_ in resource.types:
        if isinstance(type_, ObjectType) and type_.name == resource.entity:
            return type_
    return None


def _roots(resource: Resource) -> list[Type]:
    """Return the types that a resource names, from which all others are reached."""
    roots: list[Type] = list(resource.types)
    for method in resource.methods:
        roots += [
            field.type for field in (*method.parameters.fields, *method.returns.fields)
        ]
    roots += [webhook.payload for webhook in resource.webhooks if webhook.payload]
    for called in resource.plugin.methods if resource.plugin else ():
        roots += [
            field.type for field in (*called.parameters.fields, *called.returns.fields)
        ]
    return roots
