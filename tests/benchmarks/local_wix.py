"""What a local Wix costs: `python tests/benchmarks/local_wix.py`.

Measures, of the committed package: a start beyond imports, in process and on a port; `wixgen serve` until it is
ready; one call, a create and a get, in process and on a port; a query with a filter and a sort order over 10,000
entities, its first page and its last one; and deliveries a second, to handlers in process and to a URL.
Times are those of the fastest call of many. `--entities` and `--calls` make it smaller.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "generated"), str(ROOT / "tests")]

from support.server import loopback_server
from wixapi import Webhooks, WixClient
from wixapi.calendar.participations import ParticipationCreated
from wixapi.testing import LocalWix

EVENT = "e" * 36
COLLECTION = "calendar.participations.Participation"
SERVE = ("-c", "from wixgen.main import main; main()", "serve", "--port", "0")


def milliseconds(work: Callable[[], object], times: int) -> float:
    """What the fastest of so many calls takes."""
    taken: list[float] = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return 1000 * min(taken)


def start(port: int | None) -> None:
    """Begins and ends."""
    LocalWix(port=port).close()


def until_ready() -> tuple[float, float]:
    """Seconds until `wixgen serve` has printed that it is ready; those of processor until its end."""
    started, before = time.perf_counter(), os.times()
    with subprocess.Popen(
        [sys.executable, *SERVE], stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        taken = time.perf_counter() - started
        process.terminate()
    after = os.times()
    processor = after.children_user + after.children_system
    return taken, processor - before.children_user - before.children_system


def create(wix: WixClient, name: str = "Ann", size: int = 2) -> str:
    """Creates a participation; returns its id."""
    made = wix.calendar.participations.create_participation(
        participation={
            "event_id": EVENT,
            "participant": {"name": name},
            "party_size": size,
        }
    )
    assert made.id is not None
    return made.id


def calls(port: int | None, times: int) -> tuple[float, float]:
    """Milliseconds of a create and of a get."""
    with LocalWix(port=port) as local, local.client() as wix:
        id_ = create(wix)  # loads what is loaded once
        get = wix.calendar.participations.get_participation
        get(participation_id=id_)
        return (
            milliseconds(lambda: create(wix), times),
            milliseconds(lambda: get(participation_id=id_), times),
        )


def queries(entities: int) -> tuple[float, float]:
    """Milliseconds of the first page, and of one in the middle, of a query over so many entities."""
    with LocalWix() as local, local.client() as wix:
        rows = [
            {
                "eventId": EVENT,
                "participant": {"name": f"Guest {number}"},
                "partySize": 1 + number % 10,
                "status": "CONFIRMED",
            }
            for number in range(entities)
        ]
        local.seed({COLLECTION: rows})
        query = wix.calendar.participations.query_participations

        def page(offset: int) -> None:
            found = query(
                query={
                    "filter": {"eventId": EVENT},
                    "sort": [{"field_name": "createdDate", "order": "DESC"}],
                    "paging": {"limit": 50, "offset": offset},
                }
            )
            assert 50 == len(next(iter(found.pages())).items)

        page(0)
        return (
            milliseconds(lambda: page(0), 20),
            milliseconds(lambda: page(entities // 2), 20),
        )


def deliveries(times: int) -> tuple[float, float]:
    """Events a second: to a handler in process, and to a URL."""
    with LocalWix() as local, local.client() as wix:
        hooks, seen = Webhooks(public_key=local.public_key), list[object]()
        hooks.on(ParticipationCreated)(seen.append)
        local.deliver_to(hooks)
        in_process = _rate(lambda: create(wix), times, lambda: len(seen))
    with loopback_server() as server, LocalWix(port=0) as local, local.client() as wix:
        local.deliver_to(f"{server.url}/hook")
        to_url = _rate(lambda: create(wix), times, lambda: len(server.requests))
    return in_process, to_url


def _rate(
    change: Callable[[], object], times: int, arrived: Callable[[], int]
) -> float:
    """How many events a second arrive, of so many changes."""
    started = time.perf_counter()
    for _ in range(times):
        change()
    while arrived() < times:
        time.sleep(0.001)
    return times / (time.perf_counter() - started)


def main() -> None:
    """Prints all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entities", type=int, default=10_000)
    parser.add_argument("--calls", type=int, default=1_000)
    options = parser.parse_args()
    start(0)
    print(f"start in process   {milliseconds(lambda: start(None), 50):8.2f} ms")
    print(
        f"start on a port    {milliseconds(lambda: start(0), 5):8.2f} ms, with the end"
    )
    ready, processor = min(until_ready() for _ in range(5))
    print(f"wixgen serve       {1000 * ready:8.0f} ms until it is ready")
    print(f"                   {1000 * processor:8.0f} ms of processor, with the end")
    for name, port in (("in process", None), ("on a port", 0)):
        made, got = calls(port, options.calls)
        print(f"call {name:14}{made:8.2f} ms to create, {got:.2f} ms to get")
    first, middle = queries(options.entities)
    print(
        f"query of {options.entities:<9,} {first:8.2f} ms for the first page, {middle:.2f} ms for one in the middle"
    )
    handler, url = deliveries(options.calls)
    print(
        f"deliveries         {handler:8.0f} a second to a handler, {url:.0f} to a URL, with the changes"
    )


if __name__ == "__main__":
    main()
