"""The cache of a build, `.wixgen-cache/state.json`: the specs of the last build, as far as the next needs them.

The manifest is committed and lists only which files are wixgen's. What depends on the machine stands
here, in a folder that tells git to ignore it, as those of pytest and ruff do.

A cache is never a reason for a wrong package: it is valid only for the generator and for the very
manifest that it names, and only if it is as it was written. One that is missing, damaged or of another
build costs time, nothing else: everything is made anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from wixgen.building.manifest import digest
from wixgen.reading import read_plain

CACHE_FOLDER = ".wixgen-cache"

_STATE = "state.json"
_IGNORE = ".gitignore"

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
    """The memory of a build, for the next.

    Attributes:
        fingerprint: The hash of the generator and its libraries.
        manifest: The hash of the manifest that the build wrote.
        sources: The specs by path.
    """

    fingerprint: str = ""
    manifest: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict[str, Source])

    def render(self) -> bytes:
        """Return the content of the file: a line that says what it is valid for, and the sources."""
        sources = {
            path: source.as_json() for path, source in sorted(self.sources.items())
        }
        body = json.dumps(sources).encode() + b"\n"
        header = {
            "fingerprint": self.fingerprint,
            "manifest": self.manifest,
            "sources": digest(body),
        }
        return json.dumps(header).encode() + b"\n" + body


def cache_of(fingerprint: str, manifest: bytes, sources: Mapping[str, Source]) -> bytes:
    """Return the content of the cache that belongs to a manifest."""
    return Cache(fingerprint, digest(manifest), sources).render()


def read_cache(out: Path, name: str = _STATE) -> bytes | None:
    """Return the content of a file of the cache; None if there is none that can be read."""
    if (out / CACHE_FOLDER).is_symlink():
        return None
    try:
        return read_plain(out / CACHE_FOLDER / name, follow=False)
    except OSError:
        return None


def parse_cache(content: bytes | None) -> Cache:
    """Read a cache's content; give an empty cache unless it is exactly what a build wrote."""
    header, _, body = (content or b"").partition(b"\n")
    try:
        match json.loads(header):
            case {
                "fingerprint": str(fingerprint),
                "manifest": str(manifest),
                "sources": str(sources),
            } if sources == digest(body):
                return Cache(fingerprint, manifest, _sources(json.loads(body)))
            case _:
                return Cache()
    except (ValueError, RecursionError):
        return Cache()


def write_cache(out: Path, content: bytes, name: str = _STATE) -> None:
    """Store a file of the cache, replacing the old one at once.

    A disk that refuses is no error: the next build takes longer, nothing else.
    """
    folder = out / CACHE_FOLDER
    if folder.is_symlink():
        return
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        if not os.path.lexists(folder / _IGNORE):
            _replace(folder / _IGNORE, b"*\n")
        _replace(folder / name, content)


def _replace(path: Path, content: bytes) -> None:
    """Write a file as a whole or not at all."""
    staged = path.with_name(f"{path.name}.new")
    staged.unlink(missing_ok=True)
    staged.write_bytes(content)
    os.replace(staged, path)


def _sources(entries: object) -> dict[str, Source]:
    """Return what is known of specs; an entry that can't be understood is left out."""
    if not isinstance(entries, dict):
        return {}
    found: dict[str, Source] = {}
    for path, entry in cast("dict[str, object]", entries).items():
        if not isinstance(entry, dict):
            continue
        source = cast("Json", entry)
        summary, findings = source.get("summary"), source.get("findings")
        if isinstance(hash := source.get("digest"), str):
            found[path] = Source(
                hash,
                cast("Json", summary) if isinstance(summary, dict) else None,
                (
                    tuple(cast("list[Json]", findings))
                    if isinstance(findings, list)
                    else ()
                ),
            )
    return found
