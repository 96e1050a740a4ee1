"""What stands there and what it was made from: tells a build what is left to do.

Reads little and imports less: finding that there is nothing to do has to be quick.
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
    """The specs by path, their folder, the output folder, its manifest as it was read, and the cache."""

    specs: Mapping[str, bytes]
    schemas: Path
    out: Path
    stored: bytes | None
    manifest: Manifest
    cache: Cache
    fingerprint: str

    @cached_property
    def digests(self) -> dict[str, str]:
        """The hash of every spec."""
        return {path: digest(content) for path, content in self.specs.items()}

    @cached_property
    def damaged(self) -> frozenset[str]:
        """Generated files that are gone or were edited."""
        files = self.manifest.files
        return frozenset(path for path in files if self._digest(path) != files[path])

    @property
    def is_known(self) -> bool:
        """Whether the cache speaks of this generator and of the files that stand there."""
        return (
            self.cache.fingerprint == self.fingerprint
            and self.stored is not None
            and self.cache.manifest == digest(self.stored)
            and not self.manifest.pending
        )

    @property
    def is_done(self) -> bool:
        """Whether everything stands there as this generator makes it from these specs."""
        sources = self.cache.sources
        return (
            self.is_known
            and self.digests == {path: one.digest for path, one in sources.items()}
            and not self.damaged
        )

    def is_fresh(self, path: str, folder: str) -> bool:
        """Whether the files in `folder` are what is made from that spec."""
        source = self.cache.sources.get(path)
        return (
            source is not None
            and source.digest == self.digests.get(path)
            and not any(one.startswith(f"{folder}/") for one in self.damaged)
        )

    def findings(self, path: str) -> list[Diagnostic]:
        """What there was to say of a spec when it was read."""
        source = self.cache.sources.get(path)
        told = (
            Diagnostic.from_json(one) for one in (source.findings if source else ())
        )
        return [one for one in told if one is not None]

    @property
    def all_findings(self) -> list[Diagnostic]:
        """What there was to say of all specs."""
        paths = sorted(self.cache.sources)
        return [one for path in paths for one in self.findings(path)]

    def _digest(self, path: str) -> str:
        """The hash of a generated file; nothing if it can't be read or is a link."""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        try:
            opened = os.open(self.out / path, flags)
            with open(opened, "rb", buffering=0) as file:
                return digest(file.read())
        except OSError:
            return ""


def look(specs: Mapping[str, bytes], project: Project, templates: Path) -> State:
    """The state of a project's output folder, given its specs.

    Raises ManifestError where its manifest can't be understood; OSError where it can't be read.
    """
    place = project.out / MANIFEST_NAME
    try:
        stored = place.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        stored = None
    manifest = Manifest() if stored is None else parse_manifest(place, stored)
    cache = parse_cache(read_cache(project.out))
    made_with = fingerprint(project.version, templates)
    return State(
        specs, project.schemas, project.out, stored, manifest, cache, made_with
    )


def source_of(
    content: bytes, summary: dict[str, object] | None, found: list[Diagnostic]
) -> Source:
    """Return what the cache says of a spec."""
    findings = tuple(dict[str, object](one.stored()) for one in found)
    return Source(digest(content), summary, findings)


def idle(project: Path | None, schemas: Path | None, out: Path | None) -> State | None:
    """The state of a project where a build has nothing to do; None where it has, or something is odd.

    The arguments are the command line's options of these names.
    """
    root = project.absolute() if project else find_project(Path.cwd())
    report = Diagnostics()
    place = root and open_project(root, report, schemas=schemas, out=out)
    if not place:
        return None
    try:
        specs = read_files(spec_paths(place.schemas), place.schemas, report)
        state = look(specs, place, templates_folder())
    except (OSError, OutputError):
        return None
    leftovers = (place.out / STAGING_NAME).exists()
    return (
        state
        if specs and not report.found and not leftovers and state.is_done
        else None
    )
