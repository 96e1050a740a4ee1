"""What checking, writing and reading cost: `python tests/benchmarks/calls.py`.

The peer is what a developer would write by hand for this one call: pydantic models with the same
limits, required fields, enum and one-of, and a response model with the same fields. A whole call goes to a
server on the loopback interface, in a process of its own; its peer is bare httpx and json, which checks
nothing and reads into no model. With `--peers BIN` the same call as openapi-python-client makes it, which
checks nothing either; `BIN` is the `bin` folder of an environment with `pip install openapi-python-client
ruff`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import timeit
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Self, TypeAlias, cast

sys.path[:0] = [str(Path(__file__).parents[2] / "generated")]

import call_peer
import httpx
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    model_validator,
)
from pydantic.alias_generators import to_camel

from wixapi import ApiKeyStrategy, WixClient
from wixapi._http.request import build
from wixapi._model import read_json
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


Guid = Annotated[
    str, Field(pattern="^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
]


class HandExtendedFields(_Strict):
    """By hand."""

    namespaces: dict[str, Any] | None = None


class HandParticipation(_Strict):
    """By hand, as a request has it."""

    schedule_id: Guid | None = None
    event_id: Annotated[str | None, Field(min_length=36, max_length=250)] = None
    external_id: Guid | None = None
    participant: HandParticipant
    party_size: Annotated[int, Field(ge=1, le=1000)]
    status: Annotated[Status | None, Field(strict=False)] = None
    extended_fields: HandExtendedFields | None = None

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
    return build(CREATE_PARTICIPATION, {"participation": BODY})[1]


def by_hand() -> bytes:
    """The same with pydantic."""
    made = HandRequest.model_validate({"participation": BODY})
    return made.model_dump_json(by_alias=True, exclude_unset=True).encode()


Timer: TypeAlias = Callable[[int], float]
"""Seconds that so many calls take."""


def timer(one: Callable[[], object]) -> Timer:
    """The timer of what runs in this process."""
    return lambda calls: timeit.timeit(one, number=calls)


def compared(
    what: str, mine: Timer, *others: tuple[str, Timer], calls: int = CALLS
) -> str:
    """The fastest of many short runs, taken in turns: what else the machine does matters least."""
    timers = (mine, *(one for _, one in others))
    runs = [[one(calls) for one in timers] for _ in range(ROUNDS)]
    first, *rest = (min(times) / calls * 1e6 for times in zip(*runs, strict=True))
    theirs = [
        f"{name} {took:.2f} µs, ratio {first / took:.2f}"
        for (name, _), took in zip(others, rest, strict=True)
    ]
    return f"{what}: {first:.2f} µs; {'; '.join(theirs)}"


SERVER = f"""
import socket
listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)
body = {json.dumps({"participation": json.loads(ANSWER)}).encode()!r}
answer = b"HTTP/1.1 200 OK\\r\\ncontent-type: application/json\\r\\ncontent-length: %d\\r\\n\\r\\n%b" % (len(body), body)
import threading
def serve(connection):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    pending = b""
    while piece := connection.recv(65536):
        pending += piece
        while (end := pending.find(b"\\r\\n\\r\\n")) >= 0:
            head = pending[:end].lower()
            size = int(head.split(b"content-length:")[1].split(b"\\r\\n")[0])
            if len(pending) < end + 4 + size:
                break
            pending = pending[end + 4 + size:]
            connection.sendall(answer)
while True:
    threading.Thread(target=serve, args=(listening.accept()[0],), daemon=True).start()
"""


def whole_calls() -> str:
    """A call over the loopback interface, beside the same with bare httpx."""
    command = [sys.executable, "-c", SERVER]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        auth = ApiKeyStrategy(api_key="IST.key", site_id="site")
        headers = {"authorization": "IST.key", "wix-site-id": "site"}
        wire = json.loads(ours() or b"")
        with (
            WixClient(auth=auth, base_url=url, timeout=10) as wix,
            httpx.Client(headers=headers, timeout=10) as bare,
        ):
            create = wix.calendar.participations.create_participation

            def mine() -> object:
                return create(participation=cast(Any, BODY))

            def theirs() -> object:
                path = f"{url}/calendar/v3/participations"
                return json.loads(bare.post(path, json=wire).raise_for_status().content)

            assert mine()
            assert theirs()
            made = compared(
                "whole call",
                timer(mine),
                ("bare httpx and json", timer(theirs)),
                calls=20,
            )
        server.terminate()
    return made


def without_network(binaries: str, folder: Path) -> list[str]:
    """A request and an answer, beside those by hand and, if there are binaries, the peer's."""
    hand = "by hand"
    write = {hand: timer(by_hand)}
    read = {hand: timer(lambda: HandAnswer.model_validate_json(ANSWER))}
    with ExitStack() as running:
        if binaries:
            made = call_peer.peer(binaries, folder, by_hand(), ANSWER)
            peer = running.enter_context(made)
            for task in ("write", "make and write"):
                write[f"openapi-python-client: {task}"] = partial(peer.seconds, task)
            read["openapi-python-client"] = partial(peer.seconds, "read")
        return [
            compared("request, checked and written", timer(ours), *write.items()),
            compared(
                "answer, read from bytes",
                timer(lambda: read_json(Participation, ANSWER)),
                *read.items(),
            ),
        ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--peers", default="", help="the bin folder of their environment"
    )
    given = parser.parse_args()
    assert json.loads(ours() or b"") == json.loads(by_hand())
    with tempfile.TemporaryDirectory() as folder:
        print(*without_network(given.peers, Path(folder)), sep="\n")
    print(whole_calls())


if __name__ == "__main__":
    main()
