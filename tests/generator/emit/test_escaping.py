"""Text of a spec in generated files: whatever it is, it stays text."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import tomllib
import unicodedata

import jinja2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from wixgen.emit import escaping as emit
from wixgen.emit.errors import InternalError
from wixgen.emit.formatting.whole_file import format_python

ATTACKS = [
    "",
    " ",
    "\n\n",
    "plain",
    'say "hi"',
    "it's",
    "both ' and \"",
    '"',
    "'",
    '""',
    '"""',
    "'''",
    '""""""""',
    '"""\nimport os; os._exit(3)\n"""',
    '\\"""\nimport os; os._exit(3)\n"""',
    '\\\\"""',
    "ends with a backslash\\",
    "ends with two\\\\",
    'ends with a quote"',
    'backslash and quote\\"',
    "line\\\n    continues",
    " starts with spaces",
    "\tstarts with a tab",
    '  "starts with a quote',
    "carriage\rreturn\r\nand both",
    "unicode\u2028line\u2029ends\x85here",
    "form\x0cfeed\x0bvertical\x1c\x1d\x1e\x1f",
    "NUL\x00 and \x1b[31mred\x1b[0m",
    "lone \ud800 surrogates \udfff",
    "bidi \u202eoverride\u202c \u2066isolate\u2069",
    "\ufeffbyte order mark",
    "no-break\xa0space, soft\xadhyphen, zero\u200bwidth, \u3000wide",
    "emoji 😀 👨\u200d👩\u200d👧 🏳️",
    "tags \U000e0041\U000e007f private \ue000\U00100000",
    "{{ 7 * 7 }} {% raw %} {# #} #} %}",
    "{name} {0} %s %(name)s $name ${name}",
    "\\N{BULLET} \\u0041 \\U0001F600 \\x41 \\101 \\uABCD",
    "# type: ignore",
    "x # noqa",
    "# fmt: off",
    "fmt: skip",
    "list; fmt: skip",
    "yapf: disable",
    "-*- coding: utf-7 -*-",
    "!/usr/bin/python",
    ">>> import os",
    "- item\n- item "
    + "long " * 40
    + "\n  - nested\n    goes on\n* star\n+ plus\n1. one\n10) ten",
    "  - nested first\n- then outer",
    "text\n\n\n\nafter blanks\n  \t \nmore",
    "```python\nif x:\n    y = '''\"\"\"'''\n\n\n# end\n```\nafter",
    "```\nnever closed\n\n    x",
    "one\n    two\n        three",
    "- \n-\n*\n+ ",
    "word " * 60,
    "x" * 300,
    "é" * 100,
    "漢" * 100,
    "'" * 100,
    '"' * 100,
    "\\" * 101,
    "a" * 79 + '"',
    "a" * 78 + " b",
    *("a" * n + " tail" for n in range(60, 90)),
    *("a " * 20 + "b" * n for n in range(20, 60)),
]
NASTY_PIECES = [
    *(
        "\\",
        '"',
        "'",
        '"""',
        "\n",
        " ",
        "\r",
        "\t",
        "- ",
        "```",
        "a",
        "#",
        ":",
        "noqa",
        "\x00",
    ),
    *(
        "word " * 9,
        "x" * 50,
        "\u2028",
        "\ud800",
        "{",
        "}}",
        "\\u00AB",
        "\\x",
        "1. ",
        "é",
    ),
]
PIECED_TEXT = st.lists(st.sampled_from(NASTY_PIECES), max_size=30).map("".join)
ANY_TEXT = st.text(st.characters(exclude_categories=())) | PIECED_TEXT


def is_visible(char: str) -> bool:
    """Whether `char` takes part in what a reader sees (an unassigned code point may, later)."""
    if char >= "\U000e0000":  # tags, variation selectors, private use
        return False
    return char == " " or unicodedata.category(char) not in {
        *("Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp"),
    }


def module_with(text: str) -> str:
    """A module that has `text` in every position that generated code knows."""
    environment = jinja2.Environment(keep_trailing_newline=True, autoescape=False)
    # literals stand where black keeps lines as they are, however long
    return environment.from_string(
        "{{ doc0 }}\n\n"
        "{{ comment }}\n"
        "VALUES = [\n    {{ literal }},\n]\n\n\n"
        "class Thing:\n"
        "    {{ doc4 }}\n\n"
        "    {{ comment }}\n"
        "    value: str = call(\n        {{ literal }},\n        {{ literal }},\n    )\n"
        "    {{ doc4 }}\n\n"
        "    def act(self):\n"
        "        {{ doc8 }}\n"
        "        {{ comment }}\n"
        "        return {\n            {{ literal }}: 1,\n        }\n"
    ).render(
        comment=emit.comment(text),
        literal=emit.string_literal(text),
        doc0=emit.docstring(text, 0),
        doc4=emit.docstring(text, 4),
        doc8=emit.docstring(text, 8),
    )


