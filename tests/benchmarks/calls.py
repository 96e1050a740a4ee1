"""What checking, writing and reading cost: `python tests/benchmarks/calls.py`.

The peer is what a developer would write by hand for this one call: pydantic models with the same
limits, required fields, enum and one-of, and a response model with the same fields.
"""

from __future__ import annotations

import json
import sys
import timeit
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

sys.path[:0] = [str(Path(__file__).parents[2] / "generated")]

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    model_validator,
)
from pydantic.alias_generators import to_camel

from wixapi._model import read_json
from wixapi._request import build
from wixapi.calendar.participations import Participation
from wixapi.calendar.participations.requests import CREATE_PARTICIPATION

EVENT = "e" * 36
ROUNDS, CALLS = 101, 500
BODY: dict[str, Any] = {
    "event_id": EVENT,
    "participant": {"name": "Jane Doe", "email": "jane@example.com"},
    "party_size": 1,
    "status": "CONFIRMED",
}
ANSWER = json.dumps(
    {
        "id": "5f4a86c5-fadf-427e-96e7-d57c14a4f49d",
        "eventId": EVENT,
        "participant": {"name": "Jane Doe", "email": "jane@example.com"},
        "partySize": 1,
        "status": "CONFIRMED",
        "revision": "1",
        "createdDate": "2026-01-30T13:30:00.000Z",
        "updatedDate": "2026-01-30T13:30:00.000Z",
    }
).encode()


class _Strict(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, extra="forbid", strict=True
    )


class Status(StrEnum):
    """By hand."""

    CONFIRMED = "CONFIRMED"
    PENDING_CONFIRMATION = "PENDING_CONFIRMATION"


class HandParticipant(_Strict):
    """By hand."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    phone: str | None = None
    email: str | None = None
    contact_id: str | None = None


class HandParticipation(_Strict):
    """By hand, as a request has it."""

    schedule_id: str | None = None
    event_id: Annotated[str | None, Field(min_length=36, max_length=250)] = None
    external_id: str | None = None
    participant: HandParticipant
    party_size: Annotated[int, Field(ge=1, le=1000)]
    status: Annotated[Status | None, Field(strict=False)] = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.schedule_id is None) == (self.event_id is None):
            raise ValueError("exactly one of scheduleId, eventId")
        return self


class HandRequest(_Strict):
    """By hand."""

    participation: HandParticipation
    idempotency_key: str | None = None


class HandAnswer(BaseModel):
    """By hand, as an answer has it."""

    model_config = ConfigDict(alias_generator=to_camel)

    id: str | None = None
    schedule_id: str | None = None
    event_id: str | None = None
    external_id: str | None = None
    participant: HandParticipant | None = None
    party_size: int | None = None
    status: Status | str | None = None
    revision: int | None = None
    created_date: AwareDatetime | datetime | None = None
    updated_date: AwareDatetime | datetime | None = None


def ours() -> bytes | None:
    """Check and write a request."""
    return build(CREATE_PARTICIPATION, {"participation": BODY}).body


def by_hand() -> bytes:
    """The same with pydantic."""
    made = HandRequest.model_validate({"participation": BODY})
    return made.model_dump_json(by_alias=True, exclude_unset=True).encode()


def compared(
    what: str, mine: Callable[[], object], theirs: Callable[[], object]
) -> str:
    """The fastest of many short runs, taken in turns: what else the machine does matters least."""
    both = (mine, theirs)
    runs = [[timeit.timeit(one, number=CALLS) for one in both] for _ in range(ROUNDS)]
    first, second = (min(times) / CALLS * 1e6 for times in zip(*runs, strict=True))
    return (
        f"{what}: {first:.2f} µs, by hand {second:.2f} µs, ratio {first / second:.2f}"
    )


if __name__ == "__main__":
    assert json.loads(ours() or b"") == json.loads(by_hand())
    print(compared("request, checked and written", ours, by_hand))
    print(
        compared(
            "answer, read from bytes",
            lambda: read_json(Participation, ANSWER),
            lambda: HandAnswer.model_validate_json(ANSWER),
        )
    )
