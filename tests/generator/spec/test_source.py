"""Reading YAML: exact places, no surprises, and a diagnostic for whatever an attacker sends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from support.effort import calls_of
from wixgen.diagnostics import Diagnostics, Place, text_report
from wixgen.spec import source
from wixgen.spec.source import Mapping, Node, Scalar, Sequence, Text, parse

FILE = "spec.yaml"


def read(text: str | bytes) -> tuple[Node | None, list[str]]:
    """The tree of a text and `line:column code` of all that was found."""
    report = Diagnostics()
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    node = parse(FILE, data, report)
    return node, [f"{one.place.line}:{one.place.column} {one.code}" for one in report]


def plain(node: Node | None) -> Any:
    """The tree as plain data."""
    match node:
        case Scalar():
            return str(node.value) if isinstance(node.value, Text) else node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {str(key): plain(item) for key, item in node.items.items()}
        case None:
            return None


def item(text: str) -> Any:
    """The only item of a document `- text`; fails if anything was found."""
    node, found = read(f"- {text}\n")

    assert [] == found
    return plain(node)[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-17", -17),
        ("9223372036854775807", 2**63 - 1),
        ("0.5", 0.5),
        ("-1.5e+3", -1500.0),
        ("yes please", "yes please"),
        ("1.2.3", "1.2.3"),
        ("2026-spring", "2026-spring"),
        ("'no'", "no"),
        ('"012"', "012"),
        ('"2026-01-01"', "2026-01-01"),
        ("|-\n  on", "on"),
        ('"a\\u2028b"', "a\u2028b"),
        ("ﬁ", "ﬁ"),
        ("text: with # no comment", {"text": "with"}),
    ],
)
def test_values_are_what_they_look_like(text: str, value: object) -> None:
    """true, false, null, plain decimal numbers and texts; nothing else is guessed."""
    read_value = item(text)

    assert (type(value), value) == (type(read_value), read_value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *[
            (word, "yaml-boolean")
            for word in ("yes", "No", "ON", "off", "True", "FALSE", "Null")
        ],
        *[
            (word, "yaml-number")
            for word in ("012", "0x1F", "0o17", "0b11", "1_000", "+1", "1.")
        ],
        *[
            (word, "yaml-number")
            for word in (".5", "1e5", "1.5e3", "1:30", "190:20:30.15", "-.5")
        ],
        *[
            (word, "yaml-number")
            for word in (".inf", "-.INF", ".NaN", "1.0e+999", "1" * 21)
        ],
        ("2026-01-01", "yaml-date"),
        ("2026-1-1 10:00:00", "yaml-date"),
        ("2026-01-01T10:00:00Z", "yaml-date"),
        ("<<", "yaml-merge"),
        ("=", "yaml-merge"),
    ],
)
def test_surprises_of_yaml_are_refused(text: str, code: str) -> None:
    """What readers of YAML disagree about is an error, as a value and as a key."""
    assert [f"1:3 {code}"] == read(f"- {text}\n")[1]
    assert [f"1:1 {code}"] == read(f"{text} : 1\n")[1]


@given(
    st.text(st.sampled_from("0123456789+-.:_eExobynYNTtrufalsnioINFa <=~"), max_size=12)
)
@example("1:1")
@example("0.")
def test_nothing_is_read_differently_by_pyyaml(text: str) -> None:
    """A plain scalar that PyYAML doesn't take for a text has the same value here, or is refused."""
    try:
        theirs = yaml.load(f"- {text}\n", yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError):
        return
    node, found = read(f"- {text}\n")

    if not found and not isinstance(theirs[0], dict):
        assert (type(theirs[0]), theirs) == (type(plain(node)[0]), plain(node))


def test_every_node_knows_its_place() -> None:
    """Line and column count from 1, in characters, whatever breaks the lines."""
    node, _ = read("a: é\r\n漢: [x, 'y']\rb:\n  - {c: 1}\n")

    assert isinstance(node, Mapping)
    keys = {str(key): (key.place.line, key.place.column) for key in node.items}
    values = [(one.place.line, one.place.column) for one in node.items.values()]
    assert {"a": (1, 1), "漢": (2, 1), "b": (3, 1)} == keys
    assert [(1, 4), (2, 4), (4, 3)] == values


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("abc", 5),
        ("'abc'", 6),
        ('"abc"', 6),
        ('"\\x61bc"', 3),
        ("|-\n  abc", 3),
        ("&x abc", 3),
    ],
)
def test_a_part_of_a_text_knows_its_place(text: str, column: int) -> None:
    """A place inside a text is exact where the text stands literally, else the text's own."""
    node, _ = read(f"- {text}\n")

    assert isinstance(node, Sequence)
    (scalar,) = node.items
    assert isinstance(scalar, Scalar)
    assert isinstance(scalar.value, Text)
    assert Place(FILE, 1, column) == scalar.value.place_of(2)


