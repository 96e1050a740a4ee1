"""Uses the whole package once: `python tests/benchmarks/whole_package.py`.

Imports every module, builds every class, calls every method and has every event handled, each in the package in
`generated/`, or with `--package FOLDER --schemas FOLDER` in another one. Prints what is wrong, and counts.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Use everything; 1 if anything is wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--package", type=Path, default=ROOT / "generated")
    options.add_argument("--schemas", type=Path, default=ROOT / "schemas")
    given = options.parse_args()
    sys.path[:0] = [str(given.package), str(ROOT / "tests")]
    warnings.simplefilter("ignore", DeprecationWarning)

    # ruff: noqa: PLC0415 - the package to use is known only now
    from support.projects import specs_below
    from support.whole_package import (
        Caller,
        Part,
        build_classes,
        dispatch_events,
        import_all,
        parts_of,
    )

    parts = parts_of(specs_below(given.schemas))
    steps: list[tuple[str, Callable[[Part], list[str]]]] = [
        ("modules imported", import_all),
        ("classes built", build_classes),
        ("methods called", Caller().call_all),
        ("events handled", dispatch_events),
    ]
    wrong = 0
    for what, step in steps:
        started = time.perf_counter()
        found = [line for part in parts for line in step(part)]
        print(f"{what}: {len(found)} wrong, {time.perf_counter() - started:.1f} s")
        print("".join(f"  {line}\n" for line in found[:40]), end="")
        wrong += len(found)
    methods = sum(len(part.module.methods) for part in parts)
    events = sum(len(part.module.events) for part in parts)
    print(f"{len(parts)} resources, {methods} methods, {events} events")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
