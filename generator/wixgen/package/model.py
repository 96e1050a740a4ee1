"""The package model: what is generated, in Python's terms.

Every name is final and every annotation is finished text with the imports that it needs, so that
the emitters only place text. Nothing here refers back to a spec.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from wixgen.package.distribution import IMPORT_NAME, USUAL, Distribution

Import = tuple[str, str]  # module, name

#: The runtime's module with what models are made of.
RUNTIME_MODEL = "wixapi._model"


@dataclass(frozen=True)
class Annotation:
    """The text of a type annotation, and where each of its names is imported from.

    A module leaves out the imports from itself.
    """

    text: str
    imports: frozenset[Import] = frozenset()

    def __str__(self) -> str:
        return self.text

    def wrapped(self, pattern: str, *imports: Import) -> Annotation:
        """Return this annotation inside another: `Sequence[{}]`."""
        return Annotation(pattern.format(self.text), self.imports | set(imports))


def union(*parts: Annotation) -> Annotation:
    """Join the parts by `|`."""
    text = " | ".join(part.text for part in parts)
    return Annotation(
        text, frozenset[Import]().union(*(part.imports for part in parts))
    )


@dataclass(frozen=True, kw_only=True)
class ModelField:
    """One attribute of a model. `alias` is its wire name where it can't be derived."""

    name: str
    wire: str
    alias: str | None
    annotation: Annotation  # of its values; `hint` has what stands for a missing one
    doc: str
    always: bool = False  # Wix always sends it

    @property
    def hint(self) -> Annotation:
        """Return the annotation of the attribute, which is None where nothing was sent."""
        return (
            self.annotation.wrapped("Always[{}]", (RUNTIME_MODEL, "Always"))
            if self.always
            else self.annotation.wrapped("{} | None")
        )


@dataclass(frozen=True, kw_only=True)
class OneOf:
    """A property that tells which member of a one-of group is set, and its value."""

    name: str
    members: tuple[ModelField, ...]
    doc: str

    @property
    def annotation(self) -> str:
        """Return a union of tagged tuples, and None."""
        parts = [
            f'tuple[Literal["{member.name}"], {member.annotation}]'
            for member in self.members
        ]
        return " | ".join([*parts, "None"])


@dataclass(frozen=True, kw_only=True)
class BulkResults:
    """The attribute of a bulk method's answer that tells of each item whether it succeeded."""

    name: str
    metadata: str  # the item's attribute that has `success`
    annotation: Annotation


@dataclass(frozen=True, kw_only=True)
class Model:
    """A class for the entities and answers of the API."""

    name: str
    doc: str
    fields: tuple[ModelField, ...]
    one_ofs: tuple[OneOf, ...] = ()
    bulk: BulkResults | None = None


@dataclass(frozen=True, kw_only=True)
class EnumMember:
    """One value of an enum."""

    name: str
    value: str
    doc: str


@dataclass(frozen=True, kw_only=True)
class Enum:
    """A StrEnum, and the name of the alias for what a request accepts in its place."""

    name: str
    doc: str
    members: tuple[EnumMember, ...]
    accepted_name: str = ""  # empty where no request takes it

    @property
    def values(self) -> list[str]:
        """Return the wire values."""
        return [member.value for member in self.members]


@dataclass(frozen=True, kw_only=True)
class DictKey:
    """One key of a TypedDict; `later`: its annotation names what isn't there yet."""

    name: str
    annotation: Annotation
    later: bool = False


@dataclass(frozen=True, kw_only=True)
class Dict:
    """A TypedDict: what a request accepts in place of a model."""

    name: str
    doc: str
    keys: tuple[DictKey, ...]

    @property
    def imports(self) -> frozenset[Import]:
        """Return what the keys' annotations need."""
        return _imports(key.annotation for key in self.keys)


