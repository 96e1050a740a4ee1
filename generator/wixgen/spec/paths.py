"""Checks of paths: the URL's placeholders, and dotted paths through the parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wixgen.diagnostics import Diagnostics, quoted
from wixgen.spec.api import (
    EnumType,
    Field,
    Kind,
    ListOf,
    ObjectType,
    RequiredPath,
    Type,
)
from wixgen.spec.messages import hint
from wixgen.spec.source import Text
from wixgen.spec.types import through_lists

VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_PLACEHOLDER = re.compile(rf"\{{{_NAME}(\.{_NAME})*\}}")
_SEGMENT = re.compile(rf"([A-Za-z0-9_~:.-]|{_PLACEHOLDER.pattern})+")
#: No page says how these would be spelt in a URL.
_NOT_IN_PATH = {Kind.BOOLEAN, Kind.NUMBER, Kind.OBJECT, Kind.JSON}


class Fields:
    """Resolves dotted wire paths, from the parameters of a method on."""

    def __init__(self, root: ObjectType) -> None:
        self.root = root

    def find(self, path: str) -> list[Field]:
        """Return the fields along a path (through lists); none if it leads nowhere.

        Where it leads into something that was reported, the last one is of the kind UNKNOWN.
        """
        owner: Type = self.root
        found: list[Field] = []
        for wire in path.split("."):
            step = self._step(owner, wire)
            if step is None:
                return []
            found.append(step)
            owner = through_lists(step.type)
        return found

    def object_at(self, path: str) -> ObjectType | None:
        """Return the object at a dotted path, "" being the parameters; None if there is none."""
        if not path:
            return self.root
        found = self.find(path)
        owner = through_lists(found[-1].type) if found else None
        return owner if isinstance(owner, ObjectType) else None

    def _step(self, owner: Type, wire: str) -> Field | None:
        is_unsure = owner is Kind.UNKNOWN
        if isinstance(owner, ObjectType):
            if step := owner.field_named(wire):
                return step
            is_unsure = owner.is_partial
        return (
            Field(at=self.root.note.at, wire=wire, type=Kind.UNKNOWN)
            if is_unsure
            else None
        )


def check_http(http: Text, parameters: ObjectType, report: Diagnostics) -> bool:
    """Return whether verb and path can be used; report why not."""
    verb, path = http.split(" ", 1)
    start = len(verb) + 1
    if verb not in VERBS:
        message = f"{quoted(verb)} is none of {', '.join(VERBS)}"
        report.error(http.place, "bad-verb", message)
        return False
    help = "as in /calendar/v3/participations/{id}"
    for offset, problem in path_problems(path):
        place = http.place_of(start + offset)
        report.error(place, "bad-path", problem, help=help)
        return False
    fine = True
    for found in _PLACEHOLDER.finditer(path):
        fine &= _check_placeholder(http, start, found, parameters, report)
    return fine


def path_problems(path: str) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with a URL's path, and where."""
    offset = 0
    for segment in path.split("/")[1:]:
        offset += 1
        if problem := _problem(segment):
            yield offset, problem
        offset += len(segment)


def _problem(segment: str) -> str:
    """Return what is wrong with one segment of a path."""
    if not segment:
        return "the path has an empty segment"
    if not _SEGMENT.fullmatch(segment):
        return f"{quoted(segment)} in the path has characters that a path can't have"
    # a value of dots would make the segment climb up
    if not _PLACEHOLDER.sub("", segment).strip(".") and "." in _PLACEHOLDER.sub(
        "", segment
    ):
        return f"{quoted(segment)} in the path leads out of it"
    return ""


def _check_placeholder(
    http: Text,
    start: int,
    found: re.Match[str],
    parameters: ObjectType,
    report: Diagnostics,
) -> bool:
    name = found[0][1:-1]
    place = http.place_of(start + found.start() + 1)
    steps = Fields(parameters).find(name)
    if not steps:
        message = f"{quoted(name)} in the path is no parameter"
        known = [parameter.wire for parameter in parameters.fields]
        report.error(place, "path-parameter", message, help=lambda: hint(name, known))
    elif not _fits_in_path(steps[-1].type) or any(
        isinstance(step.type, ListOf) for step in steps[:-1]
    ):
        message = f"{quoted(name)} in the path is neither a text nor a whole number, nor a list of such"
        report.error(place, "path-parameter", message)
    else:
        return True
    return False


def _fits_in_path(type_: Type) -> bool:
    single = type_.item if isinstance(type_, ListOf) else type_
    return isinstance(single, EnumType) or (
        isinstance(single, Kind) and single not in _NOT_IN_PATH
    )


def check_required(
    path: Text, parameters: ObjectType, report: Diagnostics
) -> RequiredPath:
    """Check one entry of the required list; a path that leads nowhere is kept, with a warning."""
    fields = Fields(parameters)
    steps = fields.find(path)
    if steps:
        return RequiredPath(
            str(path), all(step.type is not Kind.UNKNOWN for step in steps[:-1])
        )
    above, _, last = path.rpartition(".")
    owner = fields.object_at(above)
    message = (
        f"the required path {quoted(path)} leads to no field; nothing will check it"
    )
    if owner and last in [group.name for group in owner.groups]:
        help = "it is a one-of group: list it under `exactly_one`"
    else:
        help = hint(last, [field.wire for field in owner.fields]) if owner else ""
    report.warn(path.place, "unreachable-required", message, help=help)
    return RequiredPath(str(path), False)


def check_group(path: Text, parameters: ObjectType, report: Diagnostics) -> bool:
    """Return whether `path` leads to a one-of group; report if it doesn't."""
    fields = Fields(parameters)
    above, _, name = path.rpartition(".")
    owner = fields.object_at(above)
    groups = [group.name for group in owner.groups] if owner else []
    if name in groups:
        return True
    steps = fields.find(path)
    if not steps or steps[-1].type is not Kind.UNKNOWN:
        message = f"{quoted(path)} is no one-of group"
        help = hint(name, groups) if groups else ""
        report.error(path.place, "unknown-group", message, help=help)
    return False
