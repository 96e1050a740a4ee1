"""Blocks of Markdown as nodes of Ricos, by Wix's rules of what may stand where. They have no IDs yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from wixapi._ricos.inline import texts_and_pictures
from wixapi._ricos.nodes import (
    CODE,
    Json,
    is_visible,
    only_texts,
    paragraph_node,
    paragraph_of,
    stripped,
    text_node,
    texts_below,
)

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

#: What an item of a list may hold, by Wix's rules; all else becomes paragraphs.
_IN_ITEMS = frozenset(
    {"PARAGRAPH", "HEADING", "IMAGE", "BULLETED_LIST", "ORDERED_LIST"}
)

_COLUMN, _NARROWEST, _ROW = 200, 120, 47
"""The width of a new table's columns and the least one, and the height of its rows, in pixels."""


def write_blocks(found: Iterable[SyntaxTreeNode]) -> list[Json]:
    """Return the nodes of blocks that follow each other, without IDs."""
    return [
        node for one in found for node in _WRITERS.get(one.type, _write_others)(one)
    ]


def _write_paragraph(found: SyntaxTreeNode) -> Iterable[Json]:
    """Yield a paragraph, parted where pictures stand in it."""
    texts: list[Json] = []
    for one in texts_and_pictures(found):
        if one["type"] == "TEXT":
            texts.append(one)
            continue
        yield from paragraph_of(texts)
        texts = []
        yield one
    yield from paragraph_of(texts)


def _write_heading(found: SyntaxTreeNode) -> Iterable[Json]:
    """Yield a heading, and behind it the pictures that stand in it."""
    parts = list(texts_and_pictures(found))
    data = {"level": int(found.tag[1:])}
    yield {"type": "HEADING", "headingData": data, "nodes": stripped(only_texts(parts))}
    yield from (one for one in parts if one["type"] != "TEXT")


def _write_list(found: SyntaxTreeNode) -> Iterable[Json]:
    """Yield a list."""
    items = [
        {"type": "LIST_ITEM", "nodes": _for_item(write_blocks(item.children))}
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
    for block in write_blocks(found.children):
        if block["type"] not in {"PARAGRAPH", "HEADING", "BLOCKQUOTE"}:
            yield from _quote_of(texts)
            texts = []
            yield block
            continue
        texts += [text_node("\n\n")] if texts else []
        texts += texts_below(block)
    yield from _quote_of(texts)


def _quote_of(texts: list[Json]) -> Iterable[Json]:
    """Return a quote, none where there is nothing to read."""
    paragraph = paragraph_node(texts)
    return [{"type": "BLOCKQUOTE", "nodes": [paragraph]}] if is_visible(texts) else []


def _write_code(found: SyntaxTreeNode) -> Iterable[Json]:
    """Yield a block of code, whose language Ricos has no place for."""
    code = found.content.removesuffix("\n")
    yield {"type": "CODE_BLOCK", "nodes": [text_node(code)] if code else []}


def _write_divider(found: SyntaxTreeNode) -> Iterable[Json]:
    """Yield a line."""
    del found
    looks = {"lineStyle": "SINGLE", "width": "LARGE", "alignment": "CENTER"}
    yield {"type": "DIVIDER", "dividerData": looks}


def _write_table(found: SyntaxTreeNode) -> Iterable[Json]:
    """Yield a table, the first row of which are the heads."""
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
    """Return a cell: paragraphs, aligned as its column, and pictures."""
    nodes = list(_write_paragraph(found)) or [paragraph_node([])]
    style = str(found.attrs.get("style", ""))
    if style:  # as `text-align:right`
        alignment = {"textAlignment": style.rpartition(":")[2].upper()}
        for node in nodes:
            if node["type"] == "PARAGRAPH":
                node["paragraphData"] = {"textStyle": alignment}
    return {"type": "TABLE_CELL", "tableCellData": {}, "nodes": nodes}


def _for_item(blocks: list[Json]) -> list[Json]:
    """Return what an item of a list may hold: other blocks as paragraphs, and text in front of a list."""
    nodes: list[Json] = []
    for block in blocks:
        if block["type"] in _IN_ITEMS:
            nodes.append(block)
        else:
            nodes += _paragraphs(block)
    if not nodes or nodes[0]["type"].endswith("_LIST"):
        nodes.insert(0, paragraph_node([]))
    return nodes


def _paragraphs(block: Json) -> Iterable[Json]:
    """Return the text of a block that may not stand here; code keeps its looks, rows of a table are lines."""
    if block["type"] == "TABLE":
        return [node for row in block["nodes"] for node in _row(row)]
    texts = texts_below(block)
    if block["type"] == "CODE_BLOCK":
        texts = [text_node(one["textData"]["text"], [CODE]) for one in texts]
    return paragraph_of(texts)


def _row(row: Json) -> Iterable[Json]:
    """Return a row of a table as one line."""
    texts: list[Json] = []
    for cell in row["nodes"]:
        texts += [text_node(" | ")] if texts else []
        texts += texts_below(cell)
    return paragraph_of(texts)


def _write_others(found: SyntaxTreeNode) -> Iterable[Json]:
    """Return what stands in a block that has no meaning of its own here."""
    return write_blocks(found.children)


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