def test_order_is_kept() -> None:
    """Keys stay in the order of the text."""
    node, _ = read("z: 1\na: 2\nm: 3\n")
    assert ["z", "a", "m"] == list(plain(node))


@pytest.mark.parametrize(
    "encoded", ["\ufeffa: 1\n", "a: 1\r\n", "a: 1\r", "a: 1", "%YAML 1.1\n---\na: 1"]
)
def test_harmless_forms_are_read(encoded: str) -> None:
    """A byte order mark, any line ending and a directive make no difference."""
    node, found = read(encoded)
    assert ({"a": 1}, []) == (plain(node), found)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "0:0 empty-spec"),
        (b"# nothing\n", "0:0 empty-spec"),
        (b"---\n", "0:0 empty-spec"),
        (b"\xef\xbb\xbf", "0:0 empty-spec"),
        (b"null", "0:0 empty-spec"),
        (b"a: \xff", "1:4 encoding"),
        (b"\xc3\xa9: 1\nb: \xc3\xa9\xe9", "2:5 encoding"),
        (b"a: \xed\xa0\x80", "1:4 encoding"),
        ("a: 1\n".encode("utf-16"), "1:1 encoding"),
        ("a: 1\n".encode("utf-16-le"), "1:2 control-character"),
        ("a: 1\n".encode("utf-32"), "1:1 encoding"),
        (b"a: 1\nb: \0", "2:4 control-character"),
        (b"\xef\xbb\xbfa: \x1b[31m", "1:4 control-character"),
        (b"a: \xef\xbf\xbe", "1:4 control-character"),
        (b"\tb: 1", "1:1 yaml-syntax"),
        (b"a: 1\n\tb: 1", "2:1 yaml-syntax"),
        (b"a: {b: 1\nc: 2\n", "2:2 yaml-syntax"),
        (b"a: [1, 2\n\n# end\n", "1:4 yaml-syntax"),
        (b"a: 'x\n\n", "1:4 yaml-syntax"),
        (b"%YAML 3.0\n---\na: 1", "1:1 yaml-syntax"),
        (b"a: %b", "1:4 yaml-syntax"),
        (b'a: "\\q"', "1:5 yaml-syntax"),
        (b'a: "\\ud800"', "1:7 yaml-syntax"),
        (b"a: !<tag:x> b", "1:4 yaml-tag"),
        (b"a: !!binary aGk=", "1:4 yaml-tag"),
        (b"a: !!python/object/apply:os.system ['true']", "1:4 yaml-tag"),
        (b"a: &x {b: *x}", "1:4 yaml-alias"),
        (b"? {a: 1}\n: 2", "1:3 yaml-key"),
        (b"{{ name }}: 1", "1:1 yaml-key"),
        (b"a: 1\n--- \nb: 2", "2:1 yaml-documents"),
        (b"a: 1\n...\n---\nb: 2", "3:1 yaml-documents"),
        (b"a: 1\nb: 2\na: 3\na: 4", "3:1 duplicate-key"),
        (b"{1: a, '1': b}", "1:8 duplicate-key"),
        (b'{a: 1, "\\x61": 2}', "1:8 duplicate-key"),
    ],
)
def test_what_is_no_spec_is_explained(data: bytes, expected: str) -> None:
    """Broken and exotic input gives a diagnostic at the place of the fault."""
    assert expected == read(data)[1][0]


def test_equal_looking_keys_are_different() -> None:
    """Keys are compared by code points: nothing is normalised behind the author's back."""
    node, found = read("ﬁ: 1\nfi: 2\né: 3\ne\u0301: 4\n")
    assert ([], 4) == (found, len(plain(node)))


