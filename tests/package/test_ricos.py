"""Rich content from Markdown: what stands for what, and that Wix's methods take it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.test_readme import block
from wixapi import errors, testing
from wixapi.blog.draft_posts import DraftPost, RichContent
from wixapi.ricos import from_markdown

BOLD = {"type": "BOLD", "fontWeightValue": 700}
ITALIC = {"type": "ITALIC", "italicData": True}
STRIKE = {"type": "STRIKETHROUGH", "strikethroughData": True}
CODE = {"type": "FONT_FAMILY", "fontFamilyData": {"value": "monospace"}}
LINE = {"lineStyle": "SINGLE", "width": "LARGE", "alignment": "CENTER"}
MEMBER = "0b7a7c2e-8f0a-4d0e-9a55-1c2d3e4f5a6b"
FILE = "https://x.example/p.png"
PICTURE = f"![a *pic*]({FILE})"
IMAGE = {
    "containerData": {"width": {"size": "CONTENT"}, "alignment": "CENTER"},
    "image": {"src": {"url": FILE}},
    "altText": "a pic",
}


def link(url: str) -> dict[str, Any]:
    """The decoration of a link."""
    return {"type": "LINK", "linkData": {"link": {"url": url}}}


def paragraph(*texts: Any) -> Any:
    """A paragraph."""
    return ("PARAGRAPH", *texts)


def item(*blocks: Any) -> Any:
    """An item of a list; texts are paragraphs."""
    nodes = (paragraph(one) if isinstance(one, str) else one for one in blocks)
    return ("LIST_ITEM", *nodes)


def bullets(*items: Any) -> Any:
    """A list with bullets."""
    return ("BULLETED_LIST", *items)


def numbers(start: int, *items: Any) -> Any:
    """A numbered list."""
    return ("ORDERED_LIST", {"start": start}, *items)


def quote(*texts: Any) -> Any:
    """A quote."""
    return ("BLOCKQUOTE", paragraph(*texts))


def brief(node: Any) -> Any:
    """A text, with its decorations if it has some; or the type of a node, its data, and the nodes in it."""
    if node["type"] == "TEXT":
        data = node["textData"]
        looks = data["decorations"]
        return (data["text"], *looks) if looks else data["text"]
    filled = [value for key, value in node.items() if key.endswith("Data") and value]
    return (node["type"], *filled, *map(brief, node["nodes"]))


def shown(text: str) -> list[Any]:
    """The blocks of a text in Markdown."""
    return [brief(node) for node in from_markdown(text)["nodes"]]


def all_nodes(nodes: Any) -> Iterator[Any]:
    """The nodes of a document, each before those in it."""
    for node in nodes:
        yield node
        yield from all_nodes(node.get("nodes", ()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("one\n\ntwo", [paragraph("one"), paragraph("two")]),
        ("one\ntwo  \nthree\\\nfour", [paragraph("one two\nthree\nfour")]),
        ("### *A* b", [("HEADING", {"level": 3}, ("A", ITALIC), " b")]),
        ("Title\n===", [("HEADING", {"level": 1}, "Title")]),
        ("***", [("DIVIDER", LINE)]),
        ("```py\nx = 1\n\ny\n```", [("CODE_BLOCK", "x = 1\n\ny")]),
        ("    *x*", [("CODE_BLOCK", "*x*")]),
        ("- a\n- b", [bullets(item("a"), item("b"))]),
        ("1. a\n2. b", [numbers(1, item("a"), item("b"))]),
        ("7) a", [numbers(7, item("a"))]),
        ("- a\n  1. b\n  2. c", [bullets(item("a", numbers(1, item("b"), item("c"))))]),
        ("> a\n> b", [quote("a b")]),
    ],
)
def test_blocks(text: str, expected: list[Any]) -> None:
    """Each kind of block has its node."""
    assert expected == shown(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**b *bi***", [("b ", BOLD), ("bi", BOLD, ITALIC)]),
        ("__a **b**__", [("a b", BOLD)]),
        ("~~s~~ `*c*`", [("s", STRIKE), " ", ("*c*", CODE)]),
        ("\\*a\\* &amp; b", ["*a* & b"]),
        (
            "[**a** b](https://x.example/?q=1)",
            [
                ("a", link("https://x.example/?q=1"), BOLD),
                (" b", link("https://x.example/?q=1")),
            ],
        ),
        ("<me@x.example>", [("me@x.example", link("mailto:me@x.example"))]),
        ("[a](tel:+123)", [("a", link("tel:+123"))]),
    ],
)
def test_texts(text: str, expected: list[Any]) -> None:
    """Emphasis and links are decorations, each kind at most once."""
    assert [paragraph(*expected)] == shown(text)


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "javascript&#58;alert(1)"),
        *("java&#10;script:alert(1)", "&#1;javascript:alert(1)", "vbscript:x"),
        *("data:text/html,x", "file:///etc/passwd", "//x.example", "/about", "#top"),
        *(
            "page.html",
            "https:",
            "https:///x",
            "mailto:",
            "http://[::x]",
            "ftp://x.example",
        ),
    ],
)
def test_links_that_lead_nowhere_good(address: str) -> None:
    """A link that is no whole address of a page, a mailbox or a telephone is its text; a picture its words."""
    assert [paragraph("a b")] == shown(f"[a]({address}) ![b]({address})")
    assert "LINK" not in str(from_markdown(f"<{address}>"))


def test_html_is_text() -> None:
    """HTML is no markup, at any place."""
    markup = "<script>alert(1)</script>"

    assert [paragraph(f"a {markup}"), paragraph(markup)] == shown(
        f"a {markup}\n\n{markup}"
    )


def test_pictures() -> None:
    """A picture is a block of its own; its title is a caption, and it may be a link."""
    caption = ("CAPTION", "T")
    linked = {**IMAGE, "link": {"url": "https://x.example"}}

    assert [("IMAGE", IMAGE)] == shown(PICTURE)
    assert [("IMAGE", IMAGE, caption)] == shown(f'![a pic]({FILE} "T")')
    assert [("IMAGE", linked)] == shown(f"[{PICTURE}](https://x.example)")
    assert [paragraph("a"), ("IMAGE", IMAGE), paragraph("b")] == shown(f"a {PICTURE} b")
    assert [("HEADING", {"level": 1}, "a"), ("IMAGE", IMAGE)] == shown(f"# a {PICTURE}")


def test_tables() -> None:
    """A table has a row of heads, cells of paragraphs, and the alignment of its columns."""
    sizes = {
        "colsWidthRatio": [200, 200],
        "rowsHeight": [47, 47],
        "colsMinWidth": [120, 120],
    }
    right = {"textStyle": {"textAlignment": "RIGHT"}}

    assert [
        (
            "TABLE",
            {"dimensions": sizes, "rowHeader": True},
            (
                "TABLE_ROW",
                ("TABLE_CELL", paragraph("a")),
                ("TABLE_CELL", ("PARAGRAPH", right, "b")),
            ),
            (
                "TABLE_ROW",
                ("TABLE_CELL", paragraph(("c", BOLD))),
                ("TABLE_CELL", ("PARAGRAPH", right)),
            ),
        )
    ] == shown("| a | b |\n|---|--:|\n| **c** | |")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("> a\n>\n> # b", [quote("a", "\n\n", "b")]),
        ("> a\n>> b", [quote("a", "\n\n", "b")]),
        ("> a\n>\n> - b\n>\n> c", [quote("a"), bullets(item("b")), quote("c")]),
        ("- - a", [bullets(item(paragraph(), bullets(item("a"))))]),
        ("-", [bullets(item(paragraph()))]),
        ("- ```\n  x\n  ```", [bullets(item(paragraph(("x", CODE))))]),
        ("- > a", [bullets(item("a"))]),
        ("- a\n\n  ***\n  b", [bullets(item("a", "b"))]),
        (
            "- | a | b |\n  |---|---|\n  | c | d |",
            [bullets(item(paragraph("a", " | ", "b"), paragraph("c", " | ", "d")))],
        ),
    ],
)
def test_what_wix_has_no_place_for(text: str, expected: list[Any]) -> None:
    """Quotes hold one paragraph, items of lists begin with one and hold few kinds of blocks."""
    assert expected == shown(text)


def test_ids_are_of_the_place() -> None:
    """The same text has the same IDs, each once, of letters and digits; texts have none."""
    text = f"# a\n\n- b\n- > c\n\n{PICTURE}"
    nodes = list(all_nodes(from_markdown(text)["nodes"]))
    ids = [node["id"] for node in nodes if "id" in node]

    assert from_markdown(text) == from_markdown(text)
    assert len(ids) == len(set(ids))
    assert [] == [one for one in ids if not re.fullmatch("[a-z][a-z0-9]*", one)]
    assert ["TEXT"] * 3 == [node["type"] for node in nodes if "id" not in node]


def test_nodes_are_apart() -> None:
    """Whoever changes a node changes no other."""
    first, _, second = from_markdown("**a** b **c**")["nodes"][0]["nodes"]
    first["textData"]["decorations"][0]["fontWeightValue"] = 900

    assert [BOLD] == second["textData"]["decorations"]


def test_deep_texts_are_read() -> None:
    """Quotes and lists that stand deep in each other keep what they hold."""
    assert "deep" in str(from_markdown("> " * 40 + "deep"))
    assert "deep" in str(from_markdown("- " * 40 + "deep"))


PIECES = st.sampled_from(
    [
        *("# ", "- ", "  - ", "    ", "1. ", "7) ", "> ", ">> ", "```\n", "***\n"),
        *("**", "*", "~~", "`", "\\", "&amp;", "\n", "\n\n", "  \n", "\t", "===\n"),
        *("[a](https://x.example)", "[b](javascript:x)", PICTURE, "![c](d)", "<b>"),
        *("| a | b |\n|:-:|---|\n| c | d |\n", "text", "two words", "\u00e9", " "),
    ]
)
IN_ITEMS = {"PARAGRAPH", "HEADING", "IMAGE", "BULLETED_LIST", "ORDERED_LIST"}
IN_CELLS = {"PARAGRAPH", "IMAGE"}
CHILDREN = {
    "BLOCKQUOTE": {"PARAGRAPH"},
    "BULLETED_LIST": {"LIST_ITEM"},
    "CAPTION": {"TEXT"},
    "CODE_BLOCK": {"TEXT"},
    "DIVIDER": set[str](),
    "HEADING": {"TEXT"},
    "IMAGE": {"CAPTION"},
    "LIST_ITEM": IN_ITEMS,
    "ORDERED_LIST": {"LIST_ITEM"},
    "PARAGRAPH": {"TEXT"},
    "TABLE": {"TABLE_ROW"},
    "TABLE_CELL": IN_CELLS,
    "TABLE_ROW": {"TABLE_CELL"},
}


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join) | st.text())
def test_any_text_becomes_what_wix_takes(text: str) -> None:
    """Whatever the text, nodes stand only where they may, no text is empty, and the method takes it."""
    content = from_markdown(text)
    nodes = list(all_nodes(content["nodes"]))
    transport = testing.Transport({("POST", "/blog/v3/draft-posts"): {"draftPost": {}}})
    testing.client(transport).blog.draft_posts.create_draft_post(
        draft_post={"title": "T", "member_id": MEMBER, "rich_content": content}
    )

    for node in nodes:
        below = node.get("nodes", [])
        if node["type"] == "TEXT":
            assert node["textData"]["text"]
        else:
            assert {one["type"] for one in below} <= CHILDREN[node["type"]]
        assert node["type"] != "BLOCKQUOTE" or len(below) == 1
        assert node["type"] != "LIST_ITEM" or not below[0]["type"].endswith("LIST")
    assert content == transport.calls[0].json["draftPost"]["richContent"]


def test_models_take_it() -> None:
    """The document can be a part of a model."""
    content = RichContent.model_validate(from_markdown("# a"))
    transport = testing.Transport({("POST", "/blog/v3/draft-posts"): {"draftPost": {}}})
    testing.client(transport).blog.draft_posts.create_draft_post(
        draft_post=DraftPost(title="T", member_id=MEMBER, rich_content=content)
    )

    sent = transport.calls[0].json["draftPost"]["richContent"]
    assert from_markdown("# a") == sent


def test_the_library_is_optional(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without markdown-it-py, the error says what to install."""
    monkeypatch.setitem(sys.modules, "markdown_it", None)

    with pytest.raises(errors.ConfigurationError, match=r"wixapi\[ricos\]"):
        from_markdown("a")


def test_the_readme_makes_a_post() -> None:
    """The example of the README is a request that Wix's rules allow."""
    transport = testing.Transport({("POST", "/blog/v3/draft-posts"): {"draftPost": {}}})
    names = {"wix": testing.client(transport), "author_id": MEMBER}
    exec(block("python", "from wixapi.ricos"), dict(names))

    nodes = transport.calls[0].json["draftPost"]["richContent"]["nodes"]
    assert ["HEADING", "PARAGRAPH"] == [node["type"] for node in nodes]
