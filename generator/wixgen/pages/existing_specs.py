"""The specs that exist before pages are brought into them."""

from __future__ import annotations

from collections.abc import Mapping

from wixgen.diagnostics import Diagnostic, Diagnostics, Place, Severity
from wixgen.pages.grouping import Key
from wixgen.spec.check import check
from wixgen.spec.load import COMMON_FILE, load

#: Errors of specs that can be updated all the same: what they are about is kept as it is.
_HARMLESS = {"unknown-key", "bad-name", "too-long"}


class ExistingSpecs:
    """The specs that exist, as far as they can be read; what else is wrong is lint's business."""

    def __init__(self, specs: Mapping[str, bytes]) -> None:
        report = Diagnostics()
        spec = load(specs, report)
        self.api = check(spec, Diagnostics())
        self.common = spec.common
        self.texts = {
            path: data.decode("utf-8", "replace") for path, data in specs.items()
        }
        self._faults: dict[str, list[Diagnostic]] = {}
        for error in report:
            if error.severity is Severity.ERROR and error.code not in _HARMLESS:
                self._faults.setdefault(error.place.path, []).append(error)
        self.is_common_faulty = COMMON_FILE in self._faults
        self._homes: dict[Key, Place] = {}
        for resource in spec.resources:
            key = str(resource.package), str(resource.module)
            self._homes.setdefault(key, resource.at)

    def path_of(self, key: Key) -> str:
        """Return the file of a resource: the one that declares it, else `<package>/<module>.yaml`."""
        home = self._homes.get(key)
        return home.path if home else f"{key[0]}/{key[1]}.yaml"

    def types_of(self, key: Key) -> frozenset[str]:
        """Return the names of a resource's types."""
        return frozenset(
            type_.name
            for resource in self.api.resources
            if (resource.package, resource.module) == key
            for type_ in resource.types
        )

    def faults_of(self, key: Key) -> list[Diagnostic]:
        """Return the reasons why the spec of a resource can't be updated."""
        path = self.path_of(key)
        faults = [*self._faults.get(COMMON_FILE, ()), *self._faults.get(path, ())]
        for owner, place in self._homes.items():
            if place.path == path and owner != key:
                message = f"this is the spec of {'.'.join(owner)}, and {'.'.join(key)} would go here"
                faults.append(
                    Diagnostic(
                        place, Severity.ERROR, "taken", message, "rename the file"
                    )
                )
        return faults
