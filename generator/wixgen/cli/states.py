"""States of specs to compare: a folder, a project, or a revision of git."""

from __future__ import annotations

import os
import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NoReturn, cast

from wixgen.cli.exit_codes import BAD_INPUT
from wixgen.cli.messages import display_path, repository_path
from wixgen.cli.options import fail
from wixgen.diagnostics import Diagnostics, Place, visible
from wixgen.project import (
    SPEC_SUFFIXES,
    Project,
    is_apart,
    open_project,
    read_files,
    spec_paths,
)
from wixgen.settings import Settings, parse_settings

_REMEDY = "name a folder of specs, a project, or a revision of git such as main, v0.3.0, main... or main:schemas"


#: What git sets for its hooks: it would lead to the repository, or the place in it, that the hook is about.
_OF_HOOKS = {
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
}
_SHALLOW = (
    "the clone is shallow, so older revisions are missing: "
    "get them with `git fetch --unshallow --tags`, or check out with `fetch-depth: 0`"
)


@dataclass(frozen=True)
class SpecState:
    """Specs as they are or were.

    Attributes:
        files: Their content by path.
        version: The version of their distribution; "" where nothing tells it.
        label: What paths of places are below, for messages: a folder, or one at a revision.
        annotated: The folder as seen from the top of its repository, for annotations of GitHub.
    """

    files: Mapping[str, bytes]
    version: str
    label: str
    annotated: str

    def path(self, place: Place) -> str:
        """Return the path of a place so that it tells the state, too."""
        return f"{self.label}/{place.path}" if self.label else place.path


def state_of_project(place: Project, report: Diagnostics) -> SpecState:
    """Return the specs of a project as they are."""
    files = read_files(spec_paths(place.schemas), place.schemas, report)
    return SpecState(
        files,
        place.distribution.version,
        display_path(place.schemas),
        repository_path(place.schemas),
    )


def state_named(
    name: str, place: Project, report: Diagnostics, *, is_told: bool = False
) -> SpecState:
    """Return the specs that a name on the command line means; end the program if there are none.

    At a revision they stand where the project said then, but where the user told the folder (`is_told`).
    """
    folder = Path(name)
    if folder.is_dir():
        return _state_of_folder(folder.absolute(), report)
    if not name or name.startswith("-") or "\0" in name:
        fail(
            f"{visible(name)}: this is neither a folder nor a revision",
            _REMEDY,
            BAD_INPUT,
        )
    return _Revision(name, place, is_told=is_told).state()


def _state_of_folder(folder: Path, report: Diagnostics) -> SpecState:
    opened = (
        open_project(folder, report) if (folder / "pyproject.toml").is_file() else None
    )
    if opened is not None and opened.schemas.is_dir():
        return state_of_project(opened, report)
    files = read_files(spec_paths(folder), folder, report)
    if not files:
        fail(f"{folder}: there are no specs in this folder", _REMEDY, BAD_INPUT)
    return SpecState(files, "", display_path(folder), repository_path(folder))


