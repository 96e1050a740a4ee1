"""Links are not followed out of the project, and nothing waits for what only looks like a file."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pages.small import method_page
from support.forks import wixgen
from support.workplace import Workplace

WIXGEN = [sys.executable, "-c", "from wixgen.main import main; main()"]
SECRET = "hunter2"  # it is what must not be shown
SPEC = """\
package: shop
module: doors
methods:
  open_door: {http: POST /doors}
"""
COMMANDS = (
    ["build"],
    ["build", "--check"],
    ["lint"],
    ["fmt"],
    ["import", "pages"],
    ["drift", "pages"],
    ["export", "openapi"],
)


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    """A project with a spec and a page of the same resource."""
    return Workplace.at(
        tmp_path / "project",
        pages={"open.md": method_page("openDoor", ["  EMPTY-OBJECT {}"])},
        specs={"shop/doors.yaml": SPEC},
    )


@pytest.mark.parametrize("name", ["common.yaml", "shop/passwords.yaml"])
def test_no_line_of_a_file_outside_is_shown(place: Workplace, name: str) -> None:
    """A spec that is a link out of the project is not read; each command says so and fails."""
    secret = place.folder.parent / "secret"
    secret.write_text(f"package: {SECRET}\n{SECRET}: {SECRET}\n", encoding="utf-8")
    (place.schemas / name).symlink_to(secret)
    for command in COMMANDS:
        done = place.run(
            *(str(place.pages) if word == "pages" else word for word in command)
        )

        assert done.exit_code in {1, 2}, command
        assert "a link that leads out of the project" in done.output
        assert SECRET not in done.output
    assert (place.schemas / name).is_symlink()


def test_a_link_within_the_project_is_followed(place: Workplace) -> None:
    """So is one that the user names."""
    spec = place.schemas / "shop" / "doors.yaml"
    spec.rename(place.folder / "elsewhere.yaml")
    spec.symlink_to(place.folder / "elsewhere.yaml")
    outside = place.folder.parent / "outside.yaml"
    outside.write_text(SPEC.replace("doors", "gates"), encoding="utf-8")
    named = place.schemas / "shop" / "gates.yaml"

    assert "" == wixgen(place.folder, "lint", "-q").stdout
    named.symlink_to(outside)
    assert "" == wixgen(place.folder, "lint", "-q", str(named)).stdout


@pytest.mark.parametrize(
    "command", [["import", "pages"], ["init", "--with", "shop.doors,blog.tags"]]
)
def test_nothing_is_written_through_a_linked_folder(
    place: Workplace, command: list[str]
) -> None:
    """The command says so, and the folder stays as it was."""
    theirs = place.folder.parent / "theirs"
    theirs.mkdir()
    (place.schemas / "shop" / "doors.yaml").unlink()
    (place.schemas / "shop").rmdir()
    for name in ("shop", "blog"):
        (place.schemas / name).symlink_to(theirs)
    done = wixgen(place.folder, *command)

    assert 2 == done.returncode
    assert [] == os.listdir(theirs)


def bind(path: Path) -> None:
    """Put a socket there."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(path))


MANIFEST, CACHE = "generated/.wixgen-manifest.json", "generated/.wixgen-cache"
BUILD, IMPORT = ["build"], ["import", "pages"]


@pytest.mark.parametrize(
    ("make", "name", "commands"),
    [
        (os.mkfifo, "schemas/shop/pipe.yaml", [BUILD, IMPORT, ["lint"], ["fmt"]]),
        (os.mkfifo, "schemas/common.yaml", [BUILD, ["init", "--with", "blog.tags"]]),
        (
            os.mkfifo,
            "schemas/pages.lock",
            [[*IMPORT, "--lock"], ["fetch", "--offline"]],
        ),
        (os.mkfifo, "schemas/accepted.yaml", [["diff", "schemas"]]),
        (os.mkfifo, "pages/pipe.md", [IMPORT]),
        (os.mkfifo, "inner/pyproject.toml", [[*BUILD, "--project", "inner"]]),
        (os.mkfifo, MANIFEST, [BUILD]),
        (os.mkfifo, f"{CACHE}/state.json", [BUILD]),
        (os.mkfifo, f"{CACHE}/idle.json", [BUILD]),
        (os.mkfifo, "generated/wixapi/errors.py", [BUILD]),
        (bind, "schemas/shop/pipe.yaml", [BUILD]),
        (bind, MANIFEST, [BUILD]),
        (bind, "pages/pipe.md", [IMPORT]),
    ],
)
def test_nothing_waits_for_a_pipe(
    place: Workplace,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[[Path], None],
    name: str,
    commands: list[list[str]],
) -> None:
    """Whatever stands in place of a file that a command would read, it ends; only a cache is no matter."""
    monkeypatch.chdir(place.folder)
    path = place.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    make(path)
    for command in commands:
        done = wixgen(place.folder, *command)

        assert (done.returncode == 0) == name.startswith(CACHE), command
        assert "Traceback" not in done.stderr


def test_a_pipe_that_is_named_is_read(place: Workplace) -> None:
    """As in `wixgen import <(fetch-it)`."""
    (page,) = place.pages.iterdir()
    done = subprocess.run(
        [*WIXGEN, "import", "/dev/stdin"],
        cwd=place.folder,
        input=page.read_bytes(),
        capture_output=True,
        check=False,
    )

    assert (0, b"1 page: ") == (done.returncode, done.stdout[:8])


@pytest.mark.parametrize("name", ["wixapi/shop", "wixapi/errors.py"])
def test_a_link_below_generated_is_refused(place: Workplace, name: str) -> None:
    """Even if what it leads to is the same, and a build has nothing else to do."""
    assert 0 == wixgen(place.folder, "build").returncode
    assert 0 == wixgen(place.folder, "build").returncode
    path, moved = place.folder / "generated" / name, place.folder.parent / "moved"
    path.rename(moved)
    path.symlink_to(moved)

    done = wixgen(place.folder, "build")

    assert (2, True) == (done.returncode, "symbolic link" in done.stderr)
