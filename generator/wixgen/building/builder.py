"""Builds a package: makes what the state says is missing, and leaves the rest as it is.

The result is always what a build from nothing makes, byte by byte. A resource is made anew if its spec
changed, or a common type that it reaches, or if it would have another name beside its neighbours. What
lists resources is made anew if these are others than before, the common types if other requests can
hold them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from wixgen.building.cache import Source
from wixgen.building.common_types import common_types
from wixgen.building.state import State, source_of
from wixgen.building.tasks import BuildTask, TaskResult, make_all, package_of
from wixgen.diagnostics import COMMON_FILE, Diagnostic, Diagnostics, Place
from wixgen.package.client_names import GroupNames, misnamed
from wixgen.package.model import PackageGroup, PackageIndex, ResourceSummary
from wixgen.package.outline_json import as_json, from_json

COMMON_FOLDER = "wixapi/common/"
FILES_OF_GROUP = 2
Progress = Callable[
    [int, int, str], None
]  # specs done, of how many, what was done last


@dataclass(frozen=True)
class Built:
    """All files by path, those that stand there as bytes; nothing if `found` has errors.

    `outlines` are all resources by the spec's path, `made` the specs that were made anew.
    """

    files: Mapping[str, str | bytes] = field(
        default_factory=dict[str, str | bytes], repr=False
    )
    sources: Mapping[str, Source] = field(default_factory=dict[str, Source], repr=False)
    outlines: Mapping[str, ResourceSummary] = field(
        default_factory=dict[str, ResourceSummary]
    )
    made: frozenset[str] = frozenset()
    found: tuple[Diagnostic, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether the specs are unusable."""
        return any(one.is_error for one in self.found)


@dataclass(frozen=True)
class Settings:
    """What is made besides what the specs say.

    Attributes:
        version: Of the generated distribution.
        templates: Their folder.
        jobs: How many processes; 0: by the size.
    """

    version: str
    templates: Path
    jobs: int = 0


def build(state: State, settings: Settings, progress: Progress | None = None) -> Built:
    """Everything that the specs of `state` make."""
    return _Builder(state, settings, progress or _silent).build()


def _silent(_done: int, _all: int, _what: str) -> None:
    """Nobody looks."""


