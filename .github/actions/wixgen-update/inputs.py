"""What the action is told, and what the runner says of the event."""

from __future__ import annotations

import json
import re
import shlex
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_AUTHOR = re.compile(r"\s*([^<>\n]*[^<>\s])\s*<([^<>\s]+)>\s*")
_DRAFTS = {"breaking", "always", "never"}


class StepError(Exception):
    """What the step fails with; its message says why."""


@dataclass(frozen=True)
class Inputs:
    """The action's inputs.

    Attributes:
        project: The project's folder.
        branch: The branch of the pull request.
        base: The branch that it is to be merged into.
        report: Where wixgen writes the body of the pull request.
        name: The author of the commit.
        mail: Their address.
        arguments: Further arguments of `wixgen update`.
        labels: Labels of a new pull request.
        draft: When it is a draft: `breaking`, `always` or `never`.
    """

    project: Path
    branch: str
    base: str
    report: Path
    name: str
    mail: str
    arguments: tuple[str, ...]
    labels: tuple[str, ...]
    draft: str

    def is_draft(self, verdict: str) -> bool:
        """Return whether a pull request with this verdict is to be a draft."""
        return self.draft == "always" or self.draft == verdict == "breaking"


def read_inputs(environ: Mapping[str, str]) -> Inputs:
    """Return the inputs; raise StepError for what can't be meant."""
    author = _AUTHOR.fullmatch(_input(environ, "AUTHOR"))
    if author is None:
        raise StepError("author: write it as `Name <address>`")
    draft = _input(environ, "DRAFT")
    if draft not in _DRAFTS:
        raise StepError("draft: it can be `breaking`, `always` or `never`")
    project = Path(_input(environ, "PROJECT") or ".").absolute()
    if not (project / "pyproject.toml").is_file():
        raise StepError(f"project: there is no pyproject.toml in {project}")
    base = _input(environ, "BASE") or _base(environ)
    branch = _input(environ, "BRANCH")
    if not base:
        raise StepError("base: name the branch to merge into; no branch is checked out")
    if base == branch:
        raise StepError("branch: it can't be the branch to merge into")
    try:
        arguments = tuple(shlex.split(_input(environ, "ARGS")))
    except ValueError as error:
        raise StepError(f"args: {error}") from None
    return Inputs(
        project=project,
        branch=branch,
        base=base,
        report=_report(environ),
        name=author[1],
        mail=author[2],
        arguments=arguments,
        labels=tuple(
            label.strip()
            for label in re.split(r"[,\n]", _input(environ, "LABELS"))
            if label.strip()
        ),
        draft=draft,
    )


def why_check_only(environ: Mapping[str, str]) -> str:
    """Return why this event may only check, such as one of a fork; "" if it may push."""
    event = _event(environ)
    repository = event.get("repository")
    if environ.get("GITHUB_EVENT_NAME", "").startswith("pull_request"):
        return "this run is about a pull request"
    if isinstance(repository, dict) and repository.get("fork") is True:
        return "this repository is a fork"
    return ""


@dataclass(frozen=True)
class Folders:
    """Where a project has its things.

    Attributes:
        lock: The file that says what each page said.
        uncommitted: The folders that a project may have without committing them: pages and the package.
    """

    lock: Path
    uncommitted: tuple[Path, ...]


def folders_of(inputs: Inputs) -> Folders:
    """Return where the project has its things, by its settings and the arguments for wixgen."""
    text = (inputs.project / "pyproject.toml").read_text("utf-8")
    try:
        settings = tomllib.loads(text).get("tool", {}).get("wixgen", {})
    except tomllib.TOMLDecodeError as error:
        raise StepError(f"pyproject.toml: {error}") from None
    folders = {
        "--schemas": str(settings.get("schemas", "schemas")),
        "--out": str(settings.get("out", "generated")),
        "--into": "pages",
    }
    given = iter(inputs.arguments)
    for argument in given:
        option, equals, value = argument.partition("=")
        if option in folders:
            folders[option] = value if equals else next(given, folders[option])
    schemas, out, pages = (inputs.project / path for path in folders.values())
    return Folders(schemas / "pages.lock", (out, pages))


def _input(environ: Mapping[str, str], name: str) -> str:
    return environ.get(f"INPUT_{name}", "").strip()


def _report(environ: Mapping[str, str]) -> Path:
    """Return the path of the report; without an input, one that the runner deletes after the job."""
    folder = environ.get("RUNNER_TEMP") or tempfile.gettempdir()
    return Path(_input(environ, "REPORT") or f"{folder}/wixgen-update.md").absolute()


def _base(environ: Mapping[str, str]) -> str:
    """Return the branch that the run is for: that of the event, or else the default branch."""
    if environ.get("GITHUB_REF_TYPE") == "branch":
        return environ.get("GITHUB_REF_NAME", "")
    repository = _event(environ).get("repository")
    known = repository if isinstance(repository, dict) else {}
    return str(known.get("default_branch", ""))


def _event(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the event's payload; an empty one where there is none."""
    path = environ.get("GITHUB_EVENT_PATH")
    if not path or not Path(path).is_file():
        return {}
    event = json.loads(Path(path).read_text("utf-8"))
    return event if isinstance(event, dict) else {}
