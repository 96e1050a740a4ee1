"""A checkout with CRLF, as Git for Windows makes it: what git takes for the same is the same for wixgen."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from support.projects import files_below, write_files
from wixgen.building import writer
from wixgen.building.cache import CACHE_FOLDER
from wixgen.building.manifest import MANIFEST_NAME
from wixgen.cli.app import app

SPEC = """\
package: shop
module: doors

types:
  Door:
    fields:
      id: guid
      # in the middle of the page
      height:
        type: common.Length
        description: |-
          From the floor.
          To the top.

methods:
  getDoor:
    http: GET /shop/v1/doors/{doorId}
    parameters: {doorId: guid}
    returns: {door: Door}
"""
COMMON = "types:\n  Length:\n    fields: {metres: number}\n"
OTHER = SPEC.replace("doors", "gates").replace("Door", "Gate").replace("door", "gate")


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a project and its package, all of it with LF."""
    folder = tmp_path_factory.mktemp("origin")
    specs = {"common.yaml": COMMON, "doors.yaml": SPEC, "gates.yaml": OTHER}
    write_files(folder / "schemas", specs)
    write_files(folder, {"pyproject.toml": "[tool.wixgen]\n"})
    for command in ("fmt", "build"):
        done = wixgen(folder, command)
        assert 0 == done.exit_code, done.output
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "all")
    return folder


@pytest.fixture
def clone(tmp_path: Path, origin: Path) -> Path:
    """A clone as Git for Windows makes it."""
    folder = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "-c", "core.autocrlf=true", str(origin), str(folder))
    git(folder, "config", "core.safecrlf", "true")  # refuses what would lose line ends
    assert b"\r\n" in (folder / "generated" / MANIFEST_NAME).read_bytes()
    assert b"\r\n" in (folder / "schemas" / "doors.yaml").read_bytes()
    return folder


def git(folder: Path, *arguments: str) -> str:
    """Run git; return what it prints."""
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
    done = subprocess.run(
        command, cwd=folder, check=True, capture_output=True, text=True
    )
    assert done.stderr == ""
    return done.stdout


def wixgen(folder: Path, *arguments: str) -> Result:
    """Run a command in a project."""
    return CliRunner().invoke(app, [*arguments, "--project", str(folder)])


def edit(path: Path, old: bytes, new: bytes) -> None:
    """Replace something in a file, and leave its line ends as they are."""
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new))


