"""What the last build knew of the specs, in a folder that git ignores: `.wixgen-cache/state.json`.

The manifest is committed and says only which files are wixgen's; what depends on the machine stands
here. A cache counts only for the very manifest that was written with it. One that is missing, broken
or of another build costs time: everything is made anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from wixgen.building.manifest import digest

CACHE_FOLDER = ".wixgen-cache"

_STATE = "state.json"
_IGNORE = ".gitignore"
_VERSION = 1

Json = dict[str, object]


@dataclass(frozen=True)
class Source:
    """A spec that files were made from.

    Attributes:
        digest: The hash of its text.
        summary: Its ResourceSummary as JSON; of the common types, the hash of each.
        findings: The diagnostics that it gave, as JSON.
    """

    digest: str
    summary: Json | None = None
    findings: tuple[Json, ...] = ()

    def as_json(self) -> Json:
        """Return the source as the cache stores it."""
        made: Json = {"digest": self.digest}
        if self.summary is not None:
            made["summary"] = self.summary
        if self.findings:
            made["findings"] = list(self.findings)
        return made


@dataclass(frozen=True)
class Cache:
    """What one build left for the next.

    Attributes:
        fingerprint: The hash of the generator and its libraries.
        manifest: The hash of the manifest that the build wrote.
        sources: The specs by path.
    """

    fingerprint: str = ""
    manifest: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict[str, Source])

    def render(self) -> bytes:
        """Return the content of the file."""
        document = {
            "version": _VERSION,
            "fingerprint": self.fingerprint,
            "manifest": self.manifest,
            "sources": {
                path: source.as_json() for path, source in sorted(self.sources.items())
            },
        }
        return json.dumps(document).encode() + b"\n"


def cache_of(fingerprint: str, manifest: bytes, sources: Mapping[str, Source]) -> bytes:
    """Return the content of the cache that belongs to a manifest."""
    return Cache(fingerprint, digest(manifest), sources).render()


def read_cache(out: Path) -> bytes | None:
    """Return the content of the cache file; None if there is none that can be read."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    if (out / CACHE_FOLDER).is_symlink() or not (out / CACHE_FOLDER / _STATE).is_file():
        return None
    try:
        with open(os.open(out / CACHE_FOLDER / _STATE, flags), "rb") as file:
            return file.read()
    except OSError:
        return None


def parse_cache(content: bytes | None) -> Cache:
    """Read a cache's content; an empty cache if anything in it is unexpected."""
    try:
        document: object = json.loads(content or b"null")
    except (ValueError, RecursionError):
        return Cache()
    if not isinstance(document, dict):
        return Cache()
    found = cast("Json", document)
    match found.get("version"), found.get("fingerprint"), found.get("manifest"):
        case (1, str(fingerprint), str(manifest)):
            sources = dict(_sources(found.get("sources")))
            return Cache(fingerprint, manifest, sources)
        case _:
            return Cache()


def write_cache(out: Path, content: bytes) -> None:
    """Store the cache, replacing the old one at once.

    A disk that refuses is no error: the next build takes longer, nothing else.
    """
    folder = out / CACHE_FOLDER
    if folder.is_symlink():
        return
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        ignore = folder / _IGNORE
        if not ignore.exists():
            ignore.write_bytes(b"*\n")
        staged = folder / f"{_STATE}.{os.getpid()}"
        try:
            staged.write_bytes(content)
            os.replace(staged, folder / _STATE)
        finally:
            staged.unlink(missing_ok=True)


def _sources(value: object) -> Iterator[tuple[str, Source]]:
    """Yield what is known of specs; an entry that can't be understood is left out."""
    if not isinstance(value, dict):
        return
    for path, entry in cast("dict[str, object]", value).items():
        if not isinstance(entry, dict):
            continue
        source = cast("Json", entry)
        summary, findings = source.get("summary"), source.get("findings")
        if isinstance(hash := source.get("digest"), str):
            yield path, Source(
                hash,
                cast("Json", summary) if isinstance(summary, dict) else None,
                (
                    tuple(cast("list[Json]", findings))
                    if isinstance(findings, list)
                    else ()
                ),
            )
