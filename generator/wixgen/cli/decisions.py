"""The decisions of an import on doubts, which `--report` writes."""

from __future__ import annotations

import json
import tempfile
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Self


class DecisionFile:
    """The decisions on doubts, as JSON in a temporary file: those of all of Wix's pages need much memory."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def add(self, decisions: Iterable[Mapping[str, Any]]) -> None:
        """Add the decisions of a resource."""
        for decision in decisions:
            text = textwrap.indent(json.dumps(decision, indent=2), "    ")
            self._file.write(f"{',' if self._count else ''}\n{text}")
            self._count += 1

    def parts(self) -> Iterator[str]:
        """Yield the JSON document piece by piece."""
        yield '{\n  "decisions": ['
        self._file.seek(0)
        yield from iter(partial(self._file.read, 1 << 20), "")
        yield "\n  ]\n}\n" if self._count else "]\n}\n"
