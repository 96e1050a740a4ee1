"""`wixgen lint` reads package by package, in any number of processes, and finds the same as all at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.projects import GOLDEN, ROOT, specs_below
from support.random_api import SMALL, random_api
from wixgen.cli import linting
from wixgen.cli.linting import lint_findings
from wixgen.diagnostics import Diagnostic, Diagnostics
from wixgen.package.distribution import DEFAULT_VERSION
from wixgen.pipeline import understand
from wixgen.spec_text.formatter import warn_of_format

BROKEN = ROOT / "tests" / "broken"
FAULTY = sorted(path for path in BROKEN.iterdir() if path.is_dir())
TWO = """\
package: b
module: c
types: {T: {fields: {x: nothing}}}
"""


def all_at_once(files: dict[str, bytes]) -> list[Diagnostic]:
    """What is found if all specs are read together."""
    report = Diagnostics()
    understand(files, DEFAULT_VERSION, report)
    for path, data in files.items():
        warn_of_format(path, data, report)
    return list(report)


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize("folder", [*FAULTY, GOLDEN], ids=lambda path: path.name)
def test_faults_among_files(folder: Path, jobs: int) -> None:
    """Resources of one name, packages of one name, types that collide with common ones."""
    files = specs_below(folder)

    assert all_at_once(files) == lint_findings(files, {*files}, jobs)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"b/c.yaml": TWO},
        {"a.yaml": TWO, "b.yaml": TWO},
        {"a.yaml": TWO, "b.yaml": f"# x\n{TWO}".replace("package", '"package"')},
        {"common.yaml": "types: {3: {}}\n"},
        {"b.yaml": "package: [\n"},
    ],
)
def test_faults_in_a_random_api(change: dict[str, str]) -> None:
    """Also where the package can't be told without parsing, and where a file can't be read."""
    texts = random_api(7, 4, SMALL).texts() | change
    files = {path: text.encode() for path, text in texts.items()}
    expected = all_at_once(files)

    assert expected == lint_findings(files, {*files}, 1)
    for path in files:
        wanted = [finding for finding in expected if finding.place.path == path]
        assert wanted == lint_findings(files, {path}, 1)


def test_one_spec_needs_its_package_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Linting one spec among many reads those of its package and the common types."""
    head = "package: {}\nmodule: {}\n"
    names = [("a", "x"), ("a", "y"), ("b", "x"), ("c", "x")]
    files = {
        f"{package}/{module}.yaml": head.format(package, module).encode()
        for package, module in names
    }
    files["common.yaml"] = b"types: {}\n"
    read: set[str] = set()

    def noting(found: dict[str, bytes], *arguments: Any, **options: Any) -> Any:
        read.update(found)
        return understand(found, *arguments, **options)

    monkeypatch.setattr(linting, "understand", noting)
    lint_findings(files, {"a/x.yaml"}, 1)

    assert {"a/x.yaml", "a/y.yaml", "common.yaml"} == read