@dataclass(frozen=True, kw_only=True)
class FilterDict:
    """A TypedDict whose keys are no names of Python: dotted ones, and operators."""

    name: str
    doc: str
    keys: tuple[DictKey, ...]

    @property
    def imports(self) -> frozenset[Import]:
        """Return what the keys' annotations need."""
        return _imports(key.annotation for key in self.keys)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """An alias for what a filter accepts for fields of one type: operators, or a value alone.

    Where only operators are accepted, there is no alias, so the name is empty.
    """

    name: str
    operators: FilterDict
    annotation: Annotation


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An alias for one of several texts."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call of the runtime's rule functions: `array(string(max_length=5), max_items=3)`.

    `argument` is the rule of an item, the name of a class, or the members of a group.
    """

    function: str
    argument: Call | str | tuple[str, ...] | None = None
    keywords: tuple[tuple[str, bool | int | float | str], ...] = ()
    imports: frozenset[Import] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Rule:
    """An entry of a table: an attribute's name (or a group's) and its rule."""

    name: str
    call: Call


@dataclass(frozen=True, kw_only=True)
class Table:
    """The rules by which the objects of one model are checked and written."""

    model: Annotation
    rules: tuple[Rule, ...]

    @property
    def imports(self) -> frozenset[Import]:
        """Return what the model and the rules need."""
        return self.model.imports.union(*(rule.call.imports for rule in self.rules))


@dataclass(frozen=True, kw_only=True)
class Paging:
    """The paging of a method; `items` and `metadata` are attributes of its model.

    `metadata` is "" where the model itself has them.
    """

    style: Literal["cursor", "offset"]
    items: str
    metadata: str
    control: str  # dotted wire path of what says which page is wanted


@dataclass(frozen=True, kw_only=True)
class QueryTable:
    """What a method filters and sorts by; paths as the runtime takes them."""

    fields: tuple[Call, ...]
    filter: str
    sort: str
    free: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Latest:
    """How an update's entity is read again; `keys` are a getter's parameters, and where the update has them."""

    revision: str  # dotted wire path in the update
    keys: tuple[tuple[str, str], ...]  # wire name, dotted wire path in the update


@dataclass(frozen=True, kw_only=True)
class Operation:
    """The constant that describes a method to the runtime."""

    constant: str
    name: str
    verb: str
    path: str
    parameters: tuple[Rule, ...]
    required: tuple[str, ...]
    exactly_one: tuple[str, ...]
    idempotency_key: str
    reads: bool  # though its verb doesn't tell
    changes: str
    is_encoded: bool  # parameters with parts travel as one
    fallback: str  # the path to which they can be posted; empty: none
    response: str  # the class of the answer; empty: nothing is handed back
    returns: str
    paging: Paging | None
    result: Annotation  # what a call hands back; a pager's item
    query: QueryTable | None = None
    permissions: tuple[
        tuple[str, str], ...
    ] = ()  # scopes or IDs, with titles as far as they are known
    latest: Latest | None = None

    @property
    def imports(self) -> frozenset[Import]:
        """Return what the parameters' rules need."""
        return frozenset[Import]().union(
            *(parameter.call.imports for parameter in self.parameters)
        )


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A keyword of a method."""

    name: str
    annotation: Annotation
    required: bool
    doc: str


@dataclass(frozen=True, kw_only=True)
class MethodLine:
    """A method as lists of methods show it."""

    name: str
    title: str
    docs: str
    deprecated: str


@dataclass(frozen=True, kw_only=True)
class Method(MethodLine):
    """A method of the clients."""

    doc: str
    parameters: tuple[Parameter, ...]
    operation: Operation
    changed_from: Annotation | None
    getter: str = (
        ""  # the constant of the method that reads again what this one changes
    )
    on_conflict: Annotation | None = None
    status: str = (
        ""  # where what it gets says whether it is ready, if callers can wait for that
    )
    waiting_doc: str = ""

    @property
    def is_paged(self) -> bool:
        """Return whether it hands back a pager."""
        return self.operation.paging is not None

    @property
    def result(self) -> Annotation:
        """Return what a call hands back; of a pager, its item."""
        return self.operation.result


@dataclass(frozen=True, kw_only=True)
class EventLine:
    """A webhook as lists of events show it: how it is told from others and by what it is handled."""

    name: str
    kind: Literal["created", "updated", "deleted", "action", "flat"]
    event_type: str  # empty: not known
    segment: str  # what it should end with, after its last dot
    registrar: str
    deprecated: str
    docs: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Event(EventLine):
    """A webhook's envelope class and the function that registers a handler for it."""

    doc: str
    payload: Annotation | None  # None: free JSON

    @property
    def base(self) -> str:
        """Return the runtime's class for this kind of event."""
        return f"{self.kind.capitalize()}Event"

    @property
    def content(self) -> Annotation:
        """Return the type of the entity or of the data; what a flat event tells may be any JSON."""
        if self.payload is not None:
            return self.payload
        free = "Any" if self.kind == "flat" else "dict[str, Any]"
        return Annotation(free, frozenset({("typing", "Any")}))


@dataclass(frozen=True, kw_only=True)
class PluginLine(MethodLine):
    """A method of a service plugin as lists show it, and what Wix's calls of it are told by."""

    component: str
    path: str
    constant: str  # that describes it
    request: str  # the class of Wix's request


