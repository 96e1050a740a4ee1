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

TYPOS = Path(__file__).parent / "typos" / "typos.py"

#: mypy's settings with all plugins that a project may use together.
PLUGINS = """
[mypy]
python_version = 3.11
strict = true
plugins = pydantic.mypy, wixapi.mypy
[pydantic-mypy]
init_typed = true
init_forbid_extra = true
warn_required_dynamic_aliases = true
"""

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


def test_ty(project: Path, package: Path) -> None:
    """ty, which is young, understands all good use but that of webhooks; async methods are methods to it."""
    files = [f"cases/{name}" for name in sorted(GOOD - {"good_webhooks.py"})]
    paths = [f"--extra-search-path={package}", f"--python={sys.prefix}"]
    printed = run(project, "ty", "check", *paths, "--output-format=concise", *files)

    assert "All checks passed!" in printed


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


def test_plugins_of_mypy(package: Path, project: Path) -> None:
    """Our plugin has mypy name mistyped keys; beside it, pydantic's at its strictest finds nothing in good use."""
    (project / "plugins.ini").write_text(PLUGINS, encoding="utf-8")
    shutil.copy(TYPOS, project)
    good = (project / "cases").glob("good_*.py")
    files = [TYPOS.name, *(f"cases/{path.name}" for path in good)]
    options = ["--config-file=plugins.ini", "--cache-dir=plugins", *sorted(files)]
    paths = {"MYPYPATH": str(package), "PYTHONPATH": str(package)}
    printed = run(project, "mypy", *options, **paths).splitlines()[:-1]

    lines = TYPOS.read_text("utf-8").splitlines()
    named = {
        (number, line.rpartition(" # named: ")[2])
        for number, line in enumerate(lines, 1)
        if " # named: " in line
    }
    found = [re.match(r"typos\.py:(\d+): error: ", line) for line in printed]
    assert {number for number, _ in named} == {int(one[1]) for one in found if one}
    assert all(found)
    for number, key in named:
        told = [line for line in printed if line.startswith(f"typos.py:{number}:")]
        assert any(f'"{key}"' in line for line in told), told


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