class _Revision:
    """The specs of a project at a revision of git."""

    def __init__(self, name: str, place: Project, *, is_told: bool) -> None:
        self.name = name
        self.place = place
        self.is_told = is_told
        self.top = Path(self._top())

    def state(self) -> SpecState:
        """Read the specs: of the folder that the name says, or of the project as it was then."""
        revision, colon, path = self.name.partition(":")
        sha = self._commit(revision)
        home = self._relative(self.place.root)
        own = self._settings(sha, home)
        if colon:
            given = path.removeprefix("./").strip("/")
            project = self._settings(sha, given)
            folders = [given, _joined(given, (project or Settings()).schemas)]
            folders = folders[::-1] if project else folders
            own = project or own
        else:
            folders = [self._relative(self.place.schemas)]
            if own and not self.is_told:
                folders.insert(0, _joined(home, own.schemas))
        for folder in folders:
            if files := self._files(sha, folder):
                version = (own or Settings()).distribution.version
                label = f"{visible(revision)}:{folder}"
                return SpecState(files, version, label, folder)
        if not colon and own is None:  # the project began later
            return SpecState({}, "", f"{visible(revision)}:", folders[0])
        return self._fail(
            f"it has no specs in {' or '.join(dict.fromkeys(folders)) or '/'}"
        )

    def _top(self) -> str:
        done = self._run("rev-parse", "--show-toplevel")
        if done.returncode == 0:
            return os.fsdecode(done.stdout).strip("\n")
        told = done.stderr.decode(errors="replace").strip().splitlines()
        if told and "not a git repository" not in told[0]:
            self._fail(f"git says: {visible(told[0])}")
        return self._fail(
            "this is no folder, and the project is in no repository of git"
        )

    def _commit(self, revision: str) -> str:
        """Return the commit that a revision means; `main...` is where HEAD's branch left main."""
        name = revision.removesuffix("...")
        found = self._git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        if found is None:
            return self._fail("git knows no such revision", self._remedy())
        if name != revision:
            found = self._git("merge-base", found.decode().strip(), "HEAD")
        if found is None:
            problem = "git finds no commit where HEAD's branch left it"
            return self._fail(problem, self._remedy())
        return found.decode().strip()

    def _remedy(self) -> str:
        """Return what to do about a commit that is missing."""
        shallow = self._git("rev-parse", "--is-shallow-repository") or b""
        return _SHALLOW if shallow.strip() == b"true" else _REMEDY

    def _settings(self, sha: str, project: str) -> Settings | None:
        """Return what the project in a folder said of itself then; None if there was none, or it can't be read."""
        text = self._git("show", f"{sha}:{_joined(project, 'pyproject.toml')}")
        try:
            found: object = tomllib.loads((text or b"").decode())
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            return None
        for name in ("tool", "wixgen"):
            if not isinstance(found, dict):
                return None
            found = cast("dict[str, object]", found).get(name)
        if not isinstance(found, dict):
            return None
        table = cast("dict[str, object]", found)
        known: dict[str, object] = {
            key: table[key] for key in ("schemas", "version") if key in table
        }
        return parse_settings(known)[0]

    def _files(self, sha: str, folder: str) -> dict[str, bytes]:
        """Return the specs below a folder of the repository; links are not followed."""
        where = ["--", f"{folder}/"] if folder else []
        listed = self._git("ls-tree", "-r", "-z", "--full-tree", sha, *where) or b""
        prefix = f"{folder}/" if folder else ""
        wanted: dict[str, str] = {}
        for entry in listed.split(b"\0"):
            facts, _, path = entry.partition(b"\t")
            name = os.fsdecode(path).removeprefix(prefix)
            is_spec = Path(name).suffix in SPEC_SUFFIXES and not is_apart(name)
            if facts[:6] in {b"100644", b"100755"} and is_spec:
                wanted[name] = facts.split()[2].decode()
        contents = self._contents([*wanted.values()])
        return dict(zip(wanted, contents, strict=True))

    def _contents(self, blobs: list[str]) -> list[bytes]:
        """Return the content of files, all in one call of git."""
        given = "".join(f"{blob}\n" for blob in blobs).encode()
        answer = self._git("cat-file", "--batch", given=given) if blobs else b""
        found: list[bytes] = []
        while answer:
            head, _, rest = answer.partition(b"\n")
            if not head.split()[-1].isdigit():
                break
            size = int(head.split()[-1])
            found.append(rest[:size])
            answer = rest[size + 1 :]
        if len(found) < len(blobs):
            self._fail("git can't read all of its files")
        return found

    def _relative(self, path: Path) -> str:
        try:
            relative = path.resolve().relative_to(self.top.resolve()).as_posix()
        except ValueError:
            self._fail(f"{path} is not in the repository")
        return "" if relative == "." else relative

    def _git(self, *arguments: str, given: bytes | None = None) -> bytes | None:
        """Return what git prints; None if it fails."""
        done = self._run(*arguments, given=given)
        return done.stdout if done.returncode == 0 else None

    def _run(
        self, *arguments: str, given: bytes | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Run git in the project, outside of any hook that it may have called us from."""
        environment = {
            name: value for name, value in os.environ.items() if name not in _OF_HOOKS
        }
        try:
            return subprocess.run(
                ["git", "-C", str(self.place.root), *arguments],
                input=given,
                capture_output=True,
                check=False,
                env=environment,
            )
        except OSError:
            self._fail("this is no folder, and git can't be run: is it installed?")

    def _fail(self, problem: str, remedy: str = _REMEDY) -> NoReturn:
        fail(f"{visible(self.name)}: {problem}", remedy, BAD_INPUT)


def _joined(folder: str, name: str) -> str:
    """Return the path of what a path says below a folder of a repository."""
    return PurePosixPath(folder, name).as_posix() if folder else name
