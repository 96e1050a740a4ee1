"""How a build behaves as a program: progress, Ctrl-C, two at once, and what it may not do again."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from support.forks import wixgen
from support.projects import built, files_below, write_files
from support.random_api import Scale, random_api
from wixgen import pipeline
from wixgen.building.manifest import MANIFEST_NAME

TINY = Scale(methods=(1, 2), webhooks=1, types=2, max_types=4, depth=(1, 2))
WIXGEN = [sys.executable, "-c", "from wixgen.main import main; main()"]
#: A build whose processes finish one task each, and never the next.
ENDLESS = """
import time
from functools import partial
from wixgen.building import tasks
from wixgen.main import main

as_finished, finished = tasks.as_finished, []

def work_once(work, task):
    while finished:
        time.sleep(0.01)
    finished.append(task)
    return work(task)

tasks.as_finished = lambda work, *rest: as_finished(partial(work_once, work), *rest)
main()
"""


def project_at(folder: Path) -> Path:
    """A project of four resources, each in a package of its own."""
    write_files(folder / "schemas", random_api(1, 4, TINY).texts())
    (folder / "pyproject.toml").write_text("[tool.wixgen]\n", encoding="utf-8")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that was never built."""
    return project_at(tmp_path)


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that was built; tests take copies of it."""
    folder = project_at(tmp_path_factory.mktemp("built"))
    built(folder)
    return folder


@pytest.fixture
def built_project(built_once: Path, tmp_path: Path) -> Path:
    """A project that was built."""
    return shutil.copytree(built_once, tmp_path, dirs_exist_ok=True)


def children_of(process: int) -> Iterator[int]:
    """The processes that it has started."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                status = (entry / "stat").read_text()
            except OSError:
                continue
            if int(status.rpartition(")")[2].split()[1]) == process:
                yield int(entry.name)


def test_lines_where_nobody_watches(project: Path) -> None:
    """Without a terminal each step is a line on stderr, without control characters."""
    done = wixgen(project, "build")
    lines = done.stderr.splitlines()

    assert 0 == done.returncode
    assert 4 == len(lines)
    assert all(re.fullmatch(r"made \w+: \d of 4 resources", one) for one in lines)


def test_nothing_with_quiet(project: Path) -> None:
    """-q prints nothing at all."""
    done = wixgen(project, "build", "-q")

    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)


def test_a_bar_on_a_terminal(project: Path) -> None:
    """On a terminal a bar shows what is being done, and is gone afterwards."""
    parent, child = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(
        [*WIXGEN, "build"], cwd=project, stderr=child, stdout=child, env=environment
    ) as process:
        os.close(child)
        shown = b""
        try:
            while piece := os.read(parent, 65536):
                shown += piece
        except OSError:  # the terminal's other end is closed
            pass
        assert 0 == process.wait()
    os.close(parent)

    assert b"building" in shown
    assert b"4/4" in shown
    assert b"\x1b[2K" in shown.rpartition(b"4/4")[2]  # the line is cleared