class _Builder:
    def __init__(self, state: State, settings: Settings, progress: Progress) -> None:
        self.state = state
        self.settings = settings
        self.progress = progress
        self.common = common_types(state)
        self.before = self._known()
        self.fresh = {
            path: outline
            for path, outline in self.before.items()
            if state.is_fresh(path, outline.folder)
            and not self.common.concerns(outline)
        }
        self.made: dict[str, ResourceSummary] = {}
        self.files: dict[str, str | bytes] = {}
        self.found: list[Diagnostic] = [*self.common.found]

    def build(self) -> Built:
        resources = self.state.specs.keys() - {COMMON_FILE}
        wanted = (resources - self.fresh.keys()) or self._misnamed()
        while wanted:
            parts = self._parts(wanted)
            self.fresh = {
                path: one for path, one in self.fresh.items() if path not in wanted
            }
            self._make(parts)
            wanted = self._misnamed() if not self.has_errors else set[str]()
        if self.has_errors:
            return Built(found=self._all_found())
        return self._finished()

    @property
    def has_errors(self) -> bool:
        """Whether some spec is wrong."""
        return any(one.is_error for one in self.found)

    def _known(self) -> dict[str, ResourceSummary]:
        """The resources that the files were made from, if by this generator."""
        found: dict[str, ResourceSummary] = {}
        if self.state.is_known:
            for path, source in self.state.cache.sources.items():
                if path == COMMON_FILE:
                    continue
                outline = from_json(source.summary) if source.summary else None
                if outline:
                    found[path] = outline
        return found

    def _parts(self, paths: Set[str]) -> list[BuildTask]:
        """Specs by package, beside the resources that stay as they are."""
        known = {**self.fresh, **self.made}
        wires = {
            path: known[path].wire_package if path in known else package_of(spec)
            for path, spec in self.state.specs.items()
            if path != COMMON_FILE
        }
        packages = tuple(sorted({*wires.values()} - {""}))
        others = [one for path, one in known.items() if path not in paths]
        parts: list[BuildTask] = []
        for wire in sorted({wires[path] for path in paths}):
            of_package = [path for path in paths if wires[path] == wire]
            siblings = [one for one in others if one.wire_package == wire]
            part = BuildTask(
                files=self._specs(of_package),
                version=self.settings.version,
                templates=self.settings.templates,
                siblings=tuple(sorted(siblings, key=_order)),
                packages=packages,
            )
            parts.append(part)
        return parts

    def _specs(self, paths: Iterable[str]) -> dict[str, bytes]:
        """These specs, with the common types."""
        specs = self.state.specs
        return {
            path: specs[path] for path in sorted([*paths, COMMON_FILE]) if path in specs
        }

    def _make(self, parts: list[BuildTask]) -> None:
        count = sum(len(one.files.keys() - {COMMON_FILE}) for one in parts)
        done = 0
        for part, made in make_all(parts, self.settings.jobs):
            self._take(part, made)
            done += len(part.files.keys() - {COMMON_FILE})
            packages = sorted({one.wire_package for one in made.outlines.values()})
            self.progress(done, count, ", ".join(packages))

    def _take(self, part: BuildTask, made: TaskResult) -> None:
        for path in part.files:
            self.made.pop(path, None)
        again = part.files.keys() - {COMMON_FILE}
        self.found = [one for one in self.found if one.place.path not in again]
        self.found += made.found
        self.made |= made.outlines
        self.files |= made.files

    def _misnamed(self) -> set[str]:
        """The specs of resources that have other names beside each other than they got, or no names."""
        paths: dict[tuple[str, str], list[str]] = {}
        for path, one in (*self.fresh.items(), *self.made.items()):
            paths.setdefault(_order(one), []).append(path)
        keys = {_order(one) for one in misnamed(self._outlines())}
        keys |= {key for key, found in paths.items() if len(found) > 1}
        return {path for key in keys for path in paths[key]}

    def _outlines(self) -> list[ResourceSummary]:
        """All resources in their order."""
        found = [*self.fresh.values(), *self.made.values()]
        return sorted(found, key=_order)

    def _finished(self) -> Built:
        """The files of all resources, and those that depend on all of them."""
        outlines = self._outlines()
        files = {**self.files, **self._common(outlines), **self._frame(outlines)}
        for one in self.fresh.values():
            files |= self._standing(f"{one.folder}/")
        everything = {**self.fresh, **self.made}
        return Built(
            files=dict(sorted(files.items())),
            sources=self._sources(everything),
            outlines=dict(sorted(everything.items())),
            made=frozenset(self.made),
            found=self._all_found(),
        )

    def _standing(self, start: str) -> dict[str, bytes]:
        """The generated files that begin with `start`, as they are; none if one was damaged."""
        state = self.state
        if not state.is_known or any(one.startswith(start) for one in state.damaged):
            return {}
        return {
            path: (state.out / path).read_bytes()
            for path in state.manifest.files
            if path.startswith(start)
        }

    def _common(self, outlines: list[ResourceSummary]) -> dict[str, str | bytes]:
        """The module of the common types, whose requests any resource may use."""
        requested = {name for one in outlines for name in one.requested}
        before = {name for one in self.before.values() for name in one.requested}
        standing = self._standing(COMMON_FOLDER)
        if standing and requested == before and not self.common.is_changed:
            return {**standing}
        if COMMON_FILE not in self.state.specs:
            return {}
        from wixgen.emit.package import module_files

        module = self.common.module(requested)
        return {**module_files([module] if module else [], self.settings.templates)}

    def _frame(self, outlines: list[ResourceSummary]) -> dict[str, str | bytes]:
        """What lists the resources, and the runtime; what lists the same ones stays."""
        before = self._contents(sorted(self.before.values(), key=_order))
        now = self._contents(outlines)
        kept: dict[str, str | bytes] = {}
        changed: list[PackageGroup] = []
        for group in now.groups:
            standing: dict[str, bytes] = {}
            if group in before.groups:
                folder = f"wixapi/{group.name}/"
                standing = self._standing(f"{folder}__init__.py")
                standing |= self._standing(f"{folder}_groups.py")
            kept |= standing
            if len(standing) < FILES_OF_GROUP:
                changed.append(group)
        if now == before and not changed:
            names = {"common", *(one.name for one in now.groups)}
            files = self.state.manifest.files
            root = [one for one in files if _folder(one) not in names]
            standing = {
                path: one for path in root for one in self._standing(path).values()
            }
            if root and len(standing) == len(root):
                return kept | standing
        from wixgen.emit.package import index_files

        return kept | index_files(now, changed, self.settings.templates)

    def _contents(self, outlines: Iterable[ResourceSummary]) -> PackageIndex:
        names = GroupNames(Diagnostics())
        groups: list[PackageGroup] = []
        for wire, modules in groupby(outlines, key=lambda one: one.wire_package):
            name, class_name = names.take(wire, Place(""))
            group = PackageGroup(
                name=name, class_name=class_name, modules=tuple(modules)
            )
            groups.append(group)
        return PackageIndex(version=self.settings.version, groups=tuple(groups))

    def _all_found(self) -> tuple[Diagnostic, ...]:
        """What was found now, and what was found when the others were read."""
        report = Diagnostics()
        report.found += self.found
        for path in self.fresh:
            report.found += self.state.findings(path)
        return tuple(report)

    def _sources(self, outlines: Mapping[str, ResourceSummary]) -> dict[str, Source]:
        found: dict[str, list[Diagnostic]] = {}
        for one in self._all_found():
            found.setdefault(one.place.path, []).append(one)
        known = {path: as_json(one) for path, one in outlines.items()}
        known[COMMON_FILE] = dict(self.common.digests)
        return {
            path: source_of(text, known[path], found.get(path, []))
            for path, text in sorted(self.state.specs.items())
        }


def _folder(path: str) -> str:
    """The folder below `wixapi` in which a file stands; "" for what stands above."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else ""


def _order(outline: ResourceSummary) -> tuple[str, str]:
    return outline.wire_package, outline.wire_module
