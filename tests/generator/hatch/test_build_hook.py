"""hatchling's build hook: the package in a project's own wheel, made of its specs while the wheel is built."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from email import message_from_bytes
from email.message import Message
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement

import wixgen
from support.projects import ROOT, built, write_files

PROJECT = Path(__file__).parent / "project"
SPEC = (PROJECT / "schemas/doors/gates.yaml").read_text(encoding="utf-8")
SETTINGS = """\
[project]
name = "acme-app"
version = "2.1.0"

[tool.hatch.build.hooks.wixgen]
"""
#: Opens a gate with the code of the project, and with the package that the wheel has.
USE = """
import importlib.util
from acme.porter import VERSION, open_gate
from acme_wix import testing
transport = testing.Transport({("POST", "/doors/v1/gates/{gateId}/open"): {"gate": {"lock": {"code": "1"}}}})
gate = open_gate(testing.client(transport), "00000000-0000-4000-8000-000000000001")
print(VERSION, gate.lock.code, importlib.util.find_spec("wixgen"))
"""


PIP = (sys.executable, "-m", "pip", "-q", "--no-input")
OFFLINE = os.environ | {"PIP_NO_INDEX": "1"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project that is committed beside this file."""
    return shutil.copytree(PROJECT, tmp_path_factory.mktemp("acme") / "project")


@pytest.fixture(scope="module")
def made(project: Path) -> Path:
    """The wheel that pip makes of the project, without a network."""
    out = project.parent / "wheels"
    alone = ("--no-deps", "--no-build-isolation", "-w", out)
    run(*PIP, "wheel", *alone, project, env=OFFLINE)
    (wheel,) = out.glob("*.whl")
    return wheel


def small(folder: Path, settings: str = SETTINGS, spec: str = SPEC) -> Path:
    """A project that has specs and no code, and whose package has the usual name."""
    shutil.copytree(PROJECT / "schemas", folder / "schemas")
    files = {"pyproject.toml": settings, "schemas/doors/gates.yaml": spec}
    return write_files(folder, files)


def wheel(project: Path, version: str = "standard") -> Path:
    """The wheel that hatchling builds of a project, in a folder beside it."""
    out = project.parent / f"{project.name}-{version}"
    return Path(
        next(WheelBuilder(str(project)).build(directory=str(out), versions=[version]))
    )


def sdist(project: Path) -> Path:
    """The source distribution that hatchling builds of a project, unpacked."""
    out = project.parent / f"{project.name}-sdist"
    (made,) = SdistBuilder(str(project)).build(
        directory=str(out), versions=["standard"]
    )
    # early releases of Python 3.11 know no filters, later ones ask for one
    filters = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
    with tarfile.open(made) as archive:
        archive.extractall(out, **filters)  # type: ignore[arg-type]
    return out / Path(made).name.removesuffix(".tar.gz")


