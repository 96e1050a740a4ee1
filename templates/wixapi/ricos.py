"""Rich content, as posts of a blog and descriptions of products hold it (Ricos), from Markdown.

    wix.blog.draft_posts.create_draft_post(
        draft_post={"title": "News", "rich_content": from_markdown(text), "member_id": member_id}
    )

It needs `wixapi[ricos]`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from itertools import count
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from wixapi.errors import ConfigurationError

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

__all__ = ["from_markdown"]

Json: TypeAlias = dict[str, Any]

#: Where a link may lead. A page's own addresses mean nothing elsewhere, and scripts have no business in texts.
_LINKS = frozenset({"http", "https", "mailto", "tel"})
_FILES = frozenset({"http", "https"})

#: What an item of a list may hold, by Wix's rules; all else becomes paragraphs.
_IN_ITEMS = frozenset(
    {"PARAGRAPH", "HEADING", "IMAGE", "BULLETED_LIST", "ORDERED_LIST"}
)

_BOLD: Json = {"type": "BOLD", "fontWeightValue": 700}
_ITALIC: Json = {"type": "ITALIC", "italicData": True}
_STRIKETHROUGH: Json = {"type": "STRIKETHROUGH", "strikethroughData": True}
_CODE: Json = {"type": "FONT_FAMILY", "fontFamilyData": {"value": "monospace"}}
_MARKS = {"strong": _BOLD, "em": _ITALIC, "s": _STRIKETHROUGH}

_DEEPEST = 100
"""The number of quotes and lists within each other above which Markdown isn't read."""
_COLUMN, _NARROWEST, _ROW = 200, 120, 47
"""The width of a new table's columns and the least one, and the height of its rows, in pixels."""


def from_markdown(text: str) -> Any:
    """Return the rich content that a text in Markdown stands for.

    Headings, paragraphs, bold, italic, struck and code text, links, lists, quotes, blocks of code, lines,
    tables, and pictures with an http(s) address. HTML is text like any other, and links to anything but
    web pages, mail addresses and telephone numbers are left out. What Wix doesn't allow at some place
    comes as near to it as can be: a picture in a sentence stands below it, a block of code in a list is
    a paragraph.

    Args:
        text: CommonMark, with GitHub's tables and `~~struck~~` text.

    Returns:
        A dict in wire names, for any method that takes rich content: the same for the same text. It is `Any`
        to type checkers, since each resource has a type of its own for it.

    Raises:
        ConfigurationError: `markdown-it-py` isn't installed.
    """
    blocks = _blocks(_parsed(text).children)
    return {"nodes": list(_numbered(blocks, count(1)))}


def _parsed(text: str) -> SyntaxTreeNode:
    from typing_extensions import override

    try:
        from markdown_it import MarkdownIt
        from markdown_it.tree import SyntaxTreeNode
    except ImportError:
        raise ConfigurationError(
            "wixapi.ricos needs markdown-it-py: pip install 'wixapi[ricos]'"
        ) from None

    class Parser(MarkdownIt):
        @override
        def validateLink(self, url: str) -> bool:
            """Return True: links that lead nowhere good lose their address, not their brackets."""
            del url
            return True

    options = {"html": False, "maxNesting": _DEEPEST}
    parser = Parser("commonmark", options).enable(["table", "strikethrough"])
    return SyntaxTreeNode(parser.parse(text))


def _numbered(nodes: Iterable[Json], numbers: Iterator[int]) -> Iterator[Json]:
    """Yield the nodes with IDs by their place in the document; texts have none."""
    for node in nodes:
        if node["type"] == "TEXT":
            yield node
            continue
        named = {"type": node["type"], "id": f"n{next(numbers)}", **node}
        yield named | {"nodes": list(_numbered(node.get("nodes", ()), numbers))}


def _blocks(found: Iterable[SyntaxTreeNode]) -> list[Json]:
    """Return the nodes of blocks that follow each other, without IDs."""
    return [
        node for one in found for node in _WRITERS.get(one.type, _write_others)(one)
    ]


