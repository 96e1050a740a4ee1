"""The index as a file: entries by spec, each valid for the very text that it was made from.

It is part of the wheel. A checkout, whose specs change, keeps it in a folder that git ignores and brings it
up to date by itself. A file that is missing, damaged or made by another version costs time, nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from wixgen.catalogue.entries import Json, as_json
from wixgen.catalogue.indexing import common_shapes, entry_of
from wixgen.diagnostics import COMMON_FILE, Diagnostics
from wixgen.spec.check import check
from wixgen.spec.load import load


@dataclass
class Index:
    """The entries of the catalogue.

    Attributes:
        made_by: The hash of the code that made them.
        files: By the path of a spec: the hash of its text, and its entries as JSON; shapes of common.yaml.
        is_changed: Whether it differs from the file that it was read from.
    """

    made_by: str
    files: dict[str, tuple[str, list[Json]]] = field(
        default_factory=dict[str, tuple[str, list[Json]]]
    )
    is_changed: bool = False

    def text(self) -> str:
        """Return the content of the file; the same entries give the same text."""
        document = {"made_by": self.made_by, "files": dict(sorted(self.files.items()))}
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"


def indexed(specs: Mapping[str, bytes], known: Index | None = None) -> Index:
    """Return the index of specs; what a known one has of the same texts is taken from it."""
    known = known or Index(_code())
    digests = {path: _digest(data) for path, data in specs.items()}
    files = {
        path: entry
        for path, entry in known.files.items()
        if digests.get(path) == entry[0]
    }
    new = {path: data for path, data in specs.items() if path not in files}
    if new:
        shared = {path: data for path, data in specs.items() if path == COMMON_FILE}
        for path, entries in _entries({**shared, **new}).items():
            files[path] = digests[path], entries
    return Index(known.made_by, files, is_changed=files != known.files)


def read_index(text: str) -> Index:
    """Read the content of the file; give an empty index if this code did not write it."""
    made_by = _code()
    with suppress(ValueError, TypeError, KeyError):
        data = cast(Json, json.loads(text))
        if data["made_by"] == made_by:
            files = cast(dict[str, list[Any]], data["files"])
            return Index(
                made_by, {path: (of, made) for path, (of, made) in files.items()}
            )
    return Index(made_by)


def _entries(specs: Mapping[str, bytes]) -> dict[str, list[Json]]:
    """Return the entries of each spec; of one that can't be read, none."""
    report = Diagnostics()
    api = check(load(specs, report), report)
    found: dict[str, list[Json]] = {path: [] for path in specs}
    if COMMON_FILE in specs:
        found[COMMON_FILE] = [as_json(shape) for shape in common_shapes(api)]
    for resource in api.resources:
        found[resource.at.path].append(as_json(entry_of(resource)))
    return found


def _code() -> str:
    """Return the hash of the code on which the entries depend."""
    here = Path(__file__).parent
    paths = [here / name for name in ("entries.py", "index.py", "indexing.py")]
    paths += sorted((here.parent / "spec").glob("*.py"))
    return _digest(b"\0".join(path.read_bytes() for path in paths))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
