"""Resources of which only Wix's JavaScript SDK can call something have no module."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from support.projects import built, write_files
from wixgen.cli.app import app
from wixgen.main import _is_idle

DOORS = """\
package: shop
module: doors
methods:
  getDoor: {http: GET /doors, returns: {name: string}}
"""
SPECS = {
    "shop/doors.yaml": DOORS,
    "shop/lids.yaml": "package: shop\nmodule: lids\ntypes: {Lid: {fields: {x: string}}}\nunmapped: [getLid]\n",
    "sealed/jars.yaml": "package: sealed\nmodule: jars\nunmapped: [openJar]\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with these specs."""
    folder = tmp_path / "project"
    write_files(folder, {"pyproject.toml": "[tool.wixgen]\n"})
    write_files(folder / "schemas", SPECS)
    return folder


def test_no_empty_modules(project: Path) -> None:
    """Neither their modules nor a package of them alone are made; the README names their methods."""
    files = built(project)

    folders = {path.rpartition("/")[0] for path in files if path.startswith("wixapi/")}
    assert "wixapi/shop/doors" in folders
    assert {"wixapi/shop/lids", "wixapi/sealed", "wixapi/sealed/jars"}.isdisjoint(
        folders
    )
    package = files["wixapi/shop/__init__.py"] + files["wixapi/_api.py"]
    assert b"lids" not in package
    assert b"sealed" not in package
    assert b"`getLid`" in files["README.md"]
    assert b"`openJar`" in files["README.md"]


def test_nothing_is_left_to_do(project: Path) -> None:
    """A second build is idle, and nothing is said of them."""
    first = CliRunner().invoke(app, ["build", "--project", str(project)])

    assert (0, "") == (first.exit_code, first.stderr.partition("made")[0])
    assert _is_idle(["build", "-q", "--project", str(project)])


@pytest.mark.parametrize(
    "change",
    [
        {"shop/doors.yaml": DOORS.replace("getDoor", "readDoor")},
        {"sealed/jars.yaml": DOORS.replace("shop", "sealed").replace("doors", "jars")},
        {"shop/lids.yaml": SPECS["shop/lids.yaml"].replace("getLid", "readLid")},
        {"shop/doors.yaml": "package: shop\nmodule: doors\nunmapped: [getDoor]\n"},
    ],
)
def test_changes_give_what_a_build_from_nothing_gives(
    project: Path, change: dict[str, str], tmp_path: Path
) -> None:
    """Also where one becomes callable, or is so no more."""
    built(project)
    write_files(project / "schemas", change)
    changed = built(project)
    new = tmp_path / "new"
    shutil.copytree(project, new, ignore=shutil.ignore_patterns("generated"))

    assert built(new) == changed
