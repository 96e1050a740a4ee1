"""The whole way, stage by stage: every arrow is a function from one named type to the next.

    {path: bytes} --load--> Spec --check--> Api --shape--> Package --emit--> {path: text}

All stages are pure (`emit` reads the templates); the command line reads the specs and
`wixgen.emit.writer` writes the files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wixgen.diagnostics import Diagnostics
from wixgen.package.model import Package
from wixgen.package.shape import shape
from wixgen.spec.api import Api
from wixgen.spec.check import check
from wixgen.spec.load import Spec, load


@dataclass(frozen=True)
class Understood:
    """What the specs say, at each stage; usable if `report` has no errors."""

    spec: Spec
    api: Api
    package: Package
    report: Diagnostics


def understand(
    files: Mapping[str, bytes], version: str, report: Diagnostics
) -> Understood:
    """Everything up to the package model: all that `wixgen lint` needs.

    Args:
        files: The specs by their path below the schemas folder.
        version: The version of the generated distribution.
        report: Takes what is wrong; nothing is raised.
    """
    spec = load(files, report)
    api = check(spec, report)
    return Understood(spec, api, shape(api, version, report), report)


def generate(package: Package, templates: Path, jobs: int = 1) -> dict[str, str]:
    """The files of the distribution by their path below the output folder."""
    # What formats and makes models takes 0.3 s to import, which `lint` saves.
    from wixgen.emit.package import emit

    return emit(package, templates, jobs)
