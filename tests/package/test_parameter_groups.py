"""One-of groups of a method's own parameters: each member is a keyword of the method, and passes alone."""

from __future__ import annotations

from functools import cache

import pytest

from package.calls import Caller as OneCaller
from package.calls import violations
from support.projects import SCHEMAS
from support.server import LoopbackServer
from support.whole_package import Caller, Part, parts_of

GROUP = b"\n        one_of:"
PARTICIPANTS = "bookings.bookings.update_number_of_participants"
REDIRECT = "redirects.redirects.create_redirect_session"
BOOKING = "8b6e0d14-52c7-4f39-a1de-90c3b7f4e628"


@cache
def parts() -> list[Part]:
    """All resources that have such methods."""
    texts = {
        path.relative_to(SCHEMAS).as_posix(): path.read_bytes()
        for path in sorted(SCHEMAS.glob("**/*.yaml"))
    }
    return parts_of(
        {
            name: text
            for name, text in texts.items()
            if name == "common.yaml" or GROUP in text.partition(b"\nmethods:")[2]
        }
    )


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_member_passes() -> None:
    """None of them is refused, and each is sent as the parameter that it is."""
    caller = Caller()

    assert [] == [wrong for part in parts() for wrong in caller.call_members(part)]


def test_there_are_such_groups() -> None:
    """The test above tests something."""
    methods = [method for part in parts() for method in part.resource.methods]

    assert 30 < sum(len(method.parameters.groups) for method in methods)


@pytest.mark.parametrize(
    ("member", "sent"),
    [
        ({"total_participants": 2}, {"totalParticipants": 2}),
        (
            {"participants_choices": {"service_choices": [{}]}},
            {"participantsChoices": {"serviceChoices": [{}]}},
        ),
    ],
)
def test_participants(
    server: LoopbackServer, caller: OneCaller, member: object, sent: object
) -> None:
    """A group behind a primitive parameter is the method's; its members exclude each other."""
    server.answer({"booking": {"id": BOOKING}})
    given = {"booking_id": BOOKING, "revision": "3"}

    caller.call(PARTICIPANTS, **given, **member)  # type: ignore[arg-type]

    assert {"revision": "3", **sent} == server.last.json  # type: ignore[dict-item]


def test_two_members(server: LoopbackServer, caller: OneCaller) -> None:
    """Two of them are one too many; where one is required, none is one too few."""
    both = {"total_participants": 2, "participants_choices": {"service_choices": [{}]}}

    assert [("", "ONE_OF")] == violations(
        caller, PARTICIPANTS, booking_id=BOOKING, revision="3", **both
    )
    assert [("", "ONE_OF")] == violations(caller, REDIRECT)
    assert [] == server.requests


def test_redirect_session(server: LoopbackServer, caller: OneCaller) -> None:
    """A group of objects: each is a keyword, as a dict."""
    server.answer({"redirectSession": {"id": "r"}})

    answer = caller.call(REDIRECT, ecom_checkout={"checkout_id": BOOKING})

    assert "r" == answer.redirect_session.id
    assert {"ecomCheckout": {"checkoutId": BOOKING}} == server.last.json
