"""Run the long part of the attacks and print a table of what held.

    python tests/attack/score.py            # all of it: an hour on one core
    python tests/attack/score.py --fast     # what runs in every CI
    python tests/attack/score.py --only inbox --kept score.json   # in parts: counts are kept, the table joins them

Each clause of the suite has its test files, in `tests/attack/` or where what they test is tested.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).parents[2]
CLAUSES: dict[str, list[str]] = {
    "texts that want to be code, in specs": [
        "attack/test_injection.py",
        "generator/emit/test_escaping.py",
        "generator/emit/test_literals.py",
    ],
    "pages: damage and hostile texts": [
        "attack/test_page_fuzz.py",
        "pages/parse/test_bad_pages.py",
        "pages/test_growth.py",
    ],
    "names": [
        "generator/package/test_names.py",
        "generator/package/test_every_name.py",
    ],
    "links, pipes and paths": [
        "generator/cli/test_links_and_pipes.py",
        "generator/building/test_distrust.py",
    ],
    "YAML": ["attack/test_hostile_yaml.py", "generator/spec/test_source.py"],
    "surroundings": [
        "attack/test_surroundings.py",
        "generator/building/test_determinism.py",
        "pages/test_jobs.py",
    ],
    "kill -9, full and read-only disks, power loss": [
        "attack/test_disk.py",
        "generator/building/test_writer.py",
        "generator/building/test_power_loss.py",
        "generator/cli/test_specs_at_once.py",
    ],
    "retries, `Retry-After`, deadlines": [
        "attack/test_retries.py",
        "attack/test_deadlines.py",
        "attack/test_tls_in_tls.py",
        "runtime/test_retry.py",
        "runtime/test_faults.py",
    ],
    "token single flight": ["runtime/test_tokens.py"],
    "secrets and redirects": [
        "attack/test_secrets.py",
        "attack/test_redirects.py",
        "runtime/test_masking.py",
    ],
    "forged tokens and payloads": [
        "runtime/test_jwt.py",
        "runtime/test_keys.py",
        "runtime/test_deliveries.py",
        "package/test_webhooks.py",
    ],
    "sizes and odd arguments": [
        "attack/test_sizes.py",
        "attack/test_odd_arguments.py",
        "attack/test_guards.py",
    ],
    "inbox: deliveries, crashes, clocks, backlog": [
        "attack/test_deliveries.py",
        "inbox/test_disorder.py",
        "inbox/test_crashes.py",
        "inbox/test_clock_steps.py",
        "inbox/test_backlog.py",
        "inbox/test_receive.py",
        "inbox/test_sqlite.py",
        "inbox/test_stores.py",
    ],
}


def counted(files: list[str], marks: str) -> tuple[int, int, int]:
    """Run test files; return how many cases passed, failed and were skipped."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        paths = [f"tests/{file}" for file in files]
        command = [sys.executable, "-m", "pytest", "-m", marks, f"--junitxml={report}"]
        subprocess.run([*command, *paths], cwd=ROOT, stdout=sys.stderr, check=False)
        suite = next(ET.parse(report).iter("testsuite"))
    total, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
    failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
    return total - failed - skipped, failed, skipped


def table(counts: dict[str, tuple[int, int, int]]) -> str:
    """What held in each clause, as Markdown."""
    rows = ["| attack | tests | held | gave way | skipped |\n|---|---|---|---|---|"]
    for clause, files in CLAUSES.items():
        if clause in counts:
            names = ", ".join(f"`{file}`" for file in files)
            numbers = " | ".join(map(str, counts[clause]))
            rows.append(f"| {clause} | {names} | {numbers} |")
    sums = [sum(each) for each in zip(*counts.values(), strict=True)]
    rows.append(f"| **all** | | {' | '.join(f'**{one}**' for one in sums)} |")
    return "\n".join(rows)


def main() -> int:
    """Print the table; return 1 if anything didn't hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true", help="leave out the long part")
    parser.add_argument("--only", default="", help="a word of the clause")
    parser.add_argument("--kept", type=Path, help="a file that keeps the counts")
    given = parser.parse_args()
    kept: Path | None = given.kept
    marks = "not slow" if given.fast else ""
    counts: dict[str, tuple[int, int, int]] = {}
    if kept and kept.exists():
        counts = json.loads(kept.read_text("utf-8"))
    for clause, files in CLAUSES.items():
        if given.only in clause:
            counts[clause] = counted(files, marks)
            if kept:
                kept.write_text(json.dumps(counts, indent=1), "utf-8")
    print(table(counts))
    return 1 if any(failed for _, failed, _ in counts.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
