"""The real pages, where they are at hand: the committed specs say what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from wixgen.cli.app import app

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
PAGES = sorted([*SHARED.glob("pages/*.md"), *SHARED.glob("seeds/*.txt")])

pytestmark = pytest.mark.skipif(not PAGES, reason="the real pages are not here")


#: How drift tells what the types have added to what the pages say.
ADDED = re.compile(
    r".*: (`\w+` is missing on the page, `\w+` in the spec"
    r"|the spec has the (error|permission) .*, the page doesn't"
    r"|the spec requires it, the page doesn't)"
)


def test_committed_specs_have_not_drifted() -> None:
    """What pages say, with line structure or without, is in the committed specs; the types add to it."""
    result = CliRunner().invoke(
        app, ["drift", *map(str, PAGES), "--project", str(ROOT)]
    )
    told = [line for line in result.stdout.splitlines() if not line.startswith("  ")]

    assert [] == [line for line in told if not ADDED.fullmatch(line)]
    assert f"{len(told)} differences\n" == result.stderr


def test_import_changes_nothing_of_committed_specs(tmp_path: Path) -> None:
    """Importing the pages once more leaves every spec as it is, byte for byte."""
    specs = {
        path.relative_to(ROOT / "schemas"): path.read_bytes()
        for path in (ROOT / "schemas").rglob("*.yaml")
    }
    for name, data in specs.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)

    options = ["--schemas", str(tmp_path), "--descriptions", "none", "-q"]
    result = CliRunner().invoke(
        app, ["import", *map(str, PAGES), *options, "--project", str(ROOT)]
    )

    assert 0 == result.exit_code, result.output
    assert specs == {
        path.relative_to(tmp_path): path.read_bytes()
        for path in tmp_path.rglob("*.yaml")
    }
