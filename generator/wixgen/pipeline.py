"""The whole way, stage by stage: every arrow is a function from one named type to the next.

    {path: bytes} --load--> Spec --check--> Api --shape--> Package --emit--> {path: text}

All stages are pure (`emit` reads the templates); the command line reads the specs and
`wixgen.building.writer` writes the files. `wixgen.building` goes this way for the specs that changed, in
several processes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wixgen.diagnostics import Diagnostics
from wixgen.package.model import Package, ResourceSummary
from wixgen.package.shape.package import shape
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
    files: Mapping[str, bytes],
    version: str,
    report: Diagnostics,
    *,
    siblings: Sequence[ResourceSummary] = (),
    packages: Iterable[str] = (),
) -> Understood:
    """Everything up to the package model: all that `wixgen lint` needs.

    Args:
        files: The specs by their path below the schemas folder.
        version: The version of the generated distribution.
        report: Takes what is wrong; nothing is raised.
        siblings: Resources that are known already, beside which these have to find names.
        packages: All packages, as far as there are others.
    """
    spec = load(files, report)
    api = check(spec, report)
    package = shape(api, version, report, siblings=siblings, packages=packages)
    return Understood(spec, api, package, report)


def generate(package: Package, templates: Path) -> dict[str, str]:
    """The files of the distribution by their path below the output folder."""
    # What formats and makes models takes 0.3 s to import, which `lint` saves.
    from wixgen.emit.package import emit

    return emit(package, templates)
