"""Types that several resources share, and what follows from their names."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
import yaml

from wixgen.pages.vocabulary import SHARED_TYPES, Shape, Vocabulary, shared_types
from wixgen.spec.language import WIRE, WORD

KNOWN = Vocabulary.of(
    {
        "Door": ["(width height) colour", "colour lock"],
        "Gate": ["(width height)", "width colour (key code)"],
    }
)
SHIPPED: dict[str, list[str]] = yaml.safe_load(SHARED_TYPES.read_text(encoding="utf-8"))


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


def test_it_counts_which_field_follows_which() -> None:
    """Neighbours count once for every shape; only what something follows is followed."""
    assert KNOWN.follows["width", "height"] == 2
    assert KNOWN.follows["colour", "lock"] == 1
    assert KNOWN.follows["lock", "colour"] == 0
    assert KNOWN.followed == {"width", "height", "colour", "key"}


def test_it_counts_the_fields_of_a_name() -> None:
    """All shapes of a name together."""
    counts = {name: KNOWN.of_type["Gate", name] for name in ("width", "key", "lock")}

    assert counts == {"width": 2, "key": 1, "lock": 0}


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


def test_shipped_shapes_hold_nothing_but_names() -> None:
    """No description, no value, no prose: only what a field or a type can be called."""
    words = {
        word for texts in SHIPPED.values() for one in texts for word in one.split()
    }
    bare = {word.strip("()") for word in words}

    assert [name for name in SHIPPED if not re.fullmatch(WORD, name)] == []
    assert [word for word in bare if not re.fullmatch(WIRE, word)] == []


def test_shipped_shapes_have_no_field_twice() -> None:
    """Nor is any shape empty."""
    shapes = [one for known in shared_types().shapes.values() for one in known]

    assert [one for one in shapes if len(one.order) != len(one.names)] == []
    assert [one for one in shapes if not one.order] == []


def test_shipped_shapes_are_sorted_and_said_once() -> None:
    """So that a change of the file shows what changed; YAML would take the last of two names."""
    lines = SHARED_TYPES.read_text(encoding="utf-8").splitlines()
    names = [one.removesuffix(":") for one in lines if one.endswith(":")]

    assert names == [*SHIPPED]
    for listed in (names, *SHIPPED.values()):
        assert [pair for pair in pairwise(listed) if pair[0] >= pair[1]] == []
