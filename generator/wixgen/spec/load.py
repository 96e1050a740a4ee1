"""Spec files -> declarations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wixgen.diagnostics import COMMON_FILE, Diagnostics
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
        node = parse(path, files[path], report)
        if node is None:
            continue
        if path == COMMON_FILE:
            common = COMMON.load(node, report)
        elif resource := RESOURCE.load(node, report):
            resources.append(resource)
    return Spec(tuple(resources), common, common is None and COMMON_FILE in files)