def files_of(wheel: Path) -> dict[str, bytes]:
    """The files in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def metadata_of(wheel: Path) -> Message:
    """The metadata of a wheel."""
    (content,) = (
        content
        for name, content in files_of(wheel).items()
        if name.endswith("/METADATA")
    )
    return message_from_bytes(content)


def run(*command: str | Path, env: Mapping[str, str] | None = None) -> str:
    """Run a program; return what it prints."""
    done = subprocess.run(
        [*map(str, command)], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def environment(folder: Path, wheel: Path) -> Path:
    """The Python of an environment that has nothing but what a wheel requires; there is no network to get it from."""
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    for found in required(metadata_of(wheel).get_all("Requires-Dist", [])):
        tops = {file.parts[0] for file in found.files or []} - {"..", "__pycache__"}
        for top in tops:
            place = Path(site.strip()) / top
            if not place.exists():
                place.symlink_to(Path(str(found.locate_file(top))))
    return python


def required(lines: Iterable[str]) -> Iterator[Distribution]:
    """The installed distributions that requirements name, and those that these require."""
    known: set[str] = set()
    waiting = [*map(Requirement, lines)]
    while waiting:
        asked = waiting.pop()
        if str(asked) in known:
            continue
        known.add(str(asked))
        found = distribution(asked.name)
        yield found
        for further in map(Requirement, found.requires or []):
            extras = ({"extra": extra} for extra in ["", *asked.extras])
            if not further.marker or any(map(further.marker.evaluate, extras)):
                waiting.append(further)


def test_a_project_is_installed_and_used(
    project: Path, made: Path, tmp_path: Path
) -> None:
    """Where wixgen isn't, a project's code works with the package that its wheel has."""
    python = environment(tmp_path, made)
    run(*PIP, "--python", python, "install", "--no-deps", made, env=OFFLINE)

    assert "2.1.0 1 None\n" == run(python, "-c", USE)
    assert {"pyproject.toml", "schemas", "src"} == set(os.listdir(project))


def test_a_source_distribution_gives_the_same_wheel(tmp_path: Path) -> None:
    """A wheel has the same bytes each time, also one that is made of the source distribution."""
    project = small(tmp_path / "project")
    unpacked = sdist(project)

    assert wheel(project).read_bytes() == wheel(unpacked).read_bytes()
    assert not (unpacked / "generated").exists()


def test_a_wheel_has_own_code_the_package_and_its_licence(made: Path) -> None:
    """The package stands beside the project's code, with the licence of its runtime."""
    files = files_of(made)

    assert {"acme", "acme_wix", "acme-2.1.0.dist-info"} == {
        name.partition("/")[0] for name in files
    }
    assert (ROOT / "templates/LICENSE").read_bytes() == files["acme_wix/LICENSE"]


def test_a_wheel_requires_what_the_package_requires(made: Path) -> None:
    """What the project doesn't require by itself is added."""
    assert [
        "pydantic>=2.12",
        "httpx2>=2.14",
        "PyJWT[crypto]>=2.15",
        "typing_extensions>=4.14.1",
    ] == metadata_of(made).get_all("Requires-Dist")


def test_an_editable_installation_follows_the_specs(tmp_path: Path) -> None:
    """It finds the package in the project's output folder: a build changes what it finds."""
    project = small(tmp_path / "project")
    write_files(project, {"src/acme_app/__init__.py": "from wixapi import doors\n"})
    site = tmp_path / "site"
    zipfile.ZipFile(wheel(project, "editable")).extractall(site)
    use = f"""
import site, sys
from pathlib import Path
# the package of this repository may be installed, too
sys.path[:] = [path for path in sys.path if not (Path(path) / "wixapi").is_dir()]
site.addsitedir({str(site)!r})
import acme_app
from wixapi.doors.gates import GatesClient
print(acme_app.__file__, [name for name in dir(GatesClient) if name.startswith("open")])
"""
    before = run(sys.executable, "-c", use)
    spec = SPEC.replace("openGate:", "openGateWidely:")
    write_files(project, {"schemas/doors/gates.yaml": spec})
    built(project)
    code = project / "src/acme_app/__init__.py"

    assert f"{code} ['open_gate']\n" == before
    assert f"{code} ['open_gate_widely']\n" == run(sys.executable, "-c", use)


def test_what_lies_in_the_output_folder_is_in_no_artifact(tmp_path: Path) -> None:
    """A wheel is made of the specs alone, also where an older build stands in the project."""
    project = small(tmp_path / "project")
    settings = SETTINGS.replace("acme-app", "wixapi")  # hatchling would look for it
    write_files(project, {"pyproject.toml": settings})
    wheel(project, "editable")
    write_files(
        project, {"generated/wixapi/old.py": "", "generated/wixapi/_api.py": ""}
    )
    files = files_of(wheel(project))

    assert [] == [name for name in files if "/old." in name or "generated" in name]
    assert b"" != files["wixapi/_api.py"]
    assert not (sdist(project) / "generated").exists()


