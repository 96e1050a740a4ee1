"""A stand-in for `wixgen update`: it does what the JSON file that WIXGEN_STUB names says, and records how it was called.

Without --check it writes `files` (null: deletes) below --project; it always writes `report` to --report.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path


def call(arguments: list[str], environ: Mapping[str, str]) -> tuple[int, str, str]:
    """Run one call; return its exit code and what it prints to stdout and stderr."""
    file = Path(environ["WIXGEN_STUB"])
    play = json.loads(file.read_text(encoding="utf-8"))
    play["calls"].append(arguments)
    play["environment"] = sorted(environ)
    file.write_text(json.dumps(play), encoding="utf-8")
    project = Path(arguments[arguments.index("--project") + 1])
    for path, text in {} if "--check" in arguments else play["files"].items():
        place = project / path
        if text is None:
            place.unlink()
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
    if play["report"] is not None:
        report = Path(arguments[arguments.index("--report") + 1])
        report.write_text(play["report"], encoding="utf-8")
    is_no = "--check" in arguments and play["answer"].get("changed")
    code = 1 if is_no and not play["code"] else int(play["code"])
    return code, json.dumps(play["answer"]) if play["answer"] else "", play["said"]


if __name__ == "__main__":
    code, out, err = call(sys.argv[1:], os.environ)
    sys.stdout.write(out)
    sys.stderr.write(err)
    sys.exit(code)
