"""What an import of pages, or of published types, comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from wixgen.diagnostics import Diagnostic
from wixgen.pages.differences import Difference


class Mode(StrEnum):
    """What is done with what pages no longer say."""

    KEEP = "keep"  # it stays in the spec, and is told
    PRUNE = "prune"  # it is removed
    COMPARE = "compare"  # nothing is written: all differences are told


@dataclass(frozen=True)
class ReadPages:
    """The pages that an import read for one resource.

    Attributes:
        paths: Their paths.
        has_failed: Whether one of them could not be read, or the spec not be updated.
        moved_from: The path that the spec had before, if it has moved.
    """

    paths: tuple[str, ...]
    has_failed: bool = False
    moved_from: str = ""


@dataclass
class Imported:
    """The result of `wixgen import`.

    Attributes:
        specs: The texts of the specs that change, by path.
        removed: The paths of specs that have moved to another path.
        pages: The number of pages that were read.
        modules: The number of modules of which published types were read.
        has_failed: Whether something could not be read; the rest was.
        faults: Errors of specs that can't be updated; paths are below the schemas folder.
        differences: What the pages still say otherwise than the specs.
        read: The pages of each resource, by the path of its spec.
        unused: Warnings of what the specs accept, though there is nothing of it; paths likewise.
    """

    specs: dict[str, str] = field(default_factory=dict[str, str])
    removed: list[str] = field(default_factory=list[str])
    pages: int = 0
    modules: int = 0
    has_failed: bool = False
    faults: list[Diagnostic] = field(default_factory=list[Diagnostic])
    differences: list[Difference] = field(default_factory=list[Difference])
    read: dict[str, ReadPages] = field(default_factory=dict[str, ReadPages])
    unused: list[Diagnostic] = field(default_factory=list[Diagnostic])

    def over(self, specs: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return the specs as they are after it."""
        kept = {path: data for path, data in specs.items() if path not in self.removed}
        return kept | {path: text.encode() for path, text in self.specs.items()}

    def then(self, later: Imported) -> Imported:
        """Return the result of this import and of a later one, of the specs that this one leaves."""
        specs = self.specs | later.specs
        return Imported(
            specs={k: v for k, v in specs.items() if k not in later.removed},
            removed=[
                *(path for path in self.removed if path not in later.specs),
                *later.removed,
            ],
            pages=self.pages + later.pages,
            modules=self.modules + later.modules,
            has_failed=self.has_failed or later.has_failed,
            faults=[*self.faults, *later.faults],
            differences=[*self.differences, *later.differences],
            read=self.read | later.read,
            unused=[*self.unused, *later.unused],
        )
