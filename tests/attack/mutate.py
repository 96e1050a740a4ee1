"""Take one guard away at a time, in a copy of the tree, and see whether a test notices.

    python tests/attack/mutate.py                  # all guards of guards.py; prints a table
    python tests/attack/mutate.py --only retries   # those whose kind, file or text has this
    python tests/attack/mutate.py --first 10 --count 20 --kept mutants.json   # in parts: what was found is kept, and
                                                                              # the table is of all that is kept

Each guard has its tests. They have to pass in the copy as it is, and one of them has to fail without the guard.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from attack.guards import GUARDS, Guard

ROOT = Path(__file__).parents[2]
PARTS = ["generator", "templates", "generated", "schemas", "tests", "pyproject.toml"]
PARTS += ["README.md", "CHANGELOG.md", "LICENSE", ".github"]
SECONDS = 900  # for the tests of one guard
HANGING = 4  # times as long as with the guard: tests that hang have noticed
_times = count(1_900_000_000)


@dataclass(frozen=True)
class Tree:
    """A copy of the project."""

    root: Path

    @classmethod
    def copied(cls, folder: Path) -> Tree:
        """Copy what tests need."""
        for part in PARTS:
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(source, folder / part, symlinks=True)
            elif source.exists():
                shutil.copy2(source, folder / part)
        return cls(folder)

    def places(self, guard: Guard) -> list[Path]:
        """The files that have the guard: one of the generator, or the two of the runtime."""
        below = ["generator/wixgen", "templates/wixapi", "generated/wixapi"]
        found = [self.root / folder / guard.file for folder in below]
        return [path for path in found if path.exists()]

    def fault_of(self, tests: str, seconds: float) -> str:
        """What tests say that fail in the copy, or have no end in time; nothing if they pass."""
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
        paths = [self.root / "generator", self.root / "generated", self.root / "tests"]
        environment = {"PYTHONPATH": os.pathsep.join(map(str, paths))}
        try:
            done = subprocess.run(
                [*command, *shlex.split(tests)],
                cwd=self.root,
                env=os.environ | environment,
                capture_output=True,
                text=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"no end within {seconds:.0f} s"
        if done.returncode not in {0, 1, 2}:
            raise SystemExit(f"pytest can't run {tests}:\n{done.stdout}")
        return done.stdout if done.returncode else ""

    def seconds_of(self, tests: str) -> float:
        """How long tests take that pass in the copy; a fault of theirs ends the run."""
        began = time.monotonic()
        if fault := self.fault_of(tests, SECONDS):
            raise SystemExit(f"these fail as it is: {tests}\n{fault}")
        return time.monotonic() - began

    def notices(self, guard: Guard, seconds: float) -> bool:
        """Whether a test fails without the guard; afterwards the tree is as it was."""
        places = self.places(guard)
        before = {path: path.read_text("utf-8") for path in places}
        try:
            for path, text in before.items():
                if guard.text in text:
                    _write(path, text.replace(guard.text, guard.without))
            return bool(self.fault_of(guard.tests, seconds))
        finally:
            for path, text in before.items():
                _write(path, text)

    def has(self, guard: Guard) -> bool:
        """Whether the guard stands in its file."""
        texts = [path.read_text("utf-8") for path in self.places(guard)]
        return bool(texts) and guard.text in texts[0]


def _write(path: Path, text: str) -> None:
    """Write a file with a time that no compiled file knows."""
    path.write_text(text, "utf-8")
    now = next(_times)
    os.utime(path, (now, now))


def asked() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only", default="", help="a word of the kind, the file or the guard"
    )
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=len(GUARDS))
    parser.add_argument("--kept", type=Path, help="a file that keeps what was found")
    return parser.parse_args()


def chosen(given: argparse.Namespace) -> list[Guard]:
    """The guards that the command line asks for."""
    part = GUARDS[given.first : given.first + given.count]
    only: str = given.only
    return [one for one in part if only in f"{one.kind} {one.file} {one.text}"]


def name_of(guard: Guard) -> str:
    """A line that no other guard has."""
    return f"{guard.file}: {guard.text!r} -> {guard.without!r}"


def kept(file: Path | None) -> dict[str, bool]:
    """Which guards were noticed in earlier runs, of those that are still there."""
    if file is None or not file.exists():
        return {}
    found: dict[str, bool] = json.loads(file.read_text("utf-8"))
    return {name: found[name] for name in map(name_of, GUARDS) if name in found}


def table(noticed: dict[str, bool]) -> str:
    """The counts of each kind of guards, as Markdown."""
    counts: dict[str, list[bool]] = {}
    for guard in GUARDS:
        if name_of(guard) in noticed:
            counts.setdefault(guard.kind, []).append(noticed[name_of(guard)])
    rows = [f"| {kind} | {sum(each)} of {len(each)} |" for kind, each in counts.items()]
    last = f"| **all** | **{sum(noticed.values())} of {len(noticed)}** |"
    return "\n".join(["| guards | noticed |\n|---|---|", *rows, last])


def main() -> int:
    """Run, print Markdown, and return 1 if a guard can be taken away unnoticed."""
    given = asked()
    guards, noticed = chosen(given), kept(given.kept)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        tree = Tree.copied(Path(folder))
        for guard in guards:
            if not tree.has(guard):
                raise SystemExit(f"{guard.file} has no {guard.text!r}")
        seconds: dict[str, float] = {}
        for guard in guards:
            if guard.tests not in seconds:
                seconds[guard.tests] = tree.seconds_of(guard.tests)
            longest = 30 + HANGING * seconds[guard.tests]
            noticed[name_of(guard)] = tree.notices(guard, longest)
            if given.kept:
                given.kept.write_text(json.dumps(noticed, indent=1), "utf-8")
    for name in (name for name, is_noticed in noticed.items() if not is_noticed):
        print(f"SURVIVES: {name}", file=sys.stderr)
    print(table(noticed))
    return 0 if all(noticed.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
