"""Tells by sizes and times alone that nothing has changed since a build found nothing to do.

An idle build runs before every test and every release. Reading thousands of files to see that they are the
same takes longer than all else that it does, so one that has read them all, and found nothing to do, leaves
a stamp in the cache: a hash of the names, sizes and times of all files that decide what a build makes, and of
those that it made. While the stamp is the same, so are the files.

A file that is changed within the clock tick of its last change looks as before. So there is no stamp while
any file is that young. The time of a file's last change of state, which nobody can set, is part of the stamp:
a file that is put back with an old time is noticed.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from wixgen.building.cache import read_cache, write_cache
from wixgen.building.fingerprint import inputs, library_versions
from wixgen.diagnostics import Diagnostic
from wixgen.project import Project

_NAME = "idle.json"
#: Longer than a tick of the clock of any file system that tells parts of a second.
_TICK = 100_000_000
#: For one that tells whole seconds, or every other one.
_COARSE_TICK = 3_000_000_000
_SECOND = 1_000_000_000
_SKIPPED = frozenset({"__pycache__", _NAME})


@dataclass(frozen=True)
class Idle:
    """What a build with nothing to do has to say.

    Attributes:
        files: The number of generated files.
        findings: The diagnostics of all specs.
    """

    files: int
    findings: list[Diagnostic]


def stamp_of(project: Project, templates: Path) -> str | None:
    """Return the stamp of a project as it is; None while files are too young for one."""
    found = hashlib.sha256()
    parts = (
        project.schemas,
        project.out,
        project.distribution,
        *sorted(library_versions().items()),
    )
    found.update(repr(parts).encode())
    newest = 0
    roots = (*inputs(templates), project.schemas, project.out)
    for name, known in _files(map(str, roots)):
        found.update(
            f"{name}\0{known.st_size}\0{known.st_mtime_ns}\0{known.st_ctime_ns}\0".encode(
                errors="surrogateescape"
            )
        )
        newest = max(newest, known.st_mtime_ns, known.st_ctime_ns)
    tick = _TICK if newest % _SECOND else _COARSE_TICK
    return found.hexdigest() if newest + tick < time.time_ns() else None


def read_idle(out: Path, stamp: str) -> Idle | None:
    """Return what the last idle build said, if it was one of this stamp."""
    try:
        found: object = json.loads(read_cache(out, _NAME) or b"null")
    except (ValueError, RecursionError):
        return None
    told = cast("dict[str, object]", found) if isinstance(found, dict) else {}
    files, findings = told.get("files"), told.get("findings")
    if told.get("stamp") != stamp or not isinstance(files, int):
        return None
    if not isinstance(findings, list):
        return None
    entries = cast("list[dict[str, object]]", findings)
    read = [Diagnostic.from_json(entry) for entry in entries]
    return Idle(files, [one for one in read if one]) if all(read) else None


def write_idle(out: Path, stamp: str, idle: Idle) -> None:
    """Leave the stamp for the next build, with what this one said."""
    findings = [finding.stored() for finding in idle.findings]
    content = {"stamp": stamp, "files": idle.files, "findings": findings}
    write_cache(out, json.dumps(content).encode(), _NAME)


def _files(roots: Iterable[str]) -> Iterator[tuple[str, os.stat_result]]:
    """Yield all files and links with what is known of them, in an order that is always the same."""
    waiting = [*roots]
    while waiting:
        root = waiting.pop()
        known = os.lstat(root)
        if not stat.S_ISDIR(known.st_mode):
            yield root, known
            continue
        with os.scandir(root) as found:
            entries = sorted(
                (entry for entry in found if entry.name not in _SKIPPED),
                key=lambda entry: entry.name,
            )
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            else:
                yield entry.path, entry.stat(follow_symlinks=False)
