"""The parts that all pages have: header, permissions, introduction, errors, navigation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from support.page_schema import on_one_line
from support.page_style import Style
from wixgen.spec.api import DocumentedError

NAVIGATION = """\
> Portal Navigation:
> 
> - Any page under `https://dev.wix.com/docs/` exists as markdown: add `.md` to its address.
> - There are content pages (text or reference) and menu pages (links to the pages below).
> - Cut an address at a parent and add `.md` for its menu (`https://dev.wix.com/docs/sdk.md`).
> - The index of all portals: https://dev.wix.com/docs/llms.txt
> - Everything in one file: https://dev.wix.com/docs/llms-full.txt

"""  # noqa: W291
_SKILLS = (
    "> Whoever builds a site with an agent reads https://docs.example.com/skill.md"
)
_SENTENCES = ("", f"{_SKILLS} first.\n> \n", f"{_SKILLS} first, and then this.\n> \n")
_SCHEMA = (
    "> - A page without its schema has it at its `.md` address with `?schema=true`.\n"
)
NOTE = " # Note: With `a.b` among the required parameters, `b` is only needed where `a` is given."


def kebab(name: str) -> str:
    """`createThing` or `Thing Created` -> `create-thing`, `thing-created`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name)
    return re.sub(r"[^a-z0-9]+", "-", spaced.lower()).strip("-")


def portal_header(style: Style, name: str) -> list[str]:
    """The portal's header in one of its three wordings, as its lines."""
    if not style.header:
        return []
    number = len(name) % len(_SENTENCES)
    text = _SENTENCES[number] + NAVIGATION
    if number == len(_SENTENCES) - 1:
        before, index, after = text.partition("> - The index of all portals")
        text = f"{before}{_SCHEMA}{index}{after}"
    return text.removesuffix("\n").split("\n")


def header(
    title: str, package: str, namespace: str | None, kind: str, link: str
) -> list[str]:
    """The headings at the top; webhook pages have no title."""
    lines = [f"# {title}"] if title else []
    lines.append(f"# Package: {package}")
    if namespace:
        lines.append(f"# Namespace: {namespace}")
    lines.append(f"# {kind} link: {link}.md")
    return [part for line in lines for part in (line, "")]


def permissions(scopes: Mapping[str, str]) -> list[str]:
    """The permission scopes; a page without any has no section."""
    if not scopes:
        return []
    return [
        "## Permission Scopes:",
        *(f"{name}: {scope}" for name, scope in scopes.items()),
        "",
    ]


def introduction(text: str) -> list[str]:
    """The introduction, up to the first half."""
    return ["## Introduction", "", *text.strip().split("\n"), "", "---", ""]


def half(title: str, schema: Iterable[str], examples: Iterable[str]) -> list[str]:
    """One half of a page, from its heading to the rule that ends it."""
    shown = list(examples)
    return [
        f"## {title}",
        "",
        "### Schema",
        "",
        "```",
        *schema,
        "```",
        "",
        *(["### Examples", "", *shown] if shown else []),
        "---",
    ]


def errors(documented: Iterable[DocumentedError]) -> list[str]:
    """What may follow the return type, and the blank lines that end a schema."""
    lines = [
        f"   HTTP Code: {one.http} | Status Code: {one.status} | "
        f"Application Code: {one.code} | Description: {on_one_line(one.description)}"
        for one in documented
    ]
    return ["", " Possible Errors:", *lines, "", ""] if lines else ["", ""]
