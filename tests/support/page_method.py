"""A method's page: the REST half and the JavaScript half."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from support.page_examples import curl_examples, script_examples, unbroken
from support.page_hints import Hints, MethodHints, capitalised
from support.page_parts import (
    NOTE,
    errors,
    half,
    header,
    introduction,
    permissions,
    portal_header,
)
from support.page_schema import (
    Printed,
    Section,
    in_sdk,
    on_one_line,
    through_lists,
)
from wixgen.spec.api import (
    EnumType,
    Field,
    Kind,
    ListOf,
    Method,
    ObjectType,
    Resource,
)

HOST = "https://www.wixapis.com"


@dataclass(frozen=True, kw_only=True)
class MethodPage:
    """Prints one method."""

    resource: Resource
    method: Method
    hints: MethodHints
    all_hints: Hints
    printed: Printed

    def text(self) -> str:
        """The whole page; it ends without a line break, as Wix's do."""
        method, hints = self.method, self.hints
        title = capitalised(method.name)
        intro = hints.introduction or method.description or title
        link = method.docs or f"https://dev.wix.com/docs/{method.name}"
        lines = [
            *portal_header(hints.style, method.name),
            *header(title, hints.package, hints.namespace, "Method", link),
            *permissions(method.permissions),
            *introduction(intro),
            *half("REST API", self.rest(), self._curl()),
        ]
        if hints.has_sdk:
            scripts = script_examples(self.resource, self.function, self.arguments())
            lines += ["", *half("JavaScript SDK", self.sdk(), scripts)]
        return "\n".join(lines)

    @property
    def function(self) -> str:
        """What the SDK calls the method."""
        return "_" * self.hints.style.underscore + self.method.sdk.method

    def rest(self) -> Iterator[str]:
        """The lines of the REST half's schema."""
        method, hints = self.method, self.hints
        yield f" Method: {'_' * hints.style.underscore}{method.name}"
        yield f" Description: {on_one_line(method.description)}"
        yield f" URL: {HOST}{method.path}"
        yield f" Method: {method.verb}"
        yield from self._required([one.path for one in method.required])
        if method.parameters.fields:
            section = self._section("rest", "request")
            _RestParameters(self, section).print()
            yield from self._parameters(section)
        yield from self._queried(is_last=False)
        yield f" Return type: {title_of_response(method)}"
        yield from self._answer(self._section("rest", "response"), method.returns)
        yield from self._queried(is_last=True)
        yield from errors(method.errors)

    def sdk(self) -> Iterator[str]:
        """The lines of the JavaScript half's schema."""
        method, hints = self.method, self.hints
        arguments = ", ".join(self.arguments())
        call = f"{hints.package}.{hints.namespace}.{self.function}({arguments})"
        yield f" Method: wixClientAdmin.{call}"
        yield f" Description: {on_one_line(method.description)}"
        yield from self._required(self.sdk_required())
        if method.parameters.fields:
            section = self._section("sdk", "request")
            _SdkParameters(self, section).print()
            yield from self._parameters(section)
        yield from self._queried(is_last=False)
        yield from self._handed_back()
        yield from self._queried(is_last=True)
        yield from errors(method.errors)

    def options(self) -> list[Field]:
        """The parameters that the SDK takes inside `options`."""
        named = self.method.sdk.options
        needed = {one.path for one in self.method.required}
        kept = {*needed, *self.method.path_parameters}
        if self.method.paging:
            kept.add("query")
        return [
            one
            for one in self._shown()
            if (one.wire in named if named else one.wire not in kept)
        ]

    def positional(self) -> list[str]:
        """The SDK's other parameters in the order of its signature: the required ones first."""
        options = {one.wire for one in self.options()}
        names = [one.wire for one in self._shown() if one.wire not in options]
        required = [one.path for one in self.method.required if one.path in names]
        return [*required, *(one for one in names if one not in required)]

    def entity_ids(self) -> list[str]:
        """Dotted path parameters `thing.id`, which the SDK takes as a parameter `_id`."""
        dotted = [one for one in self.method.path_parameters if one.endswith(".id")]
        return dotted if len(dotted) == 1 and dotted[0].count(".") == 1 else []

    def arguments(self) -> list[str]:
        """The SDK's signature."""
        ids = ["_id" for _ in self.entity_ids()]
        options = ["options"] if self.options() else []
        return [*ids, *(in_sdk(one) for one in self.positional()), *options]

    def sdk_required(self) -> list[str]:
        """The SDK's required list: every parameter outside of `options` is required."""
        ids = self.entity_ids()
        listed = [one.path for one in self.method.required if one.path not in ids]
        rest = [one for one in self.positional() if one not in listed]
        return [*("_id" for _ in ids), *(in_sdk(one) for one in [*listed, *rest])]

    def _shown(self) -> list[Field]:
        shown = self.method.parameters.fields
        return [one for one in shown if not (one.deprecated or one.undocumented)]

    def _required(self, paths: list[str]) -> Iterator[str]:
        gap = "  " if self.hints.has_note else " "
        if paths:
            if self.hints.has_note:
                yield NOTE
            yield f" Required parameters:{gap}{', '.join(paths)}"

    def _parameters(self, section: Section) -> Iterator[str]:
        is_listed = self.method.required or section.half == "sdk"
        if section.lines:
            yield " Method parameters: " if is_listed else " Method parameters:"
            yield from section.lines

    def _answer(self, section: Section, answer: ObjectType) -> list[str]:
        section.fields(answer, 0, "")
        return section.lines or ["  EMPTY-OBJECT {}"]

    def _queried(self, *, is_last: bool) -> Iterator[str]:
        """What can be filtered and sorted, where this style has it."""
        style = self.hints.style
        if not style.operators or style.operators_last != is_last:
            return
        self.printed.queried.add(f"{self.resource.key}.{self.method.name}")
        for one in self.method.query:
            sort = f" | sort: {', '.join(one.sort)}" if one.sort else ""
            yield f" field: {one.path} | operators: {', '.join(one.operators)}{sort}"

    def _handed_back(self) -> Iterator[str]:
        method = self.method
        section = self._section("sdk", "response")
        promise = "Promise" if self.hints.style.promise else "PROMISE"
        field = method.returns.field_named(method.sdk.returns)
        entity = through_lists(field.type) if field else None
        if not field or isinstance(entity, ObjectType):
            self.printed.returned.add(f"{self.resource.key}.{method.name}")
        if method.sdk.returns_nothing:
            yield f" Return type: {promise}<void>"
            yield "  EMPTY-OBJECT {}"
        elif field and isinstance(entity, ObjectType):
            yield f" Return type: {promise}<{section.word(field.type)}>"
            section.seen.add(id(entity))
            yield from self._answer(section, entity)
        else:
            yield f" Return type: {promise}<{title_of_response(method)}>"
            yield from self._answer(section, method.returns)

    def _section(self, half_: str, view: str) -> Section:
        hints, resource, method = self.hints, self.resource, self.method
        required = [one.path for one in method.required] if view == "request" else []
        hidden: list[str] = []
        if half_ == "sdk" and view == "request":
            required += self.positional()
            hidden = self.entity_ids()
        return Section(
            half="sdk" if half_ == "sdk" else "rest",
            view="request" if view == "request" else "response",
            name_of=lambda one: self.all_hints.page_name(resource, one),
            key=resource.key,
            method=method.name,
            required=frozenset(required),
            exactly_one=frozenset(method.exactly_one if view == "request" else ()),
            required_groups=hints.sdk_groups if half_ == "sdk" else frozenset(),
            hidden=frozenset(hidden),
            inline_enums=self.all_hints.inline_enums,
            repeats_enums=hints.repeats_enums,
            keeps_breaks=hints.keeps_breaks,
            mark=hints.mark,
            style=hints.style,
            printed=self.printed,
        )

    def _curl(self) -> list[str]:
        shown, requests = curl_examples(self.resource, self.method)
        if self.hints.style.nbsp:
            shown = [unbroken(line) for line in shown]
        key = f"{self.resource.key}.{self.method.name}"
        if requests:
            self.printed.examples[key] = requests
        return shown


