"""Makes the files of some resources: what one process is given to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wixgen.diagnostics import COMMON_FILE, Diagnostic, Diagnostics
from wixgen.package.model import ResourceSummary
from wixgen.pipeline import understand
from wixgen.workers import as_finished, worthwhile

BYTES_PER_JOB = 150_000  # of specs: takes longer than starting a process

_PACKAGE = re.compile(rb"""^package: *(["']?)([\w.-]+)\1 *(?:#.*)?\r?$""", re.MULTILINE)


@dataclass(frozen=True)
class BuildTask:
    """Specs by path, of one package where that can be told, with the common types.

    `siblings` are resources of the same packages that stay as they are, `packages` all packages that
    there are.
    """

    files: Mapping[str, bytes]
    version: str
    templates: Path
    siblings: tuple[ResourceSummary, ...] = ()
    packages: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """How much there is to do, in bytes of specs."""
        return sum(
            len(text) for path, text in self.files.items() if path != COMMON_FILE
        )


@dataclass(frozen=True)
class TaskResult:
    """What came of a part: files by path, outlines by the spec's path, everything found on the way.

    There are no files if there are errors.
    """

    files: Mapping[str, str] = field(default_factory=dict[str, str])
    outlines: Mapping[str, ResourceSummary] = field(
        default_factory=dict[str, ResourceSummary]
    )
    found: tuple[Diagnostic, ...] = ()


def make(part: BuildTask) -> TaskResult:
    """Take a part all the way from its specs to formatted files."""
    # what formats and makes models is slow to import, which an idle build saves
    from wixgen.emit.package import module_files

    report = Diagnostics()
    understood = understand(
        part.files,
        part.version,
        report,
        siblings=part.siblings,
        packages=part.packages,
    )
    found = tuple(report)
    if report.has_errors:
        return TaskResult(found=found)
    package = understood.package
    outlines = package.contents.modules
    return TaskResult(
        files=module_files(package.modules, part.templates),
        outlines={
            str(module.source): outline
            for module, outline in zip(package.modules, outlines, strict=True)
        },
        found=found,
    )


def make_all(
    parts: Iterable[BuildTask], jobs: int
) -> Iterator[tuple[BuildTask, TaskResult]]:
    """Make all parts, in any order; `jobs` processes, 0 for as many as there is work for."""
    tasks = sorted(parts, key=lambda one: -one.size)  # keeps all busy to the end
    size = sum(one.size for one in tasks)
    jobs = min(len(tasks), jobs or worthwhile(size, BYTES_PER_JOB))
    if jobs > 1:
        from wixgen.emit.package import prepare

        prepare(tasks[0].templates)
    return as_finished(make, tasks, jobs)


def package_of(spec: bytes) -> str:
    """The package that the spec names, at a glance; "" where it takes a closer look."""
    said = _PACKAGE.search(spec)
    return said[2].decode(errors="replace") if said else ""
