"""Compares what a call can't do without: required paths, placeholders of the address, groups of which one is set."""

from __future__ import annotations

from collections.abc import Iterable

from wixgen.diagnostics import Place
from wixgen.diff.context import Context, Where
from wixgen.diff.reach import named_in
from wixgen.diff.rules import Consumer, Verdict, Verdicts
from wixgen.package.names import parameter_name
from wixgen.spec.api import Method, ObjectType, RequiredPath

#: A demand below something new that need not be sent: no request that was right lacks it.
_HARMLESS: Verdicts = {Consumer.SENDS: Verdict.ADDITIVE}


def demanded(method: Method) -> dict[str, bool]:
    """Return the paths that a call can't do without, and whether anything can check them.

    What a dotted placeholder of the address needs is needed with all that it stands in.
    """
    return demanded_by(method.required, method.path_parameters)


def demanded_by(
    required: Iterable[RequiredPath], placeholders: Iterable[str] = ()
) -> dict[str, bool]:
    """Return required paths, and whether anything can check them; those of placeholders always."""
    found = {path.path: path.reachable for path in required}
    for placeholder in placeholders:
        steps = placeholder.split(".")
        for count in range(1, len(steps) + 1):
            found[".".join(steps[:count])] = True
    return found


def compare_demands(context: Context, where: Where, old: Method, new: Method) -> None:
    """Compare what two states of a method can't do without."""
    roots = (old.parameters, new.parameters)
    places = (old.at, new.at)
    demands = Demands(context, where, roots, places)
    demands.compare_required(demanded(old), demanded(new))
    demands.compare_groups(old.exactly_one, new.exactly_one)


class Demands:
    """A comparison of the demands that two states make of the objects at their roots."""

    def __init__(
        self,
        context: Context,
        where: Where,
        roots: tuple[ObjectType, ObjectType],
        places: tuple[Place, Place],
    ) -> None:
        self.context = context
        self.where = where
        self.old, self.new = roots
        self.places = places

    def compare_required(self, old: dict[str, bool], new: dict[str, bool]) -> None:
        """Compare required paths: those that can be checked, and those that lead nowhere."""
        before = {self._renamed(path): is_checked for path, is_checked in old.items()}
        for path in sorted(new.keys() | before.keys()):
            was, is_ = before.get(path, False), new.get(path, False)
            if is_ and not was:
                self._tell_required(path)
            elif was and not is_ and self._leads(self.new, path):
                self._tell("required-removed", path, (path, None))
            elif not was and not is_ and (path in new) != (path in before):
                change = (None, path) if path in new else (path, None)
                self._tell("required-unreachable", path, change)

    def _tell_required(self, path: str) -> None:
        """Tell of a path that is required now, unless it is a new parameter, which says so itself."""
        if "." not in path and not self._leads(self.old, path):
            return
        verdicts = None if self._could_lack(path) else _HARMLESS
        self._tell("required-added", path, (None, path), verdicts)

    def compare_groups(self, old: Iterable[str], new: Iterable[str]) -> None:
        """Compare the groups of which one member must be set."""
        before, after = {self._renamed(path) for path in old}, {*new}
        for path in sorted(after - before):
            verdicts = None if self._could_lack(path) else _HARMLESS
            self._tell("exactly-one-added", path, (None, path), verdicts)
        for path in sorted(before - after):
            self._tell("exactly-one-removed", path, (path, None))
        for path in sorted(before & after):
            for member in self._left(path):
                change = (member, None)
                self._tell("exactly-one-narrowed", f"{path}.{member}", change)

    def _left(self, path: str) -> list[str]:
        """Return the members that a demanded group no longer has, though they are still there."""
        holders = [
            self._holder(root, name)
            for root, name in ((self.old, self._former(path)), (self.new, path))
        ]
        old = _members(holders[0], self._former(path))
        new = _members(holders[1], path)
        return [
            member
            for member in old
            if member not in new and holders[1] and holders[1].field_named(member)
        ]

    def _could_lack(self, path: str) -> bool:
        """Return whether a request that was right may lack it: what it stands in was there."""
        above = path.rpartition(".")[0]
        return not above or self._leads(self.old, self._former(above))

    def _tell(
        self,
        rule: str,
        path: str,
        change: tuple[str | None, str | None],
        verdicts: Verdicts | None = None,
    ) -> None:
        python = ".".join(parameter_name(part) for part in path.split("."))
        here = self.where.below(path, python)
        self.context.tell(rule, here, change, self.places, verdicts)

    def _leads(self, root: ObjectType, path: str) -> bool:
        """Return whether a path leads to a field, or to a group."""
        holder = self._holder(root, path)
        last = path.rpartition(".")[2]
        return holder is not None and (
            holder.field_named(last) is not None
            or any(group.name == last for group in holder.groups)
        )

    def _holder(self, root: ObjectType, path: str) -> ObjectType | None:
        """Return the object that has what a path names, if it leads to one."""
        holder: object = root
        for wire in path.split(".")[:-1]:
            field = holder.field_named(wire) if isinstance(holder, ObjectType) else None
            holder = named_in(field.type) if field else None
        return holder if isinstance(holder, ObjectType) else None

    def _renamed(self, path: str) -> str:
        """Return a path of the old state in the names of the new one."""
        return ".".join(new for _, new in self._steps(path))

    def _former(self, path: str) -> str:
        """Return a path of the new state in the names of the old one, as far as it leads."""
        holder: object = self.old
        found: list[str] = []
        for wire in path.split("."):
            former = self.context.former_name(holder, wire)
            found.append(former)
            field = (
                holder.field_named(former) if isinstance(holder, ObjectType) else None
            )
            holder = named_in(field.type) if field else None
        return ".".join(found)

    def _steps(self, path: str) -> Iterable[tuple[str, str]]:
        """Yield the names on a path of the old state: what they were, and what they are."""
        holder: object = self.old
        for wire in path.split("."):
            yield wire, self.context.renamed_fields.get((id(holder), wire), wire)
            field = holder.field_named(wire) if isinstance(holder, ObjectType) else None
            holder = named_in(field.type) if field else None


def _members(holder: ObjectType | None, path: str) -> tuple[str, ...]:
    """Return the members of the group that a path names, in what holds it."""
    last = path.rpartition(".")[2]
    groups = holder.groups if holder else []
    return next((group.members for group in groups if group.name == last), ())
