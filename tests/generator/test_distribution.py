"""wixgen and wixapi as they are installed from wheels."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from support.projects import ROOT


def wheel_of(folder: Path, out: Path) -> zipfile.ZipFile:
    """The wheel of a distribution."""
    command = [
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(out),
    ]
    subprocess.run([sys.executable, *command, str(folder)], check=True)
    (wheel,) = out.glob("*.whl")
    return zipfile.ZipFile(wheel)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """wixgen, unpacked from its wheel: no checkout around it."""
    folder = tmp_path_factory.mktemp("installed")
    with wheel_of(ROOT, tmp_path_factory.mktemp("wheel")) as wheel:
        wheel.extractall(folder)
    return folder


def test_the_wheel_builds_a_package_without_the_checkout(
    installed: Path, tmp_path: Path
) -> None:
    """A project needs only [tool.wixgen] and specs: templates and runtime are in the wheel."""
    (tmp_path / "pyproject.toml").write_text("[tool.wixgen]\n", encoding="utf-8")
    (tmp_path / "schemas").mkdir()
    for spec in (ROOT / "schemas").rglob("*.yaml"):
        (tmp_path / "schemas" / spec.name).write_bytes(spec.read_bytes())
    script = f"""
import sys
sys.path.insert(0, {str(installed)!r})
import wixgen, wixgen.main
assert wixgen.__file__.startswith({str(installed)!r})
sys.argv = ["wixgen", "build", "-q"]
wixgen.main.main()
"""
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True)
    made = (
        tmp_path / "generated" / "wixapi" / "calendar" / "participations" / "client.py"
    )
    committed = (
        ROOT / "generated" / "wixapi" / "calendar" / "participations" / "client.py"
    )

    assert made.read_text(encoding="utf-8").replace(
        "from participations.yaml", "from calendar/participations.yaml"
    ) == committed.read_text(encoding="utf-8")


def test_the_generated_wheel_holds_the_whole_package(tmp_path: Path) -> None:
    """The wheel of generated/ has every module, the type marker, and nothing of the generator."""
    with wheel_of(ROOT / "generated", tmp_path) as wheel:
        files = {name for name in wheel.namelist() if not name.startswith("wixapi-")}
    expected = {
        path.relative_to(ROOT / "generated").as_posix()
        for path in (ROOT / "generated" / "wixapi").rglob("*")
        if path.suffix in {".py", ".typed"}
    }

    assert files == expected
