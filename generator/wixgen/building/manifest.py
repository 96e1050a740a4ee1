"""The manifest: the list of the files in the output folder that are wixgen's own.

`.wixgen-manifest.json` names every generated file with the hash of what was written. A file whose
hash is still the same may be replaced or removed; a file with another one was edited by hand; a
file that isn't named belongs to somebody else.

It is a function of the specs and the generator alone, so it can be committed: what depends on the
machine stands in the cache (`wixgen.building.cache`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from wixgen import __version__
from wixgen.emit.errors import ManifestError

MANIFEST_NAME = ".wixgen-manifest.json"
STAGING_NAME = ".wixgen-staging"

#: Names in the output folder that no generated file may have.
RESERVED = {MANIFEST_NAME, STAGING_NAME, ".wixgen-cache"}

_SHOWN = 40  # characters of a value that has the wrong type
_VERSION = 3
_VERSIONS = {1, 2, _VERSION}  # the second held what is in the cache now
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
# Letters that mean the same on every file system; no dot at the end, which Windows drops.
_PATH_PART = re.compile(r"[A-Za-z0-9_.-]*[A-Za-z0-9_-]")
_REMEDY = "restore it from version control; or remove it together with the generated files, and build"


Json = dict[str, object]


@dataclass(frozen=True)
class Manifest:
    """The hashes of generated files.

    Attributes:
        files: The hash of each file by path, as it was written.
        pending: Only while a build is at work, or after one was cut off: the hashes of the files that it
            was about to write, and has written or not.
    """

    files: Mapping[str, str] = field(default_factory=dict[str, str])
    pending: Mapping[str, str] = field(default_factory=dict[str, str])

    def wrote(self, path: str, content_digest: str) -> bool:
        """Return whether wixgen wrote a file of this content to `path`."""
        return content_digest in {self.files.get(path), self.pending.get(path)}

    def render(self) -> bytes:
        """Return the content of the manifest's file: sorted, one line for each file, to be read in diffs."""
        lines = [
            f'  "version": {_VERSION}',
            f'  "generator": {json.dumps(__version__)}',
            _table("files", self.files),
        ]
        if self.pending:
            lines.append(_table("pending", self.pending))
        return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _table(name: str, entries: Mapping[str, object]) -> str:
    """Return a member of the document, one line for each entry."""
    lines = [
        f"    {json.dumps(key)}: {json.dumps(value)}"
        for key, value in sorted(entries.items())
    ]
    body = ",\n".join(lines)
    return f'  "{name}": {{\n{body}\n  }}' if lines else f'  "{name}": {{}}'


def digest(content: bytes) -> str:
    """Return the hash of a file's content, as the manifest has it."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def parse_manifest(place: Path, content: bytes) -> Manifest:
    """Read a manifest's `content`; raise ManifestError about `place` if it is not what wixgen writes."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ManifestError(place, f"is not JSON ({error})", _REMEDY) from error
    if not isinstance(document, dict) or "version" not in document:
        raise ManifestError(place, "is not a manifest of wixgen", _REMEDY)
    entries = cast("dict[str, object]", document)
    _require_types(place, entries)
    if entries["version"] not in _VERSIONS:
        raise ManifestError(
            place,
            f"has version {entries['version']!r}, this wixgen reads versions up to {_VERSION}",
            "install the wixgen that wrote it, or a newer one",
        )
    return Manifest(
        files=_hashes(place, entries.get("files")),
        pending=_hashes(place, entries.get("pending", {})),
    )


def _require_types(place: Path, entries: Mapping[str, object]) -> None:
    """Raise ManifestError unless version and generator are of the types that wixgen writes."""
    for name, wanted in (("version", int), ("generator", str)):
        value = entries.get(name, wanted())
        if type(value) is not wanted:  # True is no version, though it equals 1
            shown = repr(value)[:_SHOWN]
            raise ManifestError(place, f"has {name} {shown}", _REMEDY)


def path_fault(paths: Iterable[str]) -> tuple[str, str] | None:
    """Return the first of `paths` that can't be a generated file, and the reason; None if all can.

    They can be relative paths of plain ASCII names that are different files on every file system.
    """
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in sorted(paths):
        parts = path.split("/")
        if not all(_PATH_PART.fullmatch(part) for part in parts):
            return path, "is not a plain relative path"
        if parts[0].lower() in RESERVED:
            return path, "has a name that wixgen needs for itself"
        above = ["/".join(parts[:depth]) for depth in range(1, len(parts))]
        for name, known in [(path, files), *((folder, folders) for folder in above)]:
            if known.setdefault(name.lower(), name) != name:
                return path, "differs from another path only in upper and lower case"
    both = sorted(files.keys() & folders.keys())
    return (files[both[0]], "would be a file and a folder") if both else None


def _hashes(place: Path, value: object) -> dict[str, str]:
    """Return one of the manifest's two tables; raise ManifestError if a path or a hash in it is wrong."""
    if not isinstance(value, dict):
        raise ManifestError(place, "has no list of files", _REMEDY)
    hashes = cast("dict[str, object]", value)
    fault = path_fault(hashes)
    if fault:
        raise ManifestError(place, f"names {fault[0]!r}, which {fault[1]}", _REMEDY)
    for path, value_of_path in hashes.items():
        if not isinstance(value_of_path, str) or not _DIGEST.fullmatch(value_of_path):
            raise ManifestError(place, f"has no hash for {path!r}", _REMEDY)
    return cast("dict[str, str]", hashes)
