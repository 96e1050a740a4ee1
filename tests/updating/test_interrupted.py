"""An update that is killed while it writes is finished by the next run, to the same bytes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from updating.conftest import Workplace
from wixgen.cli.update import writing


class Killed(BaseException):
    """Stands for SIGKILL: nothing catches it."""


def _contents(workplace: Workplace) -> dict[str, bytes]:
    return {path: content for path, (_, content) in workplace.files().items()}


def _dying_after(
    count: int, real: Callable[[str, Path], None]
) -> Callable[[str, Path], None]:
    """Return a `write` that is killed before it writes for so many times plus one."""
    left = [count]

    def write(text: str, path: Path) -> None:
        if left[0] == 0:
            raise Killed
        left[0] -= 1
        real(text, path)

    return write


def _change(workplace: Workplace) -> tuple[str, ...]:
    workplace.things.size = workplace.doors.size = 10
    log = workplace.folder / "CHANGELOG.md"
    return "--changelog", str(log), "--report", str(workplace.folder / "report.md")


#: An update writes five files here by themselves: its journal, two specs, the report and the lock.
STEPS = [(1, 4), pytest.param((0, 2, 3), marks=pytest.mark.slow)]


@pytest.mark.parametrize("steps", STEPS)
def test_a_kill_between_files(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch, steps: tuple[int, ...]
) -> None:
    """Wherever it is cut off, the next run leaves what it would have left, and says the same."""
    options = _change(workplace)
    home = workplace.folder
    begun = home.with_name("begun")
    shutil.copytree(home, begun)
    wanted = workplace.json(*options)
    expected = _contents(workplace)
    for step in steps:
        shutil.rmtree(home)
        shutil.copytree(begun, home)
        with monkeypatch.context() as patch:
            patch.setattr(writing, "write", _dying_after(step, writing.write))
            with pytest.raises(Killed):
                workplace.update(*options)
        told = workplace.json(*options)
        assert (step, expected) == (step, _contents(workplace))
        assert wanted == told
    assert not workplace.json("--check")["changed"]


def test_what_somebody_wrote_meanwhile_stays(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A spec that was edited after the kill is not overwritten by what was about to be written."""
    options = _change(workplace)
    with monkeypatch.context() as patch:
        patch.setattr(writing, "write", _dying_after(1, writing.write))
        with pytest.raises(Killed):
            workplace.update(*options)
    path = workplace.folder / "schemas" / "shop" / "things.yaml"
    path.write_text("# mine\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    workplace.update()

    assert workplace.spec("things").startswith("# mine\n")


def test_a_journal_from_elsewhere(workplace: Workplace) -> None:
    """A journal that names files outside of the schemas folder, or is none, writes nothing."""
    folder = workplace.folder / "pages" / ".wixgen-fetch"
    folder.mkdir(exist_ok=True)
    for text in (
        '{"journal": 1, "before": {"../evil.yaml": ""}, "files": {"../evil.yaml": "x"},'
        ' "report": "", "entry": "", "version": "", "result": {}, "code": 0}',
        "[",
    ):
        (folder / "update.json").write_text(text, encoding="utf-8")
        result = workplace.update()
        assert (0, "nothing to do") == (
            result.exit_code,
            result.stdout.splitlines()[-1],
        )
        assert not os.path.lexists(folder / "update.json")
    assert not (workplace.folder / "evil.yaml").exists()
