"""Facts of a method or a webhook as a whole: names, address, title, permissions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wixgen.pages.parse.schema import MAX_TEXT
from wixgen.pages.parse.tree import Kind, Page

HOST = re.compile(r"https?://[^/\s]+")


def http_of(page: Page) -> str:
    """Verb and path, from the lines `Method:` and `URL:`."""
    path = (
        HOST.sub("", page.url.value.split()[0]) if page.url and page.url.value else "/"
    )
    return f"{page.verb} {path.split('?')[0]}"


def titled(page: Page) -> dict[str, str]:
    """Title and description of a page, as a spec has them."""
    words = page.title
    if page.kind is Kind.WEBHOOK and page.rest and page.rest.schema:
        key = page.rest.schema.value("Webhook")
        words = key.value if key else words
    elif words:
        words = " ".join(re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+", words))
    titled = {"title": " ".join(words.split())[:500]} if words else {}
    text = description_of(page)
    return titled | ({"description": text} if text else {})


def description_of(page: Page) -> str:
    """Return the description of the page's subject: the introduction, else the line `Description:`."""
    text = page.introduction
    if not text and page.rest and page.rest.schema:
        key = page.rest.schema.value("Description")
        text = key.value if key else ""
    return text[:MAX_TEXT].strip()


def page_facts(page: Page, docs: str) -> dict[str, Any]:
    """Return the spec keys `docs` (relative to the menu page `docs` where possible) and `permissions`."""
    made: dict[str, Any] = {}
    link = page.link.removesuffix(".md")
    if link:
        parent, _, slug = link.rpartition("/")
        made["docs"] = slug if parent == docs else link
    if page.scopes:
        made["permissions"] = {scope.name: scope.scope for scope in page.scopes}
    return made


def docs_of(pages: Sequence[Page]) -> str:
    """Return the menu page that most of the pages stand below."""
    parents = [
        page.link.removesuffix(".md").rpartition("/")[0] for page in pages if page.link
    ]
    return max(sorted(set(parents)), key=parents.count, default="")


def method_name(page: Page) -> str:
    """Return the name that the REST half gives the method; else the title with a small first letter."""
    schema = page.rest.schema if page.rest else None
    for key in schema.keys if schema else []:
        if (
            key.word == "Method"
            and re.fullmatch(r"[A-Za-z]\w*", key.value)
            and not key.value.isupper()
        ):
            return key.value
    return page.title[:1].lower() + page.title[1:]


def sdk_method_name(page: Page) -> str:
    """Return the SDK's name of a method: `wixClientAdmin.calendar.Service.name(…)`, or as examples call it."""
    schema = page.sdk.schema if page.sdk else None
    key = schema.value("Method") if schema else None
    found = re.match(r"[\w.]*\.(\w+)\(", key.value) if key else None
    if page.sdk is not None:
        for example in page.sdk.examples:
            module = re.search(r"import \{ (\w+) \} from '@wix/[^']+'", example.code)
            called = (
                re.search(rf"\b{module[1]}\.(\w+)\(", example.code) if module else None
            )
            if called:
                return called[1]
    return found[1] if found else ""


def handler(page: Page) -> str:
    """Return the SDK's handler of a webhook: `onGuestCreated`."""
    schema = page.sdk.schema if page.sdk else None
    key = schema.value("Webhook") if schema else None
    return key.value.split("(")[0].strip() if key else ""


def webhook_name(page: Page) -> str:
    """Return the webhook's name: its handler without `on`, else made from the page's address."""
    called = handler(page)
    if re.fullmatch(r"on[A-Z]\w*", called):
        return called[2].lower() + called[3:]
    words = re.findall(
        r"\w+", page.link.removesuffix(".md").rpartition("/")[2].replace("-", " ")
    )
    return "".join(
        word if number == 0 else word.capitalize() for number, word in enumerate(words)
    )
