"""The methods that somebody asks about, by their Python names."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any

from wixapi._doctor.calls import Probe
from wixapi._http.operation import Operation

_ROOT = Path(__file__).parents[1]
_MOST = 5
"""Methods of one resource that are called at most."""


class UnknownNameError(Exception):
    """There is no such resource or method."""


@dataclass(frozen=True)
class Asked:
    """A resource, or one of its methods, that somebody asks about."""

    name: str
    methods: dict[str, Operation[Any]]
    """All methods of the resource, by their Python names."""
    method: str | None
    """The one that is meant; None for all."""

    def meant(self) -> dict[str, Operation[Any]]:
        """Return the methods that somebody asks about."""
        if self.method is None:
            return self.methods
        return {self.method: self.methods[self.method]}

    def probes(self) -> list[Probe]:
        """Return calls that only read and need no arguments: of the method itself, else of its resource."""
        own = _probes(self.meant())
        return own or _probes(self.methods)


def find(name: str) -> Asked:
    """Return what a name such as `calendar.participations.create_participation` stands for.

    Raises:
        UnknownNameError: nothing, with what may be meant.
    """
    package, _, rest = name.partition(".")
    resource, _, method = rest.partition(".")
    known = _resources()
    if f"{package}.{resource}" not in known:
        raise UnknownNameError(_unknown(f"{package}.{resource}", known))
    requests = import_module(f"wixapi.{package}.{resource}.requests")
    methods: dict[str, Operation[Any]] = {
        constant.lower(): value
        for constant, value in vars(requests).items()
        if isinstance(value, Operation)
    }
    if method and method not in methods:
        whole = [f"{package}.{resource}.{one}" for one in methods]
        raise UnknownNameError(_unknown(name, whole))
    return Asked(name, methods, method or None)


def _resources() -> list[str]:
    """Return the names of all resources in this package."""
    found = _ROOT.glob("[a-z]*/[a-z]*/requests.py")
    return sorted(".".join(path.parts[-3:-1]) for path in found)


def _unknown(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, 3)
    meant = f"; did you mean {' or '.join(close)}?" if close else ""
    return f"there is no {name}{meant}"


def _probes(methods: dict[str, Operation[Any]]) -> list[Probe]:
    found = (_probe(name, operation) for name, operation in methods.items())
    return [one for one in found if one is not None][:_MOST]


def _probe(name: str, operation: Operation[Any]) -> Probe | None:
    """Return how to call a method for what it may do; None if it changes something, or needs to know more."""
    if "{" in operation.path or operation.exactly_one:
        return None
    if operation.verb == "GET" and not operation.required:
        return Probe(name, "GET", operation.path, operation=operation)
    needs_little = {"query"} >= set(operation.required)
    if operation.verb == "POST" and operation.only_reads and needs_little:
        return Probe(name, "POST", operation.path, _one_item(operation), operation)
    return None


def _one_item(operation: Operation[Any]) -> dict[str, Any]:
    """Return the body that asks for one item, or for what there is."""
    control = operation.paging.control if operation.paging else ""
    if not control:
        return {"limit": 1} if "limit" in operation.parameters else {}
    body: dict[str, Any] = {"limit": 1}
    for member in reversed(control.split(".")):
        body = {member: body}
    return body
