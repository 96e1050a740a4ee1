"""Resolved pages of one resource -> the data of its spec."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from wixgen.pages.nesting.field_tree import Field
from wixgen.pages.nesting.resolve_pages import (
    BODY,
    PARAMETERS,
    PAYLOAD,
    RETURNS,
    ResolvedPage,
    required_paths,
)
from wixgen.pages.parse.facts import (
    description_of,
    docs_of,
    handler,
    http_of,
    method_name,
    page_facts,
    sdk_method_name,
    titled,
    webhook_name,
)
from wixgen.pages.parse.json_bodies import json_bodies
from wixgen.pages.parse.schema import MAX_TEXT, OBJECT
from wixgen.pages.parse.tree import Kind, Page
from wixgen.pages.transcribe.ambiguous_types import ambiguous_types
from wixgen.pages.transcribe.drafts import (
    Drafter,
    DraftField,
    DraftGroup,
    DraftType,
    Reference,
    draft_groups,
)
from wixgen.pages.transcribe.infer_types import TypesByFieldName, infer
from wixgen.pages.transcribe.merge import Types
from wixgen.pages.transcribe.paging import paging_of
from wixgen.pages.transcribe.path_parameters import SOURCE, add_dotted_parameters

_EVENT_PARTS = {
    "createdEvent": ("created", "entity"),
    "updatedEvent": ("updated", "currentEntity"),
    "deletedEvent": ("deleted", "deletedEntity"),
    "actionEvent": ("action", "body"),
}


@dataclass
class Options:
    """What is written into specs besides the facts of the pages."""

    descriptions: bool
    event_types: Mapping[str, str] = field(
        default_factory=dict[str, str]
    )  # handler -> event type


@dataclass
class Method:
    """The drafts of one method page."""

    resolved: ResolvedPage
    parameters: dict[str, DraftField]
    parameter_groups: list[DraftGroup]
    returns: dict[str, DraftField]
    return_groups: list[DraftGroup]
    options: list[str]


@dataclass
class Webhook:
    """The drafts of one webhook page."""

    resolved: ResolvedPage
    kind: str
    payload: DraftField | None
    has_modified_fields: bool


@dataclass
class ObjectDraft:
    """The draft of one object page: the object, as a field would show it."""

    resolved: ResolvedPage
    shown: DraftField

    def name(self, types: Types) -> str:
        """Return the name of its type."""
        assert not isinstance(self.shown.type, str)  # pages without fields are no use
        return types.name(self.shown.type) or ""


class Transcriber:
    """Transcribes the pages of one resource."""

    def __init__(self, package: str, module: str, options: Options) -> None:
        self.package = package
        self.module = module
        self.options = options
        self.views: list[DraftType] = []
        self.section = 0
        self.types: Types

    def draft(
        self, resolved_pages: Sequence[ResolvedPage]
    ) -> tuple[list[Method], list[Webhook], list[ObjectDraft]]:
        """Return what the pages show, with places; `types` are then known."""
        methods = [
            self._draft_method(resolved)
            for resolved in resolved_pages
            if resolved.page.kind is Kind.METHOD
        ]
        webhooks = [
            self._draft_webhook(resolved)
            for resolved in resolved_pages
            if resolved.page.kind is Kind.WEBHOOK
        ]
        things = [
            self._draft_thing(resolved)
            for resolved in resolved_pages
            if resolved.page.kind is Kind.OBJECT
        ]
        self.types = Types(self.views)
        self._settle_types(methods, webhooks, things)
        return methods, webhooks, things

    def _settle_types(
        self,
        methods: Sequence[Method],
        webhooks: Sequence[Webhook],
        things: Sequence[ObjectDraft],
    ) -> None:
        """Settle what pages don't print of types; the resolved pages keep the reasons."""
        kinds = TypesByFieldName(self.types, (method.parameters for method in methods))
        for method in methods:
            page, told = method.resolved.page, method.resolved.kinds
            name = method_name(page)
            told += infer(page, name, method.parameters, kinds)
            told += ambiguous_types(name, method.parameters, self.types)
            told += ambiguous_types(name, method.returns, self.types)
        for hook in webhooks:
            if hook.payload:
                fields = {hook.payload.wire: hook.payload}
                name = webhook_name(hook.resolved.page)
                hook.resolved.kinds += ambiguous_types(name, fields, self.types)
        for thing in things:
            fields = {thing.shown.wire: thing.shown}
            thing.resolved.kinds += ambiguous_types(
                thing.resolved.page.name, fields, self.types
            )

    def transcribe(self, resolved_pages: Sequence[ResolvedPage]) -> dict[str, Any]:
        """Return the spec of the resource, as far as these pages show it."""
        methods, webhooks, things = self.draft(resolved_pages)
        docs = docs_of([resolved.page for resolved in resolved_pages])
        spec: dict[str, Any] = {"package": self.package, "module": self.module}
        if docs:
            spec["docs"] = docs
        spec["types"] = {
            name: self._type(draft)
            for name, draft in self._used(methods, webhooks, things)
        }
        spec["methods"] = {
            method_name(method.resolved.page): self._method(method, docs)
            for method in methods
        }
        spec["webhooks"] = {
            webhook_name(webhook.resolved.page): self._webhook(webhook, docs)
            for webhook in webhooks
        }
        add_dotted_parameters(spec)
        return {
            key: value
            for key, value in spec.items()
            if value or key in {"package", "module"}
        }

    def _draft_method(self, resolved: ResolvedPage) -> Method:
        name = resolved.page.title
        sdk_fields = resolved.tree("sdk", PARAMETERS).fields
        options = next((field for field in sdk_fields if field.name == "options"), None)
        inner = options.children if options else []
        tree = resolved.tree("rest", PARAMETERS)
        answer, sdk_answer = resolved.tree("rest", RETURNS), resolved.tree(
            "sdk", RETURNS
        )
        counterparts = sdk_answer.fields
        if len(answer.fields) == 1 and answer.fields[0].name not in {
            counterpart.name for counterpart in counterparts
        }:
            counterparts = [
                Field(answer.fields[0].item, children=counterparts)
            ]  # the SDK hands back the entity
        return Method(
            resolved,
            self._fields(
                resolved, tree.fields, [*sdk_fields, *inner], name, is_whole=False
            ),
            draft_groups(tree.groups),
            self._fields(
                resolved, answer.fields, counterparts, f"{name}Response", is_whole=True
            ),
            draft_groups(answer.groups),
            [field.name for field in inner],
        )

    def _fields(
        self,
        resolved: ResolvedPage,
        fields: Sequence[Field],
        counterparts: Sequence[Field],
        owner: str,
        *,
        is_whole: bool,
    ) -> dict[str, DraftField]:
        self.section += 1
        drafter = Drafter(self.section, owner, resolved.guessed, is_whole=is_whole)
        drafted = drafter.drafted(fields, counterparts)
        self.views += drafter.views
        return drafted

    def _draft_webhook(self, resolved: ResolvedPage) -> Webhook:
        body = {field.name: field for field in resolved.tree("rest", BODY).fields}
        sdk = {field.name: field for field in resolved.tree("sdk", PAYLOAD).fields}
        part = next((word for word in _EVENT_PARTS if word in body), "")
        kind, word = _EVENT_PARTS.get(part, _kind_of_payload(sdk))
        inner = (
            [child for child in body[part].children if child.name == word]
            if part
            else []
        )
        counterpart = sdk.get("data" if kind == "action" else "entity")
        if not inner and counterpart is not None:
            inner = [counterpart]
        name = resolved.page.name
        # The halves name it differently (`currentEntity`, `entity`), but it is the same.
        counterparts = (
            [replace(counterpart, item=inner[0].item)] if counterpart and inner else []
        )
        fields = self._fields(resolved, inner[:1], counterparts, name, is_whole=True)
        beside = {child.name for child in body[part].children} if part else sdk.keys()
        return Webhook(
            resolved,
            kind,
            next(iter(fields.values()), None),
            kind == "updated" and "modifiedFields" in beside,
        )

    def _draft_thing(self, resolved: ResolvedPage) -> ObjectDraft:
        rest, sdk = resolved.tree("rest", OBJECT), resolved.tree("sdk", OBJECT)
        fields = self._fields(
            resolved, rest.fields, sdk.fields, resolved.page.name, is_whole=True
        )
        (shown,) = fields.values()
        assert isinstance(shown.type, DraftType)  # pages without fields are no use
        shown.type.description = description_of(resolved.page)
        return ObjectDraft(resolved, shown)

    def _used(
        self,
        methods: Iterable[Method],
        webhooks: Iterable[Webhook],
        things: Iterable[ObjectDraft],
    ) -> Iterator[tuple[str, DraftType]]:
        """Yield the types that the spec needs, in the order in which they are first referred to."""
        roots = [thing.shown for thing in things]
        roots += [
            parameter
            for method in methods
            for parameter in (*method.parameters.values(), *method.returns.values())
        ]
        roots += [webhook.payload for webhook in webhooks if webhook.payload]
        seen: dict[str, None] = {}
        waiting = roots
        while waiting:
            one = waiting.pop(0)
            name = None if isinstance(one.type, str) else self.types.name(one.type)
            if name is None or name in seen:
                continue
            seen[name] = None
            waiting = [*self.types.merged[name].fields.values(), *waiting]
        return ((name, self.types.merged[name]) for name in seen)

    def _type(self, one: DraftType) -> dict[str, Any]:
        if one.is_enum:
            return {
                "enum": {
                    value: self._said(text) or None
                    for value, text in one.values.items()
                }
            }
        said = self._said(one.description)
        described = {"description": said} if said else {}
        return {**described, "fields": self._field_map(one.fields, one.groups)}

    def _field_map(
        self, fields: Mapping[str, DraftField], groups: Sequence[DraftGroup]
    ) -> dict[str, Any]:
        """Return fields, those of a group inside of it, where the first member stands."""
        members = {
            name: group for group in groups for name in group.members if name in fields
        }
        made: dict[str, Any] = {}
        for name, draft in fields.items():
            group = members.get(name)
            if group is None:
                made[name] = self._field(draft)
            else:
                made.setdefault(group_name(group, fields), {"one_of": {}})["one_of"][
                    name
                ] = self._field(draft)
        return made

    def _field(self, one: DraftField) -> dict[str, Any]:
        made: dict[str, Any] = {"type": self._expression(one)}
        if description := self._said(one.description):
            made["description"] = description
        return made | self.types.facts(one)

    def _expression(self, one: DraftField) -> str:
        inner = (
            one.type
            if isinstance(one.type, str)
            else self.types.name(one.type) or "json"
        )
        return f"list[{inner}]" if one.is_list else inner

    def _said(self, text: str) -> str:
        return text.strip()[:MAX_TEXT].strip() if self.options.descriptions else ""

    def _method(self, one: Method, docs: str) -> dict[str, Any]:
        page = one.resolved.page
        made: dict[str, Any] = {"http": http_of(page)}
        if self.options.descriptions:
            made |= titled(page)
        made |= page_facts(page, docs)
        parameters = _with_path_parameters(
            self._field_map(one.parameters, one.parameter_groups), made["http"]
        )
        made["parameters"] = parameters
        made["required"] = required_paths(page.rest)
        made["exactly_one"] = list(self._exactly_one(one))
        made["returns"] = self._field_map(one.returns, one.return_groups)
        made["sdk"] = _sdk(one)
        made["paging"] = paging_of(one.parameters, one.returns, self.types)
        made["errors"] = self._errors(page)
        made["examples"] = self._examples(page, parameters)
        return {
            key: value for key, value in made.items() if value not in (None, {}, [], "")
        }

    def _exactly_one(self, one: Method) -> Iterator[str]:
        for group in one.parameter_groups:
            if group.is_required:
                yield group_name(group, one.parameters)
        yield from self._required_groups(one.parameters, ())

    def _required_groups(
        self, fields: Mapping[str, DraftField], path: tuple[str, ...]
    ) -> Iterator[str]:
        for name, draft in fields.items():
            if isinstance(draft.type, DraftType):
                merged = self.types.merged[self.types.name(draft.type) or ""]
                for group in draft.type.groups:
                    whole = next(
                        (
                            two
                            for two in merged.groups
                            if set(two.members) & set(group.members)
                        ),
                        group,
                    )
                    if group.is_required:
                        yield ".".join((*path, name, group_name(whole, merged.fields)))
                yield from self._required_groups(draft.type.fields, (*path, name))

    def _errors(self, page: Page) -> list[dict[str, Any]]:
        schema = page.rest.schema if page.rest else None
        errors: list[dict[str, Any]] = []
        for error in schema.errors if schema else []:
            made: dict[str, Any] = {"http": error.http}
            made |= {"status": error.status} if error.status else {}
            made |= {"code": error.code} if error.code else {}
            made |= (
                {"description": text} if (text := self._said(error.description)) else {}
            )
            if made not in errors:
                errors.append(made)
        return errors

    def _examples(
        self, page: Page, parameters: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        known = {
            *parameters,
            *(
                name
                for parameter in parameters.values()
                for name in parameter.get("one_of", ())
            ),
        }
        examples: list[dict[str, Any]] = []
        for example in page.rest.examples if page.rest else []:
            for body in json_bodies(example.code):
                if isinstance(body, dict) and body and body.keys() <= known:
                    title = (
                        {"title": example.title}
                        if self.options.descriptions and example.title
                        else {}
                    )
                    examples.append({**title, "request": body})
        return examples

    def _webhook(self, one: Webhook, docs: str) -> dict[str, Any]:
        page = one.resolved.page
        made: dict[str, Any] = {"kind": one.kind}
        if self.options.descriptions:
            made |= titled(page)
        made |= page_facts(page, docs)
        if one.payload is not None and not isinstance(one.payload.type, str):
            key = "data" if one.kind == "action" else "entity"
            made[key] = self._expression(one.payload)
        if one.has_modified_fields:
            made["modified_fields"] = True
        if event_type := self.options.event_types.get(handler(page)):
            made["event_type"] = event_type
        return made


def group_name(group: DraftGroup, fields: Iterable[str]) -> str:
    """Return our name for a group: `<first>Or<Second>`; no field has it."""
    first, second, *_ = [
        re.sub(r"\W", "", member, flags=re.ASCII) for member in (*group.members, "none")
    ]
    name = f"{first}Or{second[:1].upper()}{second[1:]}"[:100]
    name = name if name[0].isalpha() else f"one{name}"
    while name in fields:
        name += "_"
    return name


def _kind_of_payload(sdk: Mapping[str, Field]) -> tuple[str, str]:
    if "entity" in sdk:
        return ("updated", "") if "modifiedFields" in sdk else ("created", "")
    return ("action", "") if "data" in sdk else ("deleted", "")


def _with_path_parameters(parameters: dict[str, Any], http: str) -> dict[str, Any]:
    """Add the path parameters that the page does not print: methods with a body may leave them out."""
    known = {
        *parameters,
        *(
            name
            for parameter in parameters.values()
            for name in parameter.get("one_of", ())
        ),
    }
    for placeholder in re.findall(r"\{([^{}.]+)\}", http):
        if placeholder not in known:
            parameters = {
                placeholder: {"type": "string", "source": SOURCE},
                **parameters,
            }
    return parameters


def _sdk(one: Method) -> dict[str, Any]:
    page = one.resolved.page
    made: dict[str, Any] = {}
    name = sdk_method_name(page)
    if name and name != method_name(page):
        made["method"] = name
    if options := [option for option in one.options if option in one.parameters]:
        made["options"] = options
    if page.sdk is None:
        return made
    answer = [field.name for field in one.resolved.tree("sdk", RETURNS).fields]
    if not answer and one.returns:
        made["returns"] = "none"
    elif len(one.returns) == 1:
        ((wire, entity),) = one.returns.items()
        if (
            wire not in answer
            and answer
            and isinstance(entity.type, DraftType | Reference)
        ):
            made["returns"] = wire
    return made
