"""What griffe and pyright find that a new package breaks."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import griffe

from support.oracle.states import State
from support.projects import ROOT
from support.type_checkers import run

KINDS = {
    griffe.BreakageKind.OBJECT_REMOVED,
    griffe.BreakageKind.OBJECT_CHANGED_KIND,
    griffe.BreakageKind.PARAMETER_REMOVED,
    griffe.BreakageKind.PARAMETER_ADDED_REQUIRED,
    griffe.BreakageKind.PARAMETER_CHANGED_REQUIRED,
}
"""What of griffe's findings breaks code: other values of constants are how the runtime is told."""
LAYOUT = {"changed_from", "on_conflict"}
"""Parameters that no word of a spec names: they are there where verbs and paths of several methods fit together."""
FILES = ("models", "client", "events")


def found_by_griffe(folder: Path, old: State, new: State) -> list[str]:
    """What griffe finds between the files of two packages below a folder that have public names."""
    assert old.module is not None
    shared = {name for _, name in new.module.imported} if new.module else set()
    below = old.module.path.removeprefix("wixapi.")
    found: list[str] = []
    for name in FILES:
        file = f"{below}.{name}"
        if not (folder / old.name / f"{file.replace('.', '/')}.py").exists():
            continue
        if not (folder / new.name / f"{file.replace('.', '/')}.py").exists():
            found.append(f"{name}.py is gone")
            continue
        loaded = [
            griffe.load(
                f"{state.name}.{file}", search_paths=[folder], allow_inspection=False
            )
            for state in (old, new)
        ]
        found += [
            f"{breakage.kind.value}: {breakage.obj.path}"
            for breakage in griffe.find_breaking_changes(loaded[0], loaded[1])
            if breakage.kind in KINDS
            and breakage.obj.name not in shared  # re-exported
            and getattr(breakage.old_value, "name", "") not in LAYOUT
        ]
    return found


def found_by_pyright(folder: Path, programs: Mapping[str, str]) -> dict[str, list[str]]:
    """What pyright finds in each of the programs, which import packages below a folder."""
    for name, text in programs.items():
        (folder / f"{name}.py").write_text(text, "utf-8")
    settings = {
        "include": [f"{name}.py" for name in programs],
        "extraPaths": [str(ROOT / "generated"), "."],
        "typeCheckingMode": "standard",
        "pythonVersion": "3.11",
        "reportDeprecated": "none",
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), "utf-8")
    printed = run(folder, "pyright", "--outputjson", "--pythonpath", sys.executable)
    report: dict[str, Any] = json.loads(printed)
    found: dict[str, list[str]] = {name: [] for name in programs}
    for one in report["generalDiagnostics"]:
        line = one["range"]["start"]["line"] + 1
        found[Path(one["file"]).stem].append(f"line {line}: {one['message']}")
    assert len(programs) == report["summary"]["filesAnalyzed"]
    return found
