"""Names the stages from specs to generated files. Every arrow is a function from one type to the next.

    {path: bytes} --load--> Spec --check--> Api --shape--> Package --emit--> {path: text}

All stages are pure (`emit` reads the templates); the command line reads the specs and
`wixgen.building.writer` writes the files. `wixgen.building` calls the stages for the specs that changed,
in several processes.
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
    """The specs at each stage; usable if `report` has no errors."""

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
    with_common: bool = True,
) -> Understood:
    """Run the stages up to the package model, which is all that `wixgen lint` needs.

    Args:
        files: The specs by their path below the schemas folder.
        version: The version of the generated distribution.
        report: Takes the diagnostics; no error is raised.
        siblings: Resources of the same packages that are not in `files`; their names are taken.
        packages: All packages, if `files` are not all specs; their names are taken.
        with_common: Whether the modules of the common types are shaped, too.
    """
    spec = load(files, report)
    api = check(spec, report)
    package = shape(
        api,
        version,
        report,
        siblings=siblings,
        packages=packages,
        with_common=with_common,
    )
    return Understood(spec, api, package, report)


def generate(package: Package, templates: Path) -> dict[str, str]:
    """Return the files of the distribution by their path below the output folder."""
    # what formats and makes models takes 0.3 s to import, which `lint` saves
    from wixgen.emit.package import emit

    return emit(package, templates)
