"""A run of `wixgen update`, and what it says."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hub import commands_stopped
from inputs import Inputs, StepError

_VERDICTS = ("breaking", "risky", "additive", "docs", "none")
_LONGEST_TITLE = 200
_SECRETS = (
    *("GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN"),
    *("ACTIONS_RUNTIME_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"),
)


@dataclass(frozen=True)
class Update:
    """How a run ended.

    Attributes:
        code: wixgen's exit code.
        is_check: Whether it was only to check.
        said: What it printed for people.
        is_changed: Whether it changed files, or would have.
        is_about_the_tool: Whether only the package was made again, by a newer wixgen.
        written: The paths of these files, seen from the project.
        verdict: The worst verdict among the changes.
        version: The version that it proposes.
        title: A title for a pull request.
        problems: What was left as it was or failed, and why.
    """

    code: int
    is_check: bool
    said: str
    is_changed: bool = False
    is_about_the_tool: bool = False
    written: tuple[str, ...] = ()
    verdict: str = "none"
    version: str = ""
    title: str = ""
    problems: tuple[str, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Return whether the result counts: all went well, or what failed didn't keep the rest from changing."""
        if self.code == 2:
            return self.is_changed
        return self.code == 0 or (self.is_check and self.code == 1)

    @property
    def last_words(self) -> str:
        """Return what wixgen said last: its error with the remedy."""
        lines = self.said.strip().splitlines()
        errors = [at for at, line in enumerate(lines) if line.startswith("error")]
        words = "\n".join(lines[errors[-1] :] if errors else lines[-5:])
        return words or f"wixgen update ended with exit code {self.code}"


def run_update(
    inputs: Inputs, environ: Mapping[str, str], seen: Path | None, *, is_check: bool
) -> Update:
    """Run `wixgen update` in the project; raise StepError if it can't be run, or says nothing that can be read.

    Args:
        inputs: The action's inputs.
        environ: The variables of the run; wixgen gets no tokens.
        seen: The lock as an earlier run left it.
        is_check: Whether nothing is to be written.
    """
    folder = environ.get("WIXGEN_BIN")
    command = [os.path.join(folder, "wixgen") if folder else "wixgen", "update"]
    command += ["--project", os.fspath(inputs.project), "--format", "json"]
    command += ["--report", os.fspath(inputs.report), *inputs.arguments]
    command += ["--check"] if is_check else []
    command += ["--seen", os.fspath(seen)] if seen else []
    own = {name: value for name, value in environ.items() if name not in _SECRETS}
    with commands_stopped():
        code, printed, said = _run(command, inputs.project, own)
    answer = _answer(printed)
    update = Update(code=code, is_check=is_check, said=said)
    if answer is None:
        if update.code in {0, 1}:
            raise StepError("wixgen update printed no result; is it another version?")
        return update
    return _with_answer(update, answer)


def _run(
    command: list[str], folder: Path, environ: Mapping[str, str]
) -> tuple[int, str, str]:
    """Run a command; return its exit code and what it printed. What it says to people is shown as it comes."""
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environ),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise StepError(f"wixgen can't be run: {error.strerror}") from None
    said: list[str] = []
    with process:
        reader = threading.Thread(target=_show, args=(process.stderr, said))
        reader.start()
        printed = process.stdout.read() if process.stdout else ""
        reader.join()
    return process.returncode, printed, "".join(said)


def _show(lines: Iterable[str] | None, said: list[str]) -> None:
    """Show lines as they come, where the runner can't take them for commands, and keep them in `said`."""
    for line in lines or ():
        said.append(line)
        print(line.rstrip("\r\n"), flush=True)  # what follows begins a line


def _answer(printed: str) -> dict[str, Any] | None:
    """Return the object that wixgen printed; None if it is none."""
    try:
        answer = json.loads(printed)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _with_answer(update: Update, answer: Mapping[str, Any]) -> Update:
    """Return a run with what its answer says; texts become single lines without control characters."""
    verdict = str(answer.get("verdict"))
    title = _line(answer.get("title")) or "Follow the documentation"
    return replace(
        update,
        is_changed=answer.get("changed") is True,
        written=tuple(map(str, answer.get("written") or [])),
        is_about_the_tool=answer.get("cause") == "tool",
        verdict=verdict if verdict in _VERDICTS else "none",
        version=_line(answer.get("version")),
        title=title[:_LONGEST_TITLE],
        problems=tuple(_problems(answer)),
    )


def _problems(answer: Mapping[str, Any]) -> Iterator[str]:
    """Yield what was left as it was: resources with the reason; where none tells it, stages that failed."""
    left = [one for one in answer.get("resources") or [] if one.get("state") == "left"]
    for resource in left:
        name, why = _line(resource.get("resource")), _line(resource.get("why"))
        yield f"left as it was: {name}: {why}"
    for stage in answer.get("stages") or []:
        if not left and stage.get("verdict") == "failed":
            yield f"{_line(stage.get('stage'))} failed: {_line(stage.get('says'))}"


def _line(value: object) -> str:
    """Return a text as one line that can be printed."""
    words = "" if value is None else " ".join(str(value).split())
    return "".join(sign for sign in words if sign.isprintable())
