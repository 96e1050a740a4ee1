"""Builds a package: makes what the state says is missing, and leaves the rest as it is.

The result is always what a build from nothing makes, byte by byte. Where something reaches beyond one
resource (a name that a neighbour wants as well, the first request that holds a common type), more is
made anew, in the end everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from wixgen.building.parts import Made, Part, by_package, make_all, package_of
from wixgen.building.state import State, source_of
from wixgen.diagnostics import COMMON_FILE, Diagnostic, Diagnostics, Place
from wixgen.emit.manifest import Source
from wixgen.package.model import Contents, Group, Outline
from wixgen.package.outline import as_json, from_json
from wixgen.package.shape import GroupNames, shape
from wixgen.spec.check import check
from wixgen.spec.load import load

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
    outlines: Mapping[str, Outline] = field(default_factory=dict[str, Outline])
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
        self.before = self._known()
        self.fresh = {
            path: outline
            for path, outline in self.before.items()
            if state.is_fresh(path, outline.folder)
        }
        self.made: dict[str, Outline] = {}
        self.files: dict[str, str | bytes] = {}
        self.classes: dict[str, tuple[str, str]] = {}
        self.found: list[Diagnostic] = []

    def build(self) -> Built:
        resources = {
            path: text for path, text in self.state.specs.items() if path != COMMON_FILE
        }
        stale = {path: one for path, one in resources.items() if path not in self.fresh}
        self._make(self._parts(stale))
        while not self.has_errors and (affected := self._affected()):
            self._make(self._parts({path: resources[path] for path in affected}))
        if not self.has_errors and not self._is_sound():
            self.fresh.clear()
            self._make([self._part(resources, ())])
        if self.has_errors:
            return Built(found=self._all_found())
        return self._finished()

    @property
    def has_errors(self) -> bool:
        """Whether some spec is wrong."""
        return any(one.is_error for one in self.found)

    def _known(self) -> dict[str, Outline]:
        """The resources that the files were made from, if by this generator."""
        found: dict[str, Outline] = {}
        if self.state.is_known:
            for path, source in self.state.manifest.sources.items():
                outline = from_json(source.outline) if source.outline else None
                if outline:
                    found[path] = outline
        return found

    def _parts(self, files: Mapping[str, bytes]) -> list[Part]:
        """Packages, so that resources find names beside each other, with those that stay."""
        if not files and not self.fresh:
            return [self._part({}, ())]
        fresh = self.fresh.values()
        return [
            self._part(specs, tuple(one for one in fresh if one.wire_package == wire))
            for wire, specs in by_package(files).items()
        ]

    def _part(self, files: Mapping[str, bytes], siblings: tuple[Outline, ...]) -> Part:
        common = self.state.specs.get(COMMON_FILE)
        with_common = {**files, **({COMMON_FILE: common} if common is not None else {})}
        return Part(
            with_common, self.settings.version, self.settings.templates, siblings
        )

    def _make(self, parts: list[Part]) -> None:
        count = sum(len(one.files.keys() - {COMMON_FILE}) for one in parts)
        done = 0
        for part, made in make_all(parts, self.settings.jobs):
            self._take(part, made)
            done += len(part.files.keys() - {COMMON_FILE})
            packages = sorted({one.wire_package for one in made.outlines.values()})
            self.progress(done, count, ", ".join(packages))

    def _take(self, part: Part, made: Made) -> None:
        for path in part.files:
            self.made.pop(path, None)
        again = part.files.keys() - {COMMON_FILE}
        self.found = [one for one in self.found if one.place.path not in again]
        self.found += made.found
        self.made |= made.outlines
        self.files |= made.files
        self.classes |= made.classes

    def _affected(self) -> list[str]:
        """Fresh resources beside one whose names are others than before: they may want these."""
        packages: set[str] = set()
        for path, outline in self.made.items():
            known = self.before.get(path)
            if known is None or _names(known) != _names(outline):
                packages.add(outline.wire_package)
        gone = self.before.keys() - self.state.specs.keys()
        packages |= {self.before[path].wire_package for path in gone}
        return self._no_longer_fresh(packages)

    def _no_longer_fresh(self, packages: set[str]) -> list[str]:
        affected = [
            path for path, one in self.fresh.items() if one.wire_package in packages
        ]
        for path in affected:
            del self.fresh[path]
        if affected:  # all of the package together, as in a build from nothing
            together = [
                path for path, one in self.made.items() if one.wire_package in packages
            ]
            return [*affected, *together]
        return []

    def _is_sound(self) -> bool:
        """Whether the parts fit together: no resource twice, no package's name taken by another."""
        report = Diagnostics()
        names = GroupNames(report)
        outlines = self._outlines()
        keys = {(one.wire_package, one.wire_module) for one in outlines}
        for path, outline in self.made.items():
            if package_of(self.state.specs[path]) != outline.wire_package:
                return False  # it was not made beside its neighbours
        for wire in sorted({one.wire_package for one in outlines}):
            given = names.take(wire, Place(""))
            if self.classes.get(wire, given) != given:
                return False
        return len(keys) == len(outlines) and not report.has_errors

    def _outlines(self) -> list[Outline]:
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

    def _common(self, outlines: list[Outline]) -> dict[str, str | bytes]:
        """The module of the common types, whose requests any resource may use."""
        text = self.state.specs.get(COMMON_FILE)
        requested = {name for one in outlines for name in one.requested}
        before = {name for one in self.before.values() for name in one.requested}
        if text is None:
            return {}
        if requested == before and (files := self._standing(COMMON_FOLDER)):
            self.found += self.state.findings(COMMON_FILE)
            return {**files}
        from wixgen.emit.package import module_files

        report = Diagnostics()
        api = check(load({COMMON_FILE: text}, report), report)
        made = shape(api, self.settings.version, report, requested=requested)
        self.found += [*report]
        return (
            {**module_files([made.common], self.settings.templates)}
            if made.common
            else {}
        )

    def _frame(self, outlines: list[Outline]) -> dict[str, str | bytes]:
        """What lists the resources, and the runtime; what lists the same ones stays."""
        before = self._contents(sorted(self.before.values(), key=_order))
        now = self._contents(outlines)
        kept: dict[str, str | bytes] = {}
        changed: list[Group] = []
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
        from wixgen.emit.package import frame_files

        return kept | frame_files(now, changed, self.settings.templates)

    def _contents(self, outlines: Iterable[Outline]) -> Contents:
        names = GroupNames(Diagnostics())
        groups: list[Group] = []
        for wire, modules in groupby(outlines, key=lambda one: one.wire_package):
            name, class_name = names.take(wire, Place(""))
            group = Group(name=name, class_name=class_name, modules=tuple(modules))
            groups.append(group)
        return Contents(version=self.settings.version, groups=tuple(groups))

    def _all_found(self) -> tuple[Diagnostic, ...]:
        """What was found now, and what was found when the others were read."""
        report = Diagnostics()
        report.found += self.found
        for path in self.fresh:
            report.found += self.state.findings(path)
        return tuple(report)

    def _sources(self, outlines: Mapping[str, Outline]) -> dict[str, Source]:
        found: dict[str, list[Diagnostic]] = {}
        for one in self._all_found():
            found.setdefault(one.place.path, []).append(one)
        return {
            path: source_of(
                text,
                as_json(outlines[path]) if path in outlines else None,
                found.get(path, []),
            )
            for path, text in sorted(self.state.specs.items())
        }


def _folder(path: str) -> str:
    """The folder below `wixapi` in which a file stands; "" for what stands above."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else ""


def _order(outline: Outline) -> tuple[str, str]:
    return outline.wire_package, outline.wire_module


def _names(outline: Outline) -> tuple[str, ...]:
    """What a resource keeps its neighbours from taking."""
    return outline.wire_package, outline.wire_module, outline.name, outline.prefix
