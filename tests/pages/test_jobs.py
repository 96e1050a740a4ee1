"""Several processes share the pages of an import; nobody can tell from what comes out."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest

from support.pages import api_of, flatten, render_pages
from support.random_api import random_api
from support.workplace import Workplace
from wixgen.workers import as_finished, mapped, worthwhile


def _named(context: str, task: int) -> str:
    return f"{context} {task}"


def _doubled(task: int) -> int:
    return 2 * task


@pytest.mark.parametrize("jobs", [1, 2, 9])
def test_results_come_in_order(jobs: int) -> None:
    """Each task is done once, however many processes there are."""
    assert [f"door {n}" for n in range(7)] == list(
        mapped(_named, "door", range(7), jobs, chunk=2)
    )


def test_without_tasks_there_are_no_results() -> None:
    """And no process is started."""
    assert list(mapped(_named, "door", [], 2, chunk=1)) == []


@pytest.mark.parametrize("jobs", [1, 2, 9])
def test_results_come_as_they_are_made(jobs: int) -> None:
    """Each task is done once, in any order, and comes with its result."""
    done = sorted(as_finished(_doubled, range(7), jobs))

    assert [(n, 2 * n) for n in range(7)] == done


@pytest.mark.parametrize("jobs", [1, 2])
def test_who_stops_asking_leaves_no_process(jobs: int) -> None:
    """Nobody waits for what is not wanted any more."""
    results = as_finished(_doubled, range(7), jobs)
    next(results)
    results.close()

    assert multiprocessing.active_children() == []


def test_few_tasks_are_worth_one_process() -> None:
    """More begin only where each gets enough to do."""
    assert [worthwhile(count, each=10) for count in (0, 1, 19)] == [1, 1, 1]


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    """A project with pages of three resources, some without lines, and some that can't be read."""
    place = Workplace.at(tmp_path)
    made = random_api(5, 3)
    for number, (path, text) in enumerate(
        sorted(render_pages(api_of(made.texts()), made.hints).files.items())
    ):
        place.page(path, flatten(text) if number % 2 else text)
    place.page("empty.md", "")
    place.page("menu.md", "# Menu\n\n- [Doors](https://dev.wix.com/doors)\n")
    return place


def test_import_is_the_same_for_any_number_of_processes(place: Workplace) -> None:
    """Specs, findings with their lines, report and exit code."""
    told = place.folder / "report.json"
    outcomes: list[object] = []
    for jobs in (1, 2):
        for path in place.schemas.rglob("*.yaml"):
            path.unlink()
        result = place.import_all("--guess", "--report", told, "--jobs", jobs)
        decisions = json.loads(told.read_bytes())["decisions"]
        assert decisions
        outcomes.append(
            (result.exit_code, result.output, result.stderr, place.specs(), decisions)
        )

    assert outcomes[0] == outcomes[1]


def test_drift_is_the_same_for_any_number_of_processes(place: Workplace) -> None:
    """What is found, in its order, and the exit code."""
    place.import_all("--guess")
    next(
        path
        for path in sorted(place.schemas.rglob("*.yaml"))
        if path.parent != place.schemas
    ).unlink()
    (place.pages / "empty.md").unlink()
    one, two = (
        place.run("drift", place.pages, "--guess", "--jobs", jobs) for jobs in (1, 2)
    )

    assert one.exit_code == 1
    assert (one.exit_code, one.output) == (two.exit_code, two.output)
