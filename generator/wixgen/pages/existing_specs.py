"""The specs that exist before an import, as far as they can be read; what else is wrong is lint's business."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wixgen.diagnostics import Diagnostic, Diagnostics, Place, Severity
from wixgen.pages.placing import Key, Renaming
from wixgen.pages.reconcile.update import UpdateError, with_name
from wixgen.pages.transcribe.event_types import EventTypes
from wixgen.spec.check import check
from wixgen.spec.load import COMMON_FILE, load

#: Errors of specs that can be updated all the same: what they are about is kept as it is.
_HARMLESS = {"unknown-key", "bad-name", "too-long"}


@dataclass(frozen=True)
class Move:
    """A spec whose resource has got another name, and the path that it had before."""

    renaming: Renaming
    path: str


class ExistingSpecs:
    """The specs that exist.

    Attributes:
        api: What they say.
        texts: Their texts by path.
        common: The declarations of common.yaml; None if there is none.
        is_common_faulty: common.yaml can't be read.
    """

    def __init__(self, specs: Mapping[str, bytes]) -> None:
        report = Diagnostics()
        spec = load(specs, report)
        self.api = check(spec, Diagnostics())
        self.texts = {
            path: data.decode("utf-8", "replace") for path, data in specs.items()
        }
        self.common = spec.common
        self._specs = specs
        self._faults: dict[str, list[Diagnostic]] = {}
        for error in report:
            if error.severity is Severity.ERROR and error.code not in _HARMLESS:
                self._faults.setdefault(error.place.path, []).append(error)
        self.is_common_faulty = COMMON_FILE in self._faults
        self._homes: dict[Key, Place] = {}
        for resource in spec.resources:
            key = str(resource.package), str(resource.module)
            self._homes.setdefault(key, resource.at)

    def renamed(
        self, renamings: Iterable[Renaming], event_types: EventTypes
    ) -> tuple[ExistingSpecs, dict[Key, Move]]:
        """Return the specs with better names for resources, and by these where the specs were before.

        A spec that stands where import would put it moves with its name, unless another file is there.
        """
        specs, moves = dict(self._specs), dict[Key, Move]()
        for renaming in renamings:
            path = self.path_of(renaming.old)
            facts = event_types.get(".".join(renaming.new), {})
            try:
                text = with_name(self.texts[path], *renaming.new, facts)
            except UpdateError:  # it stays, and the page makes a spec of its own
                continue
            del specs[path]
            taken = {other.lower() for other in specs}
            usual = _usual_path(renaming.new)
            is_usual = path == _usual_path(renaming.old)
            is_free = usual.lower() not in {*taken, path.lower()}
            new_path = usual if is_usual and is_free else path
            specs[new_path] = text.encode()
            moves[renaming.new] = Move(renaming, path)
        return (ExistingSpecs(specs) if moves else self), moves

    def path_of(self, key: Key) -> str:
        """Return the file of a resource: the one that declares it, else `<package>/<module>.yaml`."""
        home = self._homes.get(key)
        return home.path if home else _usual_path(key)

    def faults_of(self, key: Key) -> list[Diagnostic]:
        """Return the reasons why the spec of a resource can't be updated."""
        path = self.path_of(key)
        faults = [*self._faults.get(COMMON_FILE, ()), *self._faults.get(path, ())]
        for owner, place in self._homes.items():
            names = f"this is the spec of {'.'.join(owner)}, and {'.'.join(key)}"
            if owner == key:
                continue
            if place.path == path:
                faults.append(
                    _taken(place, f"{names} would go here", "rename the file")
                )
            elif folded(owner) == folded(key):
                message = f"{names} differs from it in case or dashes alone"
                help = "import the pages of one of them into a project of their own"
                faults.append(_taken(place, message, help))
        return faults


def folded(key: Key) -> Key:
    """Return the names of a resource without what file systems and Python's names leave out."""
    package, module = (re.sub("[_-]", "", name).lower() for name in key)
    return package, module


def _taken(place: Place, message: str, help: str) -> Diagnostic:
    return Diagnostic(place, Severity.ERROR, "taken", message, help)


def _usual_path(key: Key) -> str:
    return f"{key[0]}/{key[1]}.yaml"
