"""The documented API: what the specs say, with every reference resolved.

Later stages work on this model alone; it speaks Wix's names, and each node keeps its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from wixgen.diagnostics import Place
from wixgen.spec.values import Data


class Kind(StrEnum):
    """The primitive types of the spec language."""

    STRING = "string"
    GUID = "guid"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    INT32 = "int32"
    INT64 = "int64"
    NUMBER = "number"
    DECIMAL = "decimal"
    DATETIME = "datetime"
    OBJECT = "object"
    JSON = "json"
    UNKNOWN = "unknown"  # stands for a type that was reported; no spec can name it


@dataclass(frozen=True)
class ListOf:
    """A list of one type."""

    item: Type


@dataclass(frozen=True)
class MapOf:
    """A JSON object with free keys and values of one type."""

    item: Type


@dataclass(frozen=True, kw_only=True)
class Note:
    """Facts that any node may have."""

    at: Place
    description: str = ""
    deprecated: bool | str = False
    python_name: str = ""  # a person's choice; empty: derived
    source: str = ""  # where a fact comes from that the page does not state
    correction: str = ""  # why it differs from the page
    removal_date: str = ""  # the day, YYYY-MM-DD, after which Wix may remove it
    maturity: str = ""  # Wix's word for it where it isn't settled: `preview`


Bound = int | float | str  # a text is an exact decimal
Limits = Mapping[str, Bound]
"""The limits of a field, by the names of `spec.limits`; lengths count code points.

Those of a list that count no items hold for each of its items.
"""


@dataclass(frozen=True, kw_only=True)
class Field(Note):
    """A field of an object type, a parameter, or a field of an answer."""

    wire: str
    type: Type
    limits: Limits = field(default_factory=dict[str, Bound])
    default: Data | None = None
    read_only: bool = False
    immutable: bool = False
    always: bool = False  # no answer of Wix is without it
    undocumented: bool = False
    format: str = ""  # as Wix names it, where no kind says it
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])
    half: Literal["rest", "sdk"] | None = None


@dataclass(frozen=True, kw_only=True)
class OneOfGroup(Note):
    """A one-of group: at most one of the fields named by `members` is set."""

    name: str
    members: tuple[str, ...]


@dataclass(eq=False, kw_only=True)
class ObjectType:
    """A type with fields. Types may refer to each other in circles, so identity is equality.

    Of a partial one, some fields could not be read, which was reported.
    """

    note: Note
    name: str
    is_common: bool
    is_partial: bool = False
    fields: list[Field] = field(default_factory=list[Field])
    groups: list[OneOfGroup] = field(default_factory=list[OneOfGroup])
    _by_wire: dict[str, Field] = field(default_factory=dict[str, Field], repr=False)

    def field_named(self, wire: str) -> Field | None:
        """Return the field with that wire name."""
        if len(self._by_wire) != len(self.fields):
            self._by_wire = {declared.wire: declared for declared in self.fields}
        return self._by_wire.get(wire)

    def set_fields(self, fields: list[Field]) -> None:
        """Put other fields in place of those that it has."""
        self.fields = fields
        self._by_wire = {}


@dataclass(frozen=True, kw_only=True)
class EnumValue(Note):
    """One value of an enum."""

    value: str


@dataclass(eq=False, kw_only=True)
class EnumType:
    """A type with named values; in answers others may appear.

    Of a partial one, some values could not be read, which was reported.
    """

    note: Note
    name: str
    is_common: bool
    is_partial: bool = False
    values: list[EnumValue] = field(default_factory=list[EnumValue])
    _wire: set[str] = field(default_factory=set[str], repr=False)

    def has(self, value: object) -> bool:
        """Return whether it is one of the documented values."""
        if len(self._wire) != len(self.values):
            self._wire = {known.value for known in self.values}
        return isinstance(value, str) and value in self._wire


Named = ObjectType | EnumType
Type = Kind | ListOf | MapOf | ObjectType | EnumType


@dataclass(frozen=True)
class RequiredPath:
    """One entry of a method's required list; not `reachable`: kept, but nothing can check it."""

    path: str
    reachable: bool


@dataclass(frozen=True, kw_only=True)
class DocumentedError:
    """An error that the page lists; `http` is None where nothing tells its HTTP status."""

    http: int | None = None
    status: str = ""
    code: str = ""
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Example:
    """A documented call."""

    at: Place
    title: str = ""
    description: str = ""
    request: Data | None = None
    response: Data | None = None


