"""Wix's documentation pages of an API, rendered from its specs: `wixgen import` read backwards.

    api = api_of(specs)                    # {path: YAML text} -> the resolved model
    pages = render_pages(api, hints)       # pages.files: {path: text}, pages.printed
    write_pages(folder, api, hints, with_navigation=True)

The format is that of real pages (`tests/pages/test_renderer.py` compares them), all sentences
are ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from support.page_hints import Hints
from support.page_method import MethodPage
from support.page_others import article_page, menu_page, object_page
from support.page_parts import NAVIGATION, kebab
from support.page_schema import Printed
from support.page_webhook import WebhookPage
from wixgen.diagnostics import Diagnostics, Severity
from wixgen.spec.api import Api, Method, ObjectType, Resource, Webhook
from wixgen.spec.check import check
from wixgen.spec.load import load

__all__ = [
    "Hints",
    "Pages",
    "Printed",
    "api_of",
    "article_page",
    "flatten",
    "menu_page",
    "object_page",
    "render_method",
    "render_pages",
    "render_webhook",
    "styled",
    "unindent",
    "write_pages",
]


@dataclass
class Pages:
    """Rendered pages.

    Attributes:
        files: `<package>/<module>/<page>.md` -> text.
        printed: What the method and webhook pages show at all.
    """

    files: dict[str, str] = field(default_factory=dict)
    printed: Printed = field(default_factory=Printed)


def api_of(files: Mapping[str, str | bytes]) -> Api:
    """The resolved model of spec files; errors raise, warnings are part of the game."""
    report = Diagnostics()
    coded = {
        path: text.encode() if isinstance(text, str) else text
        for path, text in files.items()
    }
    api = check(load(coded, report), report)
    errors = [one.as_text() for one in report if one.severity is Severity.ERROR]
    if errors:
        raise ValueError("\n".join(errors[:20]))
    return api


def render_method(
    resource: Resource,
    method: Method,
    hints: Hints | None = None,
    printed: Printed | None = None,
) -> str:
    """The page of a method."""
    all_hints = hints or Hints()
    page = MethodPage(
        resource=resource,
        method=method,
        hints=all_hints.of_method(resource, method.name),
        all_hints=all_hints,
        printed=printed or Printed(),
    )
    return page.text()


def render_webhook(
    api: Api,
    resource: Resource,
    webhook: Webhook,
    hints: Hints | None = None,
    printed: Printed | None = None,
) -> str:
    """The page of a webhook; `common.yaml` has the type of its metadata."""
    all_hints = hints or Hints()
    page = WebhookPage(
        resource=resource,
        webhook=webhook,
        metadata=_metadata(api),
        hints=all_hints.of_webhook(resource, webhook.name),
        all_hints=all_hints,
        printed=printed or Printed(),
    )
    return page.text()


def render_pages(
    api: Api, hints: Hints | None = None, *, with_others: bool = False
) -> Pages:
    """All pages of an API.

    Args:
        api: The resolved model.
        hints: What only pages say.
        with_others: Whether there are object pages, a menu and an article for every resource.
    """
    pages = Pages()
    hints = hints or Hints()
    for resource in api.resources:
        folder = f"{resource.package}/{resource.module}"
        for method in resource.methods:
            text = render_method(resource, method, hints, pages.printed)
            pages.files[f"{folder}/{_slug(method)}.md"] = text
        for webhook in resource.webhooks:
            text = render_webhook(api, resource, webhook, hints, pages.printed)
            pages.files[f"{folder}/{_slug(webhook)}.md"] = text
        if with_others:
            pages.files.update(_others(resource, folder, hints, pages.printed))
    return pages


def write_pages(
    folder: Path,
    api: Api,
    hints: Hints | None = None,
    *,
    concatenated: bool = False,
    with_others: bool = False,
    with_navigation: bool = False,
    flat: bool = False,
    crlf: bool = False,
) -> Pages:
    """Write all pages below a folder; see `styled` for how.

    Args:
        folder: Is made if it doesn't exist.
        api: The resolved model.
        hints: What only pages say.
        concatenated: All pages in one file, `llms-full.txt`.
        with_others: Object pages, menus and articles, too.
        with_navigation: The portal's header on top of every page.
        flat: Without their line structure, as `.txt`.
        crlf: With Windows' line breaks.
    """
    pages = render_pages(api, hints, with_others=with_others)
    texts = {
        path: styled(text, with_navigation=with_navigation, flat=flat, crlf=crlf)
        for path, text in pages.files.items()
    }
    if concatenated:
        texts = {"llms-full.txt": ("\r\n\r\n" if crlf else "\n\n").join(texts.values())}
    elif flat:
        texts = {f"{path.removesuffix('.md')}.txt": one for path, one in texts.items()}
    for path, text in texts.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
    pages.files = texts
    return pages


def styled(
    text: str, *, with_navigation: bool = False, flat: bool = False, crlf: bool = False
) -> str:
    """A page with the portal's header, without its lines, or with Windows' line breaks."""
    if with_navigation:
        text = NAVIGATION + text
    if flat:
        text = flatten(text)
    return text.replace("\n", "\r\n") if crlf else text


def flatten(text: str) -> str:
    """A page whose line structure is lost, as in both seeds.

    Every run of white space is one space, every `<…>` is gone (`array<Thing>` reads `array`);
    only a `<br>` leaves a line break, without spaces around it.
    """
    text = re.sub(r"\s*<br\s*/?>\s*", "\x00", text)
    text = re.sub(r"<[A-Za-z/!?][^<>]*>", "", text)
    text = re.sub(r"\s+", " ", text).strip()
    return text.replace("\x00", "\n")


def unindent(text: str) -> str:
    """A page that kept its lines but neither indentation nor blank lines: such copies exist."""
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def _others(
    resource: Resource, folder: str, hints: Hints, printed: Printed
) -> Iterable[tuple[str, str]]:
    yield f"{folder}.md", menu_page(resource)
    title = f"About {resource.title}"
    yield f"{folder}/introduction.md", article_page(title, f"{resource.docs}/about")
    for type_ in _entities(resource):
        name = kebab(hints.page_name(resource, type_))
        yield f"{folder}/{name}-object.md", object_page(resource, type_, hints, printed)


def _entities(resource: Resource) -> Iterator[ObjectType]:
    """The types of entities: what webhooks are about, or else the first type."""
    payloads = [one.payload for one in resource.webhooks if one.payload]
    objects = [one for one in resource.types if isinstance(one, ObjectType)]
    found = payloads or objects[:1]
    yield from {id(one): one for one in found}.values()


def _metadata(api: Api) -> ObjectType:
    found = [one for one in api.common if one.name == "EventMetadata"]
    if not found or not isinstance(found[0], ObjectType):
        raise ValueError("webhook pages need the common type EventMetadata")
    return found[0]


def _slug(one: Method | Webhook) -> str:
    return one.docs.rsplit("/", 1)[-1] if one.docs else kebab(one.name)
