"""Where the specs of modules are, and what keeps one from being updated.

Of a spec only two lines are read for that: all of Wix's specs are many, and each is loaded where it is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wixgen.diagnostics import Diagnostic, Diagnostics, Place, Severity
from wixgen.pages.concerned_specs import folded
from wixgen.pages.existing_specs import HARMLESS
from wixgen.pages.spec_checks import SpecText
from wixgen.published.packages import Key
from wixgen.spec.load import COMMON_FILE, load

_NAME = r'^{key}: *["\']?([A-Za-z][A-Za-z0-9_-]*)["\']? *(?:#.*)?\r?$'


@dataclass(frozen=True)
class Homes:
    """The specs that exist.

    Attributes:
        paths: The path of each by package and module.
        owners: Package and module of each by its path; None if they can't be told.
    """

    paths: Mapping[Key, str]
    owners: Mapping[str, Key | None]

    def path_of(self, key: Key) -> str:
        """Return the file of a resource: the one that declares it, else `<package>/<module>.yaml`."""
        return self.paths.get(key, f"{key[0]}/{key[1]}.yaml")

    def faults_of(self, key: Key) -> Iterator[Diagnostic]:
        """Yield the reasons why a resource can have no spec, but for what is wrong with that itself."""
        path = self.path_of(key)
        for owner, place in self.paths.items():
            if owner == key:
                continue
            names = f"this is the spec of {'.'.join(owner)}, and {'.'.join(key)}"
            if place == path:
                yield _taken(place, f"{names} would go here", "rename the file")
            elif folded(owner) == folded(key):
                message = f"{names} differs from it in case or dashes alone"
                help = "import the types of one of them into a project of their own"
                yield _taken(place, message, help)


def homes_of(specs: Mapping[str, bytes]) -> Homes:
    """Return where the specs are that exist."""
    owners: dict[str, Key | None] = {}
    for path, data in specs.items():
        text = data.decode("utf-8", "replace")
        package, module = (
            re.search(_NAME.format(key=key), text, re.M)
            for key in ("package", "module")
        )
        owners[path] = (package[1], module[1]) if package and module else None
    paths: dict[Key, str] = {}
    for path, key in owners.items():
        if key is not None:
            paths.setdefault(key, path)
    return Homes(paths, owners)


def faults_in(spec: SpecText) -> list[Diagnostic]:
    """Return the errors of a spec that keep it from being updated: what can't be read can't be kept."""
    if spec.text is None:
        return []
    texts = {COMMON_FILE: spec.common, spec.path: spec.text}
    report = Diagnostics()
    load({path: text.encode() for path, text in texts.items() if text}, report)
    return [one for one in report if one.is_error and one.code not in HARMLESS]


def _taken(path: str, message: str, help: str) -> Diagnostic:
    return Diagnostic(Place(path, 1, 1), Severity.ERROR, "taken", message, help)
