"""The specs that exist before an import, as far as they can be read; what else is wrong is lint's business."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wixgen.diagnostics import Diagnostic, Diagnostics, Place, Severity
from wixgen.pages.concerned_specs import ConcernedSpecs, folded, usual_path
from wixgen.pages.placing import Key, Renaming
from wixgen.pages.reconcile.update import UpdateError, united, with_name
from wixgen.pages.transcribe.event_types import EventTypes
from wixgen.spec.api import Resource
from wixgen.spec.check import check
from wixgen.spec.load import COMMON_FILE, load
from wixgen.spec.source import plain_yaml

#: Errors of specs that can be updated all the same: what they are about is kept as it is.
HARMLESS = {"unknown-key", "bad-name", "too-long"}


@dataclass(frozen=True)
class Move:
    """A spec whose resource gets another name, the path that it had before, and whether it could be done."""

    renaming: Renaming
    path: str
    is_done: bool = True


class ExistingSpecs:
    """The specs that exist.

    Attributes:
        api: What those say that pages can be about.
        texts: The texts of all by path.
        common: The declarations of common.yaml; None if there is none.
        is_common_faulty: common.yaml can't be read.
        errors: All that is wrong with those that pages can be about.
    """

    def __init__(self, specs: Mapping[str, bytes], concerned: ConcernedSpecs) -> None:
        """Read specs.

        Args:
            specs: The specs by path.
            concerned: Tells which of them pages can be about; only these are parsed.
        """
        report = Diagnostics()
        spec = load(
            {
                path: data
                for path, data in specs.items()
                if concerned.may_have(path, data)
            },
            report,
        )
        self._concerned = concerned
        self._parsed: dict[str, list[Resource]] = {}
        read = list(report)
        self.api = check(spec, report)
        self.errors = [finding for finding in report if finding.is_error]
        self.texts = {
            path: data.decode("utf-8", "replace") for path, data in specs.items()
        }
        self.common = spec.common
        self._faults: dict[str, list[Diagnostic]] = {}
        for error in read:
            if error.is_error and error.code not in HARMLESS:
                self._faults.setdefault(error.place.path, []).append(error)
        self.is_common_faulty = COMMON_FILE in self._faults
        self._homes: dict[Key, Place] = {}
        for resource in spec.resources:
            key = str(resource.package), str(resource.module)
            self._homes.setdefault(key, resource.at)

    def resources_naming(self, name: str) -> list[Resource]:
        """Return the resources in whose specs a name stands, sorted; these are parsed when it is first asked for."""
        is_there = re.compile(rf"\b{re.escape(name)}\b").search
        paths = (path for path, text in self.texts.items() if is_there(text))
        found = {
            resource.key: resource
            for path in paths
            if path != COMMON_FILE
            for resource in self._resources_of(path)
        }
        return [found[key] for key in sorted(found)]

    def _resources_of(self, path: str) -> list[Resource]:
        """Return the resource of a spec as far as it can be read."""
        if path not in self._parsed:
            texts = {
                one: self.texts[one] for one in (path, COMMON_FILE) if one in self.texts
            }
            files = {one: text.encode() for one, text in texts.items()}
            self._parsed[path] = check(
                load(files, Diagnostics()), Diagnostics()
            ).resources
        return self._parsed[path]

    def renamed(
        self, renamings: Iterable[Renaming], event_types: EventTypes
    ) -> tuple[ExistingSpecs, list[Move]]:
        """Return the specs with better names for resources, and what became of each.

        A spec that stands where import would put it moves with its name, unless another file is there.
        Where another spec has the name, that one gets all that it says.
        """
        texts, moves = dict(self.texts), list[Move]()
        homes = {key: place.path for key, place in self._homes.items()}
        common = None if self.is_common_faulty else texts.get(COMMON_FILE)
        for renaming in renamings:
            path = homes.pop(renaming.old)
            if self.faults_of(renaming.old):
                moves.append(Move(renaming, path, is_done=False))
                continue
            target = homes.get(renaming.new)
            try:
                if target:
                    shared = plain_yaml(common or "")
                    text = united(texts[target], texts[path], shared)
                else:
                    facts = event_types.get(".".join(renaming.new), {})
                    text = with_name(texts[path], *renaming.new, facts)
            except UpdateError:
                text = None
            if text is None:  # both stay
                moves.append(Move(renaming, path, is_done=False))
                continue
            del texts[path]
            target = target or _new_path(renaming, path, texts)
            texts[target], homes[renaming.new] = text, target
            moves.append(Move(renaming, path))
        if not any(move.is_done for move in moves):
            return self, moves
        specs = {path: text.encode() for path, text in texts.items()}
        return ExistingSpecs(specs, self._concerned), moves

    def path_of(self, key: Key) -> str:
        """Return the file of a resource: the one that declares it, else `<package>/<module>.yaml`."""
        home = self._homes.get(key)
        return home.path if home else usual_path(key)

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


def _taken(place: Place, message: str, help: str) -> Diagnostic:
    return Diagnostic(place, Severity.ERROR, "taken", message, help)


def _new_path(renaming: Renaming, path: str, taken: Iterable[str]) -> str:
    """Return the path of a renamed spec: where import would put it, if it stood so and no file is there."""
    usual = usual_path(renaming.new)
    names = {path.lower(), *(other.lower() for other in taken)}
    is_usual = path == usual_path(renaming.old)
    return usual if is_usual and usual.lower() not in names else path
