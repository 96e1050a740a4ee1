"""The list of the files in the output folder that are wixgen's own.

`.wixgen-manifest.json` names every generated file with the hash of what was written. A file whose
hash is still the same may be replaced or removed; a file with another one was edited by hand; a
file that isn't named belongs to somebody else.

It also says what the files were made from: the hash of every spec with what the rest of the package
has to know of it, and the hash of the generator. A build makes anew what doesn't agree with that.
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

_VERSION = 2
_VERSIONS = {1, _VERSION}  # the first said nothing of specs
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
# Letters that mean the same on every file system; no dot at the end, which Windows drops.
_PATH_PART = re.compile(r"[A-Za-z0-9_.-]*[A-Za-z0-9_-]")
_REMEDY = "restore it from version control; or remove it together with the generated files, and build"


Json = dict[str, object]


@dataclass(frozen=True)
class Source:
    """A spec that files were made from: the hash of its text, its outline (of the common types: the
    hash of each) and what there was to say of it.
    """

    digest: str
    outline: Json | None = None
    findings: tuple[Json, ...] = ()

    def as_json(self) -> Json:
        """How the manifest has it."""
        made: Json = {"digest": self.digest}
        if self.outline is not None:
            made["outline"] = self.outline
        if self.findings:
            made["findings"] = list(self.findings)
        return made


@dataclass(frozen=True)
class Manifest:
    """Hashes by path. `pending` is there only while a build is at work, or after one was cut off:
    the hashes of files that it may or may not have come to replace.

    `made_with` is the hash of the generator, `sources` are the specs by path.
    """

    files: Mapping[str, str] = field(default_factory=dict[str, str])
    pending: Mapping[str, str] = field(default_factory=dict[str, str])
    made_with: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict[str, Source])

    def wrote(self, path: str, content_digest: str) -> bool:
        """Whether `path` with this content came from wixgen."""
        return content_digest in {self.files.get(path), self.pending.get(path)}

    def render(self) -> bytes:
        """The manifest as it is written: sorted, one file per line."""
        lines = [
            f'  "version": {_VERSION}',
            f'  "generator": {json.dumps(__version__)}',
            _table("files", self.files),
        ]
        if self.pending:
            lines.append(_table("pending", self.pending))
        if self.made_with:
            lines.append(f'  "made_with": {json.dumps(self.made_with)}')
            sources = {path: one.as_json() for path, one in self.sources.items()}
            lines.append(_table("sources", sources))
        return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _table(name: str, entries: Mapping[str, object]) -> str:
    """One member of the document, one line for each entry."""
    lines = [
        f"    {json.dumps(key)}: {json.dumps(value)}"
        for key, value in sorted(entries.items())
    ]
    body = ",\n".join(lines)
    return f'  "{name}": {{\n{body}\n  }}' if lines else f'  "{name}": {{}}'


def digest(content: bytes) -> str:
    """The hash of a file's content, as the manifest has it."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def parse_manifest(place: Path, content: bytes) -> Manifest:
    """Read a manifest's `content`; anything unexpected in it is a ManifestError about `place`."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ManifestError(place, f"is no JSON ({error})", _REMEDY) from error
    if not isinstance(document, dict) or "version" not in document:
        raise ManifestError(place, "is no manifest of wixgen", _REMEDY)
    entries = cast("dict[str, object]", document)
    if entries["version"] not in _VERSIONS:
        raise ManifestError(
            place,
            f"has version {entries['version']!r}, this wixgen understands {_VERSION}",
            "install the wixgen that wrote it, or a newer one",
        )
    return Manifest(
        files=_hashes(place, entries.get("files")),
        pending=_hashes(place, entries.get("pending", {})),
        made_with=str(entries.get("made_with", "")),
        sources=_sources(entries.get("sources")),
    )


def _sources(value: object) -> dict[str, Source]:
    """What is known of specs; what can't be understood is not known, and made anew."""
    found: dict[str, Source] = {}
    if isinstance(value, dict):
        for path, entry in cast("dict[str, Json]", value).items():
            match entry:
                case {"digest": str(hash)}:
                    outline = entry.get("outline")
                    findings = entry.get("findings", [])
                    found[path] = Source(
                        digest=hash,
                        outline=(
                            cast("Json", outline) if isinstance(outline, dict) else None
                        ),
                        findings=(
                            tuple(cast("list[Json]", findings))
                            if isinstance(findings, list)
                            else ()
                        ),
                    )
                case _:
                    pass
    return found


def path_fault(paths: Iterable[str]) -> tuple[str, str] | None:
    """The first of `paths` that can't be a generated file, with what is wrong with it.

    Fine are relative paths of plain ASCII names that stay apart on every file system.
    """
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in sorted(paths):
        parts = path.split("/")
        if not all(_PATH_PART.fullmatch(part) for part in parts):
            return path, "is not a plain relative path"
        if parts[0].lower() in {MANIFEST_NAME, STAGING_NAME}:
            return path, "has a name that wixgen needs for itself"
        above = ["/".join(parts[:depth]) for depth in range(1, len(parts))]
        for name, known in [(path, files), *((folder, folders) for folder in above)]:
            if known.setdefault(name.lower(), name) != name:
                return path, "differs from another path only in upper and lower case"
    both = sorted(files.keys() & folders.keys())
    return (files[both[0]], "would be a file and a folder") if both else None


def _hashes(place: Path, value: object) -> dict[str, str]:
    """One of the manifest's two tables, checked."""
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
