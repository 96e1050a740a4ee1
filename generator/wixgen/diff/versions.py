"""Which part of a version a change raises."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from packaging.version import InvalidVersion, Version

from wixgen.diff.finding import Finding
from wixgen.diff.rules import Verdict


class Bump(StrEnum):
    """A part of a version."""

    MAJOR = "major"
    MINOR = "minor"
    PATCH = "patch"
    NONE = "none"


def bump_of(findings: Iterable[Finding], version: str) -> Bump:
    """Return the part that findings raise; before 1.0 the minor part stands in for the major one."""
    verdicts = {finding.verdict for finding in findings}
    if Verdict.BREAKING in verdicts:
        return Bump.MINOR if _release(version)[0] == 0 else Bump.MAJOR
    if verdicts & {Verdict.RISKY, Verdict.ADDITIVE}:
        return Bump.MINOR
    return Bump.PATCH if verdicts else Bump.NONE


def raised(version: str, bump: Bump) -> str:
    """Return a version with a part raised and those below it at zero; as it is for what is no version."""
    major, minor, patch = _release(version)
    match bump:
        case Bump.MAJOR:
            return f"{major + 1}.0.0"
        case Bump.MINOR:
            return f"{major}.{minor + 1}.0"
        case Bump.PATCH:
            return f"{major}.{minor}.{patch + 1}"
        case Bump.NONE:
            return version


def is_enough(old: str, new: str, bump: Bump) -> bool:
    """Return whether a version was raised by at least what is needed."""
    before, after = _release(old), _release(new)
    parts = {Bump.MAJOR: 1, Bump.MINOR: 2, Bump.PATCH: 3, Bump.NONE: 0}[bump]
    return after[:parts] > before[:parts] if parts else after >= before


def _release(version: str) -> tuple[int, int, int]:
    """Return major, minor and patch; zeros for what is no version."""
    try:
        found = Version(version)
    except InvalidVersion:
        return 0, 0, 0
    return found.major, found.minor, found.micro
