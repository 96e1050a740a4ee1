"""Checks changed specs and makes the package from them; a resource for which that fails is left as it was."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from wixgen.building.builder import Built
from wixgen.building.tasks import package_of
from wixgen.diagnostics import COMMON_FILE, Diagnostic, visible
from wixgen.updating.outcome import Reason

Specs = Mapping[str, bytes]
#: What is wrong with some specs among others: all specs, and the paths of those in question.
Lint = Callable[[Specs, Collection[str]], list[Diagnostic]]
#: Makes the package from specs.
Build = Callable[[Specs], Built]


@dataclass
class Proposal:
    """Changes of specs, resource by resource.

    Attributes:
        before: The specs as they are.
        units: For each resource, by the path of its spec: the new content of the specs that it changes.
        common: The new content of the common types; None: they don't change.
        left: Why resources are left as they were, by the path of their spec.
    """

    before: Specs
    units: dict[str, Mapping[str, bytes | None]]
    common: bytes | None = None
    left: dict[str, list[Reason]] = field(default_factory=dict[str, "list[Reason]"])

    @property
    def paths(self) -> list[str]:
        """Return the paths of the specs that change and are there afterwards."""
        return sorted(
            path
            for unit in self.units.values()
            for path, text in unit.items()
            if text is not None
        )

    @property
    def changed(self) -> dict[str, bytes | None]:
        """Return the new content of every spec that changes; None: it is removed."""
        changed = {
            path: text for unit in self.units.values() for path, text in unit.items()
        }
        if self.units and self.common is not None:
            changed[COMMON_FILE] = self.common
        return changed

    @property
    def after(self) -> dict[str, bytes]:
        """Return the specs as they would be."""
        merged = {**self.before, **self.changed}
        return {path: text for path, text in merged.items() if text is not None}

    def leave(self, path: str, reason: Reason) -> None:
        """Leave the resource of a spec as it was."""
        owner = next((one for one, unit in self.units.items() if path in unit), path)
        self.units.pop(owner, None)
        reasons = self.left.setdefault(owner, [])
        if reason not in reasons:
            reasons.append(reason)

    def alone(self, path: str) -> dict[str, bytes]:
        """Return the specs if only one resource changed."""
        return Proposal(self.before, {path: self.units[path]}, self.common).after


def leave_what_is_wrong(proposal: Proposal, lint: Lint) -> None:
    """Leave the resources whose specs have errors, or give those of their package errors."""
    while proposal.units:
        after = proposal.after
        packages = {package_of(after[path]) for path in proposal.paths}
        asked = {
            path
            for path, text in after.items()
            if path != COMMON_FILE and package_of(text) in packages
        }
        errors = [one for one in lint(after, asked) if one.is_error]
        known = (
            {
                _told(one)
                for one in lint(proposal.before, asked & proposal.before.keys())
            }
            if errors
            else set[object]()
        )
        if not _left(proposal, [one for one in errors if _told(one) not in known]):
            return


def build_what_can_be(proposal: Proposal, build: Build) -> Built:
    """Make the package; leave the resources for which that fails."""
    while True:
        try:
            built = build(proposal.after)
        except Exception as error:  # a bug in wixgen must not cost the other resources
            if not proposal.units:
                raise
            _leave_crashing(proposal, build, error)
            continue
        errors = [one for one in built.found if one.is_error]
        if not _left(proposal, errors):
            return built


def _left(proposal: Proposal, errors: Iterable[Diagnostic]) -> bool:
    """Leave the resources that have errors; return whether any was left.

    Where only specs have errors that don't change, those of their package are left that do, else all.
    """
    found = [*errors]
    own = [
        one
        for one in found
        if any(one.place.path in unit for unit in proposal.units.values())
    ]
    for error in own:
        proposal.leave(error.place.path, _reason(error))
    if own or not found:
        return bool(own)
    after = proposal.after
    packages = {package_of(after.get(one.place.path, b"")) for one in found}
    near = [
        path for path in proposal.units if package_of(after.get(path, b"")) in packages
    ]
    chosen = near or [*proposal.units]
    for path in chosen:
        proposal.leave(path, _reason(found[0]))
    return bool(chosen)


def _reason(error: Diagnostic) -> Reason:
    return Reason(visible(f"{error.place}: {error.message} [{error.code}]"))


def _told(finding: Diagnostic) -> object:
    return finding.place.path, finding.code, finding.message


def _leave_crashing(proposal: Proposal, build: Build, error: Exception) -> None:
    """Leave the resources that can't be made by themselves; all that change if each of them can."""
    crashing: dict[str, Exception] = {}
    for path in [*proposal.units] if len(proposal.units) > 1 else []:
        try:
            build(proposal.alone(path))
        except Exception as own:  # which is why it is left
            crashing[path] = own
    for path in crashing or [*proposal.units]:
        why = crashing.get(path, error)
        words = f"wixgen failed to make it: {type(why).__name__}: {why}"
        proposal.leave(path, Reason(visible(words)))
