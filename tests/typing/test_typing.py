"""What type checkers say about code that uses the package.

`cases/` holds such code. A line that must be an error ends with a comment that says which checker
finds what: `# error: pyright reportArgumentType, mypy arg-type`; all other lines must be clean. Both
checkers are strict, and both are held to the comments in both directions.
"""

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

import pytest

CASES = Path(__file__).parent / "cases"
GENERATED = Path(__file__).parents[2] / "generated"
FILES = sorted(path.name for path in CASES.glob("*.py"))

#: Files without a single error: how the package is meant to be used.
GOOD = {
    "good_async.py",
    "good_calls.py",
    "good_inbox.py",
    "good_testing.py",
    "good_webhooks.py",
}

#: What pyright adds where something before it in the line is an error already.
CONSEQUENCE = re.compile("reportUnknown.*Type")

COMMENT = re.compile(r"# error: (.*)$")
EXPECTED = re.compile(r"(pyright|mypy) ([\w-]+)(?:, |$)")

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


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cases as a project of their own, since checkers write beside what they check."""
    folder = tmp_path_factory.mktemp("typing")
    shutil.copytree(
        CASES, folder / "cases", ignore=shutil.ignore_patterns("__pycache__")
    )
    settings = {
        "include": ["cases"],
        "extraPaths": [str(GENERATED)],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), "utf-8")
    (folder / "mypy.ini").write_text(
        "[mypy]\npython_version = 3.11\nstrict = true\n", "utf-8"
    )
    return folder


@pytest.fixture(scope="module")
def pyright(project: Path) -> Found:
    """What pyright finds in all cases."""
    report = json.loads(
        run(project, "pyright", "--outputjson", "--pythonpath", sys.executable)
    )
    assert len(FILES) == report["summary"]["filesAnalyzed"]
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


@pytest.fixture(scope="module")
def mypy(project: Path) -> Found:
    """What mypy finds in all cases, and in the package on the way."""
    options = ["--config-file=mypy.ini", "--output=json", "--cache-dir=cache"]
    printed = run(project, "mypy", *options, "cases", MYPYPATH=str(GENERATED))
    reported: list[Mapping[str, Any]] = [
        json.loads(line) for line in printed.splitlines()
    ]
    return {
        (Path(one["file"]).name, one["line"], one["code"] or "none")
        for one in reported
        if one["severity"] == "error"
    }


def expected(checker: str) -> Found:
    """What the comments in the cases say that the checker must find."""
    return {
        (file, number, rule)
        for file in FILES
        for number, line in enumerate((CASES / file).read_text("utf-8").splitlines(), 1)
        if (comment := COMMENT.search(line))
        for tool, rule in EXPECTED.findall(comment[1])
        if tool == checker
    }


def test_pyright(pyright: Found) -> None:
    """pyright strict finds exactly what the comments say."""
    assert sorted(expected("pyright")) == sorted(pyright)


def test_mypy(mypy: Found) -> None:
    """mypy strict finds exactly what the comments say."""
    assert sorted(expected("mypy")) == sorted(mypy)


@pytest.mark.parametrize("file", FILES)
def test_comments_are_well_formed(file: str) -> None:
    """No comment says something that the tests don't see."""
    for line in (CASES / file).read_text("utf-8").splitlines():
        if "# error" in line:
            comment = COMMENT.search(line)
            assert comment, line
            assert "" == EXPECTED.sub("", comment[1]), line


def test_good_use_expects_no_errors() -> None:
    """The files of good use are there, and expect nothing at all."""
    assert set(FILES) >= GOOD
    assert [] == [
        file for file in GOOD if COMMENT.search((CASES / file).read_text("utf-8"))
    ]


@pytest.mark.parametrize("checker", ["pyright", "mypy"])
@pytest.mark.parametrize("file", sorted(set(FILES) - GOOD))
def test_every_mistake_is_found(checker: str, file: str) -> None:
    """Each file of mistakes has some that the checker finds."""
    assert file in {name for name, _, _ in expected(checker)}


@pytest.mark.parametrize("checker", ["pyright", "mypy"])
def test_the_package_itself_is_strict(checker: str, tmp_path: Path) -> None:
    """Both checkers find nothing in the committed package in strict mode."""
    shutil.copytree(GENERATED / "wixapi", tmp_path / "wixapi")
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    command, verdict = {
        "pyright": (
            ["pyright", "--pythonpath", sys.executable],
            "0 errors, 0 warnings",
        ),
        "mypy": (
            ["mypy", "--strict", "--no-incremental", "--config-file=", "-p", "wixapi"],
            "Success: no issues found",
        ),
    }[checker]

    assert verdict in run(tmp_path, *command)