def _write_paragraph(found: SyntaxTreeNode) -> Iterable[Json]:
    """Yield a paragraph, parted where pictures stand in it."""
    texts: list[Json] = []
    for one in _inline(found):
        if one["type"] == "TEXT":
            texts.append(one)
            continue
        yield from _paragraph_of(texts)
        texts = []
        yield one
    yield from _paragraph_of(texts)


def _write_heading(found: SyntaxTreeNode) -> Iterable[Json]:
    parts = list(_inline(found))
    data = {"level": int(found.tag[1:])}
    yield {"type": "HEADING", "headingData": data, "nodes": _stripped(_texts(parts))}
    yield from (one for one in parts if one["type"] != "TEXT")


def _write_list(found: SyntaxTreeNode) -> Iterable[Json]:
    items = [
        {"type": "LIST_ITEM", "nodes": _for_item(_blocks(item.children))}
        for item in found.children
    ]
    if found.type == "bullet_list":
        yield {"type": "BULLETED_LIST", "nodes": items}
    else:
        data = {"start": int(found.attrs.get("start", 1))}
        yield {"type": "ORDERED_LIST", "orderedListData": data, "nodes": items}


def _write_quote(found: SyntaxTreeNode) -> Iterable[Json]:
    """Yield quotes, each of one paragraph, as Wix wants it; what isn't text stands between them."""
    texts: list[Json] = []
    for block in _blocks(found.children):
        if block["type"] not in {"PARAGRAPH", "HEADING", "BLOCKQUOTE"}:
            yield from _quote_of(texts)
            texts = []
            yield block
            continue
        texts += [_text("\n\n")] if texts else []
        texts += _texts_below(block)
    yield from _quote_of(texts)


def _write_code(found: SyntaxTreeNode) -> Iterable[Json]:
    code = found.content.removesuffix("\n")
    yield {"type": "CODE_BLOCK", "nodes": [_text(code)] if code else []}


def _write_divider(found: SyntaxTreeNode) -> Iterable[Json]:
    del found
    looks = {"lineStyle": "SINGLE", "width": "LARGE", "alignment": "CENTER"}
    yield {"type": "DIVIDER", "dividerData": looks}


def _write_table(found: SyntaxTreeNode) -> Iterable[Json]:
    rows = [row for part in found.children for row in part.children]
    columns = len(rows[0].children)
    sizes = {
        "colsWidthRatio": [_COLUMN] * columns,
        "rowsHeight": [_ROW] * len(rows),
        "colsMinWidth": [_NARROWEST] * columns,
    }
    yield {
        "type": "TABLE",
        "tableData": {"dimensions": sizes, "rowHeader": True},
        "nodes": [
            {"type": "TABLE_ROW", "nodes": [_cell(one) for one in row.children]}
            for row in rows
        ],
    }


def _cell(found: SyntaxTreeNode) -> Json:
    nodes = list(_write_paragraph(found)) or [_paragraph([])]
    style = str(found.attrs.get("style", ""))
    if style:  # as `text-align:right`
        alignment = {"textAlignment": style.rpartition(":")[2].upper()}
        for node in nodes:
            if node["type"] == "PARAGRAPH":
                node["paragraphData"] = {"textStyle": alignment}
    return {"type": "TABLE_CELL", "tableCellData": {}, "nodes": nodes}


def _inline(found: SyntaxTreeNode) -> Iterator[Json]:
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
            yield _image(one, link) or _text(_alt(one), marks)
        elif one.type in _MARKS:
            mark = _MARKS[one.type]
            more = marks if mark in marks else [*marks, mark]
            yield from _parts(one.children, more, link)
        elif one.type == "link":
            url = _address(str(one.attrs.get("href", "")), _LINKS)
            more = marks if url is None else [*marks, _link_to(url)]
            yield from _parts(one.children, more, url)
        elif one.type in {"softbreak", "hardbreak"}:
            yield _text(" " if one.type == "softbreak" else "\n", marks)
        elif one.content:
            is_code = one.type == "code_inline"
            yield _text(one.content, [*marks, _CODE] if is_code else marks)


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
    caption = [{"type": "CAPTION", "nodes": [_text(title)]}] if title else []
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


