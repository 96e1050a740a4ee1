"""wixgen and wixapi as they are installed from wheels."""

from __future__ import annotations

import subprocess
import sys
import tarfile
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


def sdist_of(folder: Path, out: Path) -> set[str]:
    """The files of a source distribution, below its own folder."""
    command = "import sys, hatchling.build as b; print(b.build_sdist(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", command, str(out)],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    with tarfile.open(out / done.stdout.split()[-1]) as archive:
        return {member.name.partition("/")[2] for member in archive if member.isfile()}


def files_of(folder: Path, *names: str) -> set[str]:
    """The files that stand at or below these names in a checkout, but for what Python compiled."""
    tops = [folder / name for name in names]
    below = [
        path for top in tops for path in (top.rglob("*") if top.is_dir() else [top])
    ]
    return {
        path.relative_to(folder).as_posix()
        for path in below
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize(
    ("folder", "names"),
    [
        (
            ROOT,
            (
                "generator",
                "templates",
                "schemas",
                "README.md",
                "LICENSE",
                "CHANGELOG.md",
            ),
        ),
        (ROOT / "generated", ("wixapi", "README.md", "LICENSE")),
    ],
    ids=["wixgen", "wixapi"],
)
def test_source_distributions_hold_what_they_should(
    tmp_path: Path, folder: Path, names: tuple[str, ...]
) -> None:
    """Everything that is needed, and nothing that lies about: no tests, no cache."""
    added = {"PKG-INFO", "pyproject.toml", ".gitignore"}

    assert files_of(folder, *names) == sdist_of(folder, tmp_path) - added


@pytest.mark.parametrize(
    ("folder", "package", "further"),
    [
        (
            ROOT,
            "generator/wixgen",
            {
                **{path: f"wixgen/_{path}" for path in files_of(ROOT, "templates")},
                **{
                    path: f"wixgen/_catalogue/{path.removeprefix('schemas/')}"
                    for path in files_of(ROOT, "schemas")
                },
                "index": "wixgen/_catalogue/index.json",
            },
        ),
        (ROOT / "generated", "wixapi", {}),
    ],
    ids=["wixgen", "wixapi"],
)
def test_wheels_hold_what_they_should(
    tmp_path: Path, folder: Path, package: str, further: dict[str, str]
) -> None:
    """A wheel holds its package, templates and the catalogue if it has some, metadata with the licence."""
    name = package.rpartition("/")[2]
    expected = {
        path.removeprefix("generator/") for path in files_of(folder, package)
    } | {*further.values()}
    with wheel_of(folder, tmp_path) as wheel:
        found = set(wheel.namelist())
    metadata = {path for path in found if path.startswith(f"{name}-0.1.0.dist-info/")}

    assert expected == found - metadata
    assert f"{name}-0.1.0.dist-info/licenses/LICENSE" in metadata


def test_the_package_has_the_licence_of_the_generator() -> None:
    """The licence that templates ship is that of the repository."""
    assert (ROOT / "LICENSE").read_bytes() == (ROOT / "templates/LICENSE").read_bytes()


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
    for name in ("common.yaml", "calendar/participations.yaml"):
        spec = ROOT / "schemas" / name
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


def test_the_wheel_begins_a_project_without_the_checkout(
    installed: Path, tmp_path: Path
) -> None:
    """The catalogue and its index are in the wheel: nothing of it is read again, or written."""
    index = installed / "wixgen/_catalogue/index.json"
    before = index.stat().st_mtime_ns
    script = f"""
import sys
sys.path.insert(0, {str(installed)!r})
import wixgen.main
import wixgen.catalogue.index as index
index.load = None  # would be called for a spec that the index doesn't have
sys.argv = ["wixgen", *sys.argv[1:]]
wixgen.main.main()
"""
    for command in (["list", "guests"], ["init", "--with", "events.guests"]):
        subprocess.run(
            [sys.executable, "-c", script, *command], cwd=tmp_path, check=True
        )
    spec = "schemas/events/guests.yaml"

    assert (ROOT / spec).read_bytes() == (tmp_path / spec).read_bytes()
    assert before == index.stat().st_mtime_ns


def test_the_wheel_is_small(tmp_path: Path) -> None:
    """The wheel of wixgen with its catalogue stays below 3 MB."""
    with wheel_of(ROOT, tmp_path) as wheel:
        size = sum(member.compress_size for member in wheel.infolist())

    assert size < 3_000_000
