"""Specs in their one format: data and comments stay, and formatting twice is once.

Each `<name>.before.yaml` in `formatted/` is one rule, `<name>.after.yaml` what it comes to;
`pytest --update-goldens` rewrites the latter.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from support.committed import committed_paths
from support.odd_specs import resource
from support.odd_writer import Writer
from support.specs import in_format
from wixgen.diagnostics import Diagnostics
from wixgen.pages.importer import FACTS
from wixgen.spec.language import records
from wixgen.spec.shapes import keys_of
from wixgen.spec_text.formatter import formatted, warn_of_format
from wixgen.spec_text.reader import tree_of
from wixgen.spec_text.style import SPEC

CASES = Path(__file__).parent / "formatted"
RULES = {
    "brackets": "Comments in brackets belong to entries in them; their value becomes a block.",
    "ends": "Comments below the last entry of a block stay there.",
    "lines": "A comment belongs to the entry in whose line it stands, else to the one below.",
    "odd": "Whatever form a file has, and whatever keys: it becomes an ordinary block.",
    "order": "Keys come in the order of the declarations; what has a name stays in a person's order.",
    "texts": "Values have the shortest form that says them.",
}
HEADER = "# yaml-language-server: $schema=../resource.schema.json"
SEEDS = 40  # in the usual run


@pytest.mark.parametrize("case", sorted(RULES))
def test_case(case: str, update_goldens: bool) -> None:
    """The text becomes what stands in `after`, and stays that."""
    after = CASES / f"{case}.after.yaml"
    made = in_format((CASES / f"{case}.before.yaml").read_text(encoding="utf-8"))
    if update_goldens:
        after.write_text(made, encoding="utf-8")

    assert after.read_text(encoding="utf-8") == made
    assert made == in_format(made)


def test_every_case_has_a_rule() -> None:
    """No case is forgotten."""
    assert set(RULES) == {path.name.split(".")[0] for path in CASES.iterdir()}


def assert_only_the_format_changes(seeds: range) -> None:
    """Write specs as odd as can be and format them."""
    for seed in seeds:
        random = Random(seed)
        spec = resource(random, hand=True)
        newline = random.choice(["\n", "\r\n"])
        writer = Writer(random, newline)
        header = random.choice(["", HEADER + newline])
        text = random.choice(["", "\ufeff"]) + header + writer.text(spec)
        made = in_format(text)

        assert spec == tree_of(made).root.live, seed
        assert [] == [
            comment for comment in writer.comments if made.count(comment) != 1
        ], seed
        assert made == in_format(made), seed
        assert text.startswith("\ufeff") == made.startswith("\ufeff"), seed
        assert header.rstrip() in made.splitlines()[0], seed
        assert newline not in text or made.count("\n") == made.count(newline), seed


def test_only_the_format_changes() -> None:
    """Data stays, comments are neither lost nor doubled, twice is once; CRLF and BOM stay."""
    assert_only_the_format_changes(range(SEEDS))


@pytest.mark.slow
def test_only_the_format_of_many_changes() -> None:
    """The same with a thousand specs."""
    assert_only_the_format_changes(range(SEEDS, 1000 + SEEDS))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("comment", ["", "# of the width\n"])
def test_line_breaks_stay(newline: str, comment: str) -> None:
    """All that YAML knows, whether there are comments or not."""
    text = f"{HEADER}\npackage: shop\nmodule: doors\n{comment}"

    assert text.replace("\n", newline) == in_format(text.replace("\n", newline))
    assert text.replace("\n", newline) == in_format(
        text.replace(": ", ":   ")
        .replace("server:   ", "server: ")
        .replace("\n", newline)
    )


ODD_PLACES = [
    "title: |-# mark\n  Doors",
    "title: >2# mark\n  Doors",
    "title: 'Doors'# mark",
    "types: {}# mark",
    "types: {# mark\n}",
    "entity: \t# mark\n  'a'",
    "types: {'A':# mark\n{}}",
    "title: a# b  # mark",
]


@pytest.mark.parametrize("line", ODD_PLACES)
def test_comments_in_odd_places(line: str) -> None:
    """What the parser takes for a comment is one, with or without a blank before it."""
    text = f"{HEADER}\npackage: shop\nmodule: doors\n{line}\n"
    made = in_format(text)

    assert tree_of(text).root.live == tree_of(made).root.live
    assert 1 == made.count("# mark")
    assert made == in_format(made)


@pytest.mark.parametrize(
    "path",
    [*committed_paths(), *FACTS.glob("common.yaml")],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_committed_specs_are_formatted(path: Path) -> None:
    """`wixgen fmt` changes no byte of the specs in this repository."""
    data = path.read_bytes()

    assert data == formatted(path.name, data, Diagnostics())


def test_every_key_has_a_place() -> None:
    """House style knows the keys of every declaration: from the declarations themselves."""
    orders = {key for record in records() for key in keys_of(record)}
    styles = [SPEC]
    known: set[str] = set()
    while styles:
        style = styles.pop()
        known |= set(style.order)
        styles += style.children.values()
        styles += [other for other in (style.each, *(style.marker or ())[1:]) if other]

    assert orders == known


UNREADABLE = [
    b"",
    b"# nothing but a comment\n",
    b"- a list\n",
    b"a: 1\na: 2\n",
    b"a: [1\n",
    b"a: &x 1\n",
    b"a: no\n",
    b"a: 1\n---\nb: 2\n",
    b"a: \xff\n",
]


@pytest.mark.parametrize("data", UNREADABLE)
def test_what_cant_be_read_is_refused(data: bytes) -> None:
    """The reason is reported, and there is nothing to write."""
    report = Diagnostics()

    assert formatted("demo/things.yaml", data, report) is None
    assert report.has_errors


@pytest.mark.parametrize("data", UNREADABLE)
def test_no_word_about_the_format_of_what_cant_be_read(data: bytes) -> None:
    """Its errors are told by the loader."""
    report = Diagnostics()
    warn_of_format("demo/things.yaml", data, report)

    assert [] == list(report)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("module: a\npackage: b\n", 1),
        ("package: a\nmodule:  b\n", 2),
        ("package: a\nmodule: b", 2),
        ("package: a\nmodule: b\ntypes: {}\n", 3),
        ("package: a\nmodule: b\n\n\n", 4),
    ],
)
def test_a_warning_points_to_the_first_line_that_differs(text: str, line: int) -> None:
    """There a person sees what is wrong; the remedy is to run the formatter."""
    report = Diagnostics()
    warn_of_format("demo/things.yaml", text.encode(), report)

    assert [(line, "not-formatted", "run `wixgen fmt`")] == [
        (finding.place.line, finding.code, finding.help) for finding in report
    ]
