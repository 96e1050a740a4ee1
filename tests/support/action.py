"""A repository at a bare remote, its checkout, and the action's script with stand-ins for `gh` and wixgen."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from support import stub_gh, stub_wixgen
from support.projects import ROOT, write_files

HERE = Path(__file__).parent
ACTION = ROOT / ".github" / "actions" / "wixgen-update"
sys.path.append(str(ACTION))
inputs = importlib.import_module("inputs")
propose = importlib.import_module("propose")
repository = importlib.import_module("repository")
BRANCH = "wixgen/update"
TOKEN = "a-secret-of-the-repository"
PROJECT = {
    "pyproject.toml": "[tool.wixgen]\n",
    "schemas/shop/carts.yaml": "resource: carts\n",
    "schemas/pages.lock": "version = 1\n",
    "generated/wixapi/shop.py": "a = 1\n",
}
ANSWER = {
    "changed": True,
    "cause": "docs",
    "verdict": "additive",
    "bump": "minor",
    "version": "0.2.0",
    "title": "shop.carts: 1 addition",
    "stages": [],
    "resources": [],
    "changes": [],
    "left": [],
    "written": ["schemas/shop/carts.yaml"],
}
NOTHING = ANSWER | {"changed": False, "verdict": "none", "cause": "none", "written": []}
FILES = {
    "schemas/shop/carts.yaml": "resource: carts\nwith: more\n",
    "generated/wixapi/shop.py": "a = 2\n",
}


@dataclass(frozen=True)
class Step:
    """A run of the step: its exit code, its log, its outputs and its summary."""

    code: int
    log: str
    outputs: dict[str, str]
    summary: str


class World:
    """The remote, checkouts of it, and GitHub's pull requests.

    Attributes:
        has_processes: Whether `gh` and wixgen are commands on PATH, as they are in the runner.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.remote = folder / "remote.git"
        self.checkout = folder / "checkout"
        self.play_file = folder / "play.json"
        self.hub_file = folder / "hub.json"
        self.event: dict[str, Any] = {
            "repository": {"fork": False, "default_branch": "main"}
        }
        self.has_processes = False
        self._is_used = False
        hub = {"requests": [], "calls": [], "tokens": [], "failures": {}}
        self.hub_file.write_text(json.dumps(hub), encoding="utf-8")
        for name, stub in (("gh", "stub_gh.py"), ("wixgen", "stub_wixgen.py")):
            command = folder / "bin" / name
            command.parent.mkdir(exist_ok=True)
            text = (HERE / stub).read_text(encoding="utf-8")
            command.write_text(f"#!{sys.executable} -IS\n{text}", encoding="utf-8")
            command.chmod(0o755)

    def begin(self, files: dict[str, str], *, depth: int | None = None) -> None:
        """Put a first commit with `files` to the remote, and check it out."""
        self.git("init", "-q", "--template=", "--bare", "-b", "main", str(self.remote))
        seed = self.folder / "seed"
        self.git("init", "-q", "--template=", "-b", "main", str(seed))
        write_files(seed, files)
        self.commit(seed, "Begin")
        self.git("push", "-q", str(self.remote), "main", at=seed)
        self.clone(depth=depth)

    def begin_like(self, other: World) -> None:
        """Begin with a copy of what another world has begun with."""
        for name in ("remote.git", "checkout"):
            shutil.copytree(other.folder / name, self.folder / name)
        config = self.checkout / ".git" / "config"
        text = config.read_text(encoding="utf-8")
        config.write_text(
            text.replace(other.remote.as_uri(), self.remote.as_uri()), encoding="utf-8"
        )

    def clone(self, *, depth: int | None = None) -> None:
        """Check main out anew, as each run of a workflow does."""
        if self.checkout.exists():
            self.checkout.rename(self.folder / f"old-{len(os.listdir(self.folder))}")
        some = [f"--depth={depth}"] if depth else []
        self.git(
            "clone",
            "-q",
            "--template=",
            *some,
            self.remote.as_uri(),
            str(self.checkout),
        )
        self._is_used = False

    def commit(self, folder: Path, message: str, person: str = "Jane Doe") -> None:
        """Commit all that is in a folder, as a person."""
        mail = f"{person.split(maxsplit=1)[0].lower()}@acme.test"
        self.git("add", "-A", at=folder)
        self.git(
            *("-c", f"user.name={person}", "-c", f"user.email={mail}"),
            *("commit", "-q", "-m", message),
            at=folder,
        )

    def commit_to(self, branch: str, files: dict[str, str]) -> None:
        """Have a person commit files to a branch of the remote."""
        other = self.folder / f"person-{len(os.listdir(self.folder))}"
        self.git("clone", "-q", "-b", branch, self.remote.as_uri(), str(other))
        write_files(other, files)
        self.commit(other, "By hand")
        self.git("push", "-q", "origin", f"HEAD:{branch}", at=other)

    def git(self, *arguments: str, at: Path | None = None) -> str:
        """What git prints."""
        return git(at or self.folder, *arguments)

    def branches(self) -> dict[str, str]:
        """The commits of the remote's branches."""
        listed = self.git("ls-remote", "--heads", str(self.remote))
        pairs = (line.split() for line in listed.splitlines())
        return {name.removeprefix("refs/heads/"): commit for commit, name in pairs}

    def changed(self, branch: str = BRANCH) -> dict[str, str]:
        """The paths that a branch changes, with A, M or D."""
        listed = self.git(
            "diff", "--name-status", f"main...{branch}", at=self.remote
        ).splitlines()
        return {path: kind for kind, path in (line.split("\t") for line in listed)}

    @property
    def hub(self) -> dict[str, Any]:
        """What GitHub's stand-in knows."""
        known: dict[str, Any] = json.loads(self.hub_file.read_text(encoding="utf-8"))
        return known

    def alter_hub(self, **changes: Any) -> None:
        """Change what GitHub's stand-in knows; a key is one of its state or of its first pull request."""
        hub = self.hub
        for name, value in changes.items():
            (hub if name in hub else hub["requests"][0])[name] = value
        self.hub_file.write_text(json.dumps(hub), encoding="utf-8")

    @property
    def requests(self) -> list[dict[str, Any]]:
        """The pull requests."""
        found: list[dict[str, Any]] = self.hub["requests"]
        return found

    @property
    def play(self) -> dict[str, Any]:
        """How wixgen's stand-in was called."""
        known: dict[str, Any] = json.loads(self.play_file.read_text(encoding="utf-8"))
        return known

    def step(
        self,
        files: dict[str, str | None] | dict[str, str] = FILES,
        answer: dict[str, Any] | None = ANSWER,
        *,
        code: int = 0,
        report: str | None = "## What changed\n",
        said: str = "",
        anew: bool = True,
        **inputs: str,
    ) -> Step:
        """Run the step where wixgen does so and so; in a new checkout, unless `anew` is False."""
        play = {"files": files, "answer": answer, "code": code, "report": report}
        text = json.dumps(play | {"said": said, "calls": [], "environment": []})
        self.play_file.write_text(text, encoding="utf-8")
        if anew and self._is_used:
            self.clone()
        self._is_used = True
        return self.run(inputs)

    def run(self, inputs: dict[str, str]) -> Step:
        """Run the script with the action's inputs, in this process: one more would take longer than all else."""
        temp = self.folder / "temp"
        temp.mkdir(exist_ok=True)
        for name in ("output", "summary"):
            (temp / name).write_text("", encoding="utf-8")
        (temp / "event.json").write_text(json.dumps(self.event), encoding="utf-8")
        log = io.StringIO()
        with (
            contextlib.chdir(self.checkout),
            contextlib.redirect_stdout(log),
            contextlib.nullcontext() if self.has_processes else _called(),
        ):
            code = propose.main(self._environment(temp) | _as_variables(inputs))
        lines = (temp / "output").read_text(encoding="utf-8").splitlines()
        outputs = dict(line.split("=", 1) for line in lines)
        summary = (temp / "summary").read_text(encoding="utf-8")
        return Step(code, log.getvalue(), outputs, summary)

    def _environment(self, temp: Path) -> dict[str, str]:
        return {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "GH_STUB": str(self.hub_file),
            "WIXGEN_STUB": str(self.play_file),
            "GH_TOKEN": TOKEN,
            "GITHUB_EVENT_NAME": "schedule",
            "GITHUB_EVENT_PATH": str(temp / "event.json"),
            "GITHUB_OUTPUT": str(temp / "output"),
            "GITHUB_REF_NAME": "main",
            "GITHUB_REF_TYPE": "branch",
            "GITHUB_REPOSITORY": "acme/shop",
            "GITHUB_STEP_SUMMARY": str(temp / "summary"),
            "RUNNER_TEMP": str(temp),
            **_as_variables(
                {
                    "project": ".",
                    "branch": BRANCH,
                    "draft": "breaking",
                    "author": "wixgen[bot] <wixgen[bot]@users.noreply.github.com>",
                }
            ),
        }


@contextlib.contextmanager
def _called() -> Iterator[None]:
    """Call the stand-ins instead of starting a process for each, which would take longer than all else."""

    def gh(hub: Any, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(
            arguments, *stub_gh.call([*arguments], hub._environ)
        )

    def wixgen(
        command: list[str], _: Path, environ: dict[str, str]
    ) -> tuple[int, str, str]:
        code, out, err = stub_wixgen.call(command[1:], environ)
        print(err)
        return code, out, err

    with (
        mock.patch("hub.Hub._run", gh),
        mock.patch("update._run", wixgen),
    ):
        yield


def git(folder: Path, *arguments: str) -> str:
    """What git prints in a folder."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def _as_variables(inputs: dict[str, str]) -> dict[str, str]:
    """Inputs in the names of variables; those in capitals are variables already."""
    return {
        name if name.isupper() else f"INPUT_{name.upper()}": value
        for name, value in inputs.items()
    }
