"""Specs in, package out: what tests of the generator need again and again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

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


def generated(specs: Mapping[str, bytes], *, jobs: int = 1) -> dict[str, str]:
    """The files made from specs that have no errors."""
    report = Diagnostics()
    understood = understand(specs, "0.1.0", report)
    assert not report.has_errors, text_report(report)
    return generate(understood.package, templates_folder(), jobs)


def write_files(folder: Path, files: Mapping[str, str]) -> Path:
    """Put `files` below `folder`."""
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return folder