def with_lf(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files as git would commit them."""
    return {path: text.replace(b"\r\n", b"\n") for path, text in files.items()}


@pytest.mark.parametrize("options", [("--check",), (), ("--jobs", "2")])
def test_it_is_not_stale(
    clone: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    """Neither a check nor a build finds a difference, with a cache or without; no file is touched."""
    monkeypatch.delenv("CI", raising=False)
    before = files_below(clone)
    results = [wixgen(clone, "build", *options) for _ in range(2)]

    assert [0, 0] == [result.exit_code for result in results], results[0].output
    assert before == files_below(clone)
    assert "" == git(clone, "status", "--porcelain")


def test_what_changes_is_written_as_it_stands_there(clone: Path, origin: Path) -> None:
    """A build writes what changed, with the line ends of the checkout: git shows this change and no other."""
    edit(clone / "schemas/doors.yaml", b"id: guid", b"id: string")
    assert 0 == wixgen(clone, "build").exit_code
    edit(origin / "schemas/doors.yaml", b"id: guid", b"id: string")
    assert 0 == wixgen(origin, "build").exit_code
    expected = git(origin, "diff", "--stat")
    files, theirs = files_below(clone / "generated"), files_below(origin / "generated")
    git(origin, "checkout", "-q", ".")

    assert with_lf(files) == theirs
    assert expected == git(clone, "diff", "--stat")
    assert [] == [
        path for path, text in files.items() if text.count(b"\n") != text.count(b"\r\n")
    ]


def test_there_and_back_changes_nothing(clone: Path) -> None:
    """A change that is taken back leaves no trace, nor does a file that was lost."""
    path = clone / "schemas/doors.yaml"
    before = files_below(clone)
    edit(path, b"id: guid", b"id: string")
    assert 0 == wixgen(clone, "build").exit_code
    edit(path, b"id: string", b"id: guid")
    shutil.rmtree(clone / "generated/wixapi/shop/gates")
    assert 0 == wixgen(clone, "build").exit_code

    assert before == files_below(clone)
    assert "" == git(clone, "status", "--porcelain")


@pytest.mark.parametrize(
    ("old", "new"), [(b"class Door", b"class Floor"), (b"\r\n\r\n", b"\r\r\n\r\n")]
)
def test_an_edit_is_still_an_edit(clone: Path, old: bytes, new: bytes) -> None:
    """What a person changed in a file with CRLF is told, and not overwritten."""
    edited = clone / "generated/wixapi/shop/doors/models.py"
    edit(edited, old, new)
    content = edited.read_bytes()
    checked, made = wixgen(clone, "build", "--check"), wixgen(clone, "build")

    assert [1, 1] == [checked.exit_code, made.exit_code]
    assert (
        "edited by hand since they were generated: wixapi/shop/doors/models.py"
        in made.output
    )
    assert content == edited.read_bytes()


def test_line_ends_of_specs_say_nothing(clone: Path, origin: Path) -> None:
    """Specs with CRLF are what they were: formatted, without findings, and no difference to the revision with LF."""
    shutil.rmtree(clone / "generated")
    commands = (["fmt", "--check"], ["lint"], ["diff", "HEAD"], ["build", "-q"])
    results = [wixgen(clone, *command) for command in commands]

    assert [0, 0, 0, 0] == [result.exit_code for result in results]
    assert "0 breaking, 0 risky, 0 additive, 0 docs" in results[2].output
    assert files_below(origin / "generated") == files_below(clone / "generated")


def test_what_is_accepted_is_accepted(clone: Path) -> None:
    """`accepted.yaml` with CRLF is read, and can be added to."""
    edit(clone / "schemas/doors.yaml", b"      id: guid\r\n", b"")
    edit(clone / "schemas/gates.yaml", b"      id: guid\r\n", b"")
    accepted = clone / "schemas/accepted.yaml"
    found = json.loads(wixgen(clone, "diff", "HEAD", "--format", "json").stdout)
    for fingerprint in sorted({finding["fingerprint"] for finding in found}):
        accept = ("--accept", fingerprint, "--reason", "They know.")
        assert 0 == wixgen(clone, "diff", "HEAD", *accept).exit_code
        text = accepted.read_bytes().replace(b"\r\n", b"\n")
        accepted.write_bytes(text.replace(b"\n", b"\r\n"))
    result = wixgen(clone, "diff", "HEAD")

    assert 0 == result.exit_code, result.output
    assert 2 == accepted.read_text(encoding="utf-8").count("They know.")


def test_a_checkout_of_both_kinds(clone: Path) -> None:
    """Files that an editor saved with LF are the same as before, too."""
    for path in (clone / "generated").rglob("*.py"):
        if CACHE_FOLDER not in path.parts:
            path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n"))
    before = files_below(clone)
    results = [wixgen(clone, "build", *options) for options in (("--check",), ())]

    assert [0, 0] == [result.exit_code for result in results]
    assert before == files_below(clone)


def test_half_a_line_end_is_no_edit(tmp_path: Path) -> None:
    """A file that a power failure cut between CR and LF is completed."""
    made = {"wixapi/a.py": "a = 1\nb = 2\n"}
    writer.apply(writer.plan(tmp_path, made))
    (tmp_path / "wixapi/a.py").write_bytes(b"a = 1\r")

    assert ("wixapi/a.py",) == writer.plan(tmp_path, made).writes
