"""Commands that write specs at the same time lose nothing; what a killed one leaves behind goes."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pages.small import method_page
from support.forks import wixgen
from support.workplace import Workplace
from wixgen.files import STAGED_SUFFIX, clear_staged

WIXGEN = [sys.executable, "-c", "from wixgen.main import main; main()"]
KILLED = """
import os, signal
os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
from wixgen.main import main
main()
"""
LINE = ["  EMPTY-OBJECT {}"]


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    """A project with a page for each of four methods of one resource."""
    pages = {
        f"{name}.md": method_page(f"{name}Door", LINE)
        for name in ("open", "close", "paint", "sell")
    }
    return Workplace.at(tmp_path, pages=pages)


def started(place: Workplace, *arguments: str) -> subprocess.Popen[str]:
    """A command at work in the project."""
    return subprocess.Popen(
        [*WIXGEN, *arguments], cwd=place.folder, stderr=subprocess.PIPE, text=True
    )


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the lock of the specs, as a command does that writes some."""
    opened = os.open(folder, os.O_RDONLY)
    fcntl.flock(opened, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(opened)


def test_imports_at_once_lose_nothing(place: Workplace) -> None:
    """Each of four imports of the same resource brings its method, whichever comes first."""
    running = [started(place, "import", f"pages/{page.name}") for page in pages(place)]

    for one in running:
        one.communicate()

    assert [0] * 4 == [one.returncode for one in running]
    (text,) = (text for path, text in place.specs().items() if path != "common.yaml")
    assert [] == [
        name for name in ("open", "close", "paint", "sell") if name not in text
    ]


def pages(place: Workplace) -> list[Path]:
    """All pages."""
    return sorted(place.pages.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [
        ["import", "pages"],
        ["fmt"],
        ["lint", "--shared", "--fix"],
        ["init", "--with", "blog.tags"],
    ],
)
def test_who_writes_specs_waits_and_says_so(
    place: Workplace, arguments: list[str]
) -> None:
    """It reads what the other has written, and says nothing with -q."""
    place.run("import", place.pages / "open.md")
    (spec,) = (path for path in place.schemas.rglob("doors.yaml"))
    with held(place.schemas):
        process = started(place, *arguments)
        assert process.stderr is not None
        said = process.stderr.readline()
        spec.write_text(
            spec.read_text(encoding="utf-8") + "# theirs\n", encoding="utf-8"
        )
    process.communicate()

    assert said == "another command is writing specs in schemas; waiting for it\n"
    assert "# theirs" in spec.read_text(encoding="utf-8")


def test_who_writes_nothing_doesnt_wait(place: Workplace) -> None:
    """Checks go on."""
    place.run("import", place.pages)
    with held(place.schemas):
        commands = (["fmt", "--check"], ["lint"], ["drift", "pages"])
        codes = [wixgen(place.folder, *command).returncode for command in commands]

    assert [0, 0, 0] == codes


def test_what_a_killed_import_leaves_goes(place: Workplace) -> None:
    """The next import clears it away, beside specs and beside the report, and nothing else."""
    report = place.folder / "report.json"
    theirs = [".doors.yaml.swp", ".doors.yaml.abcd1234", f"notes{STAGED_SUFFIX}"]
    command = [sys.executable, "-c", KILLED, "import", "pages", "--report", str(report)]
    killed = subprocess.run(command, cwd=place.folder, check=False).returncode
    for name in theirs:
        (place.schemas / name).touch()
    (place.folder / f".report.json.abcd1234{STAGED_SUFFIX}").touch()
    left = staged(place.folder)

    assert (-signal.SIGKILL, 2) == (killed, len(left))
    assert 0 == place.run("import", place.pages, "--report", report).exit_code
    assert [] == staged(place.folder)
    assert theirs == [name for name in theirs if (place.schemas / name).exists()]


def staged(folder: Path) -> list[Path]:
    """The temporary files of writes."""
    return sorted(folder.rglob(f".*{STAGED_SUFFIX}"))


def test_clearing_follows_no_link(tmp_path: Path) -> None:
    """A folder that is linked is somebody else's."""
    (tmp_path / "theirs").mkdir()
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "linked").symlink_to(tmp_path / "theirs")
    file = tmp_path / "theirs" / f".a.yaml.abcd1234{STAGED_SUFFIX}"
    file.touch()
    clear_staged(tmp_path / "ours")

    assert file.exists()
