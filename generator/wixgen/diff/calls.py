"""Compares how a method is called: by whom, in which form, and what its queries can ask."""

from __future__ import annotations

from collections.abc import Mapping

from wixgen.diagnostics import Place
from wixgen.diff.context import Context, Where
from wixgen.package import names
from wixgen.spec.api import Method, QueryField

Places = tuple[Place, Place]


def compare_calls(context: Context, where: Where, old: Method, new: Method) -> None:
    """Compare who may call, how parameters are encoded, and each field of queries."""
    places = (old.at, new.at)
    for fact in ("encoding", "fallback"):
        change = getattr(old, fact) or None, getattr(new, fact) or None
        if change[0] != change[1]:
            context.tell("encoding-changed", where, change, places, fact=fact)
    before, after = {*old.identities}, {*new.identities}
    # none at all: whoever has the permission
    added = after - before if before else set[str]()
    removed = before - after if after else set[str]()
    for name in sorted(added):
        context.tell("identity-added", where, (None, name), places, fact=name)
    for name in sorted(removed):
        context.tell("identity-removed", where, (name, None), places, fact=name)
    if bool(before) != bool(after):
        rule = "identity-removed" if after else "identity-added"
        change = sorted(before) or None, sorted(after) or None
        context.tell(rule, where, change, places)
    _compare_queries(context, where, old, new)


def _compare_queries(context: Context, where: Where, old: Method, new: Method) -> None:
    before, after = _by_path(old), _by_path(new)
    places = (old.at, new.at)
    for path in sorted({*before, *after}):
        here = _at_path(where, path)
        one, other = before.get(path), after.get(path)
        if one and other:
            _compare_query_field(context, here, one, other, places)
        else:
            state = "added" if other else "removed"
            change = (path if one else None), (path if other else None)
            context.tell(f"query-field-{state}", here, change, places, fact="query")


def _by_path(method: Method) -> Mapping[str, QueryField]:
    return {field.path: field for field in method.query}


def _at_path(where: Where, path: str) -> Where:
    """Return the place of a field of queries, which stands in no object of the method."""
    python = ".".join(names.field_name(part) for part in path.split("."))
    return where.below(path, python)


def _compare_query_field(
    context: Context, where: Where, old: QueryField, new: QueryField, places: Places
) -> None:
    for what, before, after in (
        ("operator", {*old.operators}, {*new.operators}),
        ("order", {*old.sort}, {*new.sort}),
    ):
        for name in sorted(after - before):
            rule = f"query-{what}-added"
            context.tell(rule, where, (None, name), places, fact=name)
        for name in sorted(before - after):
            rule = f"query-{what}-removed"
            context.tell(rule, where, (name, None), places, fact=name)
    if old.attributes != new.attributes:
        change = dict(old.attributes), dict(new.attributes)
        context.tell("query-facts-changed", where, change, places, fact="attributes")
