"""An idle build that found nothing to do leaves a stamp, by which the next one needs to read nothing."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from support.projects import write_files
from wixgen.building import state
from wixgen.building.cache import CACHE_FOLDER
from wixgen.building.stamp import stamp_of
from wixgen.cli.app import app
from wixgen.diagnostics import Diagnostics
from wixgen.main import _is_idle
from wixgen.project import Project, open_project, templates_folder

SPEC = """\
# yaml-language-server: $schema=../resource.schema.json
package: demo
module: things

methods:
  listThings:
    http: GET /demo/things
    required: [nothing]
    returns:
      names: list[string]
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that is built, and of which no file is young."""
    folder = tmp_path_factory.mktemp("built")
    files = {"pyproject.toml": "[tool.wixgen]\n", "schemas/demo/things.yaml": SPEC}
    write_files(folder, files)
    assert not CliRunner().invoke(app, ["build", "--project", str(folder)]).exit_code
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """A copy of it, a stamp's age old."""
    shutil.copytree(built, tmp_path / "project")
    time.sleep(0.2)
    return tmp_path / "project"


def is_idle(project: Path) -> bool:
    """Whether a build has nothing to do."""
    return _is_idle(["build", "--project", str(project)])


def opened(project: Path) -> Project:
    """The project."""
    found = open_project(project, Diagnostics())
    assert found
    return found


def refuse(*_arguments: object) -> None:
    """Stand for what reads specs: nothing is to be read."""
    raise AssertionError("specs are read")


def test_the_second_idle_build_reads_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says all that the first one said, findings included."""
    assert is_idle(project)
    first = capsys.readouterr()
    monkeypatch.setattr(state, "read_files", refuse)
    assert is_idle(project)

    assert first == capsys.readouterr()
    assert "unreachable-required" in first.err
    assert "0 written" in first.out


@pytest.mark.parametrize(
    "path",
    [
        "schemas/demo/things.yaml",
        "generated/wixapi/demo/things/client.py",
        "generated/.wixgen-manifest.json",
        f"generated/{CACHE_FOLDER}/state.json",
    ],
)
def test_a_change_is_noticed_whatever_its_size_and_time(
    project: Path, path: str
) -> None:
    """A file of the same length with the same time of change is another file."""
    assert is_idle(project)
    place = project / path
    before, text = place.stat(), place.read_bytes()
    place.write_bytes(text.replace(b"things", b"thongs", 1))
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert place.stat().st_mtime_ns == before.st_mtime_ns
    assert place.stat().st_size == before.st_size
    assert not is_idle(project)


def test_a_file_more_or_less_is_noticed(project: Path) -> None:
    """A spec that comes, a generated file that goes."""
    assert is_idle(project)
    spec = project / "schemas" / "demo" / "others.yaml"
    spec.write_text(SPEC.replace("things", "others"), encoding="utf-8")
    assert not is_idle(project)
    spec.unlink()
    time.sleep(0.2)
    assert is_idle(project)
    (project / "generated" / "wixapi" / "demo" / "things" / "client.py").unlink()

    assert not is_idle(project)


def test_there_is_no_stamp_of_young_files(project: Path) -> None:
    """They could change once more without a later time."""
    templates = templates_folder()
    old = stamp_of(opened(project), templates)
    spec = project / "schemas" / "demo" / "things.yaml"
    spec.write_text(spec.read_text(encoding="utf-8"), encoding="utf-8")

    assert old
    assert stamp_of(opened(project), templates) is None


def test_a_stamp_that_cant_be_read_is_none(project: Path) -> None:
    """Whatever stands in its place, the build reads everything again."""
    assert is_idle(project)
    place = project / "generated" / CACHE_FOLDER / "idle.json"
    for content in (b"", b"{", b"[]", b'{"stamp": 1}', b"\xff", b"[" * 100_000):
        place.write_bytes(content)

        assert is_idle(project)


def test_other_settings_are_another_stamp(project: Path) -> None:
    """The version of the distribution is one."""
    before = stamp_of(opened(project), templates_folder())
    text = '[tool.wixgen]\nversion = "2.0.0"\n'
    (project / "pyproject.toml").write_text(text, encoding="utf-8")

    assert before != stamp_of(opened(project), templates_folder())
    assert not is_idle(project)
