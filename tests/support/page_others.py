"""Pages that are no methods and no webhooks: objects, menus, articles."""

from __future__ import annotations

import re

from support.page_hints import Hints, capitalised
from support.page_parts import kebab
from support.page_schema import Printed, Section
from wixgen.spec.api import ObjectType, Resource

_BASE = 7  # the column of the fields


def object_page(
    resource: Resource, type_: ObjectType, hints: Hints, printed: Printed
) -> str:
    """The page of one object: all its fields, and neither Package nor Namespace."""
    name = hints.page_name(resource, type_)
    title = " ".join(re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name))
    text = type_.note.description or title
    is_new = hints.style_of(f"{resource.key}.{type_.name}").two_blanks
    described = [] if is_new else [f"## Description: {text}", ""]
    in_schema = [] if is_new else [f" Description: {text}"]
    lines = [
        f"# Resource: {resource.title}",
        "",
        f"# Type: {title} Object",
        "",
        f"# Link: {resource.docs}/{kebab(name)}-object.md",
        "",
        *described,
        "## Schema:",
        "",
        "```json",
        f" Type: {title} Object | type: {name}",
        *in_schema,
        *_fields(resource, type_, hints, printed),
        "",
        "```",
        "",
        "---",
    ]
    return "\n".join(lines)


def _fields(
    resource: Resource, type_: ObjectType, hints: Hints, printed: Printed
) -> list[str]:
    """The fields; an `id` shows how it is wrapped, as if it had a field."""
    style = hints.style_of(f"{resource.key}.{type_.name}")
    section = Section(
        half="rest",
        view="response",
        name_of=lambda one: hints.page_name(resource, one),
        key=resource.key,
        inline_enums=hints.inline_enums,
        base=_BASE,
        style=style,
        is_object=style.two_blanks,
        printed=printed,
        seen={id(type_)},
    )
    section.fields(type_, 0, "")
    if style.two_blanks:
        return section.lines
    lines: list[str] = []
    for line in section.lines:
        lines.append(line)
        if line.startswith(f"{' ' * _BASE}- name: id | type: string"):
            lines.append(
                f"{' ' * (_BASE + 3)}- name: value | type: string | description:  "
            )
    return lines


def menu_page(resource: Resource) -> str:
    """The page that links to all pages of a resource."""
    root = "https://dev.wix.com/docs/api-reference"
    pages = [*resource.methods, *resource.webhooks]
    links = [
        part
        for one in pages
        for part in ("", "", f"- [{one.title or one.name}]({one.docs}.md)")
    ]
    lines = [
        f"# [Api Reference]({root}.md)",
        "",
        f"## [{capitalised(resource.package)}]({root}/{resource.package}.md)",
        "",
        "",
        f"### [{resource.title}]({resource.docs}.md)",
        *links[1:],
    ]
    return "\n".join(lines)


def article_page(title: str, link: str) -> str:
    """A page of prose, with headings and a fence of its own."""
    lines = [
        f"## Resource: {title}",
        "",
        f"## Article: {title}",
        "",
        f"## Article Link: {link}.md",
        "",
        "## Article Content:",
        "",
        f"# {title}",
        "",
        "Some prose about kettles, with a list:",
        "- name: nothing that is a field | type: of weather",
        "- and a [link](https://docs.example.com/kettles).",
        "",
        "```curl",
        "curl -X POST 'https://www.wixapis.com/kettles/v1/kettles' -d '{}'",
        "```",
    ]
    return "\n".join(lines)