def shape(module: str) -> str:
    """The syntax tree of `module` with every string replaced, so that only code is left."""
    tree = ast.parse(module)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_attack_leaves_the_module_as_it_is(text: str) -> None:
    """No text changes what the code around it is."""
    module = module_with(text)

    compile(module, "generated.py", "exec")

    assert shape(module_with("x")) == shape(module)
    assert [] == [c for c in module if not is_visible(c) and c != "\n"]


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_attack_is_in_blacks_style(text: str) -> None:
    """What the emitters give is already formatted."""
    module = module_with(text)

    assert module == format_python(module)


@settings(max_examples=300)
@given(ANY_TEXT)
def test_any_text_is_safe_and_in_style(text: str) -> None:
    """The same for every text that there is."""
    module = module_with(text)

    compile(module, "generated.py", "exec")

    assert shape(module_with("x")) == shape(module)
    assert module == format_python(module)
    assert [] == [c for c in module if not is_visible(c) and c != "\n"]


@settings(max_examples=500)
@given(ANY_TEXT)
@example("".join(map(chr, range(0x300))))
def test_string_literal_has_the_value(text: str) -> None:
    """A literal evaluates to its text and stands on one visible line."""
    literal = emit.string_literal(text)

    assert text == ast.literal_eval(literal)
    assert [] == [c for c in literal if not is_visible(c)]


def test_exactly_the_invisible_characters_are_escaped() -> None:
    """Of all characters that there are, those that one can't see become escapes."""
    assigned = [
        char for char in map(chr, range(0x110000)) if unicodedata.category(char) != "Cn"
    ]
    visible = "".join(
        char for char in assigned if is_visible(char) and char not in '"\\'
    )

    assert f'"{visible}"' == emit.string_literal(visible)
    assert [] == [
        char
        for char in assigned
        if not is_visible(char) and not emit.string_literal(char).startswith('"\\')
    ]


def test_string_literal_quotes() -> None:
    """Double quotes, unless single ones need fewer backslashes."""
    assert '"it\'s"' == emit.string_literal("it's")
    assert "'say \"hi\"'" == emit.string_literal('say "hi"')
    assert '"\\"\'"' == emit.string_literal("\"'")
    assert '"\\n\\t\\x00\\u2028\\ud800\\U000e0001"' == emit.string_literal(
        "\n\t\0\u2028\ud800\U000e0001"
    )


@settings(max_examples=300)
@given(
    st.text(st.characters(exclude_categories=["Cn"])) | PIECED_TEXT,
    st.sampled_from([0, 4, 8, 12, 100]),
)
def test_docstring_says_the_same(text: str, indent: int) -> None:
    """A docstring keeps every visible character of its text, in order, at its indent."""
    docstring = emit.docstring(text, indent)
    outdented = [
        line
        for line in docstring.split("\n")[1:]
        if line and not line.startswith(" " * indent)
    ]

    assert visible_characters(text) == re.sub(r"\s", "", ast.literal_eval(docstring))
    assert [] == outdented


def visible_characters(text: str) -> str:
    """`text` without white space, other invisible characters as escapes."""
    return "".join(
        c if is_visible(c) else c.encode("unicode_escape").decode()
        for c in re.sub(
            "[ \t\n\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]",
            "",
            text,
        )
    )


@settings(max_examples=300)
@given(
    st.lists(st.text("abc\\\"'-", min_size=1, max_size=20), max_size=60),
    st.integers(0, 40),
)
def test_docstring_fits(words: list[str], indent: int) -> None:
    """No line is wider than asked for, indent and quotes included."""
    lines = emit.docstring(" ".join(words), indent).split("\n")

    assert [] == [
        line for line in [" " * indent + lines[0], *lines[1:]] if len(line) > 88
    ]