@dataclass(frozen=True, kw_only=True)
class PluginMethod(PluginLine):
    """A method that Wix calls, and the function that registers a handler for it."""

    doc: str
    wire: str  # package, module and method, in Wix's words
    response: str  # the class of the answer; empty: there is nothing in it
    answer: Annotation  # what a handler may return
    required: tuple[str, ...]
    exactly_one: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PluginError:
    """The class of an error that a handler may raise."""

    name: str
    doc: str
    http: int
    status: str
    code: str
    data: Annotation | None  # what may be told about it
    model: Annotation | None  # the class of that


@dataclass(frozen=True, kw_only=True)
class Plugin:
    """The service plugin of a resource."""

    component: str
    methods: tuple[PluginMethod, ...]
    errors: tuple[PluginError, ...]


@dataclass(frozen=True, kw_only=True)
class Example:
    """A documented call, as the README shows it."""

    call: str
    arguments: tuple[tuple[str, object], ...]  # keyword, JSON data in snake_case


@dataclass(frozen=True, kw_only=True)
class ResourceSummary:
    """The facts about a module that the rest of the package needs: small, and the same in JSON and back.

    `wire_package` and `wire_module` are the spec's words; `refused` are prefixes that its own names rule
    out. `common` are the common types that anything of it reaches, `requested` those that its requests
    can hold. `local` is its entry in `facts.json`, as JSON text.
    """

    wire_package: str
    wire_module: str
    package: str
    name: str
    title: str
    doc: str
    docs: str
    prefix: str  # of the classes of its clients and events
    types: int
    refused: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
    requested: tuple[str, ...] = ()
    methods: tuple[MethodLine, ...] = ()
    events: tuple[EventLine, ...] = ()
    plugin: tuple[PluginLine, ...] = ()  # the methods of its service plugin
    skipped: tuple[tuple[str, str, str], ...] = ()  # name, reason, page
    unmapped: tuple[
        str, ...
    ] = ()  # methods of the JavaScript SDK without a public address
    example: Example | None = None
    local: str = ""

    @property
    def is_generated(self) -> bool:
        """Return whether there is a module: not for methods that only the JavaScript SDK can call."""
        return bool(self.methods or self.events or self.plugin or not self.unmapped)

    @property
    def path(self) -> str:
        """Return the dotted path of the module."""
        return f"{IMPORT_NAME}.{self.package}.{self.name}"

    @property
    def folder(self) -> str:
        """Return the path of its folder."""
        return self.path.replace(".", "/")

    @property
    def class_name(self) -> str:
        """Return the class of its client."""
        return f"{self.prefix}Client"

    @property
    def events_class(self) -> str:
        """Return the class that registers handlers."""
        return f"{self.prefix}Events"

    @property
    def plugin_class(self) -> str:
        """Return the class that registers handlers of its service plugin."""
        return f"{self.prefix}Plugin"

    @property
    def client_names(self) -> list[str]:
        """Return the classes of its clients: sync and async, and those that hand back raw answers."""
        return variants(self.class_name)


@dataclass(frozen=True, kw_only=True)
class Module:
    """One folder of the package: a resource; or some of the common types, whose folder others share."""

    package: str  # "" for the common types
    name: str
    title: str
    doc: str
    source: str  # the spec's path, for the header
    docs: str
    class_name: str
    events_class: str
    plugin_class: str = ""
    models: tuple[Model, ...]
    enums: tuple[Enum, ...]
    dicts: tuple[Dict, ...]
    tables: tuple[Table, ...]
    methods: tuple[Method, ...] = ()
    events: tuple[Event, ...] = ()
    plugin: Plugin | None = None
    conditions: tuple[Condition, ...] = ()  # of filters
    filters: tuple[FilterDict, ...] = ()
    sort_fields: tuple[Choice, ...] = ()
    error_codes: tuple[Enum, ...] = ()  # of each method that documents any
    imported: tuple[Import, ...] = ()  # common classes that it uses and re-exports
    family: str = (
        ""  # of common types: the name of the files that these have for themselves
    )
    #: The families of the common objects that its requests can hold.
    common_tables: tuple[str, ...] = ()

    @property
    def accepted_enums(self) -> list[Enum]:
        """Return the enums that requests take."""
        return [enum for enum in self.enums if enum.accepted_name]

    @property
    def has_deprecated_methods(self) -> bool:
        """Return whether the clients wrap methods that are deprecated."""
        return any(method.deprecated for method in self.methods)

    @property
    def path(self) -> str:
        """Return the dotted path of the module."""
        return ".".join(part for part in (IMPORT_NAME, self.package, self.name) if part)

    @property
    def folder(self) -> str:
        """Return the path of its folder."""
        return self.path.replace(".", "/")

    def part(self, name: str) -> str:
        """Return the dotted path of one of its files: `models`, `requests` and so on."""
        return ".".join(part for part in (self.path, name, self.family) if part)