def test_a_refused_value_is_marked() -> None:
    """What a diagnostic was made for says so, so that nobody complains about it again."""
    node, found = read("a: yes\nb: *x\nc: !t d\nd: !t [1]\ne: &y {f: 1}\ng: fine\n")

    assert isinstance(node, Mapping)
    assert 5 == len(found)
    assert [True] * 5 + [False] == [one.is_reported for one in node.items.values()]


MOST_CALLS = 12  # of functions for each byte; up to 9 are needed
HOSTILE: dict[str, Callable[[], str]] = {
    "alias bomb": lambda: "a: &a [x, x]\n"
    + "".join(f"k{n}: &k{n} [{', '.join(['*a'] * 50)}]\n" for n in range(2_000)),
    "brackets": lambda: "[" * 100_000,
    "closed brackets": lambda: "[" * 100_000 + "]" * 100_000,
    "braces": lambda: "{a: " * 100_000,
    "dashes": lambda: "- " * 100_000 + "x",
    "questions": lambda: "? " * 100_000,
    "indentation": lambda: "".join(" " * n + "a:\n" for n in range(2_000)),
    "big scalar": lambda: "a: " + "x" * (source.MAX_BYTES - 10),
    "big key": lambda: "? " + "x" * (source.MAX_BYTES - 10),
    "big number": lambda: "a: " + "1" * (source.MAX_BYTES - 10),
    "big float": lambda: "a: " + "1" * 1_000_000 + "." + "1" * 1_000_000,
    "almost a number": lambda: "a: " + "1_" * 1_000_000 + "x",
    "almost a time": lambda: "a: " + "1" + ":1" * 1_000_000 + "x",
    "almost a date": lambda: "a: 2026-01-01 " + "x" * 1_000_000,
    "escapes": lambda: 'a: "' + "\\n" * 1_000_000 + '"',
    "blank lines": lambda: "\n" * 1_000_000,
    "line separators": lambda: "a: x" + "\u2028" * 300_000,
    "comments": lambda: "#\n" * 500_000,
    "many surprises": lambda: "- yes\n" * 300_000,
    "many duplicates": lambda: "".join(f"k{n}: 1\n" for n in range(7_000))
    + "k6999: 1\n" * 7_000,
    "many nodes": lambda: "[" + "a," * 100_000 + "]",
    "many documents": lambda: "--- a\n" * 300_000,
    "one long line of errors": lambda: "[" + "yes," * 200_000 + "]",
}


@pytest.mark.parametrize("attack", HOSTILE)
def test_hostile_input_costs_in_proportion_to_its_size(attack: str) -> None:
    """No bomb, no depth, no size makes the work grow faster than the input or ends in an exception."""
    data = HOSTILE[attack]().encode("utf-8")
    report = Diagnostics()
    calls = calls_of(lambda: parse(FILE, data, report))
    text = text_report(report)

    assert calls < MOST_CALLS * len(data)
    assert len(text) < 100_000


@pytest.mark.parametrize(
    "text", ["x" * (source.MAX_BYTES + 1), "[" + "a," * (source.MAX_NODES + 1) + "]"]
)
def test_what_is_too_big_is_refused(text: str) -> None:
    """A spec has a limited number of bytes and of nodes."""
    node, found = read(text)
    assert (None, ["too-big"]) == (node, [one.split()[1] for one in found])


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Bytes never raise, and give the same result twice; without a tree there is a finding."""
    node, found = read(data)

    assert (node, found) == read(data)
    assert node is not None or found


@given(
    st.text(
        st.sampled_from("ab:-?[]{},&*!|>'\"%@`# \n\t\u2028\x850\ufeff~<="), max_size=60
    )
)
def test_any_punctuation_is_read_or_refused(text: str) -> None:
    """Nor does YAML's own punctuation raise."""
    node, found = read(text)

    assert (node, found) == read(text)
    assert node is not None or found


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(max_size=9), JSON_VALUES, max_size=5))
def test_what_was_dumped_is_read_back(data: dict[str, Any]) -> None:
    """Whatever PyYAML writes has the same value when it is read, if it is not refused."""
    node, found = read(yaml.safe_dump(data))

    assert found or data == plain(node)


@given(
    st.dictionaries(st.text(max_size=9), st.text(max_size=40), min_size=1, max_size=5)
)
def test_texts_are_always_read_back(data: dict[str, str]) -> None:
    """Texts that are written in quotes are never refused."""
    node, found = read(yaml.safe_dump(data, default_style='"'))

    assert ([], data) == (found, plain(node))
