"""The result of an update, and what `--format json` makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from wixgen.diagnostics import Diagnostic
from wixgen.diff.finding import Finding
from wixgen.diff.versions import Bump
from wixgen.pages.differences import Difference


class Passed(StrEnum):
    """How a stage ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


class Cause(StrEnum):
    """Why something changes."""

    DOCS = "docs"
    TOOL = "tool"
    NONE = "none"


@dataclass(frozen=True)
class Stage:
    """A stage of an update.

    Attributes:
        name: Its name.
        verdict: How it ended.
        says: What there is to say of it.
    """

    name: str
    verdict: Passed
    says: str = ""


def stage_of(name: str, count: int, failed: int) -> Stage:
    """Return how a stage ended, given how many resources it was about and for how many it failed."""
    if failed:
        says = f"{failed} of {counted(count, 'resource')} left as they were"
        return Stage(name, Passed.FAILED, says)
    if not count:
        return Stage(name, Passed.SKIPPED, "no spec changes")
    return Stage(name, Passed.PASSED, counted(count, "resource"))


def counted(number: int, what: str) -> str:
    """Return a number and a noun: `1 page`, `2 pages`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


@dataclass(frozen=True)
class Reason:
    """Why a resource is left as it was.

    Attributes:
        words: The reason, for people.
        is_fault: Whether something is wrong; else a change is waited for.
        page: The address of the page at fault; "" if it is no page.
    """

    words: str
    is_fault: bool = True
    page: str = ""


@dataclass(frozen=True)
class ResourceState:
    """What became of a resource.

    Attributes:
        resource: Its name, `<package>.<module>`.
        spec: The path of its spec below the schemas folder.
        reasons: Why it is left as it was; none if it was updated.
        pages: The addresses of its pages that changed.
    """

    resource: str
    spec: str
    reasons: tuple[Reason, ...] = ()
    pages: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """Return `left` or `updated`."""
        return "left" if self.reasons else "updated"

    def as_json(self) -> dict[str, str]:
        """Return it as `--format json` prints it."""
        why = "; ".join(reason.words for reason in self.reasons)
        return {
            "resource": self.resource,
            "spec": self.spec,
            "state": self.state,
            "why": why,
        }


@dataclass(frozen=True)
class Waiting:
    """A page whose change has not been seen often enough.

    Attributes:
        address: The page.
        times: In how many runs it has been seen.
        needed: In how many it must be.
    """

    address: str
    times: int
    needed: int


@dataclass(frozen=True)
class Update:
    """What an update comes to; nothing of it is written yet.

    Attributes:
        cause: Why something changes.
        version: The version that is proposed.
        bump: The part of the version that the changes raise.
        import_name: By what code imports the package.
        stages: The stages.
        resources: The resources that change, or are left as they were.
        findings: What the changes mean.
        doubts: What the importer was not sure of, about pages that changed.
        left: What pages say and specs don't, where that was not applied.
        faults: What is wrong with pages of no resource, by their address.
        waiting: The pages whose changes are waited for.
        written: The paths of the files that are written or removed, as people see them.
        distrust: Why nothing that the portal serves is believed; "" if it is.
        tool: What generates the package, for a run that regenerates it.
    """

    cause: Cause = Cause.NONE
    version: str = ""
    bump: Bump = Bump.NONE
    import_name: str = ""
    stages: tuple[Stage, ...] = ()
    resources: tuple[ResourceState, ...] = ()
    findings: Sequence[Finding] = ()
    doubts: Sequence[Diagnostic] = ()
    left: Sequence[Difference] = ()
    faults: Mapping[str, str] = field(default_factory=dict[str, str])
    waiting: Sequence[Waiting] = ()
    written: tuple[str, ...] = ()
    distrust: str = ""
    tool: str = ""

    @property
    def verdict(self) -> str:
        """Return the worst verdict of the changes that nobody has accepted; `none` without any."""
        found = [one.verdict for one in self.findings if not one.accepted]
        return str(max(found, key=lambda one: one.weight)) if found else "none"

    @property
    def has_faults(self) -> bool:
        """Return whether a page or a resource is left as it was because something is wrong."""
        reasons = [why for resource in self.resources for why in resource.reasons]
        return bool(self.faults) or any(reason.is_fault for reason in reasons)

    @property
    def is_changed(self) -> bool:
        """Return whether files are written."""
        return bool(self.written)

    @property
    def title(self) -> str:
        """Return the title of a pull request, in one line."""
        if self.distrust:
            return "Wix's documentation portal is not trusted: nothing is changed"
        if self.cause is Cause.TOOL:
            return (
                f"Regenerate the package with {self.tool}"
                if self.tool
                else "Make the package"
            )
        updated = [one.resource for one in self.resources if not one.reasons]
        if updated:
            more = f" and {len(updated) - 1} more" if len(updated) > 1 else ""
            verdict = "no change for callers" if not self.findings else self.verdict
            return f"Follow Wix's documentation: {updated[0]}{more} ({verdict})"
        if self.is_changed:
            return "Note what Wix's documentation says: no spec changes"
        return "Nothing to update"

    def as_json(self, left: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Return it as `--format json` prints it; `left` is the drift in the form of `wixgen drift`."""
        return {
            "changed": self.is_changed,
            "cause": str(self.cause),
            "verdict": self.verdict,
            "bump": str(self.bump),
            "version": self.version,
            "title": self.title,
            "stages": [
                {"stage": one.name, "verdict": str(one.verdict), "says": one.says}
                for one in self.stages
            ],
            "resources": [one.as_json() for one in self.resources],
            "changes": [one.as_json() for one in self.findings],
            "left": list(left),
            "written": list(self.written),
        }
