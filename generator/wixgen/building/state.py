"""Compares specs, generated files and the cache of the last build: tells a build what is left to do.

Reads little and imports less: an idle build, which runs before every test and every release, does only this.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from wixgen.building.cache import Cache, Source, parse_cache, read_cache
from wixgen.building.fingerprint import fingerprint
from wixgen.building.manifest import (
    MANIFEST_NAME,
    STAGING_NAME,
    Manifest,
    digest,
    parse_manifest,
)
from wixgen.building.out_reader import OutReader, errors_about
from wixgen.building.stamp import Idle, read_idle, stamp_of, write_idle
from wixgen.diagnostics import Diagnostic, Diagnostics
from wixgen.emit.errors import OutputError
from wixgen.project import (
    Project,
    find_project,
    open_project,
    read_files,
    spec_paths,
    templates_folder,
)


@dataclass(frozen=True)
class State:
    """A project as a build finds it.

    Attributes:
        specs: The content of every spec by its path below `schemas`.
        schemas: The folder of the specs.
        out: The output folder.
        stored: The content of the manifest's file; None if there is none.
        manifest: The manifest that this content says.
        cache: What the last build left for this one.
        fingerprint: The hash of the generator as it is now.
    """

    specs: Mapping[str, bytes]
    schemas: Path
    out: Path
    stored: bytes | None
    manifest: Manifest
    cache: Cache
    fingerprint: str

    @cached_property
    def digests(self) -> dict[str, str]:
        """Return the hash of every spec by path."""
        return {path: digest(content) for path, content in self.specs.items()}

    @cached_property
    def damaged(self) -> frozenset[str]:
        """Return the generated files that are gone or were edited."""
        files = self.manifest.files
        return frozenset(path for path in files if self._digest(path) != files[path])

    @property
    def is_known(self) -> bool:
        """Return whether the cache is one of this generator, and of the manifest that stands there."""
        return (
            self.cache.fingerprint == self.fingerprint
            and self.stored is not None
            and self.cache.manifest == digest(self.stored)
            and not self.manifest.pending
        )

    @property
    def is_done(self) -> bool:
        """Return whether a build would change nothing."""
        sources = self.cache.sources
        return (
            self.is_known
            and self.digests
            == {path: source.digest for path, source in sources.items()}
            and not self.damaged
        )

    def is_fresh(self, path: str, folder: str) -> bool:
        """Return whether the spec at `path` and the files in `folder` are as the last build left them."""
        source = self.cache.sources.get(path)
        return (
            source is not None
            and source.digest == self.digests.get(path)
            and not any(file.startswith(f"{folder}/") for file in self.damaged)
        )

    def findings(self, path: str) -> list[Diagnostic]:
        """Return the diagnostics that a spec gave when it was last read."""
        source = self.cache.sources.get(path)
        stored = source.findings if source else ()
        found = (Diagnostic.from_json(finding) for finding in stored)
        return [finding for finding in found if finding is not None]

    @property
    def all_findings(self) -> list[Diagnostic]:
        """Return the diagnostics that all specs gave when they were last read."""
        paths = sorted(self.cache.sources)
        return [finding for path in paths for finding in self.findings(path)]

    def standing(self, path: str) -> bytes:
        """Return the content of a generated file that isn't damaged, with LF at the ends of lines.

        Raises OutputError where it has gone since.
        """
        with errors_about(self.out):
            content = self._reader.read(path)
        if content is None:
            place = self.out / path
            raise OutputError(place, "went away during the build", "build again")
        return content

    @cached_property
    def _reader(self) -> OutReader:
        return OutReader(self.out)

    def _digest(self, path: str) -> str:
        """Return the hash of a generated file; "" if it can't be read or a link leads to it."""
        try:
            content = self._reader.read(path)
        except (OSError, OutputError):
            return ""
        return "" if content is None else digest(content)


def look(
    specs: Mapping[str, bytes],
    project: Project,
    templates: Path,
    *,
    from_nothing: bool = False,
) -> State:
    """Read the state of a project's output folder, given its specs.

    With `from_nothing`, it is one that no build may rely on: everything is made anew.

    Raises ManifestError where its manifest can't be understood; OutputError where it can't be read.
    """
    place = project.out / MANIFEST_NAME
    stored = stored_manifest(project.out)
    manifest = Manifest() if stored is None else parse_manifest(place, stored)
    cache = Cache() if from_nothing else parse_cache(read_cache(project.out))
    return State(
        specs=specs,
        schemas=project.schemas,
        out=project.out,
        stored=stored,
        manifest=manifest,
        cache=cache,
        fingerprint=fingerprint(project.distribution, templates),
    )


def stored_manifest(out: Path) -> bytes | None:
    """Return the content of the manifest's file; None if there is none.

    Raises OutputError where it can't be read, or is no plain file.
    """
    with errors_about(out):
        return OutReader(out).read(MANIFEST_NAME)


def is_distrustful(*, check: bool) -> bool:
    """Return whether a build has to make everything from nothing.

    What a build relies on (the manifest, the cache, the files) is what `--check` checks. A build of a CI
    (`CI=true`, as all of them set it) gets them from a clone, or from a cache of anybody.
    """
    return check or os.environ.get("CI", "").lower() not in {"", "0", "false", "no"}


def source_of(
    content: bytes, summary: dict[str, object] | None, found: list[Diagnostic]
) -> Source:
    """Return what the cache says of a spec, given its content, its summary and its diagnostics."""
    findings = tuple(dict[str, object](finding.stored()) for finding in found)
    return Source(digest(content), summary, findings)


@dataclass(frozen=True)
class IdleBuild:
    """A build that has nothing to do.

    Attributes:
        project: The project.
        idle: What the build has to say.
    """

    project: Project
    idle: Idle


def idle_build(
    project: Path | None, schemas: Path | None, out: Path | None
) -> IdleBuild | None:
    """Return the build of a project if it has nothing to do there and nothing is unusual, else None.

    The arguments are the command line's options of these names.
    """
    root = project.absolute() if project else find_project(Path.cwd())
    report = Diagnostics()
    place = root and open_project(root, report, schemas=schemas, out=out)
    if not place:
        return None
    templates = templates_folder()
    try:
        stamp = stamp_of(place, templates)  # first: what changes from now on is noticed
        if stamp and (known := read_idle(place.out, stamp)):
            return IdleBuild(place, known)
        specs = read_files(spec_paths(place.schemas), place.schemas, report)
        state = look(specs, place, templates)
    except (OSError, OutputError):
        return None
    leftovers = (place.out / STAGING_NAME).exists()
    if not specs or report.found or leftovers or not state.is_done:
        return None
    found = Idle(len(state.manifest.files), state.all_findings)
    if stamp:
        write_idle(place.out, stamp, found)
    return IdleBuild(place, found)
