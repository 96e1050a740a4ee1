"""What objects have is shared by all places that print the same, and weighed once."""

from __future__ import annotations

from functools import cache

import pytest

from pages.nesting.folded.test_lexicon import item
from pages.small import method_page, vocabulary
from support.fidelity import imported
from support.pages import flatten
from wixgen.pages.nesting import resolve_pages as recover
from wixgen.pages.nesting.folded.features import Prior
from wixgen.pages.nesting.folded.lexicon import Lexicon
from wixgen.pages.nesting.folded.object_state import Content, Contents, Opening
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
    custom = Prior(made)

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


@pytest.mark.parametrize(
    ("name", "opens", "is_alike"),
    [
        ("frontPanel", True, True),
        ("frontPanels", True, True),
        ("frontPanel", False, False),
        ("panel", True, False),
        ("frontDoor", True, False),
    ],
)
def test_fields_of_an_object_are_named_alike(
    name: str, opens: bool, is_alike: bool
) -> None:
    """Objects, or fields that are none, whose names of several words have the same last one."""
    made = contents()
    panel = made.thing(item("backPanel", "Behind."), opens=True)
    before = door(made).with_field(panel, in_group=False)

    assert is_alike is before.alike_at_end(made.thing(item(name, "."), opens=opens))


def test_an_id_may_be_the_first_field_after_a_group() -> None:
    """Members come first in an object, so that behind them its first field stands."""
    made = contents()
    width, id_ = (
        made.thing(one, opens=False) for one in (WIDTH, item("id", "Its number."))
    )
    member = door(made).with_group().with_field(width, in_group=True)
    custom = Prior(made)

    assert "id after 1 of group" in dict(custom.place(member, id_))
    assert "id first" in dict(custom.place(door(made), id_))
    assert "id late" in dict(
        custom.place(door(made).with_field(width, in_group=False), id_)
    )


@pytest.mark.parametrize("name", ["phone", "phones", "address", "addresses"])
def test_a_person_may_have_several(name: str) -> None:
    """What is told of a person is told in the plural, too."""
    made = contents()
    content = door(made)
    for one in ("firstName", "lastName"):
        content = content.with_field(
            made.thing(item(one, "Of a guest."), opens=False), in_group=False
        )
    told = made.thing(item(name, "Of a guest."), opens=False)

    assert "of person" in dict(Prior(made).place(content, told))


def test_fields_stand_beside_those_that_they_usually_stand_beside() -> None:
    """The share of an object's fields that some shared type has together with this one."""
    made = contents()
    width, colour, lock = (
        made.thing(one, opens=False) for one in (WIDTH, COLOUR, item("lock", "Shut."))
    )
    one = door(made).with_field(width, in_group=False)
    two = one.with_field(colour, in_group=False)
    custom = Prior(made)

    assert dict(custom.place(one, lock))["beside as usual"] == pytest.approx(1 / 2)
    assert dict(custom.place(two, lock))["beside as usual"] == pytest.approx(1 / 3)
    assert "beside as usual" not in dict(custom.place(one, colour))