def test_the_package_has_the_version_of_the_project(tmp_path: Path) -> None:
    """The version is the project's, also where hatchling finds it elsewhere; unless [tool.wixgen] says another."""
    dynamic = SETTINGS.replace('version = "2.1.0"', 'dynamic = ["version"]')
    dynamic += '[tool.hatch.version]\npath = "version.py"\n'
    project = small(tmp_path / "project", dynamic)
    write_files(project, {"version.py": '__version__ = "3.0"\n'})
    found = [files_of(wheel(project))["wixapi/_version.py"]]
    for further in ("", '[tool.wixgen]\nversion = "7.0"\n'):
        write_files(project, {"pyproject.toml": SETTINGS + further})
        found.append(built(project)["wixapi/_version.py"])

    assert [b'"3.0"', b'"2.1.0"', b'"7.0"'] == [text.split()[-1] for text in found]


def test_the_package_has_the_name_of_the_project(tmp_path: Path) -> None:
    """What the package says of installing it names the project, whose wheel has it."""
    project = small(tmp_path / "project")
    found = tomllib.loads(built(project)["pyproject.toml"].decode())

    assert "acme-app" == found["project"]["name"]


def test_a_source_distribution_has_the_specs(tmp_path: Path) -> None:
    """The specs are in it, whatever else is selected: without them, nobody could make a wheel of it."""
    project = small(tmp_path / "project")
    chosen = '[tool.hatch.build.targets.sdist]\nonly-include = ["src"]\n'
    files = {"pyproject.toml": SETTINGS + chosen, "src/acme_app/__init__.py": ""}
    write_files(project, files | {"schemas/notes.txt": ""})
    unpacked = sdist(project)

    assert {*files, "schemas/common.yaml", "schemas/doors/gates.yaml", "PKG-INFO"} == {
        path.relative_to(unpacked).as_posix()
        for path in unpacked.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize(
    ("settings", "spec", "said"),
    [
        (
            SETTINGS,
            SPEC.replace("lock: common.Lock", "lock: common.Look"),
            "schemas/doors/gates.yaml:8:13: error[undefined-type]: there is no type `common.Look`\n"
            "        lock: common.Look\n",
        ),
        (
            SETTINGS + "[tool.wixgen]\npackage = 1\n",
            SPEC,
            "error[bad-setting]: the setting `package` of [tool.wixgen] must be a name",
        ),
        (
            SETTINGS + '[tool.wixgen]\nschemas = "none"\n',
            SPEC,
            "none: there are no specs in this folder",
        ),
        (
            SETTINGS
            + '[tool.wixgen]\nschemas = "../project/schemas/../../elsewhere"\n',
            SPEC,
            "elsewhere: there are no specs in this folder",
        ),
    ],
    ids=["spec", "setting", "no specs", "elsewhere"],
)
@pytest.mark.parametrize("build", [wheel, sdist])
def test_what_is_wrong_stops_the_build_readably(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    build: Callable[[Path], Path],
    settings: str,
    spec: str,
    said: str,
) -> None:
    """A mistake in specs or settings is told as `wixgen build` tells it; no artifact is made."""
    project = small(tmp_path / "project", settings, spec)
    with pytest.raises(SystemExit, match="1"):
        build(project)

    assert said in capfd.readouterr().err
    assert [] == [*tmp_path.glob("*/*.whl"), *tmp_path.glob("*/*.tar.gz")]


def test_a_source_distribution_cannot_hold_what_is_elsewhere(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Specs outside of the project make wheels, but no source distribution."""
    project = small(
        tmp_path / "project", SETTINGS + '[tool.wixgen]\nschemas = "../specs"\n'
    )
    shutil.move(project / "schemas", tmp_path / "specs")

    assert "wixapi/doors/gates/client.py" in files_of(wheel(project))
    with pytest.raises(SystemExit, match="1"):
        sdist(project)
    assert "help: move them below the project" in capfd.readouterr().err


def test_wixgen_needs_no_hatchling() -> None:
    """Only the hook imports hatchling, and nothing imports the hook."""
    found = [
        path.name
        for path in Path(wixgen.__file__).parent.rglob("*.py")
        if re.search(r"\bhatchling\b|\bhatch_hook\b", path.read_text(encoding="utf-8"))
    ]

    assert ["hatch_hook.py"] == found