class _RestParameters:
    """The parameters of the REST half: by name, groups last."""

    def __init__(self, page: MethodPage, section: Section) -> None:
        self.page = page
        self.section = section
        self.owner = page.method.parameters
        self.in_path = page.method.path_parameters
        self.has_body = page.method.verb not in {"GET", "DELETE"}

    def print(self) -> None:
        """Fill the section."""
        grouped = {name for group in self.owner.groups for name in group.members}
        for one in sorted(self.owner.fields, key=lambda field: field.wire):
            if one.wire not in grouped and self.section.shows(one, one.wire):
                self._parameter(one)
        self._groups()

    def _parameter(self, one: Field) -> None:
        section = self.section
        if one.wire in self.in_path:
            if not self.has_body or self.page.hints.prints_path:
                section.note(self.owner, [one.wire])
                section.lines.append(
                    f"   param name: {one.wire} | type:   none | required: true "
                    f"{section.facts(one, is_described=False)[1].lstrip()}"
                )
            return
        section.note(self.owner, [one.wire])
        is_object = isinstance(one.type, ObjectType)
        word = "param" if self.has_body or is_object else "query param"
        section.lines.append(self._line(word, one))
        section.parameter_children(one.type, one.wire)

    def _line(self, word: str, one: Field) -> str:
        """An object says its type; anything else repeats its own name."""
        page, type_ = self.page, one.type
        shown = one.wire
        if isinstance(type_, ListOf):
            shown = f"array<{one.wire}>"
        elif isinstance(type_, ObjectType) or (
            isinstance(type_, EnumType) and page.hints.names_enum_parameters
        ):
            shown = page.hints.rest_types.get(one.wire, self.section.word(type_))
        return parameter_line(word, self.section, one, shown)

    def _groups(self) -> None:
        section = self.section
        is_left = section.style.shallow_groups or not section.style.facts
        column = " " * (3 if is_left else 4)
        for group in self.owner.groups:
            members = section.visible_members(self.owner, group, "")
            if not members:
                continue
            section.one_of_line(
                column, section.is_required_group(self.owner, group, "")
            )
            section.printed.groups.add((_owner(self), group.name))
            section.note(self.owner, [one.wire for one in members])
            for one in members:
                if self.page.hints.groups_as_parameters:
                    section.lines.append(
                        "   " + parameter_line("param", section, one, one.wire)
                    )
                    section.children(one.type, _MEMBER_LEVEL, one.wire)
                else:
                    section.field_line(one, _MEMBER_LEVEL, one.wire)


