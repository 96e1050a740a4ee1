"""The peer of `calls.py`: Create Participation as openapi-python-client makes it of our export.

It runs in the interpreter of its own environment, and says how long it took, so that its runs can be
measured in turns with ours.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_PATH = "/calendar/v3/participations"
_SCRIPT = """
import json, sys, timeit
from peer.models import (
    CalendarParticipationsCreateParticipationBody as Body,
    CalendarParticipationsParticipant as Participant,
    CalendarParticipationsParticipation as Participation,
    CalendarParticipationsStatus as Status,
)

given, answer = (line.encode() for line in json.loads(sys.stdin.readline()))
values = json.loads(given)["participation"]

def make():
    participant = Participant(**values["participant"])
    return Body(
        participation=Participation(
            event_id=values["eventId"],
            participant=participant,
            party_size=values["partySize"],
            status=Status.CONFIRMED,
        )
    )

made = make()
tasks = {
    "write": lambda: json.dumps(made.to_dict()).encode(),
    "make and write": lambda: json.dumps(make().to_dict()).encode(),
    "read": lambda: Participation.from_dict(json.loads(answer)),
}
assert json.loads(tasks["make and write"]()) == json.loads(given)
assert tasks["read"]().to_dict()["id"] == json.loads(answer)["id"]
for line in sys.stdin:
    task, calls = json.loads(line)
    print(timeit.timeit(tasks[task], number=calls), flush=True)
"""


class Peer:
    """The interpreter in which it runs."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def tell(self, what: object) -> None:
        """Write a line of JSON to it."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()

    def seconds(self, task: str, calls: int) -> float:
        """How long it takes for so many calls of a task."""
        self.tell([task, calls])
        assert self._process.stdout is not None
        return float(self._process.stdout.readline())


@contextmanager
def peer(binaries: str, folder: Path, request: bytes, answer: bytes) -> Generator[Peer]:
    """Generate the client, and run it.

    Args:
        binaries: the `bin` folder of an environment with openapi-python-client and ruff.
        folder: where to put what is generated.
        request: the JSON that it must write.
        answer: the JSON that it must read.
    """
    export = folder / "openapi.json"
    subprocess.run(
        [sys.executable, "-c", "from wixgen.main import main; main()",
         "export", "openapi", "-q", "--project", str(ROOT), "-o", str(export)],
        check=True,
    )  # fmt: skip
    export.write_text(json.dumps(_simplified(json.loads(export.read_text()))))
    subprocess.run(
        [f"{binaries}/openapi-python-client", "generate", "--meta", "none",
         "--path", "openapi.json", "--output-path", "peer"],
        cwd=folder, env={"PATH": binaries}, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    with subprocess.Popen(
        [f"{binaries}/python", "-c", _SCRIPT],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=sys.stderr,
        text=True,
    ) as process:
        running = Peer(process)
        running.tell([request.decode(), answer.decode()])
        yield running
        assert process.stdin is not None
        process.stdin.close()


def _simplified(document: dict[str, Any]) -> Any:
    """What openapi-python-client can make models of: the one call, without variants of types for requests.

    What the variants and one-of groups demand it checks in no case.
    """
    schemas = document["components"]["schemas"]
    for name in [name for name in schemas if name.endswith("-request")]:
        del schemas[name]
    document["paths"] = {_PATH: document["paths"][_PATH]}
    return _without_variants(document)


def _without_variants(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_variants(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "allOf" in node:
        return _without_variants(node["allOf"][0])
    return {
        key: x.removesuffix("-request") if key == "$ref" else _without_variants(x)
        for key, x in node.items()
        if key != "oneOf" or "properties" not in node
    }
