"""Specs in, package out: what tests of the generator need again and again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from typer.testing import CliRunner

from wixgen.building.cache import CACHE_FOLDER
from wixgen.cli.app import app
from wixgen.diagnostics import Diagnostics, text_report
from wixgen.pipeline import generate, understand
from wixgen.project import spec_paths, templates_folder

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
SCHEMAS = ROOT / "schemas"


def specs_below(folder: Path) -> dict[str, bytes]:
    """Every spec of a folder, by its path relative to it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in spec_paths(folder)
    }


def generated(specs: Mapping[str, bytes]) -> dict[str, str]:
    """The files made from specs that have no errors."""
    report = Diagnostics()
    understood = understand(specs, "0.1.0", report)
    assert not report.has_errors, text_report(report)
    return generate(understood.package, templates_folder())


def built(project: Path, jobs: int = 1) -> dict[str, bytes]:
    """The project's files after `wixgen build` with that many processes."""
    runner = CliRunner().invoke(
        app, ["build", "-q", "--jobs", str(jobs), "--project", str(project)]
    )
    assert runner.exit_code == 0, runner.output
    return files_below(project / "generated")


def files_below(folder: Path) -> dict[str, bytes]:
    """The content of every file of a folder but wixgen's cache, by its path relative to it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and CACHE_FOLDER not in path.parts
    }


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Put `files` below `folder`."""
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder
