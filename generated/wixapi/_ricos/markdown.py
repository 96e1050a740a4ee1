"""Markdown to rich content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

from wixapi._ricos.blocks import write_blocks
from wixapi.errors import ConfigurationError

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

    from wixapi._ricos.nodes import Json

_DEEPEST = 100
"""The number of quotes and lists within each other above which Markdown isn't read."""


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
    blocks = write_blocks(_parsed(text).children)
    return {"nodes": list(_numbered(blocks, count(1)))}


def _parsed(text: str) -> SyntaxTreeNode:
    """Return the tree of a text in Markdown; raises `ConfigurationError` without the library."""
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