def test_ctrl_c_leaves_everything_as_it_was(built_project: Path) -> None:
    """A build that is interrupted writes nothing, exits with 130, and leaves no process behind."""
    project = built_project
    before = files_below(project / "generated")
    for path in (project / "schemas").rglob("*.yaml"):
        path.write_text(
            path.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8"
        )
    command = [sys.executable, "-c", ENDLESS, "build", "--jobs", "2"]
    with subprocess.Popen(
        command, cwd=project, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stderr is not None
        process.stderr.readline()  # some of it is made
        started = [*children_of(process.pid)]
        os.killpg(process.pid, signal.SIGINT)
        said = process.stderr.read()
        assert 130 == process.wait(), said
    after = files_below(project / "generated")

    assert "interrupted" in said
    assert "Traceback" not in said
    assert before == after
    assert not [one for one in started if Path(f"/proc/{one}").exists()]


def test_a_second_build_waits_for_the_first(project: Path) -> None:
    """While another process holds the folder, a build says that it waits, then goes on."""
    out = project / "generated"
    out.mkdir()
    held = os.open(out, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    with subprocess.Popen(
        [*WIXGEN, "build"], cwd=project, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        said = next(one for one in process.stderr if "another build" in one)
        assert [] == list(out.iterdir())
        os.close(held)
        process.stderr.read()
        assert 0 == process.wait()

    assert "another build is at work in generated; waiting for it\n" == said
    assert (out / MANIFEST_NAME).exists()


def test_two_builds_at_once_make_what_one_makes(project: Path) -> None:
    """Builds that run at the same time leave the package that one of them makes."""
    command = [*WIXGEN, "build", "-q"]
    running = [subprocess.Popen(command, cwd=project) for _ in range(3)]
    codes = [one.wait() for one in running]
    made = (project / "generated" / MANIFEST_NAME).read_bytes()

    assert [0, 0, 0] == codes
    assert built(project)[MANIFEST_NAME] == made
    assert "" == wixgen(project, "build", "--check").stdout


def test_a_failed_build_leaves_no_folder(project: Path) -> None:
    """A first build that is refused doesn't leave an empty output folder."""
    spec = next((project / "schemas").rglob("ample*.yaml"))
    spec.write_text("package: x\n", encoding="utf-8")

    assert 2 == wixgen(project, "build").returncode
    assert not (project / "generated").exists()


def counted(project: Path, *names: str) -> dict[str, int]:
    """How often a build in the project calls some functions, given as `module:function`."""
    script = """
import importlib, sys
names = {names!r}
counts = dict.fromkeys(names, 0)
for name in names:
    module, function = name.split(":")
    found = importlib.import_module(module)
    original = getattr(found, function)
    def counting(*a, _name=name, _original=original, **k):
        counts[_name] += 1
        return _original(*a, **k)
    setattr(found, function, counting)
from wixgen.cli.app import app
app(["build", "-q", "--jobs", "1"], standalone_mode=False)
print(counts)
"""
    command = [sys.executable, "-c", script.format(names=names)]
    done = subprocess.run(
        command, cwd=project, capture_output=True, text=True, check=True
    )
    found: dict[str, int] = eval(done.stdout)
    return found


BLACK, MODELS = "black:format_str", "datamodel_code_generator:generate"
SPEC = "wixgen.spec.load:parse"


def test_an_idle_build_does_nothing_twice(built_project: Path) -> None:
    """Where nothing changed, neither black nor datamodel-code-generator is called."""
    assert {BLACK: 0, MODELS: 0} == counted(built_project, BLACK, MODELS)


def test_a_build_makes_what_changed(project: Path) -> None:
    """After a change of one resource, models are made for that one alone, and black sees little."""
    first = counted(project, BLACK, MODELS)
    spec = next((project / "schemas").rglob("ample*.yaml"))
    spec.write_text(
        spec.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8"
    )
    second = counted(project, BLACK, MODELS)

    assert 5 == first[MODELS]  # four resources and the common types
    assert 1 == second[MODELS]
    assert second[BLACK] < first[BLACK]


def spec_in(folder: Path) -> Path:
    """The spec of some resource."""
    return next(folder.rglob("ample*.yaml"))


def added(folder: Path) -> None:
    """A resource beside the others, like one of them."""
    text = spec_in(folder).read_text(encoding="utf-8")
    new = folder / "new.yaml"
    new.write_text(text, encoding="utf-8")
    replace(new, r"^module: .*", "module: new")


def replace(spec: Path, pattern: str, by: str) -> None:
    """Put other words into a spec."""
    text = re.sub(pattern, by, spec.read_text(encoding="utf-8"), flags=re.MULTILINE)
    spec.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def package_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, int]:
    """A project of one package, of which tests take copies; how often black was called for its four resources and
    the common types, and how often for what lists resources, which is made anew when one goes.
    """
    folder = project_at(tmp_path_factory.mktemp("package"))
    for spec in (folder / "schemas").glob("*/*.yaml"):
        replace(spec, "^package: .*", "package: a")
    calls = counted(folder, BLACK)[BLACK]
    smaller = shutil.copytree(folder, tmp_path_factory.mktemp("smaller") / "project")
    spec_in(smaller / "schemas").unlink()
    lists = counted(smaller, BLACK)[BLACK]
    return folder, calls - lists, lists


@pytest.mark.parametrize(
    ("change", "specs", "models"),
    [
        (added, 2, 1),
        (lambda folder: spec_in(folder).unlink(), 0, 0),
        (lambda folder: spec_in(folder).rename(folder / "renamed.yaml"), 2, 1),
        (lambda folder: replace(spec_in(folder), r"^module: .*", "module: new"), 2, 1),
        (lambda folder: replace(spec_in(folder), r"^package: .*", "package: b"), 2, 1),
        (lambda folder: replace(spec_in(folder), r"^title: .*", "title: New"), 2, 1),
        (lambda folder: replace(folder / "common.yaml", r"\Z", "\n# new\n"), 1, 1),
    ],
)
def test_a_build_makes_what_changed_of_a_package(
    package_once: tuple[Path, int, int],
    tmp_path: Path,
    change: Callable[[Path], object],
    specs: int,
    models: int,
) -> None:
    """Of a package, what comes, goes or is renamed is read and made, with what lists it.

    The specs that are read are that resource's and the common types'; where the common types change,
    models are made of these alone. Beside the lists, no more than a third is formatted: one of four resources.
    """
    once, calls, lists = package_once
    project = shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    change(project / "schemas")
    second = counted(project, BLACK, MODELS, SPEC)

    assert models == second[MODELS]
    assert specs == second[SPEC]
    assert second[BLACK] - lists <= calls / 3


@pytest.mark.parametrize(
    "written", ["fine-goods", '"goods"', "'goods'", "goods  # all"]
)
def test_each_resource_is_made_once(
    project: Path, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However a spec writes its package, one process learns what the package holds."""
    for spec in (project / "schemas").glob("*/*.yaml"):
        lines = spec.read_text(encoding="utf-8").splitlines()
        lines = [f"package: {written}" if "package:" in one else one for one in lines]
        spec.write_text("\n".join(lines) + "\n", encoding="utf-8")

    parts: list[object] = []

    def load(*arguments: Any) -> Any:
        parts.append(arguments)
        return original(*arguments)

    original = pipeline.load
    monkeypatch.setattr(pipeline, "load", load)
    built(project)

    assert 1 == len(parts)


def test_an_idle_build_imports_little(built_project: Path) -> None:
    """Where nothing changed, none of the libraries is imported that take long."""
    script = (
        "import sys; sys.argv[1:] = ['build', '-q']; from wixgen.main import main; main();"
        "heavy = {'black', 'datamodel_code_generator', 'jinja2', 'pydantic', 'rich', 'typer', 'yaml'};"
        "print(sorted(heavy & sys.modules.keys()), len(sys.modules) < 160)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=built_project,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "[] True\n" == done.stdout


@pytest.mark.parametrize(
    "arguments", [[], ["--check"], ["-q"], ["--jobs", "2"], ["--force"]]
)
def test_an_idle_build_says_what_any_build_says(
    built_project: Path, arguments: list[str]
) -> None:
    """The short way gives the same output and exit code as the whole command line."""
    short = wixgen(built_project, "build", *arguments)
    whole = subprocess.run(
        [
            sys.executable,
            "-c",
            "from wixgen.cli.app import app; app()",
            "build",
            *arguments,
        ],
        cwd=built_project,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (whole.returncode, whole.stdout, whole.stderr) == (
        short.returncode,
        short.stdout,
        short.stderr,
    )
