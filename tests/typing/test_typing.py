"""What type checkers say about code that uses the package.

`cases/` holds such code. A line that must be an error ends with a comment that says which checker
finds what: `# error: pyright reportArgumentType, mypy arg-type`; all other lines must be clean. Both
checkers are strict, and both are held to the comments in both directions.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from support.committed import committed_specs
from support.projects import ROOT, SCHEMAS, generated, write_files
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
    "good_stored.py",
    "good_testing.py",
    "good_webhooks.py",
}


#: The entities that `good_stored.py` uses beside those of every run.
STORED = (
    "blog/draftPosts.yaml",
    "blog/posts.yaml",
    "crm/contacts.yaml",
    "events/wixEventsV2.yaml",
    "stores/productsV3.yaml",
)

FRAMEWORKS = ("fastapi", "flask", "django")

#: What the README's lines for frameworks stand below.
HOOKS = """\
from wixapi import Webhooks

hooks = Webhooks(public_key="…")
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package made from the specs of this run: mypy reads all of what it is given, which takes minutes."""
    stored = {path: (SCHEMAS / path).read_bytes() for path in STORED}
    files = generated({**committed_specs(), **stored})
    return write_files(tmp_path_factory.mktemp("package"), files)


@pytest.fixture(scope="module")
def project(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cases and the README's lines for frameworks, as a project of their own."""
    made = project_of(CASES, package, tmp_path_factory.mktemp("typing"))
    for framework, lines in zip(FRAMEWORKS, framework_lines(), strict=True):
        case = made / "cases" / f"good_readme_{framework}.py"
        case.write_text(f"{HOOKS}\n{lines}", encoding="utf-8")
    return made


def framework_lines() -> list[str]:
    """What the README says to write for each of the frameworks."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [
        next(block for block in blocks if block.startswith(f"from {framework}"))
        for framework in FRAMEWORKS
    ]


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


@pytest.mark.slow  # 40 s: what mypy knows by now, it knows without the plugin
def test_good_use_is_clean_with_the_plugin_of_pydantic(
    package: Path, project: Path
) -> None:
    """mypy finds nothing with pydantic's plugin at its strictest either, nor in what it reads of the package."""
    settings = """
[mypy]
python_version = 3.11
strict = true
plugins = pydantic.mypy
[pydantic-mypy]
init_typed = true
init_forbid_extra = true
warn_required_dynamic_aliases = true
"""
    (project / "plugin.ini").write_text(settings, encoding="utf-8")
    options = ["--config-file=plugin.ini", "--cache-dir=cache_of_plugin"]
    files = sorted(f"cases/{path.name}" for path in project.glob("cases/good_*.py"))
    printed = run(project, "mypy", *options, *files, MYPYPATH=str(package))

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
