"""The journal of a fetch: what has been answered, so that a run that was killed can be gone on with."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, cast

from wixgen.fetching.answers import Answer, Result

MAX_AGE = 24 * 3600.0  # seconds; what is older is asked anew


class Journal:
    """Answers in a file: a line that says what run they belong to, and one for each answer.

    A line that was being written when the run was killed is passed over.

    Attributes:
        answers: What an earlier run was answered, by question.
    """

    def __init__(self, path: Path | None, run: Mapping[str, object]) -> None:
        """Open the journal of a run.

        Args:
            path: The file; None for a run that leaves nothing behind.
            run: What the run is about; answers of another one are of no use.
        """
        self._path = path
        self.answers: dict[str, Answer] = {}
        self._file: IO[str] | None = None
        if path is not None:
            self._open(path, run)

    def _open(self, path: Path, run: Mapping[str, object]) -> None:
        """Read what there is of this run, or begin anew, and go on writing. Raises OSError."""
        begun = self._read(path, dict(run))
        if begun is None:
            begun = time.time()
            self.answers.clear()
            line = json.dumps({"run": dict(run), "begun": begun})
            path.write_text(f"{line}\n", encoding="utf-8")
        self._file = path.open("a", encoding="utf-8")
        self._file.write("\n")  # ends what may have been left half written

    def add(self, question: str, answer: Answer) -> None:
        """Write the answer to a question, unless asking again may give a better one. Raises OSError."""
        if answer.result is not Result.FAILED and self._file is not None:
            line = json.dumps({"question": question, "answer": asdict(answer)})
            self._file.write(f"{line}\n")
            self._file.flush()

    def close(self, *, remove: bool) -> None:
        """Close the file; remove it if all that it tells has been written elsewhere."""
        if self._file is not None:
            self._file.close()
        if remove and self._path is not None:
            self._path.unlink(missing_ok=True)

    def _read(self, path: Path, run: dict[str, object]) -> float | None:
        """Read what there is; return when the run began, None if there is none of this run."""
        try:
            lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
        except OSError:
            return None
        head, *rest = [_decoded(line) for line in lines if line] or [{}]
        begun = head.get("begun")
        if head.get("run") != run or not isinstance(begun, int | float):
            return None
        if not 0 <= time.time() - begun < MAX_AGE:
            return None
        for entry in rest:
            if answer := _answer(entry.get("answer")):
                self.answers[str(entry.get("question"))] = answer
        return float(begun)


def _decoded(line: str) -> dict[str, Any]:
    try:
        value: object = json.loads(line)
    except ValueError:
        return {}
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _answer(value: object) -> Answer | None:
    entry = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    try:
        known: dict[str, Any] = entry | {
            "result": Result(entry.get("result", "")),
            "passed": tuple(entry.get("passed", ())),
        }
        return Answer(**known)
    except (TypeError, ValueError):
        return None
