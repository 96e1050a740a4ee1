"""Compares all of Wix with itself, and with one common type changed: `python tests/benchmarks/diff.py`.

Prints the seconds of loading one state, of each comparison, and the lines of the report in text.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "generator")]


from support.projects import SCHEMAS, specs_below
from wixgen.diagnostics import Diagnostics
from wixgen.diff.api import diff
from wixgen.diff.report import as_text
from wixgen.spec.api import Api
from wixgen.spec.check import check
from wixgen.spec.load import load


def main() -> None:
    """Measure."""
    specs = specs_below(SCHEMAS)
    started = time.process_time()
    before = api_of(specs)
    print(f"loading one state: {time.process_time() - started:.2f} s")
    text = specs["common.yaml"].decode()
    pattern = r"(\n  Money:\n(?:    .*\n)*?    fields:\n)"
    changed, count = re.subn(pattern, r"\1      freshField: string\n", text)
    assert count == 1
    after = api_of({**specs, "common.yaml": changed.encode()})
    same = api_of(specs)
    for what, other in (("itself", same), ("one common type changed", after)):
        started = time.process_time()
        findings = diff(before, other)
        lines = [*as_text(findings)]
        took = time.process_time() - started
        print(f"{what}: {took:.2f} s, {len(findings)} findings, {len(lines)} lines")


def api_of(specs: dict[str, bytes]) -> Api:
    """Load specs."""
    report = Diagnostics()
    return check(load(specs, report), report)


if __name__ == "__main__":
    main()
