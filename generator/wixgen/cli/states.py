"""States of specs to compare: a folder, a project, or a revision of git."""

from __future__ import annotations

import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, cast

from wixgen.cli.exit_codes import BAD_INPUT
from wixgen.cli.options import fail
from wixgen.diagnostics import Diagnostics, visible
from wixgen.package.distribution import DEFAULT_VERSION
from wixgen.project import (
    SPEC_SUFFIXES,
    Project,
    is_apart,
    open_project,
    read_files,
    spec_paths,
)

_REMEDY = "name a folder of specs, a project, or a revision of git such as main, v0.3.0, main... or main:schemas"


@dataclass(frozen=True)
class SpecState:
    """Specs as they are or were.

    Attributes:
        files: Their content by path.
        version: The version of their distribution; "" where nothing tells it.
        folder: What paths of places begin with.
    """

    files: Mapping[str, bytes]
    version: str
    folder: str


def state_of_project(place: Project, report: Diagnostics) -> SpecState:
    """Return the specs of a project as they are."""
    files = read_files(spec_paths(place.schemas), place.schemas, report)
    return SpecState(files, place.distribution.version, str(place.schemas))


def state_named(name: str, place: Project, report: Diagnostics) -> SpecState:
    """Return the specs that a name on the command line means; end the program if there are none."""
    folder = Path(name)
    if folder.is_dir():
        return _state_of_folder(folder.absolute(), report)
    if name.startswith("-") or "\0" in name:
        fail(
            f"{visible(name)}: this is neither a folder nor a revision",
            _REMEDY,
            BAD_INPUT,
        )
    return _Revision(name, place).state()


def _state_of_folder(folder: Path, report: Diagnostics) -> SpecState:
    opened = (
        open_project(folder, report) if (folder / "pyproject.toml").is_file() else None
    )
    if opened is not None and opened.schemas.is_dir():
        return state_of_project(opened, report)
    files = read_files(spec_paths(folder), folder, report)
    if not files:
        fail(f"{folder}: there are no specs in this folder", _REMEDY, BAD_INPUT)
    return SpecState(files, "", str(folder))


class _Revision:
    """The specs of a project at a revision of git."""

    def __init__(self, name: str, place: Project) -> None:
        self.name = name
        self.place = place
        top = self._git("rev-parse", "--show-toplevel")
        if top is None:
            self._fail("the project is in no repository of git")
        self.top = Path(top.decode().strip())

    def state(self) -> SpecState:
        """Read the specs."""
        revision, colon, path = self.name.partition(":")
        sha = self._commit(revision)
        folder = path.strip("/") if colon else self._relative(self.place.schemas)
        files = self._files(sha, folder)
        if not files and colon:  # the path of a project, perhaps
            folder = f"{folder}/schemas"
            files = self._files(sha, folder)
        settings = self._settings(sha)
        if not files and (colon or settings is not None):
            self._fail(f"it has no specs in {folder}")  # else the project began later
        return SpecState(
            files,
            _version(settings),
            f"{self.name}:{folder}" if not colon else self.name,
        )

    def _files(self, sha: str, folder: str) -> dict[str, bytes]:
        listed = self._git("ls-tree", "-r", "-z", sha, "--", f"{folder}/") or b""
        entries = [
            (
                entry.split(b"\t", 1)[1].decode(errors="surrogateescape"),
                entry.split()[2].decode(),
            )
            for entry in listed.split(b"\0")
            if entry[:6] in {b"100644", b"100755"}  # links are not followed
        ]
        wanted = [
            (path, blob)
            for path, blob in entries
            if Path(path).suffix in SPEC_SUFFIXES
            and not is_apart(path.removeprefix(f"{folder}/"))
        ]
        contents = self._contents([blob for _, blob in wanted])
        return {
            path.removeprefix(f"{folder}/"): content
            for (path, _), content in zip(wanted, contents, strict=True)
        }

    def _contents(self, blobs: list[str]) -> list[bytes]:
        """Return the content of files, all in one call of git."""
        given = "".join(f"{blob}\n" for blob in blobs).encode()
        answer = self._git("cat-file", "--batch", given=given) or b""
        found: list[bytes] = []
        while answer:
            head, _, rest = answer.partition(b"\n")
            size = int(head.split()[2])
            found.append(rest[:size])
            answer = rest[size + 1 :]
        return found

    def _settings(self, sha: str) -> dict[str, object] | None:
        """Return the project's settings at a commit; None if there were none, or they can't be read."""
        path = self._relative(self.place.root / "pyproject.toml")
        text = self._git("show", f"{sha}:{path}")
        try:
            settings: object = tomllib.loads((text or b"").decode())
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            return None
        for name in ("tool", "wixgen"):
            if not isinstance(settings, dict):
                return None
            settings = cast("dict[str, object]", settings).get(name)
        is_table = isinstance(settings, dict)
        return cast("dict[str, object]", settings) if is_table else None

    def _commit(self, revision: str) -> str:
        """Return the commit that a revision means; `main...` is where HEAD's branch left main."""
        name = revision.removesuffix("...")
        found = self._git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        if found is None:
            self._fail("git knows no such revision")
        if name != revision:
            found = self._git("merge-base", found.decode().strip(), "HEAD")
        if found is None:
            self._fail("git finds no commit where HEAD's branch left it")
        return found.decode().strip()

    def _relative(self, path: Path) -> str:
        try:
            return path.resolve().relative_to(self.top.resolve()).as_posix()
        except ValueError:
            self._fail(f"{path} is not in the repository")

    def _git(self, *arguments: str, given: bytes | None = None) -> bytes | None:
        """Return what git prints; None if it fails."""
        try:
            done = subprocess.run(
                ["git", "-C", str(self.place.root), *arguments],
                input=given,
                capture_output=True,
                check=False,
            )
        except OSError:
            self._fail("git can't be run")
        return done.stdout if done.returncode == 0 else None

    def _fail(self, problem: str) -> NoReturn:
        fail(f"{visible(self.name)}: {problem}", _REMEDY, BAD_INPUT)


def _version(settings: dict[str, object] | None) -> str:
    """Return the version that settings name; "" if nothing tells it."""
    if settings is None:
        return ""
    version = settings.get("version", DEFAULT_VERSION)
    return version if isinstance(version, str) else ""
