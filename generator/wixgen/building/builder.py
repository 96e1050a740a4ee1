"""Builds a package: makes the files that the specs no longer match, and keeps the others.

The result is byte by byte that of a build from nothing. These files are made anew:

- a resource's, if its spec changed, if a common type that it reaches changed, or if its classes get other
  names because a resource of the same package came, went or was renamed;
- those that list resources (`__init__.py`, the README and so on), if the resources are others than before;
- those of the common types, if their spec changed or if requests can hold others of them than before.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from wixgen.building.cache import Source
from wixgen.building.common_types import common_types
from wixgen.building.state import State, source_of
from wixgen.building.tasks import BuildTask, TaskResult, package_of, run_all
from wixgen.diagnostics import COMMON_FILE, Diagnostic, Diagnostics, Place
from wixgen.emit.home import Home
from wixgen.package.client_names import GroupNames, with_changed_names
from wixgen.package.distribution import IMPORT_NAME, Distribution
from wixgen.package.model import PackageGroup, PackageIndex, ResourceSummary
from wixgen.package.summary_json import as_json, from_json

COMMON_FOLDER = f"{IMPORT_NAME}/common/"
FILES_OF_GROUP = 2  # `__init__.py` and `_groups.py`
#: Called with the number of specs that are done, the number of all, and the packages done last.
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Built:
    """The result of a build. Without files if `found` has errors.

    Attributes:
        files: The content by path: text that was made, bytes of files that are kept.
        sources: What the cache will say of each spec.
        summaries: All resources, by the path of their spec.
        made: The specs whose resources were made anew.
        found: The diagnostics of all specs, also of those that were not read now.
    """

    files: Mapping[str, str | bytes] = field(
        default_factory=dict[str, str | bytes], repr=False
    )
    sources: Mapping[str, Source] = field(default_factory=dict[str, Source], repr=False)
    summaries: Mapping[str, ResourceSummary] = field(
        default_factory=dict[str, ResourceSummary]
    )
    made: frozenset[str] = frozenset()
    found: tuple[Diagnostic, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Return whether the specs are unusable."""
        return any(finding.is_error for finding in self.found)


@dataclass(frozen=True)
class Settings:
    """The input of a build beside the specs.

    Attributes:
        distribution: What the project says of the distribution.
        templates: The folder of the templates.
        jobs: The number of processes; 0 for as many as the work is worth.
    """

    distribution: Distribution
    templates: Path
    jobs: int = 0


def build(state: State, settings: Settings, progress: Progress | None = None) -> Built:
    """Make all files of the package from the specs of `state`; write nothing."""
    return _Builder(state, settings, progress or _ignore_progress).build()


def _ignore_progress(_done: int, _all: int, _packages: str) -> None:
    """Do nothing: the caller doesn't want to know."""