def _link_to(url: str) -> Json:
    return {"type": "LINK", "linkData": {"link": {"url": url}}}


def _text(text: str, marks: Iterable[Json] = ()) -> Json:
    decorations = deepcopy([*marks])  # whoever gets them may change them
    return {"type": "TEXT", "textData": {"text": text, "decorations": decorations}}


def _paragraph(texts: list[Json]) -> Json:
    return {"type": "PARAGRAPH", "nodes": texts}


def _paragraph_of(texts: list[Json]) -> Iterable[Json]:
    """Return a paragraph, none where there is nothing to read."""
    return [_paragraph(_stripped(texts))] if _is_visible(texts) else []


def _quote_of(texts: list[Json]) -> Iterable[Json]:
    paragraph = _paragraph(texts)
    return [{"type": "BLOCKQUOTE", "nodes": [paragraph]}] if _is_visible(texts) else []


def _stripped(texts: list[Json]) -> list[Json]:
    """Return the texts without blanks at both ends, where a picture may have stood."""
    if texts:
        first, last = texts[0]["textData"], texts[-1]["textData"]
        first["text"] = first["text"].lstrip(" ")
        last["text"] = last["text"].rstrip(" ")
    return _texts(texts)


def _is_visible(texts: Iterable[Json]) -> bool:
    return any(one["textData"]["text"].strip() for one in texts)


def _texts(nodes: Iterable[Json]) -> list[Json]:
    """Return those of the nodes that are text and not empty."""
    return [one for one in nodes if one["type"] == "TEXT" and one["textData"]["text"]]


def _texts_below(node: Json) -> list[Json]:
    """Return all texts in a node, in their order."""
    if node["type"] == "TEXT":
        return [node]
    return [text for one in node.get("nodes", ()) for text in _texts_below(one)]


def _for_item(blocks: list[Json]) -> list[Json]:
    """Return what an item of a list may hold: other blocks as paragraphs, and text in front of a list."""
    nodes: list[Json] = []
    for block in blocks:
        if block["type"] in _IN_ITEMS:
            nodes.append(block)
        else:
            nodes += _paragraphs(block)
    if not nodes or nodes[0]["type"].endswith("_LIST"):
        nodes.insert(0, _paragraph([]))
    return nodes


def _paragraphs(block: Json) -> Iterable[Json]:
    """Return the text of a block that may not stand here; code keeps its looks, rows of a table are lines."""
    if block["type"] == "TABLE":
        return [node for row in block["nodes"] for node in _row(row)]
    texts = _texts_below(block)
    if block["type"] == "CODE_BLOCK":
        texts = [_text(one["textData"]["text"], [_CODE]) for one in texts]
    return _paragraph_of(texts)


def _row(row: Json) -> Iterable[Json]:
    texts: list[Json] = []
    for cell in row["nodes"]:
        texts += [_text(" | ")] if texts else []
        texts += _texts_below(cell)
    return _paragraph_of(texts)


def _write_others(found: SyntaxTreeNode) -> Iterable[Json]:
    """Return what stands in a block that has no meaning of its own here."""
    return _blocks(found.children)


_WRITERS: dict[str, Callable[[SyntaxTreeNode], Iterable[Json]]] = {
    "paragraph": _write_paragraph,
    "heading": _write_heading,
    "bullet_list": _write_list,
    "ordered_list": _write_list,
    "blockquote": _write_quote,
    "fence": _write_code,
    "code_block": _write_code,
    "hr": _write_divider,
    "table": _write_table,
}
