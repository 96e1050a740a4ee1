"""Names of resources, packages and their client classes in Python, which no two of them can share.

A resource's module is called as its spec says, whatever stands beside it. Where the clients of an earlier
one have the names that its own clients would have, these get a number: that is all that a resource owes to
its neighbours, so one whose neighbours change is made anew only if that number does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, count, groupby

from wixgen.diagnostics import Diagnostics, Place
from wixgen.package import names, reserved
from wixgen.package.model import ResourceSummary

NO_RENAME = "remove one of them: their names come from the SDK and can't be changed"
#: All classes that a resource's, or a package's, prefix stands for: it is free where all of them are.
CLIENT_VARIANTS = (
    "{}Client",
    "Async{}Client",
    "Raw{}Client",
    "AsyncRaw{}Client",
    "{}Events",
    "{}Plugin",
)
GROUP_VARIANTS = ("{}", "Async{}", "Raw{}", "AsyncRaw{}", "{}Hooks", "{}Plugins")

_NOWHERE = Place("")


class GroupNames:
    """Names of packages and of their client classes, given in the order of the packages."""

    def __init__(self, report: Diagnostics) -> None:
        self._packages = names.Scope("", report)
        self._classes = names.Scope("the clients", report, reserved.GROUPS)

    def take(self, wire: str, at: Place) -> tuple[str, str]:
        """Return the package's name and the class of its client; nobody else gets them."""
        derived = names.package_name(wire)
        name = self._packages.claim(derived, "package", wire, at, NO_RENAME)
        return name, self._class(wire)

    def keep(self, wire: str) -> None:
        """Keep the names of a package that isn't shaped now."""
        name = names.package_name(wire)
        if not self._packages.has(name):  # else that is told where it is shaped
            self._packages.claim(name, "package", wire, _NOWHERE)
        self._class(wire)

    def _class(self, wire: str) -> str:
        return names.free((self._classes,), [names.pascal(wire)], GROUP_VARIANTS)


class ResourceNames:
    """The names of a package's resources, given in the order of their modules."""

    def __init__(self, wire: str, class_name: str, report: Diagnostics) -> None:
        self._names = names.Scope(f"the package `{wire}`", report)
        names.free((self._names,), [class_name], GROUP_VARIANTS)

    def module(self, wire: str, at: Place) -> str:
        """Return the name of a resource's module."""
        derived = names.module_name(wire)
        return self._names.claim(derived, "module", wire, at, NO_RENAME)

    def prefix(self, module: str, is_refused: Callable[[str], bool]) -> str:
        """Return what the classes of a resource's clients begin with: the first that is free and not refused."""
        wanted = names.pascal(module)
        numbered = (f"{wanted}{number}" for number in count(2))
        free = (
            candidate
            for candidate in chain([wanted], numbered)
            if self._is_free(candidate)
        )
        prefix = next(candidate for candidate in free if not is_refused(candidate))
        self._take(prefix)
        return prefix

    def keep(self, resource: ResourceSummary) -> None:
        """Keep the names of a resource that isn't shaped now."""
        name = names.module_name(resource.wire_module)
        if not self._names.has(name):
            self._names.claim(name, "module", resource.wire_module, _NOWHERE)
        self._take(resource.prefix)

    def _is_free(self, prefix: str) -> bool:
        return not any(
            self._names.has(variant.format(prefix)) for variant in CLIENT_VARIANTS
        )

    def _take(self, prefix: str) -> None:
        for variant in CLIENT_VARIANTS:
            self._names.take(variant.format(prefix))


def with_changed_names(
    resources: Iterable[ResourceSummary],
) -> Iterator[ResourceSummary]:
    """Yield those of all resources, in their order, that would now get other names, or none."""
    report = Diagnostics()
    groups = GroupNames(report)
    for wire, modules in groupby(resources, key=lambda resource: resource.wire_package):
        _, class_name = groups.take(wire, _NOWHERE)
        resource_names = ResourceNames(wire, class_name, report)
        for resource in modules:
            resource_names.module(resource.wire_module, _NOWHERE)
            prefix = resource_names.prefix(
                resource.wire_module, resource.refused.__contains__
            )
            if prefix != resource.prefix or report.has_errors:
                yield resource
                report.found.clear()
