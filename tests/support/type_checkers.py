"""pyright and mypy over a folder of cases, whose comments say what the checkers must find in which line."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

COMMENT = re.compile(r"# error: (.*)$")
EXPECTED = re.compile(r"(pyright|mypy) ([\w-]+)(?:, |$)")

#: What pyright adds where something before it in the line is an error already.
CONSEQUENCE = re.compile("reportUnknown.*Type")

Found = set[tuple[str, int, str]]
"""File, line, and rule or code."""


def run(folder: Path, *command: str, **environment: str) -> str:
    """What a checker prints; 1 is its exit code where it finds something."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    return done.stdout


def project_of(cases: Path, package: Path, folder: Path) -> Path:
    """The cases as a project of their own that finds the package: checkers write beside what they check."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(cases, folder / "cases", ignore=ignored)
    settings = {
        "include": ["cases"],
        "extraPaths": [str(package)],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), "utf-8")
    (folder / "mypy.ini").write_text(
        "[mypy]\npython_version = 3.11\nstrict = true\n", "utf-8"
    )
    return folder


def found_by_pyright(project: Path) -> Found:
    """What pyright finds in all cases."""
    report = json.loads(
        run(project, "pyright", "--outputjson", "--pythonpath", sys.executable)
    )
    files = [*(project / "cases").glob("*.py")]
    assert len(files) == report["summary"]["filesAnalyzed"]
    found = {
        (
            Path(one["file"]).name,
            one["range"]["start"]["line"] + 1,
            one.get("rule", "none"),
        )
        for one in report["generalDiagnostics"]
    }
    lines = {
        (file, line) for file, line, rule in found if not CONSEQUENCE.fullmatch(rule)
    }
    return {
        (file, line, rule)
        for file, line, rule in found
        if (file, line) not in lines or not CONSEQUENCE.fullmatch(rule)
    }


def found_by_mypy(project: Path, package: Path) -> Found:
    """What mypy finds in all cases, and in the package on the way."""
    options = ["--config-file=mypy.ini", "--output=json", "--cache-dir=cache"]
    printed = run(project, "mypy", *options, "cases", MYPYPATH=str(package))
    reported: list[Mapping[str, Any]] = [
        json.loads(line) for line in printed.splitlines()
    ]
    return {
        (Path(one["file"]).name, one["line"], one["code"] or "none")
        for one in reported
        if one["severity"] == "error"
    }


def expected(cases: Path, checker: str) -> Found:
    """What the comments in the cases say that the checker must find."""
    return {
        (path.name, number, rule)
        for path in cases.glob("*.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if (comment := COMMENT.search(line))
        for tool, rule in EXPECTED.findall(comment[1])
        if tool == checker
    }
