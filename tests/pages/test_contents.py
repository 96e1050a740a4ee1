"""What objects have is shared by all places that print the same, and weighed once."""

from __future__ import annotations

from functools import cache

import pytest

from pages.small import method_page, vocabulary
from pages.test_lexicon import item
from support.fidelity import imported
from support.pages import flatten
from wixgen.pages import recover
from wixgen.pages.contents import Content, Contents, Opening
from wixgen.pages.custom import Custom
from wixgen.pages.lexicon import Lexicon
from wixgen.spec.api import ObjectType

WIDTH, COLOUR = item("width", "In centimetres."), item("colour", "Of the paint.")


def contents() -> Contents:
    """Of a resource whose items are these two."""
    known = vocabulary(Door=["width lock"])
    return Contents(cache(lambda: Lexicon([WIDTH, COLOUR])), known)


def door(made: Contents) -> Content:
    """A door without fields."""
    return made.opened(Opening("Door", shape="Door"), is_folded=True)


def test_the_same_fields_are_the_same_content() -> None:
    """Wherever they are printed; other fields, and a group, are another."""
    made = contents()
    width, colour = (made.thing(one, opens=False) for one in (WIDTH, COLOUR))
    first, second = (door(made).with_field(width, in_group=False) for _ in range(2))

    assert first is second
    assert made.thing(WIDTH, opens=False) is width
    assert door(made).with_field(colour, in_group=False) is not first
    assert first.with_group() is second.with_group()
    assert (first.in_group, first.with_group().in_group) == (False, True)


def test_a_group_is_weighed_anew() -> None:
    """What custom says of a field before the line of a group is not what it says behind it."""
    made = contents()
    width, colour = (made.thing(one, opens=False) for one in (WIDTH, COLOUR))
    before = door(made).with_field(width, in_group=False)
    custom = Custom(made)

    assert custom.of(before, colour) != custom.of(before.with_group(), colour)


def test_shared_types_that_fit_are_those_in_order() -> None:
    """A type of which the fields come in another order, or of which one is missing, is none."""
    made = contents()
    width, colour = (made.thing(one, opens=False) for one in (WIDTH, COLOUR))

    assert len(door(made).fits) == 1
    assert len(door(made).with_field(width, in_group=False).fits) == 1
    assert door(made).with_field(colour, in_group=False).fits == ()


def test_a_list_is_named_after_its_items(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without lines no page says what an array is of: a shared type of that name tells its fields."""
    page = method_page(
        "createDoor",
        [
            "  param name: door | type: Door | description: Opens. ",
            "     - name: hinges | type: array<Hinge> | description: It turns on them. ",
            "        - name: maker | type: string | description: Who forged it. ",
            "        - name: size | type: integer | description: In millimetres. ",
            "     - name: colour | type: string | description: Of the paint. ",
        ],
    )
    found = []
    for known in (vocabulary(), vocabulary(Hinge=["maker size"])):
        monkeypatch.setattr(recover, "shared_types", lambda known=known: known)
        (resource,) = imported({"a.md": flatten(page)}).api.resources
        types = {one.name: one for one in resource.types}
        hinge = types.get("Hinge")
        assert hinge is None or isinstance(hinge, ObjectType)
        found.append(hinge and [one.wire for one in hinge.fields])

    assert found[0] != ["maker", "size"] == found[1]