class _SdkParameters:
    """The parameters of the JavaScript half: by name, the optional ones inside `options`."""

    def __init__(self, page: MethodPage, section: Section) -> None:
        self.page = page
        self.section = section
        self.owner = page.method.parameters

    def print(self) -> None:
        """Fill the section."""
        by_name = {in_sdk(one): one for one in self.page.positional()}
        options = ["options"] if self.page.options() else []
        ids = ["_id" for _ in self.page.entity_ids()]
        for name in sorted([*by_name, *options, *ids], key=lambda one: one.lstrip("_")):
            if name in by_name:
                self._positional(by_name[name])
            elif name == "_id":
                self._entity_id()
            else:
                self._options()

    def _positional(self, wire: str) -> None:
        section = self.section
        one = self.owner.field_named(wire)
        if one is None:
            return
        section.note(self.owner, [wire])
        shown = self.page.hints.sdk_types.get(wire, section.word(one.type))
        needed = replace(one, wire=wire)
        section.lines.append(parameter_line("param", section, needed, shown))
        section.parameter_children(one.type, wire)

    def _entity_id(self) -> None:
        path = self.page.entity_ids()[0]
        wire = path.split(".")[0]
        parameter = self.owner.field_named(wire)
        entity = through_lists(parameter.type) if parameter else None
        field = entity.field_named("id") if isinstance(entity, ObjectType) else None
        word = self.section.word(field.type if field else Kind.STRING)
        text = on_one_line(field.description) if field else ""
        self.section.lines.append(
            f"   param name: _id | type: {word} | description: {text} | required: true"
            f"{self.section.facts(field)[1] if field else ''}"
        )

    def _options(self) -> None:
        section, options = self.section, self.page.options()
        name = f"{capitalised(self.page.method.sdk.method)}Options"
        section.lines.append(f"   param name: options | type: {name}  none ")
        wires = {one.wire for one in options}
        inside = ObjectType(
            note=self.owner.note,
            name=self.owner.name,
            is_common=False,
            fields=options,
            groups=[group for group in self.owner.groups if wires & set(group.members)],
        )
        section.parameter_fields(inside, "")


_MEMBER_LEVEL = 1


def parameter_line(word: str, section: Section, one: Field, shown: str) -> str:
    """The line of a top-level parameter; without a description it has two spaces instead."""
    said, facts = section.facts(one)
    text = section.text(one.description, one.wire) + said
    middle = f" | description: {text}" if text else "  "
    mark = "| required: true" if one.wire in section.required else ""
    name = section.wire(one.wire)
    return f"   {word} name: {name} | type: {shown}{middle} {mark}{facts}"


def title_of_response(method: Method) -> str:
    """The type that the REST half returns."""
    return f"{capitalised(method.name)}Response"


def _owner(parameters: _RestParameters) -> str:
    return f"{parameters.section.key}.{parameters.owner.name}"
