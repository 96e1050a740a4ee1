"""Without lines: what a section has printed before tells whether it is printed again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pages.nesting.folded.test_lexicon import item
from pages.small import method_page
from support.fidelity import imported
from support.pages import flatten
from wixgen.pages.nesting.folded.repeats import Seen, again, seen_with
from wixgen.pages.parse.tree import Item
from wixgen.spec.api import ObjectType

AGAIN, ALIKE, SKIPPED = "enter again", "enter again alike", "enter skipped"


def array(name: str, description: str = "It turns on them.") -> Item:
    """A list, of which pages without lines don't print what it is of."""
    return replace(item(name, description), type="array")


def entered(part: Item) -> Seen:
    """What has been seen when fields of an entry were printed."""
    return seen_with(frozenset(), part, is_entered=True)


@pytest.mark.parametrize(
    ("before", "part", "told"),
    [
        (array("hinges"), array("hinges"), [AGAIN, ALIKE]),
        (array("hinges"), array("hinges", "Of brass."), [AGAIN]),
        (array("hinges"), array("locks"), []),
        (replace(item("hinge", "One."), type="DoorHinge"), array("hinges"), [AGAIN]),
        (replace(item("first", "One."), type="Hinge"), array("hinges"), [AGAIN]),
        (array("hinges"), replace(item("hinge", "One."), type="Hinge"), []),
    ],
)
def test_fields_of_a_type_are_printed_once(
    before: Item, part: Item, told: list[str]
) -> None:
    """A list named like something that had its fields printed is likely of the same type."""
    assert told == list(again(entered(before), part))


def test_what_had_no_fields_has_none_later() -> None:
    """A list without fields is one of texts, say, wherever it is printed."""
    seen = seen_with(frozenset(), array("tags"), is_entered=False)

    assert [SKIPPED] == list(again(seen, array("tags", "Of all doors.")))
    assert [] == list(again(seen, array("hinges")))


def test_what_has_been_seen_is_remembered() -> None:
    """One after the other; what is seen twice changes nothing."""
    seen = seen_with(entered(array("hinges")), array("tags"), is_entered=False)

    assert seen_with(seen, array("hinges"), is_entered=True) is seen
    assert [AGAIN, ALIKE] == list(again(seen, array("hinges")))
    assert [SKIPPED] == list(again(seen, array("tags", "Others.")))


def test_a_list_that_was_printed_is_not_entered_again() -> None:
    """The gate's hinges are what those of the door are, so what follows them is the gate's."""
    page = method_page(
        "createDoor",
        [
            "  param name: door | type: Door | description: Opens. ",
            "     - name: hinges | type: array<Hinge> | description: It turns on them. ",
            "        - name: id | type: string | description: Its number. ",
            "        - name: size | type: integer | description: In millimetres. ",
            "     - name: gate | type: Gate | description: Around it. ",
            "        - name: colour | type: string | description: Of the gate. ",
            "        - name: hinges | type: array<Hinge> | description: It turns on them. ",
            "        - name: width | type: integer | description: Of the gate. ",
        ],
    )
    (resource,) = imported({"a.md": flatten(page)}).api.resources
    (gate,) = [one for one in resource.types if one.name == "Gate"]

    assert isinstance(gate, ObjectType)
    assert ["colour", "hinges", "width"] == [one.wire for one in gate.fields]


def test_an_object_may_have_no_fields_where_the_next_is_named_like_it() -> None:
    """A type's first use prints its fields, but it may have none: so this is a doubt, and is told."""
    page = method_page(
        "createDoor",
        [
            "  param name: door | type: Door | description: Opens. ",
            "     - name: frontPanel | type: FrontPanel | description: Before it. ",
            "     - name: backPanel | type: BackPanel | description: Behind it. ",
            "        - name: colour | type: string | description: Of the panel. ",
        ],
    )
    told = imported({"a.md": flatten(page)}).decisions
    (name,) = {one["path"] for one in told if one["path"].endswith("backPanel")}

    assert {False} == {one["certain"] for one in told if one["path"] == name}
