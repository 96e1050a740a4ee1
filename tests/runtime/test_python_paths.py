"""Wire paths in Python names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wixapi._model import Model
from wixapi._validation import schema as s
from wixapi._validation.python_paths import python_path


class Ticket(Model):
    """An object in a list and in a map."""

    seat_number: str | None = None


TABLES = s.Tables()
TABLES[Ticket] = {
    "seat_number": s.string(),
    "from_": s.string(wire="from"),
    "inner_ticket": s.model(Ticket),
}
PARAMETERS: s.Table = {
    "my_ticket": s.model(Ticket),
    "all_tickets": s.array(s.model(Ticket)),
    "tickets_by_name": s.map(s.array(s.model(Ticket))),
    "free_json": s.json(),
    "a_or_b": s.one_of("my_ticket", "free_json"),
}


@pytest.mark.parametrize(
    ("wire", "python"),
    [
        ("myTicket.seatNumber", "my_ticket.seat_number"),
        ("myTicket.from", "my_ticket.from_"),
        ("myTicket.innerTicket.innerTicket.from", "my_ticket.inner_ticket.inner_ticket.from_"),
        ("allTickets[3].seatNumber", "all_tickets[3].seat_number"),
        ("allTickets.3.seatNumber", "all_tickets[3].seat_number"),
        ("allTickets.seatNumber", "all_tickets.seat_number"),
        ("ticketsByName.myName[0].seatNumber", "tickets_by_name.myName[0].seat_number"),
        ("freeJson.someName[0].otherName", "free_json.someName[0].otherName"),
        ("my_ticket.seat_number", "my_ticket.seat_number"),
        ("myTicket.noSuch.seatNumber", "my_ticket.noSuch.seatNumber"),
        ("noSuch[0].x", "noSuch[0].x"),
        ("", ""),
        ("aOrB", "aOrB"),
    ],
)  # fmt: skip
def test_paths(wire: str, python: str) -> None:
    """Each name is the one of its table; keys, indexes and what no table knows stay."""
    assert python == python_path(PARAMETERS, TABLES, wire)


@given(st.text("abmyTickel.[]0$ ", max_size=30))
def test_any_path(path: str) -> None:
    """Whatever a server calls a field, there is a path."""
    assert isinstance(python_path(PARAMETERS, TABLES, path), str)
