"""The tables of all events in `_hooks.py`: by event type, and by the end of a type not known."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from support.projects import GOLDEN, generated, specs_below
from support.specs import METADATA
from wixgen.package.names import event_segment, flat_event_segment

SPEC = "package: {}\nmodule: {}\nwebhooks:\n  {}\n"


def tables(*specs: tuple[str, str, str]) -> dict[str, Any]:
    """The tables made from specs, each given as package, module and webhooks."""
    files = {
        f"{package}/{module}.yaml": SPEC.format(package, module, webhooks).encode()
        for package, module, webhooks in specs
    }
    return read(generated({"common.yaml": METADATA.encode(), **files}))


def read(files: dict[str, str]) -> dict[str, Any]:
    """The tables of a package."""
    tree = ast.parse(files["wixapi/_hooks.py"])
    return {
        ast.unparse(one.target): ast.literal_eval(one.value)
        for one in tree.body
        if isinstance(one, ast.AnnAssign) and one.value
    }


def test_events_without_type_are_told_by_their_handlers() -> None:
    """In order, with the class's module; an event whose type is known isn't there."""
    made = tables(
        ("shop", "doors", "doorShut: {kind: action}\n  doorOpened: {kind: deleted}"),
        ("bank", "safes", "doorMade: {kind: action, event_type: bank.door_made}"),
        ("bank", "keys", "keyLost: {kind: action, handler: onKeysGone}"),
    )

    assert {
        "EVENTS": {"bank.door_made": (("wixapi.bank.safes.events", "DoorMade"),)},
        "EVENTS_BY_SEGMENT": {
            "door_opened": ("wixapi.shop.doors.events", "DoorOpened"),
            "door_shut": ("wixapi.shop.doors.events", "DoorShut"),
            "keys_gone": ("wixapi.bank.keys.events", "KeyLost"),
        },
    } == made
    assert ["door_opened", "door_shut", "keys_gone"] == list(made["EVENTS_BY_SEGMENT"])


def test_an_ambiguous_segment_tells_no_event() -> None:
    """Wherever the other one is: in the same resource, in another one, in another package."""
    for other in (("shop", "doors"), ("shop", "gates"), ("bank", "doors")):
        first = ("shop", "doors", "doorShut: {kind: action}")
        second = (*other, "shut: {kind: action, handler: doorShut}")
        if other == first[:2]:
            made = tables((*other, f"{first[2]}\n  {second[2]}"))
        else:
            made = tables(first, second)

        assert {} == made["EVENTS_BY_SEGMENT"]


def test_a_known_type_with_the_same_end_is_no_ambiguity() -> None:
    """It is looked up as a whole, before its end is."""
    made = tables(
        ("shop", "doors", "doorShut: {kind: action}"),
        ("bank", "doors", "doorShut: {kind: action, event_type: bank.door_shut}"),
    )

    assert {"bank.door_shut": (("wixapi.bank.doors.events", "DoorShut"),)} == (
        made["EVENTS"]
    )
    assert {"door_shut": ("wixapi.shop.doors.events", "DoorShut")} == (
        made["EVENTS_BY_SEGMENT"]
    )


def test_goldens() -> None:
    """One event type may have several events; so may the end of one, which then tells none."""
    made = read(generated(specs_below(GOLDEN)))
    module = "wixapi.golden.event_type_collision.events"

    assert ((module, "ThingMoved"), (module, "ThingNoticed")) == (
        made["EVENTS"]["golden.v1.thing_moved"]
    )
    flat = "wixapi.golden.flat_webhooks.events"
    assert {
        "ThingLoan": (flat, "ThingLent"),
        "thing_forgotten": (module, "ThingForgotten"),
        "thing_lost": (module, "ThingLost"),
    } == made["EVENTS_BY_SEGMENT"]


@pytest.mark.parametrize(
    ("handler", "segment"),
    [
        ("onGuestCheckedIn", "guest_checked_in"),
        ("onAddOnCreated", "add_on_created"),
        ("onOnboarded", "onboarded"),
        ("onOnCallStarted", "on_call_started"),
        ("guestCreated", "guest_created"),
        ("onceDone", "once_done"),
        ("on", "on"),
    ],
)
def test_the_segment_is_the_handler_without_on(handler: str, segment: str) -> None:
    """One `on_` is taken away, in front, where it is a word."""
    assert segment == event_segment(handler)


@pytest.mark.parametrize(
    ("handler", "payload", "segment"),
    [
        ("onAppInstanceInstalled", "AppInstalled", "AppInstalled"),
        ("onAppRemoved", "", "AppRemoved"),
        ("onRSVPCreated", "", "RSVPCreated"),
        ("onceDone", "", "OnceDone"),
        ("appInstalled", "", "AppInstalled"),
    ],
)
def test_the_segment_of_a_flat_event_is_in_camel_case(
    handler: str, payload: str, segment: str
) -> None:
    """It is the payload's type, as in all of Wix's types that are known, or else the handler."""
    assert segment == flat_event_segment(handler, payload)