@dataclass(frozen=True, kw_only=True)
class Paging:
    """The paging of a method; `items` and `metadata` are fields of the answer.

    `metadata` is "" where the answer itself tells of other pages.
    """

    style: Literal["cursor", "offset"]
    items: str
    metadata: str
    control: str  # dotted path of what says which page is wanted; "": the parameters themselves
    item: Type


@dataclass(frozen=True, kw_only=True)
class QueryField:
    """What a query can do with one field: a dotted path in an item."""

    path: str
    operators: tuple[str, ...]
    sort: tuple[str, ...]  # ASC, DESC
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, kw_only=True)
class Sdk:
    """Facts of the SDK half; `returns` is a field of the answer, "" for all of it."""

    method: str
    options: tuple[str, ...] = ()
    returns: str = ""
    returns_nothing: bool = False


@dataclass(frozen=True, kw_only=True)
class Method(Note):
    """A method of the REST API."""

    name: str
    verb: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    title: str
    docs: str
    permissions: dict[str, str]
    parameters: ObjectType  # the parameters, as the fields of an object without a name
    required: tuple[RequiredPath, ...]
    exactly_one: tuple[str, ...]
    returns: ObjectType
    sdk: Sdk
    paging: Paging | None
    query: tuple[QueryField, ...]
    errors: tuple[DocumentedError, ...]
    examples: tuple[Example, ...]
    permission_ids: tuple[str, ...] = ()  # one of which is needed
    identities: tuple[
        str, ...
    ] = ()  # who may call it; none: whoever has the permission
    encoding: Literal["base64"] | None = None  # of a GET's parameters that have parts
    fallback: str = ""  # the path that takes a GET's parameters by POST; empty: none

    @property
    def path_parameters(self) -> list[str]:
        """Return the dotted wire names in the path's braces."""
        return [part.split("}")[0] for part in self.path.split("{")[1:]]


#: Kinds of webhooks whose payload is called `data`; that of the others is an `entity`.
WITH_DATA = frozenset({"action", "flat"})


@dataclass(frozen=True, kw_only=True)
class Webhook(Note):
    """A webhook; `payload` is the type of its entity or of its data.

    Without one, an action and a flat event have free JSON, and a deleted event may or may not have an entity.
    """

    name: str
    kind: Literal["created", "updated", "deleted", "action", "flat"]
    title: str
    docs: str
    payload: ObjectType | None
    modified_fields: bool
    event_type: str
    handler: str
    permissions: dict[str, str]
    permission_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PluginError(Note):
    """An error that an app may answer with; `data` is the type of what it tells about it."""

    name: str
    http: int
    status: str
    code: str
    data: ObjectType | None


@dataclass(frozen=True, kw_only=True)
class PluginMethod(Note):
    """A method that Wix calls: the request comes from Wix, the answer from the app.

    What is demanded of the answer stands in `answer_required` and `answer_exactly_one`.
    """

    name: str
    path: str
    title: str
    docs: str
    parameters: ObjectType
    required: tuple[RequiredPath, ...]
    returns: ObjectType
    answer_required: tuple[RequiredPath, ...]
    answer_exactly_one: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Plugin:
    """A service plugin; `component` is the type of the app's extension."""

    at: Place
    component: str
    methods: tuple[PluginMethod, ...]
    errors: tuple[PluginError, ...]

    def answered(self) -> list[ObjectType]:
        """Return the objects that the app writes: answers, and what errors tell."""
        told = [error.data for error in self.errors if error.data]
        return [*(method.returns for method in self.methods), *told]


@dataclass(frozen=True, kw_only=True)
class SkippedMethod:
    """A method that can't be generated, and why."""

    name: str
    reason: str
    docs: str


@dataclass(frozen=True, kw_only=True)
class Resource(Note):
    """One API resource."""

    package: str
    module: str
    title: str
    docs: str
    entity: str
    types: list[Named]
    methods: list[Method]
    webhooks: list[Webhook]
    skipped: list[SkippedMethod]
    plugin: Plugin | None = None
    sources: tuple[str, ...] = ()  # what the spec was made from
    unmapped: tuple[
        str, ...
    ] = ()  # methods of the JavaScript SDK without a public address

    @property
    def key(self) -> str:
        """Return `<package>.<module>`."""
        return f"{self.package}.{self.module}"


@dataclass(frozen=True)
class Api:
    """All resources, by package and module, and the types that they share."""

    resources: list[Resource]
    common: list[Named]
