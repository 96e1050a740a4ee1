"""The package of one state of specs: a resource and the common types, as modules that can be imported.

The runtime is that of the committed package. What is generated stands in a package of its own, named after the
state, so that many states can be imported, and checked by pyright, side by side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module, invalidate_caches
from pathlib import Path
from types import ModuleType
from typing import Any

from support.oracle.specs import Specs
from support.projects import write_files
from support.random_api import dumped
from wixgen.diagnostics import Diagnostics, Severity
from wixgen.emit.home import USUAL
from wixgen.emit.package import common_files, module_files
from wixgen.package.model import Module
from wixgen.package.shape.package import shape
from wixgen.project import templates_folder
from wixgen.spec.api import Api
from wixgen.spec.check import check
from wixgen.spec.load import load


@dataclass(frozen=True)
class State:
    """One state of specs: what they say, and the package that they make.

    Attributes:
        name: The package that its modules stand in.
        api: What the specs say.
        module: The resource in Python's terms; None if there is none any more.
        common: The common types likewise.
    """

    name: str
    api: Api
    module: Module | None
    common: tuple[Module, ...]

    def write(self, folder: Path) -> None:
        """Write its modules below a folder."""
        templates = templates_folder()
        files = common_files(self.common, templates, USUAL)
        files |= module_files([self.module] if self.module else [], templates, USUAL)
        homes = {path.split("/")[1] for path in files}
        pattern = re.compile(rf"\bwixapi\.({'|'.join(sorted(homes)) or 'common'})\b")
        written = {
            f"{self.name}/{path.partition('/')[2]}": pattern.sub(
                rf"{self.name}.\1", text
            )
            for path, text in files.items()
        }
        write_files(folder, written)
        invalidate_caches()

    def part(self, name: str, old: State | None = None) -> ModuleType:
        """Import a file of the resource, or all of it: as code for an older state does, if one is given."""
        module = (old or self).module
        assert module is not None
        path = module.path.replace("wixapi", self.name, 1)
        return import_module(f"{path}.{name}" if name else path)


def state_of(specs: Specs, name: str) -> State | None:
    """The state of specs; None if something is wrong with them."""
    report = Diagnostics()
    files = {path: dumped(data).encode() for path, data in specs.items()}
    api = check(load(files, report), report)
    package = shape(api, "0.1.0", report)
    errors: list[Any] = [
        one
        for one in report
        if one.severity is Severity.ERROR and one.code != "bad-example"
    ]
    if errors:
        return None
    generated = package.generated
    return State(name, api, generated[0] if generated else None, package.common)
