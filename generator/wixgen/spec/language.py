"""The spec language: every key that a spec may have, what it holds and what it means.

Loader, `wixgen lint` and `schemas/resource.schema.json` are all made from these declarations, and
specs are printed with the keys of a record in the order in which its declaration has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from wixgen.spec.shapes import (
    Declaration,
    Either,
    Entries,
    ListOf,
    MapOf,
    Record,
    key,
    keys_of,
)
from wixgen.spec.source import Text
from wixgen.spec.values import (
    Anything,
    Choice,
    Data,
    Flag,
    FlagOrWords,
    NodeType,
    Number,
    NumberOr,
    Words,
)

# What breaks lines or turns the direction of writing; and what can't be seen at all.
_CONTROL = r"\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
_UNSEEN = rf"\x00-\x09{_CONTROL}\xad\u200b-\u200f\u2060-\u2064\ufeff"

WORD = r"[A-Za-z][A-Za-z0-9_]{0,119}"
WIRE = rf"[^\s.,\[\]{{}}<>()\\\"'`|{_UNSEEN}]{{1,200}}"
MODULE = r"[A-Za-z][A-Za-z0-9_-]{0,79}"
PATH = rf"{WIRE}(\.{WIRE}){{0,30}}"
TYPE = r"(list\[|map\[){0,5}[A-Za-z][A-Za-z0-9_.]{0,199}\]{0,5}"
LINE = rf"[^\x00-\x08{_CONTROL}]{{1,500}}"
HTTP = rf"[A-Z]{{1,20}} /[^{_UNSEEN}]*"
ENUM_VALUE = rf"[^{_UNSEEN}]{{1,200}}"

FORMAT = r"[A-Za-z][A-Za-z0-9_-]{0,59}"
ATTRIBUTE = r"[A-Za-z][A-Za-z0-9_-]{0,39}"
OPERATOR = r"\$[A-Za-z]{1,40}"
DAY = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
MATURITY = r"[a-z][a-z_-]{0,39}"
IDENTITY = r"[A-Z][A-Z_]{0,39}"
WARNING = r"[a-z][a-z0-9]*(-[a-z0-9]+){0,9}"
PERMISSION_ID = r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,199}"
COMPONENT = r"[A-Za-z][A-Za-z0-9_]{0,119}"

SNAKE = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"
PASCAL = r"[A-Z][A-Za-z0-9]*"
UPPER = r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*"

GUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
DECIMAL = r"-?[0-9]{1,40}(\.[0-9]{1,40})?"

_words = Words()
_decimal = Words('a decimal in quotes, such as "0.50"', DECIMAL)
_bound = NumberOr(Words('a number, or a decimal in quotes such as "0.50"', DECIMAL))
_line = Words("one line of text", LINE, max_length=500)
_wire_path = Words("a dotted path of wire names", PATH)
_permissions = MapOf(_line, "permission", LINE)
_permission_ids = ListOf(Words("a permission's ID", PERMISSION_ID))

_WORD_RULE = "it begins with a letter; letters, digits and underscores follow"
_WIRE_RULE = "it has no spaces, dots, quotes, brackets or characters that can't be seen"


def _python_name(style: str, pattern: str, example: str) -> Any:
    return key(
        Words(f"a Python name in {style} such as {example}", pattern, max_length=100),
        f"The name to use in Python instead of the derived one, in {style}.",
        example=f"name: {example}",
    )


def _accepted() -> Any:
    return key(
        MapOf(
            Words("the reason, in one line", rf"(?=.*\S){LINE}", max_length=500),
            "warning's code",
            WARNING,
            "it is what stands in brackets, such as halves-differ",
        ),
        "Warnings that are known and not told any more: code -> reason.",
        example="accepted: {halves-differ: The SDK's half is older.}",
        default={},
    )


@dataclass(frozen=True, kw_only=True)
class Reviewed(Declaration):
    """Keys that a person may add to any declaration."""

    description: Text | None = key(
        _words,
        "What it is, in our own words.",
        example="description: One of the things that a site has.",
    )
    deprecated: bool | Text | None = key(
        FlagOrWords(),
        "true, or what to use instead.",
        example="deprecated: Use something newer.",
    )
    replaced_by: Text | None = key(
        Words("a name", r"[A-Za-z][A-Za-z0-9_.]{0,199}"),
        "What to use instead of something deprecated: a field beside it, a method or a webhook.",
        example="deprecated: true, replaced_by: partySize",
    )
    removal_date: Text | None = key(
        Words("a day such as 2027-02-01", DAY),
        "The day after which Wix may remove it.",
        example='deprecated: true, removal_date: "2027-02-01"',
    )
    maturity: Text | None = key(
        Words("a word such as preview", MATURITY),
        "How settled Wix says that it is; absent for what is stable.",
        example="maturity: preview",
    )
    name: Text | None = _python_name("snake_case", SNAKE, "party_size")
    source: Text | None = key(
        _line,
        "Where a fact comes from that the page does not state.",
        example="source: the object page (read-only)",
    )
    correction: Text | None = key(
        _words,
        "Why this differs from the page: the documentation is wrong here.",
        example="correction: The page forgets it; the example of the same page has it.",
    )
    accepted: Entries[Text] = _accepted()


@dataclass(frozen=True, kw_only=True)
class FieldDecl(Reviewed):
    """A field of an object type, a parameter of a method, or a field of an answer."""

    inherited_below: ClassVar[str] = "half"

    type: Text = key(
        Words(
            "a type such as string, Participant, list[string] or map[common.Money]",
            TYPE,
        ),
        "string, guid, boolean, integer, int32, int64, number, decimal, datetime, object, json, "
        "a type of this file, common.<Type>, list[<type>] or map[<type>].",
        example='type: "list[string]"',
        required=True,
    )
    min: int | float | Text | None = key(
        _bound,
        "The smallest number allowed in a request; of a decimal, in quotes.",
        example="type: int32, min: 1",
    )
    max: int | float | Text | None = key(
        _bound,
        "The largest number allowed in a request; of a decimal, in quotes.",
        example='type: decimal, min: "0", max: "999.99"',
    )
    exclusive_min: Text | None = key(
        _decimal,
        "A decimal in a request must be above this one.",
        example='type: decimal, exclusive_min: "0"',
    )
    exclusive_max: Text | None = key(
        _decimal,
        "A decimal in a request must be below this one.",
        example='type: decimal, exclusive_max: "100"',
    )
    max_scale: int | None = key(
        Number(whole=True, minimum=0),
        "Most digits of a decimal after the point.",
        example="type: decimal, max_scale: 2",
    )
    min_length: int | None = key(
        Number(whole=True, minimum=0),
        "Fewest characters; in a list, of each item.",
        example="type: string, min_length: 1",
    )
    max_length: int | None = key(
        Number(whole=True, minimum=0),
        "Most characters; in a list, of each item.",
        example="type: string, max_length: 100",
    )
    min_items: int | None = key(
        Number(whole=True, minimum=0),
        "Fewest items of a list.",
        example='type: "list[string]", min_items: 1',
    )
    max_items: int | None = key(
        Number(whole=True, minimum=0),
        "Most items of a list.",
        example='type: "list[string]", max_items: 50',
    )
    default: Data | None = key(
        Anything(),
        "What Wix uses where nothing is sent; never sent by us.",
        example="type: Status, default: ACTIVE",
    )
    read_only: bool = key(
        Flag(),
        "Set by Wix; left out when a model is sent.",
        example="type: guid, read_only: true",
        default=False,
    )
    immutable: bool = key(
        Flag(),
        "Can't be changed once it is set.",
        example="type: guid, immutable: true",
        default=False,
    )
    always: bool = key(
        Flag(),
        "Whatever Wix hands back has it, so type checkers needn't be told that it isn't None.",
        example="type: int64, always: true",
        default=False,
    )
    undocumented: bool = key(
        Flag(),
        "Only an example shows it: accepted in requests, absent from models.",
        example="type: json, undocumented: true",
        default=False,
    )
    format: Text | None = key(
        Words("the name of a format, such as EMAIL", FORMAT),
        "Another format that Wix names; one that has a type of its own (guid, datetime, int64 …) is "
        "said by `type`.",
        example="type: string, format: EMAIL",
    )
    attributes: Entries[Text] = key(
        MapOf(_words, "attribute", ATTRIBUTE, "a word as the page prints it"),
        "What else the page prints about it, word for word; nothing is made of it.",
        example="type: string, attributes: {pattern: '^[a-z]+$'}",
        default={},
    )
    half: Text | None = key(
        Choice(("rest", "sdk")),
        "The only half of the page that prints it.",
        example="type: string, half: sdk",
    )


@dataclass(frozen=True, kw_only=True)
class GroupDecl(Declaration):
    """A one-of group: at most one of its members may be set (see `exactly_one`)."""

    description: Text | None = key(
        _words,
        "What the group decides.",
        example="description: Where the thing belongs.",
    )
    source: Text | None = key(
        _line,
        "Where the group is known from, if not from the page.",
        example="source: the object page",
    )
    correction: Text | None = key(
        _words,
        "Why this differs from the page.",
        example="correction: The page prints the members side by side.",
    )
    accepted: Entries[Text] = _accepted()
    one_of: Entries[FieldDecl] = key(
        MapOf(Record(FieldDecl, shorthand="type"), "wire name", WIRE, _WIRE_RULE),
        "The members.",
        example="one_of: {eventId: string, scheduleId: string}",
        required=True,
    )


_fields = MapOf(
    Either(Record(GroupDecl), "one_of", Record(FieldDecl, shorthand="type")),
    "wire name",
    WIRE,
    _WIRE_RULE,
)
Fields = Entries[FieldDecl | GroupDecl]


@dataclass(frozen=True, kw_only=True)
class EnumValueDecl(Reviewed):
    """One value of an enum."""

    name: Text | None = _python_name("capitals", UPPER, "NOT_SET")


@dataclass(frozen=True, kw_only=True)
class TypeDecl(Reviewed):
    """An object type (`fields`) or an enum (`enum`)."""

    name: Text | None = _python_name("PascalCase", PASCAL, "EventGuest")
    fields: Fields | None = key(
        _fields,
        "Wire name -> field, or group name -> one_of.",
        example="fields: {id: guid, target: {one_of: {eventId: string, scheduleId: string}}}",
    )
    enum: Entries[EnumValueDecl] | None = key(
        MapOf(
            Record(EnumValueDecl, shorthand="description"),
            "enum value",
            ENUM_VALUE,
            empty=lambda at: EnumValueDecl(at=at, where={}),
        ),
        "Value -> what it means.",
        example="enum: {ACTIVE: It can be used., DELETED: It can't be used any more.}",
    )


@dataclass(frozen=True, kw_only=True)
class ErrorDecl(Declaration):
    """An error that the page documents."""

    http: int | None = key(
        Number(whole=True, minimum=100, maximum=599),
        "The HTTP status, where it is known.",
        example="http: 409",
    )
    status: Text | None = key(
        Words("a status", r"[A-Z_]+"),
        "The status code's name.",
        example="http: 409, status: ALREADY_EXISTS",
    )
    code: Text | None = key(
        Words("an application code", r"[A-Za-z0-9_.-]{1,200}"),
        "Application code.",
        example="http: 409, code: THING_ALREADY_EXISTS",
    )
    description: Text | None = key(
        _words,
        "When it happens, in our own words.",
        example="http: 409, description: There is a thing with this name.",
    )
    accepted: Entries[Text] = _accepted()


@dataclass(frozen=True, kw_only=True)
class ExampleDecl(Declaration):
    """A request that the page shows, and perhaps its answer."""

    title: Text | None = key(
        _line, "What the example shows.", example="title: A thing with a name"
    )
    description: Text | None = key(
        _words,
        "More about it.",
        example="description: The key makes it safe to repeat.",
    )
    request: Data | None = key(
        Anything(),
        "The arguments by wire name: body, path and query.",
        example="request: {thing: {name: Ladder}, idempotencyKey: order-4711}",
    )
    response: Data | None = key(
        Anything(), "The answer's body.", example="response: {thing: {name: Ladder}}"
    )


@dataclass(frozen=True, kw_only=True)
class SdkDecl(Declaration):
    """Facts of the JavaScript SDK's half that the REST half hasn't got."""

    method: Text | None = key(
        Words("a name", WORD),
        "The SDK's name, where it differs.",
        example="method: makeThing",
    )
    options: tuple[Text, ...] = key(
        ListOf(_wire_path),
        "Parameters that the SDK takes inside `options`.",
        example="options: [idempotencyKey]",
        default=(),
    )
    returns: Text | None = key(
        Words("a field of the answer, or none", WIRE),
        "The field of the answer that the SDK hands back; `none` for nothing at all.",
        example="returns: thing",
    )


@dataclass(frozen=True, kw_only=True)
class PagingDecl(Declaration):
    """The paging of a method."""

    style: Text = key(
        Choice(("cursor", "offset")),
        "By cursor or by offset.",
        example="style: cursor",
        required=True,
    )
    items: Text = key(
        Words("a field of the answer", WIRE),
        "The list of items.",
        example="items: things",
        required=True,
    )
    metadata: Text | None = key(
        Words("a field of the answer", WIRE),
        "The paging metadata; left out where they stand beside the items.",
        example="metadata: pagingMetadata",
    )


@dataclass(frozen=True, kw_only=True)
class QueryFieldDecl(Declaration):
    """What a query can do with one field."""

    operators: tuple[Text, ...] = key(
        ListOf(Words("an operator such as $eq", OPERATOR)),
        "The operators that a filter may use.",
        example="operators: [$eq, $in]",
        default=(),
    )
    sort: tuple[Text, ...] = key(
        ListOf(Choice(("ASC", "DESC"))),
        "The orders in which it can be sorted.",
        example="sort: [ASC, DESC]",
        default=(),
    )
    searchable: bool = key(
        Flag(),
        "A free-text search looks into it.",
        example="operators: [$eq], searchable: true",
        default=False,
    )
    aggregatable: bool = key(
        Flag(),
        "A search can aggregate by it.",
        example="operators: [$eq], aggregatable: true",
        default=False,
    )
    attributes: Entries[Text] = key(
        MapOf(_words, "attribute", ATTRIBUTE, "a word as the page prints it"),
        "What else the page prints about it, word for word; nothing is made of it.",
        example="operators: [$eq], attributes: {index: 'true'}",
        default={},
    )


@dataclass(frozen=True, kw_only=True)
class MethodDecl(Reviewed):
    """A method of the REST API."""

    inherited_below: ClassVar[str] = "docs"

    http: Text = key(
        Words(
            "a verb and a path such as POST /calendar/v3/participations",
            HTTP,
            max_length=500,
        ),
        "Verb and path; `{name}` is a parameter, `{entity.id}` a field of one.",
        example='http: "PATCH /things/v1/things/{thing.id}"',
        required=True,
    )
    title: Text | None = key(
        _line, "The page's title.", example="title: A Page About Things"
    )
    docs: Text | None = key(
        _line,
        "The page: its last path segment, or a whole URL.",
        example="docs: the-page",
    )
    encoding: Text | None = key(
        Choice(("base64",)),
        "How a GET's parameters travel: `base64` is one parameter `.r`, the base64url of their JSON; "
        "otherwise each has a name of its own.",
        example="http: GET /things/v1/things, encoding: base64",
    )
    fallback: Text | None = key(
        Words("a verb and a path", HTTP, max_length=500),
        "The call to send instead, its parameters as the body, where a GET's address gets too long.",
        example="http: GET /things/v1/things, fallback: POST /things/v1/things/list",
    )
    media_type: Text | None = key(
        _line,
        "The body's media type if it isn't application/json.",
        example="media_type: multipart/form-data",
    )
    permissions: Entries[Text] = key(
        _permissions,
        "Permission -> scope.",
        example="permissions: {Manage Things: SCOPE.DC-THINGS.MANAGE}",
        default={},
    )
    permission_ids: tuple[Text, ...] = key(
        _permission_ids,
        "The IDs of the permissions, of which one is needed.",
        example="permission_ids: [THINGS.MANAGE]",
        default=(),
    )
    identities: tuple[Text, ...] = key(
        ListOf(Words("an identity such as APP", IDENTITY)),
        "Who may call it; absent where everybody may who has the permission.",
        example="identities: [APP, MEMBER]",
        default=(),
    )
    parameters: Fields = key(
        _fields,
        "Wire name -> parameter, or group name -> one_of.",
        example="parameters: {thing: Thing, idempotencyKey: string}",
        default={},
    )
    required: tuple[Text, ...] = key(
        ListOf(_wire_path),
        "The page's required paths, word for word.",
        example="required: [thing, thing.name]",
        default=(),
    )
    exactly_one: tuple[Text, ...] = key(
        ListOf(_wire_path),
        "Groups of which one member must be set: path of the object + group.",
        example="exactly_one: [thing.target]",
        default=(),
    )
    returns: Fields = key(
        _fields,
        "The fields of the answer.",
        example="returns: {thing: Thing}",
        default={},
    )
    sdk: SdkDecl | None = key(
        Record(SdkDecl),
        "What only the SDK half says.",
        example="sdk: {options: [idempotencyKey], returns: thing}",
    )
    paging: PagingDecl | None = key(
        Record(PagingDecl),
        "Makes the method a pager.",
        example="paging: {style: cursor, items: things, metadata: pagingMetadata}",
    )
    query: Entries[QueryFieldDecl] = key(
        MapOf(Record(QueryFieldDecl), "field", PATH, "a dotted path of wire names"),
        "The fields of an item that a query can filter and sort by.",
        example="query: {name: {operators: [$eq, $startsWith], sort: [ASC, DESC]}}",
        default={},
    )
    errors: tuple[ErrorDecl, ...] = key(
        ListOf(Record(ErrorDecl)),
        "Documented errors.",
        example="errors: [{http: 409, code: THING_ALREADY_EXISTS}]",
        default=(),
    )
    examples: tuple[ExampleDecl, ...] = key(
        ListOf(Record(ExampleDecl)),
        "Documented calls.",
        example="examples: [{title: A thing with a name, request: {thing: {name: Ladder}}}]",
        default=(),
    )


@dataclass(frozen=True, kw_only=True)
class WebhookDecl(Reviewed):
    """A webhook and the envelope that the SDK makes of it."""

    inherited_below: ClassVar[str] = "docs"

    name: Text | None = _python_name("PascalCase", PASCAL, "GuestCreated")
    kind: Text = key(
        Choice(("created", "updated", "deleted", "action", "flat")),
        "What happened; `flat` for what is no domain event.",
        example="kind: created, entity: Thing",
        required=True,
    )
    title: Text | None = key(
        _line, "The page's title.", example="title: A Page About Things"
    )
    docs: Text | None = key(
        _line,
        "The page: its last path segment, or a whole URL.",
        example="docs: the-page",
    )
    entity: Text | None = key(
        Words("an object type", TYPE),
        "The type of the entity (created, updated, deleted); a deleted one may have none.",
        example="kind: updated, entity: Thing",
    )
    data: Text | None = key(
        Words("an object type", TYPE),
        "The type of an action's body, or of all that a flat event tells; free JSON if absent.",
        example="kind: action, data: ThingMoved",
    )
    modified_fields: bool = key(
        Flag(),
        "The page prints `modifiedFields`: what was changed (updated).",
        example="kind: updated, entity: Thing, modified_fields: true",
        default=False,
    )
    event_type: Text | None = key(
        Words("an event type", r"[A-Za-z0-9_.-]{1,300}"),
        "Wix's `eventType`; no page prints it.",
        example="event_type: wix.demo.v1.thing_deleted",
    )
    handler: Text | None = key(
        Words("a name", WORD),
        "The SDK's handler, where it isn't on<Name>.",
        example="handler: onThingGone",
    )
    permissions: Entries[Text] = key(
        _permissions,
        "Permission -> scope.",
        example="permissions: {Manage Things: SCOPE.DC-THINGS.MANAGE}",
        default={},
    )
    permission_ids: tuple[Text, ...] = key(
        _permission_ids,
        "The IDs of the permissions, of which one is needed.",
        example="permission_ids: [THINGS.MANAGE]",
        default=(),
    )


@dataclass(frozen=True, kw_only=True)
class PluginErrorDecl(Reviewed):
    """An error that an app may answer a call of its service plugin with."""

    name: Text | None = _python_name("PascalCase", PASCAL, "ThingIsGone")
    http: int = key(
        Number(whole=True, minimum=400, maximum=599),
        "The HTTP status of the answer.",
        example="http: 409, code: THING_IS_GONE",
        required=True,
    )
    status: Text | None = key(
        Words("a status", r"[A-Z_]+"),
        "The status code's name.",
        example="http: 409, code: THING_IS_GONE, status: ALREADY_EXISTS",
    )
    code: Text = key(
        Words("an application code", r"[A-Za-z0-9_.-]{1,200}"),
        "The application code by which Wix tells it.",
        example="http: 409, code: THING_IS_GONE",
        required=True,
    )
    data: Text | None = key(
        Words("an object type", TYPE),
        "The type of what the app tells about it; absent where it tells nothing.",
        example="http: 409, code: THING_IS_GONE, data: ThingMoved",
    )


@dataclass(frozen=True, kw_only=True)
class PluginMethodDecl(Reviewed):
    """A method of a service plugin: Wix calls it, the app answers."""

    inherited_below: ClassVar[str] = "docs"

    path: Text = key(
        Words("a path such as /v1/get-rates", rf"/[^{_UNSEEN}]*", max_length=500),
        "What Wix appends to the app's own address.",
        example="path: /v1/rate-thing",
        required=True,
    )
    title: Text | None = key(
        _line, "The page's title.", example="title: A Page About Things"
    )
    docs: Text | None = key(
        _line,
        "The page: its last path segment, or a whole URL.",
        example="docs: the-page",
    )
    parameters: Fields = key(
        _fields,
        "The fields of Wix's request.",
        example="parameters: {thing: Thing}",
        default={},
    )
    required: tuple[Text, ...] = key(
        ListOf(_wire_path),
        "Paths of the request that Wix always sends, word for word.",
        example="required: [thing]",
        default=(),
    )
    returns: Fields = key(
        _fields,
        "The fields of the app's answer.",
        example="returns: {shelf: string}",
        default={},
    )
    answer_required: tuple[Text, ...] = key(
        ListOf(_wire_path),
        "Paths of the answer that the app has to set.",
        example="answer_required: [shelf]",
        default=(),
    )
    answer_exactly_one: tuple[Text, ...] = key(
        ListOf(_wire_path),
        "Groups of the answer of which the app has to set one member: path of the object + group.",
        example="answer_exactly_one: [verdict]",
        default=(),
    )


@dataclass(frozen=True, kw_only=True)
class PluginDecl(Declaration):
    """A service plugin: Wix asks the app for something and works with the answer."""

    component: Text = key(
        Words("a component such as ECOM_DISCOUNTS", COMPONENT),
        "The type of the app's extension, by which Wix tells which plugin it calls.",
        example="component: THING_RATER",
        required=True,
    )
    methods: Entries[PluginMethodDecl] = key(
        MapOf(Record(PluginMethodDecl), "method name", WORD, _WORD_RULE),
        "Name -> method that the app answers.",
        example="methods: {rateThing: {path: /v1/rate-thing}}",
        default={},
    )
    errors: Entries[PluginErrorDecl] = key(
        MapOf(Record(PluginErrorDecl), "error name", WORD, _WORD_RULE),
        "Name -> error that any of the methods may be answered with.",
        example="errors: {thingIsGone: {http: 409, code: THING_IS_GONE}}",
        default={},
    )


_types = MapOf(Record(TypeDecl), "type name", WORD, _WORD_RULE)


@dataclass(frozen=True, kw_only=True)
class ResourceDecl(Declaration):
    """One API resource: a module of the SDK."""

    is_whole_file: ClassVar[bool] = True

    package: Text = key(
        Words("a package name", MODULE),
        "As in '@wix/<package>'.",
        example="package: demo",
        required=True,
    )
    module: Text = key(
        Words("a module name", MODULE),
        "As in import { <module> }.",
        example="module: things",
        required=True,
    )
    title: Text | None = key(_line, "The resource's title.", example="title: Things")
    description: Text | None = key(
        _words,
        "What it is about, in our own words.",
        example="description: The things of a site.",
    )
    docs: Text | None = key(
        _line,
        "The address of the resource's menu page.",
        example="docs: https://dev.wix.com/docs/api-reference/demo/things",
    )
    entity: Text | None = key(
        _line,
        "The fully qualified domain name of the main entity.",
        example="entity: wix.demo.v1.thing",
    )
    sources: tuple[Text, ...] = key(
        ListOf(_line),
        "What the file was made from; what comes from elsewhere says so by its own `source`.",
        example='sources: ["@wix/auto_sdk_demo_things 1.0.7"]',
        default=(),
    )
    unmapped: tuple[Text, ...] = key(
        ListOf(Words("a name", WORD)),
        "Methods of the JavaScript SDK that have no public address; they are not generated.",
        example="unmapped: [reindexThings]",
        default=(),
    )
    accepted: Entries[Text] = _accepted()
    types: Entries[TypeDecl] = key(
        _types,
        "Name -> type.",
        example="types: {Shelf: {fields: {id: guid}}}",
        default={},
    )
    methods: Entries[MethodDecl] = key(
        MapOf(Record(MethodDecl), "method name", WORD, _WORD_RULE),
        "Name -> method.",
        example="methods: {listThings: {http: GET /things/v1/things}}",
        default={},
    )
    webhooks: Entries[WebhookDecl] = key(
        MapOf(Record(WebhookDecl), "webhook name", WORD, _WORD_RULE),
        "Name -> webhook.",
        example="webhooks: {thingCreated: {kind: created, entity: Thing}}",
        default={},
    )
    service_plugin: PluginDecl | None = key(
        Record(PluginDecl),
        "Methods that Wix calls and the app answers.",
        example="service_plugin: {component: THING_RATER, methods: {rateThing: {path: /v1/rate-thing}}}",
    )


@dataclass(frozen=True, kw_only=True)
class CommonDecl(Declaration):
    """`common.yaml`: types that several resources share as `common.<Type>`."""

    is_whole_file: ClassVar[bool] = True
    accepted: Entries[Text] = _accepted()

    types: Entries[TypeDecl] = key(
        _types,
        "Name -> type.",
        example="types: {Money: {fields: {value: decimal, currency: string}}}",
        required=True,
    )


RESOURCE = Record(ResourceDecl)
COMMON = Record(CommonDecl)


def records() -> list[type[Declaration]]:
    """Return every declaration, the roots first."""
    found: list[type[Declaration]] = []
    waiting: list[NodeType] = [RESOURCE, COMMON]
    while waiting:
        shape = waiting.pop(0)
        if isinstance(shape, Record):
            if shape.declaration not in found:
                found.append(shape.declaration)
                waiting += [
                    declared.metadata["shape"]
                    for declared in keys_of(shape.declaration).values()
                ]
        else:
            parts: dict[str, Any] = vars(shape)
            waiting += [part for part in parts.values() if hasattr(part, "load")]
    return found
