"""The workflow for GitHub with which `wixgen init --ci github` begins."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

WORKFLOW = Path(".github", "workflows", "wixgen.yml")
PLACEHOLDER = "OWNER/wixgen"
_TEXT = Path(__file__).with_name("github.yml")
_REPOSITORY = re.compile(
    r"(?:https://|ssh://git@)github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?"
)
_COMMIT = re.compile(r"[0-9a-f]{40}")
_PLAIN = re.compile(r"[\w./-]+")


@dataclass(frozen=True)
class Home:
    """Where this wixgen comes from.

    Attributes:
        repository: The repository at GitHub: `owner/name`.
        commit: The commit.
    """

    repository: str
    commit: str


def home_of(direct_url: str) -> Home | None:
    """Return where an installed wixgen comes from, as pip noted it; None if that is no commit at GitHub."""
    noted = json.loads(direct_url)
    repository = _REPOSITORY.fullmatch(str(noted.get("url", "")))
    commit = str(noted.get("vcs_info", {}).get("commit_id", ""))
    if repository is None or not _COMMIT.fullmatch(commit):
        return None
    return Home(repository[1], commit)


def installed_home() -> Home | None:
    """Return where the wixgen that runs comes from, if it is known."""
    try:
        noted = distribution("wixgen").read_text("direct_url.json")
    except PackageNotFoundError:
        return None
    return home_of(noted) if noted else None


def workflow(project: str, home: Home | None) -> str:
    """Return the text of the workflow.

    Args:
        project: The project's folder, seen from the repository's.
        home: Where wixgen comes from; None leaves placeholders.
    """
    folder = project if _PLAIN.fullmatch(project) else json.dumps(project)
    text = _TEXT.read_text(encoding="utf-8").replace("PROJECT", folder)
    if home is None:
        return text
    return text.replace(PLACEHOLDER, home.repository).replace("REVISION", home.commit)


def repository_of(project: Path) -> Path:
    """Return the folder of the repository that a project is in; the project's own without one."""
    folders = (project, *project.parents)
    return next((one for one in folders if (one / ".git").exists()), project)