class _Builder:
    """One build.

    `before` are the resources of the last build, `kept` those of them whose files stay as they are, `made`
    the resources that were made now.
    """

    def __init__(self, state: State, settings: Settings, progress: Progress) -> None:
        self.state = state
        self.settings = settings
        self.progress = progress
        self.home = Home.of(settings.distribution)
        self.owned = sorted(state.manifest.files)
        self.common = common_types(state)
        self.before = self._resources_before()
        self.kept = {
            path: resource
            for path, resource in self.before.items()
            if state.is_fresh(path, self.home.file(resource.folder))
            and not self.common.concerns(resource)
        }
        self.made: dict[str, ResourceSummary] = {}
        self.files: dict[str, str | bytes] = {}
        self.found: list[Diagnostic] = [*self.common.found]

    def build(self) -> Built:
        resources = self.state.specs.keys() - {COMMON_FILE}
        wanted = (resources - self.kept.keys()) or self._with_changed_names()
        # names of what was made may change those of what was kept: that is made in the next round
        while wanted:
            tasks = self._tasks(wanted)
            self.kept = {
                path: resource
                for path, resource in self.kept.items()
                if path not in wanted
            }
            self._run(tasks)
            wanted = set[str]() if self.has_errors else self._with_changed_names()
        if self.has_errors:
            return Built(found=self._all_found())
        return self._finished()

    @property
    def has_errors(self) -> bool:
        """Return whether some spec is wrong."""
        return any(finding.is_error for finding in self.found)

    def _resources_before(self) -> dict[str, ResourceSummary]:
        """Return the resources of the last build, if their files can be relied on."""
        found: dict[str, ResourceSummary] = {}
        if self.state.is_known:
            for path, source in self.state.cache.sources.items():
                if path == COMMON_FILE:
                    continue
                resource = from_json(source.summary) if source.summary else None
                if resource:
                    found[path] = resource
        return found

    def _tasks(self, paths: Set[str]) -> list[BuildTask]:
        """Divide specs into tasks by package, each with the resources of it that stay as they are."""
        known = {**self.kept, **self.made}
        package_by_path = {
            path: known[path].wire_package if path in known else package_of(spec)
            for path, spec in self.state.specs.items()
            if path != COMMON_FILE
        }
        packages = tuple(sorted({*package_by_path.values()} - {""}))
        others = [resource for path, resource in known.items() if path not in paths]
        tasks: list[BuildTask] = []
        for package in sorted({package_by_path[path] for path in paths}):
            of_package = [path for path in paths if package_by_path[path] == package]
            siblings = [
                resource for resource in others if resource.wire_package == package
            ]
            task = BuildTask(
                files=self._specs(of_package),
                distribution=self.settings.distribution,
                templates=self.settings.templates,
                siblings=tuple(sorted(siblings, key=_order)),
                packages=packages,
            )
            tasks.append(task)
        return tasks

    def _specs(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Return these specs and that of the common types."""
        specs = self.state.specs
        return {
            path: specs[path] for path in sorted([*paths, COMMON_FILE]) if path in specs
        }

    def _run(self, tasks: list[BuildTask]) -> None:
        """Run all tasks, and tell the progress after each."""
        count = sum(len(task.resources) for task in tasks)
        done = 0
        for task, result in run_all(tasks, self.settings.jobs):
            self._take(task, result)
            done += len(task.resources)
            packages = sorted(
                {resource.wire_package for resource in result.summaries.values()}
            )
            self.progress(done, count, ", ".join(packages))

    def _take(self, task: BuildTask, result: TaskResult) -> None:
        """Replace what is known of a task's resources by its result."""
        for path in task.resources:
            self.made.pop(path, None)
        self.found = [
            finding
            for finding in self.found
            if finding.place.path not in task.resources
        ]
        self.found += result.found
        self.made |= result.summaries
        self.files |= result.files

    def _with_changed_names(self) -> set[str]:
        """Return the specs of resources whose names are others beside all resources of now.

        Specs of one resource are among them: reading them together tells that there are two.
        """
        paths: dict[tuple[str, str], list[str]] = {}
        for path, resource in (*self.kept.items(), *self.made.items()):
            paths.setdefault(_order(resource), []).append(path)
        keys = {_order(resource) for resource in with_changed_names(self._resources())}
        keys |= {key for key, found in paths.items() if len(found) > 1}
        return {path for key in keys for path in paths[key]}

    def _resources(self) -> list[ResourceSummary]:
        """Return all resources in their order."""
        return sorted([*self.kept.values(), *self.made.values()], key=_order)

    def _finished(self) -> Built:
        """Add the files that depend on all resources to those of each."""
        resources = self._resources()
        files = {
            **self.files,
            **self._common_files(resources),
            **self._index_files(resources),
        }
        for resource in self.kept.values():
            files |= self._standing(self.home.file(f"{resource.folder}/"))
        summaries = {**self.kept, **self.made}
        return Built(
            files=dict(sorted(files.items())),
            sources=self._sources(summaries),
            summaries=dict(sorted(summaries.items())),
            made=frozenset(self.made),
            found=self._all_found(),
        )

    def _standing(self, start: str) -> dict[str, bytes]:
        """Read the generated files whose paths begin with `start`; none of them if one was damaged."""
        state = self.state
        if not state.is_known or any(path.startswith(start) for path in state.damaged):
            return {}
        return {path: state.standing(path) for path in self._owned(start)}

    def _owned(self, start: str) -> Iterator[str]:
        """Yield the generated files whose paths begin with `start`."""
        paths = self.owned
        for number in range(bisect_left(paths, start), len(paths)):
            if not paths[number].startswith(start):
                break
            yield paths[number]

    def _common_files(self, resources: list[ResourceSummary]) -> dict[str, str | bytes]:
        """Return the files of the common types, which differ by what requests can hold of them."""
        requested = {name for resource in resources for name in resource.requested}
        before = {
            name for resource in self.before.values() for name in resource.requested
        }
        standing = self._standing(self.home.file(COMMON_FOLDER))
        if standing and requested == before and not self.common.is_changed:
            return {**standing}
        if COMMON_FILE not in self.state.specs:
            return {}
        from wixgen.emit.package import common_files

        modules = self.common.modules(requested)
        return {**common_files(modules, self.settings.templates, self.home)}

    def _index_files(self, resources: list[ResourceSummary]) -> dict[str, str | bytes]:
        """Return the files that list resources, and the runtime; those whose lists are the same are kept."""
        before = self._package_index(sorted(self.before.values(), key=_order))
        now = self._package_index(resources)
        kept: dict[str, str | bytes] = {}
        changed: list[PackageGroup] = []
        has_runtime = bool(now.events)
        for group in now.generated:
            standing: dict[str, bytes] = {}
            # with webhooks, a folder may be one of the runtime's, too
            if group in before.groups and has_runtime == bool(before.events):
                folder = f"{self.home.import_name}/{group.name}/"
                standing = self._standing(f"{folder}__init__.py")
                standing |= self._standing(f"{folder}_groups.py")
            kept |= standing
            if len(standing) < FILES_OF_GROUP:
                changed.append(group)
        if now == before and not changed:
            root = _root(self.state.manifest.files, now, self.home)
            standing = {
                path: content
                for start in root
                for path, content in self._standing(start).items()
            }
            if root and len(standing) == len(root):
                return kept | standing
        from wixgen.emit.package import index_files

        return kept | index_files(now, changed, self.settings.templates)

    def _package_index(self, resources: Iterable[ResourceSummary]) -> PackageIndex:
        names = GroupNames(Diagnostics())
        groups: list[PackageGroup] = []
        for wire, modules in groupby(resources, key=lambda module: module.wire_package):
            name, class_name = names.take(wire, Place(""))
            group = PackageGroup(
                name=name, class_name=class_name, modules=tuple(modules)
            )
            groups.append(group)
        return PackageIndex(
            distribution=self.settings.distribution, groups=tuple(groups)
        )

    def _all_found(self) -> tuple[Diagnostic, ...]:
        """Return the findings of now, and those that the cache has of the specs that were not read."""
        report = Diagnostics()
        report.found += self.found
        for path in self.kept:
            report.found += self.state.findings(path)
        return tuple(report)

    def _sources(self, summaries: Mapping[str, ResourceSummary]) -> dict[str, Source]:
        found: dict[str, list[Diagnostic]] = {}
        for finding in self._all_found():
            found.setdefault(finding.place.path, []).append(finding)
        known = {path: as_json(resource) for path, resource in summaries.items()}
        known[COMMON_FILE] = dict(self.common.digests)
        return {
            path: source_of(text, known[path], found.get(path, []))
            for path, text in sorted(self.state.specs.items())
        }


def _root(paths: Iterable[str], index: PackageIndex, home: Home) -> list[str]:
    """Return those of the generated files that belong to no package and not to the common types."""
    folders = {f"{home.import_name}/{group.name}" for group in index.groups}
    owned = {
        f"{folder}/{name}.py" for folder in folders for name in ("__init__", "_groups")
    }
    below = {
        home.file(folder)
        for folder in (
            COMMON_FOLDER.rstrip("/"),
            *(module.folder for module in index.modules),
        )
    }
    return [
        path
        for path in paths
        if path not in owned and below.isdisjoint(_folders_above(path))
    ]


def _folders_above(path: str) -> Iterator[str]:
    """Yield every folder that a file stands in, the outermost first."""
    return (path[:end] for end, character in enumerate(path) if character == "/")


def _order(resource: ResourceSummary) -> tuple[str, str]:
    return resource.wire_package, resource.wire_module