def test_docstring_keeps_its_structure() -> None:
    """Paragraphs, lists, blank lines and fenced code survive; the rest is wrapped."""
    text = (
        "How many\nseats.\n\n\n- one item, which is long, must be wrapped\n  because it goes on\n"
        "  * nested\n2. two\n\nAfter\ta\xa0break.\n```\nx  =  1\n\n    y\n```\nEnd."
    )

    assert (
        '"""How many seats.\n'
        "\n"
        "    - one item, which is long, must be\n"
        "      wrapped because it goes on\n"
        "      * nested\n"
        "    2. two\n"
        "\n"
        "    After a break.\n"
        "    ```\n"
        "    x  =  1\n"
        "\n"
        "        y\n"
        "    ```\n"
        "    End.\n"
        '    """'
    ) == emit.docstring(text, 4, width=40)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", '""""""'),
        (" \n", '""""""'),
        ("One line.", '"""One line."""'),
        ('"Quoted"', '""" "Quoted" """'),
        ("C:\\", '"""C:\\\\"""'),
        ('a """ b', '"""a \\"\\"\\" b"""'),
        ("a\x00b\u202e", '"""a\\\\x00b\\\\u202e"""'),
        ("- a\n  b", '"""- a b"""'),
    ],
)
def test_docstring_in_detail(text: str, expected: str) -> None:
    """Docstrings look as a person would write them."""
    assert expected == emit.docstring(text, 4)


def test_docstring_moves_the_last_word_before_the_quotes_stick_out() -> None:
    """One line that fits only without its closing quotes becomes two."""
    text = "a" * 40 + " " + "b" * 38

    assert f'"""{"a" * 40}\n    {"b" * 38}\n    """' == emit.docstring(text, 4)


@settings(max_examples=300)
@given(ANY_TEXT)
def test_comment_is_one_comment(text: str) -> None:
    """A comment is a single token of its line."""
    comment = emit.comment(text)
    tokens = list(tokenize.generate_tokens(io.StringIO(f"x = 1  {comment}\n").readline))

    assert [comment] == [one.string for one in tokens if one.type == tokenize.COMMENT]
    assert "\n" not in comment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "#"),
        ("made from x.yaml", "# made from x.yaml"),
        ("two\nlines", "# two lines"),
        ("Note: no directive", "# Note: no directive"),
        ("type: ignore", "# \\type: ignore"),
        ("x #noqa", "# x #\\noqa"),
        ("x; fmt: skip", "# x; \\fmt: skip"),
        ("pyright: basic", "# \\pyright: basic"),
        ("coding=utf-7", "# coding\\=utf-7"),
        ("!/bin/sh", "# !/bin/sh"),
    ],
)
def test_comment_is_no_directive(text: str, expected: str) -> None:
    """Tools that read comments find nothing to obey."""
    assert expected == emit.comment(text)


@pytest.mark.parametrize(
    "name", ["x", "_", "party_size", "from_", "Status", "match", "type", "_1"]
)
def test_identifier_passes(name: str) -> None:
    """A name that Python takes comes back."""
    assert name == emit.identifier(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "1x",
        "from",
        "None",
        "__debug__",
        "a b",
        "a.b",
        "a\n",
        "é",
        "ﬁ",
        "a-b",
        "x\x00",
        "x;y",
    ],
)
def test_identifier_refuses(name: str) -> None:
    """Anything else is stopped."""
    with pytest.raises(ValueError, match=r"identifier|__debug__"):
        emit.identifier(name)


@given(ANY_TEXT)
def test_identifier_is_safe(text: str) -> None:
    """What passes can be assigned to, unchanged by Python's normalization."""
    try:
        name = emit.identifier(text)
    except ValueError:
        return

    assert f"Module(body=[Assign(targets=[Name(id='{name}', ctx=Store())]" in ast.dump(
        ast.parse(f"{name} = 1")
    )


@pytest.mark.parametrize(
    "path",
    [
        "/calendar/v3/participations",
        "/calendar/v3/participations/{participation.id}",
        "/v1/{_id}/items:archive/",
        "/_api/service-availability/v2/time-slots/get",
        "/a/{b}{c}.json",
    ],
)
def test_url_path_passes(path: str) -> None:
    """A clean absolute path becomes its literal."""
    assert path == ast.literal_eval(emit.url_path_template(path))


@pytest.mark.parametrize(
    "path",
    [
        *(
            "",
            "/",
            "v3/x",
            "//evil.example/x",
            "/a//b",
            "https://evil.example/x",
            "/a\\b",
        ),
        *(
            "/a/../b",
            "/..",
            "/./a",
            "/a/.",
            "/a?b=1",
            "/a#b",
            "/a b",
            "/a\n",
            "/a\x00",
            "/é",
        ),
        *(
            "/a%2e%2e/b",
            "/{",
            "/}",
            "/{}",
            "/{a.}",
            "/{.a}",
            "/{a..b}",
            "/{a b}",
            "/{{a}}",
        ),
        *("/{a!r}", "/{a[0]}", "/{a:>10}", '/"', "/'", "/{é}", "/{1}"),
    ],
)
def test_url_path_refuses(path: str) -> None:
    """Everything that could reach another host, another path or a format field is stopped."""
    with pytest.raises(ValueError, match="not a URL path"):
        emit.url_path_template(path)


MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def rendered(text: str) -> str:
    """What Markdown makes of a table cell that holds `text`."""
    html: str = MARKDOWN.render(f"| a | b |\n|---|---|\n| {text} | end |\n")
    return html.split("<tbody>")[1]


@settings(max_examples=300)
@given(ANY_TEXT | st.text("`*_[]()<>|~&#!-+=.:1ab \\\n", max_size=30))
@example(
    "<script>alert(1)</script> &amp; [x](javascript:1) ![x](y) <http://x> `a` **b** ~~c~~ a|b"
)
@example("# head")
@example("123. item")
@example("trailing\\")
def test_markdown_shows_text(text: str) -> None:
    """Markdown sees plain words: no tag, link, code, entity or further cell."""
    escaped = emit.markdown(text)
    lone = MARKDOWN.render(escaped)

    assert 2 == rendered(escaped).count("<td>")
    assert [] == re.findall(
        r"<(?!/?(?:p|td|tr|tbody|table)>)", lone + rendered(escaped)
    )
    assert "<p>" in lone or not escaped


def test_markdown_in_detail() -> None:
    """What could be markup gets a backslash, plain prose does not."""
    assert "Max: 20 (see the docs), e.g. 5-7." == emit.markdown(
        "Max: 20 (see\nthe docs), e.g. 5-7."
    )
    assert r"a\|b \<b\> \[x\](y) \`c\` http\://x www\.x.de" == emit.markdown(
        "a|b <b> [x](y) `c` http://x www.x.de"
    )
    assert r"1\. one" == emit.markdown("1. one")


@pytest.mark.parametrize(
    "url",
    [
        "https://dev.wix.com/docs/rest/x#y",
        "http://localhost:8080/a?b=c&d=%20",
        "https://dev.wix.com",
    ],
)
def test_markdown_link(url: str) -> None:
    """A plain address becomes a link."""
    assert f"[a\\_b]({url})" == emit.markdown_link("a_b", url)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "javascript:alert(1)",
            "ftp://x/y",
            "https://",
            "//x/y",
            "https://a b",
            "https://x/)",
        ),
        *(
            "https://x/(y",
            "https://x\n",
            "https://x/\x00",
            "https://user@x/",
            "https://x/<",
            "x",
        ),
        *(
            "https://x/\u202e",
            "https://x\\y",
            "https://x/|y",
            'https://x/"',
            "data:text/html,x",
        ),
    ],
)
def test_markdown_link_refuses(url: str) -> None:
    """Any other address leaves the text alone."""
    assert "text" == emit.markdown_link("text", url)


@given(ANY_TEXT)
@example("\x00\x08\t\n\f\r\x7f\U000e0001")
def test_toml_string_has_the_value(text: str) -> None:
    """A TOML string reads back; a lone surrogate, which TOML can't hold, as its escape."""
    line = emit.toml_string(text)
    value = tomllib.loads(f"x = {line}\n")["x"]

    assert text.encode("utf-8", "backslashreplace").decode() == value
    assert [] == [c for c in line if not is_visible(c)]


def test_format_python_formats() -> None:
    """Black's style for Python 3.11, 88 columns."""
    assert 'x = {"a": 1}\n' == format_python("x={'a':1}")


def test_format_python_names_the_place() -> None:
    """Broken Python is our bug: the error shows where."""
    with pytest.raises(InternalError) as caught:
        format_python("a = 1\nb = 2\nc = 3\nd = 4\ne = 5\nf = 6\ng = 7\nclass = 8\n")

    assert (
        "the generated Python is broken: invalid syntax (<unknown>, line 8)\n"
        "      1 a = 1\n"
        "      2 b = 2\n"
        "      3 c = 3\n"
        "      5 e = 5\n"
        "      6 f = 6\n"
        "      7 g = 7\n"
        ">     8 class = 8\n"
        "      9 "
    ) == str(caught.value)


@pytest.mark.parametrize(
    "broken", ['"', '"""', "f() = 1", "\\", "x\0", "  x", "(", "x = )", "\ud800"]
)
def test_format_python_refuses(broken: str) -> None:
    """Everything that Python can't read is refused, also what black would let pass."""
    with pytest.raises(InternalError, match="the generated Python is broken"):
        format_python(f"x = 1\n{broken}")
