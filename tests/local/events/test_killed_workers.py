"""The proof: no event of the local Wix is lost, and none handled twice, however often the inbox's worker is killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("changes", "kills"),
    [(30, 3), pytest.param(1000, 100, marks=pytest.mark.slow)],
)
def test_no_event_is_lost_and_none_is_handled_twice(
    tmp_path: Path, changes: int, kills: int
) -> None:
    """Real processes, killed at random (SIGKILL); a fifth of all events is sent twice."""
    done = subprocess.run(
        [
            sys.executable,
            str(Path(__file__).with_name("killed_workers.py")),
            *(str(tmp_path), str(changes), "7"),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        timeout=600,
    )

    assert 0 == done.returncode, done.stderr
    result = json.loads(done.stdout)
    assert changes == len({*result["sent"]}) < len(result["sent"])
    assert sorted({*result["sent"]}) == sorted(result["handled"])
    assert kills == result["kills"]
