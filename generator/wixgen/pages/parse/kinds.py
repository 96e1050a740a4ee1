"""Tell the kinds of pages apart; the portal's header above a page says nothing about its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wixgen.pages.parse.facts import description_of
from wixgen.pages.parse.lines import FENCE, Line
from wixgen.pages.parse.tree import Kind, Page

#: The first line of the portal's header, behind its `>`.
HEADER = "Portal Navigation:"

# A folded copy has the page's headings in the line of the header.
_MISSING = re.compile(r"(?:>.*\s)?# No matching node found for URL:")
_VELO = re.compile(r"(?:>.*\s)?# Method (?:name|package|menu location):")
_REFERENCE = re.compile(r"# (?:Package|Type|Method link|Webhook link): ")
#: A link that is a line of its own, as in menus; a title may have brackets of its own.
LINK = re.compile(
    r"\s*(?:[-*+] |\d+\. |#{1,6} )\[(?:[^\]\\]|\\.|\](?!\())*\]"
    r"\(<?(?P<url>[^)\s>]*)>?[^)]*\)"
)

# `/v1/…`, or the host of an app that is still to be chosen.
_NO_HOST = re.compile(
    r"(?:/|[{<\[]|(?:null|undefined)/)"
    r"|https?://[^/]*(?:[{}<>\[\]]|\bexample\.|\byour?\b|\bprovider\.|deployment|localhost)",
    re.IGNORECASE,
)
_PLUGIN_CODE = re.compile(r"'@wix/[\w-]+/service-plugins'|\bprovideHandlers\(")
_PLUGIN_NAME = re.compile(
    r"(?:(?<![A-Z])S(?:pi|PI)|[Ss]ervicePlugin|(?<![A-Za-z])spi)(?:Service|Provider)?(?:V\d+)?$"
)
_PLUGIN_ADDRESS = re.compile(r"(?:^|-)(?:service-plugin|spi)(?:-v\d+)?$")
_PROVIDER_NAME = re.compile(r"\w*Provider(?:Service)?(?:V\d+)?")
_CALLED_BY_WIX = re.compile(
    r"\bWix (?:\w+ )?calls (?:this|the) |\bcalled by Wix\b"
    r"|\b(?:not|n't) call this (?:method|endpoint)",
    re.IGNORECASE,
)


def is_reference(lines: Sequence[Line]) -> bool:
    """Return whether a page documents a method, a webhook or an object: its headings say so."""
    return any(_REFERENCE.match(text) for text in _texts(lines))


def is_missing(text: str) -> bool:
    """Return whether a line says that there is no page at the address."""
    return bool(_MISSING.match(text))


def is_velo(text: str) -> bool:
    """Return whether a line is a heading of a page about a Velo function."""
    return bool(_VELO.match(text))


def plain_kind(lines: Sequence[Line]) -> Kind:
    """Return the kind of a page without any heading of a reference page."""
    texts = list(_texts(lines))
    if any(map(is_missing, texts)):
        return Kind.MISSING
    if any(map(is_velo, texts)):
        return Kind.VELO
    words = [text for text in texts if not text.startswith(">")]
    links = sum(bool(LINK.match(text)) for text in words)
    return Kind.MENU if links * 2 > len(words) else Kind.ARTICLE


def reference_kind(page: Page) -> Kind:
    """Return the kind of a page that documents something, from all of its parts."""
    headings = [text for text in _texts(page.lines) if text.startswith("# ")]
    schemas = [half.schema for half in page.halves if half.schema]
    if any(text.startswith("# Type: ") for text in headings):
        return Kind.OBJECT if schemas else Kind.WITHOUT_SCHEMA
    if any(text.startswith("# Webhook link:") for text in headings) or any(
        schema.value("Webhook") for schema in schemas
    ):
        return Kind.WEBHOOK if _has_sections(page) else Kind.WITHOUT_SCHEMA
    if _is_answered_by_app(page):
        return Kind.SERVICE_PLUGIN
    return Kind.METHOD if _has_sections(page) else Kind.WITHOUT_SCHEMA


def _texts(lines: Sequence[Line]) -> Iterator[str]:
    """Yield the lines that hold text, without those in fences."""
    is_fenced = False
    for line in lines:
        text = line.text.strip()
        if text.startswith(FENCE):
            is_fenced = not is_fenced
        elif text and not is_fenced:
            yield text


def _has_sections(page: Page) -> bool:
    """Return whether a schema of the page lists anything; a page may come without its lists."""
    return any(half.schema and half.schema.sections for half in page.halves)


def _is_answered_by_app(page: Page) -> bool:
    """Return whether Wix calls the method of the page, and an app answers.

    What the JavaScript half imports or does proves it. Else such a method needs no permission, and has
    the name or the address of a service plugin, or a URL without a host, or both the name of a
    provider and a sentence which says that Wix calls it.
    """
    examples = page.sdk.examples if page.sdk else []
    if any(_PLUGIN_CODE.search(example.code) for example in examples):
        return True
    if page.scopes:
        return False
    menu = page.link.rpartition("/")[0].rpartition("/")[2]
    is_named_so = _PLUGIN_NAME.search(page.namespace) or _PLUGIN_ADDRESS.search(menu)
    has_no_host = page.url and _NO_HOST.match(page.url.value)
    is_provider = _PROVIDER_NAME.fullmatch(page.namespace) and _CALLED_BY_WIX.search(
        description_of(page)
    )
    return bool(is_named_so or has_no_host or is_provider)
