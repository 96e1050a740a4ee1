"""`wixgen fetch` that is killed, and several at once."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from fetching.conftest import Project, states
from support.portal import ROOT, Fault
from wixgen.fetching.answers import Answer
from wixgen.fetching.client import PortalClient
from wixgen.fetching.journal import Journal

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


@pytest.mark.parametrize("kill_at", [1, 9, 17])
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


class _Killed(BaseException):
    """Stands for the end of the process: nothing in a run expects it."""


class _Kill:
    """Ends a run at its n-th step: before and after each request, each note of an answer and each write."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
        self.steps = 0
        self.at = at
        self._wrap(monkeypatch, Journal, "add")
        self._wrap(monkeypatch, os, "replace")
        self._wrap(monkeypatch, Path, "unlink")
        ask = PortalClient.page

        async def page(*arguments: Any, **named: Any) -> Answer:
            self._step()
            return await ask(*arguments, **named)

        monkeypatch.setattr(PortalClient, "page", page)

    def _wrap(self, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
        plain = getattr(owner, name)

        def wrapped(*arguments: Any, **named: Any) -> Any:
            self._step()
            result = plain(*arguments, **named)
            self._step()
            return result

        monkeypatch.setattr(owner, name, wrapped)

    def _step(self) -> None:
        self.steps += 1
        if self.steps >= self.at:
            raise _Killed


def _small_portal(project: Project) -> None:
    """Let the portal have six pages."""
    portal = project.portal
    pages = [f"{ROOT}/get-thing-{number}" for number in range(5)]
    portal.pages.clear()
    portal.menu(ROOT, *pages)
    for path in pages:
        portal.method(path, "getThing")


def _change(project: Project) -> None:
    """Let one page have changed, one have moved, one be new and one be gone."""
    portal = project.portal
    old, new = f"{ROOT}/get-thing-1", f"{ROOT}/get-one"
    rest = [f"{ROOT}/get-thing-{number}" for number in (0, 3, 4, 5)]
    portal.menu(ROOT, new, *rest)
    portal.method(rest[0], "getThing", field="weight")
    portal.method(rest[-1], "getThing")
    portal.pages[new] = portal.pages.pop(old).replace(old, new)
    portal.faults[old] = Fault(301, b"", {"location": f"/docs/{new}.md"})
    del portal.pages[f"{ROOT}/get-thing-2"]


def _ended(project: Project) -> tuple[str, dict[str, bytes], list[str]]:
    """Return what a run has left behind: lock, pages, and the names of all else."""
    pages = project.kept()
    names = (path.name for path in project.folder.rglob("*") if path.is_file())
    return project.lock, pages, sorted(names)


def test_a_kill_at_any_step(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever a run is killed, the next one ends as if that had never been, and says the same."""
    _small_portal(project)
    project.fetch()
    folder = project.folder
    for name in ("pages", "schemas"):
        shutil.copytree(folder / name, tmp_path / "begin" / name)
    _change(project)

    def begin_anew() -> None:
        for name in ("pages", "schemas"):
            shutil.rmtree(folder / name)
            shutil.copytree(tmp_path / "begin" / name, folder / name)

    with monkeypatch.context() as patched:
        kill = _Kill(patched, at=10_000)
        whole = project.fetch("--confirm-gone")
    expected = _ended(project)
    assert "3 changed, 1 new, 1 gone, 2 unchanged" == states(whole.stdout)
    assert kill.steps > 30
    for at in range(1, kill.steps + 1):
        begin_anew()
        with monkeypatch.context() as patched:
            _Kill(patched, at)
            with pytest.raises(_Killed):
                project.fetch("--confirm-gone")
        result = project.fetch("--confirm-gone")

        assert expected == _ended(project), at
        if at < kill.steps - 3:  # else the lock was written
            assert whole.stdout == result.stdout, at


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
