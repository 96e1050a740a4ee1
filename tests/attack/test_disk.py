"""Builds and imports whose disk fails: full, read-only or the process killed, at each change of the disk."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pages.small import method_page
from support.disk_faults import Ended, run_with_fault
from support.projects import files_below, write_files
from support.samples import slow_but
from wixgen.cli.app import app

FAULTS = ["ENOSPC", "EROFS", "kill"]
FEW = 2  # steps in the usual run; all of them in the slow one
HEAD = "package: demo\nmodule: things\n"
TYPES = "types:\n  Thing: {fields: {id: string, size: int32}}\n"
MORE = "  Door: {fields: {id: string}}\n"
METHOD = "methods:\n  {}: {{http: GET /things/v1/things, returns: {{thing: Thing}}}}\n"
BEFORE = HEAD + TYPES + METHOD.format("getThing")
AFTER = HEAD + TYPES + MORE + METHOD.format("findThing")
LINES = ["   param name: size | type: integer | description: How big. "]


def run(*arguments: str) -> int:
    """A command in this process."""
    result = CliRunner().invoke(app, list(arguments))
    os.write(1, result.output.encode())
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code


def build(project: Path) -> int:
    """`wixgen build`."""
    return run("build", "-q", "--jobs", "1", "--project", str(project))


def bring(project: Path) -> int:
    """`wixgen import` of all pages, with a report."""
    report = str(project / "report.json")
    pages = str(project / "pages")
    return run("import", pages, "--report", report, "--project", str(project))


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was built, with a spec that was changed after that."""
    project = tmp_path_factory.mktemp("changed")
    write_files(project, {"pyproject.toml": "[tool.wixgen]\n"})
    write_files(project, {"schemas/demo/things.yaml": BEFORE})
    assert 0 == build(project)
    write_files(project, {"schemas/demo/things.yaml": AFTER})
    return project


@pytest.fixture(scope="module")
def with_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with pages of two resources, of which one has a spec."""
    project = tmp_path_factory.mktemp("with_pages")
    write_files(project, {"pyproject.toml": "[tool.wixgen]\n"})
    (project / "schemas").mkdir()
    write_files(project, {"pages/a.md": method_page("openDoor", LINES)})
    assert 0 == bring(project)
    for number, name in enumerate(("closeDoor", "paintDoor")):
        page = method_page(name, LINES, namespace=("Doors", "Gates")[number])
        write_files(project, {f"pages/{number}.md": page})
    return project


def copied(project: Path, to: Path) -> Path:
    """Another project like one, with the times of its files."""
    return Path(shutil.copytree(project, to))


def steps_of(count: int, examples: int) -> list[int]:
    """Which changes fail: all, or some of them from the first to the last."""
    every = max(1, count // examples)
    return [*range(0, count, every)]


def examined(ended: Ended, fault: str) -> None:
    """A failure is told in words, and a kill is a kill."""
    if fault == "kill":
        assert -9 == ended.code, ended.output
        return
    assert ended.code in {0, 1, 2, 3}, ended.output
    assert "Traceback" not in ended.output
    if ended.code:
        assert "error" in ended.output


@pytest.mark.parametrize("examples", slow_but([FEW], [FEW, 10_000]))
@pytest.mark.parametrize("fault", FAULTS)
def test_a_build(changed: Path, tmp_path: Path, fault: str, examples: int) -> None:
    """Whatever fails when, the next build gives what a build from nothing gives, and nothing is left over."""
    whole = copied(changed, tmp_path / "whole")
    counted = run_with_fault(lambda: build(whole), whole, None)
    expected = files_below(whole / "generated")
    before = files_below(changed / "generated")
    assert counted.changes > 20
    for step in steps_of(counted.changes, examples):
        project = copied(changed, tmp_path / str(step))
        ended = run_with_fault(lambda at=project: build(at), project, step, fault)  # type: ignore[misc]
        examined(ended, fault)
        for path, content in files_below(project / "generated").items():
            known = (before.get(path), expected.get(path))
            assert content in known or path.startswith(".wixgen"), (step, path)

        assert 0 == run_with_fault(lambda at=project: build(at), project, None).code  # type: ignore[misc]
        assert expected == files_below(project / "generated"), step
        shutil.rmtree(project)


@pytest.mark.parametrize("examples", slow_but([FEW], [FEW, 10_000]))
@pytest.mark.parametrize("fault", FAULTS)
def test_an_import(with_pages: Path, tmp_path: Path, fault: str, examples: int) -> None:
    """Each spec is the old one or the new one; the next import completes, and clears away."""
    whole = copied(with_pages, tmp_path / "whole")
    counted = run_with_fault(lambda: bring(whole), whole, None)
    expected, before = files_below(whole), files_below(with_pages)
    assert counted.changes > 8
    for step in steps_of(counted.changes, examples):
        project = copied(with_pages, tmp_path / str(step))
        ended = run_with_fault(lambda at=project: bring(at), project, step, fault)  # type: ignore[misc]
        examined(ended, fault)
        for path, content in files_below(project).items():
            known = (before.get(path), expected.get(path))
            assert content in known or path.endswith(".wixgen"), (step, path)

        assert 0 == run_with_fault(lambda at=project: bring(at), project, None).code  # type: ignore[misc]
        assert expected == files_below(project), step
        shutil.rmtree(project)
