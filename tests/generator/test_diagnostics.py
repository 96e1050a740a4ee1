"""Diagnostics: their text, their order, and that nothing in them can drive a terminal."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wixgen.diagnostics import (
    EXCERPT_WIDTH,
    MAX_PER_FILE,
    Diagnostic,
    Diagnostics,
    Place,
    Severity,
    json_report,
    quoted,
    text_report,
)


def reported(text: str, line: int, column: int) -> str:
    """The text of one error in a file of that text."""
    report = Diagnostics()
    report.add_source("a.yaml", text)
    report.error(Place("a.yaml", line, column), "some-code", "wrong")
    return text_report(report)


def test_a_diagnostic_reads_like_a_compilers() -> None:
    """Place, severity, code and message; the line with a caret; the remedy."""
    report = Diagnostics()
    report.add_source("a.yaml", "one: 1\ntwo: 2\n")
    report.error(Place("a.yaml", 2, 6), "some-code", "two is wrong", help="write 3")

    expected = (
        "a.yaml:2:6: error[some-code]: two is wrong\n  two: 2\n       ^\nhelp: write 3"
    )
    assert expected == text_report(report)


def test_json_has_the_agreed_keys() -> None:
    """JSON has path, line, column, severity, code, message, help and is plain ASCII."""
    report = Diagnostics()
    report.warn(Place("ä.yaml", 2, 6), "some-code", "wrong \u2028 \udcff")

    expected = {
        "path": "ä.yaml",
        "line": 2,
        "column": 6,
        "severity": "warning",
        "code": "some-code",
        "message": "wrong \u2028 \udcff",
        "help": "",
    }
    assert [expected] == json.loads(json_report(report))
    assert json_report(report).isascii()


def test_what_is_stored_is_the_same_when_it_is_read() -> None:
    """The manifest keeps a finding whole: an idle build prints what the first one did."""
    place = Place("a.yaml", 2, 300)
    found = Diagnostic(place, Severity.WARNING, "some-code", "wrong", "x", "text", 290)

    assert found == Diagnostic.from_json(json.loads(json.dumps(found.stored())))


def test_nothing_found_is_no_text_and_an_empty_array() -> None:
    """Without findings the text is empty and the JSON an empty array."""
    assert ("", "[]") == (text_report([]), json_report([]))


def test_findings_come_by_place_and_once() -> None:
    """Findings are sorted by path, line and column; a repeated one is shown once."""
    report = Diagnostics()
    for path, line, column in [
        ("b", 1, 1),
        ("a", 10, 1),
        ("a", 2, 9),
        ("a", 2, 1),
        ("a", 10, 1),
    ]:
        report.error(Place(path, line, column), "some-code", "wrong")

    expected = ["a:2:1", "a:2:9", "a:10:1", "b:1:1"]
    assert expected == [str(one.place) for one in report]


def test_only_errors_make_the_input_unusable() -> None:
    """A warning leaves the input usable."""
    report = Diagnostics()
    report.warn(Place("a"), "some-code", "odd")
    before = report.has_errors
    report.error(Place("a"), "some-code", "wrong")

    assert (False, True) == (before, report.has_errors)


def test_too_many_findings_in_one_file_are_cut_off() -> None:
    """Each file keeps its first errors and its first warnings, and says that there are more."""
    report = Diagnostics()
    for line in range(1, 2 * MAX_PER_FILE):
        report.warn(Place("a", line, 1), "some-code", "odd")
    report.error(Place("a", 1000, 1), "some-code", "wrong")
    report.error(Place("b", 1, 1), "some-code", "wrong")
    found = list(report)

    assert MAX_PER_FILE + 3 == len(found)
    assert ("a:0:0", "warning", "too-many") == (
        str(found[0].place),
        found[0].severity,
        found[0].code,
    )
    assert report.has_errors


def test_a_remedy_is_made_only_when_it_is_shown() -> None:
    """A remedy that is a function is not called for a finding that is cut off."""
    calls: list[int] = []
    report = Diagnostics()
    for line in range(1, 5 * MAX_PER_FILE):
        report.error(
            Place("a", line, 1),
            "x",
            "wrong",
            help=lambda n=line: calls.append(n) or "do",
        )

    assert MAX_PER_FILE == len(calls)


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ("a: b", 1, 4, ["  a: b", "     ^"]),
        ("\ta: b", 1, 2, ["   a: b", "   ^"]),
        ("漢字: b", 1, 5, ["  漢字: b", "        ^"]),
        ("e\u0301: b", 1, 5, ["  e\u0301: b", "     ^"]),
        ("a\x07: b", 1, 5, ["  a\\x07: b", "         ^"]),
        ("a\u202e: b", 1, 5, ["  a\\u202e: b", "           ^"]),
        ("a: 1\r\nb: 2", 2, 4, ["  b: 2", "     ^"]),
        ("a: 1\rb: 2\u2028c: 3", 3, 4, ["  c: 3", "     ^"]),
        ("a: 1", 1, 5, ["  a: 1", "      ^"]),
        ("a: 1", 1, 0, ["  a: 1"]),
        ("", 1, 1, []),
        ("a: 1", 7, 1, []),
    ],
)
def test_the_caret_stands_under_the_place(
    text: str, line: int, column: int, expected: list[str]
) -> None:
    """The caret is right below wide, combining, invisible and escaped characters too."""
    assert expected == reported(text, line, column).split("\n")[1:]


@pytest.mark.parametrize(("column", "before"), [(1, ""), (5_000, "…"), (10_000, "…")])
def test_a_long_line_is_cut_around_the_place(column: int, before: str) -> None:
    """Of a long line, what is around the place is shown; cuts are marked."""
    text = "".join(chr(ord("a") + n % 26) for n in range(10_000))
    _, excerpt, caret = reported(text, 1, column).split("\n")

    assert len(excerpt) <= EXCERPT_WIDTH + 4
    assert excerpt.startswith(f"  {before}")
    assert text[column - 1] == excerpt[caret.index("^")]


@given(st.text(), st.integers(0, 50), st.integers(0, 400))
def test_no_text_can_drive_the_terminal(text: str, line: int, column: int) -> None:
    """Whatever a file, a message or a path says, the report has printable characters only."""
    report = Diagnostics()
    report.add_source(text, text)
    report.error(Place(text, line, column), "some-code", text, help=text)
    shown = text_report(report)

    assert shown.replace("\n", "").isprintable() or not shown
    assert len(shown.split("\n")) <= 4


def test_quoted_cuts_long_texts() -> None:
    """A text in a message stands between backticks and is cut where it is long."""
    expected = ("`a`", "`" + "b" * 60 + "`", "`" + "c" * 60 + "…`")
    assert expected == (quoted("a"), quoted("b" * 60), quoted("c" * 61))


def test_a_file_as_a_whole_has_no_excerpt() -> None:
    """Line 0 means the whole file."""
    one = Diagnostic(Place("a.yaml"), Severity.ERROR, "empty-spec", "the file is empty")
    assert "a.yaml:0:0: error[empty-spec]: the file is empty" == one.as_text()
