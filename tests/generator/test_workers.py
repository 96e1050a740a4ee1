"""Work that processes share, and what becomes of it when nobody wants it any more."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import time
from wixgen.workers import as_finished

def work(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.01)
    return seconds

done = as_finished(work, [0, 3600], 2)
print(next(done))
done.close()
print("closed")
"""


def test_a_task_in_work_is_broken_off() -> None:
    """Who stops waiting for results doesn't wait for the tasks that are in work."""
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert ("(0, 0)\nclosed\n", "") == (run.stdout, run.stderr)
