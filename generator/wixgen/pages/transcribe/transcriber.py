"""Transcribe the resolved pages of one resource into the data of a spec."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from wixgen.diagnostics import Place
from wixgen.pages.nesting.field_tree import Field
from wixgen.pages.nesting.resolve_pages import (
    PARAMETERS,
    RETURNS,
    ResolvedPage,
    bodies,
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
from wixgen.pages.spec_data import wrapped
from wixgen.pages.transcribe.ambiguous_types import ambiguous_types
from wixgen.pages.transcribe.drafts import (
    Drafter,
    DraftField,
    DraftGroup,
    DraftType,
    draft_groups,
)
from wixgen.pages.transcribe.infer_types import (
    TypesByFieldName,
    infer,
    infer_from_examples,
)
from wixgen.pages.transcribe.merge import Types, wholes
from wixgen.pages.transcribe.paging import paging_of
from wixgen.pages.transcribe.path_parameters import SOURCE, add_dotted_parameters
from wixgen.pages.transcribe.query_fields import query_fields
from wixgen.pages.transcribe.sdk_returns import sdk_returns
from wixgen.pages.transcribe.webhook_kinds import shown_webhook
from wixgen.spec.api import WITH_DATA


@dataclass
class Options:
    """Options that decide what a spec gets besides the facts of its pages.

    Attributes:
        descriptions: Whether it gets the pages' sentences.
        event_types: Event types for the spec, by handler.
        docs: The menu page that the spec names already; empty if it names none.
        types: The types that the spec has already, of which a page may show the name alone.
    """

    descriptions: bool
    event_types: Mapping[str, str] = dataclass_field(default_factory=dict[str, str])
    docs: str = ""
    types: frozenset[str] = frozenset()


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
    """The draft of one object page, with the object as a field would show it."""

    resolved: ResolvedPage
    shown: DraftField

    def name(self, types: Types) -> str:
        """Return the name of its type."""
        assert not isinstance(self.shown.type, str)  # a page without fields isn't here
        return types.name(self.shown.type) or ""


class Transcriber:
    """A transcriber of the pages of one resource."""

    def __init__(
        self,
        package: str,
        module: str,
        options: Options,
        event_types: Mapping[str, str] | None = None,
    ) -> None:
        """Make a transcriber.

        Args:
            package: The resource's package.
            module: Its module.
            options: What the spec gets.
            event_types: The event types that the spec has already, by handler.
        """
        self.package = package
        self.module = module
        self.options = options
        self.known_event_types = {**options.event_types, **(event_types or {})}
        self.views: list[DraftType] = []
        self.section = 0
        self.kept: dict[str, Place] = {}  # words that are kept as they are printed
        self.types: Types
        self.drafts: tuple[list[Method], list[Webhook], list[ObjectDraft]]

    def draft(
        self, resolved_pages: Sequence[ResolvedPage]
    ) -> tuple[list[Method], list[Webhook], list[ObjectDraft]]:
        """Draft the methods, webhooks and objects of the pages; set `types` and `drafts`."""
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
        objects = [
            self._draft_object(resolved)
            for resolved in resolved_pages
            if resolved.page.kind is Kind.OBJECT
        ]
        self.types = Types(self.views)
        self._infer_types(methods, webhooks, objects)
        self.drafts = methods, webhooks, objects
        return self.drafts

    def _infer_types(
        self,
        methods: Sequence[Method],
        webhooks: Sequence[Webhook],
        objects: Sequence[ObjectDraft],
    ) -> None:
        """Infer the types that no page prints; the resolved pages keep the decisions."""
        types_by_name = TypesByFieldName(
            self.types, (method.parameters for method in methods)
        )
        for method in methods:
            page, decisions = method.resolved.page, method.resolved.kinds
            name = method_name(page)
            decisions += infer(page, name, method.parameters, types_by_name)
            decisions += ambiguous_types(name, method.parameters, self.types)
            decisions += ambiguous_types(name, method.returns, self.types)
        infer_from_examples(self._examples_of(methods), self.types)
        for webhook in webhooks:
            if webhook.payload:
                fields = {webhook.payload.wire: webhook.payload}
                name = webhook_name(webhook.resolved.page)
                webhook.resolved.kinds += ambiguous_types(name, fields, self.types)
        for draft in objects:
            fields = {draft.shown.wire: draft.shown}
            draft.resolved.kinds += ambiguous_types(
                draft.resolved.page.name, fields, self.types
            )

    def _examples_of(
        self, methods: Iterable[Method]
    ) -> Iterator[tuple[object, Mapping[str, DraftField]]]:
        """Yield the bodies of examples, requests and answers, each with the fields that it has."""
        for method in methods:
            for body in bodies(method.resolved.page):
                is_answer = (
                    isinstance(body, dict) and body.keys() <= method.returns.keys()
                )
                yield body, method.parameters
                if is_answer:
                    yield body, method.returns

    def transcribe(self, resolved_pages: Sequence[ResolvedPage]) -> dict[str, Any]:
        """Return the data of the resource's spec, as far as these pages show it."""
        methods, webhooks, objects = self.draft(resolved_pages)
        pages = [resolved.page for resolved in resolved_pages]
        docs = self.options.docs or docs_of(pages)
        spec: dict[str, Any] = {"package": self.package, "module": self.module}
        if docs:
            spec["docs"] = docs
        spec["types"] = {
            name: self._type(type_)
            for name, type_ in self._used(methods, webhooks, objects)
        }
        spec["methods"] = {
            method_name(draft.resolved.page): self._method(draft, docs)
            for draft in methods
        }
        spec["webhooks"] = {
            webhook_name(draft.resolved.page): self._webhook(draft, docs)
            for draft in webhooks
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
        options_fields = options.children if options else []
        tree = resolved.tree("rest", PARAMETERS)
        response, sdk_response = resolved.tree("rest", RETURNS), resolved.tree(
            "sdk", RETURNS
        )
        counterparts = sdk_response.fields
        if len(response.fields) == 1 and response.fields[0].name not in {
            field.name for field in counterparts
        }:
            counterparts = [
                Field(response.fields[0].item, children=counterparts)
            ]  # the SDK returns the entity itself
        return Method(
            resolved,
            self._fields(
                resolved,
                tree.fields,
                [*sdk_fields, *options_fields],
                name,
                is_whole=False,
            ),
            draft_groups(tree.groups),
            self._fields(
                resolved,
                response.fields,
                counterparts,
                f"{name}Response",
                is_whole=True,
            ),
            draft_groups(response.groups),
            [field.name for field in options_fields],
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
        page = resolved.page
        shown = shown_webhook(resolved, self.known_event_types.get(handler(page), ""))
        fields = self._fields(
            resolved,
            [shown.payload] if shown.payload else [],
            [shown.counterpart] if shown.counterpart else [],
            page.name,
            is_whole=True,
        )
        payload = next(iter(fields.values()), None)
        return Webhook(resolved, shown.kind, payload, shown.has_modified_fields)

    def _draft_object(self, resolved: ResolvedPage) -> ObjectDraft:
        rest, sdk = resolved.tree("rest", OBJECT), resolved.tree("sdk", OBJECT)
        fields = self._fields(
            resolved, rest.fields, sdk.fields, resolved.page.name, is_whole=True
        )
        (shown,) = fields.values()
        assert isinstance(
            shown.type, DraftType
        )  # pages without fields are not imported
        shown.type.description = description_of(resolved.page)
        return ObjectDraft(resolved, shown)

    def _used(
        self,
        methods: Iterable[Method],
        webhooks: Iterable[Webhook],
        objects: Iterable[ObjectDraft],
    ) -> Iterator[tuple[str, DraftType]]:
        """Return the types that the spec needs, in the order in which they are first referred to."""
        roots = [draft.shown for draft in objects]
        roots += [
            field
            for method in methods
            for field in (*method.parameters.values(), *method.returns.values())
        ]
        roots += [webhook.payload for webhook in webhooks if webhook.payload]
        seen: dict[str, None] = {}
        waiting = roots
        while waiting:
            field = waiting.pop(0)
            name = None if isinstance(field.type, str) else self.types.name(field.type)
            if name is None or name in seen:
                continue
            seen[name] = None
            waiting = [*self.types.merged[name].fields.values(), *waiting]
        return ((name, self.types.merged[name]) for name in seen)

    def _type(self, type_: DraftType) -> dict[str, Any]:
        if type_.is_enum:
            return {
                "enum": {
                    value: self._text(text) or None
                    for value, text in type_.values.items()
                }
            }
        text = self._text(type_.description)
        described = {"description": text} if text else {}
        return {**described, "fields": self._field_map(type_.fields, type_.groups)}

    def _field_map(
        self, fields: Mapping[str, DraftField], groups: Sequence[DraftGroup]
    ) -> dict[str, Any]:
        """Return declarations of fields; a group stands at its first member and holds all of them."""
        members = {
            name: group for group in groups for name in group.members if name in fields
        }
        entries: dict[str, Any] = {}
        for name, field in fields.items():
            group = members.get(name)
            if group is None:
                entries[name] = self._field(field)
            else:
                entries.setdefault(group_name(group, fields), {"one_of": {}})["one_of"][
                    name
                ] = self._field(field)
        return entries

    def _field(self, field: DraftField) -> dict[str, Any]:
        declaration: dict[str, Any] = {"type": self._expression(field)}
        if description := self._text(field.description):
            declaration["description"] = description
        facts = self.types.facts(field)
        for word in field.printed.keys() & facts.get("attributes", {}).keys():
            self.kept.setdefault(word, field.at)
        return declaration | facts

    def _expression(self, field: DraftField) -> str:
        if isinstance(field.type, str):
            name = field.type
        else:
            is_known = field.type.name in self.options.types
            unseen = field.type.name if is_known else "json"
            name = self.types.name(field.type) or unseen
        return wrapped((*(("list",) if field.is_list else ()), *field.inner), name)

    def _text(self, text: str) -> str:
        return text.strip()[:MAX_TEXT].strip() if self.options.descriptions else ""

    def _method(self, method: Method, docs: str) -> dict[str, Any]:
        page = method.resolved.page
        entry: dict[str, Any] = {"http": http_of(page)}
        if self.options.descriptions:
            entry |= titled(page)
        entry |= page_facts(page, docs)
        parameters = _with_path_parameters(
            self._field_map(method.parameters, method.parameter_groups), entry["http"]
        )
        entry["parameters"] = parameters
        entry["required"] = required_paths(page.rest)
        entry["exactly_one"] = list(self._exactly_one(method))
        entry["returns"] = self._field_map(method.returns, method.return_groups)
        entry["sdk"] = _sdk(method)
        entry["paging"] = paging_of(method.parameters, method.returns, self.types)
        entry["query"] = query_fields(page)
        entry["errors"] = self._errors(page)
        entry["examples"] = self._examples(page, parameters)
        return {
            key: value
            for key, value in entry.items()
            if value not in (None, {}, [], "")
        }

    def _exactly_one(self, method: Method) -> Iterator[str]:
        for group in method.parameter_groups:
            if group.is_required:
                yield group_name(group, method.parameters)
        yield from self._required_groups(method.parameters, ())

    def _required_groups(
        self, fields: Mapping[str, DraftField], path: tuple[str, ...]
    ) -> Iterator[str]:
        for name, field in fields.items():
            if isinstance(field.type, DraftType):
                merged = self.types.merged[self.types.name(field.type) or ""]
                required = [group for group in field.type.groups if group.is_required]
                for group in wholes(required, merged.groups):
                    yield ".".join((*path, name, group_name(group, merged.fields)))
                yield from self._required_groups(field.type.fields, (*path, name))

    def _errors(self, page: Page) -> list[dict[str, Any]]:
        schema = page.rest.schema if page.rest else None
        errors: list[dict[str, Any]] = []
        for line in schema.errors if schema else []:
            error: dict[str, Any] = {"http": line.http}
            error |= {"status": line.status} if line.status else {}
            error |= {"code": line.code} if line.code else {}
            error |= (
                {"description": text} if (text := self._text(line.description)) else {}
            )
            if error not in errors:
                errors.append(error)
        return errors

    def _examples(
        self, page: Page, parameters: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        known = {
            *parameters,
            *(
                name
                for declaration in parameters.values()
                for name in declaration.get("one_of", ())
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

    def _webhook(self, webhook: Webhook, docs: str) -> dict[str, Any]:
        page = webhook.resolved.page
        entry: dict[str, Any] = {"kind": webhook.kind}
        if self.options.descriptions:
            entry |= titled(page)
        entry |= page_facts(page, docs)
        payload = webhook.payload
        # A type of which no page prints a field is no type of the spec.
        if (
            payload
            and not isinstance(payload.type, str)
            and self.types.name(payload.type)
        ):
            key = "data" if webhook.kind in WITH_DATA else "entity"
            entry[key] = self._expression(payload)
        if webhook.has_modified_fields:
            entry["modified_fields"] = True
        if event_type := self.options.event_types.get(handler(page)):
            entry["event_type"] = event_type
        return entry


def group_name(group: DraftGroup, fields: Iterable[str]) -> str:
    """Return a name for a group, which the pages don't name: `<first>Or<Second>`; no field has it."""
    first, second, *_ = [
        re.sub(r"\W", "", member, flags=re.ASCII) for member in (*group.members, "none")
    ]
    name = f"{first}Or{second[:1].upper()}{second[1:]}"[:100]
    name = name if name[0].isalpha() else f"one{name}"
    while name in fields:
        name += "_"
    return name


def _with_path_parameters(parameters: dict[str, Any], http: str) -> dict[str, Any]:
    """Add the path parameters of a URL that the page doesn't print, before the others."""
    known = {
        *parameters,
        *(
            name
            for declaration in parameters.values()
            for name in declaration.get("one_of", ())
        ),
    }
    for placeholder in re.findall(r"\{([^{}.]+)\}", http):
        if placeholder not in known:
            parameters = {
                placeholder: {"type": "string", "source": SOURCE},
                **parameters,
            }
    return parameters


def _sdk(method: Method) -> dict[str, Any]:
    page = method.resolved.page
    entry: dict[str, Any] = {}
    name = sdk_method_name(page)
    if name and name != method_name(page):
        entry["method"] = name
    if options := [option for option in method.options if option in method.parameters]:
        entry["options"] = options
    if page.sdk is None:
        return entry
    section = page.sdk.schema.section(RETURNS) if page.sdk.schema else None
    printed = [field.name for field in method.resolved.tree("sdk", RETURNS).fields]
    promise = section.type if section else ""
    if returned := sdk_returns(promise, printed, method.returns):
        entry["returns"] = returned
    return entry
