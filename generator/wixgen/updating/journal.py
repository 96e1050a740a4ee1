"""The journal of an update: all that it is about to write, so that the next run can finish one that was killed.

It is written before the first spec is replaced and removed after the last file. The package is not in it: it
follows from the specs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, cast

VERSION = 1


@dataclass(frozen=True)
class Journal:
    """What an update writes.

    Attributes:
        before: The hash of what stands in each file below the schemas folder; "" if there is none.
        files: The text of each of them; None: it is removed.
        report: The text of the report.
        entry: The entry of the changelog; "" without one.
        version: The version that is proposed.
        result: What the command prints as JSON.
        code: The exit code of the command.
    """

    before: Mapping[str, str]
    files: Mapping[str, str | None]
    report: str = ""
    entry: str = ""
    version: str = ""
    result: Mapping[str, Any] = field(default_factory=dict[str, Any])
    code: int = 0

    def render(self) -> str:
        """Return the text of its file."""
        return json.dumps({"journal": VERSION, **asdict(self)})

    def fits(self, found: Mapping[str, bytes | None]) -> bool:
        """Return whether each file is as it was, or as it is to be: else somebody has written it since."""
        return all(
            hash_of(found.get(name)) in {self.before[name], hash_of(_encoded(text))}
            for name, text in self.files.items()
        )


def hash_of(content: bytes | None) -> str:
    """Return the hash of a file's content; "" without a file."""
    return "" if content is None else hashlib.sha256(content).hexdigest()


def parse_journal(text: str) -> Journal | None:
    """Read the text of a journal; None if it is none that this wixgen writes."""
    try:
        document: object = json.loads(text)
    except ValueError:
        return None
    entry = cast("dict[str, Any]", document) if isinstance(document, dict) else {}
    if entry.pop("journal", None) != VERSION:
        return None
    try:
        journal = Journal(**entry)
    except TypeError:
        return None
    return journal if _is_sound(journal) else None


def _is_sound(journal: Journal) -> bool:
    """Return whether what was read is of the types that a journal has."""
    before: object = journal.before
    files: object = journal.files
    if not isinstance(before, dict) or not isinstance(files, dict):
        return False
    hashes, texts = cast("dict[str, object]", before), cast("dict[str, object]", files)
    words: list[object] = [
        *hashes.values(),
        journal.report,
        journal.entry,
        journal.version,
    ]
    return (
        hashes.keys() == texts.keys()
        and all(isinstance(word, str) for word in words)
        and all(isinstance(value, str | None) for value in texts.values())
        and type(journal.code) is int
        and type(journal.result) is dict
    )


def _encoded(text: str | None) -> bytes | None:
    return None if text is None else text.encode()
