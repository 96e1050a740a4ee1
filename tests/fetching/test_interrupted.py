"""`wixgen fetch` that is killed, and several at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from fetching.conftest import Project
from support.portal import ROOT

ALL = 16


def _started(project: Project, rate: str = "1000") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "wixgen",
            "fetch",
            f"{project.portal.base}/{ROOT}",
            *("--portal", project.portal.base),
            *("--rate", rate),
            *("--project", str(project.folder)),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("kill_at", [1, 2, 5, 9, 16, 17])
def test_a_run_that_is_killed_is_gone_on_with(project: Project, kill_at: int) -> None:
    """After a kill at any request, pages and lock are as before, and the next run asks for the rest alone."""
    process: list[subprocess.Popen[str]] = []

    def kill(count: int) -> None:
        if count == kill_at:
            process[0].send_signal(signal.SIGKILL)
            time.sleep(0.2)  # it isn't answered any more

    project.portal.on_request = kill
    process.append(_started(project))
    process[0].communicate(timeout=60)
    project.portal.on_request = lambda _count: None

    assert -signal.SIGKILL == process[0].returncode
    assert {} == project.kept()
    assert not (project.folder / "schemas" / "pages.lock").exists()

    asked = [*project.portal.asked]
    project.portal.forget()
    result = project.fetch()

    assert 0 == result.exit_code, result.output
    assert "16 pages: 0 changed, 16 new" in result.stdout
    assert ALL == len(project.kept())
    # of what was asked before, only what was in flight is asked again
    assert len(project.portal.asked) <= ALL - max(0, len(asked) - 3)
    assert not (project.folder / "pages" / ".wixgen-fetch" / "journal.jsonl").exists()


def test_a_killed_run_and_a_whole_one_end_alike(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A run that goes on with another one writes the same lock and pages as one without a break."""

    def kill(count: int) -> None:
        if count == 8:
            process.send_signal(signal.SIGKILL)

    project.portal.on_request = kill
    process = _started(project)
    process.communicate(timeout=60)
    project.portal.on_request = lambda _count: None
    project.fetch()
    folder = tmp_path_factory.mktemp("other")
    (folder / "pyproject.toml").write_text("[tool.wixgen]\n")
    (folder / "schemas").mkdir()
    other = Project(folder, project.portal)
    other.fetch()

    assert (other.lock, other.kept()) == (project.lock, project.kept())


def test_a_journal_of_another_run_is_of_no_use(project: Project) -> None:
    """Answers to other questions, and those of yesterday, are asked for anew."""
    folder = project.folder / "pages" / ".wixgen-fetch"
    folder.mkdir(parents=True)
    journal = folder / "journal.jsonl"
    journal.write_text('{"run": {}, "begun": 1}\n{"question": "x"}\nno JSON\n')
    result = project.fetch()

    assert 0 == result.exit_code, result.output
    assert ALL == len(project.portal.asked)


def test_two_runs_at_once_wait_for_each_other(project: Project) -> None:
    """The second run begins when the first has ended, and finds nothing to do."""
    begun, goes_on = threading.Event(), threading.Event()

    def hold(count: int) -> None:
        begun.set()
        if count == 5:
            goes_on.wait(60)

    project.portal.on_request = hold
    first = _started(project)
    assert begun.wait(30)
    second = _started(project)
    assert second.stdout
    line = second.stdout.readline()
    goes_on.set()
    told = [process.communicate(timeout=60)[0] for process in (first, second)]

    assert "another fetch is at work here: waiting for it\n" == line
    assert [0, 0] == [first.returncode, second.returncode]
    assert "16 new" in told[0]
    assert "16 unchanged" in told[1]


def test_ctrl_c(project: Project) -> None:
    """Ctrl-C ends a run with a word on how to go on, and changes no page."""

    def interrupt(count: int) -> None:
        if count == 5:
            os.kill(process.pid, signal.SIGINT)

    project.portal.on_request = interrupt
    process = _started(project, rate="20")
    _, told = process.communicate(timeout=60)

    assert 130 == process.returncode
    assert "the same command goes on from here" in told
    assert {} == project.kept()


def test_the_rate_holds(project: Project) -> None:
    """No more requests are made in a second than `--rate` says."""
    process = _started(project, rate="20")
    process.communicate(timeout=60)
    times = project.portal.times
    gaps = [later - earlier for earlier, later in zip(times, times[2:], strict=False)]

    assert min(gaps) > 2 / 20 * 0.5
    assert times[-1] - times[0] > (len(times) - 2) / 20


def test_nothing_is_left_in_the_folder(project: Project) -> None:
    """What a run leaves beside pages is ignored by git."""
    project.fetch()

    assert "*\n" == (project.folder / "pages/.wixgen-fetch/.gitignore").read_text()
