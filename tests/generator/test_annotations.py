"""Annotations of GitHub: commands that nothing in them can leave."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wixgen.annotations import Level, annotation, github_report
from wixgen.diagnostics import Diagnostics, Place

COMMAND = re.compile(r"::(\w+) ([^:]*)::(.*)")


def read(line: str) -> tuple[str, dict[str, str], str]:
    """A command as GitHub's runner reads it: its name, its properties and its message."""
    found = COMMAND.fullmatch(line)
    assert found, line
    pairs = (pair.partition("=") for pair in found[2].split(","))
    return found[1], {name: _plain(value) for name, _, value in pairs}, _plain(found[3])


def _plain(text: str) -> str:
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":")):
        text = text.replace(escape, character)
    return text.replace("%2C", ",").replace("%25", "%")


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place("a/b.yaml", 3, 5), "file=a/b.yaml,line=3,col=5,title=t"),
        (Place("a/b.yaml"), "file=a/b.yaml,line=1,col=1,title=t"),
        (Place("a:b,c.yaml", 1, 1), "file=a%3Ab%2Cc.yaml,line=1,col=1,title=t"),
        (Place(""), "title=t"),
    ],
)
def test_a_place(place: Place, expected: str) -> None:
    """A file as a whole is its first line; what is about no file names none."""
    assert f"::error {expected}::m" == annotation(Level.ERROR, place, "t", ["m"])


@given(*[st.text() for _ in range(4)])
def test_nothing_ends_a_command(path: str, title: str, one: str, two: str) -> None:
    """Whatever a spec says stays within its property or message, on one line."""
    line = annotation(Level.WARNING, Place(f"x{path}", 2, 3), title, [one, two])
    name, properties, message = read(line)

    assert [line] == line.splitlines()
    assert ("warning", "2", "3") == (name, properties["line"], properties["col"])
    assert {"file", "line", "col", "title"} == properties.keys()
    assert 1 == message.count("\n")


@pytest.mark.parametrize(
    "text",
    ["::add-mask::x", "\n::error::x", "\r\n::x::", "%0A::x::", "\x1b[2J", "\x85"],
)
def test_commands_in_findings_are_text(text: str) -> None:
    """A message with a command in it is one message, told as it is, control characters escaped."""
    report = Diagnostics()
    report.warn(Place("a.yaml", 1, 1), "odd", f"it says {text}", help="help")
    (line,) = github_report(report, str)

    said = re.sub(r"[\r\n\x1b\x85]", lambda at: repr(at[0])[1:-1], text)
    assert f"it says {said}\nhelp: help" == read(line)[2]
