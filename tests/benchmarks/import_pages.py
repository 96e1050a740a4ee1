"""How well and how fast pages are imported: `python tests/benchmarks/import_pages.py`.

Random APIs of realistic shape are printed as pages (`support.random_api`, `support.pages`), imported
into empty specs, and compared with what they were printed from; once as they are, once with their line
structure lost and their types known. Then pages of all of Wix's size are imported by the command, for time and memory.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests")]

from support.fidelity import Fidelity, round_trip


def fidelity(seeds: int, *, folded: bool) -> Fidelity:
    """The figures of many random APIs together."""
    total = Fidelity()
    for seed in range(seeds):
        total.add(round_trip(seed, folded=folded, is_known=folded)[0])
    return total


def whole(resources: int) -> str:
    """Time and memory of one import of that many resources."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        (project / "pyproject.toml").write_text("[tool.wixgen]\n")
        make = ["-m", "support.make_pages", "pages", "--resources", str(resources)]
        environment = {"PYTHONPATH": str(ROOT / "tests"), "PATH": ""}
        subprocess.run(
            [sys.executable, *make], cwd=project, env=environment, check=True
        )
        pages = list(project.rglob("*.md"))
        size = sum(page.stat().st_size for page in pages) / 1e6
        command = (
            "import sys; sys.argv[0] = 'wixgen'; import wixgen.main; wixgen.main.main()"
        )
        started = time.perf_counter()
        arguments = ["import", "pages", "--descriptions", "none", "-q"]
        subprocess.run(
            [sys.executable, "-c", command, *arguments], cwd=project, check=True
        )
        seconds = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return f"{len(pages)} pages, {size:.0f} MB: {seconds:.0f} s, {memory:.0f} MB"


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--resources", type=int, default=162)
    given = parser.parse_args()
    print(f"{given.seeds} random APIs, pages as they are")
    print(fidelity(given.seeds, folded=False).as_text())
    print(f"\n{given.seeds} random APIs, line structure lost")
    print(fidelity(given.seeds, folded=True).as_text())
    print(f"\n{whole(given.resources)}")
