"""How long a build of all of Wix takes: `python tests/benchmarks/build.py`.

Makes the corpus (`corpus.py`), builds it from nothing, again, and after one spec has changed. Peers in the
same run, on the API that we export: datamodel-code-generator with black and isort, which makes models
only, and openapi-python-client with ruff. `--peers FOLDER` names the `bin` folder of an environment with
both (`pip install datamodel-code-generator==0.89.0 black isort openapi-python-client ruff`); without it
only our own builds are measured.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "benchmarks")]

import corpus

WIXGEN = [sys.executable, "-c", "import sys; from wixgen.main import main; main()"]
IMPORTS = [sys.executable, "-c", "import yaml, jinja2"]


@dataclass(frozen=True)
class Cost:
    """Of one command with all the processes that it starts; memory is what they have at once."""

    wall: float
    cpu: float
    memory: float  # MB

    def as_text(self) -> str:
        """For people."""
        return (
            f"{self.wall:6.2f} s, {self.cpu:6.2f} s of processor, {self.memory:5.0f} MB"
        )


def measured(command: list[str], folder: Path, path: str = "") -> Cost:
    """Run a command to its end."""
    environment = os.environ | (
        {"PATH": f"{path}{os.pathsep}{os.environ['PATH']}"} if path else {}
    )
    before = os.times()
    started = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        most = [0.0]
        done = threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, most, done))
        watcher.start()
        assert process.stderr is not None
        said = process.stderr.read().decode(errors="replace")
        code = process.wait()
        wall = time.perf_counter() - started
        done.set()
        watcher.join()
    after = os.times()
    if code:
        print(f"  {command[0]} ended with {code}: {said[-300:]}", file=sys.stderr)
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    return Cost(wall, cpu, most[0])


def _watch(session: int, most: list[float], done: threading.Event) -> None:
    """Note the most memory that the processes of a session have together, shared pages counted once."""
    while not done.wait(0.1):
        most[0] = max(most[0], sum(map(_memory, _processes(session))) / 1024)


def _processes(session: int) -> list[str]:
    found: list[str] = []
    for name in filter(str.isdecimal, os.listdir("/proc")):
        try:
            fields = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            found.append(name)
    return found


def _memory(process: str) -> int:
    """Proportional set size in kB."""
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def best(runs: int, command: list[str], folder: Path) -> Cost:
    """The fastest of several runs."""
    return min(
        (measured(command, folder) for _ in range(runs)), key=lambda one: one.wall
    )


def ours(project: Path, jobs: int) -> Cost:
    """Build from nothing."""
    shutil.rmtree(project / "generated", ignore_errors=True)
    return measured([*WIXGEN, "build", "-q", "--jobs", str(jobs)], project)


def peers(project: Path, binaries: str) -> dict[str, Cost]:
    """What others take for the same API."""
    measured([*WIXGEN, "export", "openapi", "-q", "-o", "openapi.json"], project)
    datamodel = [
        f"{binaries}/datamodel-codegen", "--input", "openapi.json", "--input-file-type", "openapi",
        "--output-model-type", "pydantic_v2.BaseModel", "--output", "models",
        "--formatters", "black", "isort",
    ]  # fmt: skip
    client = [f"{binaries}/openapi-python-client", "generate", "--path", "openapi.json"]
    return {
        "datamodel-code-generator": measured(datamodel, project, binaries),
        "openapi-python-client": measured(
            [*client, "--output-path", "client"], project, binaries
        ),
    }


def warm(project: Path) -> None:
    """Print what builds take that have little or nothing to do."""
    build = [*WIXGEN, "build", "-q"]
    baseline, idle = best(7, IMPORTS, project), best(7, build, project)
    print(f"import yaml, jinja2       {baseline.as_text()}")
    print(
        f"nothing changed           {idle.as_text()}  ratio {idle.wall / baseline.wall:.2f}"
    )
    specs = sorted(
        (project / "schemas").glob("*/*.yaml"),
        key=lambda one: (one.stat().st_size, one),
    )
    median = specs[len(specs) // 2]
    for name, spec in {"the median": median, "the largest": specs[-1]}.items():
        _append(spec, "\n# changed\n")
        _print_changed(f"changed {name}", build, project)
    moved = median.rename(median.with_name("renamed.yaml"))
    _print_changed("renamed the median", build, project)
    moved.unlink()
    _print_changed("removed the median", build, project)
    _append(project / "schemas" / "common.yaml", "\n# changed\n")
    _print_changed("a comment in common.yaml", build, project)


def _append(spec: Path, text: str) -> None:
    spec.write_text(spec.read_text(encoding="utf-8") + text, encoding="utf-8")


def _print_changed(what: str, command: list[str], project: Path) -> None:
    print(f"{what:25} {measured(command, project).as_text()}")


def is_formatted(project: Path) -> bool:
    """Whether black has nothing to change."""
    command = [sys.executable, "-m", "black", "-q", "--check", "generated/wixapi"]
    return not subprocess.run(command, cwd=project, check=False).returncode


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--peers", default="", help="the bin folder of their environment"
    )
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--resources", type=int, default=corpus.RESOURCES)
    parser.add_argument("--project", type=Path, help="specs to build in place of it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        if given.project:
            shutil.copy(given.project / "pyproject.toml", project)
            shutil.copytree(given.project / "schemas", project / "schemas")
        else:
            made = corpus.corpus(resources=given.resources)
            corpus.write(project, made)
            print(corpus.shape(made))
        cold = ours(project, given.jobs)
        print(f"from nothing              {cold.as_text()}")
        print(f"black has nothing to change: {is_formatted(project)}")
        warm(project)
        if given.peers:
            for name, cost in peers(project, given.peers).items():
                ratio = f"ratio {cold.wall / cost.wall:.2f}, processor {cold.cpu / cost.cpu:.2f}"
                print(f"{name:25} {cost.as_text()}  {ratio}")


if __name__ == "__main__":
    main()