@dataclass(frozen=True, kw_only=True)
class PackageGroup:
    """The resources of one package: an attribute of the client."""

    name: str
    class_name: str
    modules: tuple[ResourceSummary, ...]

    @property
    def client_names(self) -> list[str]:
        """Return the classes of its clients: sync and async, and those that hand back raw answers."""
        return variants(self.class_name)

    @property
    def generated(self) -> list[ResourceSummary]:
        """Return the resources that have modules."""
        return [module for module in self.modules if module.is_generated]

    @property
    def with_methods(self) -> list[ResourceSummary]:
        """Return the resources that have clients."""
        return [module for module in self.modules if module.methods]

    @property
    def with_events(self) -> list[ResourceSummary]:
        """Return the resources that have events."""
        return [module for module in self.modules if module.events]

    @property
    def with_plugins(self) -> list[ResourceSummary]:
        """Return the resources that have a service plugin."""
        return [module for module in self.modules if module.plugin]


@dataclass(frozen=True, kw_only=True)
class PackageIndex:
    """The content of a distribution: a summary of each resource, by package."""

    distribution: Distribution = USUAL
    groups: tuple[PackageGroup, ...] = ()

    @property
    def generated(self) -> list[PackageGroup]:
        """Return the packages that have modules."""
        return [group for group in self.groups if group.generated]

    @property
    def modules(self) -> list[ResourceSummary]:
        """Return every resource."""
        return [module for group in self.groups for module in group.modules]

    @property
    def example(self) -> Example | None:
        """Return the first documented request."""
        return next((module.example for module in self.modules if module.example), None)

    @property
    def events(self) -> list[tuple[ResourceSummary, EventLine]]:
        """Return every event with its module."""
        return [(module, event) for module in self.modules for event in module.events]

    @property
    def plugins(self) -> list[tuple[ResourceSummary, PluginLine]]:
        """Return every method of a service plugin with its module."""
        return [(module, method) for module in self.modules for method in module.plugin]

    @property
    def receives(self) -> bool:
        """Return whether Wix calls an app for anything in the package."""
        return bool(self.events or self.plugins)

    @property
    def plugin_paths(self) -> list[tuple[str, list[str]]]:
        """Return the paths that Wix calls, by component in lower case."""
        paths: dict[str, set[str]] = {}
        for _, method in self.plugins:
            paths.setdefault(method.component.lower(), set()).add(method.path)
        return [
            (component, sorted(found)) for component, found in sorted(paths.items())
        ]

    @property
    def events_by_type(
        self,
    ) -> list[tuple[str, list[tuple[ResourceSummary, EventLine]]]]:
        """Return the events whose type is known, by type; several events may share one."""
        by_type: dict[str, list[tuple[ResourceSummary, EventLine]]] = {}
        for module, event in self.events:
            if event.event_type:
                by_type.setdefault(event.event_type, []).append((module, event))
        return sorted(by_type.items(), key=lambda entry: entry[0])

    @property
    def events_by_segment(self) -> list[tuple[str, tuple[ResourceSummary, EventLine]]]:
        """Return the events whose type isn't known, by what it ends with; none where several share that."""
        by_segment: dict[str, list[tuple[ResourceSummary, EventLine]]] = {}
        for module, event in self.events:
            if not event.event_type:
                by_segment.setdefault(event.segment, []).append((module, event))
        alone = {
            segment: places[0]
            for segment, places in by_segment.items()
            if len(places) == 1
        }
        return sorted(alone.items(), key=lambda entry: entry[0])


@dataclass(frozen=True, kw_only=True)
class Package:
    """The whole package: what there is, and what each module holds."""

    index: PackageIndex
    common: tuple[Module, ...] = ()
    modules: tuple[Module, ...] = ()  # in the order of `index`

    @property
    def generated(self) -> list[Module]:
        """Return the modules of resources that have one."""
        pairs = zip(self.modules, self.index.modules, strict=True)
        return [module for module, resource in pairs if resource.is_generated]


def variants(class_name: str) -> list[str]:
    """Return the names of a client's classes: sync and async, and those that hand back raw answers."""
    return [f"{prefix}{class_name}" for prefix in ("", "Async", "Raw", "AsyncRaw")]


def _imports(annotations: Iterable[Annotation]) -> frozenset[Import]:
    return frozenset[Import]().union(
        *(annotation.imports for annotation in annotations)
    )
