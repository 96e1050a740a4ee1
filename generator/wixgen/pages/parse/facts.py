"""Look up facts about a method or a webhook as a whole: names, address, title, permissions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wixgen.pages.parse.schema import MAX_TEXT
from wixgen.pages.parse.tree import Kind, Page

MAX_MODULES = 20  # that are looked at in one example; Wix's import three
_MODULE = re.compile(r"import \{ (\w+) \} from '@wix/[^']+'")
HOST = re.compile(r"https?://[^/\s]+")


def http_of(page: Page) -> str:
    """Return the verb and the path of a method, from the lines `Method:` and `URL:`."""
    path = (
        HOST.sub("", page.url.value.split()[0]) if page.url and page.url.value else "/"
    )
    return f"{page.verb} {path.split('?')[0]}"


def titled(page: Page) -> dict[str, str]:
    """Return a page's title and description under the keys of a spec; empty texts are left out."""
    words = page.title
    if page.kind is Kind.WEBHOOK and page.rest and page.rest.schema:
        key = page.rest.schema.value("Webhook")
        words = key.value if key else words
    elif words:
        words = " ".join(re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+", words))
    texts = {"title": " ".join(words.split())[:500]} if words else {}
    text = description_of(page)
    return texts | ({"description": text} if text else {})


def description_of(page: Page) -> str:
    """Return the page's description of its subject: the introduction, else the line `Description:`."""
    text = page.introduction
    if not text and page.rest and page.rest.schema:
        key = page.rest.schema.value("Description")
        text = key.value if key else ""
    return text[:MAX_TEXT].strip()


def page_facts(page: Page, docs: str) -> dict[str, Any]:
    """Return a page's address and its permissions under the keys of a spec.

    The address is the last part alone where the page stands below the menu page `docs`.
    """
    facts: dict[str, Any] = {}
    link = page.link.removesuffix(".md")
    if link:
        parent, _, slug = link.rpartition("/")
        facts["docs"] = slug if parent == docs else link
    if page.scopes:
        facts["permissions"] = {scope.name: scope.scope for scope in page.scopes}
    return facts


def docs_of(pages: Sequence[Page]) -> str:
    """Return the address of the menu page that most pages stand below; empty if none has an address."""
    parents = [
        page.link.removesuffix(".md").rpartition("/")[0] for page in pages if page.link
    ]
    return max(sorted(set(parents)), key=parents.count, default="")


def method_name(page: Page) -> str:
    """Return the name of a method: that of the REST half, unless another one has it."""
    return page.own_name or _printed_name(page)


def _printed_name(page: Page) -> str:
    """Return the name of a method in the REST half, else a name made of the page's title.

    `_delete` is called `delete`, which JavaScript has reserved.
    """
    schema = page.rest.schema if page.rest else None
    for key in schema.keys if schema else []:
        if (
            key.word == "Method"
            and re.fullmatch(r"_*[A-Za-z]\w*", key.value)
            and not key.value.isupper()
        ):
            return key.value.lstrip("_")
    title = page.title.lstrip("_")
    return title[:1].lower() + title[1:]


def sdk_method_name(page: Page) -> str:
    """Return the SDK's name of a method; empty if the page has none, or another method's.

    Examples say it best, where they call what the page is about, or at least something. The schema's line is `Method: wixClientAdmin.calendar.Service.name(…)`.
    """
    schema = page.sdk.schema if page.sdk else None
    key = schema.value("Method") if schema else None
    declared = re.match(r"[\w.]*\.(\w+)\(", key.value) if key else None
    printed = _printed_name(page)
    expected = {printed, f"_{printed}", declared[1] if declared else printed}
    calls = [
        call
        for example in (page.sdk.examples if page.sdk else ())
        for module in _modules(example.code)
        for call in re.findall(rf"\b{module}\.(\w+)\(", example.code)
    ]
    name = declared[1] if declared else ""
    if calls and expected.isdisjoint(calls):
        name = calls[0]
    elif calls:
        name = next(call for call in calls if call in expected)
    name = name.lstrip("_")
    is_taken = page.own_name and name == _printed_name(page)
    return "" if is_taken else name


def _modules(code: str) -> list[str]:
    """Return the modules of the SDK that a script imports; one with very many is no example."""
    return list(dict.fromkeys(_MODULE.findall(code)))[:MAX_MODULES]


def handler(page: Page) -> str:
    """Return the SDK's handler of a webhook (`onGuestCreated`); empty if the page has none."""
    schema = page.sdk.schema if page.sdk else None
    key = schema.value("Webhook") if schema else None
    return key.value.split("(")[0].strip() if key else ""


def webhook_name(page: Page) -> str:
    """Return the name of a webhook: its handler without `on`, else the last part of its address."""
    handler_name = handler(page)
    if re.fullmatch(r"on[A-Z]\w*", handler_name):
        return handler_name[2].lower() + handler_name[3:]
    words = re.findall(
        r"\w+", page.link.removesuffix(".md").rpartition("/")[2].replace("-", " ")
    )
    return "".join(
        word if number == 0 else word.capitalize() for number, word in enumerate(words)
    )
