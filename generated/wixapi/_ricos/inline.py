"""What stands in a line of Markdown: texts with their looks, links, and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from wixapi._ricos.nodes import (
    BOLD,
    CODE,
    ITALIC,
    STRIKETHROUGH,
    Json,
    link_mark,
    text_node,
)

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

#: Where a link may lead. A page's own addresses mean nothing elsewhere, and scripts have no business in texts.
_LINKS = frozenset({"http", "https", "mailto", "tel"})
_FILES = frozenset({"http", "https"})

_MARKS = {"strong": BOLD, "em": ITALIC, "s": STRIKETHROUGH}


def texts_and_pictures(found: SyntaxTreeNode) -> Iterator[Json]:
    """Yield the texts and pictures in a block, neighbours with the same looks in one."""
    last: Json | None = None
    for part in found.children:
        for node in _parts(part.children, [], None):
            if last is None or not _join(last, node):
                if last is not None:
                    yield last
                last = node
    if last is not None:
        yield last


def _join(text: Json, node: Json) -> bool:
    """Add a text to the one before it, if both look alike; return whether that was done."""
    if not text["type"] == node["type"] == "TEXT":
        return False
    first, second = text["textData"], node["textData"]
    if first["decorations"] != second["decorations"]:
        return False
    first["text"] += second["text"]
    return True


def _parts(
    found: Iterable[SyntaxTreeNode], marks: list[Json], link: str | None
) -> Iterator[Json]:
    """Yield texts with these decorations, and pictures; `link` is where both lead."""
    for one in found:
        if one.type == "image":
            yield _image(one, link) or text_node(_alt(one), marks)
        elif one.type in _MARKS:
            mark = _MARKS[one.type]
            more = marks if mark in marks else [*marks, mark]
            yield from _parts(one.children, more, link)
        elif one.type == "link":
            url = _address(str(one.attrs.get("href", "")), _LINKS)
            more = marks if url is None else [*marks, link_mark(url)]
            yield from _parts(one.children, more, url)
        elif one.type in {"softbreak", "hardbreak"}:
            yield text_node(" " if one.type == "softbreak" else "\n", marks)
        elif one.content:
            is_code = one.type == "code_inline"
            yield text_node(one.content, [*marks, CODE] if is_code else marks)


def _image(found: SyntaxTreeNode, link: str | None) -> Json | None:
    """Return a picture; None if its address is none that Wix could load."""
    url = _address(str(found.attrs.get("src", "")), _FILES)
    if url is None:
        return None
    data: Json = {
        "containerData": {"width": {"size": "CONTENT"}, "alignment": "CENTER"},
        "image": {"src": {"url": url}},
        "altText": _alt(found),
    }
    if link is not None:
        data["link"] = {"url": link}
    title = str(found.attrs.get("title", ""))
    caption = [{"type": "CAPTION", "nodes": [text_node(title)]}] if title else []
    return {"type": "IMAGE", "imageData": data, "nodes": caption}


def _alt(found: SyntaxTreeNode) -> str:
    """Return the words that stand for a picture."""
    return "".join(
        text["textData"]["text"]
        for text in _parts(found.children, [], None)
        if text["type"] == "TEXT"
    )


def _address(url: str, schemes: frozenset[str]) -> str | None:
    """Return an absolute address with one of these schemes; None for all others."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    leads = parts.netloc if parts.scheme in _FILES else parts.path
    return url if parts.scheme in schemes and leads else None
