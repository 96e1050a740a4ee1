"""Broken specs, one fault each, and what `wixgen lint` says about them.

A case is `<code>[-variant].yaml` with the expected text in `<code>[-variant].txt`, or a folder
`<code>[-variant]` of specs with an `expected.txt`. `pytest --update-goldens` rewrites the texts.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from support.projects import ROOT
from wixgen.acceptances import UNUSED
from wixgen.cli.app import app
from wixgen.diagnostics import Diagnostics, text_report
from wixgen.pipeline import understand

BROKEN = ROOT / "tests" / "broken"
CASES = sorted(
    path for path in BROKEN.iterdir() if path.is_dir() or path.suffix == ".yaml"
)
MADE_IN_TESTS = {"too-big"}  # their specs are too large to be kept as files
STAGES = [ROOT / "generator" / "wixgen" / stage for stage in ("spec", "package")]
NO_CODES = {"o-auth", "utf-8-sig", "x-always", "x-immutable"}


def found_in(case: Path) -> Diagnostics:
    """What the generator finds in a case."""
    specs = sorted(case.glob("*.yaml")) if case.is_dir() else [case]
    report = Diagnostics()
    understand({path.name: path.read_bytes() for path in specs}, "1.0.0", report)
    return report


def expectation(case: Path) -> Path:
    """The file that says what is expected."""
    return case / "expected.txt" if case.is_dir() else case.with_suffix(".txt")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_broken_spec_is_explained(case: Path, update_goldens: bool) -> None:
    """The text of all that is found is what stands beside the case."""
    text = text_report(found_in(case)) + "\n"
    if update_goldens:
        expectation(case).write_text(text, encoding="utf-8", newline="")

    assert expectation(case).read_bytes().decode("utf-8") == text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_one_fault_gives_one_finding(case: Path) -> None:
    """A fault is reported once, without errors that only follow from it."""
    assert len(list(found_in(case))) == 1


def codes_in(source: str) -> Iterator[str]:
    """The codes in a module: what is given to `error` or `warn`, and all that look like one."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(
                func=ast.Attribute(attr="error" | "warn"),
                args=[_, ast.Constant(code), _],
            ):
                yield str(code)
            case ast.Constant(str(text)) if re.fullmatch(r"[a-z]+(-[a-z]+)+", text):
                yield text
            case _:
                pass


def test_every_code_has_a_case() -> None:
    """No diagnostic of the spec and shape stages is without a broken spec that shows it."""
    sources = [
        path.read_text(encoding="utf-8")
        for stage in STAGES
        for path in stage.glob("*.py")
    ]
    codes = (
        {code for source in sources for code in codes_in(source)}
        - NO_CODES
        - MADE_IN_TESTS
    )
    shown = {finding.code for case in CASES for finding in found_in(case)}
    codes |= {UNUSED}  # of a room that others share

    assert sorted(codes) == sorted(shown)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_case_is_named_after_its_code(case: Path) -> None:
    """The name of a case begins with the code that it shows."""
    (finding,) = found_in(case)

    assert case.stem == finding.code or case.stem.startswith(f"{finding.code}-")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_lint_prints_it(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`wixgen lint` prints the expectation, and its exit code says whether there are errors."""
    monkeypatch.chdir(case if case.is_dir() else BROKEN)
    result = CliRunner().invoke(app, ["lint", "." if case.is_dir() else case.name])

    assert result.stdout == expectation(case).read_bytes().decode("utf-8")
    assert result.exit_code == int(found_in(case).has_errors)


def test_no_expectation_is_left_over() -> None:
    """Everything in the folder belongs to a case."""
    known = {*CASES, *(expectation(case) for case in CASES)}
    known |= {path for case in CASES if case.is_dir() for path in case.glob("*.yaml")}

    assert [path for path in sorted(BROKEN.rglob("*")) if path not in known] == []
