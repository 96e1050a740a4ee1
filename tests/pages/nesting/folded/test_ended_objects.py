"""Without lines: objects that have ended speak against a reading in which they should not have."""

from __future__ import annotations

from pages.nesting.folded.test_object_state import COLOUR, WIDTH, contents, door
from wixgen.pages.nesting.folded.features import moves
from wixgen.pages.nesting.open_objects import MOST_ENDED, OpenObject

INSIDE = ("gate", "door", "lock", "bolt", "spring")


def chain() -> list[OpenObject]:
    """Objects in each other, the outermost first, each with a field."""
    made = contents()
    width = door(made).with_field(made.thing(WIDTH, opens=False), in_group=False)
    frames: list[OpenObject] = []
    for number, name in enumerate(INSIDE):
        parent = frames[-1] if frames else None
        path = (*parent.path, name) if parent else (name,)
        frames.append(OpenObject(parent, number, path, name, width))
    return frames


def names(frames: tuple[OpenObject, ...]) -> list[str]:
    """The last parts of the paths of objects."""
    return [one.path[-1] for one in frames]


def test_an_object_knows_what_ended_in_it() -> None:
    """The nearest of those that end now first, and as many as are worth a look."""
    gate, *_, spring = frames = chain()

    assert ["door", "lock", "bolt"] == names(gate.ended_with(spring))
    assert ["door"] == names(gate.ended_with(frames[1]))
    assert len(gate.ended_with(spring)) == MOST_ENDED


def test_nothing_ends_where_the_innermost_object_goes_on() -> None:
    """What ended in it before is still known."""
    gate, inner, *_ = chain()
    later = gate.with_group(7, inner)

    assert [] == names(gate.ended_with(gate))
    assert ["door"] == names(later.ended) == names(later.ended_with(later))


def test_an_object_without_fields_has_not_ended() -> None:
    """A list of texts is no place that anything might have had."""
    gate = chain()[0]
    fresh = OpenObject(gate, 9, ("gate", "tags"), "tags", door(contents()))

    assert [] == names(gate.ended_with(fresh))


def test_how_long_ago_an_object_ended_is_a_feature() -> None:
    """And neither what ends nor what begins is: it is no place for the field."""
    assert [("ended 2", 1.0)] == list(moves("door", COLOUR.name, -2, (), is_fresh=True))
