"""Nodes of Ricos: made, and looked into."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

BOLD: Json = {"type": "BOLD", "fontWeightValue": 700}
ITALIC: Json = {"type": "ITALIC", "italicData": True}
STRIKETHROUGH: Json = {"type": "STRIKETHROUGH", "strikethroughData": True}
CODE: Json = {"type": "FONT_FAMILY", "fontFamilyData": {"value": "monospace"}}


def text_node(text: str, marks: Iterable[Json] = ()) -> Json:
    """Return a text with these decorations."""
    decorations = deepcopy([*marks])  # whoever gets them may change them
    return {"type": "TEXT", "textData": {"text": text, "decorations": decorations}}


def link_mark(url: str) -> Json:
    """Return the decoration of a text that leads there."""
    return {"type": "LINK", "linkData": {"link": {"url": url}}}


def paragraph_node(texts: list[Json]) -> Json:
    """Return a paragraph with these texts, which may be none."""
    return {"type": "PARAGRAPH", "nodes": texts}


def paragraph_of(texts: list[Json]) -> Iterable[Json]:
    """Return a paragraph, none where there is nothing to read."""
    return [paragraph_node(stripped(texts))] if is_visible(texts) else []


def stripped(texts: list[Json]) -> list[Json]:
    """Return the texts without blanks at both ends, where a picture may have stood."""
    if texts:
        first, last = texts[0]["textData"], texts[-1]["textData"]
        first["text"] = first["text"].lstrip(" ")
        last["text"] = last["text"].rstrip(" ")
    return only_texts(texts)


def is_visible(texts: Iterable[Json]) -> bool:
    """Return whether there is anything but blanks."""
    return any(one["textData"]["text"].strip() for one in texts)


def only_texts(nodes: Iterable[Json]) -> list[Json]:
    """Return those of the nodes that are text and not empty."""
    return [one for one in nodes if one["type"] == "TEXT" and one["textData"]["text"]]


def texts_below(node: Json) -> list[Json]:
    """Return all texts in a node, in their order."""
    if node["type"] == "TEXT":
        return [node]
    return [text for one in node.get("nodes", ()) for text in texts_below(one)]
