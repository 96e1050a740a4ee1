"""The tasks of a build: each makes the files of some resources, in any process."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

from wixgen.diagnostics import COMMON_FILE, Diagnostic, Diagnostics
from wixgen.package.distribution import Distribution
from wixgen.package.model import ResourceSummary
from wixgen.pipeline import understand
from wixgen.workers import as_finished, worthwhile

#: Bytes of specs that are worth a process of their own: making them takes longer than starting it.
BYTES_PER_JOB = 150_000

_PACKAGE = re.compile(rb"""^package: *(["']?)([\w.-]+)\1 *(?:#.*)?\r?$""", re.MULTILINE)


@dataclass(frozen=True)
class BuildTask:
    """The specs of one package that have to be made, and what there is to know of the others.

    Attributes:
        files: The specs by path, with that of the common types.
        distribution: What the project says of the distribution.
        templates: The folder of the templates.
        siblings: The resources of the package that stay as they are.
        packages: All packages of the project.
    """

    files: Mapping[str, bytes]
    distribution: Distribution
    templates: Path
    siblings: tuple[ResourceSummary, ...] = ()
    packages: tuple[str, ...] = ()

    @property
    def resources(self) -> Set[str]:
        """Return the paths of the specs of resources."""
        return self.files.keys() - {COMMON_FILE}

    @property
    def size(self) -> int:
        """Return the size of the specs of resources in bytes, which the time goes by."""
        return sum(len(self.files[path]) for path in self.resources)


@dataclass(frozen=True)
class TaskResult:
    """The result of a task. There are no files if there are errors.

    Attributes:
        files: The files by path.
        summaries: The resources by the path of their spec.
        found: The diagnostics of the specs.
    """

    files: Mapping[str, str] = field(default_factory=dict[str, str])
    summaries: Mapping[str, ResourceSummary] = field(
        default_factory=dict[str, ResourceSummary]
    )
    found: tuple[Diagnostic, ...] = ()


def run(task: BuildTask) -> TaskResult:
    """Take the specs of a task all the way to formatted files."""
    # what formats and makes models is slow to import, which an idle build saves
    from wixgen.emit.home import Home
    from wixgen.emit.package import module_files

    report = Diagnostics()
    understood = understand(
        task.files,
        task.distribution.version,
        report,
        siblings=task.siblings,
        packages=task.packages,
        with_common=False,
    )
    found = tuple(report)
    if report.has_errors:
        return TaskResult(found=found)
    package = understood.package
    return TaskResult(
        files=module_files(
            package.generated, task.templates, Home.of(task.distribution)
        ),
        summaries={
            str(module.source): resource
            for module, resource in zip(
                package.modules, package.index.modules, strict=True
            )
        },
        found=found,
    )


def run_all(
    tasks: Iterable[BuildTask], jobs: int
) -> Iterator[tuple[BuildTask, TaskResult]]:
    """Run all tasks, and give each with its result, in any order.

    `jobs` is the number of processes; 0 for as many as the work is worth.
    """
    # the largest first: a large one that begins last would run while the other processes are idle
    queue = sorted(tasks, key=lambda task: -task.size)
    size = sum(task.size for task in queue)
    jobs = min(len(queue), jobs or worthwhile(size, BYTES_PER_JOB))
    if jobs > 1:
        from wixgen.emit.package import prepare

        prepare(queue[0].templates)
    return as_finished(run, queue, jobs)


def package_of(spec: bytes) -> str:
    """Return the package that a spec names, without parsing it; "" where only parsing would tell."""
    said = _PACKAGE.search(spec)
    return said[2].decode(errors="replace") if said else ""
