"""Shows changes of files as a unified diff with headers like git's."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

MOST_LINES = 1000

Change = tuple[str, bytes | None, bytes | None]


def unified_diff(changes: Sequence[Change], *, most_lines: int = MOST_LINES) -> str:
    """Return the diff of some files, each given as (path, content before, content after); None: no file.

    A diff of more than `most_lines` lines is cut, and says so.
    """
    lines: list[str] = []
    for number, change in enumerate(changes):
        for line in _one_file(*change):
            if len(lines) == most_lines:
                left = len(changes) - number
                lines.append(
                    f"… cut after {most_lines} lines, {left} of {len(changes)} files to go\n"
                )
                return "".join(lines)
            lines.append(line)
    return "".join(lines)


def _one_file(path: str, before: bytes | None, after: bytes | None) -> Iterator[str]:
    """Yield the lines of the diff of a file, with their ends."""
    old, new = f"a/{path}", f"b/{path}"
    yield f"diff --git {old} {new}\n"
    if before is None:
        yield "new file mode 100644\n"
    if after is None:
        yield "deleted file mode 100644\n"
    old, new = ("/dev/null" if before is None else old), (
        "/dev/null" if after is None else new
    )
    try:
        texts = [(content or b"").decode() for content in (before, after)]
    except UnicodeDecodeError:
        yield f"Binary files {old} and {new} differ\n"
        return
    for line in difflib.unified_diff(_lines(texts[0]), _lines(texts[1]), old, new):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """Split a text into lines with their ends; unlike `splitlines`, only at newlines."""
    lines = [f"{line}\n" for line in text.split("\n")]
    return [*lines[:-1], *([lines[-1][:-1]] if lines[-1] != "\n" else [])]
