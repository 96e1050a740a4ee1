"""Lint specs package by package: in several processes, and only where it was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from wixgen.acceptances import Teller, tell_unused
from wixgen.building.tasks import BYTES_PER_JOB, package_of
from wixgen.diagnostics import COMMON_FILE, Diagnostic, Diagnostics
from wixgen.package.distribution import DEFAULT_VERSION
from wixgen.pipeline import understand
from wixgen.spec_text.formatter import warn_of_format
from wixgen.workers import mapped, worthwhile

#: Checking specs takes a small part of the time that building from them takes.
_BYTES_PER_JOB = 4 * BYTES_PER_JOB


@dataclass(frozen=True)
class _Specs:
    """The specs of a project.

    Attributes:
        files: Their content by path.
        chosen: The paths of those that were asked about.
        packages: The package of each resource's spec; "" where only parsing would tell.
    """

    files: Mapping[str, bytes]
    chosen: frozenset[str]
    packages: Mapping[str, str]


def lint_findings(
    files: Mapping[str, bytes], chosen: Set[str], jobs: int = 0
) -> list[Diagnostic]:
    """Check specs; return what is wrong with those that were asked about, by place.

    A spec has to fit those of its package and the common types. So the specs of other packages are not
    read, but for their names.

    Args:
        files: The content of all specs by path.
        chosen: The paths of the specs that were asked about.
        jobs: The number of processes; 0 for as many as the work is worth.
    """
    packages = {
        path: package_of(data) for path, data in files.items() if path != COMMON_FILE
    }
    specs = _Specs(files, frozenset(chosen), packages)
    wanted = _wanted(specs)
    size = sum(len(files[path]) for package in wanted for path in package)
    jobs = jobs or worthwhile(size, _BYTES_PER_JOB)
    report = Diagnostics()
    for found in mapped(_findings, specs, _shares(wanted, files, jobs), jobs, chunk=1):
        report.take(found)
    return [finding for finding in report if finding.place.path in chosen]


def _wanted(specs: _Specs) -> list[list[str]]:
    """Return the specs that have to be read, those of one package together."""
    by_package: dict[str, list[str]] = {}
    for path, package in specs.packages.items():
        by_package.setdefault(package, []).append(path)
    if "" in by_package:  # these may belong to any package
        return [list(specs.packages)]
    if COMMON_FILE in specs.chosen:
        return list(by_package.values())
    return [paths for paths in by_package.values() if specs.chosen.intersection(paths)]


def _shares(
    wanted: Iterable[list[str]], files: Mapping[str, bytes], jobs: int
) -> list[list[str]]:
    """Divide specs among processes, each package as a whole; every process reads the common types once."""

    def size(paths: Iterable[str]) -> int:
        return sum(len(files[path]) for path in paths)

    shares: list[list[str]] = [[] for _ in range(max(1, jobs))]
    for paths in sorted(wanted, key=size, reverse=True):
        min(shares, key=size).extend(paths)
    return [share for share in shares if share] or [[]]


def _findings(specs: _Specs, paths: Iterable[str]) -> list[Diagnostic]:
    """Check the specs with these paths, and return what was found."""
    files = {
        path: specs.files[path] for path in [*paths, COMMON_FILE] if path in specs.files
    }
    report = Diagnostics()
    names = {*specs.packages.values()} - {""}
    understand(files, DEFAULT_VERSION, report, packages=names)
    for path, data in files.items():
        if path in specs.chosen:
            warn_of_format(path, data, report)
    tell_unused(report, Teller.FORMAT)
    return list(report)
