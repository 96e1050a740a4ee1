"""GitHub: pull requests, by `gh`, and what the runner reads from a step."""

from __future__ import annotations

import json
import secrets
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from inputs import StepError

_FIELDS = "number,url,title,body,isDraft,baseRefName,isCrossRepository"
_MAY_NOT_CREATE = (
    "In the settings of the repository, Actions, General, turn on "
    '"Allow GitHub Actions to create and approve pull requests", or give the action a token of an app.'
)


@dataclass(frozen=True)
class PullRequest:
    """An open pull request, as `gh` tells of it."""

    number: str
    url: str
    title: str
    body: str
    is_draft: bool
    base: str


class Hub:
    """The pull requests of the repository."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        """Talk about the repository of the run; without one, about that of the checkout in `folder`."""
        self._folder = folder
        self._environ = {**environ, "GH_PROMPT_DISABLED": "1"}
        name = environ.get("GITHUB_REPOSITORY")
        if name:
            host = urlsplit(environ.get("GITHUB_SERVER_URL", "https://github.com"))
            self._environ["GH_REPO"] = f"{host.netloc}/{name}"
            self._environ["GH_ENTERPRISE_TOKEN"] = environ.get("GH_TOKEN", "")

    def open_of(self, branch: str) -> list[PullRequest]:
        """Return the open pull requests of a branch of this very repository."""
        return [
            PullRequest(
                number=str(found["number"]),
                url=str(found["url"]),
                title=str(found["title"]),
                body=str(found["body"]),
                is_draft=bool(found["isDraft"]),
                base=str(found["baseRefName"]),
            )
            for found in self._listed(branch, "open")
        ]

    def was_rejected(self, branch: str) -> bool:
        """Return whether the branch's last pull request was closed and not merged."""
        closed = self._listed(branch, "all")
        return bool(closed) and closed[0]["state"] == "CLOSED"

    def create(
        self, branch: str, base: str, title: str, body: str, *, is_draft: bool
    ) -> PullRequest:
        """Open a pull request; one that is no draft where the repository can't have drafts."""
        with file_with(body) as path:
            command = ["pr", "create", f"--head={branch}", f"--base={base}"]
            command += [f"--title={title}", f"--body-file={path}"]
            made = self._run(*command, *(["--draft"] if is_draft else []))
            if is_draft and made.returncode and "raft" in made.stderr:
                annotate("warning", f"not opened as a draft: {made.stderr.strip()}")
                made = self._run(*command)
                is_draft = False
        if made.returncode:
            help = f"\n{_MAY_NOT_CREATE}" if "not permitted" in made.stderr else ""
            raise StepError(f"gh pr create: {made.stderr.strip()}{help}")
        url = made.stdout.split()[-1] if made.stdout.split() else ""
        number = url.rpartition("/")[2]
        return PullRequest(number, url, title, body, is_draft, base)

    def edit(self, request: PullRequest, title: str, body: str) -> None:
        """Give a pull request this title and this body."""
        with file_with(body) as path:
            texts = [f"--title={title}", f"--body-file={path}"]
            self._gh("pr", "edit", request.number, *texts)

    def set_draft(self, request: PullRequest, *, is_draft: bool) -> None:
        """Make a pull request a draft, or ready; a token that may not do so is told of and does no harm."""
        if request.is_draft == is_draft:
            return
        undo = ["--undo"] if is_draft else []
        done = self._run("pr", "ready", request.number, *undo)
        if done.returncode:
            state = "a draft" if is_draft else "ready for review"
            annotate("warning", f"could not be made {state}: {done.stderr.strip()}")

    def add_labels(self, request: PullRequest, labels: Sequence[str]) -> None:
        """Add labels; those that the repository hasn't are told of."""
        for label in labels:
            done = self._run("pr", "edit", request.number, f"--add-label={label}")
            if done.returncode:
                annotate("warning", f"label {label}: {done.stderr.strip()}")

    def close(self, request: PullRequest, comment: str) -> None:
        """Close a pull request and say why."""
        self._gh("pr", "close", request.number, f"--comment={comment}")

    def _listed(self, branch: str, state: str) -> list[dict[str, object]]:
        """Return the pull requests of a branch, the newest first; none of forks, whose branches may have its name."""
        fields = f"{_FIELDS},state"
        printed = self._gh(
            *("pr", "list", f"--head={branch}", f"--state={state}", f"--json={fields}")
        )
        found: list[dict[str, object]] = json.loads(printed or "[]")
        return [request for request in found if not request.get("isCrossRepository")]

    def _gh(self, *arguments: str) -> str:
        """Return what `gh` prints; raise StepError if it fails."""
        done = self._run(*arguments)
        if done.returncode:
            command = " ".join(arguments[:2])
            raise StepError(f"gh {command}: {done.stderr.strip()}")
        return done.stdout

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                ["gh", *arguments],
                cwd=self._folder,
                env=self._environ,
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
            )
        except OSError as error:
            raise StepError(f"gh can't be run: {error.strerror}") from None


def annotate(level: str, text: str) -> None:
    """Print an annotation of the run: `error`, `warning` or `notice`."""
    for sign, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        text = text.replace(sign, code)
    print(f"::{level} title=wixgen update::{text}", flush=True)


@contextmanager
def commands_stopped() -> Iterator[None]:
    """Keep the runner from obeying commands in what is printed meanwhile: texts of pages may hold some."""
    word = secrets.token_hex(16)
    print(f"::stop-commands::{word}", flush=True)
    try:
        yield
    finally:
        print(f"::{word}::", flush=True)


def set_outputs(outputs: Mapping[str, str], environ: Mapping[str, str]) -> None:
    """Set outputs of the step; each value is one line."""
    path = environ.get("GITHUB_OUTPUT")
    lines = [f"{name}={' '.join(value.split())}" for name, value in outputs.items()]
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))
    print("\n".join(lines), flush=True)


@contextmanager
def file_with(text: str) -> Iterator[Path | None]:
    """Give a file with a text; None for no text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text"
        path.write_text(text, encoding="utf-8")
        yield path if text else None
