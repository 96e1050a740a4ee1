"""Types that several resources share, and what follows from their names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import Any

import pytest
import yaml

from pages.small import vocabulary
from wixgen.pages.nesting.folded.shared_types import (
    SHARED_TYPES,
    Shape,
    Vocabulary,
    shared_types,
)
from wixgen.spec.language import WIRE, WORD

KNOWN = vocabulary(
    Door=["(width height) colour", "colour lock"],
    Gate=["(width height)", "width colour (key code)"],
)
FILE = SHARED_TYPES.read_text(encoding="utf-8")
PARTS: dict[str, dict[str, Any]] = yaml.safe_load(FILE)
SHIPPED: dict[str, list[str]] = PARTS["types"]


def nodes(node: yaml.Node) -> Iterator[yaml.Node]:
    """A part of the file with everything in it."""
    yield node
    if isinstance(node, yaml.MappingNode):
        for pair in node.value:
            yield from chain.from_iterable(map(nodes, pair))
    elif isinstance(node, yaml.SequenceNode):
        yield from chain.from_iterable(map(nodes, node.value))


def spelt(shape: Shape) -> str:
    """A shape as the file has it, its groups first."""
    grouped = {name for group in shape.groups for name in group}
    groups = [[one for one in shape.order if one in group] for group in shape.groups]
    words = [f"({' '.join(group)})" for group in groups]
    return " ".join([*words, *(one for one in shape.order if one not in grouped)])


@pytest.mark.parametrize(
    ("text", "order", "groups"),
    [
        ("colour", ("colour",), ()),
        ("colour lock", ("colour", "lock"), ()),
        ("(width height)", ("width", "height"), ({"width", "height"},)),
        ("(width) lock", ("width", "lock"), ({"width"},)),
        (
            "(width height) (key code) colour",
            ("width", "height", "key", "code", "colour"),
            ({"width", "height"}, {"key", "code"}),
        ),
    ],
)
def test_a_shape_is_its_fields_in_order_and_its_groups(
    text: str, order: tuple[str, ...], groups: tuple[set[str], ...]
) -> None:
    """Members of a one-of group stand in parentheses, and are fields like all others."""
    shape = Shape.parse(text)

    assert shape == Shape(order, frozenset(order), tuple(map(frozenset, groups)))


def test_a_name_may_have_several_shapes() -> None:
    """Resources that share a name need not share the type."""
    found = [[*one.order] for one in KNOWN.shapes["Door"]]

    assert found == [["width", "height", "colour"], ["colour", "lock"]]


def test_it_knows_which_field_follows_which() -> None:
    """In any type; `followed` are the names that something follows."""
    pairs = [("width", "height"), ("colour", "lock"), ("lock", "colour")]

    assert [pair in KNOWN.follows for pair in pairs] == [True, True, False]
    assert KNOWN.followed == {"width", "height", "colour", "key"}


def test_it_knows_the_fields_of_a_name() -> None:
    """All shapes of a name together."""
    fields = {one for name, one in KNOWN.of_type if name == "Gate"}

    assert fields == {"width", "height", "colour", "key", "code"}


def test_it_knows_how_a_shape_goes_on() -> None:
    """The first names in order tell the next; the empty name is the end."""
    going_on = {
        order: names for order, names in KNOWN.prefixes.items() if len(order) == 2
    }

    assert going_on == {
        ("width", "height"): {"colour", ""},
        ("colour", "lock"): {""},
        ("width", "colour"): {"key"},
    }


def test_it_knows_more_than_whole_types() -> None:
    """Fields of a name, and names that follow each other, where no whole type is shared."""
    fields, follows = {"Roof": "pitch tiles"}, {"pitch": "tiles", "tiles": "colour"}
    known = Vocabulary.of({"types": {}, "fields": fields, "follows": follows})

    assert known.of_type == {("Roof", "pitch"), ("Roof", "tiles")}
    assert known.follows == {("pitch", "tiles"), ("tiles", "colour")}
    assert known.followed == {"pitch", "tiles"}


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (
            {"width"},
            ["(width height) colour", "(width height)", "(key code) width colour"],
        ),
        ({"width", "colour"}, ["(width height) colour", "(key code) width colour"]),
        ({"colour", "lock"}, []),
        ({"width", "unheardOf"}, []),
    ],
)
def test_shapes_are_found_by_their_fields(names: set[str], found: list[str]) -> None:
    """Those with groups that have all the names, whatever the type is called."""
    assert [spelt(one) for one in KNOWN.with_names(frozenset(names))] == found


def test_every_shipped_shape_is_understood() -> None:
    """It reads the same when it is written again, so nothing of it was passed over."""
    shapes = {name: list(map(Shape.parse, texts)) for name, texts in SHIPPED.items()}

    assert {name: list(map(spelt, one)) for name, one in shapes.items()} == SHIPPED


def test_the_shipped_file_holds_nothing_but_names() -> None:
    """No description, no value, no prose: only what a field or a type can be called."""
    texts = [one.value for one in nodes(yaml.compose(FILE)) if one.id == "scalar"]
    words = {word.strip("()") for text in texts for word in text.split()}

    assert [word for word in words if not re.fullmatch(WIRE, word)] == []
    assert [name for name in SHIPPED if not re.fullmatch(WORD, name)] == []


def test_shipped_shapes_have_no_field_twice() -> None:
    """Nor is any shape empty."""
    shapes = [one for known in shared_types().shapes.values() for one in known]

    assert [one for one in shapes if len(one.order) != len(one.names)] == []
    assert [one for one in shapes if not one.order] == []


def test_shipped_shapes_are_sorted_and_said_once() -> None:
    """So that a change of the file shows what has changed."""
    more = [
        text.split() for part in ("fields", "follows") for text in PARTS[part].values()
    ]
    for listed in (*PARTS.values(), *SHIPPED.values(), *more):
        assert [pair for pair in pairwise(listed) if pair[0] >= pair[1]] == []


def test_the_shipped_file_says_no_name_twice() -> None:
    """YAML would take the last one in silence."""
    mappings = [one for one in nodes(yaml.compose(FILE)) if one.id == "mapping"]
    keys = [[key.value for key, _ in one.value] for one in mappings]

    assert [one for one in keys if len(one) != len(set(one))] == []


def test_names_of_one_type_stand_beside_each_other() -> None:
    """Whatever the type and the order; names of no shared type beside nothing."""
    assert KNOWN.beside["lock"] == {"colour", "lock"}
    assert KNOWN.beside["key"] == {"width", "colour", "key", "code"}
    assert "hinge" not in KNOWN.beside
