"""What type checkers say about code that uses the package.

`cases/` holds such code. A line that must be an error ends with a comment that says which checker
finds what: `# error: pyright reportArgumentType, mypy arg-type`; all other lines must be clean. Both
checkers are strict, and both are held to the comments in both directions.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from support.committed import committed_specs
from support.projects import generated, write_files
from support.type_checkers import (
    COMMENT,
    EXPECTED,
    expected,
    found_by_mypy,
    found_by_pyright,
    project_of,
    run,
)

CASES = Path(__file__).parent / "cases"
FILES = sorted(path.name for path in CASES.glob("*.py"))

#: Files without a single error: how the package is meant to be used.
GOOD = {
    "good_async.py",
    "good_calls.py",
    "good_daily.py",
    "good_inbox.py",
    "good_testing.py",
    "good_webhooks.py",
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package made from the specs of this run: mypy reads all of what it is given, which takes minutes."""
    files = generated(committed_specs())
    return write_files(tmp_path_factory.mktemp("package"), files)


@pytest.fixture(scope="module")
def project(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cases as a project of their own."""
    return project_of(CASES, package, tmp_path_factory.mktemp("typing"))


def test_pyright(project: Path) -> None:
    """pyright strict finds exactly what the comments say."""
    assert sorted(expected(CASES, "pyright")) == sorted(found_by_pyright(project))


def test_mypy(project: Path, package: Path) -> None:
    """mypy strict finds exactly what the comments say."""
    assert sorted(expected(CASES, "mypy")) == sorted(found_by_mypy(project, package))


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
    assert file in {name for name, _, _ in expected(CASES, checker)}


def test_the_package_itself_is_strict_for_mypy(project: Path, package: Path) -> None:
    """mypy finds nothing in the package of the committed specs in strict mode; it knows what the cases use."""
    options = ["--config-file=mypy.ini", "--cache-dir=cache"]
    printed = run(project, "mypy", *options, "-p", "wixapi", MYPYPATH=str(package))

    assert "Success: no issues found" in printed


@pytest.mark.slow  # 40 s: pyright reads every line, and keeps nothing
def test_the_package_itself_is_strict_for_pyright(
    package: Path, tmp_path: Path
) -> None:
    """pyright finds nothing in the package of the committed specs in strict mode."""
    shutil.copytree(package / "wixapi", tmp_path / "wixapi")
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))

    printed = run(tmp_path, "pyright", "--pythonpath", sys.executable)

    assert "0 errors, 0 warnings" in printed
