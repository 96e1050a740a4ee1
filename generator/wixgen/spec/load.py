"""Spec files -> declarations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from wixgen.diagnostics import COMMON_FILE, Acceptance, Diagnostic, Diagnostics
from wixgen.spec.language import COMMON, RESOURCE, CommonDecl, ResourceDecl
from wixgen.spec.source import parse

__all__ = ["COMMON_FILE", "Spec", "load"]


@dataclass(frozen=True)
class Spec:
    """All declarations of a project; `common` is None without a `common.yaml` that can be read."""

    resources: tuple[ResourceDecl, ...] = ()
    common: CommonDecl | None = None
    common_is_unread: bool = False  # there is one, but it was refused


def load(files: Mapping[str, bytes], report: Diagnostics) -> Spec:
    """Read spec files (path -> content); what can't be read is reported and left out."""
    resources: list[ResourceDecl] = []
    common: CommonDecl | None = None
    for path in sorted(files):
        if path == COMMON_FILE:
            common, found, accepted = _common(files[path])
            report.accept(accepted)
            report.add_source(path, partial(_decoded, files[path]))
            report.take(found)
        elif node := parse(path, files[path], report):
            resource = RESOURCE.load(node, report)
            resources += [resource] if resource else []
    return Spec(tuple(resources), common, common is None and COMMON_FILE in files)


@lru_cache(maxsize=1)
def _common(
    data: bytes,
) -> tuple[CommonDecl | None, tuple[Diagnostic, ...], tuple[Acceptance, ...]]:
    """Read common.yaml; return its declarations, what was found, and what it accepts.

    A build reads it with each package, and it may be larger than all specs of one.
    """
    found = Diagnostics()
    node = parse(COMMON_FILE, data, found)
    common = COMMON.load(node, found) if node else None
    return common, tuple(found.found), found.acceptances


def _decoded(data: bytes) -> str:
    return data.decode("utf-8-sig", errors="replace")
