"""Field masks: one text of paths, in wire names where names are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from wixapi._http.operation import Operation
from wixapi._http.request import check
from wixapi._model import Model, read
from wixapi._validation import schema as s
from wixapi.errors import ValidationError


class Side(Model):
    """A nested object."""

    main_colour: str | None = None


class Door(Model):
    """An entity."""

    front_side: Side | None = None
    sides: list[Side] | None = None
    by_day: dict[str, Side] | None = None
    form_values: dict[str, Any] | None = None
    old: str | None = None


class Masked(Model):
    """An entity with a mask beside."""

    door: Door | None = None
    mask: list[str] | None = None


TABLES = s.Tables(
    {
        Side: {"main_colour": s.string()},
        Door: {
            "front_side": s.model(Side),
            "sides": s.array(s.model(Side)),
            "by_day": s.map(s.model(Side)),
            "form_values": s.object(),
            "old": s.string(wire="old_style_name"),
        },
        Masked: {"door": s.model(Door), "mask": s.field_mask(Door)},
    }
)
OPERATION = Operation[None](
    name="shop.doors.updateDoor",
    verb="PATCH",
    path="/doors",
    parameters={
        "masked": s.model(Masked),
        "mask": s.field_mask(Door),
        "fields": s.field_mask(),
    },
    tables=TABLES,
    response=None,
)
PATHS: list[tuple[str | Sequence[str], str]] = [
    (["front_side", "front_side.main_colour"], "frontSide,frontSide.mainColour"),
    (["frontSide.mainColour"], "frontSide.mainColour"),
    (("sides.main_colour",), "sides.mainColour"),
    (["old"], "old_style_name"),
    (["old_style_name"], "old_style_name"),
    (["form_values.my_field", "by_day.next_mon"], "formValues.my_field,byDay.next_mon"),
    (["door.front_side", "new_field.new_part"], "door.frontSide,newField.newPart"),
    (["sides.new_field"], "sides.newField"),
    ("front_side,form_values.a_b", "frontSide,formValues.a_b"),
    (["*"], "*"),
    ([], ""),
]


@pytest.mark.parametrize(("paths", "sent"), PATHS)
def test_a_mask_of_an_entity(paths: object, sent: str) -> None:
    """Names that the entity has are sent as it sends them; below free JSON and maps, any name stays."""
    assert {"mask": sent} == check(OPERATION, {"mask": paths})
    assert {"masked": {"mask": sent}} == check(OPERATION, {"masked": {"mask": paths}})


OTHERS = [
    ("front_side.main_colour", "frontSide.mainColour"),
    (
        "extended_fields.namespaces.@acct/my-app.user_field",
        "extendedFields.namespaces.@acct/my-app.user_field",
    ),
    (
        "info.extendedFields.namespaces._user_fields.a_b",
        "info.extendedFields.namespaces._user_fields.a_b",
    ),
    ("some_part.a-b.c_d", "somePart.a-b.c_d"),
]


@pytest.mark.parametrize(("path", "sent"), OTHERS)
def test_a_mask_of_nothing_known(path: str, sent: str) -> None:
    """Names are camelCase on the wire, up to the first that can't be one of Wix's."""
    assert {"fields": sent, "mask": sent} == check(
        OPERATION, {"fields": [path], "mask": path}
    )


@pytest.mark.parametrize("paths", [1, ["a", 1], ["a,b"], None])
def test_what_is_no_mask(paths: object) -> None:
    """Anything but a text or a list of paths is refused."""
    if paths is None:
        assert {"mask": None} == check(OPERATION, {"mask": None})
        return
    with pytest.raises(ValidationError) as caught:
        check(OPERATION, {"mask": paths})
    assert [("mask", "TYPE")] == [(x.field, x.rule) for x in caught.value.violations]


@pytest.mark.parametrize("came", [["a", "bC"], "a,bC"])
def test_a_mask_that_came_goes_back(came: object) -> None:
    """As the text that Wix takes."""
    masked = read(Masked, {"mask": came})

    assert {"masked": {"mask": "a,bC"}} == check(OPERATION, {"masked": masked})
